"""What a reader of a table knows, as three systems of statements.

`groepen`: sizes of groups, from the rounded sizes shown. `uitkomsten`: persons with the outcome,
for a reader who knows the exact size of every group (population figures are public, and other
charts show the same groups). `samen`: both unknown, for groups so small that their unknown size is
what protects them. A pattern must hold in all three. `marge` asks for wider sums than the
threshold, where sums of whole persons turn out narrower than the linear programme says.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.afronding import known_range, round_counts
from privacy.kern.drempels import Drempelset
from privacy.kern.primair import Cellen, broken_rules, known_bounds, nul_gevoelig
from privacy.kern.stelsel import ALTIJD, Matrix, Stelsel

Tellingen = NDArray[np.int64]
Masker = NDArray[np.bool_]
Paren = tuple[Tellingen, Tellingen]


@dataclass(frozen=True)
class _Doelen:
    sommen: Matrix
    grootte: Tellingen


def groups_system(cellen: Cellen, paren: Paren, drempels: Drempelset, marge: int = 0) -> Stelsel:
    """Sizes of the G groups; the units are the groups. `paren`: nested groups (part, whole)."""
    klein = cellen.grootte < drempels.min_basis
    deel, geheel = (p[~klein[paren[0]] & ~klein[paren[1]]] for p in paren)
    verschil = cellen.grootte[geheel] - cellen.grootte[deel]
    dichtbij = (verschil > 0) & (verschil < drempels.min_verschil)
    verschillen = cellen.groepsommen[geheel[dichtbij]] - cellen.groepsommen[deel[dichtbij]]
    doelen = unique_rows(sparse.vstack([cellen.groepsommen[klein], verschillen], format="csr"))
    onder, boven = _shown_size(cellen, drempels)
    toonbaar = np.flatnonzero(~klein)
    return Stelsel(
        sommen=sparse.csr_array(cellen.groepsommen[toonbaar]),
        onder=onder[toonbaar],
        boven=boven[toonbaar],
        eenheid=toonbaar,
        dak=_ample(cellen, cellen.groepsommen.shape[1]),
        doelen=doelen,
        vereist=np.full(doelen.shape[0], float(drempels.min_aantal + marge)),
        waarheid=cellen.bladgrootte.astype(np.float64),
    )


def outcomes_system(
    cellen: Cellen, geheim: Masker, paren: Paren, drempels: Drempelset, marge: int = 0
) -> Stelsel:
    """Persons with the outcome, sizes of groups known; the units are the cells."""
    grenzen = _shown_count(cellen, drempels)
    toonbaar = np.flatnonzero(~cellen.geheel & ~geheim)
    bekend = _leaf_group_totals(cellen)
    doelen = _outcome_targets(cellen, geheim, paren, drempels)
    totaal = bekend @ cellen.bladen
    return Stelsel(
        sommen=sparse.vstack([cellen.sommen[toonbaar], bekend], format="csr"),
        onder=np.concatenate([grenzen[0][toonbaar], totaal]).astype(np.float64),
        boven=np.concatenate([grenzen[1][toonbaar], totaal]).astype(np.float64),
        eenheid=np.concatenate([toonbaar, np.full(totaal.size, ALTIJD)]),
        dak=_leaf_sizes(cellen).astype(np.float64),
        doelen=doelen.sommen,
        vereist=np.minimum(doelen.grootte, drempels.min_aantal + marge).astype(np.float64),
        waarheid=cellen.bladen.astype(np.float64),
    )


def joint_system(
    cellen: Cellen,
    geheim: Masker,
    groep_verborgen: Masker,
    drempels: Drempelset,
    marge: int = 0,
) -> Stelsel:
    """Counts and sizes both unknown, to protect cells in groups smaller than the threshold."""
    onder, boven = _shown_count(cellen, drempels, exact=False)
    maat_onder, maat_boven = _shown_size(cellen, drempels)
    toonbaar = np.flatnonzero(~cellen.geheel & ~geheim)
    klein = geheim & ~cellen.geheel & (cellen.basis < drempels.min_aantal)
    tellen, grootten, doelen = _joint_sums(cellen, klein)
    open_groep = np.flatnonzero(~groep_verborgen)
    return Stelsel(
        sommen=sparse.vstack([tellen[toonbaar], grootten[open_groep]], format="csr"),
        onder=np.concatenate([onder[toonbaar], maat_onder[open_groep]]).astype(np.float64),
        boven=np.concatenate([boven[toonbaar], maat_boven[open_groep]]).astype(np.float64),
        eenheid=np.concatenate([toonbaar, _unit_of_size(cellen, open_groep)]),
        dak=_ample(cellen, tellen.shape[1]),
        doelen=doelen,
        vereist=np.full(doelen.shape[0], float(drempels.min_aantal + marge)),
        waarheid=_joint_truth(cellen).astype(np.float64),
    )


def _joint_truth(cellen: Cellen) -> Tellingen:
    if not cellen.uitkomst:
        return cellen.bladen
    return np.concatenate([cellen.bladen, _leaf_sizes(cellen) - cellen.bladen])


def _joint_sums(cellen: Cellen, klein: Masker) -> tuple[Matrix, Matrix, Matrix]:
    """Counts, sizes and targets over leaves; with an outcome the leaves are (with, without)."""
    leeg = sparse.csr_array(cellen.sommen.shape, dtype=np.int64)
    if cellen.uitkomst:
        tellen = sparse.hstack([cellen.sommen, leeg], format="csr")
        zonder = sparse.hstack([leeg, cellen.sommen], format="csr")
        doelen = sparse.vstack([tellen[klein], zonder[klein]], format="csr")
        return tellen, tellen + zonder, doelen
    naar_groep = _leaf_to_group(cellen)
    grootten = sparse.csr_array(cellen.groepsommen @ naar_groep)
    return cellen.sommen, grootten, cellen.sommen[klein]


def _unit_of_size(cellen: Cellen, groepen: Tellingen) -> Tellingen:
    """A share table shows a size with its cell; in a frequency table many cells show it."""
    return groepen if cellen.uitkomst else np.full(groepen.size, ALTIJD)


def _outcome_targets(cellen: Cellen, geheim: Masker, paren: Paren, drempels: Drempelset) -> _Doelen:
    """Hidden cells, and differences of nested cells that would break a rule themselves."""
    cel = np.flatnonzero(geheim & ~cellen.geheel & (cellen.basis > 0))
    open_ = ~geheim & ~cellen.geheel
    deel, geheel = (p[open_[paren[0]] & open_[paren[1]]] for p in paren)
    telling, basis, gewoon = _difference(cellen, deel, geheel)
    niet = np.zeros(deel.size, dtype=np.bool_)
    regels = broken_rules(telling, basis, niet, gewoon, nul_gevoelig(cellen, drempels), drempels)
    fout = np.logical_or.reduce([gebroken for _, gebroken in regels]) & (basis > 0)
    verschil = cellen.sommen[geheel[fout]] - cellen.sommen[deel[fout]]
    sommen = sparse.vstack([cellen.sommen[cel], verschil], format="csr")
    eerste = first_of_each_row(sommen)
    grootte = np.concatenate([cellen.basis[cel], basis[fout]])
    return _Doelen(sparse.csr_array(sommen[eerste]), grootte[eerste])


def _difference(
    cellen: Cellen, deel: Tellingen, geheel: Tellingen
) -> tuple[Tellingen, Tellingen, Masker]:
    """Count, group size and plainness of (whole without part)."""
    telling = cellen.telling[geheel] - cellen.telling[deel]
    meer = cellen.basis[geheel] - cellen.basis[deel]
    zelfde_klasse = cellen.klasse[geheel] == cellen.klasse[deel]
    basis = np.where(zelfde_klasse, meer, cellen.basis[geheel])
    return telling, basis, cellen.gewoon[geheel] & zelfde_klasse


def _leaf_to_group(cellen: Cellen) -> Matrix:
    n, k = cellen.bladgroep.size, cellen.groepsommen.shape[1]
    een = np.ones(n, dtype=np.int64)
    return sparse.csr_array((een, (cellen.bladgroep, np.arange(n))), shape=(k, n))


def _leaf_group_totals(cellen: Cellen) -> Matrix:
    """In a frequency table the classes of a group add up to its known size."""
    if cellen.uitkomst:
        return sparse.csr_array((0, cellen.bladen.size), dtype=np.int64)
    return _leaf_to_group(cellen)


def _leaf_sizes(cellen: Cellen) -> Tellingen:
    """The size of the leaf group of each leaf."""
    return cellen.bladgrootte[cellen.bladgroep]


def _ample(cellen: Cellen, bladen: int) -> NDArray[np.float64]:
    """No upper limit that a reader could use, yet finite."""
    return np.full(bladen, 2.0 * float(cellen.bladgrootte.sum()) + 1000.0)


def _shown_size(cellen: Cellen, drempels: Drempelset) -> tuple[NDArray[np.float64], ...]:
    afgerond = round_counts(cellen.grootte, drempels.afronding)
    onder, boven = known_range(afgerond, drempels.afronding)
    return np.maximum(onder, drempels.min_basis).astype(np.float64), boven.astype(np.float64)


def _shown_count(
    cellen: Cellen, drempels: Drempelset, exact: bool = True
) -> tuple[Tellingen, Tellingen]:
    afgerond = round_counts(cellen.telling, drempels.afronding)
    onder, boven = known_range(afgerond, drempels.afronding)
    minst, meest = known_bounds(cellen.telling, cellen.basis, cellen.gewoon, drempels)
    if not exact:
        meest = np.where(cellen.telling == 0, 0, boven)
    return np.maximum(onder, minst), np.minimum(boven, meest)


def first_of_each_row(sommen: Matrix) -> Tellingen:
    """Positions of the rows that were not met before."""
    matrix = sparse.csr_array(sommen)
    matrix.eliminate_zeros()
    matrix.sort_indices()
    gezien: dict[bytes, int] = {}
    for rij in range(matrix.shape[0]):
        van, tot = matrix.indptr[rij], matrix.indptr[rij + 1]
        sleutel = matrix.indices[van:tot].tobytes() + b"|" + matrix.data[van:tot].tobytes()
        gezien.setdefault(sleutel, rij)
    return np.fromiter(gezien.values(), dtype=np.int64, count=len(gezien))


def unique_rows(sommen: Matrix) -> Matrix:
    return sparse.csr_array(sparse.csr_array(sommen)[first_of_each_row(sommen)])
