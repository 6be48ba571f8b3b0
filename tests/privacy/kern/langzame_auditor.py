"""The slow and obvious second auditor: tries every possible table of persons."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

Tabellen = NDArray[np.int64]


def leaves_of(tabel: Celtabel) -> list[list[int]]:
    """For each row of the protected table the numbers of the leaves it adds up."""
    vorm = tuple(len(d.klassen) for d in tabel.dimensies)
    nummers = np.arange(int(np.prod(vorm))).reshape(vorm)
    leden = []
    for d in tabel.dimensies:
        leden.append([(i,) for i in range(len(d.klassen))] + [leden_ for _, leden_ in d.samen])
    return [nummers[np.ix_(*keuze)].ravel().tolist() for keuze in product(*leden)]


def is_secret(aantal: int, basis: int, nul: bool, d: Drempelset) -> bool:
    if basis < d.min_basis:
        return True
    if aantal < d.min_aantal and (aantal > 0 or nul):
        return True
    return basis - aantal < d.min_complement or aantal > d.max_aandeel * basis


def all_tables(daken: list[int]) -> Tabellen:
    return np.array(list(product(*(range(dak + 1) for dak in daken))), dtype=np.int64)


def shown(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> int | None:
    waarde = rij.waarden[[kop.code for kop in tabel.koppen].index(code)]
    assert waarde is None or isinstance(waarde, int)
    return waarde


def rounded(telling: NDArray[np.int64], stap: int) -> NDArray[np.int64]:
    """The multiple of `stap` that is nearest, by searching for it."""
    veelvouden = np.arange(0, telling.max(initial=0) + 2 * stap, stap)
    afstand = np.abs(telling[..., None] - veelvouden)
    # with an even step the half goes up: the last of the nearest
    return veelvouden[veelvouden.size - 1 - np.argmin(afstand[..., ::-1], axis=-1)]


def possible_outcomes(tabel: Celtabel, veilig: VeiligeTabel, d: Drempelset) -> Tabellen:
    """All outcomes that agree with what is shown, for who knows the size of every group."""
    basis = tabel.basis.ravel()
    mogelijk = all_tables(basis.tolist())
    for bladen, rij in zip(leaves_of(tabel), veilig.rijen, strict=True):
        if not rij.getoond:
            continue
        som = mogelijk[:, bladen].sum(axis=1)
        past = rounded(som, d.afronding) == shown(veilig, rij, "aantal")
        grootte = int(basis[bladen].sum())
        nul = tabel.nul_gevoelig and d.nul_gevoelig
        toonbaar = np.array([not is_secret(int(s), grootte, nul, d) for s in range(grootte + 1)])
        mogelijk = mogelijk[past & toonbaar[som]]
    return mogelijk


def possible_sizes(tabel: Celtabel, veilig: VeiligeTabel, d: Drempelset, hoogste: int) -> Tabellen:
    """All sizes of groups, up to `hoogste` a leaf, that agree with what is shown."""
    mogelijk = all_tables([hoogste] * tabel.basis.size)
    for bladen, rij in zip(leaves_of(tabel), veilig.rijen, strict=True):
        if rij.getoond:
            som = mogelijk[:, bladen].sum(axis=1)
            past = rounded(som, d.afronding) == shown(veilig, rij, "groep")
            mogelijk = mogelijk[past & (som >= d.min_basis)]
    return mogelijk


def insiders(tabel: Celtabel, mogelijk: Tabellen) -> Iterator[tuple[int, Tabellen]]:
    """For each leaf somebody with and somebody without the outcome: what he can think possible."""
    assert tabel.aantal is not None
    for blad, (met, basis) in enumerate(
        zip(tabel.aantal.ravel(), tabel.basis.ravel(), strict=True)
    ):
        if met > 0:
            yield blad, mogelijk[mogelijk[:, blad] >= 1]
        if met < basis:
            yield blad, mogelijk[mogelijk[:, blad] < basis]


def narrowed(tabel: Celtabel, veilig: VeiligeTabel, d: Drempelset) -> list[str]:
    """Secret sums that some reader knows too precisely."""
    assert tabel.aantal is not None
    uitkomsten = possible_outcomes(tabel, veilig, d)
    betrokkenen = list(insiders(tabel, uitkomsten))
    groottes = possible_sizes(tabel, veilig, d, hoogste=26)
    nul = tabel.nul_gevoelig and d.nul_gevoelig
    fouten = []
    for bladen, rij in zip(leaves_of(tabel), veilig.rijen, strict=True):
        basis = int(tabel.basis.ravel()[bladen].sum())
        aantal = int(tabel.aantal.ravel()[bladen].sum())
        if not is_secret(aantal, basis, nul, d):
            continue
        if rij.getoond:
            fouten.append("a secret cell is shown")
        if width(uitkomsten, bladen) < min(d.min_aantal, basis):
            fouten.append("an outcome is too narrow")
        if basis < d.min_basis and width(groottes, bladen) < d.min_aantal:
            fouten.append("the size of a group is too narrow")
        for blad, mogelijk in betrokkenen:
            if width(mogelijk, bladen) < min(d.min_aantal, basis - (blad in bladen)):
                fouten.append("an outcome is too narrow for who knows his own record")
    return fouten


def width(tabellen: Tabellen, bladen: list[int]) -> int:
    return int(np.ptp(tabellen[:, bladen].sum(axis=1)))
