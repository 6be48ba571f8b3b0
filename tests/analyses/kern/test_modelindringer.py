"""An intruder on regressions: the score equations X'y = X'p(b) give counts back from coefficients.

He knows how many residents have each pattern of classes, and what the tables show. A level of 18
residents with 2 suspects came out of coefficients in two decimals, with 5,983 degrees of freedom.
"""

from collections.abc import Iterator

import numpy as np
import pytest
from scipy import optimize, special

from analyses.kern import newton, ontwerp, regressie
from analyses.kern.bescherming import demand_model, enough, protect_regression
from analyses.kern.marges import wald
from analyses.kern.ontwerp import Factor, Ontwerp
from analyses.kern.patronen import Patronen
from analyses.kern.uitkomst import GeenResultaat
from benchmarks.inbreker import schatting as inbreker
from benchmarks.inbreker.schatting import level_counts
from bronnen.kern.kenmerken import kenmerk
from privacy.kern.drempels import Drempelset
from privacy.kern.modeluitspraken import Telling, regression_part
from privacy.kern.uitspraken import Voorwaarde
from privacy.kern.veilig import VeiligeTabel

DREMPELS = Drempelset()
KENMERKEN = ("geslacht", "leeftijd", "gezinsgrootte")
Tabellen = tuple[VeiligeTabel, VeiligeTabel, VeiligeTabel]


def residents(toeval: np.random.Generator, personen: int) -> Patronen:
    """Random sizes of classes, some of them tiny; nobody of 0 to 11."""
    delen = []
    for code in KENMERKEN:
        deel = toeval.dirichlet(np.full(len(kenmerk(code).klassen), 1.2))
        deel[0] *= 0.0 if code == "leeftijd" else 1.0
        delen.append(deel / deel.sum())
    kans = np.einsum("a,b,c->abc", *delen)
    n = toeval.multinomial(personen, kans.ravel() / kans.sum()).reshape(kans.shape)
    codes = np.argwhere(n > 0).astype(np.uint8)
    n = n[n > 0]
    logit = toeval.normal(-2.2, 0.5) + sum(
        toeval.normal(0, 0.6, 8)[codes[:, as_]] for as_ in range(3)
    )
    return Patronen(KENMERKEN, codes, n, toeval.binomial(n, special.expit(logit)).astype(np.int64))


def with_a_level_of_18(toeval: np.random.Generator) -> Patronen:
    """About 6,000 residents; of those from 12 to 17 there are 18, of whom 2 are suspects."""
    patronen = residents(toeval, 6000)
    jong = patronen.kolom("leeftijd") == 1
    n, y = patronen.n.copy(), patronen.y.copy()
    n[jong], y[jong] = 0, 0
    eerste = np.flatnonzero(jong)[:2]
    n[eerste], y[eerste] = (10, 8), (1, 1)
    houdt = n > 0
    return Patronen(KENMERKEN, patronen.codes[houdt], n[houdt], y[houdt])


def fitted(patronen: Patronen, voldoet: ontwerp.Voldoet) -> tuple[Ontwerp, newton.Schatting]:
    gebouwd = ontwerp.build(patronen, KENMERKEN, voldoet)
    return gebouwd, newton.fit(gebouwd.system(), patronen)


def from_coefficients(
    gebouwd: Ontwerp, patronen: Patronen, coef: np.ndarray, totaal: float
) -> np.ndarray:
    """Expected suspects of each pattern with these log-odds; the intercept follows from all."""
    eta = gebouwd.matrix[:, 1:] @ coef
    n = patronen.n.astype(float)
    grond = optimize.brentq(lambda a: n @ special.expit(a + eta) - totaal, -40, 40)
    return n * special.expit(grond + eta)


def levels(gebouwd: Ontwerp) -> Iterator[tuple[ontwerp.Niveau, np.ndarray]]:
    """Every level, the references too, with its patterns."""
    for factor, plaats in zip(gebouwd.factoren, gebouwd.plaatsen, strict=True):
        for nummer, niveau in enumerate(factor.niveaus):
            yield niveau, plaats == nummer


def test_two_decimals_give_a_level_of_18_back() -> None:
    """What the thresholds are for: without them, 2 of 18 comes out of the rounded coefficients."""
    patronen = with_a_level_of_18(np.random.default_rng(5983))
    gebouwd, schatting = fitted(patronen, lambda n, y: 0 < y < n)
    verwacht = from_coefficients(
        gebouwd, patronen, np.round(schatting.coef[1:], 2), patronen.gebeurtenissen
    )
    gevonden = {n.label: round(verwacht[wie].sum()) for n, wie in levels(gebouwd) if n.n == 18}
    assert list(gevonden.values()) == [2]


def test_a_level_of_18_is_merged_before_fitting() -> None:
    patronen = with_a_level_of_18(np.random.default_rng(5983))
    gebouwd, _ = fitted(patronen, enough(DREMPELS))
    assert all(n.n >= 50 and 10 <= n.y <= n.n - 10 for n, _ in levels(gebouwd))


def shown(zaad: int) -> tuple[Ontwerp, Patronen, newton.Schatting, Tabellen] | None:
    """A random regression with its tables; None where it may not be fitted at all."""
    toeval = np.random.default_rng([41, zaad])
    patronen = residents(toeval, int(toeval.integers(300, 8000)))
    try:
        gebouwd, schatting = fitted(patronen, enough(DREMPELS))
        demand_model(gebouwd, patronen, DREMPELS)
        termen = regressie.terms(gebouwd, patronen, schatting, wald(schatting))
        tabellen = protect_regression(gebouwd, patronen, schatting, termen, (), 0.7, DREMPELS)
    except (GeenResultaat, newton.Scheiding):
        return None
    return gebouwd, patronen, schatting, tabellen


REGRESSIES = [uit for uit in map(shown, range(60)) if uit is not None]


def test_most_random_regressions_may_be_shown() -> None:
    assert len(REGRESSIES) > 30


def test_no_level_that_follows_from_what_is_shown_is_under_the_thresholds() -> None:
    """Every level has ten with and ten without among fifty: what the equations give back of it is
    no secret. The tables show no other level."""
    klein = [
        niveau
        for gebouwd, *_ in REGRESSIES
        for niveau, _ in levels(gebouwd)
        if niveau.n < 50 or niveau.y < 10 or niveau.n - niveau.y < 10
    ]
    getoond = [rij.waarden[1] for _, _, _, tabellen in REGRESSIES for rij in tabellen[0].rijen]
    bestaand = {niveau.label for gebouwd, *_ in REGRESSIES for niveau, _ in levels(gebouwd)}
    assert klein == []
    assert set(getoond) <= bestaand


def test_no_model_leaves_fewer_than_ten_degrees_of_freedom_over_its_patterns() -> None:
    assert min(len(p.n) - g.parameters for g, p, *_ in REGRESSIES) >= 10


@pytest.mark.parametrize("zaad", range(3))
def test_no_intruder_knows_more_of_a_level_than_the_ledger_takes_him_to_know(zaad: int) -> None:
    """The attack suite's search, with all patterns given, against what the ledger holds."""
    gebouwd, patronen, schatting, _ = REGRESSIES[zaad]
    tellingen = [Telling(n.label, (), n.n, n.y) for n, _ in levels(gebouwd)]
    totaal = Telling("alle", (), patronen.personen, patronen.gebeurtenissen)
    deel = regression_part("r", (Voorwaarde("verdachte", (1,)),), totaal, tellingen, DREMPELS)
    bekend = [u.aantal for u in deel.uitspraken[1:] if u.aantal]
    gevonden = [s for rij in level_counts(_as_read(gebouwd, patronen, schatting)) for s in rij]
    volgorde = [i for begin, factor in _begins(gebouwd) for i in _reference_first(begin, factor)]
    meer = [
        (bekend[i], laag, hoog)
        for i, (laag, hoog) in zip(volgorde, gevonden, strict=True)
        if laag - 1e-3 > bekend[i].van or hoog + 1e-3 < bekend[i].tot
    ]
    assert len(bekend) == len(gevonden) > 4
    assert meer == []


def _begins(gebouwd: Ontwerp) -> Iterator[tuple[int, Factor]]:
    begin = 0
    for factor in gebouwd.factoren:
        yield begin, factor
        begin += len(factor.niveaus)


def _reference_first(begin: int, factor: Factor) -> list[int]:
    return [begin + plek for plek in (factor.referentie, *factor.andere)]


def _as_read(gebouwd: Ontwerp, patronen: Patronen, schatting: newton.Schatting) -> inbreker.Model:
    """What is printed, as the attack suite reads it: the reference of each kenmerk is level 0."""
    termen, plekken = [], []
    for factor, plaats, kolommen in zip(
        gebouwd.factoren, gebouwd.plaatsen, gebouwd.kolommen, strict=True
    ):
        volgorde = (factor.referentie, *factor.andere)
        plekken.append(np.argsort(volgorde)[plaats])
        termen.append(
            [
                _printed(factor.niveaus[plek].y, schatting.coef[k], schatting.se[k])
                for plek, k in zip(factor.andere, kolommen, strict=True)
            ]
        )
    totaal = float(patronen.gebeurtenissen)
    n = patronen.n.astype(np.float64)
    return inbreker.Model(np.column_stack(plekken), n, termen, (totaal - 2, totaal + 2))


def _printed(y: int, coef: float, fout: float) -> inbreker.Term:
    cijfers = 2 if fout < 0.05 else 1
    een, van, tot = (
        round(float(np.exp(round(coef + stap, cijfers))), 2)
        for stap in (0.0, -inbreker.Z * fout, inbreker.Z * fout)
    )
    midden = 5 * round(y / 5)
    return inbreker.Term("x", (een, van, tot), None, midden - 2, midden + 2)


@pytest.mark.parametrize("zaad", range(20))
def test_from_the_odds_ratios_shown_no_level_comes_out_under_the_thresholds(zaad: int) -> None:
    """The intruder's best guess of every level and reference, from the tables alone."""
    gebouwd, patronen, _, tabellen = REGRESSIES[zaad]
    odds = [rij.waarden[6] for rij in tabellen[0].rijen]
    if any(waarde in (None, 0.0) for waarde in odds):
        pytest.fail("a level that may be fitted may be shown")
    totaal = {rij.waarden[0]: rij.waarden[1] for rij in tabellen[2].rijen}
    coef = np.log(np.array(odds, dtype=float))
    verwacht = from_coefficients(
        gebouwd, patronen, coef, float(totaal["Personen met de uitkomst"] or 0)
    )
    fouten = [
        (niveau.label, niveau.y, round(float(verwacht[wie].sum()), 1))
        for niveau, wie in levels(gebouwd)
        if verwacht[wie].sum() < 5
    ]
    assert fouten == []
