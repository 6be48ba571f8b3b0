"""Large tables in blocks: the same least loss, and nothing that can be computed."""

import numpy as np
import pytest
from scipy import sparse

from privacy.kern import blokken
from privacy.kern.blokken import blocks
from privacy.kern.indringer import Indringer
from privacy.kern.onderdrukking import Patroon, suppress
from privacy.kern.stelsel import Stelsel
from tests.privacy.kern.eigenschappen import examine, warm_auditor

Vraagstuk = tuple[Stelsel, np.ndarray, np.ndarray]


def districts(zaad: int, wijken: int = 5, zijde: int = 4) -> Vraagstuk:
    """Buurten by three classes, with sums by wijk and over all: exact counts, primary cells and
    losses."""
    toeval = np.random.default_rng(zaad)
    telling = toeval.integers(1, 40, (wijken * zijde, 3)).ravel()
    wijk = np.kron(np.eye(wijken, dtype=np.int64), np.ones((1, zijde), dtype=np.int64))
    alle = np.ones((1, wijken * zijde), dtype=np.int64)
    gebied = np.vstack([np.eye(wijken * zijde, dtype=np.int64), wijk, alle])
    klasse = np.vstack([np.eye(3, dtype=np.int64), np.ones((1, 3), dtype=np.int64)])
    return problem(np.kron(gebied, klasse), telling)


def square(zaad: int, zijde: int = 8) -> Vraagstuk:
    telling = np.random.default_rng(zaad).integers(1, 60, zijde * zijde)
    lid = np.vstack([np.eye(zijde, dtype=np.int64), np.ones((1, zijde), dtype=np.int64)])
    return problem(np.kron(lid, lid), telling)


def problem(lid: np.ndarray, telling: np.ndarray) -> Vraagstuk:
    sommen = sparse.csr_array(lid)
    aantal = sommen @ telling
    primair = aantal < 10
    toonbaar = np.flatnonzero(~primair)
    waarde = aantal[toonbaar].astype(np.float64)
    doelen = sparse.csr_array(sommen[np.flatnonzero(primair)])
    stelsel = Stelsel(
        sparse.csr_array(sommen[toonbaar]),
        waarde,
        waarde,
        toonbaar,
        np.full(telling.size, 10_000.0),
        doelen,
        np.full(int(primair.sum()), 10.0),
        telling.astype(np.float64),
    )
    return stelsel, primair, np.sqrt(aantal.astype(np.float64))


def least(vraagstuk: Vraagstuk) -> Patroon:
    stelsel, primair, kosten = vraagstuk
    return suppress((stelsel,), primair, kosten)


def holds(stelsel: Stelsel, verborgen: np.ndarray) -> bool:
    indringer = Indringer(stelsel)
    indringer.show(verborgen)
    return not indringer.any_narrow()


@pytest.fixture
def alles_in_blokken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blokken, "GROOT", 1)


@pytest.mark.usefixtures("alles_in_blokken")
def test_a_block_is_a_wijk() -> None:
    bladen = [blok.streng[0].sommen.shape[1] for blok in blocks([districts(1)[0]])]
    assert bladen == [12] * 5


@pytest.mark.usefixtures("alles_in_blokken")
def test_a_table_without_a_hierarchy_has_no_blocks() -> None:
    assert blocks([square(1)[0]]) == []


def test_a_small_table_has_no_blocks() -> None:
    assert blocks([districts(1)[0]]) == []


@pytest.mark.parametrize("zaad", range(1, 9))
def test_in_blocks_the_loss_is_as_small_and_every_sum_as_wide(
    monkeypatch: pytest.MonkeyPatch, zaad: int
) -> None:
    stelsel, primair, kosten = districts(zaad)
    heel = least((stelsel, primair, kosten))
    with monkeypatch.context() as klein:
        klein.setattr(blokken, "GROOT", 1)
        delen = least((stelsel, primair, kosten))
    assert delen.verlies == pytest.approx(heel.verlies)
    assert delen.kloof == pytest.approx(0, abs=1e-9)
    assert holds(stelsel, delen.verborgen)


@pytest.mark.parametrize("zaad", range(1, 9))
@pytest.mark.usefixtures("alles_in_blokken")
def test_blocks_bound_the_loss_of_the_whole_from_below(zaad: int) -> None:
    stelsel, primair, kosten = districts(zaad)
    per_blok = [
        suppress(blok.los, primair[blok.eenheden], kosten[blok.eenheden])
        for blok in blocks([stelsel])
    ]
    beste = least((stelsel, primair, kosten)).verlies
    assert sum(patroon.ondergrens for patroon in per_blok) <= beste + 1e-6


@pytest.mark.parametrize("zaad", range(1, 9))
@pytest.mark.usefixtures("alles_in_blokken")
def test_what_holds_in_a_block_holds_in_the_whole(zaad: int) -> None:
    """For who knows all that is outside it; and hiding it all is the most that a block can do."""
    stelsel, primair, _ = districts(zaad)
    for blok in blocks([stelsel]):
        (deel,) = blok.streng
        indringer = Indringer(deel)
        indringer.show(np.ones(blok.eenheden.size, dtype=np.bool_))
        breed = set(range(deel.vereist.size)) - set(indringer.narrow())
        verborgen = primair.copy()
        verborgen[blok.eenheden] = True
        heel = Indringer(stelsel)
        heel.show(verborgen)
        smal = {tuple(stelsel.doelen[[doel]].indices) for doel in heel.narrow()}
        bladen = np.flatnonzero(np.isin(np.arange(stelsel.dak.size), leaves(stelsel, blok)))
        assert not smal & {tuple(bladen[deel.doelen[[doel]].indices]) for doel in breed}


def leaves(stelsel: Stelsel, blok: blokken.Blok) -> np.ndarray:
    """The leaves of a block: those that its own units are about."""
    eigen = np.isin(stelsel.eenheid, blok.eenheden)
    return np.unique(stelsel.sommen[np.flatnonzero(eigen)].indices)


@pytest.mark.usefixtures("alles_in_blokken")
def test_tables_in_blocks_audited_in_parts_tell_nothing_to_whoever_computes() -> None:
    with warm_auditor(in_delen=2):
        uitslagen = [examine(zaad) for zaad in range(300, 330)]
    assert [(u.zaad, u.soort, u.fouten) for u in uitslagen if u.fouten] == []
