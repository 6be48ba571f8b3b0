"""Frequent itemsets, all and with suspects, from residents, beside mlxtend and pyfim."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import polars as pl
from fim import fpgrowth as fpgrowth_c
from mlxtend.frequent_patterns import apriori, fpgrowth, hmine

from analyses.kern.itemsets import Item, frequent_itemsets
from analyses.kern.patronen import count_patterns, radices
from benchmarks import meten

SUPPORT, LENGTE = 0.01, 4


def items() -> list[Item]:
    """Every class of every kenmerk."""
    return [
        Item(kolom, (klasse,), f"{code}={klasse}")
        for kolom, (code, r) in enumerate(
            zip(meten.KENMERKEN, radices(meten.KENMERKEN), strict=True)
        )
        for klasse in range(r)
    ]


def ours_all(bewoners: pl.DataFrame) -> int:
    """All itemsets of at most four classes, by persons: the same work as the peers'."""
    p = count_patterns(bewoners, meten.KENMERKEN)
    drempel = int(np.ceil(SUPPORT * p.personen))
    sets = frequent_itemsets(p.codes, p.n, p.y, items(), min_n=drempel, max_lengte=LENGTE)
    return len(sets.n)


def ours_rules(bewoners: pl.DataFrame) -> int:
    """What the product does: antecedents of three with enough suspects."""
    p = count_patterns(bewoners, meten.KENMERKEN)
    drempel = int(np.ceil(SUPPORT * p.personen))
    sets = frequent_itemsets(p.codes, p.n, p.y, items(), min_y=drempel, max_lengte=LENGTE - 1)
    return len(sets.n)


def one_hot(bewoners: pl.DataFrame) -> pd.DataFrame:
    """Not counted in the peers' time would be fairer to them still: it is a few percent."""
    kolommen = {
        i.label: bewoners[meten.KENMERKEN[i.kolom]].to_numpy() == i.codes[0] for i in items()
    }
    return pd.DataFrame(kolommen)


def by_apriori(bewoners: pl.DataFrame) -> int:
    return len(apriori(one_hot(bewoners), min_support=SUPPORT, max_len=LENGTE))


def by_fpgrowth(bewoners: pl.DataFrame) -> int:
    return len(fpgrowth(one_hot(bewoners), min_support=SUPPORT, max_len=LENGTE))


def by_hmine(bewoners: pl.DataFrame) -> int:
    return len(hmine(one_hot(bewoners), min_support=SUPPORT, max_len=LENGTE))


def with_suspects(bewoners: pl.DataFrame) -> int:
    """Itemsets over the kenmerken and verdachte, of which those with verdachte make the rules."""
    frame = one_hot(bewoners).assign(verdachte=bewoners["verdachte"].to_numpy() == 1)
    sets = fpgrowth(frame, min_support=SUPPORT, max_len=LENGTE)
    plek = frame.columns.get_loc("verdachte")
    return sum(plek in leden for leden in sets["itemsets"])


def by_pyfim(bewoners: pl.DataFrame) -> int:
    """On persons; the lists of items it wants are made in its time, as ours counts patterns."""
    return len(fpgrowth_c(transactions(bewoners), supp=100 * SUPPORT, zmax=LENGTE))


def by_pyfim_patterns(bewoners: pl.DataFrame) -> int:
    """On patterns with their numbers, which polars counts here in its time."""
    geteld = bewoners.select(meten.KENMERKEN).group_by(meten.KENMERKEN).len()
    paren = zip(transactions(geteld), geteld["len"].to_list(), strict=True)
    gewogen = {tuple(rij): aantal for rij, aantal in paren}
    return len(fpgrowth_c(gewogen, supp=100 * SUPPORT, zmax=LENGTE))


def transactions(bewoners: pl.DataFrame) -> list[list[int]]:
    begin = np.cumsum((0, *radices(meten.KENMERKEN)[:-1]))
    codes = bewoners.select(meten.KENMERKEN).to_numpy().astype(np.int64) + begin
    return codes.tolist()


def rows(sizes: Sequence[str]) -> Iterator[meten.Regel]:
    peers = {
        "mlxtend apriori": (by_apriori, 155_000),
        "mlxtend fpgrowth": (by_fpgrowth, 1_000_000),
        "mlxtend hmine": (by_hmine, 155_000),
        "pyfim": (by_pyfim, 1_000_000),
        "pyfim on patterns": (by_pyfim_patterns, 18_000_000),
    }
    yield from meten.compare("itemsets", ours_all, peers, sizes)
    yield from meten.compare(
        "rules", ours_rules, {"mlxtend fpgrowth": (with_suspects, 1_000_000)}, sizes
    )
