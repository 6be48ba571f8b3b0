"""Bad input ends in one Dutch sentence without a figure, for every model and every kind of bad."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from analyses.kern.analyse import run
from analyses.kern.specificatie import (
    Buurtdeelspecificatie,
    Buurtspreidingspecificatie,
    Gebiedskeuze,
    Misdrijfspecificatie,
    Regelspecificatie,
    Regressiespecificatie,
    Specificatie,
    Spreidingspecificatie,
)
from analyses.kern.uitkomst import GeenResultaat
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register

KEUZE = Gebiedskeuze(("BU99990001", "BU99990002"), ("BU99990003",))
MODELLEN: list[Specificatie] = [
    Regressiespecificatie(KEUZE),
    Regressiespecificatie(KEUZE, wisselwerking=("geslacht", "leeftijd")),
    Misdrijfspecificatie(KEUZE),
    Buurtdeelspecificatie(KEUZE),
    Regelspecificatie(KEUZE),
]
ZONDER_KENMERKEN: list[Specificatie] = [
    Spreidingspecificatie(KEUZE),
    Buurtspreidingspecificatie(KEUZE),
]
CODES = ("geslacht", "verdachte", "misdrijfgroepen")
Bederf = Callable[[pl.DataFrame], pl.DataFrame]


def outcome(waarde: int) -> Bederf:
    def spoil(frame: pl.DataFrame) -> pl.DataFrame:
        uint8 = pl.lit(waarde, dtype=pl.UInt8)
        return frame.with_columns(verdachte=uint8, misdrijfgroepen=uint8)

    return spoil


def few(aantal: int) -> Bederf:
    return lambda frame: frame.filter(pl.col("buurt") < 3).head(aantal)


def one_a_pattern(frame: pl.DataFrame) -> pl.DataFrame:
    kolommen = ["geslacht", "leeftijd", "gezinsgrootte", "huurachterstand", "bijstand"]
    return frame.filter(pl.col("buurt") < 3).unique(kolommen, keep="first", maintain_order=True)


def constant(frame: pl.DataFrame) -> pl.DataFrame:
    """Everybody the same in everything."""
    kolommen = [k for k, soort in frame.schema.items() if soort == pl.UInt8]
    weg = {"verdachte", "misdrijfgroepen", "jaren"}
    return frame.with_columns(pl.lit(1, dtype=pl.UInt8).alias(k) for k in kolommen if k not in weg)


def empty_codes(frame: pl.DataFrame) -> pl.DataFrame:
    een = pl.int_range(pl.len()) == 7
    return frame.with_columns(pl.when(~een).then(pl.col(k)).alias(k) for k in CODES)


def known_from_age(frame: pl.DataFrame) -> pl.DataFrame:
    """Suspects are all of some ages and nobody of others."""
    ja = (pl.col("leeftijd") % 2 == 1).cast(pl.UInt8)
    return frame.with_columns(verdachte=ja, misdrijfgroepen=ja)


def rare(frame: pl.DataFrame) -> pl.DataFrame:
    """Nine suspects: one under the threshold."""
    ja = pl.Series(np.arange(frame.height) < 9).cast(pl.UInt8)
    return frame.with_columns(verdachte=ja, misdrijfgroepen=ja)


SLECHT: dict[str, Bederf] = {
    "nobody": few(0),
    "one person": few(1),
    "fewer than parameters": few(12),
    "under fifty": few(49),
    "no events": outcome(0),
    "all events": outcome(1),
    "nine events": rare,
    "constant columns": constant,
    "empty codes": empty_codes,
}
ZONDER = {naam: bederf for naam, bederf in SLECHT.items() if naam != "constant columns"}


@pytest.fixture(scope="module")
def doe(koppeling: Any, onderzoek: Any) -> Any:
    def run_it(vraag: Specificatie, frame: pl.DataFrame) -> Any:
        return run(
            vraag,
            bewoners=frame.select,
            verslag=koppeling.verslag,
            drempels=Drempelset(),
            onderzoek=onderzoek,
            voortgang=lambda percent, stap: None,
            register=Register(""),
        ).resultaat

    return run_it


@pytest.mark.parametrize(
    "vraag", MODELLEN, ids=lambda v: f"{v.soort} {getattr(v, 'wisselwerking', ())}"
)
@pytest.mark.parametrize("naam", SLECHT)
def test_bad_input_is_one_sentence(
    doe: Any, bewoners: pl.DataFrame, vraag: Specificatie, naam: str
) -> None:
    assert_one_sentence(doe, vraag, SLECHT[naam](bewoners))


@pytest.mark.parametrize("vraag", ZONDER_KENMERKEN, ids=lambda v: v.soort)
@pytest.mark.parametrize("naam", ZONDER)
def test_bad_input_of_streets_and_buurten_is_one_sentence(
    doe: Any, bewoners: pl.DataFrame, vraag: Specificatie, naam: str
) -> None:
    assert_one_sentence(doe, vraag, ZONDER[naam](bewoners))


def assert_one_sentence(doe: Any, vraag: Specificatie, frame: pl.DataFrame) -> None:
    with pytest.raises(GeenResultaat) as fout:
        doe(vraag, frame)
    melding = fout.value.melding
    assert melding.endswith(".")
    assert melding[0].isupper()
    assert not any(teken.isdigit() for teken in melding)


def test_streets_that_are_all_the_same_have_no_cluster(doe: Any, bewoners: pl.DataFrame) -> None:
    """Every third resident of every street, so that no street differs from any other."""
    ja = (pl.int_range(pl.len()).over("straat") % 3 == 0).cast(pl.UInt8)
    resultaat = doe(Spreidingspecificatie(KEUZE), bewoners.with_columns(verdachte=ja))
    assert resultaat.bevinding == "Verdachten wonen verspreid; geen straat springt eruit"


@pytest.mark.parametrize(
    "vraag", MODELLEN[:4], ids=lambda v: f"{v.soort} {getattr(v, 'wisselwerking', ())}"
)
@pytest.mark.parametrize("bederf", [one_a_pattern, known_from_age], ids=lambda b: b.__name__)
def test_what_a_model_cannot_say_is_no_number(
    doe: Any, bewoners: pl.DataFrame, vraag: Specificatie, bederf: Bederf
) -> None:
    """A sentence, or a result in which every shown figure means something."""
    try:
        resultaat = doe(vraag, bederf(bewoners))
    except GeenResultaat:
        return
    for tabel in resultaat.tabellen:
        koppen = [kop.code for kop in tabel.koppen]
        for code in {"odds_ratio", "mor"} & set(koppen):
            assert all(0.001 < float(w) < 1000 for w in tabel.kolom(code) if w is not None)
