"""Through the door: what is refused as a whole, what the report says, what is read at all."""

import errno
import io
import json
import re
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from bronnen import leverschemas
from bronnen.kern.deur import VERKEERDE_SOM
from bronnen.kern.herkenning import Bestandssoort
from privacy.kern.versleuteling import Lezer, Onleesbaar, as_binary, read_key_id
from tests.bronnen.kern.deurmateriaal import (
    BEWONER,
    SLEUTEL,
    SLEUTEL_ID,
    Doorgang,
    as_csv,
    as_xlsx,
    residents,
    sha256,
    take,
    take_stream,
)

SLEUTELKOLOMMEN = ["persoon", "naamgeboorte", "adres", "huishouden", "straat"]


def is_thrown_away(doorgang: Doorgang) -> bool:
    """Refused, and what was written cannot be read."""
    try:
        Lezer(io.BytesIO(doorgang.uitvoer), SLEUTEL).readall()
    except Onleesbaar:
        return not doorgang.verslag.aanvaard and doorgang.verslag.rijen_aanvaard == 0
    return False


def test_a_good_file_is_accepted_and_counted() -> None:
    inhoud = as_csv(residents(3))
    verslag = take(inhoud).verslag
    assert (verslag.aanvaard, verslag.weigering) == (True, None)
    assert (verslag.rijen_gelezen, verslag.rijen_aanvaard, verslag.rijen_geweigerd) == (3, 3, 0)
    assert (verslag.codering, verslag.scheidingsteken) == ("utf-8", ";")
    assert verslag.sha256 == sha256(inhoud)


def test_what_is_kept_names_its_source_version_peildatum_and_key() -> None:
    doorgang = take(as_csv([BEWONER]))
    assert doorgang.tabel.schema.metadata == {
        b"bron": b"brp",
        b"versie": b"1",
        b"peildatum": b"2016-12-31",
    }
    assert read_key_id(io.BytesIO(doorgang.uitvoer)) == SLEUTEL_ID


def test_no_direct_identifier_is_kept() -> None:
    tabel = take(as_csv([BEWONER])).tabel
    assert set(tabel.column_names) == {
        *SLEUTELKOLOMMEN,
        "geslacht",
        "huishoudtype",
        "herkomst",
        "buurtcode",
        "functie_adres",
        "opschorting_reden",
        "leeftijd",
    }


@pytest.mark.parametrize(("geweigerd", "aanvaard"), [(0, True), (1, True), (2, False)])
def test_above_one_percent_of_refused_rows_the_whole_delivery_is_refused(
    geweigerd: int, aanvaard: bool
) -> None:
    rijen = residents(100)
    for rij in rijen[:geweigerd]:
        rij["geslacht"] = "?"
    doorgang = take(as_csv(rijen))
    assert doorgang.verslag.aanvaard is aanvaard
    assert doorgang.verslag.rijen_geweigerd == geweigerd
    assert aanvaard or is_thrown_away(doorgang)


def test_rows_with_too_few_fields_count_as_refused() -> None:
    inhoud = as_csv(residents(200)) + b"111222333;de Vries\n" + as_csv([BEWONER]).splitlines()[1]
    doorgang = take(inhoud + b"\n")
    assert doorgang.regels == {"aantal_velden": (202,)}
    assert doorgang.verslag.rijen_gelezen == 202
    assert (doorgang.verslag.rijen_aanvaard, doorgang.verslag.rijen_geweigerd) == (201, 1)


@pytest.mark.parametrize(("opgegeven", "aanvaard"), [(2, False), (3, True), (4, False)])
def test_the_number_of_rows_is_the_number_declared(opgegeven: int, aanvaard: bool) -> None:
    doorgang = take(as_csv(residents(3)), aantal_rijen=opgegeven)
    assert doorgang.verslag.aanvaard is aanvaard
    assert aanvaard or "3 rijen" in (doorgang.verslag.weigering or "")


def test_another_checksum_refuses_the_file() -> None:
    doorgang = take(as_csv([BEWONER]), sha256="0" * 64)
    assert doorgang.verslag.weigering == VERKEERDE_SOM
    assert is_thrown_away(doorgang)


def test_the_checksum_may_be_in_capitals() -> None:
    inhoud = as_csv([BEWONER])
    assert take(inhoud, sha256=sha256(inhoud).upper()).verslag.aanvaard


def test_a_file_that_was_cut_off_is_told_by_its_checksum() -> None:
    inhoud = as_csv(residents(50))
    doorgang = take(inhoud[:-30], sha256=sha256(inhoud))
    assert doorgang.verslag.weigering == VERKEERDE_SOM
    assert doorgang.verslag.sha256 == sha256(inhoud[:-30])


@pytest.mark.parametrize(
    ("inhoud", "woord"),
    [
        (b"", "leeg"),
        (b"a;b\n1;2\n", "kolomnamen"),
        (as_csv([BEWONER]).replace(b"geslacht;", b"bsn;"), "meer dan één keer"),
        (as_csv([BEWONER]).replace(b"geslacht;", b"sekse;"), "geslacht ontbreekt"),
        (as_csv([BEWONER]).splitlines()[0] + b"\n", "geen rijen"),
        (as_csv([BEWONER]) + b'"x;y\n', "aanhalingsteken"),
    ],
)
def test_a_file_that_is_no_delivery_is_refused_in_one_sentence(inhoud: bytes, woord: str) -> None:
    doorgang = take(inhoud)
    assert woord in (doorgang.verslag.weigering or "")
    assert is_thrown_away(doorgang)


def test_a_file_rule_stops_the_delivery() -> None:
    bron = leverschemas.schema("verdachten")
    rij = {"rol": "GETUIGE", "bsn": "111222333", "pleegdatum": "01-06-2016"}
    doorgang = take(as_csv([rij], bron.elementen), "verdachten")
    assert doorgang.verslag.weigering == bron.regels[0].melding
    assert is_thrown_away(doorgang)


def test_a_file_refused_halfway_tells_nothing_of_what_was_read_ahead() -> None:
    bron = leverschemas.schema("verdachten")
    rij = {"rol": "GETUIGE", "bsn": "111222333", "pleegdatum": "01-06-2016"}
    kop, regel = as_csv([rij], bron.elementen).splitlines(keepends=True)
    anders = regel.replace(b"111222333", "Müller".encode("cp1252")) * (1_000_000 // len(regel))
    verslag = take(kop + regel * (6_000_000 // len(regel)) + anders, "verdachten").verslag
    assert verslag.weigering == bron.regels[0].melding
    assert verslag.rijen_gelezen < 6_000_000 // len(regel)
    assert verslag.codering == "utf-8"


def test_without_approval_of_the_role_suspects_are_not_let_in() -> None:
    rij = {"rol": "VERDACHTE", "bsn": "111222333", "pleegdatum": "01-06-2016"}
    bron = leverschemas.schema("verdachten")
    doorgang = take(as_csv([rij], bron.elementen), "verdachten", zonder=frozenset({"rol"}))
    assert "kolom rol" in (doorgang.verslag.weigering or "")


def test_what_is_not_approved_is_not_read() -> None:
    doorgang = take(as_csv(residents(3, herkomst="ZZZ")), zonder=frozenset({"herkomst"}))
    assert doorgang.verslag.aanvaard
    assert doorgang.verslag.niet_goedgekeurd == ("herkomst",)
    assert "herkomst" not in doorgang.verslag.gelezen_kolommen
    assert "herkomst" not in doorgang.tabel.column_names


@pytest.mark.parametrize(
    ("zonder", "weg"),
    [
        ("bsn", "persoon"),
        ("geslachtsnaam", "naamgeboorte"),
        ("geboortedatum", "naamgeboorte"),
        ("postcode", "adres"),
        ("huisnummer", "adres"),
        ("huisletter", "adres"),
        ("toevoeging", "adres"),
        ("straat", "straat"),
    ],
)
def test_a_key_needs_all_its_elements(zonder: str, weg: str) -> None:
    doorgang = take(as_csv([BEWONER]), zonder=frozenset({zonder}))
    kolommen = doorgang.tabel.column_names
    assert [naam for naam in SLEUTELKOLOMMEN if naam not in kolommen] == [weg]
    genoemd = any(f"sleutel {weg} " in zin for zin in doorgang.verslag.opmerkingen)
    assert genoemd is (weg != "straat")  # that one links nothing


def test_without_a_household_number_the_address_makes_the_household() -> None:
    rijen = residents(3)
    rijen[2]["huisnummer"] = "13"
    een, twee, drie = take(as_csv(rijen), zonder=frozenset({"huishoudnummer"})).rijen
    assert een["huishouden"] == twee["huishouden"] != drie["huishouden"]
    assert een["huishouden"] != een["adres"]


def test_without_number_and_address_there_is_no_household() -> None:
    zonder = frozenset({"huishoudnummer", "postcode"})
    assert "huishouden" not in take(as_csv([BEWONER]), zonder=zonder).tabel.column_names


def test_what_the_project_does_not_need_is_named_and_not_read() -> None:
    rij = {"bsn": "111222333", "datum_besluit": "01-06-2016", "besluit": "toegekend",
           "kostensoort": "", "bedragklasse": "KANARIE"}  # fmt: skip
    verslag = take(as_csv([rij]), "bijzondere_bijstand").verslag
    assert "bedragklasse" not in verslag.gelezen_kolommen
    assert "bedragklasse" in verslag.opmerkingen[0]


def test_an_unknown_column_is_named_and_not_read() -> None:
    doorgang = take(as_csv([{**BEWONER, "schoenmaat": "43"}]))
    assert doorgang.verslag.onbekende_kolomnamen == ("schoenmaat",)
    assert doorgang.verslag.onbekende_kolommen == 1


def test_a_spreadsheet_gives_the_same_as_text() -> None:
    rijen = residents(3)
    uit_tekst, uit_blad = take(as_csv(rijen)), take(as_xlsx(rijen), soort=Bestandssoort.xlsx)
    assert uit_blad.rijen == uit_tekst.rijen
    assert uit_blad.verslag.bestandssoort == "xlsx"


@pytest.mark.parametrize("codering", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_the_encoding_of_the_file_makes_no_difference(codering: str) -> None:
    rijen = residents(2, geslachtsnaam="Müller", straat="Één")
    inhoud = as_csv(rijen).decode().encode(codering)
    assert take(inhoud).rijen == take(as_csv(rijen)).rijen


def test_a_bsn_of_eight_digits_is_padded_on_explicit_choice_only() -> None:
    rijen = [*residents(150), {**BEWONER, "bsn": "10000008"}]
    zonder, met = take(as_csv(rijen)), take(as_csv(rijen), nul_aanvullen=True)
    assert zonder.regels == {"bsn_acht_cijfers": (152,)}
    assert met.regels == {"bsn_aangevuld": (152,)}
    heel = take(as_csv([{**BEWONER, "bsn": "010000008"}]))
    assert met.rijen[-1]["persoon"] == heel.rijen[0]["persoon"]


def test_progress_counts_rows() -> None:
    rij = {"bsn": "111222333", "datum_besluit": "01-06-2016", "besluit": "toegekend",
           "kostensoort": ""}  # fmt: skip
    gezien: list[int] = []
    take(as_csv([rij] * 140_000), "bijzondere_bijstand", voortgang=gezien.append)
    assert gezien == sorted(gezien)
    assert (len(gezien) >= 2, gezien[-1]) == (True, 140_000)


def test_a_source_that_cannot_be_read_is_not_blamed_on_the_supplier() -> None:
    class Kapot(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            raise Onleesbaar("changed")

    with pytest.raises(Onleesbaar):
        take_stream(as_binary(Kapot()))


def test_a_disk_that_is_full_is_not_blamed_on_the_supplier() -> None:
    class Vol(io.BytesIO):
        def write(self, inhoud: object, /) -> int:
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        take_stream(io.BytesIO(as_csv([BEWONER])), uit=Vol())


def test_a_report_survives_json_and_holds_no_value() -> None:
    canary = "KANARIE4711"
    verslag = take(as_csv([dict.fromkeys(BEWONER, canary)] * 3)).verslag
    tekst = json.dumps(verslag.als_dict())
    assert canary not in tekst
    assert type(verslag).uit_dict(json.loads(tekst)) == verslag


@pytest.mark.gedeelde_data
def test_the_official_test_set_becomes_residents(gedeelde_data: Path) -> None:
    inhoud = (gedeelde_data / "rvig_testset_gbav_20220502.csv").read_bytes()
    doorgang = take(inhoud, peildatum=date(2022, 5, 2), aantal_rijen=2156)
    verslag = doorgang.verslag
    assert (verslag.aanvaard, verslag.rijen_gelezen) == (True, 2156)
    assert doorgang.regels["datum"] == (1569,)  # 19660013
    geen_rij = next(b for b in verslag.bevindingen if b.regel == "geen_actuele_rij")
    assert not geen_rij.weigert
    assert verslag.rijen_gelezen == (
        verslag.rijen_aanvaard + verslag.rijen_geweigerd + geen_rij.aantal
    )


def test_context_is_kept_as_delivered() -> None:
    rij = {"gebied": "BU07961234", "jaar": "2016", "indicator": "sociale cohesie",
           "waarde": "5,6789", "ondergrens": "", "bovengrens": ".", "n": "1.234"}  # fmt: skip
    doorgang = take(as_csv([rij]), "context")
    assert doorgang.rijen == [
        {"gebied": "BU07961234", "jaar": 2016, "indicator": "sociale cohesie",
         "waarde": 5.6789, "ondergrens": None, "bovengrens": None, "n": 1234}
    ]  # fmt: skip
    assert doorgang.tabel.schema.field("n").type == pa.int64()


KAART = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[5.0, 51.0], [5.1, 51.0], [5.1, 51.1], [5.0, 51.0]]],
            },
            "properties": {"code": "BU07961234", "naam": "Buurt 1", "jaar": 2016, "geheim": "x"},
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [5.05, 51.01]},
            "properties": {"straat": "Markt", "buurtcode": "BU07961234"},
        },
    ],
}


def test_a_map_is_kept_as_geojson_with_declared_properties_alone() -> None:
    doorgang = take(json.dumps(KAART).encode(), "gebieden", soort=Bestandssoort.geojson)
    buurt, straat = json.loads(doorgang.read())["features"]
    assert buurt["properties"] == {"code": "BU07961234", "naam": "Buurt 1", "jaar": 2016}
    assert straat["properties"] == {"straat": "Markt", "buurtcode": "BU07961234"}
    assert doorgang.verslag.rijen_aanvaard == 2


def test_streets_that_are_not_approved_are_left_out_of_the_map() -> None:
    inhoud = json.dumps(KAART).encode()
    soort = Bestandssoort.geojson
    doorgang = take(inhoud, "gebieden", soort=soort, zonder=frozenset({"straat"}))
    assert len(json.loads(doorgang.read())["features"]) == 1


def test_a_map_of_something_else_is_refused() -> None:
    doorgang = take(b'{"type": "Feature"}', "gebieden", soort=Bestandssoort.geojson)
    assert re.search("GeoJSON", doorgang.verslag.weigering or "")
    assert is_thrown_away(doorgang)
