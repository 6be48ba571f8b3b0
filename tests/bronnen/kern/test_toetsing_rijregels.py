"""Rules over a row: at their boundaries, and never on what is unknown."""

import re
from collections.abc import Mapping

import pytest

from bronnen import leverschemas
from bronnen.kern.leverschema import Leverschema, Rijregel, Soort
from bronnen.kern.rijregels import TOETSEN
from tests.bronnen.kern.toetsmateriaal import check_rows, column, schema


def with_rule(toets: str, *kolommen: tuple[str, Soort], weigert: str = "rij") -> Leverschema:
    namen = tuple(naam for naam, _ in kolommen)
    regel = Rijregel(toets, namen, "Verbeter dit en lever opnieuw.", toets, weigert)
    codes = {"PW": "Participatiewet", "IOAW": "oudere werklozen"}
    return schema(
        *(column(soort, naam, leeg_toegestaan=True, codes=codes) for naam, soort in kolommen),
        regels=(regel,),
    )


def breaks(bron: Leverschema, rij: Mapping[str, str]) -> bool:
    return bron.regels[0].code in check_rows(bron, [rij]).regels


EINDE = with_rule("einde_na_begin", ("begin", Soort.datum), ("einde", Soort.datum))
OPEN = with_rule(
    "openstaand_hoogstens_opgelegd", ("opgelegd", Soort.bedrag), ("openstaand", Soort.bedrag)
)
TWAALF = with_rule(
    "twaalf_of_ouder", ("geboortedatum", Soort.geboortedatum), ("pleegdatum", Soort.datum)
)
LEEFTIJD = with_rule("leeftijd_0_120", ("geboortedatum", Soort.geboortedatum))
ORGANISATIE = with_rule("geen_organisatie", ("bsn", Soort.bsn))
PW = with_rule(
    "een_lopende_pw", ("bsn", Soort.bsn), ("regeling", Soort.code), ("einde", Soort.datum)
)
VERDACHTE = leverschemas.schema("verdachten")


@pytest.mark.parametrize("bron", leverschemas.all_schemas().values(), ids=lambda bron: bron.code)
def test_every_declared_rule_has_its_test_function(bron: Leverschema) -> None:
    assert {regel.toets for regel in bron.regels} <= TOETSEN.keys()


@pytest.mark.parametrize(
    ("begin", "einde", "fout"),
    [
        ("02-01-2016", "01-01-2016", True),
        ("01-01-2016", "01-01-2016", False),
        ("01-01-2016", "02-01-2016", False),
        ("31-12-2015", "2016-01-01", False),
        ("01-01-2016", "", False),
        ("", "01-01-2016", False),
        ("99-01-2016", "01-01-2015", False),
    ],
)
def test_an_end_lies_not_before_its_begin(begin: str, einde: str, fout: bool) -> None:
    assert breaks(EINDE, {"begin": begin, "einde": einde}) is fout


@pytest.mark.parametrize(
    ("opgelegd", "openstaand", "fout"),
    [
        ("100,00", "100,00", False),
        ("100,00", "360,00", False),  # 100 + 10 % + 250
        ("100,00", "360,01", True),
        ("0,00", "250,00", False),
        ("0,00", "250,01", True),
        ("", "9.999,00", False),
        ("100,00", "", False),
    ],
)
def test_not_more_is_open_than_was_imposed_plus_costs(
    opgelegd: str, openstaand: str, fout: bool
) -> None:
    assert breaks(OPEN, {"opgelegd": opgelegd, "openstaand": openstaand}) is fout


@pytest.mark.parametrize(
    ("geboren", "pleegdatum", "fout"),
    [
        ("02-06-2004", "01-06-2016", True),
        ("01-06-2004", "01-06-2016", False),
        ("20040000", "30-06-2016", True),
        ("20040000", "01-07-2016", False),
        ("01-06-2017", "01-06-2016", True),
        ("00000000", "01-06-2016", False),
        ("", "01-06-2016", False),
        ("01-06-2010", "", False),
    ],
)
def test_a_suspect_was_twelve_or_older(geboren: str, pleegdatum: str, fout: bool) -> None:
    assert breaks(TWAALF, {"geboortedatum": geboren, "pleegdatum": pleegdatum}) is fout


@pytest.mark.parametrize(
    ("geboren", "fout"),
    [
        ("31-12-2016", False),
        ("01-01-2017", True),
        ("01-01-1896", False),
        ("31-12-1895", True),
        ("18950000", True),
        ("18960000", False),
        ("00000000", False),
        ("", False),
    ],
)
def test_a_resident_is_0_to_120_years_old_on_the_peildatum(geboren: str, fout: bool) -> None:
    assert breaks(LEEFTIJD, {"geboortedatum": geboren}) is fout


@pytest.mark.parametrize(("bsn", "fout"), [("", True), (".", True), ("111222333", False)])
def test_a_row_without_a_bsn_is_of_an_organisation(bsn: str, fout: bool) -> None:
    assert breaks(ORGANISATIE, {"bsn": bsn}) is fout


def _pw(*rijen: tuple[str, str, str]) -> list[dict[str, str]]:
    return [dict(zip(("bsn", "regeling", "einde"), rij, strict=True)) for rij in rijen]


@pytest.mark.parametrize("per_batch", [1, 2, 100])
@pytest.mark.parametrize(
    ("tweede", "mag"),
    [
        (("111222333", "PW", ""), False),
        (("111222333", "PW", "01-01-2016"), True),
        (("111222333", "IOAW", ""), True),
        (("123456782", "PW", ""), True),
    ],
)
def test_a_person_has_one_running_pw_period(
    tweede: tuple[str, str, str], mag: bool, per_batch: int
) -> None:
    rijen = _pw(("111222333", "PW", ""), tweede)
    assert check_rows(PW, rijen, per_batch=per_batch).staat == [True, mag]


def test_a_refused_row_is_no_running_period() -> None:
    rijen = _pw(("111222333", "PW", ""), ("111222333", "PW", ""))
    rijen[0]["einde"] = "31-02-2016"
    assert check_rows(PW, rijen).staat == [False, True]


def _suspect(**anders: str) -> dict[str, str]:
    return {
        "rol": "VERDACHTE",
        "bsn": "111222333",
        "pleegdatum": "01-06-2016",
        "mk_code": next(iter(VERDACHTE.kolom("mk_code").codes)),
        **anders,
    }


@pytest.mark.parametrize("rol", ["SLACHTOFFER", "AANGEVER", "GETUIGE", "verdachte", "Verdachte?"])
def test_any_other_role_refuses_the_whole_file(rol: str) -> None:
    uitkomst = check_rows(VERDACHTE, [_suspect(), _suspect(rol=rol)])
    assert uitkomst.weigering == VERDACHTE.regels[0].melding
    assert uitkomst.regels["alleen_verdachte"] == (3,)


@pytest.mark.parametrize("rol", ["VERDACHTE", " VERDACHTE "])
def test_suspects_alone_are_let_in(rol: str) -> None:
    assert check_rows(VERDACHTE, [_suspect(rol=rol)]).weigering is None


def test_an_empty_role_refuses_its_row_and_not_the_file() -> None:
    uitkomst = check_rows(VERDACHTE, [_suspect(), _suspect(rol="")])
    assert (uitkomst.staat, uitkomst.weigering) == ([True, False], None)


def test_a_rule_that_guards_the_file_cannot_go_without_its_column() -> None:
    zonder_rol = [naam for naam in VERDACHTE.elementen if naam != "rol"]
    uitkomst = check_rows(VERDACHTE, [], kolommen=zonder_rol)
    assert re.search("kolom rol", uitkomst.weigering or "")


def test_a_rule_of_which_a_column_was_not_read_is_said_to_be_skipped() -> None:
    uitkomst = check_rows(EINDE, [{"begin": "02-01-2016"}], kolommen=["begin"])
    assert uitkomst.staat == [True]
    assert "einde_na_begin" in uitkomst.opmerkingen[0]
