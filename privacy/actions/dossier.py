"""An onderzoek from concept to approved and in use, and its documents."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from privacy import besluiten, poort
from privacy.dossier import (
    AFSPRAKEN,
    Aggregatieniveau,
    Document,
    Documentsoort,
    Documentstatus,
    Onderzoekstatus,
)
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import Account, Onderwerp, Onderzoek, Uitkomst
from privacy.permissions import require
from privacy.policies import Overgang
from privacy.rollen import Recht
from privacy.standen import BRUIKBAAR, DOCUMENT, IN_TE_DIENEN, ONDERZOEK
from privacy.uitzonderingen import Geweigerd

F = TypeVar("F", bound=Callable[..., Any])
VAST = "Dit onderzoek ligt bij de privacy-officer of is goedgekeurd. De afspraken staan vast."
LANGSTE_LOOPTIJD = 5 * 366  # days
LOOPTIJD_ONJUIST = "De einddatum ligt na vandaag, en niet meer dan 5 jaar vooruit."
GROOTSTE = 10_000
NIVEAU_RUIMER = (
    "Kies voor het kleinste aantal en de kleinste groep niet minder dan de drempels die gelden, en"
    " niet meer dan 10.000. Of laat ze leeg."
)
ONVOLLEDIG = "Dit onderzoek is nog niet volledig. Er ontbreekt: "
ZONDER_KENMERK = "Vul het kenmerk van het document in."
DATUMS_ONJUIST = "Het document moet eindigen nadat het begint, en niet al verlopen zijn."
NIET_BRUIKBAAR = "Bij een onderzoek dat is vernietigd, kunt u geen document meer vastleggen."
TEKSTEN = frozenset(veld for veld, _, _ in AFSPRAKEN)


def logged_refusals(actie: Actie) -> Callable[[F], F]:
    """Around the transaction, so that the row of a refusal outlives it; of `onderzoek=`, `by=`."""

    def around(deed: F) -> F:
        @wraps(deed)
        def logged(**velden: Any) -> Any:
            with refusals_logged(
                actie,
                door=velden["by"],
                object_soort="onderzoek",
                object_id=velden["onderzoek"].pk,
            ):
                return deed(**velden)

        return cast(F, logged)

    return around


@logged_refusals(Actie.onderzoek_gewijzigd)
@transaction.atomic
def set_arrangements(
    *,
    onderzoek: Onderzoek,
    afspraken: Mapping[str, str],
    aggregatieniveau: Aggregatieniveau,
    loopt_tot: date,
    deelnemers: Sequence[Account],
    min_aantal: int | None = None,
    min_basis: int | None = None,
    by: Account,
) -> Onderzoek:
    """The five conditions, the level, the end and who works on it; fixed once submitted."""
    require(by, Recht.onderzoek_opstellen)
    huidig = _locked(onderzoek)
    if huidig.status not in IN_TE_DIENEN:
        raise Geweigerd(VAST)
    if not 0 < (loopt_tot - poort.today()).days <= LANGSTE_LOOPTIJD:
        raise Geweigerd(LOOPTIJD_ONJUIST)
    _check_level(huidig, min_aantal, min_basis)
    huidig.min_aantal, huidig.min_basis = min_aantal, min_basis
    for veld in TEKSTEN:
        setattr(huidig, veld, afspraken[veld].strip())
    huidig.aggregatieniveau, huidig.loopt_tot = aggregatieniveau, loopt_tot
    huidig.save()
    huidig.deelnemers.set(deelnemers)
    _log(Actie.onderzoek_gewijzigd, huidig, by, velden=sorted(TEKSTEN))
    onderzoek.refresh_from_db()
    return huidig


def _check_level(onderzoek: Onderzoek, min_aantal: int | None, min_basis: int | None) -> None:
    """An onderzoek may show less than the thresholds in force, never more."""
    geldend = onderzoek.drempelset.drempels
    eigen = ((min_aantal, geldend.min_aantal), (min_basis, geldend.min_basis))
    if any(waarde is not None and not minste <= waarde <= GROOTSTE for waarde, minste in eigen):
        raise Geweigerd(NIVEAU_RUIMER)


@logged_refusals(Actie.onderzoek_ingediend)
@transaction.atomic
def submit_study(*, onderzoek: Onderzoek, by: Account) -> Onderzoek:
    """Refused while something is missing that the officer can't do without."""
    require(by, Recht.onderzoek_opstellen)
    huidig = _locked(onderzoek)
    ONDERZOEK.check(huidig.status, Onderzoekstatus.ingediend)
    gebreken = [gebrek.tekst for gebrek in poort.missing(huidig) if gebrek.indienen]
    if gebreken:
        raise Geweigerd(ONVOLLEDIG + " ".join(gebreken))
    huidig.ronde += 1
    huidig.ingediend_door, huidig.ingediend_op = by, timezone.now()
    _move(huidig, Onderzoekstatus.ingediend, by)
    onderzoek.refresh_from_db()
    return huidig


@logged_refusals(Actie.onderzoek_in_beoordeling)
@transaction.atomic
def review_study(*, onderzoek: Onderzoek, by: Account) -> Onderzoek:
    """The officer takes it up: from now on he decides on what stands there."""
    require(by, Recht.onderzoek_beoordelen)
    huidig = _move(_locked(onderzoek), Onderzoekstatus.in_beoordeling, by)
    onderzoek.refresh_from_db()
    return huidig


def study_version(onderzoek: Onderzoek) -> str:
    """Hash of all that an officer decides on: question, agreements, people and documents."""
    velden = (
        "naam", "vraag", "doel", "grondslag", "peildatum", "periode_begin", "periode_einde",
        "buurten", "referentiebuurten", "hele_gemeente", "huurachterstand_telt_voor", "ronde",
        "aggregatieniveau", "min_aantal", "min_basis", "loopt_tot", *sorted(TEKSTEN),
    )  # fmt: skip
    inhoud = {
        "velden": {veld: getattr(onderzoek, veld) for veld in velden},
        "deelnemers": sorted(onderzoek.deelnemers.values_list("pk", flat=True)),
        "documenten": [document_version(d) for d in onderzoek.documenten.order_by("pk")],
    }
    return _hash(inhoud)


def decide_study(
    *,
    onderzoek: Onderzoek,
    uitkomst: Uitkomst,
    reden: str,
    voorwaarden: str = "",
    gezien: str,
    by: Account,
) -> Onderzoek:
    """Approve (with conditions or without), ask for more, or refuse.

    An approval confirms the documents that were submitted with it.
    """
    with (
        refusals_logged(
            Actie.onderzoek_besluit, door=by, object_soort="onderzoek", object_id=onderzoek.pk
        ),
        transaction.atomic(),
    ):
        huidig = _locked(onderzoek)
        naar = _after_decision(uitkomst)
        besluiten.decide(
            onderwerp=Onderwerp.onderzoek,
            onderwerp_id=huidig.pk,
            versie=gezien,
            huidige_versie=study_version(huidig),
            uitkomst=uitkomst,
            reden=reden,
            by=by,
            aanvrager_id=huidig.ingediend_door_id or "",
            akkoorden_nodig=1,
        )
        ONDERZOEK.check(huidig.status, naar)
        huidig.status, huidig.voorwaarden = naar, voorwaarden.strip()
        huidig.save(update_fields=["status", "voorwaarden"])
        if naar == Onderzoekstatus.goedgekeurd:
            _confirm_documents(huidig, by)
        onderzoek.refresh_from_db()
        return huidig


def _after_decision(uitkomst: Uitkomst) -> Onderzoekstatus:
    return {
        Uitkomst.akkoord: Onderzoekstatus.goedgekeurd,
        Uitkomst.teruggestuurd: Onderzoekstatus.aanvulling_gevraagd,
        Uitkomst.geweigerd: Onderzoekstatus.geweigerd,
    }[uitkomst]


def _confirm_documents(onderzoek: Onderzoek, by: Account) -> None:
    """Not those that an officer brought in himself: a colleague confirms these."""
    voorgelegd = onderzoek.documenten.filter(status=Documentstatus.voorgelegd)
    for document in voorgelegd.exclude(ingebracht_door=by):
        _move_document(document, Documentstatus.bevestigd, by)


@logged_refusals(Actie.onderzoek_ingetrokken)
@transaction.atomic
def withdraw_study(*, onderzoek: Onderzoek, reden: str, by: Account) -> Onderzoek:
    """At once: what runs now is refused before it publishes."""
    huidig = _locked(onderzoek)
    ONDERZOEK.check(huidig.status, Onderzoekstatus.ingetrokken)
    besluiten.withdraw(onderwerp=Onderwerp.onderzoek, onderwerp_id=huidig.pk, reden=reden, by=by)
    huidig.status = Onderzoekstatus.ingetrokken
    huidig.save(update_fields=["status"])
    onderzoek.refresh_from_db()
    return huidig


@transaction.atomic
def mark_in_use(*, onderzoek: Onderzoek, by: Account | None) -> None:
    """The first delivery came in; later ones change nothing."""
    huidig = _locked(onderzoek)
    if huidig.status == Onderzoekstatus.goedgekeurd:
        _move(huidig, Onderzoekstatus.in_gebruik, by)


def ended_studies() -> QuerySet[Onderzoek]:
    """Approved, and past their end; the gate is closed for these already."""
    return Onderzoek.objects.filter(status__in=BRUIKBAAR, loopt_tot__lt=poort.today())


@transaction.atomic
def expire_study(*, onderzoek: Onderzoek, by: Account | None) -> None:
    huidig = _locked(onderzoek)
    if huidig.status in BRUIKBAAR and huidig.loopt_tot and huidig.loopt_tot < poort.today():
        _move(huidig, Onderzoekstatus.verlopen, by)


@transaction.atomic
def mark_destroyed(*, onderzoek: Onderzoek, by: Account | None) -> Onderzoek:
    """Called when the last of its data is gone."""
    return _move(_locked(onderzoek), Onderzoekstatus.vernietigd, by)


# --- documents ------------------------------------------------------------------------------------
@logged_refusals(Actie.document_voorgelegd)
@transaction.atomic
def add_document(
    *,
    onderzoek: Onderzoek,
    soort: Documentsoort,
    kenmerk: str,
    geldig_van: date,
    geldig_tot: date,
    voorwaarden: str = "",
    personen: Sequence[Account] = (),
    by: Account,
) -> Document:
    """It counts once an officer has confirmed it."""
    require(by, Recht.onderzoek_opstellen)
    huidig = _locked(onderzoek)
    if huidig.status == Onderzoekstatus.vernietigd:
        raise Geweigerd(NIET_BRUIKBAAR)
    if not kenmerk.strip():
        raise Geweigerd(ZONDER_KENMERK)
    if geldig_tot < max(geldig_van, poort.today()):
        raise Geweigerd(DATUMS_ONJUIST)
    document = Document.objects.create(
        onderzoek=huidig,
        soort=soort,
        kenmerk=kenmerk.strip(),
        geldig_van=geldig_van,
        geldig_tot=geldig_tot,
        voorwaarden=voorwaarden.strip(),
        ingebracht_door=by,
    )
    document.personen.set(personen)
    _log_document(Actie.document_voorgelegd, document, by)
    return document


def document_version(document: Document) -> str:
    """Hash of what an officer confirms."""
    velden = ("pk", "soort", "kenmerk", "geldig_van", "geldig_tot", "voorwaarden")
    inhoud = [getattr(document, veld) for veld in velden]
    return _hash([*inhoud, sorted(document.personen.values_list("pk", flat=True))])


def decide_document(
    *, document: Document, uitkomst: Uitkomst, reden: str, gezien: str, by: Account
) -> Document:
    """Confirm it or refuse it; what was sent back is refused, for a new one is quickly made."""
    with (
        refusals_logged(
            Actie.document_besluit, door=by, object_soort="document", object_id=document.pk
        ),
        transaction.atomic(),
    ):
        huidig = Document.objects.select_for_update().get(pk=document.pk)
        besluiten.decide(
            onderwerp=Onderwerp.document,
            onderwerp_id=huidig.pk,
            versie=gezien,
            huidige_versie=document_version(huidig),
            uitkomst=uitkomst,
            reden=reden,
            by=by,
            aanvrager_id=huidig.ingebracht_door_id,
            akkoorden_nodig=1,
        )
        akkoord = uitkomst == Uitkomst.akkoord
        naar = Documentstatus.bevestigd if akkoord else Documentstatus.geweigerd
        DOCUMENT.check(huidig.status, naar)
        huidig.status = naar
        huidig.save(update_fields=["status"])
        return huidig


@transaction.atomic
def withdraw_document(*, document: Document, reden: str, by: Account) -> Document:
    """The leave was taken back: the source that needs it is closed at once."""
    _locked(document.onderzoek)  # as the gate does, so that nothing is published in between
    huidig = Document.objects.select_for_update().get(pk=document.pk)
    DOCUMENT.check(huidig.status, Documentstatus.vervallen)
    besluiten.withdraw(onderwerp=Onderwerp.document, onderwerp_id=huidig.pk, reden=reden, by=by)
    huidig.status = Documentstatus.vervallen
    huidig.save(update_fields=["status"])
    return huidig


def _move_document(document: Document, naar: Documentstatus, by: Account) -> None:
    overgang: Overgang[Documentstatus] = DOCUMENT.check(document.status, naar)
    document.status = naar
    document.save(update_fields=["status"])
    _log_document(overgang.actie, document, by)


# --- together -------------------------------------------------------------------------------------
def _locked(onderzoek: Onderzoek) -> Onderzoek:
    return Onderzoek.objects.select_for_update(no_key=True).get(pk=onderzoek.pk)


def _move(onderzoek: Onderzoek, naar: Onderzoekstatus, by: Account | None) -> Onderzoek:
    overgang = ONDERZOEK.check(onderzoek.status, naar)
    onderzoek.status = naar
    onderzoek.save(update_fields=["status", "ronde", "ingediend_door", "ingediend_op"])
    _log(overgang.actie, onderzoek, by)
    return onderzoek


def _hash(inhoud: Any) -> str:
    return hashlib.sha256(json.dumps(inhoud, sort_keys=True, default=str).encode()).hexdigest()


def _log(actie: Actie, onderzoek: Onderzoek, by: Account | None, **bijzonderheden: Any) -> None:
    log(
        actie=actie,
        door=by,
        object_soort="onderzoek",
        object_id=onderzoek.pk,
        bijzonderheden=bijzonderheden,
    )


def _log_document(actie: Actie, document: Document, by: Account) -> None:
    log(
        actie=actie,
        door=by,
        object_soort="document",
        object_id=document.pk,
        bijzonderheden={"soort": document.soort, "onderzoek": str(document.onderzoek_id)},
    )
