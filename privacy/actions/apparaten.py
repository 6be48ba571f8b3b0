"""Registered devices: a code from one person, entered by another on the device itself."""

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from privacy import klok
from privacy.apparaat import Apparaat, Apparaatstatus
from privacy.apparaatmerk import CODE_GELDIG, GELDIG, digest, digest_code, new_code, new_secret
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import Account, Logregel
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.slot import lock_until_commit
from privacy.standen import APPARAAT
from privacy.uitzonderingen import Geweigerd

LANGSTE_NAAM = 60
ZONDER_NAAM = "Geef het apparaat een naam van 3 tot 60 tekens, bijvoorbeeld Laptop balie 2."
NAAM_BEZET = "Er is al een apparaat met deze naam. Kies een andere naam, of trek dat eerst in."
CODE_ONJUIST = (
    "Deze code klopt niet, is al gebruikt of is ouder dan een uur. Vraag een nieuwe code."
)
EIGEN_CODE = (
    "Deze code hebt u zelf gemaakt. Een collega voert hem in, op het apparaat waar die mee werkt."
)
MEESTE_POGINGEN = 10  # wrong codes of one account within an hour
TE_VAAK = "Er is te vaak een verkeerde code ingevoerd. Wacht een uur en vraag een nieuwe code."
ZONDER_REDEN = "Schrijf in één of twee zinnen waarom u dit apparaat intrekt."


def issue_device_code(*, naam: str, by: Account) -> tuple[Apparaat, str]:
    """The device that is to come, and its code: the only time it is readable."""
    with refusals_logged(Actie.apparaatcode_gegeven, door=by), transaction.atomic():
        require(by, Recht.werkplekken_stellen)
        schoon = " ".join(naam.split())
        if not (3 <= len(schoon) <= LANGSTE_NAAM and schoon.isprintable()):
            raise Geweigerd(ZONDER_NAAM)
        lock_until_commit("apparaatnaam")
        _free(schoon)
        code = new_code()
        apparaat = Apparaat.objects.create(
            naam=schoon,
            code=digest_code(code),
            code_geldig_tot=klok.moment() + CODE_GELDIG,
            uitgegeven_door=by,
        )
        _log(Actie.apparaatcode_gegeven, apparaat, by)
        return apparaat, code


def _free(naam: str) -> None:
    """A name is of one device; an old code or a device past its year gives it back."""
    bezet = Apparaat.objects.filter(naam__iexact=naam).exclude(status=Apparaatstatus.ingetrokken)
    nu = klok.moment()
    voorbij = Q(status=Apparaatstatus.uitgegeven, code_geldig_tot__lte=nu) | Q(geldig_tot__lte=nu)
    for apparaat in bezet.filter(voorbij):
        _end(apparaat, None)
    if bezet.exists():
        raise Geweigerd(NAAM_BEZET)


def register_device(*, code: str, by: Account) -> tuple[Apparaat, str]:
    """The device and the secret for its cookie. Never by who made the code."""
    with refusals_logged(Actie.apparaat_geregistreerd, door=by), transaction.atomic():
        require(by, Recht.eigen_account)
        _not_guessing(by)
        apparaat = (
            Apparaat.objects.select_for_update()
            .filter(code=digest_code(code), code_geldig_tot__gt=klok.moment())
            .first()
        )
        if apparaat is None or apparaat.status != Apparaatstatus.uitgegeven:
            raise Geweigerd(CODE_ONJUIST)
        if apparaat.uitgegeven_door_id == by.pk:
            raise Geweigerd(EIGEN_CODE)
        geheim = new_secret()
        _register(apparaat, geheim, by)
        return apparaat, geheim


def _not_guessing(by: Account) -> None:
    fout = Logregel.objects.filter(
        actie=Actie.apparaat_geregistreerd.value,
        actor_id=str(by.pk),
        resultaat="geweigerd",
        op__gte=Now() - CODE_GELDIG,
    )
    if fout.count() >= MEESTE_POGINGEN:
        raise Geweigerd(TE_VAAK)


def _register(apparaat: Apparaat, geheim: str, by: Account) -> None:
    overgang = APPARAAT.check(apparaat.status, Apparaatstatus.geregistreerd)
    apparaat.status, apparaat.geheim = Apparaatstatus.geregistreerd, digest(geheim)
    apparaat.geregistreerd_door, apparaat.geldig_tot = by, klok.moment() + GELDIG
    apparaat.save()
    _log(overgang.actie, apparaat, by)


def withdraw_device(*, apparaat: Apparaat, reden: str, by: Account) -> Apparaat:
    """From now on nothing is taken from it. One person is enough: it only makes things stricter."""
    with (
        refusals_logged(
            Actie.apparaat_ingetrokken, door=by, object_soort="apparaat", object_id=apparaat.pk
        ),
        transaction.atomic(),
    ):
        require(by, Recht.werkplekken_stellen)
        if len(reden.strip()) < 10:
            raise Geweigerd(ZONDER_REDEN)
        huidig = Apparaat.objects.select_for_update(of=("self",)).get(pk=apparaat.pk)
        return _end(huidig, by, reden=reden.strip())


def _end(apparaat: Apparaat, by: Account | None, **bijzonderheden: str) -> Apparaat:
    overgang = APPARAAT.check(apparaat.status, Apparaatstatus.ingetrokken)
    apparaat.status, apparaat.ingetrokken_op = Apparaatstatus.ingetrokken, klok.moment()
    apparaat.save(update_fields=["status", "ingetrokken_op"])
    _log(overgang.actie, apparaat, by, **bijzonderheden)
    return apparaat


def _log(actie: Actie, apparaat: Apparaat, by: Account | None, **bijzonderheden: str) -> None:
    log(
        actie=actie,
        door=by,
        object_soort="apparaat",
        object_id=apparaat.pk,
        bijzonderheden={"naam": apparaat.naam, **bijzonderheden},
    )
