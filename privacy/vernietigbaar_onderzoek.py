"""The onderzoek itself as something to destroy: the key that its pseudonyms were made with.

With that key gone nobody can make the pseudonym of a BSN again. Whatever else of the onderzoek is
kept goes with it; purpose, decisions and released results stay.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from privacy import vernietigbaar
from privacy.actions.dossier import mark_destroyed
from privacy.bewaren import end_of
from privacy.dossier import Onderzoekstatus
from privacy.models import Account, Onderzoek
from privacy.standen import ONDERZOEK
from privacy.vernietigbaar import Bewaard, Soort

CODE = "onderzoek"
GROND = "tot het einde van het onderzoek"


def kept() -> Iterator[Bewaard]:
    rijen = Onderzoek.objects.filter(pseudoniemsleutel__vernietigd_op__isnull=True)
    for onderzoek in rijen.order_by("aangemaakt_op"):
        yield Bewaard(
            soort=CODE,
            object_id=str(onderzoek.pk),
            titel=f"Sleutel van de pseudoniemen: {onderzoek.naam}"[:200],
            onderzoek_id=onderzoek.pk,
            onderzoek=onderzoek.naam,
            grond=GROND,
            tot=end_of(onderzoek),
        )


def derived(object_id: str) -> list[tuple[str, str]]:
    """Everything else that is kept of it and has no longer term of its own."""
    return [
        (b.soort, b.object_id)
        for b in vernietigbaar.everything()
        if b.soort != CODE
        and str(b.onderzoek_id) == object_id
        and vernietigbaar.kind(b.soort).met_onderzoek
    ]


def keys(object_id: str) -> list[UUID]:
    nummers = Onderzoek.objects.filter(pk=object_id).values_list("pseudoniemsleutel", flat=True)
    return list(nummers)


def files(object_id: str) -> list[Path]:
    return []


def subjects(object_id: str) -> list[str]:
    return []


def lock(object_id: str) -> object:
    return Onderzoek.objects.select_for_update().filter(pk=object_id).first()


def erase(object_id: str, by: Account | None) -> None:
    """One that was never approved keeps its state: there was no data."""
    onderzoek = Onderzoek.objects.filter(pk=object_id).first()
    if onderzoek and ONDERZOEK.allowed(onderzoek.status, Onderzoekstatus.vernietigd):
        mark_destroyed(onderzoek=onderzoek, by=by)


def register() -> None:
    vernietigbaar.register(
        Soort(CODE, "onderzoek", kept, derived, keys, files, subjects, lock, erase)
    )
