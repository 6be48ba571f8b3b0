"""Published figures about areas, as they were kept. They hold no persons."""

from typing import BinaryIO

import polars as pl

from bronnen.kern.arrowstroom import open_whole_arrow

KOLOMMEN: dict[str, pl.DataType] = {
    "gebied": pl.String(),
    "jaar": pl.Int32(),
    "indicator": pl.String(),
    "waarde": pl.Float64(),
    "ondergrens": pl.Float64(),
    "bovengrens": pl.Float64(),
    "n": pl.Int64(),
}


def read_context(stroom: BinaryIO) -> pl.DataFrame:
    """All of KOLOMMEN, one row for each area, year and indicator; what was not delivered is null.

    `stroom` is the decrypted stream of the delivery, which is read to its end and closed.
    """
    with open_whole_arrow(stroom) as lezer:
        tabel = pl.DataFrame(pl.from_arrow(lezer.read_all()))
    return tabel.with_columns(
        pl.lit(None).alias(naam) for naam in KOLOMMEN if naam not in tabel.columns
    ).select(pl.col(naam).cast(soort) for naam, soort in KOLOMMEN.items())
