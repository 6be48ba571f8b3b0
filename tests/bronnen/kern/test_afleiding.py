"""Every derived kenmerk at its boundaries, through linking, for the one resident jan."""

from datetime import date
from typing import Any

import pytest

from bronnen.kern.afleiding import AFLEIDINGEN, HUUR_VAN_CORPORATIE, VERTALINGEN
from bronnen.kern.kenmerken import EIGENDOM, KENMERKEN, MISDRIJFGROEPEN, kenmerk
from bronnen.kern.koppelverslag import Huurtelling
from bronnen.leverschemas import all_schemas, schema
from tests.bronnen.kern.koppelmateriaal import BUURT_1, BUURT_3, inwoner, link_rows, pack

CORPORATIEWONING = {"adres": "adres-jan", "eigendom": "huur corporatie", "buurtcode": None}


def class_of_jan(code: str, bronnen: dict[str, Any], **anders: Any) -> str:
    tabel, _ = link_rows({"brp": [inwoner("jan")], **bronnen}, **anders)
    return kenmerk(code).klassen[tabel[code][0]]


@pytest.mark.parametrize(
    ("jaren", "klasse"),
    [
        (0, "0 tot en met 11"), (11, "0 tot en met 11"), (12, "12 tot en met 17"),
        (17, "12 tot en met 17"), (18, "18 tot en met 24"), (24, "18 tot en met 24"),
        (25, "25 tot en met 34"), (34, "25 tot en met 34"), (35, "35 tot en met 49"),
        (49, "35 tot en met 49"), (50, "50 tot en met 64"), (64, "50 tot en met 64"),
        (65, "65 en ouder"), (120, "65 en ouder"),
    ],
)  # fmt: skip
def test_leeftijd_is_classed_by_completed_years(jaren: int, klasse: str) -> None:
    assert class_of_jan("leeftijd", {"brp": [inwoner("jan", leeftijd=jaren)]}) == klasse


@pytest.mark.parametrize(
    ("personen", "klasse"),
    [
        (1, "1 persoon"), (2, "2 personen"), (3, "3 personen"), (4, "4 personen"),
        (5, "5 of meer personen"), (6, "5 of meer personen"),
    ],
)  # fmt: skip
def test_gezinsgrootte_counts_persons_with_one_household_number(personen: int, klasse: str) -> None:
    brp = [inwoner(f"p{i}", huishouden="samen") for i in range(personen)]
    tabel, _ = link_rows({"brp": brp})
    assert {kenmerk("gezinsgrootte").klassen[c] for c in tabel["gezinsgrootte"]} == {klasse}


def test_gezinsgrootte_counts_who_leaves_the_file_but_not_who_left_the_home() -> None:
    brp = [
        inwoner("jan", huishouden="samen"),
        inwoner("zonder leeftijd", huishouden="samen", leeftijd=None),
        inwoner("overleden", huishouden="samen", opschorting_reden="O"),
        inwoner("briefadres", huishouden="samen", functie_adres="B"),
    ]
    assert class_of_jan("gezinsgrootte", {"brp": brp}) == "2 personen"


def test_without_household_number_the_address_is_the_household() -> None:
    brp = [inwoner(n, huishouden=None, adres="samen") for n in ("jan", "piet", "klaas")]
    assert class_of_jan("gezinsgrootte", {"brp": brp}) == "3 personen"


def test_without_household_number_and_address_everyone_lives_alone() -> None:
    brp = [inwoner(n, huishouden=None, adres=None) for n in ("jan", "piet", "klaas")]
    tabel, verslag = link_rows({"brp": brp})
    assert (verslag.huishoudens, tabel["gezinsgrootte"].to_list()) == (3, [0, 0, 0])


@pytest.mark.parametrize(
    ("geleverd", "klasse"),
    [
        ("Nederland", "Nederland"), ("Europa", "Europa"), ("buiten Europa", "buiten Europa"),
        ("autochtoon", "Nederland"), ("westers", "Europa"), ("niet-westers", "buiten Europa"),
        (None, "onbekend"),
    ],
)  # fmt: skip
def test_herkomst_is_as_delivered(geleverd: str | None, klasse: str) -> None:
    assert class_of_jan("herkomst", {"brp": [inwoner("jan", herkomst=geleverd)]}) == klasse


@pytest.mark.parametrize(("geleverd", "opmerkingen"), [("Europa", 0), ("westers", 1)])
def test_the_old_division_of_herkomst_is_remarked(geleverd: str, opmerkingen: int) -> None:
    brp = [inwoner("jan", herkomst=geleverd)]
    _, verslag = link_rows({"brp": brp}, buurten=(BUURT_1,), referentiebuurten=())
    assert len(verslag.opmerkingen) == opmerkingen


def test_eigendom_that_two_rows_say_differently_is_unknown() -> None:
    woningen = [CORPORATIEWONING, {**CORPORATIEWONING, "eigendom": "koop"}]
    assert class_of_jan("eigendom", {"woningmarktmonitor": woningen}) == "onbekend"


def test_eigendom_that_one_of_two_rows_does_not_know_is_known() -> None:
    woningen = [CORPORATIEWONING, {**CORPORATIEWONING, "eigendom": None}]
    klasse = class_of_jan("eigendom", {"woningmarktmonitor": woningen})
    assert klasse == EIGENDOM.klassen[HUUR_VAN_CORPORATIE] == "huur van een corporatie"


def arrear(maanden: str | None, **anders: Any) -> dict[str, Any]:
    rij = {
        "contract": "c1",
        "naamgeboorte": "ng-jan",
        "adres": "adres-jan",
        "peilmaand": "2016-06",
        "huurachterstand_maanden": maanden,
    }
    return rij | anders


def rent_class(rijen: list[dict[str, Any]], **anders: Any) -> str:
    bronnen = {"woningmarktmonitor": [CORPORATIEWONING], "huurachterstanden": rijen}
    return class_of_jan("huurachterstand", bronnen, **anders)


@pytest.mark.parametrize(
    ("maanden", "klasse"),
    [
        ("0", "geen"), ("0.01", "minder dan 1 maand"), ("0.99", "minder dan 1 maand"),
        ("1", "1 tot en met 2 maanden"), ("2", "1 tot en met 2 maanden"),
        ("2.01", "meer dan 2 tot en met 6 maanden"), ("6", "meer dan 2 tot en met 6 maanden"),
        ("6.01", "meer dan 6 maanden"), ("600", "meer dan 6 maanden"), (None, "geen"),
    ],
)  # fmt: skip
def test_huurachterstand_is_classed_by_months(maanden: str | None, klasse: str) -> None:
    assert rent_class([arrear(maanden)]) == klasse


@pytest.mark.parametrize(
    ("peilmaand", "klasse"),
    [
        ("2015-12", "geen"), ("2016-01", "meer dan 6 maanden"), ("2016-12", "meer dan 6 maanden"),
        ("2017-01", "geen"),
    ],
)  # fmt: skip
def test_huurachterstand_counts_the_peilmaanden_of_the_period(peilmaand: str, klasse: str) -> None:
    assert rent_class([arrear("7", peilmaand=peilmaand)]) == klasse


def test_huurachterstand_is_the_maximum_of_the_months() -> None:
    rijen = [arrear(m, peilmaand=f"2016-0{i}") for i, m in enumerate(("1", "3", "0"), start=1)]
    assert rent_class(rijen) == "meer dan 2 tot en met 6 maanden"


def test_who_rents_from_a_corporation_without_arrears_has_none() -> None:
    assert rent_class([arrear("3", naamgeboorte="ng-piet")]) == "geen"


@pytest.mark.parametrize("eigendom", ["koop", "huur particulier", None])
def test_huurachterstand_does_not_apply_outside_corporation_homes(eigendom: str | None) -> None:
    bronnen = {
        "woningmarktmonitor": [{**CORPORATIEWONING, "eigendom": eigendom}],
        "huurachterstanden": [arrear("3")],
    }
    assert class_of_jan("huurachterstand", bronnen) == "niet van toepassing"


@pytest.mark.parametrize(
    ("jaren", "klasse"), [(17, "niet van toepassing"), (18, "meer dan 2 tot en met 6 maanden")]
)
def test_huurachterstand_applies_from_eighteen(jaren: int, klasse: str) -> None:
    brp = [inwoner("jan", leeftijd=jaren)]
    bronnen = {
        "brp": brp,
        "woningmarktmonitor": [CORPORATIEWONING],
        "huurachterstanden": [arrear("3")],
    }
    assert class_of_jan("huurachterstand", bronnen) == klasse


@pytest.mark.parametrize(
    ("telt_voor", "klasse"),
    [(Huurtelling.adres, "meer dan 2 tot en met 6 maanden"), (Huurtelling.houder, "geen")],
)
def test_a_housemate_shares_the_arrear_of_the_holder_by_setting(
    telt_voor: Huurtelling, klasse: str
) -> None:
    brp = [inwoner("jan"), inwoner("holder", adres="adres-jan")]
    bronnen = {
        "brp": brp,
        "woningmarktmonitor": [CORPORATIEWONING],
        "huurachterstanden": [arrear("3", naamgeboorte="ng-holder")],
    }
    tabel, verslag = link_rows(bronnen, huurachterstand_telt_voor=telt_voor)
    codes = sorted(kenmerk("huurachterstand").klassen[c] for c in tabel["huurachterstand"])
    assert codes == sorted(["meer dan 2 tot en met 6 maanden", klasse])
    assert verslag.specificatie.huurachterstand_telt_voor is telt_voor


def test_the_debt_of_a_former_tenant_does_not_fall_on_the_next() -> None:
    brp = [inwoner("jan"), inwoner("vorige huurder", adres="elders")]
    bronnen = {
        "brp": brp,
        "woningmarktmonitor": [CORPORATIEWONING],
        "huurachterstanden": [arrear("3", naamgeboorte="ng-vorige huurder")],
    }
    tabel, verslag = link_rows(bronnen)
    telling = verslag.telling("huurachterstanden")
    assert (telling.niet_gekoppeld, telling.gekoppeld) == (1, 0)
    assert 4 not in tabel["huurachterstand"]


@pytest.mark.parametrize("anders", [{"opschorting_reden": "E"}, {"functie_adres": "B"}])
def test_a_holder_who_does_not_live_at_the_address_is_not_found_there(
    anders: dict[str, str],
) -> None:
    brp = [inwoner("jan"), inwoner("weg", adres="adres-jan", **anders)]
    bronnen = {
        "brp": brp,
        "woningmarktmonitor": [CORPORATIEWONING],
        "huurachterstanden": [arrear("3", naamgeboorte="ng-weg")],
    }
    assert class_of_jan("huurachterstand", bronnen) == "geen"


def tax(**anders: Any) -> dict[str, Any]:
    rij = {
        "persoon": "jan",
        "belastingjaar": 2016,
        "maanden_achterstand": 0,
        "status": "betaald",
        "kwijtschelding": "geen",
    }
    return rij | anders


@pytest.mark.parametrize(
    ("status", "maanden", "klasse"),
    [
        ("betaald", 0, "betaald"), ("kwijtgescholden", 0, "betaald"), ("open", 0, "betaald"),
        ("open", None, "betaald"), ("open", 1, "aanmaning"), ("aanmaning", 0, "aanmaning"),
        ("betalingsregeling", 5, "betalingsregeling"), ("dwangbevel", 0, "dwangbevel of beslag"),
        ("beslag", 0, "dwangbevel of beslag"), ("oninbaar", 0, "oninbaar"),
    ],
)  # fmt: skip
def test_betaalgedrag_follows_the_status(status: str, maanden: int | None, klasse: str) -> None:
    rij = tax(status=status, maanden_achterstand=maanden)
    assert class_of_jan("betaalgedrag", {"gemeentelijke_belastingen": [rij]}) == klasse


@pytest.mark.parametrize(
    ("statussen", "klasse"),
    [
        (("betaald", "betalingsregeling"), "betalingsregeling"),
        (("aanmaning", "betalingsregeling"), "aanmaning"),
        (("dwangbevel", "aanmaning"), "dwangbevel of beslag"),
        (("oninbaar", "beslag"), "oninbaar"),
    ],
)
def test_betaalgedrag_is_the_worst_status(statussen: tuple[str, str], klasse: str) -> None:
    rijen = [tax(status=status) for status in statussen]
    assert class_of_jan("betaalgedrag", {"gemeentelijke_belastingen": rijen}) == klasse


@pytest.mark.parametrize("kenmerkcode", ["betaalgedrag", "belastingachterstand", "kwijtschelding"])
def test_who_has_no_assessment_has_the_first_class(kenmerkcode: str) -> None:
    rijen = {"gemeentelijke_belastingen": [tax(persoon="piet")]}
    assert class_of_jan(kenmerkcode, rijen) == kenmerk(kenmerkcode).klassen[0]


@pytest.mark.parametrize(
    ("maanden", "klasse"),
    [
        (0, "geen"), (None, "geen"), (1, "1 of 2 maanden"), (2, "1 of 2 maanden"),
        (3, "3 tot en met 6 maanden"), (6, "3 tot en met 6 maanden"),
        (7, "7 tot en met 12 maanden"), (12, "7 tot en met 12 maanden"),
        (13, "meer dan 12 maanden"),
    ],
)  # fmt: skip
def test_belastingachterstand_is_classed_by_months(maanden: int | None, klasse: str) -> None:
    rijen = [tax(maanden_achterstand=maanden), tax(maanden_achterstand=0)]
    assert class_of_jan("belastingachterstand", {"gemeentelijke_belastingen": rijen}) == klasse


@pytest.mark.parametrize(
    ("jaar", "klasse"),
    [(2014, "geen aanslag"), (2015, "oninbaar"), (2016, "oninbaar"), (2017, "geen aanslag")],
)
def test_a_tax_year_counts_when_it_overlaps_the_period(jaar: int, klasse: str) -> None:
    rijen = {"gemeentelijke_belastingen": [tax(belastingjaar=jaar, status="oninbaar")]}
    periode = {"periode_begin": date(2015, 12, 31), "periode_einde": date(2016, 1, 1)}
    assert class_of_jan("betaalgedrag", rijen, **periode) == klasse


@pytest.mark.parametrize(
    ("besluit", "klasse"),
    [
        ("automatisch", "ja"), ("volledig", "ja"), ("gedeeltelijk", "ja"), ("geen", "nee"),
        ("afgewezen", "nee"), (None, "nee"),
    ],
)  # fmt: skip
def test_kwijtschelding_is_what_was_granted(besluit: str | None, klasse: str) -> None:
    rijen = {"gemeentelijke_belastingen": [tax(kwijtschelding=besluit)]}
    assert class_of_jan("kwijtschelding", rijen) == klasse


@pytest.mark.parametrize(
    ("huur", "belasting", "klasse"),
    [("2", 2, "nee"), ("2.01", 0, "ja"), ("0", 3, "ja"), ("0", 0, "nee")],
)
def test_more_than_two_months_behind_with_rent_or_tax(
    huur: str, belasting: int, klasse: str
) -> None:
    bronnen = {
        "woningmarktmonitor": [CORPORATIEWONING],
        "huurachterstanden": [arrear(huur)],
        "gemeentelijke_belastingen": [tax(maanden_achterstand=belasting)],
    }
    assert class_of_jan("achterstand_2m", bronnen) == klasse


def benefit(begin: str, einde: str | None = None, **anders: Any) -> dict[str, Any]:
    return {"persoon": "jan", "datum_begin": begin, "datum_einde": einde} | anders


def benefit_class(*rijen: dict[str, Any], **anders: Any) -> str:
    return class_of_jan("bijstand", {"bijstandsuitkeringen": list(rijen)}, **anders)


@pytest.mark.parametrize(
    ("begin", "klasse"),
    [
        ("2017-01-01", "geen"), ("2016-12-31", "3 maanden of korter"),
        ("2016-09-01", "3 maanden of korter"), ("2016-08-31", "4 tot en met 12 maanden"),
        ("2015-12-01", "4 tot en met 12 maanden"), ("2015-11-30", "13 tot en met 24 maanden"),
        ("2014-12-01", "13 tot en met 24 maanden"), ("2014-11-30", "25 tot en met 60 maanden"),
        ("2011-12-01", "25 tot en met 60 maanden"), ("2011-11-30", "langer dan 60 maanden"),
    ],
)  # fmt: skip
def test_bijstand_is_classed_by_completed_months(begin: str, klasse: str) -> None:
    assert benefit_class(benefit(begin)) == klasse


@pytest.mark.parametrize(
    ("peildatum", "klasse"),
    [(date(2016, 4, 14), "3 maanden of korter"), (date(2016, 4, 15), "3 maanden of korter"),
     (date(2016, 5, 14), "3 maanden of korter"), (date(2016, 5, 15), "4 tot en met 12 maanden")],
)  # fmt: skip
def test_a_month_is_complete_on_the_same_day_of_the_month(peildatum: date, klasse: str) -> None:
    bronnen = {
        "brp": pack("brp", [inwoner("jan")], peildatum=peildatum),
        "bijstandsuitkeringen": [benefit("2016-01-15")],
    }
    datums = {"peildatum": peildatum, "periode_einde": peildatum}
    assert class_of_jan("bijstand", bronnen, **datums) == klasse


@pytest.mark.parametrize(
    ("einde", "klasse"),
    [
        ("2016-12-30", "geen"),
        ("2016-12-31", "4 tot en met 12 maanden"),
        (None, "4 tot en met 12 maanden"),
    ],
)
def test_only_a_benefit_that_runs_on_the_peildatum_counts(einde: str | None, klasse: str) -> None:
    assert benefit_class(benefit("2016-06-01", einde)) == klasse


def test_the_longest_benefit_that_runs_counts() -> None:
    geeindigd = benefit("2001-01-01", "2016-11-30")
    assert benefit_class(geeindigd, benefit("2016-12-01"), benefit("2014-01-01")) == (
        "25 tot en met 60 maanden"
    )


@pytest.mark.parametrize(
    ("jaren", "begin", "klasse"),
    [
        (17, "2016-12-31", "geen"),
        (18, "2016-01-01", "4 tot en met 12 maanden"),
        (18, "2015-12-31", "geen"),
        (19, "2015-01-01", "13 tot en met 24 maanden"),
        (19, "2014-12-31", "geen"),
    ],
)
def test_a_benefit_that_began_before_eighteen_is_counted_and_ignored(
    jaren: int, begin: str, klasse: str
) -> None:
    bronnen = {"brp": [inwoner("jan", leeftijd=jaren)], "bijstandsuitkeringen": [benefit(begin)]}
    _, verslag = link_rows(bronnen)
    te_jong = [t.aantal for t in verslag.terzijde if t.reden == "jonger_dan_18"]
    assert class_of_jan("bijstand", bronnen) == klasse
    assert te_jong == ([1] if klasse == "geen" else [])


@pytest.mark.parametrize(
    ("besluit", "datum", "klasse"),
    [
        ("toegekend", "2016-01-01", "ja"), ("toegekend", "2016-12-31", "ja"),
        ("gedeeltelijk", "2016-06-01", "ja"), ("toegekend", "2015-12-31", "nee"),
        ("toegekend", "2017-01-01", "nee"), ("afgewezen", "2016-06-01", "nee"),
        ("ingetrokken", "2016-06-01", "nee"), ("buiten behandeling", "2016-06-01", "nee"),
    ],
)  # fmt: skip
def test_bijzondere_bijstand_is_granted_in_the_period(
    besluit: str, datum: str, klasse: str
) -> None:
    rij = {"persoon": "jan", "datum_besluit": datum, "besluit": besluit}
    assert class_of_jan("bijzondere_bijstand", {"bijzondere_bijstand": [rij]}) == klasse


@pytest.mark.parametrize(
    ("aanmelding", "einde", "klasse"),
    [
        ("2016-12-31", None, "ja"), ("2017-01-01", None, "nee"), ("2010-01-01", None, "ja"),
        ("2010-01-01", "2015-12-31", "nee"), ("2010-01-01", "2016-01-01", "ja"),
    ],
)  # fmt: skip
def test_schuldhulp_runs_in_the_period(aanmelding: str, einde: str | None, klasse: str) -> None:
    rij = {"persoon": "jan", "datum_aanmelding": aanmelding, "datum_einde": einde}
    assert class_of_jan("schuldhulp", {"schuldhulpverlening": [rij]}) == klasse


def incident(**anders: Any) -> dict[str, Any]:
    rij = {
        "persoon": "jan",
        "naamgeboorte": None,
        "adres": None,
        "pleegdatum": "2016-06-01",
        "mk_code": "F550",
        "pleeglocatie_buurtcode": BUURT_1,
    }
    return rij | anders


@pytest.mark.parametrize(
    ("datum", "klasse"),
    [("2015-12-31", "nee"), ("2016-01-01", "ja"), ("2016-12-31", "ja"), ("2017-01-01", "nee")],
)
def test_verdachte_is_of_an_incident_in_the_period(datum: str, klasse: str) -> None:
    assert class_of_jan("verdachte", {"verdachten": [incident(pleegdatum=datum)]}) == klasse


def test_misdrijfgroepen_have_a_bit_for_every_group_of_the_period() -> None:
    rijen = [incident(mk_code=code) for code in ("A20", "A30", "F70")]
    tabel, _ = link_rows(
        {
            "brp": [inwoner("jan")],
            "verdachten": [*rijen, incident(mk_code="D20", pleegdatum="2014-01-01")],
        }
    )
    vermogen = 1 << MISDRIJFGROEPEN.index("vermogensmisdrijven")
    wapens = 1 << MISDRIJFGROEPEN.index("(vuur)wapenmisdrijven")
    assert tabel["misdrijfgroepen"].to_list() == [vermogen | wapens]


def test_pleegbuurten_are_distinct_and_positions_in_the_list_of_the_report() -> None:
    buurten = (BUURT_3, BUURT_1, BUURT_3, None)
    rijen = [incident(pleeglocatie_buurtcode=buurt) for buurt in buurten]
    tabel, verslag = link_rows({"brp": [inwoner("jan")], "verdachten": rijen})
    assert verslag.pleegbuurten == (BUURT_1, BUURT_3)
    assert tabel["pleegbuurten"].to_list() == [[0, 1]]


def test_who_has_no_row_in_any_source_has_the_first_class_everywhere() -> None:
    bronnen = {
        "brp": [inwoner("jan")],
        "woningmarktmonitor": [CORPORATIEWONING],
        "huurachterstanden": [arrear("3", naamgeboorte="x")],
        "gemeentelijke_belastingen": [tax(persoon="x")],
        "bijstandsuitkeringen": [benefit("2016-01-01", persoon="x")],
        "bijzondere_bijstand": [
            {"persoon": "x", "datum_besluit": "2016-06-01", "besluit": "toegekend"}
        ],
        "schuldhulpverlening": [
            {"persoon": "x", "datum_aanmelding": "2016-06-01", "datum_einde": None}
        ],
        "verdachten": [incident(persoon="x")],
    }
    rij = link_rows(bronnen)[0].row(0, named=True)
    klassen = [k.klassen[rij[k.code]] for k in KENMERKEN if k.nul_gevoelig]
    assert set(klassen) == {"geen", "geen aanslag", "nee"}


def test_every_code_of_a_delivery_has_a_meaning_or_is_known_to_have_none() -> None:
    zonder = {
        (bron, naam, code)
        for (bron, naam), betekenis in VERTALINGEN.items()
        for code in schema(bron).kolom(naam).codes
        if code not in betekenis
    }
    assert zonder == {
        ("brp", "geslacht", "O"),
        ("brp", "functie_adres", "B"),
        ("bijzondere_bijstand", "besluit", "afgewezen"),
        ("bijzondere_bijstand", "besluit", "ingetrokken"),
        ("bijzondere_bijstand", "besluit", "buiten behandeling"),
        ("gemeentelijke_belastingen", "kwijtschelding", "geen"),
        ("gemeentelijke_belastingen", "kwijtschelding", "afgewezen"),
    }


def test_every_meaning_is_of_a_code_that_can_be_delivered() -> None:
    onbekend = [
        code
        for (bron, naam), betekenis in VERTALINGEN.items()
        for code in betekenis
        if code not in schema(bron).kolom(naam).codes
    ]
    assert onbekend == []


def test_every_element_that_is_needed_is_kept_by_its_declaration() -> None:
    nodig = {
        (a.bron, element)
        for a in AFLEIDINGEN
        for k in a.kolommen
        for element in (*a.elementen, *k.elementen, *([a.lijst] if a.lijst else []))
    }
    bewaard = {(s.code, k.naam) for s in all_schemas().values() for k in s.kolommen if k.bewaard}
    assert nodig <= bewaard
