import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bronnen.kern import lezen_csv
from bronnen.kern.gelezen import MAX_RIJEN
from bronnen.kern.herkenning import BestandGeweigerd
from tests.bronnen.kern.leesmateriaal import PROEF, Stroom, names, read, refusal, rows


def test_rows_come_with_the_numbers_a_spreadsheet_shows() -> None:
    assert rows(read("nummer;naam\n1;Jan\n2;Piet\n")) == [
        {"rij": 2, "nummer": "1", "naam": "Jan"},
        {"rij": 3, "nummer": "2", "naam": "Piet"},
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_told_from_the_header(separator: str) -> None:
    gelezen = read(f"nummer{separator}naam\n1{separator}a b\n")
    assert (gelezen.scheidingsteken, names(gelezen)) == (separator, ["a b"])


def test_a_comma_in_a_value_does_not_make_it_the_separator() -> None:
    assert names(read("nummer;naam\n1;a,b,c\n")) == ["a,b,c"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(end: str) -> None:
    assert names(read(f"nummer;naam{end}1;Jan{end}2;Piet{end}")) == ["Jan", "Piet"]


def test_the_last_line_may_lack_its_line_end() -> None:
    assert names(read("nummer;naam\n1;Jan\n2;Piet")) == ["Jan", "Piet"]


def test_a_line_break_between_quotes_belongs_to_the_value_and_counts_no_row() -> None:
    found = rows(read('nummer;naam\n1;"Jan\nvan ""Dam"""\n2;Piet\n'))
    assert [(row["rij"], row["naam"]) for row in found] == [(2, 'Jan\nvan "Dam"'), (3, "Piet")]


def test_missing_values_stay_the_text_they_are() -> None:
    assert names(read('nummer;naam\n1;\n2;.\n3;""\n4;NULL\n5;-99999999\n')) == [
        "", ".", "", "NULL", "-99999999",
    ]  # fmt: skip


def test_numbers_and_dates_stay_text() -> None:
    found = names(read("nummer;naam\n1;012345678\n2;1,23E+08\n3;01-02-2024\n4;1.234,56\n"))
    assert found == ["012345678", "1,23E+08", "01-02-2024", "1.234,56"]


def test_header_names_may_differ_in_case_and_spaces_around() -> None:
    assert read(" NUMMER ;Naam\n1;a\n").kolommen == ("nummer", "naam")


def test_columns_may_stand_in_any_order() -> None:
    assert rows(read("naam;nummer\nJan;1\n")) == [{"rij": 2, "nummer": "1", "naam": "Jan"}]


def test_only_approved_columns_are_made() -> None:
    gelezen = read("nummer;naam\n1;Jan\n", toegestaan=frozenset({"nummer"}))
    assert gelezen.niet_goedgekeurd == ("naam",)
    assert rows(gelezen) == [{"rij": 2, "nummer": "1"}]


def test_a_column_the_project_has_no_use_for_is_never_made() -> None:
    gelezen = read("nummer;naam;extra\n1;Jan;geheim\n")
    assert gelezen.niet_nodig == ("extra",)
    assert rows(gelezen) == [{"rij": 2, "nummer": "1", "naam": "Jan"}]


def test_unknown_columns_are_counted_and_named_but_not_made() -> None:
    gelezen = read("nummer;naam;inkomen;hobby\n1;Jan;9;x\n")
    assert (gelezen.onbekend.aantal, gelezen.onbekend.namen) == (2, ("inkomen", "hobby"))
    assert rows(gelezen) == [{"rij": 2, "nummer": "1", "naam": "Jan"}]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<img onerror=x>", "?img onerror?x?"),
        ("=cmd", "?cmd"),
        ("\u202egnp", "?gnp"),
        ("x\x1b[31m", "x??31m"),
        ("123456789", "…"),
        ("a" * 60, "a" * 40),
    ],
)
def test_names_of_unknown_columns_are_safe_to_show(name: str, shown: str) -> None:
    assert read(f"nummer;naam;{name}\n1;a;b\n").onbekend.namen == (shown,)


def test_no_more_than_twenty_unknown_names_are_kept() -> None:
    extra = ";".join(f"x{i}" for i in range(30))
    onbekend = read(f"nummer;naam;{extra}\n").onbekend
    assert (onbekend.aantal, len(onbekend.namen)) == (30, 20)


@pytest.mark.parametrize("row", ["2;Piet;te veel", "2", "2;Piet;x;y"])
def test_a_row_with_a_wrong_number_of_fields_is_counted_with_its_number(row: str) -> None:
    gelezen = read(f"nummer;naam\n1;Jan\n{row}\n3;Klaas\n")
    assert [r["rij"] for r in rows(gelezen)] == [2, 4]
    assert (gelezen.telling.verkeerd_aantal_velden, gelezen.telling.verkeerde_rijen) == (1, [3])


def test_wrong_rows_keep_the_first_twenty_numbers() -> None:
    gelezen = read("nummer;naam\n" + "x\n" * 50 + "1;Jan\n")
    assert [row["rij"] for row in rows(gelezen)] == [52]
    assert gelezen.telling.verkeerd_aantal_velden == 50
    assert gelezen.telling.verkeerde_rijen == list(range(2, 22))


def test_empty_rows_are_no_rows_but_keep_the_numbers_right() -> None:
    gelezen = read("\n\nnummer;naam\n1;Jan\n\n;\n2;Piet\n;;;;\n\n")
    assert [row["rij"] for row in rows(gelezen)] == [4, 7]
    assert (gelezen.telling.rijen, gelezen.telling.verkeerd_aantal_velden) == (2, 0)


def test_batches_are_bounded_and_their_numbers_go_on() -> None:
    count = 2 * MAX_RIJEN + 10
    body = "".join(f"{i};n\n" for i in range(count))
    batches = list(read("nummer;naam\n" + body).batches())
    assert max(batch.num_rows for _, batch in batches) <= MAX_RIJEN
    assert [n for nummers, _ in batches for n in nummers.tolist()] == list(range(2, count + 2))


def test_numbers_stay_right_over_the_edges_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lezen_csv, "_BLOK", 64)
    body = "".join(f'{i};"a\n{i}"\n' if i % 3 else f"{i};te;veel\n" for i in range(1, 200))
    gelezen = read("nummer;naam\n" + body, step=7)
    found = rows(gelezen)
    assert all(int(str(row["nummer"])) + 1 == row["rij"] for row in found)
    assert gelezen.telling.verkeerd_aantal_velden == 66


_VALUES = st.text(st.characters(exclude_characters="\0ÃÂâ", exclude_categories=["Cs"]), max_size=20)


@settings(deadline=None)
@given(st.lists(_VALUES, min_size=1, max_size=30), st.sampled_from([";", ",", "\t"]))
def test_what_a_csv_writer_quotes_is_read_back(values: list[str], separator: str) -> None:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([["nummer", "naam"], *[["1", value] for value in values]])
    assert names(read(target.getvalue(), step=5)) == values


@settings(deadline=None)
@given(st.lists(_VALUES.filter(lambda text: '"' not in text), min_size=1, max_size=30))
def test_minimal_quoting_is_read_as_the_csv_module_reads_it(values: list[str]) -> None:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";").writerows([["nummer", "naam"], *[["1", v] for v in values]])
    assert names(read(target.getvalue())) == values


# Bad files


@pytest.mark.parametrize("contents", ["", "\n", "   \r\n\r\n", "\ufeff"])
def test_an_empty_file_is_refused(contents: str) -> None:
    assert refusal(contents).code == "leeg"


def test_a_header_without_rows_is_refused() -> None:
    assert refusal("nummer;naam\n").code == "geen_rijen"


def test_a_file_without_header_is_refused_and_the_expected_names_are_given() -> None:
    error = refusal("123456782;Jansen\n987654321;Pietersen\n")
    assert error.code == "kop_ontbreekt"
    assert "nummer; naam" in error.melding
    assert "Jansen" not in error.melding


def test_a_missing_column_is_named() -> None:
    error = refusal("nummer;leeftijd\n1;34\n")
    assert error.melding == "De kolom naam ontbreekt. Voeg die toe en lever opnieuw."


def test_a_column_that_is_not_approved_need_not_be_delivered() -> None:
    gelezen = read("nummer\n1\n", toegestaan=frozenset({"nummer"}))
    assert rows(gelezen) == [{"rij": 2, "nummer": "1"}]


def test_nothing_approved_means_nothing_read() -> None:
    assert refusal("nummer;naam\n1;Jan\n", toegestaan=frozenset()).code == "niets_goedgekeurd"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("nummer;naam;NAAM", "De kolom naam staat meer dan één keer"),
        ("nummer;01.99.20;naam", "De kolom nummer staat meer dan één keer"),
        ("nummer;naam;x;X", "Kolom 3 en kolom 4 hebben dezelfde naam"),
    ],
)
def test_a_double_header_is_refused(header: str, words: str) -> None:
    error = refusal(f"{header}\n1;2;3;4\n")
    assert error.code == "kolom_dubbel"
    assert error.melding.startswith(words)


def test_columns_without_a_name_may_be_many() -> None:
    assert read("nummer;naam;;;\n1;Jan;;;\n").onbekend.aantal == 3


def test_a_last_line_that_is_cut_off_is_refused() -> None:
    assert refusal("nummer;naam\n1;Jan\n2").code == "afgekapt"


def test_a_file_that_ends_between_quotes_is_refused_with_the_row() -> None:
    error = refusal('nummer;naam\n1;Jan\n2;"Piet\n')
    assert (error.code, "Regel 3:" in error.melding) == ("aanhalingsteken", True)
    assert "Piet" not in error.melding


def test_a_quote_that_is_never_closed_is_found_without_reading_the_whole_file() -> None:
    class Endless(Stroom):
        seen = 0

        def read(self, size: int = -1) -> bytes:
            part = super().read(size) or b"2;Jan\n" * 100_000
            Endless.seen += len(part)
            return part

    stroom = Endless(b'nummer;naam\n1;Jan\n2;"Piet\n')
    gelezen = lezen_csv.read_csv(stroom, schema=PROEF, toegestaan=frozenset(PROEF.elementen))
    with pytest.raises(BestandGeweigerd) as caught:
        rows(gelezen)
    assert (caught.value.code, "Regel 3:" in caught.value.melding) == ("aanhalingsteken", True)
    assert Endless.seen < 20 * 1024 * 1024


def test_a_loose_quote_is_refused_with_the_row() -> None:
    error = refusal('nummer;naam\n1;Jan\n2;5" pijp\n3;Jan\n4;7" pijp\n')
    assert (error.code, "Regel 3:" in error.melding) == ("aanhalingsteken", True)


def test_quotes_within_a_value_are_kept() -> None:
    assert names(read('nummer;naam\n1;Jan "Piet" Dam\n')) == ['Jan "Piet" Dam']


def test_a_row_without_end_is_refused() -> None:
    error = refusal("nummer;naam\n1;" + "x" * 9_000_000)
    assert (error.code, "Regel 2" in error.melding) == ("regel_te_lang", True)


def test_one_column_without_any_line_end_is_refused() -> None:
    assert refusal("x" * 9_000_000).code == "regel_te_lang"


@pytest.mark.parametrize("count", [5_001, 100_000, 1_000_000])
def test_too_many_columns_are_refused(count: int) -> None:
    header = ";".join(["nummer", "naam", *(f"c{i}" for i in range(count))])
    assert refusal(header + "\n1;2\n").code in {"te_veel_kolommen", "regel_te_lang"}


def test_messages_never_hold_a_value_of_the_file() -> None:
    secret = "999993653"
    files = [
        f"{secret};x\n",
        f"nummer;leeftijd\n{secret};1\n",
        f'nummer;naam\n{secret};"x\n',
        f"nummer;naam\n1;x\n{secret}",
        f"nummer;naam\n{secret}\0;x\n",
        f"nummer;naam;{secret};{secret}\n1;2;3;4\n",
    ]
    assert not any(re.search(r"\d{5,}", refusal(contents).melding) for contents in files)


# Deliveries with official headers: one person spans several rows


def test_history_rows_of_a_person_are_left_out_and_counted() -> None:
    gelezen = read(
        "01.99.20;01.99.40;09.99.20\n11;Jan;2020\n;Oud;\n11;Oud;\n12;Ouder;\n22;Piet;2020\n;;\n"
    )
    assert [(row["rij"], row["naam"]) for row in rows(gelezen)] == [(2, "Jan"), (6, "Piet")]
    assert (gelezen.telling.rijen, gelezen.telling.vervolgrijen) == (6, 4)


def test_without_the_start_of_a_person_the_first_row_of_a_bsn_counts() -> None:
    gelezen = read("01.99.20;01.99.40\n11;Jan\n;Oud\n11;Oud\n22;Piet\n11;Dubbel\n")
    assert names(gelezen) == ["Jan", "Piet", "Dubbel"]


def test_in_other_deliveries_a_row_without_key_is_kept_for_the_checks() -> None:
    assert names(read("nummer;naam\n1;Jan\n;Piet\n1;Dubbel\n")) == ["Jan", "Piet", "Dubbel"]
