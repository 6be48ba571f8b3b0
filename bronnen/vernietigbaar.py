"""Deliveries and linked files as something to destroy; registered with `privacy`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from bronnen import leverschemas, opslag, policies
from bronnen.actions.vernietiging import erase_delivery, erase_linked
from bronnen.models import Koppelbestand, Koppelstatus, Levering, Leveringstatus
from privacy import vernietigbaar
from privacy.bewaren import earliest, end_of
from privacy.models import Account
from privacy.vernietigbaar import Bewaard, Soort

LEVERING, KOPPELBESTAND = "levering", "koppelbestand"
NA_KOPPELEN = "3 maanden na het koppelen"
EINDE = "tot het einde van het onderzoek"
AFGEWEZEN = "tot het besluit om de levering niet te gebruiken"
KOPPELBESTAND_WEG = (Koppelstatus.mislukt, Koppelstatus.geannuleerd, Koppelstatus.vernietigd)


# --- deliveries -----------------------------------------------------------------------------------
def kept_deliveries() -> Iterator[Bewaard]:
    rijen = Levering.objects.exclude(
        status__in=[*policies.ZONDER_GEGEVENS, Leveringstatus.vernietigd]
    )
    for levering in rijen.select_related("onderzoek", "organisatie").order_by("ontvangen_op"):
        tot, grond = _term(levering)
        yield Bewaard(
            soort=LEVERING,
            object_id=str(levering.pk),
            titel=f"Levering {levering.nummer}: {leverschemas.schema(levering.bron).naam}",
            onderzoek_id=levering.onderzoek_id,
            onderzoek=levering.onderzoek.naam,
            grond=grond,
            tot=tot,
            organisatie_id=levering.organisatie_id,
            organisatie=levering.organisatie.naam,
        )


def _term(levering: Levering) -> tuple[datetime | None, str]:
    einde = end_of(levering.onderzoek)
    tot = earliest(levering.bewaren_tot, einde)
    if tot is None or tot != levering.bewaren_tot:
        return tot, EINDE
    return tot, AFGEWEZEN if levering.status == Leveringstatus.geweigerd else NA_KOPPELEN


def made_of_delivery(levering_id: str) -> list[tuple[str, str]]:
    rijen = Koppelbestand.objects.filter(leveringen=UUID(levering_id))
    levend = rijen.exclude(status__in=KOPPELBESTAND_WEG)
    return [(KOPPELBESTAND, str(nummer)) for nummer in levend.values_list("pk", flat=True)]


def keys_of_delivery(levering_id: str) -> list[UUID]:
    rijen = Levering.objects.filter(pk=levering_id).values_list("sleutel", "landing__sleutel")
    return [sleutel for paar in rijen for sleutel in paar if sleutel is not None]


def files_of_delivery(levering_id: str) -> list[Path]:
    bestanden = opslag.delivery_files(UUID(levering_id))
    landing = Levering.objects.filter(pk=levering_id).values_list("landing", flat=True).first()
    if landing is not None:
        bestanden += [opslag.landing_path(landing), *opslag.uploads(landing)]
    return bestanden


def jobs_on_delivery(levering_id: str) -> list[str]:
    """Checking it, and linking it: a linking reads the key when it starts."""
    koppelingen = Koppelbestand.objects.filter(leveringen=UUID(levering_id)).values_list(
        "pk", flat=True
    )
    return [levering_id, *(str(nummer) for nummer in koppelingen)]


def lock_delivery(levering_id: str) -> object:
    return Levering.objects.select_for_update(of=("self",)).filter(pk=levering_id).first()


def _erase_delivery(levering_id: str, by: Account | None) -> None:
    erase_delivery(levering_id=levering_id, by=by)


# --- linked files ---------------------------------------------------------------------------------
def kept_linked_files() -> Iterator[Bewaard]:
    rijen = Koppelbestand.objects.exclude(status__in=KOPPELBESTAND_WEG)
    for bestand in rijen.select_related("onderzoek").order_by("aangemaakt_op"):
        yield Bewaard(
            soort=KOPPELBESTAND,
            object_id=str(bestand.pk),
            titel=f"Koppelbestand {str(bestand.pk)[:8]} van {bestand.aangemaakt_op:%d-%m-%Y}",
            onderzoek_id=bestand.onderzoek_id,
            onderzoek=bestand.onderzoek.naam,
            grond=EINDE,
            tot=end_of(bestand.onderzoek),
        )


def made_of_linked_file(koppelbestand_id: str) -> list[tuple[str, str]]:
    """Drafts go along with it (`analyses.vernietigbaar`)."""
    return []


def keys_of_linked_file(koppelbestand_id: str) -> list[UUID]:
    rijen = Koppelbestand.objects.filter(pk=koppelbestand_id).values_list("sleutel", flat=True)
    return [sleutel for sleutel in rijen if sleutel is not None]


def files_of_linked_file(koppelbestand_id: str) -> list[Path]:
    return opslag.linked_files(UUID(koppelbestand_id))


def jobs_on_linked_file(koppelbestand_id: str) -> list[str]:
    return [koppelbestand_id]


def lock_linked_file(koppelbestand_id: str) -> object:
    return Koppelbestand.objects.select_for_update(of=("self",)).filter(pk=koppelbestand_id).first()


def _erase_linked(koppelbestand_id: str, by: Account | None) -> None:
    erase_linked(koppelbestand_id=koppelbestand_id, by=by)


def register() -> None:
    vernietigbaar.register(
        Soort(
            LEVERING,
            "levering",
            kept_deliveries,
            made_of_delivery,
            keys_of_delivery,
            files_of_delivery,
            jobs_on_delivery,
            lock_delivery,
            _erase_delivery,
        )
    )
    vernietigbaar.register(
        Soort(
            KOPPELBESTAND,
            "koppelbestand",
            kept_linked_files,
            made_of_linked_file,
            keys_of_linked_file,
            files_of_linked_file,
            jobs_on_linked_file,
            lock_linked_file,
            _erase_linked,
        )
    )
