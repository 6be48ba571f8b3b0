"""Who is in the linked file, what the report says, and what linking refuses."""

import io
import json
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bronnen.kern.kenmerken import KENMERKEN
from bronnen.kern.koppeling import link
from bronnen.kern.koppelverslag import (
    BUITEN_GEBIED,
    ONBEKEND,
    UITVALREDENEN,
    Huurtelling,
    Koppelfout,
    Koppelspecificatie,
    Koppelverslag,
    default_period,
)
from privacy.kern.versleuteling import new_key, read_key_id
from tests.bronnen.kern.koppelmateriaal import (
    BUURT_1,
    BUURT_2,
    BUURT_3,
    PEILDATUM,
    SLEUTEL_ID,
    inwoner,
    link_rows,
    pack,
    specify,
)
from tests.bronnen.kern.test_koppeling_referentie import random_deliveries

ELDERS = "BU99990909"


@pytest.mark.parametrize(
    ("anders", "reden"),
    [
        ({"opschorting_reden": "O"}, "opgeschort"),
        ({"opschorting_reden": "F", "functie_adres": "B"}, "opgeschort"),
        ({"functie_adres": "B"}, "geen_woonadres"),
        ({"functie_adres": None}, "geen_woonadres"),
        ({"buurtcode": None}, "buurt_onbekend"),
        ({"buurtcode": ELDERS}, "buiten_gebied"),
        ({"geslacht": "O"}, "geslacht_onbekend"),
        ({"geslacht": None}, "geslacht_onbekend"),
        ({"leeftijd": None}, "leeftijd_onbekend"),
        ({"geslacht": None, "leeftijd": None}, "geslacht_onbekend"),
    ],
)
def test_who_is_left_out_is_counted_once(anders: dict[str, Any], reden: str) -> None:
    _, verslag = link_rows({"brp": [inwoner("jan"), inwoner("weg", **anders)]})
    assert (verslag.bewoners, verslag.brp_rijen) == (1, 2)
    assert {r: n for r, n in verslag.uitval_per_reden.items() if n} == {reden: 1}


@pytest.mark.parametrize(
    ("buurtcode", "plek"), [(None, ONBEKEND), (ELDERS, BUITEN_GEBIED), (BUURT_3, BUURT_3)]
)
def test_who_is_left_out_is_counted_in_his_buurt(buurtcode: str | None, plek: str) -> None:
    weg = inwoner("weg", buurtcode=buurtcode, opschorting_reden="E")
    _, verslag = link_rows({"brp": [inwoner("jan"), weg]})
    assert [u.buurt for u in verslag.uitval] == [plek]


def test_a_missing_buurt_comes_from_the_woningmarktmonitor() -> None:
    woning = {"adres": "adres-jan", "eigendom": "koop", "buurtcode": BUURT_3}
    bronnen = {"brp": [inwoner("jan", buurtcode=None)], "woningmarktmonitor": [woning]}
    assert link_rows(bronnen)[1].bewoners_per_buurt == (0, 0, 1)


def test_a_missing_buurt_that_two_rows_say_differently_stays_unknown() -> None:
    woningen = [
        {"adres": "adres-jan", "eigendom": "koop", "buurtcode": b} for b in (BUURT_1, BUURT_3)
    ]
    brp = [inwoner("jan", buurtcode=None), inwoner("piet")]
    _, verslag = link_rows({"brp": brp, "woningmarktmonitor": woningen})
    assert verslag.uitval_per_reden["buurt_onbekend"] == 1
    assert [(t.reden, t.aantal) for t in verslag.terzijde] == [("tegenstrijdig", 2)]


def test_without_buurtcode_and_household_number_the_address_gives_both() -> None:
    """As in the official BRP test set."""
    kolommen = [k for k in inwoner("x") if k not in ("buurtcode", "huishouden", "herkomst")]
    brp = pack("brp", [inwoner(n, adres="samen") for n in ("jan", "piet")], kolommen)
    woning = {"adres": "samen", "eigendom": "koop", "buurtcode": BUURT_1}
    tabel, verslag = link_rows({"brp": brp, "woningmarktmonitor": [woning]})
    assert (tabel["gezinsgrootte"].to_list(), verslag.huishoudens) == ([1, 1], 1)
    assert "herkomst" not in tabel.columns


def test_the_whole_gemeente_has_every_buurt_of_the_brp() -> None:
    brp = [inwoner("jan"), inwoner("ver", buurtcode=ELDERS)]
    _, verslag = link_rows({"brp": brp}, hele_gemeente=True, buurten=(), referentiebuurten=())
    assert verslag.buurtcodes == (BUURT_1, ELDERS)
    assert verslag.wijken == ("WK999901", "WK999909")


def test_a_chosen_buurt_without_residents_stays_in_the_list_and_is_remarked() -> None:
    _, verslag = link_rows({"brp": [inwoner("jan")]})
    assert (verslag.buurtcodes, verslag.bewoners_per_buurt) == (
        (BUURT_1, BUURT_2, BUURT_3),
        (1, 0, 0),
    )
    assert len(verslag.opmerkingen) == 1


def test_streets_are_numbered_from_one_and_zero_is_no_street() -> None:
    straten = {"a": "s1", "b": "s1", "c": "s2", "d": None}
    tabel, verslag = link_rows({"brp": [inwoner(n, straat=s) for n, s in straten.items()]})
    assert sorted(tabel["straat"].to_list()) in ([0, 1, 1, 2], [0, 1, 2, 2])
    assert verslag.straten == 2


@pytest.mark.parametrize("zaad", range(5))
def test_the_order_of_a_delivery_leaves_no_trace(zaad: int) -> None:
    bronnen = random_deliveries(zaad)
    omgekeerd = {bron: rijen[::-1] for bron, rijen in bronnen.items()}
    (tabel, verslag), (tabel_2, verslag_2) = link_rows(bronnen), link_rows(omgekeerd)
    assert tabel.equals(tabel_2)
    assert verslag == verslag_2


def test_linking_adds_rows_to_nobody_and_loses_nobody() -> None:
    for zaad in range(10):
        tabel, verslag = link_rows(random_deliveries(zaad))
        assert tabel.height == verslag.bewoners == sum(verslag.bewoners_per_buurt)
        assert verslag.brp_rijen == verslag.bewoners + sum(verslag.uitval_per_reden.values())


def test_the_linked_file_has_the_agreed_types() -> None:
    tabel, _ = link_rows(random_deliveries(1))
    assert {tabel.schema[k.code] for k in KENMERKEN} == {pl.UInt8}
    assert {naam: tabel.schema[naam] for naam in tabel.columns[len(KENMERKEN) :]} == {
        "jaren": pl.UInt8,
        "buurt": pl.UInt16,
        "straat": pl.UInt32,
        "huishouden": pl.UInt32,
        "misdrijfgroepen": pl.UInt8,
        "pleegbuurten": pl.List(pl.UInt16),
    }


@pytest.mark.parametrize(
    ("zonder", "ontbreekt"),
    [
        ("woningmarktmonitor", {"eigendom", "huurachterstand", "achterstand_2m"}),
        ("huurachterstanden", {"huurachterstand", "achterstand_2m"}),
        ("bijstandsuitkeringen", {"bijstand"}),
        ("bijzondere_bijstand", {"bijzondere_bijstand"}),
        ("schuldhulpverlening", {"schuldhulp"}),
        ("verdachten", {"verdachte", "misdrijfgroepen", "pleegbuurten"}),
        (
            "gemeentelijke_belastingen",
            {"betaalgedrag", "belastingachterstand", "kwijtschelding", "achterstand_2m"},
        ),
    ],
)
def test_a_source_that_is_not_delivered_leaves_its_columns_out(
    zonder: str, ontbreekt: set[str]
) -> None:
    bronnen: dict[str, Any] = random_deliveries(2)
    del bronnen[zonder]
    tabel, verslag = link_rows(bronnen, hele_gemeente=True)
    assert {o.code for o in verslag.ontbrekende_kenmerken} == ontbreekt
    assert ontbreekt.isdisjoint(tabel.columns)
    assert all(o.reden for o in verslag.ontbrekende_kenmerken)


@pytest.mark.parametrize(
    ("bron", "element", "ontbreekt"),
    [
        ("brp", "herkomst", {"herkomst"}),
        ("brp", "huishoudtype", {"huishoudtype"}),
        ("brp", "straat", {"straat"}),
        ("brp", "naamgeboorte", {"huurachterstand", "achterstand_2m"}),
        ("brp", "adres", {"eigendom", "huurachterstand", "achterstand_2m"}),
        ("woningmarktmonitor", "adres", {"eigendom", "huurachterstand", "achterstand_2m"}),
        ("woningmarktmonitor", "buurtcode", set()),
        ("woningmarktmonitor", "eigendom", {"eigendom", "huurachterstand", "achterstand_2m"}),
        ("verdachten", "mk_code", {"misdrijfgroepen"}),
        ("verdachten", "pleeglocatie_buurtcode", {"pleegbuurten"}),
        ("verdachten", "pleegdatum", {"verdachte", "misdrijfgroepen", "pleegbuurten"}),
        ("verdachten", "persoon", set()),
        ("verdachten", "adres", set()),
        ("huurachterstanden", "adres", {"huurachterstand", "achterstand_2m"}),
        ("gemeentelijke_belastingen", "status", {"betaalgedrag"}),
        ("gemeentelijke_belastingen", "kwijtschelding", {"kwijtschelding"}),
        ("bijstandsuitkeringen", "datum_einde", {"bijstand"}),
        ("bijstandsuitkeringen", "persoon", {"bijstand"}),
    ],
)
def test_an_element_that_is_not_approved_leaves_what_needs_it_out(
    bron: str, element: str, ontbreekt: set[str]
) -> None:
    bronnen: dict[str, Any] = random_deliveries(3)
    kolommen = [naam for naam in bronnen[bron][0] if naam != element]
    bronnen[bron] = pack(bron, bronnen[bron], kolommen)
    tabel, verslag = link_rows(bronnen, hele_gemeente=True)
    assert {o.code for o in verslag.ontbrekende_kenmerken} == ontbreekt
    assert ontbreekt.isdisjoint(tabel.columns)


@pytest.mark.parametrize(
    "element", ["persoon", "geslacht", "leeftijd", "functie_adres", "opschorting_reden"]
)
def test_without_what_the_spine_needs_nothing_is_linked(element: str) -> None:
    kolommen = [naam for naam in inwoner("jan") if naam != element]
    with pytest.raises(Koppelfout, match=element):
        link_rows({"brp": pack("brp", [inwoner("jan")], kolommen)})


def test_without_brp_nothing_is_linked() -> None:
    bronnen = random_deliveries(1)
    del bronnen["brp"]
    with pytest.raises(Koppelfout, match="BRP"):
        link_rows(bronnen)


def test_the_peildatum_is_that_of_the_brp_delivery() -> None:
    brp = pack("brp", [inwoner("jan")], peildatum=date(2016, 12, 30))
    with pytest.raises(Koppelfout, match="peildatum"):
        link_rows({"brp": brp})


def test_a_delivery_of_another_version_of_its_schema_is_not_linked() -> None:
    with pytest.raises(Koppelfout, match="leverschema"):
        link_rows({"brp": pack("brp", [inwoner("jan")], versie="0")})


def test_a_brp_with_the_same_person_twice_is_not_linked() -> None:
    with pytest.raises(Koppelfout, match="meer dan één keer"):
        link_rows({"brp": [inwoner("jan"), inwoner("jan")]})


def test_an_empty_linked_file_is_not_made() -> None:
    with pytest.raises(Koppelfout, match="geen inwoners"):
        link_rows({"brp": [inwoner("jan", buurtcode=ELDERS)]})


def test_no_message_holds_a_value() -> None:
    with pytest.raises(Koppelfout) as fout:
        link_rows({"brp": [inwoner("Janssen"), inwoner("Janssen")]})
    assert "Janssen" not in str(fout.value)


class Gestopt(Exception):
    pass


@pytest.mark.parametrize("bij", [0, 30, 50, 80, 90])
def test_a_job_that_is_cancelled_at_any_step_links_no_further(bij: int) -> None:
    def tell(procent: int, tekst: str) -> None:
        if procent == bij:
            raise Gestopt

    doel = io.BytesIO()
    with pytest.raises(Gestopt):
        link(
            leveringen={bron: pack(bron, rijen) for bron, rijen in random_deliveries(1).items()},
            specificatie=specify(),
            doel=doel,
            sleutel=new_key(),
            sleutel_id=SLEUTEL_ID,
            voortgang=tell,
        )
    assert not doel.getvalue()


def test_the_container_carries_its_key_id() -> None:
    doel = io.BytesIO()
    stappen: list[int] = []
    link(
        leveringen={"brp": pack("brp", [inwoner("jan")])},
        specificatie=specify(),
        doel=doel,
        sleutel=new_key(),
        sleutel_id=SLEUTEL_ID,
        voortgang=lambda procent, tekst: stappen.append(procent),
    )
    assert read_key_id(io.BytesIO(doel.getvalue())) == SLEUTEL_ID
    assert stappen == sorted(stappen)
    assert (stappen[0], stappen[-1]) == (0, 100)


@pytest.mark.parametrize("zaad", range(3))
def test_a_report_survives_json(zaad: int) -> None:
    _, verslag = link_rows(random_deliveries(zaad))
    assert Koppelverslag.uit_dict(json.loads(json.dumps(verslag.als_dict()))) == verslag


@given(
    hele_gemeente=st.booleans(),
    telt_voor=st.sampled_from(Huurtelling),
    dagen=st.integers(min_value=0, max_value=800),
)
def test_a_specification_survives_json(
    hele_gemeente: bool, telt_voor: Huurtelling, dagen: int
) -> None:
    begin = date.fromordinal(PEILDATUM.toordinal() - dagen)
    specificatie = specify(
        hele_gemeente=hele_gemeente, huurachterstand_telt_voor=telt_voor, periode_begin=begin
    )
    heen_en_weer = json.loads(json.dumps(specificatie.als_dict()))
    assert Koppelspecificatie.uit_dict(heen_en_weer) == specificatie


@pytest.mark.parametrize(
    "anders",
    [
        {"periode_begin": date(2017, 1, 1)},
        {"periode_einde": date(2017, 1, 1)},
        {"periode_begin": date(2016, 6, 2), "periode_einde": date(2016, 6, 1)},
        {"buurten": ("BU9999010",)},
        {"buurten": ("WK999901",)},
        {"buurten": (BUURT_1, BUURT_1)},
        {"buurten": (BUURT_3,)},
        {"buurten": (), "referentiebuurten": ()},
    ],
)
def test_an_impossible_specification_cannot_be_made(anders: dict[str, Any]) -> None:
    with pytest.raises(Koppelfout):
        specify(**anders)


@pytest.mark.parametrize(
    ("peildatum", "begin"),
    [
        (date(2016, 12, 31), date(2016, 1, 1)),
        (date(2017, 1, 1), date(2016, 1, 2)),
        (date(2016, 2, 29), date(2015, 3, 1)),
        (date(2017, 2, 28), date(2016, 2, 29)),
    ],
)
def test_the_default_period_is_the_twelve_months_that_end_on_the_peildatum(
    peildatum: date, begin: date
) -> None:
    assert default_period(peildatum) == (begin, peildatum)


def test_every_reason_to_leave_out_has_a_sentence() -> None:
    assert all(zin.endswith(".") for zin in UITVALREDENEN.values())
