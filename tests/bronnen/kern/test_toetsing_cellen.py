"""The conventions of every delivery, cell by cell, at their boundaries."""

import pyarrow as pa
import pytest

from bronnen.kern.cellen import ONTBREKEND, Leeswijze, read_cells
from bronnen.kern.leverschema import Soort
from bronnen.kern.meldingen import MELDINGEN
from tests.bronnen.kern.toetsmateriaal import column, read_cell

BEDRAG = column(Soort.bedrag, leeg_toegestaan=True)
GEHEEL = column(Soort.geheel, leeg_toegestaan=True)
CODE = column(Soort.code, codes={"M": "man", "V": "vrouw", "onbekend": "onbekend"})


@pytest.mark.parametrize(
    ("tekst", "waarde"),
    [
        ("0", 0),
        ("12", 12),
        ("1234", 1234),
        ("1.234", 1234),
        ("1.234.567", 1_234_567),
        ("1.234,56", 1234.56),
        ("1234,5", 1234.5),
        ("0,07", 0.07),
        ("-12,50", -12.5),
        ("1,500", 1.5),
        (" 12 ", 12),
    ],
)
def test_an_amount_has_a_decimal_comma_and_dots_for_thousands(tekst: str, waarde: float) -> None:
    assert read_cell(BEDRAG, tekst).waarde == waarde


@pytest.mark.parametrize(
    "tekst",
    ["1234.56", "1.5", "0.07", "12.34,5", "1,234.56", "1,234", "1.2345", ",5", "1,", "1e3", "€ 12",
     "12 euro", "1 234", "--1", "+1", "12345678901234", "٣"],
)  # fmt: skip
def test_other_ways_of_writing_an_amount_are_refused(tekst: str) -> None:
    assert read_cell(BEDRAG, tekst).regel == "getal"


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [
        ("0", None),
        ("1.234", None),
        ("2147483647", None),
        ("2147483648", "bereik"),
        ("-2147483648", "bereik"),
        ("1,5", "geheel_getal"),
        ("12,0", "geheel_getal"),
        ("1.23", "geheel_getal"),
        ("twaalf", "geheel_getal"),
    ],
)
def test_a_whole_number_has_no_decimals_and_fits(tekst: str, regel: str | None) -> None:
    assert read_cell(GEHEEL, tekst).regel == regel


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [("-1", "bereik"), ("0", None), ("600", None), ("601", "bereik"), ("600,01", "geheel_getal")],
)
def test_a_number_lies_within_its_range(tekst: str, regel: str | None) -> None:
    assert read_cell(column(Soort.geheel, minimum=0, maximum=600), tekst).regel == regel


def test_published_figures_keep_all_their_decimals() -> None:
    kolom = column(Soort.decimaal)
    assert read_cell(kolom, "0,123456").regel == "getal"
    assert read_cell(kolom, "0,123456", zoals_geleverd=True).waarde == 0.123456


@pytest.mark.parametrize("tekst", [*ONTBREKEND, "  ", " onbekend "])
@pytest.mark.parametrize("soort", [s for s in Soort if s is not Soort.code])
def test_the_missing_tokens_are_missing_in_every_kind_of_column(soort: Soort, tekst: str) -> None:
    toegestaan = read_cell(column(soort, leeg_toegestaan=True), tekst)
    assert (toegestaan.waarde, toegestaan.regel) == (None, None)
    assert read_cell(column(soort), tekst).regel == "leeg"


@pytest.mark.parametrize("tekst", ["-", "..", "n.v.t.", "Onbekend", "NULL", "nan"])
def test_what_looks_missing_but_is_no_token_is_refused(tekst: str) -> None:
    assert read_cell(GEHEEL, tekst).regel == "geheel_getal"
    assert read_cell(column(Soort.datum, leeg_toegestaan=True), tekst).regel == "datum"


@pytest.mark.parametrize(("tekst", "waarde"), [("M", 1), ("V", 2), (" V ", 2), ("onbekend", 3)])
def test_a_code_is_numbered_in_the_order_of_its_list(tekst: str, waarde: int) -> None:
    assert read_cell(CODE, tekst).waarde == waarde


@pytest.mark.parametrize(("tekst", "regel"), [("m", "code_onbekend"), ("X", "code_onbekend"),
                                              ("", "leeg"), (".", "leeg")])  # fmt: skip
def test_a_code_outside_its_list_is_refused(tekst: str, regel: str) -> None:
    assert read_cell(CODE, tekst).regel == regel


def test_a_refused_code_gives_its_own_sentence() -> None:
    kolom = column(Soort.code, codes={"1": "een", "25": "detentie"}, geweigerd={"25": "Niet doen."})
    assert read_cell(kolom, "25").melding == "Niet doen."
    assert read_cell(kolom, "25").regel == "niet_toegestaan"
    assert read_cell(kolom, "1").regel is None


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [
        ("duurzame gebruiksgoederen", None),
        ("TandArts", "niet_toegestaan"),
        ("kosten tandarts en bril", "niet_toegestaan"),
        ("", None),
    ],
)
def test_a_refused_word_is_found_anywhere_in_text(tekst: str, regel: str | None) -> None:
    kolom = column(Soort.tekst, leeg_toegestaan=True, geweigerd={"tandarts": "Zorg.", "bril": "Z."})
    assert read_cell(kolom, tekst).regel == regel


@pytest.mark.parametrize("tekst", ["5211AB", "5211 AB", "1000AA", "9999ZZ"])
def test_a_postcode_may_have_one_space(tekst: str) -> None:
    assert read_cell(column(Soort.postcode), tekst).regel is None


@pytest.mark.parametrize(
    "tekst", ["0999AA", "521AB", "52111AB", "5211  AB", "5211ab", "5211A", "5211ABC", "AB5211",
              "5211-AB", "5211AÉ"]
)  # fmt: skip
def test_other_postcodes_are_refused(tekst: str) -> None:
    assert read_cell(column(Soort.postcode), tekst).regel == "postcode"


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [
        ("1", None),
        ("99999", None),
        ("00012", None),
        ("100000", "huisnummer"),
        ("0", "huisnummer"),
        ("12a", "huisnummer"),
        ("12-14", "huisnummer"),
        ("-1", "huisnummer"),
        ("12,0", "huisnummer"),
    ],
)
def test_a_house_number_is_a_number_alone(tekst: str, regel: str | None) -> None:
    assert read_cell(column(Soort.huisnummer), tekst).regel == regel


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [
        ("BU07961234", None),
        ("BU0796123", "buurtcode"),
        ("BU079612345", "buurtcode"),
        ("bu07961234", "buurtcode"),
        ("07961234", "buurtcode"),
        ("WK079612", "buurtcode"),
        ("BU0796123X", "buurtcode"),
    ],
)
def test_a_buurtcode_is_bu_and_eight_digits(tekst: str, regel: str | None) -> None:
    assert read_cell(column(Soort.buurtcode), tekst).regel == regel


def test_a_buurtcode_is_kept_as_its_digits() -> None:
    assert read_cell(column(Soort.buurtcode), "BU07961234").waarde == 7961234


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [
        ("BU07961234", None),
        ("WK079612", None),
        ("GM0796", None),
        ("GM07961", "gebiedscode"),
        ("WK07961", "gebiedscode"),
        ("PV30", "gebiedscode"),
        ("0796", "gebiedscode"),
    ],
)
def test_an_area_code_is_of_a_buurt_a_wijk_or_a_gemeente(tekst: str, regel: str | None) -> None:
    assert read_cell(column(Soort.gebiedscode), tekst).regel == regel


@pytest.mark.parametrize(
    ("tekst", "waarde"), [("2016-01", 2016 * 12), ("2016-12", 2016 * 12 + 11), ("1999-10", 23997)]
)
def test_a_month_counts_from_the_year_nought(tekst: str, waarde: int) -> None:
    assert read_cell(column(Soort.maand), tekst).waarde == waarde


@pytest.mark.parametrize(
    "tekst", ["2016-00", "2016-13", "2016-1", "16-01", "01-2016", "201601", "2016-01-01", "0016-01"]
)
def test_other_months_are_refused(tekst: str) -> None:
    assert read_cell(column(Soort.maand), tekst).regel == "maand"


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [("1989", "bereik"), ("1990", None), ("2100", None), ("2101", "bereik"), ("16", "jaar"),
     ("02016", "jaar"), ("0016", "jaar")],
)  # fmt: skip
def test_a_year_has_four_digits(tekst: str, regel: str | None) -> None:
    assert read_cell(column(Soort.jaar, minimum=1990, maximum=2100), tekst).regel == regel


def test_no_sentence_holds_a_value() -> None:
    canary = "KANARIE99"
    for soort in Soort:
        melding = read_cell(column(soort), canary).melding or ""
        assert canary not in melding


def test_every_sentence_says_what_to_do() -> None:
    assert all(zin.endswith(".") and len(zin.split()) > 6 for zin in MELDINGEN.values())


def test_null_and_dictionary_columns_read_as_text() -> None:
    gewoon = pa.array(["1", None, "x", "1"])
    for kolom in (gewoon, gewoon.dictionary_encode()):
        cellen = read_cells(GEHEEL, kolom, Leeswijze())
        assert cellen.per_rij(cellen.leeg).tolist() == [False, True, False, False]
        assert cellen.per_rij(cellen.fout).tolist() == [0, 0, 1, 0]


def test_a_slice_of_a_column_reads_as_its_own_rows() -> None:
    kolom = pa.array(["9", "111222333", "x", "123456782", "111222333"]).slice(1, 3)
    cellen = read_cells(column(Soort.bsn), kolom, Leeswijze())
    assert cellen.waarde.tolist() == [111222333, 0, 123456782]
