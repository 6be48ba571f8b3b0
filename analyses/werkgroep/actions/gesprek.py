"""Beside a chart: what people say of it, what the analist answers, and the conclusion."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from analyses.werkgroep import policies
from analyses.werkgroep.actions.gedeeld import changed, clean, locked_item, note
from analyses.werkgroep.models import Agendapunt, Duiding, Duidingsoort, Klad
from privacy.logboek import Actie
from privacy.models import Account
from privacy.permissions import mag, require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

TEKST, CONCLUSIE = 2000, 4000
KLADVELDEN = ("duiding", "conclusie")
KIES_SOORT = "Kies: eens, twijfel, vraag of aanvulling."
ALLEEN_ANTWOORD = "Als analist beantwoordt u wat anderen schreven. Kies waarop u antwoordt."


class Botsing(Geweigerd):
    """Somebody else wrote in the same text meanwhile; both texts are shown."""


@transaction.atomic
def give_reading(
    *,
    punt: Agendapunt,
    nummer: UUID,
    soort: str,
    tekst: str,
    ouder: Duiding | None,
    by: Account,
) -> Duiding:
    """A thread, or an answer in one. The same `nummer` again is the same deed, done once."""
    require(by, Recht.duiding_geven)
    punt = locked_item(punt)
    eerder = Duiding.objects.filter(pk=nummer).first()
    if eerder is not None:
        return _same(eerder, punt, by)
    antwoord = mag(by, Recht.duiding_beantwoorden)
    _check_may_say(punt, ouder, antwoord, by)
    duiding = Duiding.objects.create(
        id=nummer,
        punt=punt,
        ouder=ouder,
        soort=Duidingsoort.antwoord if antwoord else _kind(soort, ouder),
        tekst=clean(tekst, TEKST),
        door=by,
    )
    _forget(punt, by, "duiding")
    changed(punt.bijeenkomst)
    note(Actie.duiding_beantwoord if antwoord else Actie.duiding_gegeven, duiding, by)
    return duiding


@transaction.atomic
def resolve_thread(*, duiding: Duiding, by: Account) -> Duiding:
    """By who began it, or who leads the meeting."""
    require(by, Recht.bijeenkomst_voeren)
    punt = locked_item(duiding.punt)
    policies.check_now(punt.bijeenkomst, policies.UITWERKEN)
    duiding = Duiding.objects.select_for_update().get(pk=duiding.pk)
    if by.pk != duiding.door_id:
        policies.check_leads(punt.bijeenkomst, by)
    if duiding.ouder_id or duiding.afgehandeld_op:
        raise Geweigerd("Dit is al afgehandeld. Open de pagina opnieuw.")
    duiding.afgehandeld_op, duiding.afgehandeld_door = timezone.now(), by
    duiding.save(update_fields=["afgehandeld_op", "afgehandeld_door"])
    changed(punt.bijeenkomst)
    note(Actie.duiding_afgehandeld, duiding, by)
    return duiding


@transaction.atomic
def write_conclusion(*, punt: Agendapunt, tekst: str, gezien: int, by: Account) -> Agendapunt:
    """`gezien`: the version that was read before writing; an older one overwrites nothing."""
    require(by, Recht.bijeenkomst_voeren)
    punt = locked_item(punt)
    policies.check_now(punt.bijeenkomst, policies.UITWERKEN)
    policies.check_takes_part(punt.bijeenkomst, by)
    schoon = clean(tekst, CONCLUSIE, leeg=True)
    if gezien != punt.conclusie_versie and schoon != punt.conclusie:
        raise Botsing("Een ander heeft deze conclusie intussen veranderd. U ziet nu beide teksten.")
    if schoon != punt.conclusie:
        _conclude(punt, schoon, by)
    _forget(punt, by, "conclusie")
    return punt


@transaction.atomic
def keep_draft(*, punt: Agendapunt, veld: str, tekst: str, by: Account) -> bool:
    """What somebody is typing, kept for him or her alone; no line in the logbook."""
    require(by, Recht.duiding_geven)
    if veld not in KLADVELDEN or len(tekst) > CONCLUSIE:
        return False
    policies.check_now(punt.bijeenkomst, policies.UITWERKEN)
    if not tekst.strip():
        _forget(punt, by, veld)
        return True
    Klad.objects.update_or_create(
        punt=punt,
        account=by,
        veld=veld,
        defaults={"tekst": tekst.replace("\x00", ""), "op": timezone.now()},
    )
    return True


def _same(eerder: Duiding, punt: Agendapunt, by: Account) -> Duiding:
    if eerder.door_id != by.pk or eerder.punt_id != punt.pk:
        raise Geweigerd("Dit kon niet worden bewaard. Open de pagina opnieuw.")
    return eerder


def _check_may_say(punt: Agendapunt, ouder: Duiding | None, antwoord: bool, by: Account) -> None:
    if ouder is not None and (ouder.punt_id != punt.pk or ouder.ouder_id):
        raise Geweigerd("Kies waarop u antwoordt.")
    if antwoord:
        policies.check_now(punt.bijeenkomst, policies.UITWERKEN)
        if ouder is None:
            raise Geweigerd(ALLEEN_ANTWOORD)
        return
    policies.check_now(punt.bijeenkomst, policies.BESPREKEN)
    policies.check_takes_part(punt.bijeenkomst, by)


def _kind(soort: str, ouder: Duiding | None) -> Duidingsoort:
    """An answer by a colleague adds something, unless it says otherwise."""
    if not soort and ouder is not None:
        return Duidingsoort.aanvulling
    if soort not in Duidingsoort.values or soort == Duidingsoort.antwoord:
        raise Geweigerd(KIES_SOORT)
    return Duidingsoort(soort)


def _conclude(punt: Agendapunt, tekst: str, by: Account) -> None:
    punt.conclusie, punt.conclusie_versie = tekst, punt.conclusie_versie + 1
    punt.conclusie_door, punt.conclusie_op = by, timezone.now()
    punt.save(update_fields=["conclusie", "conclusie_versie", "conclusie_door", "conclusie_op"])
    changed(punt.bijeenkomst)
    note(Actie.conclusie_gewijzigd, punt, by, versie=punt.conclusie_versie)


def _forget(punt: Agendapunt, by: Account, veld: str) -> None:
    Klad.objects.filter(punt=punt, account=by, veld=veld).delete()
