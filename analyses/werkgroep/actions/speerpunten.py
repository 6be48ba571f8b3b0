"""Where the effort goes, what it should bring about, and a later look whether it did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from analyses.models import Resultaat
from analyses.werkgroep import policies
from analyses.werkgroep.actions.gedeeld import check_owner, clean, note, released
from analyses.werkgroep.models import (
    Agendapunt,
    Domein,
    Meting,
    Oordeel,
    Regeling,
    Speerpunt,
    Speerpuntstatus,
)
from privacy.logboek import Actie
from privacy.models import Account, Onderzoek
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

PER_DOMEIN = {
    Domein.fysiek: frozenset({Regeling.herstructurering}),
    Domein.veilig: frozenset({Regeling.veiligheid}),
    Domein.sociaal: frozenset(Regeling) - {Regeling.herstructurering, Regeling.veiligheid},
}


@dataclass(frozen=True)
class Speerpuntinhoud:
    """What is filled in; `resultaat` is the chart that shows the indicator as it is now."""

    naam: str
    domein: str
    regeling: str
    buurten: tuple[str, ...]
    eigenaar: Account
    gereed_op: date
    effect: str
    indicator: str
    resultaat: Resultaat | None
    bestuursakkoord: str


HOORT_NIET = "Dit onderwerp hoort niet bij het gekozen domein."


@transaction.atomic
def create_focus(
    *, onderzoek: Onderzoek, inhoud: Speerpuntinhoud, punt: Agendapunt | None, by: Account
) -> Speerpunt:
    """A speerpunt; it names what it should bring about and the indicator that would show it."""
    require(by, Recht.speerpunten_beheren)
    speerpunt = Speerpunt(onderzoek=onderzoek, gemaakt_door=by, punt=punt)
    if punt is not None and punt.bijeenkomst.onderzoek_id != onderzoek.pk:
        raise Geweigerd("Dit agendapunt hoort bij een ander onderzoek.")
    _fill(speerpunt, inhoud)
    speerpunt.save()
    note(Actie.speerpunt_gemaakt, speerpunt, by)
    return speerpunt


@transaction.atomic
def change_focus(*, speerpunt: Speerpunt, inhoud: Speerpuntinhoud, by: Account) -> Speerpunt:
    require(by, Recht.speerpunten_beheren)
    speerpunt = Speerpunt.objects.select_for_update().get(pk=speerpunt.pk)
    _fill(speerpunt, inhoud)
    speerpunt.save()
    note(Actie.speerpunt_gewijzigd, speerpunt, by)
    return speerpunt


@transaction.atomic
def move_focus(*, speerpunt: Speerpunt, naar: Speerpuntstatus, by: Account) -> Speerpunt:
    require(by, Recht.speerpunten_beheren)
    speerpunt = Speerpunt.objects.select_for_update().get(pk=speerpunt.pk)
    overgang = policies.SPEERPUNT.check(speerpunt.status, naar)
    speerpunt.status = naar
    speerpunt.save(update_fields=["status"])
    note(overgang.actie, speerpunt, by, stand=naar.value)
    return speerpunt


@transaction.atomic
def measure_focus(
    *,
    speerpunt: Speerpunt,
    oordeel: str,
    toelichting: str,
    resultaat: Resultaat | None,
    by: Account,
) -> Meting:
    """A later look at the indicator; by a released result, or by what is known otherwise."""
    require(by, Recht.speerpunten_beheren)
    if oordeel not in Oordeel.values:
        raise Geweigerd("Kies wat u ziet.")
    vrij = resultaat if resultaat is None else Resultaat.objects.get(pk=resultaat.pk)
    if vrij is not None and vrij.status != "vrijgegeven":
        raise Geweigerd("Kies een resultaat dat is vrijgegeven.")
    meting = Meting.objects.create(
        speerpunt=speerpunt,
        oordeel=oordeel,
        toelichting=clean(toelichting, 1000),
        resultaat=vrij,
        sha256=vrij.sha256_kijkers if vrij else "",
        door=by,
    )
    note(Actie.speerpunt_gemeten, speerpunt, by, oordeel=oordeel)
    return meting


def check_areas(onderzoek: Onderzoek, buurten: Iterable[str]) -> list[str]:
    gekozen = list(buurten)
    if not set(gekozen) <= {*onderzoek.buurten, *onderzoek.referentiebuurten}:
        raise Geweigerd("Een gekozen buurt hoort niet bij dit onderzoek.")
    return gekozen


def check_domain(domein: str, regeling: str) -> None:
    if domein not in Domein.values or regeling not in PER_DOMEIN[Domein(domein)]:
        raise Geweigerd(HOORT_NIET)


def _fill(speerpunt: Speerpunt, inhoud: Speerpuntinhoud) -> None:
    check_owner(inhoud.eigenaar)
    check_domain(inhoud.domein, inhoud.regeling)
    speerpunt.naam = clean(inhoud.naam, 200)
    speerpunt.domein, speerpunt.regeling = inhoud.domein, inhoud.regeling
    speerpunt.buurten = check_areas(speerpunt.onderzoek, inhoud.buurten)
    speerpunt.eigenaar, speerpunt.gereed_op = inhoud.eigenaar, inhoud.gereed_op
    speerpunt.effect = clean(inhoud.effect, 1000)
    speerpunt.indicator = clean(inhoud.indicator, 300)
    if inhoud.resultaat is None or inhoud.resultaat.pk != speerpunt.resultaat_id:
        speerpunt.resultaat, _ = released(inhoud.resultaat, speerpunt.onderzoek_id)
    speerpunt.bestuursakkoord = clean(inhoud.bestuursakkoord, 300, leeg=True)
