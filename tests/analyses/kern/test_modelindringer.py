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
from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen
from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.kenmerken import kenmerk
from privacy.kern.drempels import Drempelset
from privacy.kern.modeluitspraken import Model, implied_counts
from privacy.kern.uitspraken import Spanne
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


def test_the_ledger_holds_what_the_score_equations_give_back() -> None:
    """The truth lies in every implied range."""
    for gebouwd, patronen, schatting, _ in REGRESSIES:
        model = Model(gebouwd.matrix, patronen.n, schatting.coef, schatting.se)
        totaal = patronen.gebeurtenissen
        groepen = [wie for _, wie in levels(gebouwd)]
        spannen = implied_counts(model, Spanne(max(0, totaal - 2), totaal + 2), groepen)
        for (niveau, _), spanne in zip(levels(gebouwd), spannen, strict=True):
            assert spanne.van <= niveau.y <= spanne.tot


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
