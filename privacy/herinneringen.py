"""Mail to who must do something: what waits longer than a day, and what expires soon.

Each item is mailed once at each stage, also when a day was missed or the job ran twice. A line
holds a title and a date, never a reason, a value, or a name of a resident.

A crash between handing a mail over and noting it can't be told from one before it, and a mail too
many is better than one that never came: it goes again. With the same lines it then has the same
Message-ID, by which mail servers that look for doubles drop the second.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.crypto import salted_hmac

from privacy import klok, poort, werkvoorraad
from privacy.bewaren import calendar
from privacy.kern.zegelketen import Kop
from privacy.logboek import Actie, log
from privacy.models import Account, Logboekkop, Onderzoek
from privacy.permissions import mag
from privacy.rollen import RECHTEN, Recht
from privacy.slot import lock_until_commit
from privacy.standen import BRUIKBAAR
from privacy.verzonden import Verzonden

logregel = structlog.get_logger(__name__)
DAGEN = (0, 1, 7, 14)  # before it expires
VOORBIJ = -1
WACHT_AL = timedelta(days=1)
ONDERWERP = "Buurtmonitor: wat wacht en wat verloopt"
ONDERWERP_KOP = "Buurtmonitor: ondertekende kop van het logboek"
ONDERWERP_BREUK = "Buurtmonitor: het logboek klopt niet"
KOPTEKST = (
    "Bewaar deze mail buiten de Buurtmonitor. Haalt iemand later het einde van het logboek weg,\n"
    "dan is dat hiermee te bewijzen: manage.py logboek check --kop BESTAND.\n\n"
)
BREUKTEKST = (
    "Bij de controle klopte het logboek niet. Regel {} is veranderd, weg of niet verzegeld.\n"
    "Bel de beheerder, en laat manage.py logboek check draaien. Verander niets.\n"
)


@dataclass(frozen=True)
class Regel:
    """`sleutel`: the item and its stage."""

    sleutel: str
    tekst: str


@dataclass(frozen=True)
class Herinnering:
    aan: str
    regels: tuple[Regel, ...]

    @property
    def tekst(self) -> str:
        kop, slot = "Goedemorgen,", "Meld u aan bij de Buurtmonitor om te zien wat u kunt doen."
        return "\n".join([kop, "", *(f"- {regel.tekst}" for regel in self.regels), "", slot])


def send_all() -> int:
    """How many were sent; one that fails must not keep the others."""
    return sum(_send_in_turn(account) for account in _with_address())


def _with_address() -> list[Account]:
    return list(Account.objects.filter(is_active=True).exclude(email="").order_by("pk"))


@transaction.atomic
def _send_in_turn(account: Account) -> bool:
    lock_until_commit("herinneringen")
    herinnering = _reminder(account)
    if herinnering is None:
        return False
    return _mail(
        ONDERWERP, herinnering.tekst, account.email, [r.sleutel for r in herinnering.regels]
    )


def _mail(onderwerp: str, tekst: str, aan: str, sleutels: Iterable[str]) -> bool:
    """Noted once it was handed over: what failed is tried again the next time."""
    sleutels = list(sleutels)
    bericht = EmailMessage(
        onderwerp, tekst, to=[aan], headers={"Message-ID": _message_id(onderwerp, aan, sleutels)}
    )
    try:
        bericht.send()
    except OSError as fout:
        logregel.error("herinnering_niet_verzonden", fouttype=type(fout).__name__)
        return False
    Verzonden.objects.bulk_create(Verzonden(aan=aan, wat=sleutel) for sleutel in sleutels)
    return True


def _message_id(onderwerp: str, aan: str, sleutels: Iterable[str]) -> str:
    """The same for the same lines to the same address; it tells nothing."""
    domein = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    nummer = salted_hmac("privacy.herinneringen", "|".join([onderwerp, aan, *sorted(sleutels)]))
    return f"<{nummer.hexdigest()}@{domein}>"


def reminders() -> list[Herinnering]:
    """For everybody with an address who has something to do and was not told yet."""
    alle = (_reminder(account) for account in _with_address())
    return [herinnering for herinnering in alle if herinnering is not None]


def _reminder(account: Account) -> Herinnering | None:
    regels = {r.sleutel: r for r in (*_waiting(account), *_ending(account), *_expiring(account))}
    al = Verzonden.objects.filter(aan=account.email, wat__in=regels).values_list("wat", flat=True)
    nieuw = tuple(regels[sleutel] for sleutel in regels if sleutel not in set(al))
    return Herinnering(account.email, nieuw) if nieuw else None


def _waiting(account: Account) -> Iterator[Regel]:
    """Since yesterday or longer; what ends stands in the other lines."""
    vanaf = klok.moment() - WACHT_AL
    for item in werkvoorraad.for_account(account):
        if item.op_mij and item.soort != "verlopen" and item.sinds < vanaf:
            sleutel = _key("wacht", item.soort, item.url, item.sinds.isoformat())
            yield Regel(sleutel, f"{item.titel}: wacht op u.")


def _ending(account: Account) -> Iterator[Regel]:
    """Documents and onderzoeken, for officers and for who works on it."""
    if not mag(account, Recht.onderzoek_zien):
        return
    lopend = Onderzoek.objects.filter(status__in=BRUIKBAAR)
    if not mag(account, Recht.onderzoek_beoordelen):
        lopend = lopend.filter(deelnemers=account)
    for onderzoek in lopend:
        for einde in poort.endings(onderzoek):
            if (trap := _stage(einde.dagen)) is not None:
                sleutel = _key("einde", str(onderzoek.pk), einde.wat, einde.dag.isoformat(), trap)
                yield Regel(sleutel, f"{onderzoek.naam}: {einde.wat} {_when(einde.dagen)}.")


def _expiring(account: Account) -> Iterator[Regel]:
    if not mag(account, Recht.bewaren_volgen):
        return
    for regel in calendar(account):
        trap = None if regel.dagen is None else _stage(regel.dagen)
        if trap is None or trap == VOORBIJ or regel.opschorting or regel.dagen is None:
            continue  # past it: then a list waits, or somebody wants it kept
        dag = regel.bewaard.tot.date().isoformat() if regel.bewaard.tot else ""
        sleutel = _key("termijn", regel.bewaard.soort, regel.bewaard.object_id, dag, trap)
        tekst = f"{regel.bewaard.titel}: de bewaartermijn eindigt {_left(regel.dagen)}."
        yield Regel(sleutel, tekst)


def _stage(dagen: int) -> int | None:
    """The smallest of DAGEN that it still falls under; None when it is further off."""
    if dagen < 0:
        return VOORBIJ
    return next((trap for trap in DAGEN if dagen <= trap), None)


def _when(dagen: int) -> str:
    return "is verlopen" if dagen < 0 else f"verloopt {_left(dagen)}"


def _left(dagen: int) -> str:
    return "vandaag" if dagen == 0 else f"over {dagen} dag{'en' if dagen > 1 else ''}"


def _key(soort: str, *delen: object) -> str:
    """Short enough for its column, and it tells nothing."""
    som = hashlib.sha256("|".join(map(str, delen)).encode()).hexdigest()
    return f"{soort}:{som}"


# --- the head of the logbook ----------------------------------------------------------------------
def send_head() -> int:
    """The newest signed head, once a week to each; at once, and once, when the chain broke."""
    kop = Logboekkop.objects.order_by("-id").first()
    if kop is None:
        return 0
    week = kop.op.isocalendar()
    sleutel = f"kop:{week.year}-{week.week}" if kop.klopt else f"breuk:{kop.breuk_bij}"
    verzonden = sum(_send_head_to(adres, kop, sleutel) for adres in _keepers_of_heads())
    if verzonden:
        log(
            actie=Actie.logboekkop_verzonden,
            door=None,
            object_soort="logboek",
            bijzonderheden={"regel": kop.nummer, "klopt": kop.klopt, "ontvangers": verzonden},
        )
    return verzonden


def _keepers_of_heads() -> list[str]:
    """Officers with an address, and the addresses outside that the installation names."""
    rollen = [rol.value for rol, rechten in RECHTEN.items() if Recht.logboek_lezen in rechten]
    eigen = Account.objects.filter(is_active=True, rol__in=rollen).exclude(email="")
    return sorted({*eigen.values_list("email", flat=True), *settings.LOGBOEKKOP_AAN})


@transaction.atomic
def _send_head_to(adres: str, kop: Logboekkop, sleutel: str) -> bool:
    lock_until_commit("herinneringen")
    if Verzonden.objects.filter(aan=adres, wat=sleutel).exists():
        return False
    if not kop.klopt:
        return _mail(ONDERWERP_BREUK, BREUKTEKST.format(kop.breuk_bij), adres, [sleutel])
    tekst = Kop(kop.nummer, kop.zegel, kop.op, kop.handtekening).als_tekst()
    return _mail(ONDERWERP_KOP, KOPTEKST + tekst, adres, [sleutel])
