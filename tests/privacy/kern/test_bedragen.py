"""Tables of amounts: rules at their limits, the examples of the handbook, nothing to estimate."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from privacy.kern import bedragaudit, bedragen
from privacy.kern.audit import AuditGestopt
from privacy.kern.bedragaudit import (
    Bedragkennis,
    Bedraglezing,
    Bedragvraag,
    answered,
    audit_amounts,
    extremes,
)
from privacy.kern.bedragen import protect_amounts
from privacy.kern.bedragtabel import Bedragtabel, amounts_table
from privacy.kern.celtabel import Dimensie
from privacy.kern.dominantie import (
    Bijdragen,
    cell_sums,
    concentration_levels,
    contributions,
    primary_amounts,
    protection_levels,
)
from privacy.kern.drempels import Drempelset
from privacy.kern.invoerfouten import (
    GeenGeheelGetal,
    GeenPersonen,
    Invoerfout,
    NegatieveWaarde,
    OnbekendeKlasse,
    OntbrekendeWaarde,
    TeGrootGetal,
    VerkeerdeVorm,
)
from privacy.kern.stelsel import OplosserGestopt
from privacy.kern.veilig import REDENTEKST, Reden, VeiligeRij, VeiligeTabel

DREMPELS = Drempelset()
KLEIN = Drempelset(min_aantal=3, min_basis=5)
EURO = 100


def one_cell(bijdragen: list[int], personen: int = 100) -> Bijdragen:
    """What a class holds in which these contribute, among so many persons."""
    nullen = [0] * (personen - len(bijdragen))
    klasse = Dimensie("klasse", "Klasse", ("deze",))
    cent = np.array(bijdragen + nullen, dtype=np.int64)
    tabel = amounts_table("t", "T", (klasse,), [np.zeros(cent.size, dtype=np.int64)], cent)
    return contributions(tabel, cell_sums(tabel))


def reason(bijdragen: list[int], personen: int = 100) -> Reden | None:
    return primary_amounts(one_cell(bijdragen, personen), True, DREMPELS)[0]


@pytest.mark.parametrize(
    ("bijdragen", "personen", "reden"),
    [
        ([100] * 9, 100, Reden.aantal),
        ([100] * 10, 100, None),
        ([100] * 11, 100, None),
        ([100] * 12, 49, Reden.basis),
        ([100] * 12, 50, None),
        ([100] * 12, 51, None),
        ([], 100, Reden.aantal),
        ([999] + [100] * 10, 100, None),
        ([1000] + [100] * 10, 100, None),
        ([1001] + [100] * 10, 100, Reden.dominantie),
        ([340, 329] + [33] * 10, 100, None),
        ([340, 330] + [33] * 10, 100, None),
        ([340, 331] + [33] * 10, 100, Reden.dominantie),
    ],
)
def test_each_rule_hides_from_its_limit(
    bijdragen: list[int], personen: int, reden: Reden | None
) -> None:
    assert reason(bijdragen, personen) is reden


@pytest.mark.parametrize(("rest", "geheim"), [(99, True), (100, False), (101, False)])
def test_the_second_may_not_estimate_the_first_to_within_ten_percent(
    rest: int, geheim: bool
) -> None:
    ruim = replace(DREMPELS, dominantie_een=0.9, dominantie_twee=0.99)
    cel = one_cell([1000, 900] + [rest // 10] * 9 + [rest - 9 * (rest // 10)])
    assert (primary_amounts(cel, True, ruim)[0] is Reden.dominantie) is geheim


# Handbook on SDC, chapter 4, examples 1, 2 and 4 (thresholds set aside).
def test_a_share_of_one_alone_misses_a_large_second() -> None:
    cel = Bijdragen(*(np.array([n]) for n in (100_000, 3, 3, 50_000, 49_000)))
    alleen_een = replace(DREMPELS, dominantie_een=0.9, dominantie_twee=1.0, p_procent=0.0)
    assert concentration_levels(cel, alleen_een).tolist() == [0.0]
    assert concentration_levels(cel, replace(alleen_een, p_procent=0.1)).tolist() == [4000.0]


def test_the_rule_for_two_hides_more_than_the_percentage() -> None:
    cel = Bijdragen(*(np.array([n]) for n in (110_000, 9, 9, 52_000, 50_000)))
    procent = replace(DREMPELS, dominantie_een=1.0, dominantie_twee=1.0, p_procent=0.1)
    assert concentration_levels(cel, procent).tolist() == [0.0]
    twee = replace(procent, dominantie_twee=100 / 110)
    assert concentration_levels(cel, twee)[0] == pytest.approx(2200.0)


def test_the_protection_level_of_a_dominated_cell() -> None:
    cel = Bijdragen(*(np.array([n]) for n in (330, 3, 3, 300, 20)))
    rij = replace(
        DREMPELS, dominantie_een=0.85, dominantie_twee=1.0, p_procent=0.0, min_aantal=1, min_basis=1
    )
    assert 330 + protection_levels(cel, rij, 1)[0] == pytest.approx(352.94, abs=0.005)


def test_a_cell_under_the_threshold_is_kept_wide_as_well() -> None:
    assert protection_levels(one_cell([100_000] * 9), DREMPELS, 10_000).tolist() == [90_000.0]
    assert protection_levels(one_cell([]), DREMPELS, 10_000).tolist() == [10_000.0]


def random_amounts(zaad: int, *, huishoudens: bool = False) -> Bedragtabel:
    """Two or three dimensions with totals, some with a class in between; skewed amounts."""
    toeval = np.random.default_rng(zaad)
    vorm = [(4, 3), (3, 3, 2), (5, 2)][zaad % 3]
    n = int(toeval.integers(60, 500))
    dims, klassen = [], []
    for nummer, lengte in enumerate(vorm):
        samen = [("alle", tuple(range(lengte)))]
        if lengte > 3:
            samen.insert(0, ("wijk", (0, 1)))
        namen = tuple(f"klasse {i}" for i in range(lengte))
        dims.append(Dimensie(f"as{nummer}", f"As {nummer}", namen, tuple(samen)))
        klassen.append(toeval.choice(lengte, n, p=toeval.dirichlet(np.full(lengte, 1.5))))
    euro = toeval.lognormal(6, toeval.uniform(0.3, 1.8), n) * (toeval.random(n) < 0.5)
    houder = toeval.integers(0, n // 2, n) if huishoudens else None
    cent = (euro * EURO).astype(np.int64)
    return amounts_table("proef", "Proef", tuple(dims), klassen, cent, houder)


def leaves(tabel: Bedragtabel) -> list[list[int]]:
    return [np.flatnonzero(rij).tolist() for rij in cell_sums(tabel).toarray()]


def slowly(tabel: Bedragtabel, bladen: list[int]) -> tuple[int, int, int, int, int]:
    """Contributor by contributor: total, how many pay, how many there are, largest, second."""
    som: dict[int, int] = {}
    for blad, wie, cent in zip(tabel.blad, tabel.houder, tabel.bedrag, strict=True):
        if int(blad) in bladen:
            som[int(wie)] = som.get(int(wie), 0) + int(cent)
    betaald = sorted((cent for cent in som.values() if cent), reverse=True)
    return sum(betaald), len(betaald), len(som), *(*betaald, 0, 0)[:2]  # type: ignore[return-value]


@pytest.mark.parametrize("zaad", range(4))
def test_contributions_of_every_margin_equal_those_counted_one_by_one(zaad: int) -> None:
    tabel = random_amounts(zaad, huishoudens=zaad % 2 == 1)
    snel = contributions(tabel, cell_sums(tabel))
    kolommen = (snel.totaal, snel.aantal, snel.groep, snel.eerste, snel.tweede)
    gevonden = list(zip(*(kolom.tolist() for kolom in kolommen), strict=True))
    assert gevonden == [slowly(tabel, bladen) for bladen in leaves(tabel)]


def test_a_household_in_two_classes_contributes_once() -> None:
    klasse = Dimensie("klasse", "Klasse", ("a", "b"), (("alle", (0, 1)),))
    cent, wie = np.array([500, 700, 100]), np.array([1, 1, 2])
    tabel = amounts_table("t", "T", (klasse,), [np.array([0, 1, 1])], cent, wie)
    alle = contributions(tabel, cell_sums(tabel))
    assert (alle.aantal.tolist(), alle.eerste.tolist()) == ([1, 2, 2], [500, 700, 1200])


@pytest.fixture(scope="module")
def beschermd() -> list[tuple[Bedragtabel, VeiligeTabel]]:
    tabellen = [random_amounts(zaad, huishoudens=zaad % 4 == 3) for zaad in range(6)]
    return [(tabel, protect_amounts(tabel, KLEIN)) for tabel in tabellen]


def test_the_audit_passes_and_something_is_shown(
    beschermd: list[tuple[Bedragtabel, VeiligeTabel]],
) -> None:
    assert all(veilig.audit and veilig.audit.geslaagd for _, veilig in beschermd)
    assert sum(veilig.verborgen == len(veilig.rijen) for _, veilig in beschermd) <= 1


def test_no_exact_and_no_secret_amount_is_shown(
    beschermd: list[tuple[Bedragtabel, VeiligeTabel]],
) -> None:
    for tabel, veilig in beschermd:
        redenen = primary_amounts(contributions(tabel, cell_sums(tabel)), True, KLEIN)
        for bedrag, reden in zip(veilig.kolom("bedrag"), redenen, strict=True):
            assert bedrag is None or (int(bedrag) % 100 == 0 and reden is None)


def bounds(tabel: Bedragtabel, veilig: VeiligeTabel, bladen: list[int]) -> tuple[float, float]:
    """What an outsider computes of a sum, by another programme: (least, most) in euros."""
    rijen, grenzen = [], []
    for cel, bedrag in zip(leaves(tabel), veilig.kolom("bedrag"), strict=True):
        if bedrag is not None:
            een = np.isin(np.arange(tabel.bladen), cel).astype(float)
            rijen += [een, -een]
            grenzen += [float(bedrag) + 50, -(float(bedrag) - 50)]
    doel = np.isin(np.arange(tabel.bladen), bladen).astype(float)
    a = np.array(rijen) if rijen else None
    b = np.array(grenzen) if grenzen else None
    laag, hoog = (linprog(kant * doel, A_ub=a, b_ub=b) for kant in (1, -1))
    return laag.fun, -hoog.fun if hoog.status == 0 else np.inf


@pytest.mark.parametrize("nummer", range(4))
def test_a_third_programme_finds_no_secret_amount_too_near(
    beschermd: list[tuple[Bedragtabel, VeiligeTabel]], nummer: int
) -> None:
    tabel, veilig = beschermd[nummer]
    cellen = contributions(tabel, cell_sums(tabel))
    ver = protection_levels(cellen, KLEIN, 100 * EURO) / EURO
    for plek, bladen in enumerate(leaves(tabel)):
        if primary_amounts(cellen, True, KLEIN)[plek] is not None:
            x = cellen.totaal[plek] / EURO
            laag, hoog = bounds(tabel, veilig, bladen)
            assert hoog >= x + ver[plek] - 0.02
            assert laag <= max(x - ver[plek], 0) + 0.02


def test_the_audit_refuses_a_table_in_which_a_protecting_cell_is_shown(
    beschermd: list[tuple[Bedragtabel, VeiligeTabel]],
) -> None:
    """The pattern is the least: whichever cell is shown again, a secret amount comes near."""
    gevonden = 0
    for tabel, veilig in beschermd[:4]:
        totaal = contributions(tabel, cell_sums(tabel)).totaal
        for plek, rij in enumerate(veilig.rijen):
            if rij.reden is Reden.beschermt:
                euro = int((totaal[plek] + 5000) // 10_000 * 100)
                open_ = replace(rij, waarden=(*rij.waarden[:-1], euro), getoond=True, reden=None)
                rijen = (*veilig.rijen[:plek], open_, *veilig.rijen[plek + 1 :])
                assert not audit_amounts(tabel, rijen, KLEIN, stap=10_000).geslaagd
                gevonden += 1
                break
    assert gevonden


def test_the_audit_refuses_an_exact_amount(
    beschermd: list[tuple[Bedragtabel, VeiligeTabel]],
) -> None:
    tabel, veilig = beschermd[0]
    plek = next(i for i, rij in enumerate(veilig.rijen) if rij.getoond)
    rij = veilig.rijen[plek]
    precies = replace(rij, waarden=(*rij.waarden[:-1], int(rij.waarden[-1] or 0) + 1))
    rijen = (*veilig.rijen[:plek], precies, *veilig.rijen[plek + 1 :])
    assert not audit_amounts(tabel, rijen, KLEIN, stap=10_000).geslaagd


def singles() -> Bedragtabel:
    """Two cells of one contributor each in a row, between cells of many."""
    rij = Dimensie("rij", "Rij", ("boven", "onder"), (("alle", (0, 1)),))
    kolom = Dimensie("kolom", "Kolom", tuple("abcd"), (("alle", (0, 1, 2, 3)),))
    aantallen = np.array([[1, 1, 12, 14], [15, 16, 17, 18]])
    plekken = [(i, j) for i in range(2) for j in range(4) for _ in range(aantallen[i, j])]
    euro = 1000 + 7 * np.arange(len(plekken))
    klassen = [np.array([plek[as_] for plek in plekken]) for as_ in range(2)]
    return amounts_table("t", "T", (rij, kolom), klassen, euro * EURO)


def test_one_of_two_single_contributors_does_not_learn_the_other() -> None:
    veilig = protect_amounts(singles(), replace(DREMPELS, min_basis=1))
    boven = [rij.getoond for rij in veilig.rijen if rij.waarden[0] == "boven"]
    assert boven[:2] == [False, False]
    assert not all(boven[2:])


def test_the_audit_looks_as_a_contributor_where_an_outsider_learns_too_little() -> None:
    """Hiding the two and the cells under them is enough against outsiders alone."""
    tabel, drempels = singles(), replace(DREMPELS, min_basis=1)
    totaal = contributions(tabel, cell_sums(tabel)).totaal
    rijen = []
    for plek, rij in enumerate(protect_amounts(tabel, drempels).rijen):
        dicht = rij.waarden[0] != "alle" and rij.waarden[1] in ("a", "b")
        euro = None if dicht else int((totaal[plek] + 5000) // 10_000 * 100)
        rijen.append(VeiligeRij((*rij.waarden[:-1], euro), not dicht))
    vraag = Bedraglezing(tabel, rijen, drempels, 10_000)
    buiten = [v for blad in (0, 1) for v in vraag.both_sides((blad,))]
    assert all(answered([vraag.knowledge((0.0,) * tabel.bladen, buiten)])[0])
    assert not audit_amounts(tabel, rijen, drempels, stap=10_000).geslaagd


# Handbook on SDC, chapter 4, example 3 (Geurts 1992): X11 lies between 3 and 6.
def test_the_auditors_solver_finds_the_interval_of_the_handbook() -> None:
    randen = (((0, 1), 7), ((2, 3), 3), ((0, 2), 6), ((1, 3), 4))
    feiten = tuple((bladen, float(som), float(som)) for bladen, som in randen)
    vragen = tuple(Bedragvraag((0,), kant * 99.0, kant) for kant in (-1, 1))
    kennis = Bedragkennis((5.0, 2.0, 1.0, 2.0), (0.0,) * 4, 100.0, feiten, vragen)
    assert extremes([kennis])[0] == pytest.approx([3, 6])


def test_a_solver_that_stops_leaves_a_table_in_which_everything_is_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise OplosserGestopt("stopped")

    monkeypatch.setattr(bedragen, "hide_amounts", stop)
    veilig = protect_amounts(singles(), DREMPELS)
    assert veilig.audit is not None
    assert veilig.audit.geslaagd
    assert veilig.verborgen == len(veilig.rijen)


def test_an_auditor_that_stops_leaves_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bedragaudit, "REKENAAR", bedragaudit.REKENAAR.with_name("niet.py"))
    with pytest.raises(AuditGestopt):
        protect_amounts(singles(), DREMPELS)


def test_the_same_table_gives_the_same_rows() -> None:
    assert protect_amounts(singles(), KLEIN) == protect_amounts(singles(), KLEIN)


def test_neither_reasons_nor_audit_name_the_limits_of_dominance(
    beschermd: list[tuple[Bedragtabel, VeiligeTabel]],
) -> None:
    audit = beschermd[0][1].audit
    assert audit is not None
    assert not any(teken.isdigit() or teken == "%" for teken in audit.methode)
    assert not any(teken.isdigit() or teken == "%" for teken in REDENTEKST[Reden.dominantie])


@pytest.mark.parametrize(
    ("klassen", "bedragen", "fout"),
    [
        ([np.array([0, 1])], np.array([5.0, np.nan]), OntbrekendeWaarde),
        ([np.array([0, 1])], np.array([5.0, 7.5]), GeenGeheelGetal),
        ([np.array([0, 1])], np.array([5, -1]), NegatieveWaarde),
        ([np.array([0, 2])], np.array([5, 1]), OnbekendeKlasse),
        ([np.array([0, -1])], np.array([5, 1]), OnbekendeKlasse),
        ([np.array([0])], np.array([5, 1]), VerkeerdeVorm),
        ([], np.array([5, 1]), VerkeerdeVorm),
        ([np.array([], dtype=int)], np.array([], dtype=int), GeenPersonen),
        ([np.array([0, 1])], np.array([2**43, 1]), TeGrootGetal),
    ],
)
def test_amounts_that_cannot_be_are_refused(
    klassen: list[np.ndarray], bedragen: np.ndarray, fout: type[Invoerfout]
) -> None:
    klasse = Dimensie("klasse", "Klasse", ("a", "b"))
    with pytest.raises(fout):
        amounts_table("t", "T", (klasse,), klassen, bedragen)


def test_households_for_some_are_refused() -> None:
    klasse = Dimensie("klasse", "Klasse", ("a",))
    with pytest.raises(VerkeerdeVorm):
        amounts_table("t", "T", (klasse,), [np.zeros(2, int)], np.ones(2, int), np.zeros(1, int))


def test_amounts_to_the_euro_are_refused() -> None:
    with pytest.raises(ValueError, match="ten euros"):
        protect_amounts(singles(), KLEIN, stap=1)
