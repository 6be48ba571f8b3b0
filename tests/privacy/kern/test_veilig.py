"""Safe types: made by privacy.kern alone, refused by mypy and at run time elsewhere."""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

from privacy.kern.beschermen import protect_shares, public_table, safe_result
from privacy.kern.drempels import Drempelset
from privacy.kern.onderdrukking import NietTeBeschermen
from privacy.kern.veilig import (
    Auditverslag,
    Kop,
    Maat,
    OnveiligResultaat,
    Reden,
    VeiligeRij,
    VeiligeTabel,
    VeiligResultaat,
)
from tests.privacy.kern.tabelmateriaal import area_table

WORTEL = Path(__file__).resolve().parents[3]
KOPPEN = (Kop("klasse", "Klasse", Maat.label), Kop("aantal", "Aantal", Maat.aantal))
ONGESLAAGD = Auditverslag("m", 1, 0, 0, 1, 3.0, 10, False)


def result(tabellen: tuple[VeiligeTabel, ...], n: int = 9003) -> VeiligResultaat:
    return safe_result(
        soort="cijfers",
        bevinding="Mannen staan vaker als verdachte geregistreerd",
        ondertitel="Aandeel verdachten",
        zin="Zin.",
        leeswijzer=("Zo leest u dit.",),
        alt="Alt.",
        bronnen=("Politie",),
        peildatum="2016-01-01",
        periode="2015",
        n=n,
        basis="inwoners",
        definities=(),
        tabellen=tabellen,
        figuren=({"data": [{"x": [1, 2]}]},),
        specificatie={"kenmerk": "geslacht"},
        drempels=Drempelset(),
    )


@pytest.fixture(scope="module")
def tabel() -> VeiligeTabel:
    return protect_shares(area_table(), Drempelset())


def test_a_table_without_the_seal_is_refused() -> None:
    with pytest.raises(OnveiligResultaat):
        VeiligeTabel("n", "t", KOPPEN, (), None, object())  # type: ignore[arg-type]


def test_a_result_without_the_seal_is_refused(tabel: VeiligeTabel) -> None:
    goed = result((tabel,))
    velden = {veld.name: getattr(goed, veld.name) for veld in dataclasses.fields(goed)}
    with pytest.raises(OnveiligResultaat):
        VeiligResultaat(**velden, zegel=object())  # type: ignore[arg-type]


def test_rows_of_a_safe_table_cannot_be_replaced(tabel: VeiligeTabel) -> None:
    with pytest.raises((OnveiligResultaat, ValueError)):
        dataclasses.replace(tabel, rijen=())  # type: ignore[misc]


def test_a_table_whose_audit_failed_cannot_be_made(tabel: VeiligeTabel) -> None:
    from privacy.kern.veilig import _ZEGEL

    with pytest.raises(OnveiligResultaat, match="audit"):
        dataclasses.replace(tabel, audit=ONGESLAAGD, zegel=_ZEGEL)


def test_a_hidden_row_with_a_figure_cannot_be_made() -> None:
    from privacy.kern.veilig import _ZEGEL

    rij = VeiligeRij(("man", 7), False, Reden.aantal)
    with pytest.raises(OnveiligResultaat, match="hidden row"):
        VeiligeTabel("n", "t", KOPPEN, (rij,), None, _ZEGEL)


def test_nobody_outside_privacy_kern_holds_the_seal() -> None:
    houders = [
        pad.relative_to(WORTEL)
        for app in ("analyses", "bronnen", "buurtmonitor", "privacy")
        for pad in (WORTEL / app).rglob("*.py")
        if "_ZEGEL" in pad.read_text() and (WORTEL / "privacy" / "kern") not in pad.parents
    ]
    assert houders == []


def test_mypy_refuses_a_chart_of_counts(tmp_path: Path) -> None:
    uitvoer = mypy(
        tmp_path,
        """
import numpy as np
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.veilig import VeiligeTabel

def draw(tabel: VeiligeTabel) -> None: ...

draw(Celtabel("t", "T", (Dimensie("d", "D", ("a",)),), np.array([3])))
""",
    )
    assert re.search(r'incompatible type "Celtabel"; expected "VeiligeTabel"', uitvoer)


def test_mypy_refuses_a_table_without_the_seal(tmp_path: Path) -> None:
    uitvoer = mypy(
        tmp_path,
        """
from privacy.kern.veilig import VeiligeTabel

VeiligeTabel("n", "t", (), (), None, object())
""",
    )
    assert re.search(r'incompatible type "object"; expected "_Zegel"', uitvoer)


def mypy(map_: Path, programma: str) -> str:
    """What mypy says of a small program that uses the project."""
    bestand = map_ / "programma.py"
    bestand.write_text(programma)
    opties = ["--strict", "--no-error-summary", f"--cache-dir={map_ / 'cache'}"]
    opties += [f"--config-file={map_ / 'leeg.ini'}", "--follow-imports=silent"]
    (map_ / "leeg.ini").write_text("[mypy]\nignore_missing_imports = True\n")
    gedraaid = subprocess.run(
        [sys.executable, "-m", "mypy", *opties, str(bestand)],
        cwd=WORTEL,
        capture_output=True,
        text=True,
        check=False,
    )
    return gedraaid.stdout + gedraaid.stderr


def test_a_result_reads_back_what_it_wrote(tabel: VeiligeTabel) -> None:
    eerst = result((tabel,))
    assert VeiligResultaat.uit_json(eerst.als_json(), eerst.sha256) == eerst


def test_a_changed_result_is_refused(tabel: VeiligeTabel) -> None:
    eerst = result((tabel,))
    with pytest.raises(OnveiligResultaat):
        VeiligResultaat.uit_json(eerst.als_json().replace("2015", "2016"), eerst.sha256)


def test_the_number_of_residents_is_rounded(tabel: VeiligeTabel) -> None:
    assert result((tabel,)).n == 9005


@pytest.mark.parametrize(("n", "mag"), [(49, False), (50, True), (51, True)])
def test_a_result_is_about_a_group_that_may_be_shown(
    tabel: VeiligeTabel, n: int, mag: bool
) -> None:
    if mag:
        assert result((tabel,), n).n == 50
    else:
        with pytest.raises(NietTeBeschermen):
            result((tabel,), n)


def test_a_result_takes_no_raw_table() -> None:
    with pytest.raises(TypeError):
        result((area_table(),))  # type: ignore[arg-type]


def test_viewers_get_no_reasons_and_no_audit(tabel: VeiligeTabel) -> None:
    bekeken = result((tabel,)).voor_kijkers().tabellen[0]
    assert bekeken.audit is None
    assert {rij.reden for rij in bekeken.rijen} == {None}


def test_public_figures_need_their_source() -> None:
    with pytest.raises(ValueError, match="source"):
        public_table(naam="n", titel="t", koppen=KOPPEN, rijen=[("a", 1)], bronvermelding=" ")


def test_public_figures_are_shown_as_published() -> None:
    publiek = public_table(
        naam="n", titel="Inwoners", koppen=KOPPEN, rijen=[("a", 3)], bronvermelding="CBS 2017"
    )
    assert (publiek.titel, publiek.rijen[0].waarden) == ("Inwoners (CBS 2017)", ("a", 3))
