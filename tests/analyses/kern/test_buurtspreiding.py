"""All buurten beside each other: funnel, neighbours, clusters, and what cannot be tested."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from analyses.kern import buurtspreiding as b
from analyses.kern import kleuren
from analyses.kern.analyse import run
from analyses.kern.gebieden import areas
from analyses.kern.kaartburen import middles, touching
from analyses.kern.kaartfiguren import share_map
from analyses.kern.krimp import empirical_bayes
from analyses.kern.onderzoek import Gebiedslabels, Onderzoekgegevens
from analyses.kern.ruimte import local_moran_p, row_standardised
from analyses.kern.specificatie import Buurtspreidingspecificatie, Gebiedskeuze, Overige
from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.lezen_geojson import Buurtvlak, Gebieden
from privacy.kern import beschermen
from privacy.kern.drempels import Drempelset
from privacy.kern.figuurselectie import cut
from privacy.kern.uitspraken import Register, Soort
from privacy.kern.veilig import Kop, Maat, VeiligResultaat

CODES = tuple(f"BU9999{nummer:04d}" for nummer in range(1, 13))
KEUZE = Gebiedskeuze(CODES[:2], CODES[2:3])
GRAAD = 0.01


def square(code: str, x: float, y: float) -> Buurtvlak:
    hoeken = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
    ring = tuple((5 + GRAAD * a, 52 + GRAAD * c) for a, c in hoeken)
    return Buurtvlak(code, code, 2016, ((ring,),))


def net(breed: int, codes: tuple[str, ...] = CODES, uit_elkaar: float = 1.0) -> Gebieden:
    """Squares in rows of `breed`."""
    return Gebieden(
        tuple(
            square(code, uit_elkaar * (p % breed), uit_elkaar * (p // breed))
            for p, code in enumerate(codes)
        ),
        (),
    )


def analyse(
    koppeling: Any, onderzoek: Onderzoekgegevens, kaart: Gebieden | None,
    bewoners: pl.DataFrame | None = None,
) -> Any:  # fmt: skip
    frame = koppeling.bewoners if bewoners is None else bewoners
    return run(
        Buurtspreidingspecificatie(KEUZE),
        bewoners=frame.select,
        verslag=koppeling.verslag,
        drempels=Drempelset(),
        onderzoek=onderzoek,
        voortgang=lambda percent, stap: None,  # nobody watches
        register=Register(""),
        kaart=kaart,
    )


@pytest.fixture(scope="module")
def resultaat(koppeling: Any, onderzoek: Onderzoekgegevens) -> VeiligResultaat:
    uit: VeiligResultaat = analyse(koppeling, onderzoek, net(4)).resultaat
    return uit


def test_planted_buurten_that_lie_together_are_found(resultaat: VeiligResultaat) -> None:
    assert resultaat.bevinding == "Eén groep buurten heeft meer verdachten dan bij toeval past"
    assert "Groep 1: Buurt 1, Buurt 2 en Buurt 3." in resultaat.zin


def test_dealt_out_suspects_are_no_cluster(koppeling: Any, onderzoek: Onderzoekgegevens) -> None:
    geschud = koppeling.bewoners.with_columns(pl.col("verdachte").shuffle(seed=3))
    uit = analyse(koppeling, onderzoek, net(4), geschud).resultaat
    assert uit.bevinding.endswith("geen groepen gevonden")
    assert set(uit.tabellen[0].kolom("cluster")) == {""}


def test_it_tells_the_ledger_no_more_than_the_table_of_suspects(
    koppeling: Any, onderzoek: Onderzoekgegevens
) -> None:
    bijdrage = analyse(koppeling, onderzoek, net(4)).bijdrage
    assert {u.soort for u in bijdrage.uitspraken} == {Soort.cel, Soort.totaal}


def test_all_follows_from_the_shown_rows(resultaat: VeiligResultaat) -> None:
    ligging = resultaat.tabellen[0]
    n, y = (np.array(ligging.kolom(code), dtype=float) for code in ("groep", "aantal"))
    gekrompen = np.round(100 * empirical_bayes(y, n))
    assert list(ligging.kolom("gekrompen")) == gekrompen.astype(int).tolist()


@pytest.mark.parametrize(
    ("kaart", "zin"),
    [
        (None, b.GEEN_KAART),
        (net(4, CODES[:11]), b.ANDERE_KAART),
        (net(4, uit_elkaar=3.0), b.GEEN_BUREN),
    ],
)
def test_what_cannot_be_tested_on_the_map_is_said(
    koppeling: Any, onderzoek: Onderzoekgegevens, kaart: Gebieden | None, zin: str
) -> None:
    uit = analyse(koppeling, onderzoek, kaart).resultaat
    assert zin in uit.leeswijzer
    assert [rij.waarden[2] for rij in uit.tabellen[2].rijen[1:]] == ["niet getoetst"] * 2
    assert "groepen" not in uit.bevinding
    assert "Niet getoetst" not in uit.zin


def test_buurten_that_differ_without_one_that_stands_out_are_not_called_chance(
    koppeling: Any, onderzoek: Onderzoekgegevens
) -> None:
    """All within lines that were drawn wider because they differ so much."""
    uit = analyse(koppeling, onderzoek, None).resultaat
    assert uit.bevinding == "Buurten verschillen meer dan bij toeval, maar geen springt eruit"
    assert "verschillen meer dan bij toeval" in uit.zin


@pytest.mark.parametrize(("over", "melding"), [(1, b.TE_WEINIG), (4, b.TE_WEINIG)])
def test_too_few_buurten_end_in_a_sentence(
    koppeling: Any, onderzoek: Onderzoekgegevens, over: int, melding: str
) -> None:
    """The others hold residents, but too few to be shown."""
    weinig = pl.int_range(pl.len()).over("buurt") < 40
    hier = koppeling.bewoners.filter((pl.col("buurt") < over) | weinig)
    with pytest.raises(GeenResultaat, match=melding):
        analyse(koppeling, onderzoek, net(4), hier)


@pytest.mark.parametrize(("buurten", "getoetst"), [(7, False), (8, True)])
def test_the_map_counts_from_eight_buurten(buurten: int, getoetst: bool) -> None:
    n, y = np.full(buurten, 1000.0), np.full(buurten, 100.0) + np.arange(buurten)
    zin, plaatsing = b._on_the_map(CODES[:buurten], n, y, net(4))
    assert (plaatsing is not None) is getoetst
    assert (zin == b.WEINIG_BUURTEN) is not getoetst


def test_buurten_that_are_all_the_same_are_no_cluster() -> None:
    n, y = np.full(12, 1000.0), np.full(12, 100.0)
    _, plaatsing = b._on_the_map(CODES, n, y, net(4))
    assert plaatsing is not None
    assert (plaatsing.p_moran, plaatsing.clusters) == (1.0, ())


@pytest.mark.parametrize(
    ("moran", "scan", "gevonden"),
    [
        (0.025, 0.051, (True, False)),
        (0.025, 0.05, (True, True)),
        (0.026, 0.026, (False, False)),
        (0.3, 0.01, (False, True)),
    ],
)
def test_two_tests_share_five_percent(
    moran: float, scan: float, gevonden: tuple[bool, bool]
) -> None:
    assert b.holm(moran, scan) == gevonden


def test_neighbours_share_a_border_and_not_just_a_corner() -> None:
    buren = touching(net(4).buurten).toarray()
    langzaam = np.array(
        [[abs(p % 4 - q % 4) + abs(p // 4 - q // 4) == 1 for q in range(12)] for p in range(12)]
    )
    assert (buren == langzaam).all()


def test_the_middle_of_a_square_with_a_hole() -> None:
    vlak = square("BU99990001", 0, 0)
    gat = tuple((5 + GRAAD * a, 52 + GRAAD * c) for a, c in
                [(0.6, 0.4), (0.6, 0.6), (0.8, 0.6), (0.8, 0.4), (0.6, 0.4)])  # fmt: skip
    heel, met_gat = middles([vlak, Buurtvlak("x", "x", 2016, ((vlak.vlakken[0][0], gat),))])
    assert heel[1] == pytest.approx((52 + GRAAD / 2) * 111.2)
    assert met_gat[0] < heel[0]
    assert met_gat[1] == pytest.approx(heel[1])


def test_a_buurt_unlike_its_neighbours_stands_out_locally() -> None:
    w = row_standardised(touching(net(6, tuple(f"BU9999{k:04d}" for k in range(36))).buurten))
    waarden = np.random.default_rng(2).normal(size=36)
    waarden[[0, 1, 6, 7]] = 8.0
    p = local_moran_p(waarden, w)
    assert p[0] <= 0.01
    assert np.median(p) > 0.1


def test_the_chart_holds_the_shown_figures_alone(resultaat: VeiligResultaat) -> None:
    figuur = resultaat.figuren[0]
    ligging, grenzen = resultaat.tabellen[:2]
    assert figuur["data"][-1]["y"] == list(ligging.kolom("aandeel"))
    assert figuur["data"][0]["y"] == list(grenzen.kolom("hoog95"))
    assert "niet getoond" not in json.dumps(figuur)


def test_a_municipality_may_have_more_than_255_buurten(
    koppeling: Any, onderzoek: Onderzoekgegevens
) -> None:
    codes = tuple(f"BU9999{nummer:04d}" for nummer in range(1, 301))
    verslag = replace(koppeling.verslag, buurtcodes=codes)
    keuze = Gebiedskeuze(codes[:1], overige=Overige.apart)
    assert areas(keuze, verslag, onderzoek).blad.tolist() == list(range(300))


def test_the_map_shows_the_share_of_each_buurt_as_the_table_does(
    resultaat: VeiligResultaat,
) -> None:
    kaart = resultaat.figuren[1]
    tabel = next(t for t in resultaat.tabellen if t.naam == kaart["keuze"]["tabel"])
    vlakken = [spoor for spoor in kaart["data"] if spoor["mode"] == "lines"]
    gezegd = {spoor["text"].split(":")[0]: spoor["text"] for spoor in vlakken}
    assert len(gezegd) == len(CODES)
    for naam, aandeel in zip(tabel.kolom("gebied"), tabel.kolom("aandeel"), strict=True):
        if naam in gezegd and aandeel is not None:
            assert f": {aandeel:.0f}% (" in gezegd[str(naam)]


def test_a_hidden_buurt_is_hatched_and_one_without_figure_is_white() -> None:
    tabel = beschermen.public_table(
        naam="proef", titel="Proef", bronvermelding="Proef",
        koppen=tuple(Kop(c, c, m) for c, m in (
            ("gebied", Maat.label), ("aandeel", Maat.procent), ("van", Maat.procent),
            ("tot", Maat.procent),
        )),
        rijen=[("A", 12, 10, 14)],
    )  # fmt: skip
    vlakken = net(2).buurten[:2]
    namen = {vlakken[0].code: "A", vlakken[1].code: "B"}
    kaart = share_map(tabel, vlakken, namen, Gebiedslabels(("A",)))
    assert kaart is not None
    assert [spoor["fillcolor"] for spoor in kaart["data"][:2]] == [kleuren.REEKS[2], kleuren.WIT]
    assert kaart["data"][1]["text"] == "B: geen cijfer"
    assert share_map(tabel, vlakken, {}, Gebiedslabels(("A",))) is None


def test_a_selection_leaves_one_buurt_on_the_map(resultaat: VeiligResultaat) -> None:
    over = cut(
        resultaat.figuren[1], {"gebied": {"Buurt 2"}}, {resultaat.figuren[1]["keuze"]["tabel"]}
    )
    assert over is not None
    assert [spoor["mode"] for spoor in over["data"]] == ["lines", "markers"]
    assert [t["text"] for t in over["layout"]["annotations"]][-1] == "Buurt 2"


def test_what_chance_gives_is_shown_and_rounded_as_the_table_is() -> None:
    """A slow second way: draw until every buurt has enough, and round."""
    n, y, drempels = np.array([60, 150, 400]), np.array([10.0, 15.0, 30.0]), Drempelset()
    toeval = np.random.default_rng(4)
    snel = b.by_chance(n, y, drempels, 40_000, toeval)
    p = b._share_behind(n, y, np.full(3, 10))
    los = toeval.binomial(n, p, size=(400_000, 3))
    for plek in range(3):
        genoeg = los[los[:, plek] >= 10, plek]
        traag = (genoeg + 2) // 5 * 5
        assert snel[:, plek].mean() == pytest.approx(traag.mean(), rel=0.01)
        assert snel[:, plek].var() == pytest.approx(traag.var(), rel=0.06)
    assert (snel % 5 == 0).all()
    assert snel.min() >= 10
