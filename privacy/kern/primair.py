"""Cells of a table and the rules that one cell must pass by itself, over the whole table at once.

A cell is a group (a class, or several added up, on every dimension) with the persons in it that
have the outcome. It is shown whole (group, count, share) or not at all: the size of a group whose
share may not be shown is hidden too, so that a hidden row tells nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.celtabel import Celtabel, Dimensie, check_size
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import Reden

Tellingen = NDArray[np.int64]
Masker = NDArray[np.bool_]
Matrix = sparse.csr_array


@dataclass(frozen=True)
class Cellen:
    """All R cells of a table in the order of the screen, as sums of N leaf counts.

    A cell is a class of the outcome within one of G groups; groups add up K leaf groups.
    """

    sommen: Matrix  # (R × N) which leaves a cell counts
    bladen: Tellingen  # (N) persons in a leaf
    telling: Tellingen  # (R) persons in a cell
    groep: Tellingen  # (R) its group
    klasse: Tellingen  # (R) its class on the dimension that divides the group; 0 with an outcome
    geheel: Masker  # (R) the class is everybody: the count is the size of the group
    gewoon: Masker  # (R) a class that is nobody's secret
    opgeteld: Tellingen  # (R) on how many dimensions it adds classes up
    groepsommen: Matrix  # (G × K) which leaf groups a group holds
    grootte: Tellingen  # (G) persons in a group
    bladgrootte: Tellingen  # (K) persons in a leaf group
    bladgroep: Tellingen  # (N) the leaf group of a leaf
    uitkomst: bool  # persons with and without an outcome, of whom those with it are shown
    nul_gevoelig: bool

    @property
    def basis(self) -> Tellingen:
        """(R) persons in the group of each cell."""
        return np.asarray(self.grootte[self.groep], dtype=np.int64)


def cells(tabel: Celtabel, verdeling: str | None = None, gewoon: tuple[str, ...] = ()) -> Cellen:
    """Every combination of shown classes; the first dimension changes slowest.

    `verdeling`: the dimension whose classes divide the group (a table without `aantal`);
    `gewoon`: classes of it that are nobody's secret ("geen", "betaald").
    """
    check_size(tabel.dimensies)
    as_ = _axis(tabel, verdeling)
    dims, groepsdims = tabel.dimensies, group_dimensions(tabel, verdeling)
    telling = (tabel.basis if tabel.aantal is None else tabel.aantal).astype(np.int64)
    bladgrootte = (tabel.basis if as_ is None else tabel.basis.sum(axis=as_)).astype(np.int64)
    sommen, groepsommen = _sums(dims), _sums(groepsdims)
    groep, klasse = _group_and_class([len(d.labels) for d in dims], as_)
    delend = dims[as_] if as_ is not None else None
    return Cellen(
        sommen=sommen,
        bladen=telling.ravel(),
        telling=sommen @ telling.ravel(),
        groep=groep,
        klasse=klasse,
        geheel=_classes(delend, lambda d: np.asarray(d.optelling().all(axis=1)))[klasse],
        gewoon=_classes(delend, lambda d: np.isin(d.labels, gewoon))[klasse],
        opgeteld=_levels(dims),
        groepsommen=groepsommen,
        grootte=groepsommen @ bladgrootte.ravel(),
        bladgrootte=bladgrootte.ravel(),
        bladgroep=_group_and_class([len(d.klassen) for d in dims], as_)[0],
        uitkomst=as_ is None,
        nul_gevoelig=tabel.nul_gevoelig,
    )


def group_dimensions(tabel: Celtabel, verdeling: str | None) -> tuple[Dimensie, ...]:
    return tuple(d for d in tabel.dimensies if d.code != verdeling)


def _axis(tabel: Celtabel, verdeling: str | None) -> int | None:
    if (tabel.aantal is None) == (verdeling is None):
        raise ValueError("a table has an outcome, or a dimension that divides the group")
    if verdeling is None:
        return None
    codes = [d.code for d in tabel.dimensies]
    if verdeling not in codes:
        raise ValueError("the table lacks the dimension that divides the group")
    return codes.index(verdeling)


def _sums(dims: tuple[Dimensie, ...]) -> Matrix:
    return _product([d.optelling() for d in dims])


def _product(delen: list[Tellingen]) -> Matrix:
    een = sparse.csr_array(np.ones((1, 1), dtype=np.int64))
    uit = reduce(lambda a, b: sparse.kron(a, sparse.csr_array(b), format="csr"), delen, een)
    return sparse.csr_array(uit)


def _group_and_class(vorm: list[int], as_: int | None) -> tuple[Tellingen, Tellingen]:
    """For each cell in order: its number without dimension `as_`, and its place on it."""
    nummers = np.arange(int(np.prod(vorm)), dtype=np.int64)
    if as_ is None:
        return nummers, np.zeros_like(nummers)
    binnen = int(np.prod(vorm[as_ + 1 :]))
    buiten, rest = np.divmod(nummers, vorm[as_] * binnen)
    return buiten * binnen + rest % binnen, rest // binnen


def _classes(delend: Dimensie | None, waar: Callable[[Dimensie], Masker]) -> Masker:
    return np.zeros(1, dtype=np.bool_) if delend is None else waar(delend)


def _levels(dims: tuple[Dimensie, ...]) -> Tellingen:
    """For each cell on how many dimensions it adds classes up."""
    niveaus = np.zeros(1, dtype=np.int64)
    for d in dims:
        eigen = (np.arange(len(d.labels)) >= len(d.klassen)).astype(np.int64)
        niveaus = (niveaus[:, None] + eigen[None, :]).ravel()
    return niveaus


def primary(cellen: Cellen, drempels: Drempelset) -> list[Reden | None]:
    """For each cell the first rule that it breaks, in fixed order."""
    redenen: list[Reden | None] = [None] * cellen.telling.size
    regels = broken_rules(
        cellen.telling, cellen.basis, cellen.geheel, cellen.gewoon,
        nul_gevoelig(cellen, drempels), drempels,
    )  # fmt: skip
    for reden, gebroken in reversed(regels):
        for plek in np.flatnonzero(gebroken):
            redenen[plek] = reden
    return redenen


def nul_gevoelig(cellen: Cellen, drempels: Drempelset) -> bool:
    return cellen.nul_gevoelig and drempels.nul_gevoelig


def broken_rules(
    telling: Tellingen,
    basis: Tellingen,
    geheel: Masker,
    gewoon: Masker,
    nul: bool,
    drempels: Drempelset,
) -> list[tuple[Reden, Masker]]:
    """Per rule which cells break it; a zero has no reason of its own, for that would tell it."""
    gewone_nul = (telling == 0) & (~np.bool_(nul) | gewoon)
    return [
        (Reden.basis, basis < drempels.min_basis),
        (Reden.aantal, (telling < drempels.min_aantal) & ~gewone_nul & ~geheel),
        (Reden.complement, (basis - telling < drempels.min_complement) & ~geheel),
        (
            Reden.groepsonthulling,
            (telling > drempels.max_aandeel * basis + 1e-9) & ~geheel & ~gewoon,
        ),
    ]


def known_bounds(
    telling: Tellingen,
    basis: Tellingen,
    gewoon: Masker,
    drempels: Drempelset,
) -> tuple[Tellingen, Tellingen]:
    """What the rules themselves tell of a shown count whose group size is known."""
    onder = np.where(telling == 0, 0, drempels.min_aantal)
    plafond = np.floor(drempels.max_aandeel * basis + 1e-9).astype(np.int64)
    hoogste = np.where(gewoon, basis, plafond)
    return onder, np.where(telling == 0, 0, np.minimum(hoogste, basis - drempels.min_complement))


def nested_pairs(dims: tuple[Dimensie, ...]) -> tuple[Tellingen, Tellingen]:
    """Pairs (part, whole) of different cells of which one holds all leaves of the other."""
    delen = [(d.optelling() @ (1 - d.optelling()).T == 0).astype(np.int64) for d in dims]
    bevat = _product(delen).tocoo()
    deel, geheel = bevat.row.astype(np.int64), bevat.col.astype(np.int64)
    anders = deel != geheel
    return deel[anders], geheel[anders]
