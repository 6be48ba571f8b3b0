"""Kinds of crime side by side: the same levels, one correction, and who is too small named."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from analyses.kern import newton
from analyses.kern.analyse import run
from analyses.kern.misdrijven import TE_WEINIG, by_kind
from analyses.kern.ontwerp import build
from analyses.kern.patronen import count_patterns, numbers_of
from analyses.kern.specificatie import (
    BREDE_FACTOREN,
    Gebiedskeuze,
    Misdrijfspecificatie,
    OnjuisteSpecificatie,
    from_dict,
    to_dict,
)
from analyses.kern.telling import Telvraag, counted
from analyses.kern.trossen import covariance_of, robust_covariance
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.voorwaarden import of_crime
from bronnen.kern.kenmerken import MISDRIJFGROEPEN
from privacy.kern.certificaat import Kandidaat
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register

KEUZE = Gebiedskeuze(("BU99990001", "BU99990002"), ("BU99990003",))


@pytest.fixture(scope="module")
def doe(koppeling: Any, onderzoek: Any) -> Any:
    def run_it(bewoners: pl.DataFrame, **velden: Any) -> Kandidaat:
        return run(
            Misdrijfspecificatie(KEUZE, **velden),
            bewoners=bewoners.select,
            verslag=koppeling.verslag,
            drempels=Drempelset(),
            onderzoek=onderzoek,
            voortgang=lambda percent, stap: None,
            register=Register(""),
        )

    return run_it


@pytest.fixture(scope="module")
def kandidaat(doe: Any, bewoners: pl.DataFrame) -> Kandidaat:
    return doe(bewoners)


def test_every_group_has_the_same_rows(kandidaat: Kandidaat) -> None:
    termen = kandidaat.resultaat.tabellen[1]
    per_groep: dict[object, list[object]] = {}
    for rij in termen.rijen:
        per_groep.setdefault(rij.waarden[0], []).append(rij.waarden[1:4])
    assert list(per_groep) == list(MISDRIJFGROEPEN)
    assert len({str(rijen) for rijen in per_groep.values()}) == 1
    assert len(kandidaat.resultaat.figuren) == len(per_groep)


def test_a_rare_group_is_named_and_not_shown(doe: Any, bewoners: pl.DataFrame) -> None:
    """Of weapons only a few suspects are left; they stay suspects of nothing in particular."""
    wapens = pl.col("misdrijfgroepen") == 8
    zeldzaam = bewoners.with_columns(
        misdrijfgroepen=pl.when(wapens & (pl.int_range(pl.len()) % 9 > 0))
        .then(0)
        .otherwise(pl.col("misdrijfgroepen"))
        .cast(pl.UInt8)
    )
    resultaat = doe(zeldzaam).resultaat
    assert "(vuur)wapenmisdrijven" not in resultaat.tabellen[0].kolom("misdrijfgroep")
    zin = "Niet getoond, want te weinig verdachten: (vuur)wapenmisdrijven."
    assert zin in resultaat.leeswijzer


def test_without_enough_suspects_of_any_kind_there_is_one_sentence(
    doe: Any, bewoners: pl.DataFrame
) -> None:
    niets = bewoners.with_columns(misdrijfgroepen=pl.lit(0, dtype=pl.UInt8))
    with pytest.raises(GeenResultaat) as fout:
        doe(niets)
    assert fout.value.melding == TE_WEINIG


def test_tests_are_corrected_for_all_that_were_done(kandidaat: Kandidaat) -> None:
    toetsen = kandidaat.resultaat.tabellen[0]
    assert len(toetsen.rijen) == 5 * len(MISDRIJFGROEPEN)
    assert any("veel toetsen tegelijk" in zin for zin in kandidaat.resultaat.leeswijzer)


def test_noise_is_no_finding(doe: Any, bewoners: pl.DataFrame) -> None:
    kans = np.random.default_rng(12)
    verdachte = kans.random(bewoners.height) < 0.12
    groepen = np.where(verdachte, 1 << kans.integers(0, 7, bewoners.height), 0)
    ruis = bewoners.with_columns(
        verdachte=pl.Series(verdachte).cast(pl.UInt8),
        misdrijfgroepen=pl.Series(groepen).cast(pl.UInt8),
    )
    resultaat = doe(ruis).resultaat
    assert resultaat.bevinding == "Geen kenmerk hangt duidelijk samen met een soort misdrijf"


def test_levels_hold_enough_for_every_outcome(bewoners: pl.DataFrame) -> None:
    vraag = Telvraag((*BREDE_FACTOREN, "misdrijfgroepen"), vanaf=12)
    delen = [m.patronen for m in by_kind(counted(bewoners, vraag), BREDE_FACTOREN)[:3]]
    gebouwd = build(delen[0], BREDE_FACTOREN, lambda n, y: n >= 50 and y >= 10, delen[1:])
    for factor, plaatsen in zip(gebouwd.factoren, gebouwd.plaatsen, strict=True):
        for plek in range(len(factor.niveaus)):
            assert min(int(p.y[plaatsen == plek].sum()) for p in delen) >= 10


def test_a_bit_is_a_misdrijfgroep(bewoners: pl.DataFrame) -> None:
    soorten = by_kind(counted(bewoners, Telvraag(("geslacht", "misdrijfgroepen"))), ("geslacht",))
    for plek in range(len(MISDRIJFGROEPEN)):
        [(_, waarden)] = [
            (v.kenmerk, v.waarden) for v in of_crime(plek) if v.kenmerk != "verdachte"
        ]
        hoort = bewoners["misdrijfgroepen"].is_in(list(waarden))
        traag = count_patterns(bewoners.with_columns(ja=hoort.cast(pl.UInt8)), ("geslacht",), "ja")
        assert soorten[plek].patronen.y.tolist() == traag.y.tolist()
        assert soorten[plek].patronen.n.tolist() == traag.n.tolist()


def test_errors_of_every_kind_of_crime_hold_for_households(bewoners: pl.DataFrame) -> None:
    """By kinds of households, and person by person."""
    vraag = Telvraag(("geslacht", "leeftijd", "misdrijfgroepen"), huishoudens=True)
    for misdrijf in by_kind(counted(bewoners, vraag), ("geslacht", "leeftijd"))[:3]:
        gebouwd = build(misdrijf.patronen, ("geslacht", "leeftijd"), lambda n, y: y >= 10)
        schatting = newton.fit(gebouwd.system(), misdrijf.patronen)
        assert misdrijf.huishoudens is not None
        snel = covariance_of(gebouwd.matrix, schatting, misdrijf.huishoudens)
        ja = bewoners["misdrijfgroepen"].to_numpy() >> misdrijf.plek & 1
        traag = robust_covariance(
            gebouwd.matrix, schatting, numbers_of(bewoners, misdrijf.patronen), ja.astype(int),
            bewoners["huishouden"].to_numpy().astype(int),
        )  # fmt: skip
        np.testing.assert_allclose(snel, traag, rtol=1e-10, atol=1e-14)


def test_every_range_in_the_ledger_holds_the_truth(
    kandidaat: Kandidaat, bewoners: pl.DataFrame
) -> None:
    """Counts of levels, each of which has its own outcome."""
    for uitspraak in kandidaat.bijdrage.uitspraken:
        som = pl.repeat(True, bewoners.height, eager=True)
        for voorwaarde in (*uitspraak.groep, *uitspraak.uitkomst):
            waarden = list(voorwaarde.waarden)
            if voorwaarde.kenmerk == "buurt":
                waarden = [int(code[-4:]) - 1 for code in waarden]
            som &= bewoners[voorwaarde.kenmerk].is_in(waarden)
        if uitspraak.uitkomst and uitspraak.aantal:
            assert uitspraak.aantal.van <= som.sum() <= uitspraak.aantal.tot


def test_herkomst_is_not_asked_by_kind_of_crime() -> None:
    with pytest.raises(OnjuisteSpecificatie, match="Migratieachtergrond"):
        Misdrijfspecificatie(KEUZE, factoren=("geslacht", "herkomst"))


def test_the_question_survives_storage() -> None:
    vraag = Misdrijfspecificatie(KEUZE, factoren=BREDE_FACTOREN)
    assert from_dict(to_dict(vraag)) == vraag
