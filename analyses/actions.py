"""Writing rows of analyses and results; each ends in the logbook."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from analyses import policies
from analyses.kern import specificatie as specificaties
from analyses.models import (
    Analyse,
    Analysestatus,
    BijBotsing,
    Certificaat,
    Resultaat,
    Resultaatstatus,
)
from analyses.queries import choices_of
from analyses.regelkeuze import Regelkeuze, chosen, question_of
from analyses.vrijgaveregister import (
    Verouderd,
    check_current,
    enter_draft,
    enter_public,
    enter_release,
)
from bronnen.actions.koppeling import check_approved, check_linkable
from bronnen.models import Koppelbestand, Koppelstatus, Levering
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak, Taakstatus
from privacy import poort
from privacy.besluiten import Besluitstand, decide, withdraw
from privacy.bewaren import check_not_being_destroyed
from privacy.dossier import Aggregatieniveau
from privacy.getallen import getal
from privacy.kern.certificaat import Botsing, Kandidaat, Keuzesoort
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Bijdrage, Register
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import Account, Onderwerp, Onderzoek, Uitkomst
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd, Gewijzigd

TE_FIJN = (
    "Dit onderzoek toont geen cijfers over losse of gekozen buurten. Kies een analyse over de hele "
    "gemeente: spreiding, regressie, soorten misdrijven of regels."
)
STRENGER_GEWORDEN = (
    "De drempels van dit onderzoek zijn intussen strenger. Voer de analyse opnieuw uit."
)
ONDERWEG = (Analysestatus.wacht, Analysestatus.bezig)


@transaction.atomic
def start_analyses(
    *,
    onderzoek: Onderzoek,
    specificatielijst: Sequence[tuple[str, Mapping[str, Any]]],
    by: Account,
    koppelbestand: Koppelbestand | None = None,
    context: Levering | None = None,
    bij_botsing: BijBotsing = BijBotsing.vragen,
) -> list[Analyse]:
    """Queue analyses of one linked file (or of context); pairs of name and data.

    They are computed in order of `specificaties.turn`, and shown in the order given.
    `bij_botsing`: what to do with one that tells too much beside earlier results.
    """
    require(by, Recht.analyse_uitvoeren)
    check_usable(onderzoek, koppelbestand, context, by)
    eerste = Analyse.objects.filter(onderzoek=onderzoek).aggregate(m=Max("volgorde"))["m"] or 0
    nieuw = partial(
        Analyse,
        onderzoek=onderzoek,
        koppelbestand=koppelbestand,
        context=context,
        bij_botsing=bij_botsing,
        gemaakt_door=by,
    )
    analyses = [
        nieuw(naam=naam, specificatie=dict(gegevens), volgorde=eerste + plek)
        for plek, (naam, gegevens) in enumerate(specificatielijst, start=1)
    ]
    for analyse in sorted(
        analyses, key=lambda a: specificaties.turn(str(a.specificatie.get("soort")))
    ):
        _start(analyse, by)
    return analyses


def _start(analyse: Analyse, by: Account) -> None:
    analyse.specificatie = read_specification(analyse.specificatie)
    check_allowed(analyse.onderzoek, analyse.specificatie)
    analyse.soort = analyse.specificatie["soort"]
    analyse.save(force_insert=True)
    taken.plan(soort="analyse", onderwerp_id=analyse.pk, by_id=by.pk)
    log(actie=Actie.analyse_gevraagd, door=by, object_soort="analyse", object_id=analyse.pk)


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
        bij_botsing=BijBotsing(bron.bij_botsing),
    )
    return nieuw


@transaction.atomic
def choose_rules(*, resultaat: Resultaat, regels: Sequence[Regelkeuze], by: Account) -> Analyse:
    """Queue the rules of a concept again with some pinned and some hidden: a new analysis.

    A hidden rule makes room for others; of those, what tells too much beside the concept is left
    out at once, for the analist asked for fewer rules, not for other ones.
    """
    require(by, Recht.analyse_uitvoeren)
    bron = Analyse.objects.select_related("onderzoek", "koppelbestand").get(pk=resultaat.analyse_id)
    vraag = chosen(question_of(resultaat), regels)
    [nieuw] = start_analyses(
        onderzoek=bron.onderzoek,
        koppelbestand=bron.koppelbestand,
        specificatielijst=[(bron.naam, specificaties.to_dict(vraag))],
        by=by,
        bij_botsing=BijBotsing.meer_weglaten,
    )
    log(
        actie=Actie.regels_gekozen,
        door=by,
        object_soort="resultaat",
        object_id=resultaat.pk,
        bijzonderheden={"vast": len(vraag.vast), "weg": len(vraag.weg)},
    )
    return nieuw


def check_allowed(onderzoek: Onderzoek, specificatie: Mapping[str, Any]) -> None:
    """Geweigerd for what was not agreed (any more): herkomst beside suspects, too fine a level."""
    nu = Onderzoek.objects.get(pk=onderzoek.pk)
    if policies.uses_origin(specificatie) and not nu.herkomst_bij_verdachten:
        raise Geweigerd("Migratieachtergrond bij verdachten is in dit onderzoek niet toegestaan.")
    gevraagd = specificaties.from_dict(specificatie)
    if nu.aggregatieniveau != Aggregatieniveau.buurt and specificaties.shows_buurten(gevraagd):
        raise Geweigerd(TE_FIJN)


def check_usable(
    onderzoek: Onderzoek,
    koppelbestand: Koppelbestand | None,
    context: Levering | None,
    by: Account | None,
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
        check_not_being_destroyed("koppelbestand", [koppelbestand.pk])
        check_linkable(onderzoek, list(koppelbestand.leveringen.all()), by, al_gekoppeld=True)
    if context is not None:
        context = Levering.objects.select_for_update().get(pk=context.pk)
        if context.onderzoek_id != onderzoek.pk or context.bron != "context":
            raise Geweigerd("Deze levering hoort niet bij de contextcijfers van dit onderzoek.")
        check_approved([context], by)


@transaction.atomic
def begin_analysis(*, analyse_id: str, by: Account | None) -> Analyse:
    """Check everything again, at the start of the job."""
    analyse = Analyse.objects.select_for_update().get(pk=analyse_id)
    policies.ANALYSE.check(analyse.status, Analysestatus.bezig)
    check_usable(analyse.onderzoek, analyse.koppelbestand, analyse.context, by)
    check_allowed(analyse.onderzoek, analyse.specificatie)
    analyse.status = Analysestatus.bezig
    analyse.save(update_fields=["status"])
    log(actie=Actie.analyse_gestart, door=by, object_soort="analyse", object_id=analyse.pk)
    return analyse


@transaction.atomic
def publish_draft(
    *,
    analyse_id: str,
    kandidaat: Kandidaat,
    gezien: Register,
    by: Account,
) -> Resultaat:
    """Store a certified result as a draft, if everything behind it may still be used.

    `gezien`: the ledger that it was audited against; `Ingehaald` when that has grown.
    """
    analyse = Analyse.objects.select_for_update().get(pk=analyse_id)
    check_usable(analyse.onderzoek, analyse.koppelbestand, analyse.context, by)
    check_allowed(analyse.onderzoek, analyse.specificatie)
    policies.ANALYSE.check(analyse.status, Analysestatus.klaar)
    check_thresholds(kandidaat, analyse.onderzoek)
    post = enter_draft(
        kandidaat=kandidaat, gezien=gezien, onderzoek=analyse.onderzoek, zonder="", by=by
    )
    resultaat, kijkers = kandidaat.resultaat, kandidaat.resultaat.voor_kijkers()
    rij = Resultaat.objects.create(
        analyse=analyse,
        onderzoek=analyse.onderzoek,
        inhoud=resultaat.als_json(),
        sha256=resultaat.sha256,
        inhoud_kijkers=kijkers.als_json(),
        sha256_kijkers=kijkers.sha256,
        bevinding=resultaat.bevinding,
        audit_geslaagd=resultaat.audit_geslaagd and kandidaat.certificaat.geslaagd,
        drempelset_versie=analyse.onderzoek.drempelset_id,
        certificaat=post.certificaat,
        conceptpost=post,
        auteur=analyse.gemaakt_door,
    )
    analyse.status = Analysestatus.klaar
    analyse.save(update_fields=["status"])
    log(actie=Actie.analyse_klaar, door=by, object_soort="analyse", object_id=analyse.pk)
    return rij


def check_thresholds(kandidaat: Kandidaat, onderzoek: Onderzoek) -> None:
    """Geweigerd when result and certificate are not of the thresholds of now."""
    versies = {int(kandidaat.resultaat.drempels["versie"]), kandidaat.certificaat.drempelset_versie}
    nu = Onderzoek.objects.get(pk=onderzoek.pk)
    if versies != {nu.drempelset_id}:
        raise Geweigerd("De drempels zijn intussen veranderd. Start de analyse opnieuw.")
    _check_level(kandidaat.resultaat.drempels, nu)


def _check_level(drempels: Mapping[str, Any], onderzoek: Onderzoek) -> None:
    """Geweigerd for what was made under less than was agreed for this onderzoek."""
    if not Drempelset.uit_dict(drempels).shows_no_more_than(onderzoek.drempels):
        raise Geweigerd(STRENGER_GEWORDEN)


@transaction.atomic
def register_public(*, onderzoek: Onderzoek, bijdrage: Bijdrage, by: Account) -> None:
    """Public figures that a reader has as well count for every candidate about this peildatum."""
    require(by, Recht.concept_zien)
    enter_public(bijdrage=bijdrage, peildatum=onderzoek.peildatum, by=by)


@transaction.atomic
def record_conflict(*, analyse_id: str, botsing: Botsing, by: Account) -> Analyse:
    """It tells too much beside earlier results: the author chooses. No value is kept."""
    analyse = Analyse.objects.select_for_update().get(pk=analyse_id)
    policies.ANALYSE.check(analyse.status, Analysestatus.botst)
    analyse.status = Analysestatus.botst
    analyse.botsing = {
        "keuzes": [{"soort": k.soort.value, "cellen": k.cellen} for k in botsing.keuzes],
        "met": list(botsing.met),
    }
    analyse.save(update_fields=["status", "botsing"])
    log(
        actie=Actie.botsing_gevonden,
        door=by,
        object_soort="analyse",
        object_id=analyse.pk,
        bijzonderheden={"met": len(botsing.met)},
    )
    return analyse


@transaction.atomic
def choose_way_out(*, analyse: Analyse, keuze: Keuzesoort, by: Account) -> Analyse:
    """Queue it again with this choice, or let it wait."""
    require(by, Recht.analyse_uitvoeren)
    analyse = Analyse.objects.select_for_update().get(pk=analyse.pk)
    if analyse.gemaakt_door_id != by.pk:
        raise Geweigerd("Alleen wie de analyse startte, kiest hoe het verdergaat.")
    wacht = keuze is Keuzesoort.wachten
    naar = Analysestatus.botst if wacht else Analysestatus.wacht
    policies.ANALYSE.check(analyse.status, naar)
    mogelijk = {k.soort for k in choices_of(analyse) if k.cellen is not None}
    if not wacht and keuze not in mogelijk:
        raise Geweigerd("Deze keuze helpt hier niet. Kies een andere.")
    analyse.status, analyse.keuze = naar, keuze.value
    analyse.save(update_fields=["status", "keuze"])
    if not wacht:
        taken.plan(soort="analyse", onderwerp_id=analyse.pk, by_id=by.pk)
    log(
        actie=Actie.botsing_keuze,
        door=by,
        object_soort="analyse",
        object_id=analyse.pk,
        bijzonderheden={"keuze": keuze.value},
    )
    return analyse


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


def request_release(*, resultaat: Resultaat, by: Account) -> Resultaat:
    """The author offers a draft to the privacy officer."""
    require(by, Recht.analyse_uitvoeren)
    with _certified_again_when_old(resultaat, by), transaction.atomic():
        return _request_release(resultaat, by)


def _request_release(resultaat: Resultaat, by: Account) -> Resultaat:
    resultaat = Resultaat.objects.select_for_update().get(pk=resultaat.pk)
    deed = Actie.vrijgave_gevraagd
    policies.RESULTAAT.check(resultaat.status, Resultaatstatus.ter_vrijgave, deed)
    if resultaat.auteur_id != by.pk:
        raise Geweigerd("Alleen wie de analyse startte, biedt het resultaat aan.")
    check_still_allowed(resultaat)
    check_releasable(resultaat)
    resultaat.status = Resultaatstatus.ter_vrijgave
    resultaat.ronde += 1
    resultaat.save(update_fields=["status", "ronde"])
    log(actie=deed, door=by, object_soort="resultaat", object_id=resultaat.pk)
    return resultaat


def check_still_allowed(resultaat: Resultaat) -> None:
    """Geweigerd when an approval behind it was withdrawn or has ended since it was computed."""
    analyse = resultaat.analyse
    check_usable(analyse.onderzoek, analyse.koppelbestand, analyse.context, None)
    check_allowed(analyse.onderzoek, analyse.specificatie)


def check_releasable(resultaat: Resultaat) -> None:
    """Geweigerd unless its audit passed, under the thresholds and beside the ledger of now."""
    poort.check_study(resultaat.onderzoek_id)
    if not resultaat.audit_geslaagd or resultaat.certificaat_id is None:
        raise Geweigerd("De controle op herleidbaarheid is niet geslaagd. Kies grotere groepen.")
    if resultaat.drempelset_versie != resultaat.onderzoek.drempelset_id:
        raise Geweigerd("De drempels zijn veranderd. Voer de analyse opnieuw uit.")
    _check_level(json.loads(resultaat.inhoud)["drempels"], resultaat.onderzoek)
    check_current(resultaat)


def release_version(resultaat: Resultaat) -> str:
    """Hash of what an officer decides on: the content, how often it was offered, the evidence."""
    return _version(resultaat, resultaat.certificaat_id)


def _version(resultaat: Resultaat, certificaat_id: UUID | None) -> str:
    delen = f"{resultaat.sha256}:{resultaat.ronde}:{certificaat_id}"
    return hashlib.sha256(delen.encode()).hexdigest()


def _check_evidence(resultaat: Resultaat, gezien: str) -> None:
    """Gewijzigd, with what is new, for an officer who saw the evidence of an earlier audit."""
    nu = resultaat.certificaat
    alle = Certificaat.objects.filter(sha256=resultaat.sha256)
    was = next((rij for rij in alle if _version(resultaat, rij.pk) == gezien), None)
    if nu is not None and was is not None and was != nu:
        raise Gewijzigd(
            "Het bewijs is vernieuwd terwijl u keek, want een ander gaf iets vrij over dezelfde "
            f"inwoners. Eerdere resultaten waarnaast het is gelegd: nu {getal(nu.eerdere)}, eerst "
            f"{getal(was.eerdere)}. Er is niets besloten. Kijk het bewijs opnieuw na."
        )


def decide_release(
    *, resultaat: Resultaat, uitkomst: Uitkomst, reden: str, gezien: str, by: Account
) -> Resultaat:
    """Release, return or refuse; never by the author. `gezien`: `release_version` on the page."""
    with (
        _certified_again_when_old(resultaat, by),
        refusals_logged(
            Actie.vrijgave_besluit, door=by, object_soort="resultaat", object_id=resultaat.pk
        ),
        transaction.atomic(),
    ):
        resultaat = Resultaat.objects.select_for_update().get(pk=resultaat.pk)
        _check_evidence(resultaat, gezien)
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
        return _settle(resultaat, stand, by)


def _settle(resultaat: Resultaat, stand: Besluitstand, by: Account) -> Resultaat:
    naar = _after_decision(stand)
    policies.RESULTAAT.check(resultaat.status, naar)
    if naar in (Resultaatstatus.vrijgegeven, Resultaatstatus.wacht_op_tweede):
        check_still_allowed(resultaat)
        check_releasable(resultaat)
    resultaat.status = naar
    if naar == Resultaatstatus.vrijgegeven:
        resultaat.vrijgegeven_op = timezone.now()
        resultaat.vrijgavepost = enter_release(resultaat=resultaat, by=by)
    resultaat.save(update_fields=["status", "vrijgegeven_op", "vrijgavepost"])
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
    resultaat = Resultaat.objects.select_for_update().get(pk=resultaat.pk)
    policies.RESULTAAT.check(resultaat.status, Resultaatstatus.ingetrokken)
    withdraw(onderwerp=Onderwerp.vrijgave, onderwerp_id=str(resultaat.pk), reden=reden, by=by)
    resultaat.status = Resultaatstatus.ingetrokken
    resultaat.ingetrokken_op, resultaat.intrekreden = timezone.now(), reden.strip()[:1000]
    resultaat.save(update_fields=["status", "ingetrokken_op", "intrekreden"])
    return resultaat


# --- certified again, beside what others released -------------------------------------------------
@contextmanager
def _certified_again_when_old(resultaat: Resultaat, by: Account) -> Iterator[None]:
    """Outside the transaction that refuses, so that the job stays."""
    try:
        yield
    except Verouderd:
        plan_recheck(resultaat=resultaat, by=by)
        raise


@transaction.atomic
def plan_recheck(*, resultaat: Resultaat, by: Account) -> None:
    require(by, Recht.concept_zien)
    taken.plan(soort="hercontrole", onderwerp_id=resultaat.pk, by_id=by.pk)
    log(actie=Actie.hercontrole_gevraagd, door=by, object_soort="resultaat", object_id=resultaat.pk)


@transaction.atomic
def begin_recheck(*, resultaat_id: str, by: Account | None) -> Resultaat:
    """Geweigerd when it is released, refused or withdrawn, or when its data may not be used."""
    resultaat = Resultaat.objects.select_for_update().get(pk=resultaat_id)
    policies.RESULTAAT.check(resultaat.status, Resultaatstatus.botst)
    analyse = resultaat.analyse
    check_usable(analyse.onderzoek, analyse.koppelbestand, analyse.context, None)
    check_allowed(analyse.onderzoek, analyse.specificatie)
    return resultaat


@transaction.atomic
def renew_certificate(
    *, resultaat_id: str, kandidaat: Kandidaat, gezien: Register, by: Account
) -> Resultaat:
    """The same result with a certificate of now; votes on the evidence of before do not count."""
    resultaat = begin_recheck(resultaat_id=resultaat_id, by=by)
    check_thresholds(kandidaat, resultaat.onderzoek)
    if kandidaat.resultaat.sha256 != resultaat.sha256:
        raise Geweigerd("Deze controle is van een ander resultaat. Voer de analyse opnieuw uit.")
    post = enter_draft(
        kandidaat=kandidaat,
        gezien=gezien,
        onderzoek=resultaat.onderzoek,
        zonder=resultaat.sha256,
        by=by,
    )
    resultaat.certificaat, resultaat.conceptpost = post.certificaat, post
    if resultaat.status == Resultaatstatus.wacht_op_tweede:
        policies.RESULTAAT.check(resultaat.status, Resultaatstatus.ter_vrijgave)
        resultaat.status = Resultaatstatus.ter_vrijgave
        log(
            actie=Actie.certificaat_geslaagd,
            door=by,
            object_soort="resultaat",
            object_id=resultaat.pk,
        )
    resultaat.save(update_fields=["certificaat", "conceptpost", "status"])
    return resultaat


@transaction.atomic
def refuse_certificate(*, resultaat_id: str, by: Account) -> Resultaat:
    """Beside what others released it tells too much: it will never be released."""
    resultaat = Resultaat.objects.select_for_update().get(pk=resultaat_id)
    policies.RESULTAAT.check(resultaat.status, Resultaatstatus.botst)
    resultaat.status = Resultaatstatus.botst
    resultaat.save(update_fields=["status"])
    log(
        actie=Actie.certificaat_niet_geslaagd,
        door=by,
        object_soort="resultaat",
        object_id=resultaat.pk,
    )
    return resultaat


def recheck_ended(taak: Taak) -> None:
    """The job failed for good or was stopped: the result stays as it is, with its old proof."""
    log(
        actie=Actie.hercontrole_gevraagd,
        door=None,
        object_soort="resultaat",
        object_id=taak.onderwerp_id,
        resultaat="mislukt",
    )
