"""Linking approved deliveries; approvals are checked when asked, at the start and at the end."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from bronnen import opslag, policies
from bronnen.actions.levering import check_gate, elements_behind_the_gate
from bronnen.models import Koppelbestand, Koppelstatus, Levering, Leveringstatus
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak, Taakstatus
from privacy import klok, kluis
from privacy.bewaren import check_not_being_destroyed
from privacy.kern.veilig import VeiligResultaat
from privacy.logboek import Actie, log
from privacy.models import Account, Onderzoek, Sleuteldoel
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

ONDERWEG = (Koppelstatus.wacht, Koppelstatus.bezig)
NA_KOPPELEN = cast(timedelta, Levering.bewaartermijn.duur)
VERLOPEN = (
    "De bewaartermijn van een van de leveringen is voorbij. Vraag de leverancier om opnieuw te "
    "leveren."
)


@transaction.atomic
def start_linking(
    *, onderzoek: Onderzoek, leveringen: Sequence[Levering], by: Account
) -> Koppelbestand:
    """Queue the linking of approved deliveries, one of each source; the BRP is the spine."""
    require(by, Recht.koppelen)
    gekozen = _locked_deliveries(Levering.objects.filter(pk__in=[x.pk for x in leveringen]))
    check_linkable(onderzoek, gekozen, by)
    koppelbestand = Koppelbestand.objects.create(
        onderzoek=onderzoek,
        specificatie=link_specification(onderzoek, gekozen),
        gekoppeld_door=by,
    )
    koppelbestand.leveringen.set(gekozen)
    taken.plan(soort="koppelen", onderwerp_id=koppelbestand.pk, by_id=by.pk)
    log(
        actie=Actie.koppeling_gevraagd,
        door=by,
        object_soort="koppelbestand",
        object_id=koppelbestand.pk,
        bijzonderheden={"leveringen": [levering.nummer for levering in gekozen]},
    )
    return koppelbestand


def check_linkable(
    onderzoek: Onderzoek,
    leveringen: Sequence[Levering],
    by: Account | None,
    *,
    al_gekoppeld: bool = False,
) -> None:
    """Geweigerd unless every delivery is approved now, of this onderzoek, and one per source.

    `by`: who links or analyses; None is the system itself. `al_gekoppeld`: the linked file itself
    is used, which is kept longer than its deliveries.
    """
    bronnen = [levering.bron for levering in leveringen]
    if "brp" not in bronnen:
        raise Geweigerd("Er is nog geen goedgekeurde levering van de BRP. Daarop koppelen wij.")
    if len(set(bronnen)) < len(bronnen):
        raise Geweigerd("Kies van elke bron één levering.")
    for levering in leveringen:
        if levering.onderzoek_id != onderzoek.pk:
            raise Geweigerd("Een van de leveringen hoort bij een ander onderzoek.")
    check_approved(leveringen, by, al_gekoppeld=al_gekoppeld)


def check_approved(
    leveringen: Sequence[Levering], by: Account | None, *, al_gekoppeld: bool = False
) -> None:
    """Geweigerd unless each delivery, its source and all its elements are approved now.

    What was approved when a delivery came in and no longer is, may not be used either.
    """
    if not al_gekoppeld:
        check_in_term(leveringen)
    bruikbaar = {Leveringstatus.goedgekeurd}
    if al_gekoppeld:
        bruikbaar.add(Leveringstatus.vernietigd)
    for levering in leveringen:
        if levering.status not in bruikbaar:
            raise Geweigerd("Een van de leveringen is niet (meer) goedgekeurd.")
    for onderzoek_id in {levering.onderzoek_id for levering in leveringen}:
        check_gate(onderzoek_id, [levering.bron for levering in leveringen], by)
    for levering in sorted(leveringen, key=lambda levering: levering.bron):
        elementen = elements_behind_the_gate(levering.onderzoek_id, levering.bron)
        if not elementen:
            raise Geweigerd("Een van de bronnen is niet (meer) goedgekeurd.")
        if not set(levering.elementen) <= set(elementen):
            raise Geweigerd(
                "Een van de leveringen heeft gegevens die niet meer zijn goedgekeurd. "
                "Vraag de leverancier om opnieuw te leveren."
            )


def check_in_term(leveringen: Sequence[Levering]) -> None:
    """Geweigerd when one of them is past its term, whether or not it was destroyed already."""
    nummers = [levering.pk for levering in leveringen]
    if Levering.objects.filter(pk__in=nummers, bewaren_tot__lte=klok.now()).exists():
        raise Geweigerd(VERLOPEN)
    check_not_being_destroyed("levering", nummers)


def link_specification(onderzoek: Onderzoek, leveringen: Sequence[Levering]) -> dict[str, Any]:
    """`Koppelspecificatie` as plain data; the peildatum is that of the BRP delivery."""
    brp = next(levering for levering in leveringen if levering.bron == "brp")
    return {
        "peildatum": brp.aanbieding["peildatum"],
        "periode_begin": onderzoek.periode_begin.isoformat(),
        "periode_einde": onderzoek.periode_einde.isoformat(),
        "buurten": onderzoek.buurten,
        "referentiebuurten": onderzoek.referentiebuurten,
        "hele_gemeente": onderzoek.hele_gemeente,
        "huurachterstand_telt_voor": onderzoek.huurachterstand_telt_voor,
    }


def _locked_deliveries(leveringen: QuerySet[Levering]) -> list[Levering]:
    """In one order for everybody, so that two who lock the same ones don't wait for each other."""
    return list(leveringen.select_for_update(of=("self",)).order_by("pk"))


@transaction.atomic
def begin_linking(*, koppelbestand_id: str, by: Account | None) -> Koppelbestand:
    """Re-check every approval at the start of the job and make the file's key."""
    koppelbestand = Koppelbestand.objects.select_for_update().get(pk=koppelbestand_id)
    policies.KOPPELBESTAND.check(koppelbestand.status, Koppelstatus.bezig)
    check_linkable(koppelbestand.onderzoek, _locked_deliveries(koppelbestand.leveringen.all()), by)
    _discard(koppelbestand, by=by)  # left by an attempt that died
    koppelbestand.sleutel, _ = kluis.make_key(doel=Sleuteldoel.koppelbestand, by=by)
    koppelbestand.status = Koppelstatus.bezig
    koppelbestand.save()
    log(
        actie=Actie.koppeling_gestart,
        door=by,
        object_soort="koppelbestand",
        object_id=koppelbestand.pk,
    )
    return koppelbestand


@transaction.atomic
def finish_linking(
    *, koppelbestand_id: str, match: VeiligResultaat, by: Account | None
) -> Koppelbestand:
    """Publish the linked file, if everything it was made of is still approved."""
    koppelbestand = Koppelbestand.objects.select_for_update().get(pk=koppelbestand_id)
    check_not_being_destroyed("koppelbestand", [koppelbestand.pk])
    check_linkable(koppelbestand.onderzoek, _locked_deliveries(koppelbestand.leveringen.all()), by)
    policies.KOPPELBESTAND.check(koppelbestand.status, Koppelstatus.klaar)
    koppelbestand.match = match.als_json()
    koppelbestand.match_sha256 = match.sha256
    koppelbestand.status = Koppelstatus.klaar
    koppelbestand.save()
    koppelbestand.leveringen.filter(bewaren_tot__isnull=True).update(
        bewaren_tot=Now() + NA_KOPPELEN
    )
    log(
        actie=Actie.koppeling_klaar,
        door=by,
        object_soort="koppelbestand",
        object_id=koppelbestand.pk,
    )
    return koppelbestand


@transaction.atomic
def stop_linking(*, koppelbestand_id: str, status: Koppelstatus, by: Account | None) -> None:
    """The job failed or was cancelled: nothing half-linked stays."""
    koppelbestand = Koppelbestand.objects.select_for_update().filter(pk=koppelbestand_id).first()
    if koppelbestand is None or koppelbestand.status not in ONDERWEG:
        return
    policies.KOPPELBESTAND.check(koppelbestand.status, status)
    koppelbestand.status = status
    koppelbestand.save(update_fields=["status"])
    _discard(koppelbestand, by=by)
    log(
        actie=Actie.koppeling_gestopt,
        door=by,
        object_soort="koppelbestand",
        object_id=koppelbestand.pk,
        resultaat="gelukt" if status == Koppelstatus.geannuleerd else "mislukt",
    )


def _discard(koppelbestand: Koppelbestand, *, by: Account | None) -> None:
    """Key first, then the files."""
    if koppelbestand.sleutel is not None:
        kluis.destroy_key(koppelbestand.sleutel, by=by)
    for bestand in opslag.linked_files(koppelbestand.pk):
        opslag.remove(bestand)


def job_ended(taak: Taak) -> None:
    """The linking failed for good or was stopped; called in the transaction that says so."""
    gestopt = taak.status == Taakstatus.GEANNULEERD
    status = Koppelstatus.geannuleerd if gestopt else Koppelstatus.mislukt
    stop_linking(koppelbestand_id=taak.onderwerp_id, status=status, by=None)
