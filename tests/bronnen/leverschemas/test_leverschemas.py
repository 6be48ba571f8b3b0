import re
from pathlib import Path

import pytest

from bronnen.kern.kenmerken import HERKOMST, HUISHOUDTYPE, MISDRIJFGROEPEN
from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Soort, Vlag
from bronnen.leverschemas import MAPPEN_VARIABELE, all_schemas, schema
from bronnen.leverschemas.brp import HERKOMST_KLASSE
from bronnen.leverschemas.verdachten import MK_HOOFDGROEP

BRONNEN = {
    "brp", "woningmarktmonitor", "bijstandsuitkeringen", "bijzondere_bijstand",
    "schuldhulpverlening", "gemeentelijke_belastingen", "verdachten", "huurachterstanden",
    "context", "gebieden",
}  # fmt: skip
KOLOMMEN = [
    pytest.param(declared, kolom, id=f"{declared.code}.{kolom.naam}")
    for declared in all_schemas(()).values()
    for kolom in declared.kolommen
]
SCHEMAS = [pytest.param(declared, id=declared.code) for declared in all_schemas(()).values()]

EIGEN_BRON = """
from bronnen.kern.leverschema import Kolom, Leverschema, Soort

SCHEMA = Leverschema(
    code="uwv",
    naam="Uitkeringen van het UWV",
    versie="1",
    leverancier="uwv",
    omschrijving="Een bron van de gemeente zelf.",
    kolommen=(Kolom("bsn", Soort.bsn, "Om te koppelen."),),
)
"""


def test_the_ten_sources_are_declared() -> None:
    assert set(all_schemas(())) == BRONNEN


def test_adding_a_source_is_adding_a_file(tmp_path: Path) -> None:
    (tmp_path / "uwv.py").write_text(EIGEN_BRON)
    assert set(all_schemas([tmp_path])) == BRONNEN | {"uwv"}


def test_folders_can_be_named_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "uwv.py").write_text(EIGEN_BRON)
    monkeypatch.setenv(MAPPEN_VARIABELE, str(tmp_path))
    assert schema("uwv").elementen == ("bsn",)


def test_a_source_may_be_declared_once(tmp_path: Path) -> None:
    (tmp_path / "brp2.py").write_text(EIGEN_BRON.replace('"uwv"', '"brp"'))
    with pytest.raises(ValueError, match="declared twice"):
        all_schemas([tmp_path])


def test_a_file_without_declaration_is_named(tmp_path: Path) -> None:
    (tmp_path / "leeg.py").write_text("")
    with pytest.raises(TypeError, match="leeg"):
        all_schemas([tmp_path])


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=MAPPEN_VARIABELE):
        all_schemas([tmp_path / "weg"])


@pytest.mark.parametrize(("declared", "kolom"), KOLOMMEN)
def test_the_purpose_of_an_element_is_a_plain_sentence(declared: Leverschema, kolom: Kolom) -> None:
    assert re.fullmatch(r"[A-Z][^<>]{10,250}\.", kolom.doel)


@pytest.mark.parametrize(("declared", "kolom"), KOLOMMEN)
def test_a_closed_list_stands_where_a_code_is_kept(declared: Leverschema, kolom: Kolom) -> None:
    assert bool(kolom.codes) == (kolom.soort is Soort.code)


@pytest.mark.parametrize(("declared", "kolom"), KOLOMMEN)
def test_what_points_at_a_person_is_flagged_and_not_kept(
    declared: Leverschema, kolom: Kolom
) -> None:
    direct = {Soort.bsn, Soort.naam, Soort.geboortedatum, Soort.postcode, Soort.huisnummer}
    if declared.personen and kolom.soort in direct:
        assert Vlag.identificerend in kolom.vlaggen
        assert not kolom.bewaard


@pytest.mark.parametrize(("declared", "kolom"), KOLOMMEN)
def test_free_text_about_persons_is_never_kept(declared: Leverschema, kolom: Kolom) -> None:
    assert not (declared.personen and kolom.soort is Soort.tekst and kolom.bewaard)


@pytest.mark.parametrize(("declared", "kolom"), KOLOMMEN)
def test_what_is_not_needed_is_neither_kept_nor_asked(declared: Leverschema, kolom: Kolom) -> None:
    assert kolom.nodig or not (kolom.bewaard or kolom.verplicht)


@pytest.mark.parametrize("declared", SCHEMAS)
def test_names_of_elements_are_unique(declared: Leverschema) -> None:
    assert len(set(declared.elementen)) == len(declared.elementen)


@pytest.mark.parametrize("declared", SCHEMAS)
def test_rules_name_columns_that_are_declared(declared: Leverschema) -> None:
    named = {naam for regel in declared.regels for naam in regel.kolommen}
    assert named <= set(declared.elementen)


@pytest.mark.parametrize("declared", SCHEMAS)
def test_the_columns_of_a_link_key_are_declared(declared: Leverschema) -> None:
    needs = {
        Koppelsleutel.persoon: {"bsn"},
        Koppelsleutel.naamgeboorte: {"geslachtsnaam", "geboortedatum"},
        Koppelsleutel.adres: {"postcode", "huisnummer", "huisletter", "toevoeging"},
    }
    needed = {naam for sleutel in declared.sleutels for naam in needs[sleutel]}
    assert needed <= set(declared.elementen)


@pytest.mark.parametrize("declared", SCHEMAS)
def test_only_sources_about_persons_have_link_keys(declared: Leverschema) -> None:
    assert declared.personen or not declared.sleutels


def test_police_and_debts_need_a_second_officer() -> None:
    assert {code for code, s in all_schemas(()).items() if s.tweede_akkoord} == {
        "verdachten", "huurachterstanden", "schuldhulpverlening", "gemeentelijke_belastingen",
    }  # fmt: skip


def test_the_corporation_does_not_deliver_a_bsn() -> None:
    assert "bsn" not in schema("huurachterstanden").elementen


def test_columns_that_the_official_test_set_lacks_are_optional() -> None:
    brp = schema("brp")
    lacking = ("huishoudnummer", "huishoudtype", "herkomst", "buurtcode")
    assert not any(brp.kolom(naam).verplicht for naam in lacking)
    assert all(kolom.lo3 for kolom in brp.kolommen if kolom.verplicht)


def test_every_police_class_belongs_to_one_main_group() -> None:
    assert set(MK_HOOFDGROEP) == set(schema("verdachten").kolom("mk_code").codes)
    assert set(MK_HOOFDGROEP.values()) == set(range(len(MISDRIJFGROEPEN)))


def test_both_divisions_of_herkomst_count_in_a_class() -> None:
    assert set(HERKOMST_KLASSE) == set(schema("brp").kolom("herkomst").codes)
    assert set(HERKOMST_KLASSE.values()) == set(HERKOMST.klassen) - {"onbekend"}


def test_household_types_are_the_classes_of_the_linked_file() -> None:
    assert tuple(schema("brp").kolom("huishoudtype").codes.values()) == HUISHOUDTYPE.klassen[1:]


def test_detention_refuses_the_row() -> None:
    assert set(schema("bijstandsuitkeringen").kolom("oorzaak").geweigerd) == {"25"}


def test_medical_costs_refuse_the_row() -> None:
    assert "medisch" in schema("bijzondere_bijstand").kolom("kostensoort").geweigerd
