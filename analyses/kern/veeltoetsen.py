"""Testing many things at once: Fisher's exact test, and the share of false discoveries.

Fisher's two-sided p adds up all tables that are not more probable than the one seen. Benjamini &
Hochberg (1995, JRSS B 57:289–300) hold the expected share of false discoveries among what is called
a finding; the correction counts every test that was done, not those that are shown.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Getallen = NDArray[np.float64]
Aantallen = NDArray[np.int64]


def fisher_two_sided(met: Aantallen, groep: Aantallen, alle_met: int, allen: int) -> Getallen:
    """p for each group [T]: `met` of its `groep` persons have the outcome, of all `alle_met`."""
    return np.array(
        [_fisher(int(a), int(g), alle_met, allen) for a, g in zip(met, groep, strict=True)]
    )


def _fisher(met: int, groep: int, alle_met: int, allen: int) -> float:
    zonder = allen - groep - alle_met + met
    tabel = np.array([[met, groep - met], [alle_met - met, zonder]])
    return float(stats.fisher_exact(tabel).pvalue)


def false_discovery(p: Getallen, toetsen: int | None = None) -> Getallen:
    """Adjusted p-values [T], in the order given; `toetsen`: how many tests were done in all."""
    m = len(p) if toetsen is None else toetsen
    if m < len(p):
        raise ValueError("more p-values than tests")
    volgorde = np.argsort(p, kind="stable")
    rang = np.arange(1, len(p) + 1)
    bijgesteld = np.minimum.accumulate((m * p[volgorde] / rang)[::-1])[::-1]
    uit = np.empty(len(p))
    uit[volgorde] = np.minimum(bijgesteld, 1.0)
    return uit
