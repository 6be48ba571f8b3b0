"""Meetings, and what the werkgroep agreed, as something to destroy five years after the end.

They hold names of colleagues and no residents, and they say why the municipality did what it did:
so they outlive the data of their onderzoek, and do not go along with it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from analyses.werkgroep import opslag
from analyses.werkgroep.actions.vernietiging import erase_agreements, erase_meeting
from analyses.werkgroep.actions.verslagen import clear_leftovers
from analyses.werkgroep.models import GESPREK, Bijeenkomst, Plan, Project, Speerpunt, Verslag
from privacy import opruimen, vernietigbaar
from privacy.bewaren import start_of_day
from privacy.kern.bewaartermijn import JAREN, years_later
from privacy.models import Account, Onderzoek
from privacy.vernietigbaar import Bewaard, Soort

BIJEENKOMST, AFSPRAKEN = "bijeenkomst", "afspraken"
MET_AFSPRAKEN = (Speerpunt, Project, Plan)


def _until(onderzoek: Onderzoek) -> datetime | None:
    einde = onderzoek.loopt_tot
    return start_of_day(years_later(einde, JAREN) + timedelta(days=1)) if einde else None


def _kept(soort: str, object_id: UUID, titel: str, onderzoek: Onderzoek) -> Bewaard:
    return Bewaard(
        soort=soort,
        object_id=str(object_id),
        titel=titel[:200],
        onderzoek_id=onderzoek.pk,
        onderzoek=onderzoek.naam,
        grond=GESPREK.tot,
        tot=_until(onderzoek),
    )


# --- meetings -------------------------------------------------------------------------------------
def kept_meetings() -> Iterator[Bewaard]:
    for rij in Bijeenkomst.objects.select_related("onderzoek").order_by("datum", "pk"):
        titel = f"Bijeenkomst van {rij.datum:%d-%m-%Y}: {rij.naam}"
        yield _kept(BIJEENKOMST, rij.pk, titel, rij.onderzoek)


def keys_of_meeting(bijeenkomst_id: str) -> list[UUID]:
    rijen = Verslag.objects.filter(bijeenkomst_id=UUID(bijeenkomst_id))
    return [nummer for nummer in rijen.values_list("sleutel", flat=True) if nummer]


def files_of_meeting(bijeenkomst_id: str) -> list[Path]:
    return opslag.documents_of(bijeenkomst_id)


def jobs_on_meeting(bijeenkomst_id: str) -> list[str]:
    return [bijeenkomst_id]


def lock_meeting(bijeenkomst_id: str) -> object:
    return Bijeenkomst.objects.select_for_update().filter(pk=bijeenkomst_id).first()


def _erase_meeting(bijeenkomst_id: str, by: Account | None) -> None:
    erase_meeting(bijeenkomst_id=bijeenkomst_id, by=by)


# --- speerpunten, projects and plans --------------------------------------------------------------
def kept_agreements() -> Iterator[Bewaard]:
    """Those of one onderzoek together; the id is that of the onderzoek."""
    nummers = {n for m in MET_AFSPRAKEN for n in m.objects.values_list("onderzoek", flat=True)}
    for onderzoek in Onderzoek.objects.filter(pk__in=nummers).order_by("aangemaakt_op"):
        titel = f"Speerpunten, projecten en plannen: {onderzoek.naam}"
        yield _kept(AFSPRAKEN, onderzoek.pk, titel, onderzoek)


def lock_agreements(onderzoek_id: str) -> object:
    return list(Speerpunt.objects.select_for_update().filter(onderzoek_id=UUID(onderzoek_id)))


def _erase_agreements(onderzoek_id: str, by: Account | None) -> None:
    erase_agreements(onderzoek_id=onderzoek_id, by=by)


def register() -> None:
    vernietigbaar.register(
        Soort(
            BIJEENKOMST,
            "bijeenkomst van de werkgroep",
            kept_meetings,
            lambda _: [],
            keys_of_meeting,
            files_of_meeting,
            jobs_on_meeting,
            lock_meeting,
            _erase_meeting,
            met_onderzoek=False,
        )
    )
    vernietigbaar.register(
        Soort(
            AFSPRAKEN,
            "afspraken van de werkgroep",
            kept_agreements,
            lambda _: [],
            lambda _: [],
            lambda _: [],
            lambda _: [],
            lock_agreements,
            _erase_agreements,
            met_onderzoek=False,
        )
    )
    opruimen.register_work("werkgroep.Verslag", clear_leftovers)
