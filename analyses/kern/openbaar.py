"""Public figures per buurt in a delivery of context, as far as they count the same residents."""

from collections.abc import Mapping

import polars as pl

from analyses.kern.voorwaarden import OUDST, also, classes, living
from bronnen.kern.kenmerken import BIJSTAND, GESLACHT
from privacy.kern.openbaar import Openbaarcijfer
from privacy.kern.uitspraken import Groep, condition

# How Statistics Netherlands calls them (Kerncijfers wijken en buurten), with their rounding.
MAN, VROUW = 0, 1
INDICATOREN: Mapping[str, tuple[Groep, int]] = {
    "aantal inwoners": ((), 5),
    "mannen": ((classes(GESLACHT.code, (MAN,)),), 5),
    "vrouwen": ((classes(GESLACHT.code, (VROUW,)),), 5),
    "0 tot 15 jaar": ((condition("jaren", range(15)),), 5),
    "15 tot 25 jaar": ((condition("jaren", range(15, 25)),), 5),
    "25 tot 45 jaar": ((condition("jaren", range(25, 45)),), 5),
    "45 tot 65 jaar": ((condition("jaren", range(45, 65)),), 5),
    "65 jaar of ouder": ((condition("jaren", range(65, OUDST + 1)),), 5),
    "personen met bijstand": ((classes(BIJSTAND.code, range(1, len(BIJSTAND.klassen))),), 10),
}


def public_figures(context: pl.DataFrame, jaar: int) -> tuple[Openbaarcijfer, ...]:
    """Numbers of residents in buurten; `context` as `bronnen.kern.context` reads it."""
    buurten = context.filter(
        (pl.col("jaar") == jaar)
        & pl.col("gebied").str.starts_with("BU")
        & pl.col("waarde").is_not_null()
    )
    namen = pl.col("indicator").str.to_lowercase().str.strip_chars()
    rijen = buurten.select("gebied", namen, "waarde").sort("gebied", "indicator").rows()
    return tuple(
        Openbaarcijfer(also(living((gebied,)), INDICATOREN[naam][0]), round(waarde), stap)
        for gebied, naam, waarde in rijen
        if naam in INDICATOREN and waarde >= 0
        for stap in (INDICATOREN[naam][1],)
    )
