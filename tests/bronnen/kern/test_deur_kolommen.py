"""What comes out of the door: codes that say the same as the file, and keys that link."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bronnen import leverschemas
from bronnen.kern.bewaard import Bewaardekolommen
from bronnen.kern.leverschema import Kolom, Leverschema, Soort
from tests.bronnen.kern import toetsreferentie
from tests.bronnen.kern.deurmateriaal import BEWONER, as_csv, residents, take
from tests.bronnen.kern.toetsmateriaal import column, offer, schema
from tests.bronnen.kern.toetsrijen import TABELLEN, dirty_rows

LEEG = dict.fromkeys(BEWONER, "") | {"bsn": "111222333"}


def encode(kolom: Kolom, waarde: Any) -> int | None:
    """The contract of a kept element, one value at a time."""
    if kolom.soort is Soort.code:
        return 0 if waarde is None else list(kolom.codes).index(waarde) + 1
    if waarde is None:
        return None
    if kolom.soort is Soort.datum:
        return (date(*waarde) - date(1970, 1, 1)).days
    if kolom.soort is Soort.buurtcode:
        return int(waarde[2:])
    if kolom.soort in (Soort.bedrag, Soort.decimaal):
        return int(waarde * Decimal(100))
    return int(waarde)


def encode_age(tekst: str) -> int:
    waarde = toetsreferentie.read(column(Soort.geboortedatum, leeg_toegestaan=True), tekst, offer())
    return 255 if waarde in (None, (0, 0, 0)) else toetsreferentie.age(waarde, (2016, 12, 31))


def expected(bron: Leverschema, rij: Mapping[str, str]) -> dict[str, int | None]:
    bewaard = [kolom for kolom in bron.kolommen if kolom.bewaard and kolom.nodig]
    codes = {
        k.naam: encode(k, toetsreferentie.read(k, rij[k.naam].strip(), offer())) for k in bewaard
    }
    return codes | ({"leeftijd": encode_age(rij["geboortedatum"])} if bron.code == "brp" else {})


@settings(deadline=None, max_examples=40)
@given(data=st.data())
@pytest.mark.parametrize("bron", TABELLEN, ids=lambda bron: bron.code)
def test_kept_codes_equal_those_of_the_slow_reader(bron: Leverschema, data: Any) -> None:
    rijen = data.draw(dirty_rows(bron, minstens=1))
    zonder_nodig = [k for k in bron.kolommen if k.nodig]
    kaal = replace(bron, max_afgekeurd=1.0, kolommen=tuple(zonder_nodig), regels=_row_rules(bron))
    staat, _ = toetsreferentie.check(kaal, offer(), rijen)
    doorgang = take(as_csv(rijen, kaal.elementen), kaal)
    if any(staat):
        codes = [naam for naam in doorgang.tabel.column_names if not _is_key(doorgang.tabel, naam)]
        assert doorgang.tabel.select(codes).to_pylist() == [
            expected(kaal, rij) for rij, goed in zip(rijen, staat, strict=True) if goed
        ]
    else:
        assert not doorgang.verslag.aanvaard


def _row_rules(bron: Leverschema) -> tuple[Any, ...]:
    return tuple(regel for regel in bron.regels if regel.weigert == "rij")


def _is_key(tabel: pa.Table, naam: str) -> bool:
    return bool(tabel.schema.field(naam).type == pa.binary(16))


def keys(rij: Mapping[str, str], bron: str = "brp") -> dict[str, bytes | None]:
    """The keys of one row; what else the source asks is filled in."""
    doorgang = take(as_csv([rij], list(rij)), bron)
    assert doorgang.verslag.weigering is None
    return {
        n: doorgang.rijen[0][n] for n in doorgang.tabel.column_names if _is_key(doorgang.tabel, n)
    }


def test_a_resident_has_all_five_keys() -> None:
    gemaakt = keys(BEWONER)
    assert list(gemaakt) == ["persoon", "naamgeboorte", "adres", "huishouden", "straat"]
    assert len(set(gemaakt.values())) == 5


@pytest.mark.parametrize(
    ("anders", "weg"),
    [
        ({}, set()),
        ({"geslachtsnaam": ""}, {"naamgeboorte"}),
        ({"geslachtsnaam": "王"}, {"naamgeboorte"}),
        ({"geboortedatum": "00000000"}, {"naamgeboorte"}),
        ({"geboortedatum": ""}, {"naamgeboorte"}),
        ({"geboortedatum": "19900000"}, set()),
        ({"postcode": ""}, {"adres"}),
        ({"huisnummer": ""}, {"adres"}),
        ({"huisletter": "", "toevoeging": ""}, set()),
        ({"straat": ""}, {"straat"}),
        ({"buurtcode": ""}, set()),
        ({"huishoudnummer": ""}, set()),
        ({"huishoudnummer": "", "postcode": ""}, {"adres", "huishouden"}),
    ],
)
def test_a_key_of_which_a_part_is_missing_is_null(anders: dict[str, str], weg: set[str]) -> None:
    assert {naam for naam, k in keys({**BEWONER, **anders}).items() if k is None} == weg


def test_the_bytes_of_a_null_key_are_nought() -> None:
    rijen = [BEWONER, {**LEEG, "bsn": "123456782", "geboortedatum": "31-12-1990"}]
    kolom = take(as_csv(rijen)).tabel.column("naamgeboorte").combine_chunks()
    assert kolom.null_count == 1
    assert bytes(kolom.buffers()[1])[16:32] == bytes(16)


@pytest.mark.parametrize(
    ("anders", "sleutel"),
    [
        ({"geslachtsnaam": "Vries, de"}, "naamgeboorte"),
        ({"geboortedatum": "19901231"}, "naamgeboorte"),
        ({"postcode": "5211AB"}, "adres"),
        ({"huisletter": "A", "toevoeging": "BIS"}, "adres"),
        ({"huisnummer": "012"}, "adres"),
        ({"straat": "MARKT"}, "straat"),
    ],
)
def test_another_way_of_writing_gives_the_same_key(anders: dict[str, str], sleutel: str) -> None:
    assert keys({**BEWONER, **anders})[sleutel] == keys(BEWONER)[sleutel]


@pytest.mark.parametrize(
    ("anders", "sleutel"),
    [
        ({"bsn": "123456782"}, "persoon"),
        ({"geboortedatum": "30-12-1990"}, "naamgeboorte"),
        ({"geslachtsnaam": "Vriesman"}, "naamgeboorte"),
        ({"toevoeging": ""}, "adres"),
        ({"huishoudnummer": "78"}, "huishouden"),
        ({"buurtcode": "BU07961235"}, "straat"),
    ],
)
def test_another_person_address_or_street_gives_another_key(
    anders: dict[str, str], sleutel: str
) -> None:
    assert keys({**BEWONER, **anders})[sleutel] != keys(BEWONER)[sleutel]


def test_sources_of_one_project_share_their_keys() -> None:
    verdachte = {
        **{n: BEWONER[n] for n in ("bsn", "geslachtsnaam", "geboortedatum")},
        **{n: BEWONER[n] for n in ("postcode", "huisnummer", "huisletter", "toevoeging")},
        "rol": "VERDACHTE",
        "pleegdatum": "01-06-2016",
        "mk_code": "A20",
        "pleeglocatie_buurtcode": "",
    }
    inwoner, gezien = keys(BEWONER), keys(verdachte, "verdachten")
    assert gezien == {naam: inwoner[naam] for naam in ("persoon", "naamgeboorte", "adres")}


def test_rows_of_one_contract_share_its_pseudonym() -> None:
    rij = {n: BEWONER[n] for n in ("geslachtsnaam", "geboortedatum", "postcode", "huisnummer",
                                   "huisletter", "toevoeging")}  # fmt: skip
    rijen = [
        {"contractnummer": nummer, **rij, "peilmaand": maand, "huurachterstand_maanden": "1,50"}
        for nummer, maand in (("C-1", "2016-01"), ("C-1", "2016-02"), ("C-2", "2016-01"))
    ]
    een, zelfde, ander = take(as_csv(rijen), "huurachterstanden").rijen
    assert een["contract"] == zelfde["contract"] != ander["contract"]
    assert (een["peilmaand"], een["huurachterstand_maanden"]) == (2016 * 12, 150)


def test_every_hundredth_is_kept_exactly() -> None:
    bron = schema(column(Soort.bedrag, "bedrag", bewaard=True))
    honderdsten = range(60_001)
    teksten = [{"bedrag": f"{n // 100},{n % 100:02d}"} for n in honderdsten]
    assert take(as_csv(teksten), bron).tabel.column("bedrag").to_pylist() == list(honderdsten)


def test_refused_rows_do_not_come_out() -> None:
    rijen = residents(101)
    rijen[50]["geslacht"] = "?"
    uit = take(as_csv(rijen)).rijen
    goed = take(as_csv(rijen[:50] + rijen[51:])).rijen
    assert uit == goed


@pytest.mark.parametrize(
    ("geboren", "leeftijd"),
    [("31-12-2016", 0), ("01-01-1896", 120), ("19800000", 36), ("00000000", 255), ("", 255)],
)
def test_the_birth_date_becomes_an_age(geboren: str, leeftijd: int) -> None:
    (rij,) = take(as_csv([{**BEWONER, "geboortedatum": geboren}])).rijen
    assert rij["leeftijd"] == leeftijd


@pytest.mark.parametrize(
    "soort", [Soort.bsn, Soort.naam, Soort.geboortedatum, Soort.postcode, Soort.huisnummer,
              Soort.tekst, Soort.sleutel]
)  # fmt: skip
def test_an_identifier_cannot_be_declared_as_kept(soort: Soort) -> None:
    bron = schema(column(soort, "kolom", bewaard=True))
    with pytest.raises(ValueError, match="cannot be kept"):
        Bewaardekolommen(bron, frozenset({"kolom"}), 20161231)


@pytest.mark.parametrize("bron", leverschemas.all_schemas().values(), ids=lambda bron: bron.code)
def test_every_declared_source_keeps_codes_alone(bron: Leverschema) -> None:
    if bron.formaat == "tabel":
        velden = Bewaardekolommen(bron, frozenset(bron.elementen), 20161231).velden
        assert bron.personen is not any(veld.type == pa.string() for veld in velden)
