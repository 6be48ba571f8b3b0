import json
from pathlib import Path

import pytest

from bronnen.demodata.kern.model import DOELEN, EFFECTEN
from bronnen.demodata.kern.waarheid import VERSIE, Waarheid
from bronnen.kern.kenmerken import KENMERKEN

Geschreven = tuple[Path, Waarheid]


def test_the_file_holds_what_the_function_returns(geschreven: Geschreven) -> None:
    folder, waarheid = geschreven
    gelezen = json.loads((folder / "waarheid.json").read_text())
    assert gelezen == json.loads(json.dumps(waarheid.als_dict()))
    assert gelezen["versie"] == VERSIE


def test_the_true_coefficients_stand_by_kenmerk_and_class(geschreven: Geschreven) -> None:
    model = geschreven[1].als_dict()["model"]
    assert model["intercept"] == EFFECTEN.intercept
    assert model["factoren"]["geslacht"]["log_odds"] == {"man": EFFECTEN.geslacht[0], "vrouw": 0.0}
    assert "0 tot en met 11" not in model["factoren"]["leeftijd"]["log_odds"]


@pytest.mark.parametrize("nummer", range(3))
def test_each_group_names_its_planted_share(geschreven: Geschreven, nummer: int) -> None:
    groep = geschreven[1].groepen[nummer]
    assert groep.doel == DOELEN[nummer]
    assert groep.verwacht / groep.inwoners == pytest.approx(groep.doel, abs=0.02)


def test_the_classes_of_a_kenmerk_add_up_to_all_residents(geschreven: Geschreven) -> None:
    waarheid = geschreven[1]
    for kenmerken in waarheid.tellingen["gemeente"].values():
        assert sum(inwoners for inwoners, _ in kenmerken.values()) == waarheid.inwoners
    assert set(waarheid.tellingen["gemeente"]) == {k.code for k in KENMERKEN} - {"verdachte"}


def test_no_value_of_a_person_stands_in_the_truth(geschreven: Geschreven) -> None:
    folder, waarheid = geschreven
    tekst = (folder / "waarheid.json").read_text()
    regels = (folder / "brp.csv").read_text().splitlines()[1:200]
    assert not any(regel.split(";")[0] in tekst for regel in regels if regel.split(";")[0])
    assert waarheid.verdachten_verloren > 0
