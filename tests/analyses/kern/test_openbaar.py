"""Public figures per buurt: what agrees goes into the ledger, the rest is counted."""

import polars as pl

from analyses.kern.openbaar import public_figures
from privacy.kern.atomen import Bestand
from privacy.kern.openbaar import public_contribution
from privacy.kern.uitspraken import Soort, Spanne


def context(*rijen: tuple[str, str, float | None]) -> pl.DataFrame:
    gebied, indicator, waarde = zip(*rijen, strict=True)
    return pl.DataFrame(
        {"gebied": gebied, "jaar": [2016] * len(rijen), "indicator": indicator, "waarde": waarde}
    )


def test_figures_about_residents_of_buurten_are_recognised() -> None:
    cijfers = public_figures(
        context(
            ("BU99990001", "Aantal inwoners ", 3000.0),
            ("WK999900", "Aantal inwoners", 9000.0),
            ("BU99990001", "sociale cohesie", 20.0),
            ("BU99990002", "Mannen", None),
        ),
        2016,
    )
    assert [cijfer.spanne for cijfer in cijfers] == [Spanne(2998, 3002)]


def test_a_figure_that_does_not_agree_is_left_out_and_counted(koppeling) -> None:
    cijfers = public_figures(
        context(
            ("BU99990001", "aantal inwoners", 3000.0), ("BU99990002", "aantal inwoners", 3100.0)
        ),
        2016,
    )
    verslag = koppeling.verslag
    bestand = Bestand(koppeling.lees, verslag.kolommen, verslag.buurtcodes, verslag.pleegbuurten)
    openbaar = public_contribution("CBS", cijfers, bestand)
    assert openbaar.weggelaten == 1
    assert [u.soort for u in openbaar.bijdrage.uitspraken] == [Soort.openbaar]
