"""Writing rows of analyses and results; each ends in the logbook."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from analyses import policies
from analyses.kern import specificatie as specificaties
from analyses.models import Analyse, Analysestatus, Resultaat, Resultaatstatus
from bronnen.actions.koppeling import check_approved, check_linkable
from bronnen.models import Koppelbestand, Koppelstatus, Levering
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak, Taakstatus
from privacy.besluiten import Besluitstand, decide
from privacy.kern.veilig import VeiligResultaat
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import Account, Onderwerp, Onderzoek, Uitkomst
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

ONDERWEG = (Analysestatus.wacht, Analysestatus.bezig)


@transaction.atomic
def start_analyses(
    *,
    onderzoek: Onderzoek,
    specificatielijst: Sequence[tuple[str, Mapping[str, Any]]],
    by: Account,
    koppelbestand: Koppelbestand | None = None,
    context: Levering | None = None,
) -> list[Analyse]:
    """Queue analyses of one linked file (or of context); pairs of name and data."""
    require(by, Recht.analyse_uitvoeren)
    check_usable(onderzoek, koppelbestand, context)
    eerste = Analyse.objects.filter(onderzoek=onderzoek).aggregate(m=Max("volgorde"))["m"] or 0
    return [
        _start(onderzoek, koppelbestand, context, naam, gegevens, eerste + plek, by)
        for plek, (naam, gegevens) in enumerate(specificatielijst, start=1)
    ]


def _start(
    onderzoek: Onderzoek,
    koppelbestand: Koppelbestand | None,
    context: Levering | None,
    naam: str,
    gegevens: Mapping[str, Any],
    volgorde: int,
    by: Account,
) -> Analyse:
    gevraagd = read_specification(gegevens)
    check_allowed(onderzoek, gevraagd)
    analyse = Analyse.objects.create(
        onderzoek=onderzoek,
        koppelbestand=koppelbestand,
        context=context,
        soort=gevraagd["soort"],
        naam=naam,
        specificatie=gevraagd,
        volgorde=volgorde,
        gemaakt_door=by,
    )
    taken.plan(soort="analyse", onderwerp_id=analyse.pk, by_id=by.pk)
    log(actie=Actie.analyse_gevraagd, door=by, object_soort="analyse", object_id=analyse.pk)
    return analyse


def read_specification(gegevens: Mapping[str, Any]) -> dict[str, Any]:
    """Checked and completed with defaults, as it is stored."""
    try:
        return specificaties.to_dict(specificaties.from_dict(gegevens))
    except specificaties.OnjuisteSpecificatie as fout:
        raise Geweigerd(str(fout)) from None


@transaction.atomic
def run_again(*, analyse: Analyse, by: Account) -> Analyse:
    """Queue the stored specification once more, as a new analysis: a result is never replaced."""
    bron = Analyse.objects.select_related("onderzoek", "koppelbestand", "context").get(
        pk=analyse.pk
    )
    [nieuw] = start_analyses(
        onderzoek=bron.onderzoek,
        koppelbestand=bron.koppelbestand,
        context=bron.context,
        specificatielijst=[(bron.naam, bron.specificatie)],
        by=by,
    )
    return nieuw


def check_allowed(onderzoek: Onderzoek, specificatie: Mapping[str, Any]) -> None:
    """Geweigerd for herkomst beside suspects where that was not approved (any more)."""
    nu = Onderzoek.objects.get(pk=onderzoek.pk)
    if policies.uses_origin(specificatie) and not nu.herkomst_bij_verdachten:
        raise Geweigerd("Migratieachtergrond bij verdachten is in dit onderzoek niet toegestaan.")


def check_usable(
    onderzoek: Onderzoek, koppelbestand: Koppelbestand | None, context: Levering | None
) -> None:
    """Geweigerd unless the data may be used now: everything behind it is still approved."""
    if koppelbestand is None and context is None:
        raise Geweigerd("Kies een koppelbestand of een levering van contextcijfers.")
    if koppelbestand is not None:
        koppelbestand = Koppelbestand.objects.select_for_update().get(pk=koppelbestand.pk)
        if koppelbestand.onderzoek_id != onderzoek.pk:
            raise Geweigerd("Dit koppelbestand hoort bij een ander onderzoek.")
        if koppelbestand.status != Koppelstatus.klaar:
            raise Geweigerd("Dit koppelbestand is niet (meer) klaar voor gebruik.")
        check_linkable(onderzoek, list(koppelbestand.leveringen.all()))
    if context is not None:
        context = Levering.objects.select_for_update().get(pk=context.pk)
        if context.onderzoek_id != onderzoek.pk or context.bron != "context":
            raise Geweigerd("Deze levering hoort niet bij de contextcijfers van dit onderzoek.")
        check_approved([context])


@transaction.atomic
def begin_analysis(*, analyse_id: str, by: Account | None) -> Analyse:
    """Check everything again, at the start of the job."""
    analyse = Analyse.objects.select_for_update().get(pk=analyse_id)
    policies.ANALYSE.check(analyse.status, Analysestatus.bezig)
    check_usable(analyse.onderzoek, analyse.koppelbestand, analyse.context)
    check_allowed(analyse.onderzoek, analyse.specificatie)
    analyse.status = Analysestatus.bezig
    analyse.save(update_fields=["status"])
    log(actie=Actie.analyse_gestart, door=by, object_soort="analyse", object_id=analyse.pk)
    return analyse


@transaction.atomic
def publish_draft(*, analyse_id: str, resultaat: VeiligResultaat, by: Account) -> Resultaat:
    """Store a protected result as a draft, if everything behind it may still be used."""
    analyse = Analyse.objects.select_for_update().get(pk=analyse_id)
    check_usable(analyse.onderzoek, analyse.koppelbestand, analyse.context)
    check_allowed(analyse.onderzoek, analyse.specificatie)
    policies.ANALYSE.check(analyse.status, Analysestatus.klaar)
    versie = int(resultaat.drempels["versie"])
    if versie != analyse.onderzoek.drempelset_id:
        raise Geweigerd("De drempels zijn intussen veranderd. Start de analyse opnieuw.")
    kijkers = resultaat.voor_kijkers()
    rij = Resultaat.objects.create(
        analyse=analyse,
        onderzoek=analyse.onderzoek,
        inhoud=resultaat.als_json(),
        sha256=resultaat.sha256,
        inhoud_kijkers=kijkers.als_json(),
        sha256_kijkers=kijkers.sha256,
        bevinding=resultaat.bevinding,
        audit_geslaagd=resultaat.audit_geslaagd,
        drempelset_versie=versie,
        auteur=analyse.gemaakt_door,
    )
    analyse.status = Analysestatus.klaar
    analyse.save(update_fields=["status"])
    log(actie=Actie.analyse_klaar, door=by, object_soort="analyse", object_id=analyse.pk)
    return rij


@transaction.atomic
def stop_analysis(*, analyse_id: str, status: Analysestatus, by: Account | None) -> None:
    analyse = Analyse.objects.select_for_update().filter(pk=analyse_id).first()
    if analyse is None or analyse.status not in ONDERWEG:
        return
    policies.ANALYSE.check(analyse.status, status)
    analyse.status = status
    analyse.save(update_fields=["status"])
    resultaat = "gelukt" if status == Analysestatus.geannuleerd else "mislukt"
    log(
        actie=Actie.analyse_gestopt,
        door=by,
        object_soort="analyse",
        object_id=analyse.pk,
        resultaat=resultaat,
    )


def job_ended(taak: Taak) -> None:
    """The job failed for good or was stopped; called in the transaction that says so."""
    gestopt = taak.status == Taakstatus.GEANNULEERD
    status = Analysestatus.geannuleerd if gestopt else Analysestatus.mislukt
    stop_analysis(analyse_id=taak.onderwerp_id, status=status, by=None)


@transaction.atomic
def request_release(*, resultaat: Resultaat, by: Account) -> Resultaat:
    """The author offers a draft to the privacy officer."""
    require(by, Recht.analyse_uitvoeren)
    resultaat = Resultaat.objects.select_for_update().get(pk=resultaat.pk)
    policies.RESULTAAT.check(resultaat.status, Resultaatstatus.ter_vrijgave)
    if resultaat.auteur_id != by.pk:
        raise Geweigerd("Alleen wie de analyse startte, biedt het resultaat aan.")
    check_releasable(resultaat)
    resultaat.status = Resultaatstatus.ter_vrijgave
    resultaat.ronde += 1
    resultaat.save(update_fields=["status", "ronde"])
    log(actie=Actie.vrijgave_gevraagd, door=by, object_soort="resultaat", object_id=resultaat.pk)
    return resultaat


def check_releasable(resultaat: Resultaat) -> None:
    """Geweigerd unless its audit passed, under the thresholds of now."""
    if not resultaat.audit_geslaagd:
        raise Geweigerd("De controle op herleidbaarheid is niet geslaagd. Kies grotere groepen.")
    if resultaat.drempelset_versie != resultaat.onderzoek.drempelset_id:
        raise Geweigerd("De drempels zijn veranderd. Voer de analyse opnieuw uit.")


def release_version(resultaat: Resultaat) -> str:
    """Hash of what an officer decides on: the content, and how often it was offered."""
    return hashlib.sha256(f"{resultaat.sha256}:{resultaat.ronde}".encode()).hexdigest()


def decide_release(
    *, resultaat: Resultaat, uitkomst: Uitkomst, reden: str, gezien: str, by: Account
) -> Resultaat:
    """Release, return or refuse; never by the author. `gezien`: `release_version` on the page."""
    with (
        refusals_logged(
            Actie.vrijgave_besluit, door=by, object_soort="resultaat", object_id=resultaat.pk
        ),
        transaction.atomic(),
    ):
        resultaat = Resultaat.objects.select_for_update().get(pk=resultaat.pk)
        stand = decide(
            onderwerp=Onderwerp.vrijgave,
            onderwerp_id=str(resultaat.pk),
            versie=gezien,
            huidige_versie=release_version(resultaat),
            uitkomst=uitkomst,
            reden=reden,
            by=by,
            aanvrager_id=resultaat.auteur_id,
            akkoorden_nodig=policies.approvals_needed(resultaat.analyse.specificatie),
        )
        return _settle(resultaat, stand)


def _settle(resultaat: Resultaat, stand: Besluitstand) -> Resultaat:
    naar = _after_decision(stand)
    policies.RESULTAAT.check(resultaat.status, naar)
    if naar in (Resultaatstatus.vrijgegeven, Resultaatstatus.wacht_op_tweede):
        check_releasable(resultaat)
    resultaat.status = naar
    if naar == Resultaatstatus.vrijgegeven:
        resultaat.vrijgegeven_op = timezone.now()
    resultaat.save(update_fields=["status", "vrijgegeven_op"])
    return resultaat


def _after_decision(stand: Besluitstand) -> Resultaatstatus:
    if stand.uitkomst is None:
        return Resultaatstatus.wacht_op_tweede
    if stand.uitkomst == Uitkomst.akkoord:
        return Resultaatstatus.vrijgegeven
    return Resultaatstatus(stand.uitkomst.value)


@transaction.atomic
def withdraw_release(*, resultaat: Resultaat, reden: str, by: Account) -> Resultaat:
    """Off the dashboards; it stays in the register: what was seen was seen."""
    require(by, Recht.vrijgave_beoordelen)
    if not reden.strip():
        raise Geweigerd("Schrijf op waarom u dit resultaat intrekt.")
    resultaat = Resultaat.objects.select_for_update().get(pk=resultaat.pk)
    policies.RESULTAAT.check(resultaat.status, Resultaatstatus.ingetrokken)
    resultaat.status = Resultaatstatus.ingetrokken
    resultaat.save(update_fields=["status"])
    log(
        actie=Actie.resultaat_ingetrokken,
        door=by,
        object_soort="resultaat",
        object_id=resultaat.pk,
        bijzonderheden={"reden": reden.strip()},
    )
    return resultaat
