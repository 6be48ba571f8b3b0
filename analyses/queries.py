"""Reading rows, scoped to the account that reads."""

from collections.abc import Iterator
from datetime import UTC
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from analyses.models import Aanvraag, Analyse, Postsoort, Registerpost, Resultaat, Resultaatstatus
from buurtmonitor.taken import queries as taken
from buurtmonitor.taken.models import Taak
from privacy.kern.certificaat import Bewijs, Certificaat, Keuze, Keuzesoort, stored_certificate
from privacy.kern.registerketen import BEGIN, Schakel, first_broken
from privacy.kern.uitspraken import Bijdrage, Register
from privacy.kern.veilig import VeiligResultaat
from privacy.models import Account, Besluit, Onderwerp, Onderzoek
from privacy.permissions import mag
from privacy.rollen import Recht

# Results for viewers that a process keeps read: pages of one onderzoek show some twenty of them.
LEESBAAR = 64


def analyses_for(account: Account) -> QuerySet[Analyse]:
    if not mag(account, Recht.concept_zien):
        return Analyse.objects.none()
    return Analyse.objects.select_related("onderzoek", "gemaakt_door", "resultaat")


def drafts_for(account: Account) -> QuerySet[Resultaat]:
    """Every result, whatever its state: for analist and officer."""
    if not mag(account, Recht.concept_zien):
        return Resultaat.objects.none()
    return Resultaat.objects.select_related("analyse", "onderzoek", "auteur", "certificaat")


def released_for(account: Account) -> QuerySet[Resultaat]:
    """What is on the dashboards; the text with reasons is no part of it."""
    if not mag(account, Recht.dashboard_zien):
        return Resultaat.objects.none()
    rijen = Resultaat.objects.filter(status=Resultaatstatus.vrijgegeven)
    return rijen.select_related("analyse", "onderzoek").defer("inhoud")


def same_question_for(account: Account, resultaat: Resultaat) -> QuerySet[Resultaat]:
    """What was released of the same question on other peildata, the newest first."""
    return (
        released_for(account)
        .filter(analyse__specificatie=resultaat.analyse.specificatie)
        .exclude(onderzoek__peildatum=resultaat.onderzoek.peildatum)
        .order_by("-onderzoek__peildatum", "-vrijgegeven_op")
    )


def withdrawn_for(account: Account) -> QuerySet[Resultaat]:
    """Once released, now withdrawn: a reader of an old link is told so."""
    if not mag(account, Recht.dashboard_zien):
        return Resultaat.objects.none()
    return Resultaat.objects.filter(
        status=Resultaatstatus.ingetrokken, vrijgegeven_op__isnull=False
    ).select_related("analyse", "onderzoek")


def studies_with_results_for(account: Account) -> QuerySet[Onderzoek]:
    """Something of it is on the dashboards."""
    if not mag(account, Recht.dashboard_zien):
        return Onderzoek.objects.none()
    vrij = Resultaat.objects.filter(status=Resultaatstatus.vrijgegeven)
    return Onderzoek.objects.filter(pk__in=vrij.values("onderzoek")).order_by("naam")


def requestable_studies_for(account: Account) -> QuerySet[Onderzoek]:
    """Where a reader may ask for a table."""
    rijen = studies_with_results_for(account)
    return rijen if mag(account, Recht.tabel_aanvragen) else rijen.none()


def newest_for(account: Account, aantal: int) -> QuerySet[Resultaat]:
    """What was released last, for a start page."""
    rijen = released_for(account).defer("inhoud", "inhoud_kijkers")
    return rijen.order_by("-vrijgegeven_op", "analyse__volgorde")[:aantal]


def requests_for(account: Account) -> QuerySet[Aanvraag]:
    """An analist sees all requests, a reader one's own."""
    rijen = Aanvraag.objects.select_related(
        "onderzoek", "gevraagd_door", "behandelaar", "analyse", "resultaat"
    )
    if mag(account, Recht.analyse_uitvoeren):
        return rijen
    if mag(account, Recht.aanvragen_volgen):
        return rijen.filter(gevraagd_door=account)
    return rijen.none()


def decisions_on(resultaat: Resultaat) -> QuerySet[Besluit]:
    return Besluit.objects.filter(
        onderwerp=Onderwerp.vrijgave, onderwerp_id=str(resultaat.pk)
    ).select_related("door")


def full_content(resultaat: Resultaat) -> VeiligResultaat:
    """With the reasons of hidden cells: for analist and officer only."""
    return VeiligResultaat.uit_json(resultaat.inhoud, resultaat.sha256)


def viewers_content(resultaat: Resultaat) -> VeiligResultaat:
    """What viewers get: no reasons, no audit."""
    return _read(resultaat.inhoud_kijkers, resultaat.sha256_kijkers)


@lru_cache(maxsize=LEESBAAR)
def _read(tekst: str, sha256: str) -> VeiligResultaat:
    """Kept by the whole text, so that a changed text is read, and refused, anew; and whoever has no
    row with the text, by right and by state, has nothing to ask this with."""
    return VeiligResultaat.uit_json(tekst, sha256)


# --- certificate and evidence ---------------------------------------------------------------------
def certificate_of(resultaat: Resultaat) -> Certificaat | None:
    """The newest; None for a result that was made before certificates were kept."""
    rij = resultaat.certificaat
    if rij is None:
        return None
    return stored_certificate(
        sha256=rij.sha256,
        drempelset_versie=rij.drempelset_versie,
        registerkop=rij.registerkop,
        methode=rij.methode,
        beschermd=rij.beschermd,
        versmald=rij.versmald,
        eerdere=rij.eerdere,
    )


def evidence_of(resultaat: Resultaat) -> Bewijs | None:
    """What an intruder could reckon: for the page of the officer, and nothing else."""
    rij = resultaat.certificaat
    return Bewijs.uit_json(rij.bewijs) if rij else None


def recheck_of(resultaat: Resultaat) -> Taak | None:
    """The latest job that certifies this result again, if there was one."""
    return taken.latest(soort="hercontrole", onderwerp_id=resultaat.pk)


def choices_of(analyse: Analyse) -> tuple[Keuze, ...]:
    """Ways out of a conflict with earlier results; none when there is no conflict."""
    keuzes = (analyse.botsing or {}).get("keuzes", ())
    return tuple(Keuze(Keuzesoort(keuze["soort"]), keuze["cellen"]) for keuze in keuzes)


def conflicts_with(analyse: Analyse, account: Account) -> QuerySet[Resultaat]:
    """The earlier results beside which this analysis tells too much."""
    return drafts_for(account).filter(sha256__in=(analyse.botsing or {}).get("met", ()))


# --- the release ledger ---------------------------------------------------------------------------
def ledger_head() -> str:
    return Registerpost.objects.order_by("volgnummer").values_list("kop", flat=True).last() or BEGIN


def counted_posts(onderzoek: Onderzoek) -> QuerySet[Registerpost]:
    """What a candidate of this onderzoek meets: what everybody saw and what it saw itself.

    Withdrawing takes nothing out: what was seen was seen.
    """
    gezien = ~Q(soort=Postsoort.concept) | Q(onderzoek=onderzoek)
    return Registerpost.objects.filter(gezien, peildatum=onderzoek.peildatum)


def register_for(onderzoek: Onderzoek, zonder: str = "") -> Register:
    """The ledger as a candidate meets it; `zonder`: hash of a result that is looked at again.

    Head first: what is added while this reads makes the head old, and the audit is done again.
    """
    kop = ledger_head()
    posten = counted_posts(onderzoek).exclude(sha256=zonder).order_by("volgnummer")
    teksten: dict[str, str] = {}
    for sha256, bijdrage in posten.values_list("sha256", "bijdrage"):
        teksten.setdefault(sha256, bijdrage)
    return Register(kop, tuple(Bijdrage.uit_json(tekst) for tekst in teksten.values()))


def released_since(resultaat: Resultaat) -> QuerySet[Registerpost]:
    """What others released, or registered, after this result was certified."""
    return (
        counted_posts(resultaat.onderzoek)
        .exclude(onderzoek=resultaat.onderzoek, soort__in=[Postsoort.concept, Postsoort.vrijgave])
        .filter(volgnummer__gt=resultaat.conceptpost_id or 0)
    )


def line_parts(post: Registerpost) -> tuple[str, ...]:
    """A line as the chain holds it; the database builds the same text (migration 0002)."""
    return (
        str(post.volgnummer),
        post.soort,
        str(post.onderzoek_id or ""),
        post.peildatum.isoformat(),
        post.sha256,
        post.bijdrage,
        str(post.certificaat_id or ""),
        post.op.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
    )


def broken_line() -> int | None:
    """Number of the first line of the ledger that does not follow from those before."""
    plek = first_broken(_links())
    return None if plek is None else plek + 1


def released_without_line() -> QuerySet[Resultaat]:
    """Once released, and not in the ledger as such: there must be none."""
    regels = Registerpost.objects.filter(soort=Postsoort.vrijgave, sha256=OuterRef("sha256"))
    ooit = Resultaat.objects.exclude(vrijgavepost=None) | Resultaat.objects.filter(
        status=Resultaatstatus.vrijgegeven
    )
    return ooit.filter(~Exists(regels))


def had_head(kop: str) -> bool:
    """Whether the ledger once ended here: what was kept elsewhere shows that none was cut off."""
    return kop == BEGIN or Registerpost.objects.filter(kop=kop).exists()


def _links() -> Iterator[Schakel]:
    for post in Registerpost.objects.order_by("volgnummer").iterator(chunk_size=100):
        yield Schakel(line_parts(post), post.vorige, post.kop)
