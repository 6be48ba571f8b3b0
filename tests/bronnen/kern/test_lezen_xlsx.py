import io
import stat
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from bronnen.kern import xlsx_onderdelen, xlsx_veilig
from bronnen.kern.gelezen import Gelezen
from bronnen.kern.herkenning import BestandGeweigerd, Bestandssoort
from tests.bronnen.kern.leesmateriaal import names, read, refusal, rows

XLSX = Bestandssoort.xlsx
KOP = ["nummer", "naam"]
BLAD = "xl/worksheets/sheet1.xml"
TEKSTEN = "xl/sharedStrings.xml"
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(*lines: list[Any], title: str = "levering") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in lines:
        sheet.append(line)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def changed(contents: bytes, parts: dict[str, bytes]) -> bytes:
    """The workbook with parts replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(contents)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            new.writestr(info.filename, parts.pop(info.filename, None) or old.read(info))
        for name, data in parts.items():
            new.writestr(name, data)
    return target.getvalue()


def with_sheet(rows_xml: str, dimension: str = "A1:B3") -> bytes:
    """A workbook whose sheet is this XML."""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet {NS}><dimension ref="{dimension}"/>'
        f"<sheetData>{rows_xml}</sheetData></worksheet>"
    )
    return changed(workbook(KOP, [1, "Jan"]), {BLAD: xml.encode()})


def text_cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER = f'<row r="1">{text_cell("A1", "nummer")}{text_cell("B1", "naam")}</row>'


def read_book(contents: bytes, **kwargs: Any) -> Gelezen:
    return read(contents, soort=XLSX, **kwargs)


def code(contents: bytes, **kwargs: Any) -> str:
    return refusal(contents, soort=XLSX, **kwargs).code


def test_rows_come_with_the_numbers_a_spreadsheet_shows() -> None:
    gelezen = read_book(workbook(KOP, ["1", "Jan"], [None, None], ["2", "Piet"]))
    assert [(row["rij"], row["naam"]) for row in rows(gelezen)] == [(2, "Jan"), (4, "Piet")]
    assert (gelezen.codering, gelezen.scheidingsteken) == (None, None)


def test_a_table_that_starts_lower_keeps_its_row_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, line in enumerate([KOP, ["1", "Jan"]], start=4):
        for column, value in enumerate(line, start=3):
            sheet.cell(row, column, value)
    assert [row["rij"] for row in rows(read_book(saved(book)))] == [5]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12345678, "12345678"),
        (999993653.0, "999993653"),
        (1.5, "1,5"),
        (1234.56, "1234,56"),
        (0.1 + 0.2, "0,3"),
        (1e-7, "0,0000001"),
        (-99999999, "-99999999"),
        (42370, "42370"),
        (True, "WAAR"),
        (False, "ONWAAR"),
        (date(2016, 3, 9), "2016-03-09"),
        (datetime.combine(date(2016, 3, 9), time()), "2016-03-09"),
        (datetime.combine(date(2016, 3, 9), time(12, 5)), "2016-03-09T12:05:00"),
        (time(3, 4), "03:04:00"),
        ("0123", "0123"),
        ("1,23E+08", "1,23E+08"),
        ("Müller €", "Müller €"),
        ("a\nb", "a\nb"),
    ],
)
def test_a_cell_becomes_the_text_a_supplier_would_type(cell: object, text: str) -> None:
    assert names(read_book(workbook(KOP, ["1", cell]))) == [text]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(date(2016, 3, 1), "2016-03"), (date(2016, 3, 9), "2016-03-09"), ("2016-03", "2016-03")],
)
def test_a_month_that_excel_made_a_date_is_a_month_again(cell: object, text: str) -> None:
    gelezen = read_book(workbook([*KOP, "maand"], ["1", "Jan", cell]))
    assert [row["maand"] for row in rows(gelezen)] == [text]


def test_only_approved_columns_are_made() -> None:
    gelezen = read_book(workbook(KOP, [1, "Jan"]), toegestaan=frozenset({"nummer"}))
    assert rows(gelezen) == [{"rij": 2, "nummer": "1"}]


def test_unknown_columns_are_named() -> None:
    assert read_book(workbook([*KOP, "inkomen"], [1, "a", 5])).onbekend.namen == ("inkomen",)


def two_sheets() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "eerste"
    first.append(KOP)
    first.append(["1", "Jan"])
    second = book.create_sheet("tweede")
    second.append(KOP)
    second.append(["1", "Piet"])
    return book


@pytest.mark.parametrize(("blad", "name"), [(None, "Jan"), ("eerste", "Jan"), ("tweede", "Piet")])
def test_the_first_sheet_or_the_named_one_is_read(blad: str | None, name: str) -> None:
    assert names(read_book(saved(two_sheets()), blad=blad)) == [name]


def test_a_hidden_sheet_is_not_the_first() -> None:
    book = two_sheets()
    book["eerste"].sheet_state = "hidden"
    book.active = 1
    assert names(read_book(saved(book))) == ["Piet"]


def test_a_sheet_that_is_not_there_is_refused() -> None:
    assert code(saved(two_sheets()), blad="derde") == "blad_ontbreekt"


def test_batches_are_bounded() -> None:
    contents = workbook(KOP, *[[i, "n"] for i in range(20_000)])
    batches = [batch for _, batch in read_book(contents).batches()]
    assert sum(batch.num_rows for batch in batches) == 20_000
    assert max(batch.num_rows for batch in batches) <= 16_384


def test_official_headers_are_read() -> None:
    contents = workbook(["01.99.20", "01.99.40"], ["11", "Jan"], [None, "Oud"], ["22", "Piet"])
    assert names(read_book(contents)) == ["Jan", "Piet"]


# Bad files


def test_an_empty_sheet_is_refused() -> None:
    assert code(workbook()) == "leeg"


def test_a_header_without_rows_is_refused() -> None:
    assert code(workbook(KOP)) == "geen_rijen"


def test_a_missing_header_is_refused() -> None:
    assert code(workbook(["Jan", "Piet"], [1, 2])) == "kop_ontbreekt"


def test_a_missing_column_is_named() -> None:
    error = refusal(workbook(["nummer"], [1]), soort=XLSX)
    assert error.melding == "De kolom naam ontbreekt. Voeg die toe en lever opnieuw."


def test_a_double_header_is_refused() -> None:
    assert code(workbook([*KOP, "naam"], [1, 2, 3])) == "kolom_dubbel"


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://example.org";"x")'])
def test_formulas_are_refused(cell: str) -> None:
    assert code(workbook(KOP, [1, cell])) == "formule"


@pytest.mark.parametrize("tag", ["<f>A1</f>", "<f/>", '<f t="shared" si="0"/>', "<f\n>A1</f>"])
def test_every_way_to_write_a_formula_is_found(tag: str) -> None:
    contents = with_sheet(f'{HEADER}<row r="2"><c r="A2">{tag}<v>1</v></c></row>')
    assert code(contents) == "formule"


def test_a_formula_on_another_sheet_is_nobodys_business() -> None:
    book = two_sheets()
    book["tweede"].append(["=1+1", "x"])
    assert names(read_book(saved(book))) == ["Jan"]


def test_cells_with_an_error_are_refused() -> None:
    contents = with_sheet(f'{HEADER}<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>')
    assert code(contents) == "foutwaarde"


FAR_CORNERS = [
    '<c r="XFD1048576"><v>1</v></c>',
    "<c r='XFD1048576'><v>1</v></c>",
    '<c s="1" r="XFD1048576"><v>1</v></c>',
    '<c\nr = "XFD1048576"><v>1</v></c>',
    '<c r="xfd1048576"><v>1</v></c>',
    '<c r="ZZZ99999999999"><v>1</v></c>',
]


@pytest.mark.parametrize("cell", FAR_CORNERS)
def test_a_cell_in_the_far_corner_is_refused_before_memory_is_asked_for(cell: str) -> None:
    contents = with_sheet(f'{HEADER}<row r="2">{cell}</row>')
    assert code(contents) == "te_veel_cellen"


def test_a_far_row_with_a_cell_without_reference_is_refused() -> None:
    row = '<row r="1048576"><c><v>1</v></c></row>'
    wide = f'<row r="1"><c r="A1"><v>1</v></c><c r="ZZ1"><v>1</v></c></row>{row}'
    assert code(with_sheet(wide)) == "te_veel_cellen"


def test_a_dimension_that_lies_costs_nothing() -> None:
    contents = with_sheet(
        f'{HEADER}<row r="2">{text_cell("A2", "1")}{text_cell("B2", "Jan")}</row>',
        dimension="A1:XFD1048576",
    )
    assert names(read_book(contents)) == ["Jan"]


def test_a_zip_bomb_is_refused_on_its_ratio() -> None:
    bomb = b"<a/>" * 25_000_000
    assert code(changed(workbook(KOP, [1, "Jan"]), {"xl/media/x.xml": bomb})) == "zipbom"


def test_a_workbook_that_inflates_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_onderdelen, "MAX_UITGEPAKT", 5_000)
    assert code(workbook(KOP, [1, "Jan"])) == "zipbom"


def test_sizes_in_the_directory_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_veilig, "_check_directory", lambda parts: None)
    monkeypatch.setattr(xlsx_onderdelen, "MAX_UITGEPAKT", 5_000)
    assert code(workbook(KOP, [1, "Jan"])) == "zipbom"


def shared(texts: list[str], cells: list[int]) -> bytes:
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    lines = "".join(
        f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="B{r}" t="s"><v>{i}</v></c></row>'
        for r, i in enumerate(cells, start=2)
    )
    strings = f'<?xml version="1.0"?><sst {NS}>{items}</sst>'
    return changed(with_sheet(HEADER + lines), {TEKSTEN: strings.encode()})


def test_one_long_text_in_very_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_onderdelen, "MAX_TEKST", 100_000)
    assert code(shared(["x" * 1_000], [0] * 200)) == "zipbom"


def test_one_long_text_in_one_cell_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_onderdelen, "MAX_TEKST", 100_000)
    found = names(read_book(shared(["x" * 1_000, "kort"], [1] * 199 + [0])))
    assert (len(found), found[-1]) == (200, "x" * 1_000)


def test_a_workbook_above_the_size_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bronnen.kern.lezen_xlsx.MAX_BYTES", 1_000)
    assert code(workbook(KOP, [1, "Jan"])) == "te_groot"


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>'
    f'<worksheet {NS}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&lol2;</t></is></c>'
    "</row></sheetData></worksheet>"
)
XXE = ENTITIES.replace('"lol"', 'SYSTEM "file:///etc/passwd"')
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>'


@pytest.mark.parametrize(
    "part", [BLAD, TEKSTEN, "xl/workbook.xml", "xl/styles.xml", "xl/extra.xml"]
)
@pytest.mark.parametrize("xml", [ENTITIES, XXE, EXTERNAL])
def test_entities_and_external_dtds_are_refused_in_every_part(part: str, xml: str) -> None:
    assert code(changed(workbook(KOP, [1, "Jan"]), {part: xml.encode()})) == "xml_onveilig"


def test_a_dtd_hidden_in_another_encoding_is_refused() -> None:
    part = {BLAD: ENTITIES.encode("utf-16")}
    assert code(changed(workbook(KOP, [1, "Jan"]), part)) == "xml_onveilig"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("xl/vbaProject.bin", "macro"),
        ("xl/macrosheets/sheet1.xml", "macro"),
        ("xl/externalLinks/externalLink1.xml", "externe_verwijzing"),
        ("xl/embeddings/oleObject1.bin", "ingesloten"),
        ("xl/media/bestand.zip", "ingesloten"),
        ("../../etc/x.xml", "onleesbaar"),
        ("/etc/x.xml", "onleesbaar"),
    ],
)
def test_parts_that_do_not_belong_are_refused(part: str, expected: str) -> None:
    assert code(changed(workbook(KOP, [1, "Jan"]), {part: b"x"})) == expected


def test_a_zip_inside_under_another_name_is_refused() -> None:
    inner = workbook(KOP)
    assert code(changed(workbook(KOP, [1, "Jan"]), {"xl/media/a.png": inner})) == "ingesloten"


def test_a_symbolic_link_is_refused() -> None:
    target = io.BytesIO(workbook(KOP, [1, "Jan"]))
    with zipfile.ZipFile(target, "a") as book:
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        book.writestr(link, "/etc/passwd")
    assert code(target.getvalue()) == "onleesbaar"


def test_a_part_packed_in_another_way_than_excel_does_is_refused() -> None:
    target = io.BytesIO(workbook(KOP, [1, "Jan"]))
    with zipfile.ZipFile(target, "a") as book:
        book.writestr("xl/x.xml", b"<a/>", compress_type=zipfile.ZIP_BZIP2)
    assert code(target.getvalue()) == "onleesbaar"


def test_too_many_parts_are_refused() -> None:
    parts = {f"xl/media/{i}.xml": b"<a/>" for i in range(1_001)}
    assert code(changed(workbook(KOP, [1, "Jan"]), parts)) == "zipbom"


def test_a_doubled_part_is_refused() -> None:
    target = io.BytesIO(workbook(KOP, [1, "Jan"]))
    with zipfile.ZipFile(target, "a") as book, pytest.warns(UserWarning, match="Duplicate name"):
        book.writestr(BLAD, "<x/>")
    assert code(target.getvalue()) == "onleesbaar"


def test_an_encrypted_part_is_refused() -> None:
    contents = bytearray(workbook(KOP, [1, "Jan"]))
    place = contents.index(b"PK\x01\x02")
    contents[place + 8] |= 1
    assert code(bytes(contents)) == "versleuteld"


def test_a_workbook_with_a_password_is_refused() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert code(ole + "EncryptedPackage".encode("utf-16-le")) == "versleuteld"


@pytest.mark.parametrize("keep", [30, 200, -30, -300])
def test_a_workbook_that_is_cut_off_is_refused(keep: int) -> None:
    assert code(workbook(KOP, [1, "Jan"])[:keep]) == "onleesbaar"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("brp.csv", "bsn;naam\n1;Jan\n")
    assert code(target.getvalue()) == "onleesbaar"


@pytest.mark.parametrize("xml", [b"<worksheet", b"geen xml", b"<a></b>", b"<worksheet/>"])
def test_a_sheet_with_broken_xml_is_refused(xml: bytes) -> None:
    assert code(changed(workbook(KOP, [1, "Jan"]), {BLAD: xml})) in {"onleesbaar", "leeg"}


def test_flipped_and_lost_bytes_give_rows_or_a_sentence_and_no_other_error() -> None:
    good = workbook(KOP, *[[i, f"n{i}"] for i in range(50)])
    for place in range(0, len(good), 37):
        bad = bytearray(good)
        bad[place] ^= 0xFF
        shorter = good[:place] + good[place + 5 :]
        for contents in (bytes(bad), shorter):
            with suppress(BestandGeweigerd):
                rows(read_book(contents))


def test_messages_never_hold_a_value_of_the_file() -> None:
    secret = "999993653"
    files = [
        workbook([secret, "x"], [1, 2]),
        workbook(["nummer"], [secret]),
        workbook(KOP, [secret, "=1+1"]),
        workbook([*KOP, secret, secret], [1, 2, 3, 4]),
    ]
    assert not any(secret in refusal(contents, soort=XLSX).melding for contents in files)
