import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bronnen.demodata.kern import schrijven
from bronnen.demodata.kern.bestanden import BLAD
from bronnen.demodata.kern.bsn import passes_elfproef
from bronnen.demodata.kern.leveringen import BRONBESTANDEN
from bronnen.demodata.kern.schrijven import write_deliveries
from bronnen.demodata.kern.waarheid import Waarheid
from bronnen.leverschemas import all_schemas
from bronnen.leverschemas.verdachten import MK_HOOFDGROEP

Geschreven = tuple[Path, Waarheid]
BRONNEN = tuple(bestand.vorm.bron for bestand in BRONBESTANDEN)
KOLOMMEN = {
    "brp": "bsn; geslachtsnaam; geboortedatum; geslacht; huishoudnummer; huishoudtype; herkomst; "
    "postcode; huisnummer; huisletter; toevoeging; straat; buurtcode; functie_adres; "
    "opschorting_reden",
    "woningmarktmonitor": "postcode; huisnummer; huisletter; toevoeging; eigendom; woningtype; "
    "bouwjaarklasse; woz_klasse; huurprijsklasse; buurtcode",
    "bijstandsuitkeringen": "bsn; rol; regeling; datum_begin; datum_einde; leefvorm",
    "bijzondere_bijstand": "bsn; datum_besluit; besluit; kostensoort; bedragklasse",
    "schuldhulpverlening": "bsn; datum_aanmelding; datum_einde; fase; resultaat",
    "gemeentelijke_belastingen": "bsn; belastingjaar; heffing; bedrag_opgelegd; "
    "bedrag_openstaand; maanden_achterstand; status; kwijtschelding",
    "verdachten": "registratienummer; rol; bsn; geslachtsnaam; geboortedatum; geslacht; postcode; "
    "huisnummer; huisletter; toevoeging; pleegdatum; mk_code; pleeglocatie_buurtcode",
    "huurachterstanden": "contractnummer; geslachtsnaam; geboortedatum; postcode; huisnummer; "
    "huisletter; toevoeging; peilmaand; huurachterstand_maanden; achterstandklasse; "
    "betalingsregelingstatus; contractstatus",
    "context": "gebied; jaar; indicator; waarde; ondergrens; bovengrens; n",
}
DATUM = {
    "brp": r"\d{8}",
    "bijstandsuitkeringen": r"\d\d-\d\d-\d{4}",
    "bijzondere_bijstand": r"\d{4}-\d\d-\d\d",
    "schuldhulpverlening": r"\d\d-\d\d-\d{4}",
    "verdachten": r"\d\d-\d\d-\d{4}",
}
CODERING = {"verdachten": "windows-1252"}
SCHEIDING = {"woningmarktmonitor": ",", "schuldhulpverlening": "\t"}


def offer(folder: Path, bron: str) -> dict[str, Any]:
    gegevens: dict[str, Any] = json.loads((folder / f"{bron}.aanbieding.json").read_text())
    return gegevens


def rows(folder: Path, bron: str) -> list[list[Any]]:
    """The header and the rows as they stand in the file."""
    if bron == "huurachterstanden":
        boek = load_workbook(folder / "huurachterstanden.xlsx", read_only=True)
        return [list(rij) for rij in boek[BLAD].iter_rows(values_only=True)]
    tekst = (folder / f"{bron}.csv").read_bytes().decode(CODERING.get(bron, "utf-8-sig"))
    return list(csv.reader(io.StringIO(tekst), delimiter=SCHEIDING.get(bron, ";")))


def records(folder: Path, bron: str) -> Iterator[dict[str, Any]]:
    kop, *inhoud = rows(folder, bron)
    return (dict(zip(kop, rij, strict=True)) for rij in inhoud)


def refused(waarheid: Waarheid, bron: str) -> int:
    levering = next(levering for levering in waarheid.leveringen if levering.bron == bron)
    return sum(geweigerd.aantal for geweigerd in levering.geweigerd)


def test_there_is_a_file_and_an_offer_for_every_declared_source(geschreven: Geschreven) -> None:
    folder, waarheid = geschreven
    assert {levering.bron for levering in waarheid.leveringen} == set(all_schemas())
    assert all((folder / levering.bestand).is_file() for levering in waarheid.leveringen)
    assert not list(folder.glob("*.tijdelijk"))


@pytest.mark.parametrize("bron", sorted(all_schemas()))
def test_the_offer_matches_the_file(geschreven: Geschreven, bron: str) -> None:
    folder, _ = geschreven
    gegevens = offer(folder, bron)
    inhoud = (folder / gegevens["bestand"]).read_bytes()
    assert gegevens["sha256"] == hashlib.sha256(inhoud).hexdigest()
    assert gegevens["periode_begin"] == "2016-01-01"
    assert gegevens["periode_einde"] == gegevens["peildatum"] == "2016-12-31"


@pytest.mark.parametrize("bron", [*BRONNEN, "context"])
def test_the_offer_counts_the_rows(geschreven: Geschreven, bron: str) -> None:
    folder, _ = geschreven
    assert offer(folder, bron)["aantal_rijen"] == len(rows(folder, bron)) - 1


@pytest.mark.parametrize("bron", KOLOMMEN)
def test_the_columns_stand_as_the_document_names_them(geschreven: Geschreven, bron: str) -> None:
    folder, _ = geschreven
    kolommen = KOLOMMEN[bron].split("; ")
    assert rows(folder, bron)[0][: len(kolommen)] == kolommen


@pytest.mark.parametrize("bron", DATUM)
def test_each_file_writes_dates_in_a_way_of_its_own(geschreven: Geschreven, bron: str) -> None:
    folder, waarheid = geschreven
    kolom = next(naam for naam in KOLOMMEN[bron].split("; ") if "datum" in naam)
    anders = [r for r in records(folder, bron) if not re.fullmatch(DATUM[bron], r[kolom])]
    assert len(anders) <= refused(waarheid, bron)


def test_one_file_is_not_utf8_and_one_has_a_byte_order_mark(geschreven: Geschreven) -> None:
    folder, _ = geschreven
    with pytest.raises(UnicodeDecodeError):
        (folder / "verdachten.csv").read_bytes().decode("utf-8")
    assert (folder / "bijzondere_bijstand.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_workbook_holds_dates_and_numbers_as_such(geschreven: Geschreven) -> None:
    folder, _ = geschreven
    regels = list(records(folder, "huurachterstanden"))
    getypeerd = [r for r in regels if isinstance(r["geboortedatum"], datetime)]
    assert len(getypeerd) > 0.99 * len(regels)
    assert sum(isinstance(r["huurachterstand_maanden"], int | float) for r in regels) > 0.99 * len(
        regels
    )


def test_amounts_have_a_decimal_comma_and_a_point_for_thousands(geschreven: Geschreven) -> None:
    folder, _ = geschreven
    bedragen = [r["bedrag_opgelegd"] for r in records(folder, "gemeentelijke_belastingen")]
    goed = [b for b in bedragen if re.fullmatch(r"\d{1,3}(\.\d{3})*,\d\d", b)]
    assert len(goed) > 0.99 * len(bedragen)
    assert any("." in bedrag for bedrag in goed)


def test_bsns_are_of_the_range_for_tests_and_unique(geschreven: Geschreven) -> None:
    folder, _ = geschreven
    bsns = [r["bsn"] for r in records(folder, "brp") if r["opschorting_reden"] == ""]
    geldig = [bsn for bsn in bsns if re.fullmatch(r"999\d{6}", bsn) and passes_elfproef(int(bsn))]
    assert len(geldig) > 0.995 * len(bsns)
    assert len(set(geldig)) > 0.999 * len(geldig)


def test_the_bsn_of_a_suspect_is_often_empty(geschreven: Geschreven) -> None:
    folder, _ = geschreven
    regels = list(records(folder, "verdachten"))
    leeg = sum(r["bsn"] == "" for r in regels) / len(regels)
    assert 0.35 < leeg < 0.45
    assert {r["rol"] for r in regels} == {"VERDACHTE"}


def test_incidents_are_of_all_seven_main_groups(geschreven: Geschreven) -> None:
    folder, _ = geschreven
    codes = {r["mk_code"] for r in records(folder, "verdachten")} - {"ZZ99"}
    assert {MK_HOOFDGROEP[code] for code in codes} == set(range(7))


def test_suspects_of_one_studied_buurt_are_suspects_of_incidents_in_the_others(
    geschreven: Geschreven,
) -> None:
    folder, waarheid = geschreven
    een, _, drie = waarheid.buurten
    paren = [
        (r["postcode"][:4], r["pleeglocatie_buurtcode"]) for r in records(folder, "verdachten")
    ]
    eigen = paren.count(("9999", een))
    assert eigen > 3 * paren.count(("9999", drie)) > 60


@pytest.mark.parametrize("bron", BRONNEN)
def test_the_refused_share_stays_below_the_limit_of_the_door(
    geschreven: Geschreven, bron: str
) -> None:
    _, waarheid = geschreven
    levering = next(levering for levering in waarheid.leveringen if levering.bron == bron)
    assert 0 < refused(waarheid, bron) <= 0.008 * levering.rijen


def test_the_context_has_seven_themes_in_five_years_for_every_buurt(
    geschreven: Geschreven,
) -> None:
    folder, waarheid = geschreven
    regels = list(records(folder, "context"))
    per_buurt = [r for r in regels if r["gebied"] in waarheid.per_buurt]
    assert len(per_buurt) == 12 * 7 * 5
    assert {r["jaar"] for r in regels} == {"2012", "2013", "2014", "2015", "2016"}
    for regel in regels:
        laag, waarde, hoog = (
            float(regel[naam].replace(",", ".")) for naam in ("ondergrens", "waarde", "bovengrens")
        )
        assert laag <= waarde <= hoog


def test_neighbouring_buurten_share_a_border(geschreven: Geschreven) -> None:
    folder, _ = geschreven
    kaart = json.loads((folder / "gebieden.geojson").read_text())
    ringen = [
        feature["geometry"]["coordinates"][0]
        for feature in kaart["features"]
        if feature["geometry"]["type"] == "Polygon"
    ]
    zijden = [frozenset((tuple(a), tuple(b))) for ring in ringen for a, b in pairwise(ring)]
    assert len(ringen) == 12
    assert len(zijden) - len(set(zijden)) == 17  # inner sides of a net of four by three


def test_every_street_of_the_brp_has_a_point_in_its_buurt(geschreven: Geschreven) -> None:
    folder, _ = geschreven
    kaart = json.loads((folder / "gebieden.geojson").read_text())
    punten = {
        (feature["properties"]["buurtcode"], feature["properties"]["straat"])
        for feature in kaart["features"]
        if feature["geometry"]["type"] == "Point"
    }
    straten = {(r["buurtcode"], r["straat"]) for r in records(folder, "brp")}
    assert {paar for paar in straten if re.fullmatch(r"BU\d{8}", paar[0])} == punten


@pytest.mark.parametrize("inwoners", [18_000, 1_000])
def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, inwoners: int) -> None:
    een = write_deliveries(tmp_path / "een", inwoners=inwoners, seed=3)
    twee = write_deliveries(tmp_path / "twee", inwoners=inwoners, seed=3)
    assert een == twee
    for pad in sorted((tmp_path / "een").iterdir()):
        assert pad.read_bytes() == (tmp_path / "twee" / pad.name).read_bytes()


def test_another_seed_writes_other_people(tmp_path: Path) -> None:
    een = write_deliveries(tmp_path / "een", inwoners=1_000, seed=3)
    twee = write_deliveries(tmp_path / "twee", inwoners=1_000, seed=4)
    assert {levering.sha256 for levering in een.leveringen}.isdisjoint(
        levering.sha256 for levering in twee.leveringen
    )


def test_without_dirt_nothing_is_refused_or_lost_and_the_same_people_are_suspects(
    tmp_path: Path, geschreven: Geschreven
) -> None:
    schoon = write_deliveries(tmp_path, vuil=False)
    vuil = geschreven[1]
    assert not any(levering.geweigerd for levering in schoon.leveringen)
    assert not any(levering.extra_kolommen for levering in schoon.leveringen)
    assert schoon.verdachten_verloren == 0
    assert schoon.verdachten_geplant == vuil.verdachten_geplant


def test_a_large_corporation_delivers_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schrijven, "XLSX_TOT", 999)
    write_deliveries(tmp_path, inwoners=1_000, seed=1)
    inhoud = (tmp_path / "huurachterstanden.csv").read_text()
    regels = list(csv.DictReader(io.StringIO(inhoud), delimiter=";"))
    assert offer(tmp_path, "huurachterstanden")["blad"] is None
    assert all(re.fullmatch(r"\d+,\d\d", r["huurachterstand_maanden"]) for r in regels[:50])


def test_progress_is_told_after_every_buurt(tmp_path: Path) -> None:
    stappen: list[tuple[int, int]] = []
    write_deliveries(
        tmp_path, inwoners=600, seed=1, voortgang=lambda klaar, alle: stappen.append((klaar, alle))
    )
    assert len(stappen) == 12
    assert stappen[-1] == (600, 600)


@pytest.mark.parametrize("peildatum", [date(2016, 12, 31), date(2021, 12, 31), date(2022, 1, 1)])
def test_the_classes_of_herkomst_are_those_of_the_time(tmp_path: Path, peildatum: date) -> None:
    write_deliveries(tmp_path, inwoners=600, seed=1, peildatum=peildatum)
    gebruikt = {r["herkomst"] for r in records(tmp_path, "brp")}
    assert ("autochtoon" in gebruikt) is (peildatum.year < 2022)
    assert ("Nederland" in gebruikt) is (peildatum.year >= 2022)
