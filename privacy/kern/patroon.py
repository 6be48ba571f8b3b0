"""The pattern of a table: which cells are hidden, so that no reader knows too much.

First so that no size of a small group can be computed, then no outcome, then neither of them where
the unknown size is what protects a cell. A later step only hides more, which undoes no earlier one.
"""

import numpy as np
from numpy.typing import NDArray

from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.kennis import groups_system, joint_system, outcomes_system
from privacy.kern.onderdrukking import Patroon, Voortgang, part_of, suppress
from privacy.kern.primair import Cellen, Masker, group_dimensions, nested_pairs

Getallen = NDArray[np.float64]


def hide(
    tabel: Celtabel,
    cellen: Cellen,
    geheim: Masker,
    drempels: Drempelset,
    verdeling: str | None,
    marge: int,
    blijft: Masker | None = None,
    voortgang: Voortgang | None = None,
) -> Patroon:
    """The cells to hide: those in `geheim`, and what else it takes. What `blijft` was published
    before: hiding it would hide nothing. `voortgang` hears what share is done."""
    kosten = losses(cellen)
    paren = nested_pairs(tabel.dimensies)
    groepsparen = nested_pairs(group_dimensions(tabel, verdeling))
    groepen = groups_system(cellen, groepsparen, drempels, marge)
    uitkomsten = outcomes_system(cellen, geheim, paren, drempels, marge)
    dicht = cellen.grootte < drempels.min_basis
    if cellen.uitkomst:
        samen = joint_system(cellen, geheim, dicht, drempels, marge)
        alle = (groepen, uitkomsten, samen)
        return suppress(alle, geheim, kosten, blijft=blijft, voortgang=voortgang)
    dicht = dicht | _closed_groups(cellen, geheim)
    vast = None if blijft is None else _with_any(cellen, blijft)
    begin, rest = part_of(voortgang, 0.0, 0.2), part_of(voortgang, 0.2, 1.0)
    per_groep = _per_group(cellen, kosten)
    eerst = suppress((groepen,), dicht, per_groep, blijft=vast, voortgang=begin)
    samen = joint_system(cellen, geheim, eerst.verborgen, drempels, marge)
    daarna = geheim | eerst.verborgen[cellen.groep]
    stelsels = (uitkomsten, samen)
    return _both(eerst, suppress(stelsels, daarna, kosten, blijft=blijft, voortgang=rest))


def _both(eerst: Patroon, daarna: Patroon) -> Patroon:
    return Patroon(
        daarna.verborgen,
        eerst.verlies + daarna.verlies,
        eerst.ondergrens + daarna.ondergrens,
    )


def losses(cellen: Cellen) -> Getallen:
    """Loss of hiding a cell: the root of its count; a cell that adds classes up weighs more."""
    return np.asarray(np.sqrt(np.maximum(cellen.telling, 1)) * (1.0 + cellen.opgeteld))


def _closed_groups(cellen: Cellen, geheim: Masker) -> Masker:
    """Groups of which no cell is shown."""
    getoond = np.bincount(cellen.groep, weights=~geheim, minlength=cellen.grootte.size)
    return np.asarray(getoond == 0, dtype=np.bool_)


def _with_any(cellen: Cellen, deel: Masker) -> Masker:
    """Groups with a cell in `deel`."""
    som = np.bincount(cellen.groep, weights=deel, minlength=cellen.grootte.size)
    return np.asarray(som > 0, dtype=np.bool_)


def _per_group(cellen: Cellen, kosten: Getallen) -> Getallen:
    som = np.bincount(cellen.groep, weights=kosten, minlength=cellen.grootte.size)
    return np.asarray(som, dtype=np.float64)
