"""A second intruder, written apart from suppression and audit: from the rows as shown alone.

What is possible is found by trying every count; what is derived, by subtracting rows, by Gaussian
elimination, and by programmes over whole persons in SciPy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from privacy.kern.veilig import VeiligeRij
from tests.privacy.kern.langzame_auditor import rounded
from tests.privacy.kern.proeftabellen import Proef

OPTIES = {"mip_rel_gap": 0.0}


@dataclass(frozen=True)
class Regel:
    """A row as its officer knows it: leaves of the persons counted, and of all in the group."""

    bladen: frozenset[int]
    groep: frozenset[int]
    telling: int
    basis: int
    geheel: bool
    gewoon: bool
    klasse: int
    rij: VeiligeRij
    getoond: tuple[int, int] | None  # size and count


@dataclass(frozen=True)
class Geheim:
    bladen: frozenset[int]
    vereist: int
    groep: frozenset[int]
    grootte: int | None
    wat: str


@dataclass(frozen=True)
class Stand:
    """What one reader knows: leaves between bounds, sums within a range, and what is secret."""

    laagst: np.ndarray
    hoogst: np.ndarray
    sommen: tuple[tuple[frozenset[int], int, int], ...]
    geheimen: tuple[Geheim, ...]
    waarheid: np.ndarray


def faults(proef: Proef, rijen: Sequence[VeiligeRij]) -> list[str]:
    """All that is wrong with a protected table; empty for a safe one."""
    regels = list(_rows(proef, rijen))
    fouten = list(_shown_secrets(proef, regels))
    for stand in (_groups(proef, regels), _outcomes(proef, regels), _joint(proef, regels)):
        fouten += by_subtraction(stand)
        fouten += by_elimination(stand)
        buiten = Zoeker(stand)
        fouten += buiten.narrow()
        fouten += Zoeker(_insider(stand, proef), buiten.tabellen).narrow()
    return fouten


# --- reading -----------------------------------------------------------------------------------
def _rows(proef: Proef, rijen: Sequence[VeiligeRij]) -> Iterator[Regel]:
    tabel = proef.tabel
    vorm = tuple(len(d.klassen) for d in tabel.dimensies)
    nummers = np.arange(int(np.prod(vorm))).reshape(vorm)
    telbaar = (tabel.basis if tabel.aantal is None else tabel.aantal).ravel()
    codes = [d.code for d in tabel.dimensies]
    delend = codes.index(proef.verdeling) if proef.verdeling else None
    leden = [
        [(i,) for i in range(len(d.klassen))] + [s for _, s in d.samen] for d in tabel.dimensies
    ]
    namen = [d.labels for d in tabel.dimensies]
    plekken = product(*(range(len(deel)) for deel in leden))
    for plek, rij in zip(plekken, rijen, strict=True):
        keuze = [leden[i][p] for i, p in enumerate(plek)]
        breed = [range(vorm[i]) if i == delend else deel for i, deel in enumerate(keuze)]
        bladen = frozenset(nummers[np.ix_(*keuze)].ravel().tolist())
        groep = frozenset(nummers[np.ix_(*breed)].ravel().tolist())
        groepsgrootte, telling = rij.waarden[len(plek) : len(plek) + 2]
        yield Regel(
            bladen=bladen,
            groep=groep,
            telling=int(telbaar[list(bladen)].sum()),
            basis=int(tabel.basis.ravel()[list(groep)].sum()),
            geheel=delend is not None and bladen == groep,
            gewoon=delend is not None and namen[delend][plek[delend]] in proef.gewoon,
            klasse=plek[delend] if delend is not None else 0,
            rij=rij,
            getoond=(int(groepsgrootte), int(telling)) if rij.getoond else None,
        )


def _telling(proef: Proef, telling: int, basis: int, gewoon: bool) -> bool:
    """Whether a count within a group of known size says too much."""
    d = proef.drempels
    if telling == 0 and (gewoon or not (proef.tabel.nul_gevoelig and d.nul_gevoelig)):
        return basis < d.min_complement
    te_veel = not gewoon and telling > d.max_aandeel * basis + 1e-9
    return telling < d.min_aantal or basis - telling < d.min_complement or te_veel


def _secret(proef: Proef, regel: Regel) -> bool:
    return regel.basis < proef.drempels.min_basis or (
        not regel.geheel and _telling(proef, regel.telling, regel.basis, regel.gewoon)
    )


def _shown_secrets(proef: Proef, regels: list[Regel]) -> Iterator[str]:
    stap = proef.drempels.afronding
    for regel in regels:
        figuren = regel.rij.waarden[len(proef.tabel.dimensies) :]
        if regel.getoond is None:
            if any(figuur is not None for figuur in figuren):
                yield "a hidden row holds a figure"
        elif _secret(proef, regel):
            yield "a count, base or complement under the thresholds is shown"
        elif regel.getoond != tuple(rounded(np.array([regel.basis, regel.telling]), stap).tolist()):
            yield "a shown figure is not the rounded one"


def counts_behind(afgerond: int, stap: int, hoogste: int) -> np.ndarray:
    """Every count up to `hoogste` that is shown as this."""
    reeks = np.arange(max(0, afgerond - stap), min(hoogste, afgerond + stap) + 1)
    return reeks[rounded(reeks, stap) == afgerond]


# --- what each reader knows ----------------------------------------------------------------------
def _groups(proef: Proef, regels: list[Regel]) -> Stand:
    """Sizes of groups, over leaves of groups; all classes of a divided group count as one leaf."""
    d = proef.drempels
    per_groep = {r.groep: r for r in regels}
    basis = proef.tabel.basis.ravel()
    geheimen = [
        Geheim(groep, d.min_aantal, groep, None, "the size of a group")
        for groep, r in per_groep.items()
        if r.basis < d.min_basis
    ]
    groot = [r for r in per_groep.values() if r.basis >= d.min_basis]
    for klein, ruim in product(groot, groot):
        if klein.groep < ruim.groep and 0 < ruim.basis - klein.basis < d.min_verschil:
            rest = ruim.groep - klein.groep
            geheimen.append(Geheim(rest, d.min_aantal, rest, None, "a difference of groups"))
    plafond = np.full(basis.size, 3 * int(basis.sum()) + 2000)
    sommen = tuple({(s[0], s[1], s[2]): None for s in _sizes(proef, regels)})
    return Stand(np.zeros_like(basis), plafond, sommen, tuple(geheimen), basis)


def _sizes(proef: Proef, regels: list[Regel]) -> Iterator[tuple[frozenset[int], int, int]]:
    d = proef.drempels
    for regel in regels:
        if regel.getoond:
            kan = counts_behind(regel.getoond[0], d.afronding, 10**9)
            kan = kan[kan >= d.min_basis]
            yield regel.groep, int(kan.min()), int(kan.max())


def _outcomes(proef: Proef, regels: list[Regel]) -> Stand:
    """Counts, for who knows the size of every group."""
    tabel, d = proef.tabel, proef.drempels
    basis = tabel.basis.ravel()
    sommen = list(_known_counts(proef, regels, exact=True))
    if tabel.aantal is not None:
        hoogst, waarheid = basis, tabel.aantal.ravel()
    else:
        bladgroepen = {
            min((r.groep for r in regels if b in r.groep), key=len) for b in range(basis.size)
        }
        hoogst, waarheid = np.zeros_like(basis), basis
        for groep in bladgroepen:
            grootte = int(basis[list(groep)].sum())
            hoogst[list(groep)] = grootte
            sommen.append((groep, grootte, grootte))
    geheimen = {
        r.bladen: Geheim(r.bladen, min(d.min_aantal, r.basis), r.groep, r.basis, "a hidden count")
        for r in regels
        if _secret(proef, r) and not r.geheel and r.basis > 0
    }
    for geheim in _differences(proef, regels):
        geheimen.setdefault(geheim.bladen, geheim)
    return Stand(np.zeros_like(basis), hoogst, tuple(sommen), tuple(geheimen.values()), waarheid)


def _known_counts(
    proef: Proef, regels: list[Regel], exact: bool
) -> Iterator[tuple[frozenset[int], int, int]]:
    for r in regels:
        if r.getoond is None or r.geheel:
            continue
        kan = counts_behind(r.getoond[1], proef.drempels.afronding, r.basis if exact else 10**9)
        basis = r.basis if exact else 10**12
        kan = [int(n) for n in kan if not _telling(proef, int(n), basis, r.gewoon)]
        yield r.bladen, min(kan), max(kan)


def _differences(proef: Proef, regels: list[Regel]) -> Iterator[Geheim]:
    """What lies between two nested cells, where it would itself be secret."""
    d = proef.drempels
    open_ = [r for r in regels if not r.geheel and not _secret(proef, r)]
    for deel, ruim in product(open_, open_):
        if not deel.bladen < ruim.bladen:
            continue
        zelfde = deel.klasse == ruim.klasse
        groep = ruim.groep - deel.groep if zelfde else ruim.groep
        basis = int(proef.tabel.basis.ravel()[list(groep)].sum())
        telling = ruim.telling - deel.telling
        te_veel = _telling(proef, telling, basis, ruim.gewoon and zelfde)
        if basis > 0 and (basis < d.min_basis or te_veel):
            bladen = ruim.bladen - deel.bladen
            yield Geheim(bladen, min(d.min_aantal, basis), groep, basis, "a difference of counts")


def _joint(proef: Proef, regels: list[Regel]) -> Stand:
    """Counts and sizes both unknown: what protects a cell in a group smaller than the threshold."""
    tabel, d = proef.tabel, proef.drempels
    basis = tabel.basis.ravel()
    n = basis.size
    klein = [r for r in regels if _secret(proef, r) and not r.geheel and r.basis < d.min_aantal]
    sommen = list(_known_counts(proef, regels, exact=False))
    if tabel.aantal is None:
        waarheid = basis
        sommen += list(_sizes(proef, regels))
        paren = [(r.bladen, r.groep) for r in klein]
    else:
        waarheid = np.concatenate([tabel.aantal.ravel(), basis - tabel.aantal.ravel()])
        sommen += [(both(s, n), onder, boven) for s, onder, boven in _sizes(proef, regels)]
        paren = [
            (deel, both(r.bladen, n)) for r in klein for deel in (r.bladen, without(r.bladen, n))
        ]
    geheimen = {
        deel: Geheim(deel, d.min_aantal, groep, None, "a cell of a small group")
        for deel, groep in paren
    }
    plafond = np.full(waarheid.size, 3 * int(waarheid.sum()) + 2000)
    return Stand(
        np.zeros_like(waarheid),
        plafond,
        tuple(dict.fromkeys(sommen)),
        tuple(geheimen.values()),
        waarheid,
    )


def without(bladen: frozenset[int], n: int) -> frozenset[int]:
    return frozenset(b + n for b in bladen)


def both(bladen: frozenset[int], n: int) -> frozenset[int]:
    return bladen | without(bladen, n)


def _insider(stand: Stand, proef: Proef) -> Stand:
    """Somebody, chosen by the seed, who knows his own record: he is counted in his leaf, or, where
    an outcome is counted among persons that are known, he is one of those without it."""
    toeval = np.random.default_rng([7, proef.zaad])
    met = stand.waarheid > 0
    zonder = stand.waarheid < stand.hoogst
    if proef.verdeling or proef.zaad % 2 or not any(g.grootte for g in stand.geheimen):
        zonder = np.zeros_like(met)
    wie = zonder if zonder.any() else met
    if not wie.any():
        return stand
    blad = int(toeval.choice(np.flatnonzero(wie)))
    zelf = np.arange(wie.size) == blad
    geheimen = tuple(_about_others(g, blad) for g in stand.geheimen)
    if wie is zonder:
        return replace(stand, hoogst=stand.hoogst - zelf, geheimen=geheimen)
    return replace(stand, laagst=stand.laagst + zelf, geheimen=geheimen)


def _about_others(geheim: Geheim, blad: int) -> Geheim:
    """In a group smaller than the threshold one person less is unknown to who is in it."""
    vereist = geheim.vereist
    if geheim.grootte is not None and blad in geheim.groep:
        vereist = min(vereist, geheim.grootte - 1)
    return replace(geheim, vereist=vereist, wat=f"{geheim.wat}, for who knows his own record")


# --- what can be computed ----------------------------------------------------------------------
def by_subtraction(stand: Stand) -> Iterator[str]:
    """A secret sum that is shown itself, or is one row less another."""
    bereik = {bladen: (onder, boven) for bladen, onder, boven in stand.sommen}
    for g in stand.geheimen:
        if g.bladen in bereik and np.ptp(bereik[g.bladen]) < g.vereist:
            yield f"{g.wat} is shown"
        for ruim, (onder, boven) in bereik.items():
            if not g.bladen < ruim:
                continue
            rest = ruim - g.bladen
            if rest in bereik:
                breedte = boven - onder + np.ptp(bereik[rest])
                if min(breedte, boven - bereik[rest][0]) < g.vereist:
                    yield f"{g.wat} follows by subtraction"


def by_elimination(stand: Stand) -> Iterator[str]:
    """A secret sum that is a combination of shown rows, from their ranges."""
    if not stand.sommen or not stand.geheimen:
        return
    matrix = indicators([s[0] for s in stand.sommen], stand.waarheid.size)
    doelen = indicators([g.bladen for g in stand.geheimen], stand.waarheid.size)
    breedte = np.array([boven - onder for _, onder, boven in stand.sommen], dtype=float)
    gewicht = np.linalg.pinv(matrix.T) @ doelen.T
    volgt = np.abs(matrix.T @ gewicht - doelen.T).max(axis=0) < 1e-7
    for g, zwaarte, af in zip(stand.geheimen, gewicht.T, volgt, strict=True):
        if af and float(np.abs(zwaarte) @ breedte) < g.vereist - 1e-6:
            yield f"{g.wat} follows by elimination"


def indicators(sets: list[frozenset[int]], n: int) -> np.ndarray:
    matrix = np.zeros((len(sets), n))
    for rij, bladen in enumerate(sets):
        matrix[rij, list(bladen)] = 1
    return matrix


class Zoeker:
    """Least and most of secret sums over whole persons; tables that were met are remembered."""

    def __init__(self, stand: Stand, bekend: Sequence[np.ndarray] = ()) -> None:
        self.stand = stand
        n = stand.waarheid.size
        sommen = indicators([s[0] for s in stand.sommen], n)
        grenzen = np.array([s[1:] for s in stand.sommen], dtype=float).reshape(-1, 2)
        self.regels = LinearConstraint(sommen, grenzen[:, 0], grenzen[:, 1]) if len(grenzen) else ()
        self.doelen = indicators([g.bladen for g in stand.geheimen], n)
        self.vereist = np.array([g.vereist for g in stand.geheimen])
        self.tabellen: list[np.ndarray] = []
        self.laag = self.hoog = self.doelen @ stand.waarheid
        for tabel in bekend:
            if (tabel >= stand.laagst).all() and (tabel <= stand.hoogst).all():
                self._remember(tabel)

    def narrow(self) -> list[str]:
        self._look_together()
        for nummer in np.argsort(-self.doelen.sum(axis=1), kind="stable"):
            for kant in (-1, 1):
                if self._doubtful()[nummer]:
                    self._solve(kant * self.doelen[nummer])
        return [
            f"{self.stand.geheimen[n].wat} is too narrow" for n in np.flatnonzero(self._doubtful())
        ]

    def _doubtful(self) -> np.ndarray:
        return self.hoog - self.laag < self.vereist

    def _look_together(self) -> None:
        """Some tables with many sums at their least or most at once."""
        toeval = np.random.default_rng(1)
        for _ in range(4):
            twijfel = np.flatnonzero(self._doubtful())
            if twijfel.size < 4:
                return
            samen = toeval.choice([-1.0, 1.0], twijfel.size) @ self.doelen[twijfel]
            self._solve(samen)
            self._solve(-samen)

    def _solve(self, gewicht: np.ndarray) -> None:
        uit = milp(
            -gewicht,
            integrality=np.ones(gewicht.size),
            bounds=Bounds(self.stand.laagst, self.stand.hoogst),
            constraints=self.regels,
            options=OPTIES,
        )
        assert uit.x is not None, "no table of whole persons agrees with what is shown"
        self._remember(np.rint(uit.x))

    def _remember(self, tabel: np.ndarray) -> None:
        bereikt = self.doelen @ tabel
        self.laag, self.hoog = np.minimum(self.laag, bereikt), np.maximum(self.hoog, bereikt)
        self.tabellen.append(tabel)
