"""What results tell, against a walk over the residents: every range holds the truth."""

from typing import Any

import polars as pl
import pytest

from analyses.kern.analyse import run
from analyses.kern.specificatie import Regressiespecificatie, standaardset
from privacy.kern.certificaat import Kandidaat
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Bijdrage, Groep, Register, Soort, Uitspraak

CODES = ("BU99990001", "BU99990002"), ("BU99990003",)
STANDAARD = standaardset(*CODES, herkomst=True)


@pytest.fixture(scope="module")
def kandidaten(koppeling: Any, onderzoek: Any) -> list[Kandidaat]:
    return [
        run(
            specificatie,
            bewoners=koppeling.lees,
            verslag=koppeling.verslag,
            drempels=Drempelset(),
            onderzoek=onderzoek,
            voortgang=lambda percent, stap: None,
            register=Register(""),
        )
        for specificatie in STANDAARD
    ]


def meets(frame: pl.DataFrame, groep: Groep, verslag: Any) -> pl.Series:
    uit = pl.repeat(True, frame.height, eager=True)
    for voorwaarde in groep:
        waarden = voorwaarde.waarden
        if voorwaarde.kenmerk == "buurt":
            uit &= frame["buurt"].is_in([verslag.buurtcodes.index(c) for c in waarden])
        elif voorwaarde.kenmerk == "pleegbuurt":
            plekken = {verslag.pleegbuurten.index(c) for c in waarden}
            uit &= pl.Series(
                [bool(plekken & set(deel)) for deel in frame["pleegbuurten"].to_list()]
            )
        else:
            uit &= frame[voorwaarde.kenmerk].is_in(list(waarden))
    return uit


def holds(uitspraak: Uitspraak, frame: pl.DataFrame, verslag: Any) -> bool:
    groep = meets(frame, uitspraak.groep, verslag)
    aantal = (groep & meets(frame, uitspraak.uitkomst, verslag)).sum()
    paren = ((uitspraak.grootte, groep.sum()), (uitspraak.aantal, aantal))
    return all(spanne is None or spanne.van <= n <= spanne.tot for spanne, n in paren)


def test_every_range_holds_the_truth(kandidaten: list[Kandidaat], koppeling: Any) -> None:
    gezien = dict.fromkeys(u for k in kandidaten for u in k.bijdrage.uitspraken)
    fout = [u for u in gezien if not holds(u, koppeling.bewoners, koppeling.verslag)]
    assert fout == []


def test_every_hidden_cell_is_a_secret_statement(kandidaten: list[Kandidaat]) -> None:
    for kandidaat in kandidaten:
        geheim = sum(u.geheim for u in kandidaat.bijdrage.uitspraken)
        if kandidaat.resultaat.soort != "spreiding":
            assert geheim == kandidaat.resultaat.verborgen == len(kandidaat.bewijs.verborgen)


def test_the_ledger_takes_every_level_of_a_regression_to_be_known(
    kandidaten: list[Kandidaat],
) -> None:
    """The five references too, of which no row shows anything."""
    plek = next(i for i, s in enumerate(STANDAARD) if isinstance(s, Regressiespecificatie))
    uitspraken = kandidaten[plek].bijdrage.uitspraken
    alleen_geteld = [u for u in uitspraken if u.soort is Soort.regressie and u.grootte is None]
    assert len(alleen_geteld) == 5
    assert all(u.aantal.tot == u.aantal.van for u in uitspraken if u.aantal)


def test_what_is_told_survives_the_database(kandidaten: list[Kandidaat]) -> None:
    for kandidaat in kandidaten:
        assert Bijdrage.uit_json(kandidaat.bijdrage.als_json()) == kandidaat.bijdrage
