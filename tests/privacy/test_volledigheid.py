"""What must hold for everything of a kind, also for what is added later."""

import inspect
import re
from enum import Enum
from pathlib import Path

import pytest
from django.apps import apps

from privacy import actions, bewaartermijnen, navigatie, policies
from privacy.actions.drempels import GRENZEN
from privacy.forms import DREMPELVELDEN
from privacy.kern.bewaartermijn import Bewaartermijn
from privacy.kern.drempels import Drempelset
from privacy.logboek import Actie
from privacy.models import Logregel
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

BASIS = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("naam", actions.__all__)
def test_every_action_takes_who_did_it_by_name(naam: str):
    velden = inspect.signature(getattr(actions, naam)).parameters
    assert velden["by"].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize("naam", [n for n in actions.__all__ if n != "enrol_totp_for_demo"])
def test_every_action_takes_names_alone(naam: str):
    velden = inspect.signature(getattr(actions, naam)).parameters.values()
    toegestaan = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    assert {veld.kind for veld in velden} <= toegestaan


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda m: m._meta.label)
def test_every_model_says_how_long_it_is_kept(model: type):
    assert isinstance(bewaartermijnen.term_for(model), Bewaartermijn)


def test_the_table_of_others_names_only_models_that_exist():
    bestaand = {model._meta.label for model in apps.get_models()}
    assert set(bewaartermijnen.VAN_ANDEREN) <= bestaand


def test_every_event_is_logged_somewhere():
    """Each `Actie` is used by a file of the project; what is never logged is not an event."""
    tekst = "".join(
        pad.read_text()
        for app in ("privacy", "bronnen", "analyses")
        for pad in (BASIS / app).rglob("*.py")
        if pad.name != "logboek.py"
    )
    ongebruikt = {actie.name for actie in Actie if not re.search(rf"Actie\.{actie.name}\b", tekst)}
    assert ongebruikt == set()


def test_an_event_fits_its_column():
    langste = Logregel._meta.get_field("actie").max_length
    assert max(len(actie.value) for actie in Actie) <= langste


def test_every_menu_item_has_a_page_and_a_right():
    items = navigatie.all_items()
    assert {item.recht for item in items} <= set(Recht)
    assert len({item.url_naam for item in items}) == len(items)


def test_every_threshold_stands_on_the_form_with_its_bounds():
    velden = set(Drempelset().als_dict()) - {"versie", "nul_gevoelig"}
    assert velden == set(DREMPELVELDEN) == set(GRENZEN)


def test_the_projects_own_thresholds_lie_within_the_bounds():
    waarden = Drempelset().als_dict()
    assert all(laag <= waarden[naam] <= hoog for naam, (laag, hoog) in GRENZEN.items())


# --- transitions ---------------------------------------------------------------------------------
class _Stand(Enum):
    open = "open"
    dicht = "dicht"


_TABEL = policies.Overgangen(
    _Stand, [policies.Overgang(_Stand.open, _Stand.dicht, Recht.koppelen, Actie.afmelden)]
)


def test_a_transition_of_the_table_is_given_back():
    assert _TABEL.check("open", _Stand.dicht).actie is Actie.afmelden


@pytest.mark.parametrize(("van", "naar"), [("dicht", "open"), ("open", "open"), ("dicht", "dicht")])
def test_any_other_transition_is_refused(van: str, naar: str):
    assert not _TABEL.allowed(van, naar)
    with pytest.raises(Geweigerd, match="nu niet"):
        _TABEL.check(van, naar)


def test_a_transition_stands_in_the_table_once():
    pijl = policies.Overgang(_Stand.open, _Stand.dicht, None, Actie.afmelden)
    with pytest.raises(ValueError, match="twice"):
        policies.Overgangen(_Stand, [pijl, pijl])


def test_the_arrows_from_a_state_are_known():
    assert [pijl.naar for pijl in _TABEL.from_status("open")] == [_Stand.dicht]
