"""Groups of classes: from "who lies in whom" to sums, and what is refused."""

import numpy as np
import pytest

from privacy.kern.beschermen import protect_shares
from privacy.kern.celtabel import Celtabel
from privacy.kern.hierarchie import Ouders, groups_of, hierarchy_dimension
from privacy.kern.invoerfouten import (
    BladZonderOuder,
    Invoerfout,
    KringInHierarchie,
    LegeGroep,
    OnjuisteHierarchie,
    OuderOntbreekt,
)
from tests.privacy.kern.langzame_auditor import narrowed
from tests.privacy.kern.tabelmateriaal import KLEIN

BUURTEN = ("Noord", "Zuid", "Dorp")
WIJKEN: Ouders = {
    "Noord": "Stad",
    "Zuid": "Stad",
    "Dorp": "Platteland",
    "Stad": "Gemeente",
    "Platteland": "Gemeente",
    "Gemeente": None,
}


def test_areas_add_up_to_districts_and_those_to_the_municipality() -> None:
    assert groups_of(BUURTEN, WIJKEN) == (
        ("Stad", (0, 1)),
        ("Platteland", (2,)),
        ("Gemeente", (0, 1, 2)),
    )


def test_a_leaf_may_lie_higher_than_others() -> None:
    scheef: Ouders = {"Noord": "Stad", "Stad": "Alles", "Dorp": "Alles", "Alles": None}
    assert groups_of(("Noord", "Dorp"), scheef) == (("Stad", (0,)), ("Alles", (0, 1)))


def test_several_hierarchies_stand_beside_each_other() -> None:
    drie: Ouders = {"Noord": "Onderzocht", "Dorp": "Onderzocht", "Zuid": "Rest"}
    drie = {**drie, "Onderzocht": None, "Rest": None}
    gebied = hierarchy_dimension("gebied", "Gebied", BUURTEN, WIJKEN, drie)
    telling = gebied.optelling() @ np.array([5, 7, 11])
    assert dict(zip(gebied.labels, telling.tolist(), strict=True)) == {
        "Noord": 5,
        "Zuid": 7,
        "Dorp": 11,
        "Stad": 12,
        "Platteland": 11,
        "Gemeente": 23,
        "Onderzocht": 16,
        "Rest": 7,
    }


@pytest.mark.parametrize(
    ("ouders", "fout"),
    [
        ({"Noord": "Stad", "Zuid": "Stad", "Stad": None}, BladZonderOuder),
        ({**WIJKEN, "Dorp": None}, BladZonderOuder),
        ({"Noord": "Stad", "Zuid": "Stad", "Dorp": "Stad"}, OuderOntbreekt),
        ({**WIJKEN, "Stad": "Provincie"}, OuderOntbreekt),
        ({**WIJKEN, "Gemeente": "Stad"}, KringInHierarchie),
        ({**WIJKEN, "Stad": "Stad"}, KringInHierarchie),
        ({**WIJKEN, "Zuid": "Noord"}, OnjuisteHierarchie),
        ({**WIJKEN, "Eiland": "Gemeente"}, LegeGroep),
    ],
)
def test_a_hierarchy_that_is_not_one_is_refused(ouders: Ouders, fout: type[Invoerfout]) -> None:
    with pytest.raises(fout):
        groups_of(BUURTEN, ouders)


def test_one_group_with_different_leaves_is_refused() -> None:
    anders: Ouders = {"Noord": "Stad", "Zuid": "Rest", "Dorp": "Rest", "Stad": None, "Rest": None}
    with pytest.raises(OnjuisteHierarchie):
        hierarchy_dimension("gebied", "Gebied", BUURTEN, WIJKEN, anders)


@pytest.mark.parametrize("fout", [OuderOntbreekt, KringInHierarchie, BladZonderOuder, LegeGroep])
def test_every_error_has_a_sentence_for_the_screen(fout: type[Invoerfout]) -> None:
    assert fout.melding.endswith(".")


@pytest.mark.parametrize("zaad", range(5))
def test_groups_that_cross_each_other_tell_nothing_together(zaad: int) -> None:
    """buurt ⊂ wijk ⊂ gemeente beside another division of the same buurten: every table is tried."""
    toeval = np.random.default_rng(zaad)
    kruis: Ouders = {"Noord": "Oud", "Dorp": "Oud", "Zuid": "Nieuw", "Oud": None, "Nieuw": None}
    gebied = hierarchy_dimension("gebied", "Gebied", BUURTEN, WIJKEN, kruis)
    basis = toeval.integers(5, 20, 3).astype(np.int64)
    aantal = toeval.binomial(basis, 0.4).astype(np.int64)
    tabel = Celtabel("t", "T", (gebied,), basis, aantal)
    veilig = protect_shares(tabel, KLEIN)
    assert narrowed(tabel, veilig, KLEIN) == []
    # A group of one buurt is that buurt: both are shown or neither.
    getoond = dict(zip(gebied.labels, (rij.getoond for rij in veilig.rijen), strict=True))
    assert (getoond["Dorp"], getoond["Zuid"]) == (getoond["Platteland"], getoond["Nieuw"])
