"""Published cases of cell suppression with known answers, typed again from their sources.

Most sources ask less than we do: that no secret cell can be computed exactly, or that its interval
has a given width, of a reader who sees exact counts. So our suppressor is run with their secret
cells, their losses and their protection; our own thresholds and rounding come into no case but
those that say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from scipy import sparse

from privacy.kern.afronding import round_counts
from privacy.kern.audit import possible_tables, widths
from privacy.kern.auditlezing import Feit, Kennis, Vraag
from privacy.kern.beschermen import protect_frequencies
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.gecontroleerd import round_controlled
from privacy.kern.indringer import Indringer
from privacy.kern.onderdrukking import Patroon, suppress
from privacy.kern.stelsel import Stelsel

RUIM = 1e6


@dataclass(frozen=True)
class Opgave:
    """Cells as sums of leaves (R × N), with exact values; leaves are not negative."""

    sommen: np.ndarray
    bladen: np.ndarray

    @property
    def waarde(self) -> np.ndarray:
        return self.sommen @ self.bladen

    def system(self, primair: np.ndarray, vereist: float) -> Stelsel:
        toonbaar = np.flatnonzero(~primair)
        waarde = self.waarde[toonbaar].astype(np.float64)
        return Stelsel(
            sommen=sparse.csr_array(self.sommen[toonbaar]),
            onder=waarde,
            boven=waarde,
            eenheid=toonbaar,
            dak=np.full(self.bladen.size, RUIM),
            doelen=sparse.csr_array(self.sommen[primair]),
            vereist=np.full(int(primair.sum()), vereist),
        )

    def suppress(
        self, primair: np.ndarray, vereist: float = 1.0, kosten: np.ndarray | None = None
    ) -> Patroon:
        verlies = self.waarde if kosten is None else kosten
        patroon = suppress((self.system(primair, vereist),), primair, verlies.astype(np.float64))
        assert min(self.audited_widths(primair, patroon.verborgen, vereist)) >= vereist
        return patroon

    def intervals(self, verborgen: np.ndarray, cellen: Sequence[int]) -> list[tuple[float, float]]:
        """What a reader of the cells that are not hidden knows of these cells."""
        doel = np.zeros(len(self.sommen), dtype=np.bool_)
        doel[list(cellen)] = True
        indringer = Indringer(self.system(doel, RUIM))
        indringer.show(verborgen)
        plek = {cel: nummer for nummer, cel in enumerate(np.flatnonzero(doel).tolist())}
        return [(indringer.least(plek[cel]), indringer.most(plek[cel])) for cel in cellen]

    def audited_widths(self, primair: np.ndarray, verborgen: np.ndarray, tot: float) -> list[int]:
        """Widths of the secret cells, proved by the auditor with two tables each; no wider than
        what is asked."""
        cellen = [tuple(np.flatnonzero(rij).tolist()) for rij in self.sommen]
        feiten = tuple(
            Feit(bladen, int(waarde), int(waarde))
            for bladen, waarde, dicht in zip(cellen, self.waarde, verborgen, strict=True)
            if not dicht
        )
        vragen = tuple(
            Vraag(bladen, int(tot), frozenset(bladen))
            for bladen, geheim in zip(cellen, primair, strict=True)
            if geheim
        )
        n = self.bladen.size
        kennis = Kennis(tuple(self.bladen.tolist()), (0,) * n, (100_000,) * n, feiten, vragen)
        return widths(kennis, possible_tables([kennis])[0])


def crossed(telling: Sequence[Sequence[int]]) -> Opgave:
    """A table of two dimensions; after the rows and after the columns comes their total."""
    bladen = np.array(telling)
    delen = [
        np.vstack([np.eye(n, dtype=np.int64), np.ones(n, dtype=np.int64)]) for n in bladen.shape
    ]
    return Opgave(np.kron(*delen), bladen.ravel())


def sums(bladen: Sequence[int], *samen: Sequence[int]) -> Opgave:
    """Leaves by themselves, and sums of some of them."""
    n = len(bladen)
    sommen = np.zeros((len(samen), n), dtype=np.int64)
    for rij, leden in enumerate(samen):
        sommen[rij, list(leden)] = 1
    return Opgave(np.vstack([np.eye(n, dtype=np.int64), sommen]), np.array(bladen))


def hidden(opgave: Opgave, patroon: Patroon) -> list[int]:
    return sorted(opgave.waarde[patroon.verborgen].tolist())


def only(opgave: Opgave, *cellen: int) -> np.ndarray:
    keuze = np.zeros(len(opgave.sommen), dtype=np.bool_)
    keuze[list(cellen)] = True
    return keuze


# --- Fischetti and Salazar-González ---------------------------------------------------------------
INVESTERING = crossed([[20, 50, 10], [8, 19, 22], [17, 32, 12]])


def test_investment_by_activity_and_region() -> None:
    """Fischetti and Salazar-González 2000, Management Science 46(7), figures 1 and 2.

    Activity II in region C (22) is secret; the least loss hides 8, 12 and 17, and the 22 is then
    known to lie between 5 and 30.
    """
    primair = INVESTERING.waarde == 22
    patroon = INVESTERING.suppress(primair, 10)
    assert (hidden(INVESTERING, patroon), patroon.verlies) == ([8, 12, 17, 22], 37.0)
    (plek,) = np.flatnonzero(primair)
    assert INVESTERING.intervals(patroon.verborgen, [plek]) == [(5.0, 30.0)]


# --- Handbook on Statistical Disclosure Control, chapter 4 ----------------------------------------
def test_production_of_a_sector_and_its_subsectors() -> None:
    """Handbook on SDC (ESSnet; Hundepool et al. 2012), chapter 4, example 1a: 56,600 less 47,600
    and 8,002 gives the secret 998; one of the two others is hidden as well, here the smaller."""
    sector = sums([998, 47_600, 8_002], [0, 1, 2])
    primair = only(sector, 0)
    assert sector.intervals(primair, [0]) == [(998.0, 998.0)]
    assert hidden(sector, sector.suppress(primair)) == [998, 8_002]


@pytest.mark.parametrize(("cel", "bereik"), [(0, (3, 6)), (1, (1, 4)), (3, (0, 3)), (4, (0, 3))])
def test_intervals_of_four_suppressed_cells(cel: int, bereik: tuple[int, int]) -> None:
    """Handbook on SDC, chapter 4, example 3 (Geurts 1992, table 10): X11 lies between 3 and 6. The
    three others follow from the same four equations."""
    tabel = crossed([[4, 3], [2, 1], [3, 3]])
    assert tabel.intervals(only(tabel, 0, 1, 3, 4), [cel]) == [bereik]


def test_the_auditor_proves_the_same_width_with_whole_tables() -> None:
    tabel = crossed([[4, 3], [2, 1], [3, 3]])
    assert tabel.audited_widths(only(tabel, 0), only(tabel, 0, 1, 3, 4), 5) == [3]


# --- sdcTable -------------------------------------------------------------------------------------
def test_persons_by_region_and_gender() -> None:
    """R package sdcTable, microdata1 by region and gender, test of protectTable: with women in
    region A secret its four methods hide men and women in A and in C; 11 cells stay."""
    tabel = crossed([[18, 2], [14, 19], [12, 10], [11, 14]])
    primair = tabel.waarde == 2
    patroon = tabel.suppress(primair)
    assert sorted(np.flatnonzero(patroon.verborgen).tolist()) == [0, 1, 6, 7]


VIER_BIJ_VIER = crossed(
    [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]]
)
NEGEN = (0, 1, 2, 5, 7, 11, 13, 16, 18)  # w a, b and c; x a and c; y b and d; z b and d


def test_two_hidden_cells_in_every_line_are_not_enough() -> None:
    """sdcTable, test of the simple heuristic: nine secret cells, two or more in each row and
    column, and yet 47 (w, b) follows: (230 + 250) less (89 + 124 + 31) is 236 for rows w and x, of
    which 189 in columns a and c."""
    assert VIER_BIJ_VIER.intervals(only(VIER_BIJ_VIER, *NEGEN), [1]) == [(47.0, 47.0)]


def test_one_cell_more_protects_the_nine() -> None:
    """The same test: one more cell is hidden, and 47 is then between 0 and 141. Ours costs no more
    than the cell that the test names, 124 (x, b)."""
    primair = only(VIER_BIJ_VIER, *NEGEN)
    patroon = VIER_BIJ_VIER.suppress(primair)
    assert int((patroon.verborgen & ~primair).sum()) == 1
    assert patroon.verlies <= 124
    genoemd = primair | only(VIER_BIJ_VIER, 6)
    assert VIER_BIJ_VIER.intervals(genoemd, [1]) == [(0.0, 141.0)]


# Regions A, B, I and J are county-1, K to N county-2; L and M are big, the others small.
PROVINCIE = ([0, 1, 2, 3], [4, 5, 6, 7])
OMVANG = ([5, 6], [0, 1, 2, 3, 4, 7])
REGIOS = (2, 2, 8, 8, 3, 3, 3, 7)


@pytest.mark.parametrize("indeling", [PROVINCIE, OMVANG])
def test_each_of_two_linked_tables_is_safe_by_itself(indeling: tuple[list[int], list[int]]) -> None:
    """sdcTable, test of linked tables: regions of 3 persons or fewer are secret."""
    tabel = sums(REGIOS, *indeling, range(8))
    assert tabel.suppress(tabel.waarde <= 3).verlies == 0


def test_together_they_give_a_region_away_unless_one_more_is_hidden() -> None:
    """The same test: small less county-1 is K and N, so K is known; region N (7) is hidden in both
    tables. (The comment in that test names B; its figures give K.)"""
    samen = sums(REGIOS, *PROVINCIE, *OMVANG, range(8))
    primair = samen.waarde <= 3
    assert samen.intervals(primair, [4]) == [(3.0, 3.0)]
    patroon = samen.suppress(primair)
    assert np.flatnonzero(patroon.verborgen & ~primair).tolist() == [7]


# --- GaussSuppression -----------------------------------------------------------------------------
def test_small_counts_by_age_and_country() -> None:
    """R package GaussSuppression, vignette "Small count frequency table suppression", first
    example: one secret cell (0 young in Portugal), and 2, 3 and 4 are hidden with it."""
    tabel = crossed([[2, 0, 5], [3, 4, 6]])
    patroon = tabel.suppress(tabel.waarde <= 1)
    assert (hidden(tabel, patroon), patroon.kloof) == ([0, 2, 3, 4], 0.0)


def test_small_counts_in_a_hierarchy_of_countries() -> None:
    """The same vignette, table 2, with EU (Portugal and Spain) and without: 0, 2 and 2 are secret
    (Iceland is all outside the EU), and 3, 3, 4, 5 and 10 are hidden with them."""
    landen = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 1], [1, 1, 1]])
    leeftijden = np.array([[1, 0], [0, 1], [1, 1]])
    tabel = Opgave(np.kron(leeftijden, landen), np.array([2, 0, 5, 3, 4, 6]))
    patroon = tabel.suppress(tabel.waarde <= 2)
    assert patroon.verlies <= 3 + 3 + 4 + 5 + 10
    assert patroon.kloof == 0


# Age, country and year of the vignette "Linked table suppression"; other combinations are known
# to be empty. One table by age, EU and year, one by country and year.
GEKOPPELD = (
    ("young", "Spain", "EU", 2014, 6),
    ("young", "Iceland", "nonEU", 2014, 8),
    ("old", "Spain", "EU", 2014, 9),
    ("old", "Portugal", "EU", 2014, 1),
    ("young", "Iceland", "nonEU", 2015, 2),
    ("old", "Spain", "EU", 2015, 4),
    ("old", "Portugal", "EU", 2015, 3),
    ("young", "Spain", "EU", 2016, 7),
    ("young", "Iceland", "nonEU", 2016, 2),
    ("young", "Portugal", "EU", 2016, 2),
)


def by(*assen: int) -> set[frozenset[int]]:
    """Leaves of every cell of a table over these columns, totals too; empty cells left out."""
    cellen: set[frozenset[int]] = set()
    for gekozen in range(2 ** len(assen)):
        vast = [as_ for plek, as_ in enumerate(assen) if gekozen >> plek & 1]
        per_cel: dict[tuple[object, ...], set[int]] = {}
        for blad, rij in enumerate(GEKOPPELD):
            per_cel.setdefault(tuple(rij[as_] for as_ in vast), set()).add(blad)
        cellen |= {frozenset(leden) for leden in per_cel.values()}
    return cellen


def linked(cellen: set[frozenset[int]]) -> Opgave:
    sommen = np.zeros((len(cellen), len(GEKOPPELD)), dtype=np.int64)
    for rij, leden in enumerate(sorted(cellen, key=sorted)):
        sommen[rij, sorted(leden)] = 1
    return Opgave(sommen, np.array([rij[4] for rij in GEKOPPELD]))


def test_linked_tables_protected_apart_are_not_safe_together() -> None:
    """GaussSuppression, vignette "Linked table suppression": counts of 1 and 2 are secret; with
    "local" protection a cell is hidden in one table and stands in the other."""
    apart = [linked(by(0, 2, 3)), linked(by(1, 3))]
    samen = linked(by(0, 2, 3) | by(1, 3))
    getoond = set()
    for tabel in apart:
        dicht = tabel.suppress(tabel.waarde <= 2).verborgen
        getoond |= {rij.tobytes() for rij in tabel.sommen[~dicht]}
    verborgen = np.array([rij.tobytes() not in getoond for rij in samen.sommen])
    breedtes = samen.audited_widths(samen.waarde <= 2, verborgen, 1)
    assert min(breedtes) == 0


# Hidden in the vignette by "super-consistent" protection, as leaves of each cell: Iceland 2015 and
# 2016, Portugal 2014 and 2016, all of 2015, all of 2016, Spain 2014 and 2016.
VIGNET = ([4], [8], [3], [9], [4, 5, 6], [7, 8, 9], [0, 2], [7])


def cell_of(opgave: Opgave, bladen: Sequence[int]) -> int:
    doel = np.isin(np.arange(opgave.bladen.size), bladen)
    (plek,) = np.flatnonzero((opgave.sommen == doel).all(axis=1))
    return int(plek)


@pytest.mark.parametrize(
    ("erbij", "bereik"),
    [((), [(0, 4), (0, 4), (0, 3), (0, 3)]), (([6], [5]), [(0, 4), (0, 4), (0, 6), (0, 6)])],
)
def test_intervals_of_two_linked_tables(
    erbij: tuple[list[int], ...], bereik: list[tuple[int, int]]
) -> None:
    """The same vignette, "super-consistent" protection and its intervals: Portugal 2014 and 2016
    are 3 wide, and 6 when Portugal and Spain 2015 are hidden as well (rangeMin = 4)."""
    samen = linked(by(0, 2, 3) | by(1, 3))
    verborgen = only(samen, *(cell_of(samen, bladen) for bladen in (*VIGNET, *erbij)))
    assert samen.intervals(verborgen, [cell_of(samen, b) for b in VIGNET[:4]]) == bereik


@pytest.mark.parametrize(("breed", "verlies"), [(1, 42), (4, 49)])
def test_linked_tables_in_one_system_lose_no_more_than_published(breed: int, verlies: int) -> None:
    """The same vignette hides 7, 9, 11 and 15 beside the secret cells, and 3 and 4 more for
    intervals of 4; ours is proved to be the least."""
    samen = linked(by(0, 2, 3) | by(1, 3))
    patroon = samen.suppress(samen.waarde <= 2, breed)
    assert patroon.verlies <= verlies
    assert patroon.kloof == 0


# --- Handbook, chapter 5: with our own thresholds -------------------------------------------------
def test_conventional_rounding_to_base_five() -> None:
    """Handbook on SDC, chapter 5, population counts by sex. Two of its rounded figures are no
    multiples nearest by (32 becomes 35 there); they are left out."""
    telling = np.array([1, 0, 1, 3, 3, 6, 12, 20, 16, 23, 39])
    assert round_counts(telling, 5).tolist() == [0, 0, 0, 5, 5, 5, 10, 20, 15, 25, 40]


def test_controlled_rounding_to_base_five() -> None:
    """The same counts, "a possible rounding solution" by controlled rounding: all its cells
    together are moved by 22. Ours adds up as well, and moves no more."""
    dims = (
        Dimensie("gebied", "Gebied", ("A", "B", "C"), (("alle", (0, 1, 2)),)),
        Dimensie("sekse", "Sekse", ("man", "vrouw"), (("allen", (0, 1)),)),
    )
    gerond = round_controlled(np.array([[1, 0], [3, 3], [12, 20]]), dims, 5)
    waarden = gerond.waarden.reshape(4, 3)
    handboek = np.array([[5, 0, 5], [0, 5, 5], [10, 20, 30], [15, 25, 40]])
    echt = np.array([[1, 0, 1], [3, 3, 6], [12, 20, 32], [16, 23, 39]])
    assert (waarden[:, 2] == waarden[:, :2].sum(axis=1)).all()
    assert (waarden[3] == waarden[:3].sum(axis=0)).all()
    assert gerond.afstand <= np.abs(handboek - echt).sum() == 22


def test_geographical_differencing_is_not_possible() -> None:
    """Handbook on SDC, chapter 5: single person households by hours worked in area A, by its bounds
    of 2001 and by those of 1991, which hold 4 men and 1 woman more. Not both are shown."""
    gebied = Dimensie("gebied", "Gebied", ("2001", "rand"), (("1991", (0, 1)),))
    uren = Dimensie("uren", "Uren", ("meer dan 30", "16 tot 30", "hoogstens 15"))
    sekse = Dimensie("sekse", "Sekse", ("man", "vrouw"))
    telling = np.array([[[50, 54], [128, 140], [39, 49]], [[2, 1], [2, 0], [0, 0]]])
    tabel = Celtabel("t", "T", (gebied, uren, sekse), telling)
    rijen = protect_frequencies(tabel, Drempelset(), verdeling="uren").rijen
    getoond = {rij.waarden[:3] for rij in rijen if rij.getoond}
    samen = {(u, s) for g, u, s in getoond if g == "2001"} & {
        (u, s) for g, u, s in getoond if g == "1991"
    }
    assert samen == set()
    assert getoond


def test_a_group_in_which_all_have_one_answer_is_not_shown() -> None:
    """Handbook on SDC, chapter 5, marital status by hours worked, every count times twenty so that
    no group is too small by itself: all married work full time, so none of their row is shown."""
    status = Dimensie("status", "Status", ("married", "divorced", "single"))
    uren = Dimensie("uren", "Uren", ("full time", "part time"))
    tabel = Celtabel("t", "T", (status, uren), 20 * np.array([[6, 0], [5, 1], [2, 2]]))
    rijen = protect_frequencies(tabel, Drempelset(), verdeling="uren").rijen
    assert [rij.getoond for rij in rijen] == [False, False, True, True, True, True]


def test_the_fixtures_add_up_to_the_totals_of_their_sources() -> None:
    assert VIER_BIJ_VIER.waarde[[4, 9, 14, 19, 24]].tolist() == [230, 250, 336, 3127, 3943]
