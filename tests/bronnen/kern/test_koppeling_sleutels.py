"""The three keys: which resident a row belongs to, and when it belongs to nobody."""

from typing import Any

import pytest

from bronnen.kern.koppelverslag import BUITEN_GEBIED, ONBEKEND, Brontelling, Koppelverslag
from tests.bronnen.kern.koppelmateriaal import BUURT_1, BUURT_3, inwoner, link_rows

ELDERS = "BU99990909"


def suspect(**anders: Any) -> dict[str, Any]:
    rij = {
        "persoon": None,
        "naamgeboorte": None,
        "adres": None,
        "pleegdatum": "2016-06-01",
        "mk_code": "F550",
        "pleeglocatie_buurtcode": BUURT_1,
    }
    return rij | anders


def report(brp: list[dict[str, Any]], *rijen: dict[str, Any], **anders: Any) -> Koppelverslag:
    return link_rows({"brp": brp, "verdachten": list(rijen)}, **anders)[1]


def only_count(verslag: Koppelverslag) -> Brontelling:
    (telling,) = [t for t in verslag.tellingen if t.bron == "verdachten"]
    return telling


def how(telling: Brontelling) -> str:
    (wijze,) = [
        naam
        for naam in ("persoon", "naamgeboorte_adres", "naamgeboorte", "meerduidig",
                     "niet_gekoppeld", "niet_in_bestand")
        if getattr(telling, naam)
    ]  # fmt: skip
    return wijze


JAN = inwoner("jan")
NAAMGENOOT = inwoner("naamgenoot", naamgeboorte="ng-jan", buurtcode=BUURT_3)
TWEELING = inwoner("tweeling", naamgeboorte="ng-jan", adres="adres-jan")


@pytest.mark.parametrize(
    ("brp", "rij", "wijze"),
    [
        ([JAN], {"persoon": "jan"}, "persoon"),
        ([JAN], {"persoon": "jan", "naamgeboorte": "ng-x", "adres": "x"}, "persoon"),
        ([JAN, NAAMGENOOT], {"naamgeboorte": "ng-jan", "adres": "adres-jan"}, "naamgeboorte_adres"),
        ([JAN], {"naamgeboorte": "ng-jan", "adres": "adres-x"}, "naamgeboorte"),
        ([JAN], {"naamgeboorte": "ng-jan"}, "naamgeboorte"),
        ([JAN, NAAMGENOOT], {"naamgeboorte": "ng-jan"}, "meerduidig"),
        ([JAN, NAAMGENOOT], {"naamgeboorte": "ng-jan", "adres": "adres-x"}, "meerduidig"),
        ([JAN, TWEELING], {"naamgeboorte": "ng-jan", "adres": "adres-jan"}, "meerduidig"),
        ([JAN], {"naamgeboorte": "ng-x", "adres": "adres-jan"}, "niet_gekoppeld"),
        ([JAN], {"adres": "adres-jan"}, "niet_gekoppeld"),
        ([JAN], {}, "niet_gekoppeld"),
        # a bsn that nobody has is not overruled by a name: it is another person
        ([JAN], {"persoon": "x", "naamgeboorte": "ng-jan", "adres": "adres-jan"}, "niet_gekoppeld"),
    ],
)
def test_a_row_is_found_by_the_first_key_that_decides(
    brp: list[dict[str, Any]], rij: dict[str, Any], wijze: str
) -> None:
    assert how(only_count(report(brp, suspect(**rij)))) == wijze


@pytest.mark.parametrize(
    "anders",
    [
        {"opschorting_reden": "O"},
        {"functie_adres": "B"},
        {"buurtcode": ELDERS},
        {"geslacht": "O"},
        {"leeftijd": None},
    ],
)
def test_who_is_left_out_still_makes_a_name_less_than_unique(anders: dict[str, Any]) -> None:
    verslag = report([JAN, NAAMGENOOT | anders], suspect(naamgeboorte="ng-jan"))
    assert how(only_count(verslag)) == "meerduidig"


@pytest.mark.parametrize(
    "anders",
    [
        {"opschorting_reden": "O"},
        {"functie_adres": "B"},
        {"buurtcode": ELDERS},
        {"geslacht": "O"},
        {"leeftijd": None},
    ],
)
def test_a_row_of_who_is_left_out_does_not_spoil_the_match_rate(anders: dict[str, Any]) -> None:
    verslag = report([JAN, inwoner("weg", **anders)], suspect(persoon="weg"))
    telling = only_count(verslag)
    assert (how(telling), telling.te_koppelen) == ("niet_in_bestand", 0)


def test_an_empty_key_never_matches_an_empty_key() -> None:
    zonder = inwoner("zonder naam", naamgeboorte=None, adres=None)
    verslag = report([JAN, zonder], suspect())
    assert how(only_count(verslag)) == "niet_gekoppeld"


@pytest.mark.parametrize(
    ("brp", "rij", "buurt"),
    [
        ([JAN], {"persoon": "jan", "adres": "adres-x"}, BUURT_1),
        ([JAN], {"naamgeboorte": "ng-x", "adres": "adres-jan"}, BUURT_1),
        ([JAN], {"naamgeboorte": "ng-x", "adres": "adres-x"}, ONBEKEND),
        ([JAN], {"persoon": "x"}, ONBEKEND),
        ([JAN, inwoner("ver", buurtcode=ELDERS)], {"persoon": "ver"}, BUITEN_GEBIED),
        ([JAN, NAAMGENOOT], {"naamgeboorte": "ng-jan", "adres": "x"}, ONBEKEND),
    ],
)
def test_a_row_counts_in_the_buurt_of_the_resident_or_else_of_its_address(
    brp: list[dict[str, Any]], rij: dict[str, Any], buurt: str
) -> None:
    assert only_count(report(brp, suspect(**rij))).buurt == buurt


def test_an_empty_home_that_the_woningmarktmonitor_knows_places_a_row() -> None:
    woning = {"adres": "leeg", "eigendom": "koop", "buurtcode": BUURT_3}
    bronnen = {
        "brp": [JAN],
        "woningmarktmonitor": [woning],
        "verdachten": [suspect(adres="leeg")],
    }
    assert only_count(link_rows(bronnen)[1]).buurt == BUURT_3


def test_ambiguous_rows_make_nobody_a_suspect() -> None:
    bronnen = {"brp": [JAN, NAAMGENOOT], "verdachten": [suspect(naamgeboorte="ng-jan")]}
    assert link_rows(bronnen)[0]["verdachte"].to_list() == [0, 0]


def test_one_person_may_be_in_many_incidents() -> None:
    verslag = report([JAN], *[suspect(persoon="jan") for _ in range(5)])
    assert (verslag.telling("verdachten").persoon, verslag.telling("verdachten").rijen) == (5, 5)


def test_the_numbers_of_a_source_add_up_to_its_rows() -> None:
    rijen = [suspect(persoon=p) for p in ("jan", "x")] + [suspect(naamgeboorte="ng-jan")] * 2
    telling = report([JAN, NAAMGENOOT], *rijen).telling("verdachten")
    assert telling.rijen == 4
    assert telling.gekoppeld + telling.meerduidig + telling.niet_gekoppeld == 4


def test_homes_are_counted_as_lived_in_or_not() -> None:
    woningen = [
        {"adres": adres, "eigendom": "koop", "buurtcode": BUURT_1}
        for adres in ("adres-jan", "adres-weg", "leeg")
    ]
    bronnen = {"brp": [JAN, inwoner("weg", leeftijd=None)], "woningmarktmonitor": woningen}
    telling = link_rows(bronnen)[1].telling("woningmarktmonitor")
    assert (telling.adres, telling.niet_in_bestand, telling.niet_gekoppeld) == (1, 1, 1)


def test_residents_whose_home_is_not_known_are_counted_per_buurt() -> None:
    woning = {"adres": "adres-jan", "eigendom": "koop", "buurtcode": None}
    bronnen = {"brp": [JAN, NAAMGENOOT], "woningmarktmonitor": [woning]}
    assert link_rows(bronnen)[1].zonder_woning == (0, 0, 1)
