"""Reading what the werkgroep made, scoped to the account that reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from analyses.models import Resultaat, Resultaatstatus
from analyses.queries import released_for, viewers_content
from analyses.werkgroep.models import (
    Agendapunt,
    Bijeenkomst,
    Bijeenkomststatus,
    Duiding,
    Klad,
    Plan,
    Project,
    Scenario,
    Speerpunt,
    Stem,
    Stemkeuze,
    Verslag,
    Voorstel,
    Voorstelstatus,
)
from privacy.kern.veilig import VeiligResultaat
from privacy.models import Account, Onderzoek
from privacy.permissions import mag
from privacy.rollen import RECHTEN, Recht, Rol


def _may_see(account: Account) -> bool:
    return mag(account, Recht.bijeenkomst_zien)


def meetings_for(account: Account) -> QuerySet[Bijeenkomst]:
    rijen = Bijeenkomst.objects.select_related("onderzoek", "voorzitter", "secretaris", "huidig")
    return rijen if _may_see(account) else rijen.none()


def items_for(account: Account) -> QuerySet[Agendapunt]:
    rijen = Agendapunt.objects.select_related(
        "bijeenkomst__onderzoek", "resultaat__analyse", "conclusie_door"
    ).defer("resultaat__inhoud")
    return rijen if _may_see(account) else rijen.none()


def readings_for(account: Account) -> QuerySet[Duiding]:
    rijen = Duiding.objects.select_related("punt__bijeenkomst", "door")
    return rijen if _may_see(account) else rijen.none()


def proposals_for(account: Account) -> QuerySet[Voorstel]:
    rijen = Voorstel.objects.select_related("punt__bijeenkomst", "door", "eigenaar")
    return rijen if _may_see(account) else rijen.none()


def focuses_for(account: Account) -> QuerySet[Speerpunt]:
    rijen = Speerpunt.objects.select_related("onderzoek", "eigenaar", "resultaat", "punt")
    rijen = rijen.prefetch_related("metingen__door", "metingen__resultaat", "projecten")
    return rijen if _may_see(account) else rijen.none()


def projects_for(account: Account) -> QuerySet[Project]:
    rijen = Project.objects.select_related("onderzoek", "eigenaar").prefetch_related("speerpunten")
    return rijen if _may_see(account) else rijen.none()


def plans_for(account: Account) -> QuerySet[Plan]:
    rijen = Plan.objects.select_related("onderzoek").prefetch_related("scenarios__argumenten__door")
    return rijen if _may_see(account) else rijen.none()


def scenarios_for(account: Account) -> QuerySet[Scenario]:
    rijen = Scenario.objects.select_related("plan")
    return rijen if _may_see(account) else rijen.none()


def minutes_for(account: Account) -> QuerySet[Verslag]:
    rijen = Verslag.objects.select_related("bijeenkomst")
    return rijen if _may_see(account) else rijen.none()


def studies_for(account: Account) -> QuerySet[Onderzoek]:
    """Onderzoeken that a meeting can be about: something of it was once released."""
    if not _may_see(account):
        return Onderzoek.objects.none()
    ooit = Resultaat.objects.filter(vrijgegeven_op__isnull=False)
    return Onderzoek.objects.filter(pk__in=ooit.values("onderzoek")).order_by("naam")


def charts_for(account: Account, onderzoek_id: UUID) -> QuerySet[Resultaat]:
    """The released results of one onderzoek in the order of the story, without their texts."""
    rijen = released_for(account).filter(onderzoek=onderzoek_id)
    return rijen.defer("inhoud", "inhoud_kijkers")


def members() -> QuerySet[Account]:
    """Who can take part in a meeting."""
    return _with_right(Recht.bijeenkomst_voeren)


def owners() -> QuerySet[Account]:
    """Who can carry out what was agreed."""
    return _with_right(Recht.bijeenkomst_zien)


def _with_right(recht: Recht) -> QuerySet[Account]:
    rollen = [rol.value for rol in Rol if recht in RECHTEN[rol]]
    return Account.objects.filter(rol__in=rollen, is_active=True).order_by("naam")


def minutes_ready_for(account: Account) -> QuerySet[Bijeenkomst]:
    """Closed meetings with documents, of who leads them: the minutes wait to be agreed."""
    leidt = Q(voorzitter=account) | Q(secretaris=account)
    rijen = meetings_for(account).filter(leidt, status=Bijeenkomststatus.gesloten)
    return rijen.filter(verslagen__isnull=False).distinct().prefetch_related("verslagen")


# --- charts of a meeting --------------------------------------------------------------------------
@dataclass(frozen=True)
class Puntbeeld:
    """An agenda item with the chart that it names; `inhoud` None: no chart, or withdrawn."""

    punt: Agendapunt
    inhoud: VeiligResultaat | None

    @property
    def ingetrokken(self) -> bool:
        return self.punt.resultaat is not None and self.inhoud is None


def shown_item(punt: Agendapunt) -> Puntbeeld:
    """What is released now and still is the version that the agenda names; else a stub."""
    resultaat = punt.resultaat
    if resultaat is None or not is_current(punt):
        return Puntbeeld(punt, None)
    return Puntbeeld(punt, viewers_content(resultaat))


def is_current(punt: Agendapunt) -> bool:
    resultaat = punt.resultaat
    return (
        resultaat is not None
        and resultaat.status == Resultaatstatus.vrijgegeven
        and resultaat.sha256_kijkers == punt.sha256
    )


# --- what is said and decided ---------------------------------------------------------------------
def threads_of(punt: Agendapunt) -> QuerySet[Duiding]:
    return _threads().filter(punt=punt)


def _threads() -> QuerySet[Duiding]:
    reacties = Duiding.objects.select_related("door")
    return (
        Duiding.objects.filter(ouder=None)
        .select_related("door", "afgehandeld_door")
        .prefetch_related(Prefetch("reacties", queryset=reacties))
    )


@dataclass(frozen=True)
class Voorstelbeeld:
    """A proposal with its opinions; `eigen` is that of the reader, `tegen` who disagrees."""

    voorstel: Voorstel
    eigen: Stem | None
    aantallen: Sequence[tuple[str, int]]
    tegen: Sequence[Stem]


def proposals_of(punt: Agendapunt, account: Account | None = None) -> list[Voorstelbeeld]:
    return [_with_votes(voorstel, account) for voorstel in _proposals().filter(punt=punt)]


def _proposals() -> QuerySet[Voorstel]:
    stemmen = Prefetch("stemmen", queryset=Stem.objects.select_related("door"))
    rijen = Voorstel.objects.select_related("door", "eigenaar", "besloten_door")
    return rijen.prefetch_related(stemmen)


@dataclass(frozen=True)
class Puntverslag:
    """Everything of an agenda item that its minutes tell."""

    beeld: Puntbeeld
    draden: Sequence[Duiding]
    voorstellen: Sequence[Voorstelbeeld]
    speerpunten: Sequence[Speerpunt]


def minutes_items(bijeenkomst: Bijeenkomst) -> list[Puntverslag]:
    """All items with all that was said and decided, in as many queries as for one."""
    punten = bijeenkomst.punten.select_related("resultaat", "conclusie_door")
    speerpunten = Speerpunt.objects.select_related("eigenaar", "onderzoek")
    rijen = punten.defer("resultaat__inhoud").prefetch_related(
        Prefetch("duidingen", queryset=_threads(), to_attr="draden"),
        Prefetch("voorstellen", queryset=_proposals()),
        Prefetch("speerpunten", queryset=speerpunten),
    )
    return [
        Puntverslag(
            shown_item(punt),
            punt.draden,
            [_with_votes(voorstel, None) for voorstel in punt.voorstellen.all()],
            list(punt.speerpunten.all()),
        )
        for punt in rijen
    ]


def _with_votes(voorstel: Voorstel, account: Account | None) -> Voorstelbeeld:
    stemmen = list(voorstel.stemmen.all())
    eigen = next((s for s in stemmen if account and s.door_id == account.pk), None)
    aantallen = [(k.label, sum(s.keuze == k for s in stemmen)) for k in Stemkeuze]
    return Voorstelbeeld(
        voorstel, eigen, aantallen, [s for s in stemmen if s.keuze == Stemkeuze.niet_eens]
    )


def drafts_of(punt: Agendapunt, account: Account) -> dict[str, str]:
    """What this account was still typing, by field."""
    rijen = Klad.objects.filter(punt=punt, account=account)
    return dict(rijen.values_list("veld", "tekst"))


def agenda_of(bijeenkomst: Bijeenkomst) -> QuerySet[Agendapunt]:
    """With how much is still open at each item; without the stored results."""
    open_ = Q(duidingen__ouder=None, duidingen__afgehandeld_op=None)
    return (
        bijeenkomst.punten.select_related("resultaat__analyse")
        .defer("resultaat__inhoud", "resultaat__inhoud_kijkers")
        .annotate(openstaand=Count("duidingen", filter=open_))
        .order_by("volgorde")  # a query that counts drops the order of the model
    )


def decided_before(bijeenkomst: Bijeenkomst) -> QuerySet[Voorstel]:
    """What earlier meetings of the same onderzoek agreed to do, and who does it by when."""
    eerder = bijeenkomst.onderzoek.bijeenkomsten.filter(datum__lte=bijeenkomst.datum)
    return (
        Voorstel.objects.filter(punt__bijeenkomst__in=eerder.exclude(pk=bijeenkomst.pk))
        .filter(status=Voorstelstatus.aangenomen)
        .select_related("punt__bijeenkomst", "eigenaar")
        .order_by("-besloten_op")
    )


def open_questions_for(account: Account) -> QuerySet[Duiding]:
    """Questions that no analist answered yet, in meetings that go on."""
    beantwoord = Duiding.objects.filter(soort="antwoord").values("ouder")
    loopt = (Bijeenkomststatus.concept, Bijeenkomststatus.open, Bijeenkomststatus.gesloten)
    return (
        readings_for(account)
        .filter(soort__in=["vraag", "twijfel"], ouder=None, afgehandeld_op=None)
        .filter(punt__bijeenkomst__status__in=loopt)
        .exclude(pk__in=beantwoord)
    )
