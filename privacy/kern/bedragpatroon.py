"""The pattern of a table of amounts: which cells are hidden, so that no total is known too well.

For each secret total a reader's least and most must lie far enough below and above it (`Doelen`).
First a heuristic: one linear programme for each bound that is too near, then show again what harms
nothing; then cuts from the dual prices, whose least costly cover is a lower bound of the loss, and
the optimum where it holds. Amounts are in steps of rounding. Two readers: one who knows only what
is shown, and one who contributes: he knows every cell of a single contributor but the secret one,
and with `streng` of each leaf at least its largest contribution.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.bedragtabel import Bedragtabel
from privacy.kern.dominantie import (
    Bijdragen,
    Masker,
    Matrix,
    broken_amount_rules,
    contributions,
    protection_levels,
)
from privacy.kern.drempels import Drempelset
from privacy.kern.onderdrukking import Patroon
from privacy.kern.primair import nested_pairs
from privacy.kern.sneden import NietTeBeschermen, cover
from privacy.kern.stelsel import (
    HERHAALD,
    Getallen,
    check,
    lp_model,
    run_to_optimum,
    silent_highs,
)

SPELING = 1e-6  # steps
RONDEN = 40  # of cuts
GEHEUGEN = 400  # possible tables remembered


@dataclass(frozen=True)
class Doelen:
    """P sums of leaves, and what a reader must at least think possible: from `laag` to `hoog`.

    `binnen` (P): what is left of a secret sum for the only contributor of one of its leaves.
    """

    sommen: Matrix
    laag: Getallen
    hoog: Getallen
    binnen: Masker


@dataclass(frozen=True)
class Bedragstelsel:
    """R cells over N leaves, in steps: the ranges that shown cells tell, and what is secret.

    `eerste` (N): the largest contribution in a leaf; `alleen` (N): it is the only one.
    """

    sommen: Matrix
    onder: Getallen
    boven: Getallen
    waarheid: Getallen
    eerste: Getallen
    alleen: Masker
    doelen: Doelen


def amounts_system(
    tabel: Bedragtabel,
    sommen: Matrix,
    cellen: Bijdragen,
    geheim: Masker,
    drempels: Drempelset,
    stap: int,
) -> Bedragstelsel:
    """`stap`: cents to which shown amounts are rounded."""
    afgerond = (cellen.totaal + stap // 2) // stap * stap
    bladen = contributions(tabel, sparse.eye_array(tabel.bladen, dtype=np.int64, format="csr"))
    return Bedragstelsel(
        sommen=sommen,
        onder=np.maximum(afgerond - stap // 2, 0) / stap,
        boven=(afgerond + stap - 1 - stap // 2) / stap,
        waarheid=tabel.totaal / stap,
        eerste=bladen.eerste / stap,
        alleen=bladen.aantal == 1,
        doelen=_targets(tabel, sommen, cellen, geheim, bladen.aantal == 1, drempels, stap),
    )


def _targets(
    tabel: Bedragtabel,
    sommen: Matrix,
    cellen: Bijdragen,
    geheim: Masker,
    alleen: Masker,
    drempels: Drempelset,
    stap: int,
) -> Doelen:
    """Secret cells, and differences of nested cells that would be secret themselves."""
    secret = sparse.vstack(
        [sommen[np.flatnonzero(geheim)], _differences(tabel, sommen, cellen, geheim, drempels)],
        format="csr",
    )
    rest = _without_singles(sparse.csr_array(secret), alleen)
    rijen = sparse.csr_array(sparse.vstack([secret, rest], format="csr"))
    inhoud = contributions(tabel, rijen)
    ver = protection_levels(inhoud, drempels, stap)
    x = inhoud.totaal.astype(np.float64)
    laag, hoog = np.maximum(x - ver, 0.0) / stap, (x + ver) / stap
    return Doelen(rijen, laag, hoog, np.arange(x.size) >= secret.shape[0])


def _without_singles(rijen: Matrix, alleen: Masker) -> Matrix:
    """Each sum of several leaves less a leaf with one contributor, who knows that leaf."""
    rij, blad = np.repeat(np.arange(rijen.shape[0]), np.diff(rijen.indptr)), rijen.indices
    kies = alleen[blad] & (np.diff(rijen.indptr)[rij] > 1)
    rest = sparse.lil_array(rijen[rij[kies]])
    rest[np.arange(rest.shape[0]), blad[kies]] = 0
    uit = sparse.csr_array(rest)
    uit.eliminate_zeros()
    return uit


def _differences(
    tabel: Bedragtabel, sommen: Matrix, cellen: Bijdragen, geheim: Masker, drempels: Drempelset
) -> Matrix:
    deel, geheel = nested_pairs(tabel.dimensies)
    open_ = ~geheim[deel] & ~geheim[geheel]
    deel, geheel = deel[open_], geheel[open_]
    twijfel = _may_be_secret(cellen, deel, geheel, drempels)
    verschil = sparse.csr_array(sommen[geheel[twijfel]] - sommen[deel[twijfel]])
    inhoud = contributions(tabel, verschil)
    regels = broken_amount_rules(inhoud, tabel.nul_gevoelig, drempels)
    fout = np.logical_or.reduce([gebroken for _, gebroken in regels])
    return sparse.csr_array(verschil[np.flatnonzero(fout & (inhoud.groep > 0))])


def _may_be_secret(
    cellen: Bijdragen, deel: NDArray[np.int64], geheel: NDArray[np.int64], drempels: Drempelset
) -> NDArray[np.int64]:
    """Leaves out pairs whose difference holds too much to be ruled by the whole's largest two."""
    x = (cellen.totaal[geheel] - cellen.totaal[deel]).astype(np.float64)
    een, twee = cellen.eerste[geheel], cellen.tweede[geheel]
    veel = cellen.aantal[geheel] - cellen.aantal[deel] >= drempels.min_aantal
    groot = cellen.groep[geheel] - cellen.groep[deel] >= drempels.min_basis
    gespreid = (
        (een <= drempels.dominantie_een * x)
        & (een + twee <= drempels.dominantie_twee * x)
        & ((1 + drempels.p_procent) * een + twee <= x)
    )
    return np.flatnonzero(~(veel & groot & gespreid))


def hide_amounts(
    stelsel: Bedragstelsel, geheim: Masker, kosten: Getallen, *, streng: bool
) -> Patroon:
    """The cells to hide: those in `geheim`, and what else it takes at the least `kosten` (R)."""
    zoeker = _Bedragzoeker(stelsel, geheim, kosten, streng)
    patroon = zoeker.heuristic(geheim)
    verlies = float(kosten[patroon & ~geheim].sum())
    ondergrens = 0.0
    if verlies:
        patroon, ondergrens = zoeker.exact(patroon)
        verlies = float(kosten[patroon & ~geheim].sum())
    return Patroon(patroon, verlies, min(ondergrens, verlies))


class _Bedraglezer:
    """The linear programme of a reader, kept warm, and the possible tables it found."""

    def __init__(self, stelsel: Bedragstelsel, *, deelnemer: bool, streng: bool) -> None:
        self.stelsel = stelsel
        n = stelsel.waarheid.size
        self.bodem = stelsel.eerste if streng and deelnemer else np.zeros(n)
        self.alleen = stelsel.alleen if deelnemer else np.zeros(n, dtype=np.bool_)
        self._kolommen = np.arange(n, dtype=np.int32)
        doelen = stelsel.doelen.sommen
        self._doelen = [
            (doelen.indices[van:tot], doelen.data[van:tot].astype(np.float64))
            for van, tot in zip(doelen.indptr, doelen.indptr[1:], strict=False)
        ]
        self._highs = silent_highs(HERHAALD)
        m = stelsel.sommen.shape[0]
        self._rijen = np.full(m, -highspy.kHighsInf), np.full(m, highspy.kHighsInf)
        kolommen = (self.bodem.copy(), np.full(n, highspy.kHighsInf))
        check(self._highs.passModel(lp_model(stelsel.sommen, self._rijen, kolommen, np.zeros(n))))
        self._alleen = self.alleen.astype(np.float64)
        # Of each table remembered its cells, and its targets: NaN where the reader knows better.
        self._sommen = np.zeros((0, m))
        self._bereikt = np.zeros((0, stelsel.doelen.hoog.size))
        self._keep(stelsel.waarheid)
        self._prijzen = np.zeros(m)

    def _keep(self, punt: Getallen) -> Getallen:
        doelen = self.stelsel.doelen.sommen
        anders = self._alleen * (np.abs(punt - self.stelsel.waarheid) > SPELING)
        klopt = anders.sum() - doelen @ anders < 0.5
        bereikt = np.where(klopt, doelen @ punt, np.nan)
        if len(self._sommen) < GEHEUGEN:
            self._sommen = np.vstack([self._sommen, self.stelsel.sommen @ punt])
            self._bereikt = np.vstack([self._bereikt, bereikt])
        return np.asarray(bereikt)

    def show(self, verborgen: Masker) -> None:
        """From here on the cells in `verborgen` (R) are hidden."""
        onder = np.where(verborgen, -highspy.kHighsInf, self.stelsel.onder)
        boven = np.where(verborgen, highspy.kHighsInf, self.stelsel.boven)
        anders = (onder != self._rijen[0]) | (boven != self._rijen[1])
        for rij in np.flatnonzero(anders).tolist():
            check(self._highs.changeRowBounds(rij, onder[rij], boven[rij]))
        self._rijen = onder, boven
        past = (self._sommen >= onder - SPELING) & (self._sommen <= boven + SPELING)
        bereikt = self._bereikt[past.all(axis=1)]
        self._laag = np.fmin.reduce(bereikt, axis=0, initial=np.inf)
        self._hoog = np.fmax.reduce(bereikt, axis=0, initial=-np.inf)

    def fails(self, doel: int, richting: int) -> bool:
        """Whether the reader's most (1) or least (-1) of a target is too near."""
        if self._far(doel, richting):
            return False
        self._extreme(doel, richting)
        return not self._far(doel, richting)

    def _far(self, doel: int, richting: int) -> bool:
        if richting > 0:
            return bool(self._hoog[doel] >= self.stelsel.doelen.hoog[doel] - SPELING)
        return bool(self._laag[doel] <= self.stelsel.doelen.laag[doel] + SPELING)

    def pinned(self, doel: int) -> NDArray[np.int64]:
        """Leaves with one contributor, outside the target: who contributes them knows them."""
        vast = self.alleen.copy()
        vast[self._doelen[doel][0]] = False
        return np.flatnonzero(vast)

    def _extreme(self, doel: int, richting: int) -> None:
        bladen, waarden = self._doelen[doel]
        kosten = np.zeros(self._kolommen.size)
        kosten[bladen] = -richting * waarden
        check(self._highs.changeColsCost(kosten.size, self._kolommen, kosten))
        vast = self.pinned(doel)
        self._bound(vast, self.stelsel.waarheid[vast], self.stelsel.waarheid[vast])
        punt = self._solve()
        self._bound(vast, self.bodem[vast], np.full(vast.size, highspy.kHighsInf))
        if punt is None:
            self._hoog[doel] = np.inf
            return
        bereikt = self._keep(punt)
        self._laag, self._hoog = np.fmin(self._laag, bereikt), np.fmax(self._hoog, bereikt)

    def _bound(self, vast: NDArray[np.int64], onder: Getallen, boven: Getallen) -> None:
        if vast.size:
            check(self._highs.changeColsBounds(vast.size, vast.astype(np.int32), onder, boven))

    def _solve(self) -> Getallen | None:
        """None when nothing shown limits the target from above."""
        self._highs.run()
        if self._highs.getModelStatus() in (
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            check(self._highs.clearSolver())
            return None
        punt = run_to_optimum(self._highs)
        self._prijzen = np.abs(np.asarray(self._highs.getSolution().row_dual, dtype=np.float64))
        return punt

    def reasons(self) -> frozenset[int]:
        """Right after a target failed: shown cells of which one at least must be hidden."""
        return frozenset(np.flatnonzero(self._prijzen > SPELING).tolist())


class _Bedragzoeker:
    """The search for one pattern that holds for both readers."""

    def __init__(
        self, stelsel: Bedragstelsel, geheim: Masker, kosten: Getallen, streng: bool
    ) -> None:
        self.stelsel, self.vast, self.kosten = stelsel, geheim, kosten
        self.buiten = _Bedraglezer(stelsel, deelnemer=False, streng=False)
        self.binnen = _Bedraglezer(stelsel, deelnemer=True, streng=streng)
        buiten = np.flatnonzero(~stelsel.doelen.binnen).tolist()
        self.vragen = [(self.buiten, doel, -1) for doel in buiten]
        self.vragen += [(self.buiten, doel, 1) for doel in buiten]
        if streng or stelsel.alleen.any():
            self.vragen += [(self.binnen, doel, 1) for doel in range(stelsel.doelen.hoog.size)]

    def show(self, patroon: Masker) -> None:
        self.buiten.show(patroon)
        self.binnen.show(patroon)

    def harms(self, patroon: Masker) -> bool:
        self.show(patroon)
        return any(lezer.fails(doel, richting) for lezer, doel, richting in self.vragen)

    def heuristic(self, patroon: Masker) -> Masker:
        ruim = self._hide_more(patroon.copy())
        extra = np.flatnonzero(ruim & ~self.vast)
        for cel in extra[np.argsort(-self.kosten[extra], kind="stable")].tolist():
            ruim[cel] = False
            if self.harms(ruim):
                ruim[cel] = True
        return ruim

    def _hide_more(self, patroon: Masker) -> Masker:
        self.show(patroon)
        for lezer, doel, richting in self.vragen:
            if lezer.fails(doel, richting):
                patroon |= self._cheapest(lezer, doel, richting, patroon)
                self.show(patroon)
        if self.harms(patroon):
            raise NietTeBeschermen("a total stays known too well")
        return patroon

    def _cheapest(self, lezer: _Bedraglezer, doel: int, richting: int, verborgen: Masker) -> Masker:
        """Shown cells to hide so that one table with the target far enough away is possible."""
        stelsel, highs = self.stelsel, silent_highs()
        m, n = stelsel.sommen.shape
        rij = stelsel.doelen.sommen[[doel]]
        een = sparse.eye_array(m, format="csr")
        leeg = sparse.csr_array((1, 2 * m))
        matrix = sparse.vstack(
            [
                sparse.hstack([stelsel.sommen, -een, een]),
                sparse.hstack([sparse.csr_array(rij), leeg]),
            ],
            format="csr",
        )
        ver = (stelsel.doelen.hoog if richting > 0 else stelsel.doelen.laag)[doel]
        oneindig = highspy.kHighsInf
        rijen = (
            np.append(stelsel.onder, ver if richting > 0 else -oneindig),
            np.append(stelsel.boven, oneindig if richting > 0 else ver),
        )
        vast = lezer.pinned(doel)
        bodem, dak = lezer.bodem.copy(), np.full(n, oneindig)
        bodem[vast] = dak[vast] = stelsel.waarheid[vast]
        prijs = np.where(verborgen, 0.0, self.kosten)
        kolommen = (np.concatenate([bodem, np.zeros(2 * m)]), np.append(dak, [oneindig] * 2 * m))
        kosten = np.concatenate([np.zeros(n), prijs, prijs])
        check(highs.passModel(lp_model(sparse.csr_array(matrix), rijen, kolommen, kosten)))
        punt = run_to_optimum(highs)
        over = punt[n : n + m] + punt[n + m :]
        return np.asarray(over > SPELING, dtype=np.bool_)

    def exact(self, beste: Masker) -> tuple[Masker, float]:
        """The best pattern known and a lower bound of the least loss, from cuts that whole cells
        must meet; they meet in `RONDEN` or less for tables of a few hundred cells."""
        sneden: dict[frozenset[int], None] = {}
        patroon, grens = self.vast, 0.0
        for _ in range(RONDEN):
            nieuw = self._cuts(patroon)
            if not nieuw:
                return patroon, float(self.kosten[patroon & ~self.vast].sum())
            sneden |= dict.fromkeys(nieuw)
            patroon, ondergrens, _ = cover(list(sneden), self.vast, self.kosten)
            grens = max(grens, ondergrens)
            if grens >= float(self.kosten[beste & ~self.vast].sum()) - SPELING:
                return beste, grens
        return beste, grens

    def _cuts(self, patroon: Masker) -> list[frozenset[int]]:
        self.show(patroon)
        return [
            lezer.reasons() for lezer, doel, richting in self.vragen if lezer.fails(doel, richting)
        ]
