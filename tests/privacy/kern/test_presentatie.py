"""How a safe table is written: a long one in parts, a column in equal decimals."""

import pytest

from privacy.kern.presentatie import OVERZICHT, Cel, Tabelweergave, _column_decimals, value_text
from privacy.kern.veilig import Kop, Maat

KOPPEN = (Cel("Soort", False), Cel("Kenmerk", False), Cel("Aantal", True))


def weergave(namen: list[str]) -> Tabelweergave:
    rijen = tuple((Cel(naam, False), Cel("man", False), Cel("10", True)) for naam in namen)
    return Tabelweergave("Tabel", KOPPEN, rijen, 0)


def test_a_long_table_of_groups_is_shown_in_parts_that_hold_every_row() -> None:
    namen = ["geweld"] * OVERZICHT + ["diefstal"] * 5
    delen = weergave(namen).delen
    assert [deel.titel for deel in delen] == ["Tabel: geweld", "Tabel: diefstal"]
    assert [len(deel.rijen) for deel in delen] == [OVERZICHT, 5]
    assert delen[0].koppen == KOPPEN[1:]


@pytest.mark.parametrize(
    "namen",
    [
        ["geweld"] * 25 + ["diefstal"] * 25,  # one table is still overseen
        ["geweld"] * 70,
        [f"straat {nummer}" for nummer in range(70)],
        ["geweld", "diefstal"] * 40,  # not in order: parts would change it
    ],
)
def test_what_reads_better_as_one_table_stays_one(namen: list[str]) -> None:
    assert weergave(namen).delen == ()


@pytest.mark.parametrize(
    ("maat", "waarden", "tekst"),
    [
        (Maat.verhouding, [3.0, 2.72], ["3,00", "2,72"]),
        (Maat.procentpunt, [9, -1], ["9", "−1"]),
        (Maat.procentpunt, [9, -1.5], ["9,0", "−1,5"]),
        (Maat.getal, [8, 17.9], ["8,0", "17,9"]),
        (Maat.getal, [7610, 0.74], ["7.610", "0,74"]),  # one of several measures
        (Maat.aantal, [1235, None], ["1.235", ""]),
        (Maat.procent, [12, 0], ["12%", "0%"]),
    ],
)
def test_figures_of_one_column_have_equal_decimals(
    maat: Maat, waarden: list[float | None], tekst: list[str]
) -> None:
    decimalen = _column_decimals(Kop("k", "K", maat), waarden)
    assert [value_text(maat, waarde, decimalen) for waarde in waarden] == tekst
