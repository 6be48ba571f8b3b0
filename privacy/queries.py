"""Reading rows, each for an account that may see them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.db.models.lookups import LessThan
from django.utils import timezone

from privacy import klok
from privacy.apparaat import Apparaat, Apparaatstatus
from privacy.dossier import Document
from privacy.drempelvoorstel import Drempelvoorstel, Voorstelstatus
from privacy.models import (
    Account,
    Apitoken,
    Herkomstaanvraag,
    Logboekkop,
    Logregel,
    Onderzoek,
    Organisatie,
    TweedeFactor,
    VastgesteldeDrempelset,
)
from privacy.permissions import mag
from privacy.rollen import RECHTEN, Recht
from privacy.werkplek import Werkplek


def studies_for(account: Account) -> QuerySet[Onderzoek]:
    rijen = Onderzoek.objects.select_related("drempelset", "opgesteld_door")
    if not mag(account, Recht.onderzoek_zien):
        return rijen.none()
    return rijen.order_by("-aangemaakt_op")


def origin_requests_for(account: Account) -> QuerySet[Herkomstaanvraag]:
    return Herkomstaanvraag.objects.filter(onderzoek__in=studies_for(account)).select_related(
        "onderzoek", "aangevraagd_door"
    )


def documents_for(account: Account) -> QuerySet[Document]:
    return Document.objects.filter(onderzoek__in=studies_for(account)).select_related(
        "onderzoek", "ingebracht_door"
    )


def possible_participants() -> QuerySet[Account]:
    """Who can work on an onderzoek: everybody who may link or analyse."""
    rollen = [rol for rol, rechten in RECHTEN.items() if Recht.analyse_uitvoeren in rechten]
    return Account.objects.filter(is_active=True, rol__in=[r.value for r in rollen]).order_by(
        "naam"
    )


def events_since(object_id: object, sinds: datetime | None) -> list[Logregel]:
    """What was done with one object since then, oldest first; nothing without a moment."""
    if sinds is None:
        return []
    rijen = Logregel.objects.filter(object_id=str(object_id), resultaat="gelukt", op__gt=sinds)
    return list(rijen.order_by("id")[:20])


def accounts_for(account: Account) -> QuerySet[Account]:
    rijen = Account.objects.select_related("organisatie")
    if not mag(account, Recht.accounts_beheren):
        return rijen.none()
    return rijen.order_by("naam")


def organisations_for(account: Account) -> QuerySet[Organisatie]:
    rijen = Organisatie.objects.prefetch_related("accounts")
    if not mag(account, Recht.accounts_beheren):
        return rijen.none()
    return rijen.order_by("naam")


def has_second_factor(account: Account) -> bool:
    return bool(TweedeFactor.objects.filter(user=account, confirmed=True).exists())


def accounts_with_second_factor() -> set[UUID]:
    rijen = TweedeFactor.objects.filter(confirmed=True)
    return set(rijen.values_list("user_id", flat=True))


def thresholds_proposals(account: Account) -> QuerySet[Drempelvoorstel]:
    """Open ones; at most one."""
    if not mag(account, Recht.drempels_stellen):
        return Drempelvoorstel.objects.none()
    open_ = Drempelvoorstel.objects.filter(status=Voorstelstatus.voorgesteld)
    return open_.select_related("voorgesteld_door")


def places_for(account: Account) -> QuerySet[Werkplek]:
    if not mag(account, Recht.werkplekken_stellen):
        return Werkplek.objects.none()
    return Werkplek.objects.select_related("voorgesteld_door")


def devices_for(account: Account) -> QuerySet[Apparaat]:
    """Those that were not withdrawn; a name each."""
    if not mag(account, Recht.werkplekken_stellen):
        return Apparaat.objects.none()
    rijen = Apparaat.objects.select_related("uitgegeven_door", "geregistreerd_door")
    einde = Coalesce("geldig_tot", "code_geldig_tot")
    rijen = rijen.annotate(voorbij=LessThan(einde, klok.now()))
    return rijen.exclude(status=Apparaatstatus.ingetrokken)


def tokens_of(account: Account) -> QuerySet[Apitoken]:
    return Apitoken.objects.filter(account=account)


def recovery_codes_left(account: Account) -> int:
    return int(account.herstelcodes.filter(gebruikt_op__isnull=True).count())


def thresholds_history(account: Account) -> QuerySet[VastgesteldeDrempelset]:
    rijen = VastgesteldeDrempelset.objects.select_related("vastgesteld_door")
    if not mag(account, Recht.drempels_stellen):
        return rijen.none()
    return rijen.order_by("-versie")


@dataclass(frozen=True)
class Logfilter:
    """Empty fields do not filter. `tot` is included."""

    actor: str = ""
    actie: str = ""
    resultaat: str = ""
    van: date | None = None
    tot: date | None = None


def log_rows_for(account: Account, keuze: Logfilter) -> QuerySet[Logregel]:
    """Newest first."""
    if not mag(account, Recht.logboek_lezen):
        return Logregel.objects.none()
    rijen = Logregel.objects.order_by("-id")
    exact = {"actie": keuze.actie, "resultaat": keuze.resultaat, "actor_id": keuze.actor}
    rijen = rijen.filter(**{veld: waarde for veld, waarde in exact.items() if waarde})
    return rijen.filter(_period(keuze))


def latest_head(account: Account) -> Logboekkop | None:
    """The newest signed head of the logbook."""
    if not mag(account, Recht.logboek_lezen):
        return None
    return Logboekkop.objects.order_by("-id").first()


def _period(keuze: Logfilter) -> Q:
    periode = Q()
    if keuze.van:
        periode &= Q(op__gte=_start_of(keuze.van))
    if keuze.tot:
        periode &= Q(op__lt=_start_of(keuze.tot + timedelta(days=1)))
    return periode


def _start_of(dag: date) -> datetime:
    return timezone.make_aware(datetime.combine(dag, time.min))


def actors(account: Account) -> list[tuple[str, str]]:
    """Who stands in the logbook, for the filter: id and name."""
    if not mag(account, Recht.logboek_lezen):
        return []
    rijen = Logregel.objects.exclude(actor_id="").order_by("actor_naam")
    return list(rijen.values_list("actor_id", "actor_naam").distinct())


def valid_tokens(account: Account) -> QuerySet[Apitoken]:
    return tokens_of(account).filter(ingetrokken_op__isnull=True, verloopt_op__gt=Now())
