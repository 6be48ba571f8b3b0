"""A six-way table with all its margins: from residents to every count, beside duckdb and pandas.

duckdb's CUBE gives every combination of classes of every set of the six kenmerken that occurs;
so does mining itemsets of one person or more over them. pandas has no cube: one three-way table.
"""

from collections.abc import Iterator, Sequence

import duckdb
import pandas as pd
import polars as pl

from analyses.kern.itemsets import Item, frequent_itemsets
from analyses.kern.patronen import count_patterns, radices
from benchmarks import meten

ZES = ("geslacht", "leeftijd", "gezinsgrootte", "herkomst", "huurachterstand", "bijstand")


def ours(bewoners: pl.DataFrame) -> int:
    p = count_patterns(bewoners, ZES)
    items = [
        Item(kolom, (klasse,), f"{code}={klasse}")
        for kolom, (code, r) in enumerate(zip(ZES, radices(ZES), strict=True))
        for klasse in range(r)
    ]
    return len(frequent_itemsets(p.codes, p.n, p.y, items, max_lengte=len(ZES)).n)


def by_duckdb(bewoners: pl.DataFrame) -> int:
    kolommen = ", ".join(ZES)
    vraag = f"SELECT {kolommen}, count(*), sum(verdachte) FROM b GROUP BY CUBE ({kolommen})"
    with duckdb.connect() as verbinding:
        verbinding.execute("SET threads = 1")
        verbinding.register("b", bewoners.to_arrow())
        return len(verbinding.execute(vraag).fetchall()) - 1


def by_pandas(bewoners: pl.DataFrame) -> int:
    frame = bewoners.select(ZES[:3]).to_pandas()
    return pd.crosstab([frame[ZES[0]], frame[ZES[1]]], frame[ZES[2]], margins=True).size


def rows(sizes: Sequence[str]) -> Iterator[meten.Regel]:
    peers = {"duckdb CUBE": (by_duckdb, 18_000_000), "pandas (3-way)": (by_pandas, 1_000_000)}
    yield from meten.compare("tables", ours, peers, sizes)
