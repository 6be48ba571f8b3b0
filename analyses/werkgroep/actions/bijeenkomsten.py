"""The meeting itself: made, prepared, opened, walked through, closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from analyses.models import Resultaat
from analyses.werkgroep import policies
from analyses.werkgroep.actions.gedeeld import (
    changed,
    check_member,
    clean,
    locked,
    locked_item,
    note,
    released,
)
from analyses.werkgroep.models import (
    Agendapunt,
    Bijeenkomst,
    Bijeenkomststatus,
    Deelnemer,
    Klad,
    Voorstelstatus,
)
from privacy.logboek import Actie
from privacy.models import Account, Onderzoek
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

MEESTE_PUNTEN = 60
NAAM, PLAATS, VRAAG = 200, 200, 500
TIJDEN = {
    Bijeenkomststatus.open: "geopend_op",
    Bijeenkomststatus.gesloten: "gesloten_op",
    Bijeenkomststatus.vastgesteld: "vastgesteld_op",
}
NOG_IN_STEMMING = "Een voorstel is nog in stemming. Schrijf eerst de uitkomst op."


@dataclass(frozen=True)
class Bijeenkomstinhoud:
    naam: str
    datum: date
    plaats: str
    voorzitter: Account
    secretaris: Account
    deelnemers: tuple[Account, ...]


@transaction.atomic
def create_meeting(*, onderzoek: Onderzoek, inhoud: Bijeenkomstinhoud, by: Account) -> Bijeenkomst:
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = Bijeenkomst(onderzoek=onderzoek, opgesteld_door=by)
    _fill(bijeenkomst, inhoud)
    bijeenkomst.save()
    _invite(bijeenkomst, inhoud.deelnemers)
    note(Actie.bijeenkomst_gemaakt, bijeenkomst, by)
    return bijeenkomst


@transaction.atomic
def change_meeting(
    *, bijeenkomst: Bijeenkomst, inhoud: Bijeenkomstinhoud, by: Account
) -> Bijeenkomst:
    """By who leads it, or who made it; until it is closed."""
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = locked(bijeenkomst.pk)
    policies.check_now(bijeenkomst, policies.VOORBEREIDEN)
    _check_prepares(bijeenkomst, by)
    _fill(bijeenkomst, inhoud)
    bijeenkomst.save()
    _invite(bijeenkomst, inhoud.deelnemers)
    changed(bijeenkomst)
    note(Actie.bijeenkomst_gewijzigd, bijeenkomst, by)
    return bijeenkomst


@transaction.atomic
def move_meeting(*, bijeenkomst: Bijeenkomst, naar: Bijeenkomststatus, by: Account) -> Bijeenkomst:
    """Open, close, open again, agree the minutes."""
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = locked(bijeenkomst.pk)
    policies.check_leads(bijeenkomst, by)
    overgang = policies.BIJEENKOMST.check(bijeenkomst.status, naar)
    _check_ready(bijeenkomst, naar)
    bijeenkomst.status = naar
    setattr(bijeenkomst, TIJDEN[naar], timezone.now())
    if naar == Bijeenkomststatus.open and bijeenkomst.huidig is None:
        bijeenkomst.huidig = bijeenkomst.punten.first()
    if naar != Bijeenkomststatus.open:
        bijeenkomst.huidig = None
    bijeenkomst.save(update_fields=["status", "huidig", TIJDEN[naar]])
    changed(bijeenkomst)
    note(overgang.actie, bijeenkomst, by, stand=naar.value)
    return bijeenkomst


@transaction.atomic
def add_item(
    *,
    bijeenkomst: Bijeenkomst,
    naam: str,
    besluitvraag: str,
    resultaat: Resultaat | None,
    by: Account,
) -> Agendapunt:
    """A released result, as it is now, or a subject without a chart."""
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = _prepared_by(bijeenkomst, by)
    if bijeenkomst.punten.count() >= MEESTE_PUNTEN:
        raise Geweigerd("Er staan al 60 punten op de agenda. Maak een tweede bijeenkomst.")
    vrij, sha256 = released(resultaat, bijeenkomst.onderzoek_id)
    punt = Agendapunt.objects.create(
        bijeenkomst=bijeenkomst,
        volgorde=(bijeenkomst.punten.aggregate(m=Max("volgorde"))["m"] or 0) + 1,
        naam=clean(naam or (vrij.bevinding if vrij else ""), 300),
        besluitvraag=clean(besluitvraag, VRAAG),
        resultaat=vrij,
        sha256=sha256,
    )
    _agenda_changed(bijeenkomst, punt, by, "erbij")
    return punt


@transaction.atomic
def shift_item(*, punt: Agendapunt, omhoog: bool, by: Account) -> Agendapunt:
    """Change places with the item above or below; at the end nothing happens."""
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = _prepared_by(punt.bijeenkomst, by)
    punten = list(bijeenkomst.punten.select_for_update())
    plek = [ander.pk for ander in punten].index(punt.pk)
    naast = plek - 1 if omhoog else plek + 1
    if 0 <= naast < len(punten):
        een, ander = punten[plek], punten[naast]
        een.volgorde, ander.volgorde = ander.volgorde, een.volgorde
        Agendapunt.objects.bulk_update([een, ander], ["volgorde"])
    _agenda_changed(bijeenkomst, punt, by, "verplaatst")
    return punt


@transaction.atomic
def remove_item(*, punt: Agendapunt, by: Account) -> Bijeenkomst:
    """Only while nothing was said or decided about it."""
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = _prepared_by(punt.bijeenkomst, by)
    nu = locked_item(punt)
    if nu.duidingen.exists() or nu.voorstellen.exists() or nu.conclusie:
        raise Geweigerd("Bij dit punt is al iets geschreven. Daarom blijft het op de agenda.")
    _agenda_changed(bijeenkomst, nu, by, "eraf")
    nu.delete()
    return bijeenkomst


@transaction.atomic
def choose_item(*, punt: Agendapunt, by: Account) -> Bijeenkomst:
    """The chair goes there; who follows goes along."""
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = locked(punt.bijeenkomst_id)
    policies.check_now(bijeenkomst, policies.BESLUITEN)
    policies.check_leads(bijeenkomst, by)
    if bijeenkomst.huidig_id != punt.pk:
        Bijeenkomst.objects.filter(pk=bijeenkomst.pk).update(huidig=punt)
        changed(bijeenkomst)
        note(Actie.agendapunt_gekozen, punt, by)
    return bijeenkomst


@transaction.atomic
def join_meeting(*, bijeenkomst: Bijeenkomst, by: Account) -> Bijeenkomst:
    """A participant is there: it stands in the minutes."""
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = locked(bijeenkomst.pk)
    policies.check_now(bijeenkomst, policies.BESLUITEN)
    policies.check_takes_part(bijeenkomst, by)
    rijen = Deelnemer.objects.filter(bijeenkomst=bijeenkomst, account=by, aanwezig=False)
    if rijen.update(aanwezig=True):
        changed(bijeenkomst)
        note(Actie.bijeenkomst_bijgewoond, bijeenkomst, by)
    return bijeenkomst


def _fill(bijeenkomst: Bijeenkomst, inhoud: Bijeenkomstinhoud) -> None:
    for account in (inhoud.voorzitter, inhoud.secretaris):
        check_member(account)
    bijeenkomst.naam = clean(inhoud.naam, NAAM)
    bijeenkomst.datum = inhoud.datum
    bijeenkomst.plaats = clean(inhoud.plaats, PLAATS, leeg=True)
    bijeenkomst.voorzitter, bijeenkomst.secretaris = inhoud.voorzitter, inhoud.secretaris


def _invite(bijeenkomst: Bijeenkomst, accounts: Iterable[Account]) -> None:
    """These and who leads; who was seen in the meeting stays on the list."""
    gevraagd = {account.pk: account for account in accounts}
    for account in (*gevraagd.values(), bijeenkomst.voorzitter, bijeenkomst.secretaris):
        check_member(account)
        Deelnemer.objects.get_or_create(bijeenkomst=bijeenkomst, account=account)
    blijft = {*gevraagd, bijeenkomst.voorzitter_id, bijeenkomst.secretaris_id}
    bijeenkomst.deelnemers.filter(aanwezig=False).exclude(account_id__in=blijft).delete()


def _check_prepares(bijeenkomst: Bijeenkomst, by: Account) -> None:
    if by.pk != bijeenkomst.opgesteld_door_id:
        policies.check_leads(bijeenkomst, by)


def _prepared_by(bijeenkomst: Bijeenkomst, by: Account) -> Bijeenkomst:
    nu = locked(bijeenkomst.pk)
    policies.check_now(nu, policies.VOORBEREIDEN)
    _check_prepares(nu, by)
    return nu


def _check_ready(bijeenkomst: Bijeenkomst, naar: Bijeenkomststatus) -> None:
    if naar == Bijeenkomststatus.open and not bijeenkomst.punten.exists():
        raise Geweigerd("Zet eerst een punt op de agenda.")
    if naar == Bijeenkomststatus.gesloten and _undecided(bijeenkomst):
        raise Geweigerd(NOG_IN_STEMMING)
    if naar == Bijeenkomststatus.vastgesteld:
        Klad.objects.filter(punt__bijeenkomst=bijeenkomst).delete()


def _undecided(bijeenkomst: Bijeenkomst) -> bool:
    return bijeenkomst.punten.filter(voorstellen__status=Voorstelstatus.open).exists()


def _agenda_changed(bijeenkomst: Bijeenkomst, punt: Agendapunt, by: Account, wat: str) -> None:
    changed(bijeenkomst)
    note(Actie.agenda_gewijzigd, punt, by, wat=wat)
