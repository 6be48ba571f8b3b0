"""Do streets with more suspects lie together? From places to one sentence."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from analyses.kern import straatspreiding as s
from analyses.kern.analyse import run
from analyses.kern.ruimte import Cirkels, nearest
from analyses.kern.specificatie import Bereik, Gebiedskeuze, Spreidingspecificatie
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register

KEUZE = Gebiedskeuze(("BU99990001", "BU99990002"), ("BU99990003",))


def test_the_nearest_four_are_those_of_all_distances() -> None:
    plaats = np.random.default_rng(3).random((80, 2))
    ver = cdist(plaats, plaats)
    np.fill_diagonal(ver, np.inf)
    traag = np.zeros((80, 80))
    np.put_along_axis(traag, ver.argsort(axis=1)[:, :4], 1.0, axis=1)
    assert (nearest(plaats, 4).toarray() == traag).all()


def test_streets_at_one_point_are_each_others_neighbours_and_not_their_own() -> None:
    w = nearest(np.zeros((30, 2)), 4).toarray()
    assert (w.sum(axis=1) == 4).all()
    assert not w.diagonal().any()


def test_a_circle_of_few_streets_is_one_of_all_circles() -> None:
    toeval = np.random.default_rng(9)
    plaats, bevolking = toeval.random((60, 2)), toeval.integers(50, 300, 60).astype(float)
    gevallen = toeval.poisson(bevolking * 0.1).astype(float)
    klein, groot = Cirkels(plaats, bevolking, 0.5, 10), Cirkels(plaats, bevolking, 0.5)
    assert klein.ratios(gevallen)[:, :10] == pytest.approx(groot.ratios(gevallen)[:, :10])


def place_all(verslag: Any, straten: int) -> Any:
    oost, noord = np.divmod(np.arange(straten), 8) * np.array([[50], [50]])
    return replace(verslag, straat_oost=tuple(oost.tolist()), straat_noord=tuple(noord.tolist()))


@pytest.fixture
def doe(koppeling: Any, onderzoek: Any) -> Any:
    def run_it(verslag: Any, **velden: Any) -> Any:
        return run(
            Spreidingspecificatie(KEUZE, **velden), bewoners=koppeling.bewoners.select,
            verslag=verslag, drempels=Drempelset(), onderzoek=onderzoek,
            voortgang=lambda percent, stap: None, register=Register(""),
        ).resultaat  # fmt: skip

    return run_it


def test_the_result_ends_in_a_sentence_about_clusters(doe: Any, koppeling: Any) -> None:
    hoogste = int(koppeling.bewoners["straat"].max())
    uit = doe(place_all(koppeling.verslag, hoogste))
    assert [tabel.naam for tabel in uit.tabellen] == [
        "spreiding", "spreiding_toets", "spreiding_kaart",
    ]  # fmt: skip
    assert "geen clusters gevonden" in uit.zin


def test_without_a_map_it_says_that_clusters_were_not_looked_for(doe: Any, koppeling: Any) -> None:
    uit = doe(koppeling.verslag)
    assert s.GEEN_KAART in uit.leeswijzer
    assert "clusters" not in uit.zin


def test_streets_that_are_not_on_the_map_do_not_count_and_it_is_said(
    doe: Any, koppeling: Any
) -> None:
    hoogste = int(koppeling.bewoners["straat"].max())
    verslag = place_all(koppeling.verslag, hoogste)
    weg = (-1, *verslag.straat_oost[1:])
    uit = doe(replace(verslag, straat_oost=weg), bereik=Bereik.gemeente)
    assert s.NIET_ALLES in uit.leeswijzer


@pytest.mark.parametrize(("straten", "getoetst"), [(19, False), (20, True)])
def test_the_map_counts_from_twenty_streets(koppeling: Any, straten: int, getoetst: bool) -> None:
    verslag = place_all(koppeling.verslag, straten)
    nummers, n = np.arange(1, straten + 1), np.full(straten, 100)
    y = np.arange(straten) % 3 + 8
    toetsen, zinnen = s.tests(nummers, np.zeros(straten, dtype=np.intp), n, y, verslag, 50)
    assert bool(toetsen) is getoetst
    assert (s.TE_WEINIG in zinnen) is not getoetst


def test_buurten_that_differ_are_no_cluster_of_streets() -> None:
    toeval = np.random.default_rng(4)
    rij, kolom = np.divmod(np.arange(144), 12)
    buurt = (kolom >= 6).astype(np.intp)
    n = toeval.integers(100, 300, 144)
    y = toeval.binomial(n, np.where(buurt, 0.2, 0.08))
    uit = s.located(n, y, buurt, np.column_stack([kolom, rij]) * 60.0)
    assert (uit.clusters, uit.p_moran > 0.05) == (0, True)


def test_a_buurt_without_suspects_does_not_stop_the_tests() -> None:
    plaats = np.column_stack(np.divmod(np.arange(40), 8)) * 60.0
    buurt = np.arange(40) // 20
    y = np.where(buurt == 0, 0, 10 + np.arange(40) % 3)
    assert s.located(np.full(40, 100), y, buurt, plaats).p_scan > 0.05
