import json
from typing import Any

import pytest

from analyses.kern.specificatie import (
    BREDE_FACTOREN,
    SOORTEN,
    VIJF_FACTOREN,
    Basis,
    Buurtdeelspecificatie,
    Gebiedskeuze,
    Gelijkenisspecificatie,
    Kenmerkspecificatie,
    Leefklimaatspecificatie,
    Misdrijfspecificatie,
    OnjuisteSpecificatie,
    Regelspecificatie,
    Regressiespecificatie,
    Samenhangspecificatie,
    Specificatie,
    Trendspecificatie,
    from_dict,
    standaardset,
    to_dict,
)

DRUK, REFERENTIE = ("BU99990001", "BU99990002"), ("BU99990003",)
GEBIEDEN = {"onder_druk": list(DRUK), "referentie": list(REFERENTIE)}
ALLES = (
    *standaardset(DRUK, REFERENTIE, herkomst=True),
    Misdrijfspecificatie(Gebiedskeuze(DRUK, REFERENTIE)),
    Buurtdeelspecificatie(Gebiedskeuze(DRUK, REFERENTIE)),
    Samenhangspecificatie("sociale cohesie", "bedreiging", 2016),
    Trendspecificatie("bedreiging", Gebiedskeuze(DRUK, REFERENTIE), (2014,)),
    Gelijkenisspecificatie(Gebiedskeuze(DRUK, REFERENTIE), 2016),
    Leefklimaatspecificatie(Gebiedskeuze(DRUK, REFERENTIE), (2014,)),
)


@pytest.mark.parametrize("specificatie", ALLES, ids=lambda s: s.soort)
def test_a_specification_survives_json(specificatie: Specificatie) -> None:
    assert from_dict(json.loads(json.dumps(to_dict(specificatie)))) == specificatie


def test_every_kind_is_read_back() -> None:
    assert {s.soort for s in ALLES} == set(SOORTEN)


def test_herkomst_is_left_out_unless_approved() -> None:
    gewoon = standaardset(DRUK, REFERENTIE)
    assert not any(isinstance(s, Kenmerkspecificatie) and s.kenmerk == "herkomst" for s in gewoon)
    assert len(gewoon) == 20


def test_the_default_model_is_the_projects_own() -> None:
    assert Regressiespecificatie(Gebiedskeuze(DRUK)).factoren == VIJF_FACTOREN
    assert set(VIJF_FACTOREN) < set(BREDE_FACTOREN)


@pytest.mark.parametrize(
    ("gegevens", "melding"),
    [
        ({"soort": "voorspelling"}, "Deze soort analyse bestaat niet."),
        ({"soort": "kenmerk", "gebieden": GEBIEDEN}, "Het veld kenmerk ontbreekt."),
        ({"soort": "kenmerk", "kenmerk": "bsn", "gebieden": GEBIEDEN}, "kenmerk bestaat niet"),
        ({"soort": "kenmerk", "kenmerk": "verdachte", "gebieden": GEBIEDEN}, "bestaat niet"),
        ({"soort": "kenmerk", "kenmerk": ["geslacht"], "gebieden": GEBIEDEN}, "goede vorm"),
        ({"soort": "verdachten", "gebieden": "BU99990001"}, "goede vorm"),
        ({"soort": "verdachten", "gebieden": {"onder_druk": []}}, "minstens één buurt"),
        ({"soort": "verdachten", "gebieden": {"onder_druk": ["BU1"]}}, "BU met 8 cijfers"),
        ({"soort": "verdachten", "gebieden": {"onder_druk": [DRUK[0], DRUK[0]]}}, "twee keer"),
        ({"soort": "verdachten", "gebieden": GEBIEDEN, "score": 1}, "veld dat niet bestaat"),
        ({"soort": "regressie", "gebieden": GEBIEDEN, "factoren": []}, "minstens één kenmerk"),
        ({"soort": "regressie", "gebieden": GEBIEDEN, "basis": "vanaf_3"}, "goede vorm"),
        ({"soort": "regels", "gebieden": GEBIEDEN, "min_support": 0}, "tussen 0 en 1"),
        ({"soort": "regels", "gebieden": GEBIEDEN, "max_lengte": True}, "goede vorm"),
        ({"soort": "regels", "gebieden": GEBIEDEN, "aantal": 51}, "1 tot en met 50"),
        (
            {"soort": "samenhang", "indicator_x": "a", "indicator_y": "a", "jaar": 2016},
            "twee verschillende",
        ),
        (
            {"soort": "trend", "indicator": "a", "gebieden": GEBIEDEN, "breuken": [2012, 2012]},
            "twee keer gekozen",
        ),
        ({"soort": "trend", "indicator": " ", "gebieden": GEBIEDEN}, "Kies een cijfer."),
        ({"soort": "gelijkenis", "gebieden": GEBIEDEN, "jaar": 16}, "een jaar tussen"),
        (
            {"soort": "samenhang", "indicator_x": "a", "indicator_y": "b", "jaar": 16},
            "tussen 1990 en 2100",
        ),
    ],
)
def test_what_cannot_be_is_said_in_one_dutch_sentence(
    gegevens: dict[str, Any], melding: str
) -> None:
    with pytest.raises(OnjuisteSpecificatie, match=melding):
        from_dict(gegevens)


@pytest.mark.parametrize(("waarde", "goed"), [(1, True), (4, True), (5, False), (0, False)])
def test_rules_have_one_to_four_items(waarde: int, goed: bool) -> None:
    if goed:
        assert Regelspecificatie(Gebiedskeuze(DRUK), max_lengte=waarde).max_lengte == waarde
    else:
        with pytest.raises(OnjuisteSpecificatie):
            Regelspecificatie(Gebiedskeuze(DRUK), max_lengte=waarde)


def test_enum_values_are_the_names_of_their_members() -> None:
    assert all(lid.value == lid.name for lid in Basis)
