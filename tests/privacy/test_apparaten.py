"""Registered devices: two persons each, known by a cookie, withdrawn at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from privacy import actions
from privacy.actions.opruimen import clean_rows
from privacy.actions.werkplekken import networks_version
from privacy.apparaat import Apparaat, Apparaatstatus
from privacy.apparaatmerk import NAAM, digest
from privacy.models import Account, Logregel, Uitkomst, Werkplek
from privacy.rollen import Rol
from privacy.uitzonderingen import Geweigerd
from tests.privacy.mensen import log_in

REDEN = "Alleen op apparaten van de gemeente."
LAPTOP = "Laptop balie 2"


def code_of(by: Account, naam: str = LAPTOP) -> str:
    return actions.issue_device_code(naam=naam, by=by)[1]


def registered(client: Client, by: Account, naam: str = LAPTOP) -> Apparaat:
    antwoord = client.post("/account/apparaat/", {"code": code_of(by, naam)})
    assert antwoord.status_code == 302
    return Apparaat.objects.get(naam=naam)


def bind_officers(beheerder: Account, officer: Account) -> None:
    """From now on an officer decides on a registered device only."""
    regel = actions.propose_networks(
        rol=Rol.privacy_officer, netwerken=[], reden=REDEN, alleen_geregistreerd=True, by=beheerder
    )
    actions.decide_networks(
        regel=regel, uitkomst=Uitkomst.akkoord, reden=REDEN, gezien=networks_version(regel),
        by=officer,
    )  # fmt: skip


@pytest.fixture
def gebonden(officer: Account, beheerder: Account) -> None:
    bind_officers(beheerder, officer)


# --- registering ----------------------------------------------------------------------------------
def test_a_device_is_registered_by_two(officer: Account, beheerder: Account, bij_officer: Client):
    apparaat = registered(bij_officer, beheerder)
    assert apparaat.status == Apparaatstatus.geregistreerd
    assert (apparaat.uitgegeven_door, apparaat.geregistreerd_door) == (beheerder, officer)
    assert (
        f"geregistreerd als <strong>{LAPTOP}"
        in bij_officer.get("/account/apparaat/").content.decode()
    )


def test_who_made_the_code_does_not_enter_it(officer: Account):
    with pytest.raises(Geweigerd, match="zelf gemaakt"):
        actions.register_device(code=code_of(officer), by=officer)
    assert Apparaat.objects.get().status == Apparaatstatus.uitgegeven


def test_a_code_works_once(officer: Account, tweede_officer: Account, beheerder: Account):
    code = code_of(beheerder)
    actions.register_device(code=code, by=officer)
    with pytest.raises(Geweigerd, match="al gebruikt"):
        actions.register_device(code=code, by=tweede_officer)


def test_a_code_may_be_typed_in_small_letters_and_with_spaces(officer: Account, beheerder: Account):
    code = code_of(beheerder).lower().replace("-", " ")
    assert actions.register_device(code=code, by=officer)[0].naam == LAPTOP


def test_a_code_of_more_than_an_hour_ago_is_refused(officer: Account, beheerder: Account):
    code = code_of(beheerder)
    Apparaat.objects.update(code_geldig_tot=timezone.now() - timedelta(hours=1))
    with pytest.raises(Geweigerd, match="ouder dan een uur"):
        actions.register_device(code=code, by=officer)


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA", "' OR 1=1", "\u202e\x00", "é" * 40])
def test_a_wrong_code_is_told_on_the_page(bij_officer: Client, code: str):
    antwoord = bij_officer.post("/account/apparaat/", {"code": code})
    assert antwoord.status_code in {200, 409}
    assert NAAM not in antwoord.cookies


def test_codes_are_not_guessed_for_long(officer: Account, beheerder: Account):
    for _ in range(10):
        with pytest.raises(Geweigerd, match="klopt niet"):
            actions.register_device(code="AAAAA-AAAAA", by=officer)
    with pytest.raises(Geweigerd, match="te vaak"):
        actions.register_device(code=code_of(beheerder), by=officer)


@pytest.mark.parametrize("naam", ["", "ab", "x" * 61, "balie\u202e2"])
def test_a_name_that_says_nothing_is_refused(beheerder: Account, naam: str):
    with pytest.raises(Geweigerd, match="naam van 3 tot 60"):
        code_of(beheerder, naam)


def test_two_devices_have_no_name_in_common(beheerder: Account):
    code_of(beheerder)
    with pytest.raises(Geweigerd, match="deze naam"):
        code_of(beheerder, LAPTOP.upper())


def test_a_code_that_nobody_used_gives_its_name_back(beheerder: Account):
    code_of(beheerder)
    Apparaat.objects.update(code_geldig_tot=timezone.now() - timedelta(hours=1))
    code_of(beheerder)
    assert Apparaat.objects.filter(status=Apparaatstatus.uitgegeven).count() == 1


def test_only_hashes_are_kept(officer: Account, beheerder: Account):
    code = code_of(beheerder)
    _, geheim = actions.register_device(code=code, by=officer)
    rij = str(Apparaat.objects.values().get()) + str(list(Logregel.objects.values()))
    assert geheim not in rij
    assert code not in rij
    assert code.replace("-", "") not in rij


def test_the_cookie_stays_with_the_browser_and_this_site(
    bij_officer: Client, officer: Account, beheerder: Account
):
    registered(bij_officer, beheerder)
    cookie = bij_officer.cookies[NAAM]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
    assert cookie["max-age"] == 365 * 24 * 3600


# --- what it opens --------------------------------------------------------------------------------
@pytest.mark.usefixtures("gebonden")
def test_on_another_device_nothing_is_decided(bij_officer: Client):
    antwoord = bij_officer.post("/drempels/nieuw/")
    assert antwoord.status_code == 403
    assert "alleen op een geregistreerd apparaat" in antwoord.content.decode()
    rij = Logregel.objects.filter(actie="toegang_geweigerd").latest("id")
    assert rij.bijzonderheden == {"methode": "POST", "werkplek": "niet geregistreerd"}


@pytest.mark.usefixtures("gebonden")
def test_looking_needs_no_registered_device(bij_officer: Client):
    assert bij_officer.get("/drempels/nieuw/").status_code == 200


@pytest.mark.usefixtures("gebonden")
def test_on_a_registered_device_it_is_and_the_logbook_names_it(
    bij_officer: Client, officer: Account, beheerder: Account
):
    registered(bij_officer, beheerder)
    antwoord = bij_officer.post(
        "/drempels/nieuw/", {"min_aantal": "12", "reden": "Voor de zekerheid iets strenger."}
    )
    assert antwoord.status_code != 403
    bij_officer.get("/logboek/")
    rij = Logregel.objects.filter(actie="logboek_bekeken").latest("id")
    assert rij.bijzonderheden["apparaat"] == LAPTOP


@pytest.mark.usefixtures("gebonden")
def test_a_device_serves_whoever_works_on_it(
    tweede_officer: Account, beheerder: Account, bij_officer: Client
):
    registered(bij_officer, beheerder)
    ander = log_in(tweede_officer)
    ander.cookies[NAAM] = bij_officer.cookies[NAAM].value
    assert ander.post("/drempels/nieuw/").status_code == 200


@pytest.mark.usefixtures("gebonden")
def test_a_cookie_that_was_made_up_opens_nothing(
    bij_officer: Client, officer: Account, beheerder: Account
):
    apparaat = registered(bij_officer, beheerder)
    echt = bij_officer.cookies[NAAM].value
    for vals in ("", "x", f"{apparaat.pk}:geheim", echt[:-1] + ("A" if echt[-1] != "A" else "B")):
        bij_officer.cookies[NAAM] = vals
        assert bij_officer.post("/drempels/nieuw/").status_code == 403
    Apparaat.objects.update(geheim=digest("een ander geheim"))
    bij_officer.cookies[NAAM] = echt
    assert bij_officer.post("/drempels/nieuw/").status_code == 403


@pytest.mark.usefixtures("gebonden")
def test_withdrawn_it_opens_nothing_at_once(
    bij_officer: Client, officer: Account, beheerder: Account, bij_beheerder: Client
):
    apparaat = registered(bij_officer, beheerder)
    pad = f"/werkplekken/apparaten/{apparaat.pk}/intrekken/"
    assert bij_beheerder.post(pad, {"reden": "kwijt"}).status_code == 409
    assert bij_beheerder.post(pad, {"reden": "De laptop is kwijt."}).status_code == 302
    assert bij_officer.post("/drempels/nieuw/").status_code == 403
    assert bij_beheerder.post(pad, {"reden": "De laptop is kwijt."}).status_code == 404


@pytest.mark.usefixtures("gebonden")
def test_after_a_year_it_opens_nothing(bij_officer: Client, officer: Account, beheerder: Account):
    registered(bij_officer, beheerder)
    Apparaat.objects.update(geldig_tot=timezone.now() - timedelta(seconds=1))
    assert bij_officer.post("/drempels/nieuw/").status_code == 403


def test_a_mistake_can_be_mended_from_any_device(
    gebonden: None, bij_officer: Client, beheerder: Account
):
    velden = {"rol": "privacy_officer", "netwerken": "", "reden": "Toch overal."}
    assert bij_officer.post("/werkplekken/", velden).status_code == 302
    assert Werkplek.objects.filter(status="voorgesteld", alleen_geregistreerd=False).exists()


def test_a_rule_without_any_device_is_warned_of(beheerder: Account, bij_officer: Client):
    actions.propose_networks(
        rol=Rol.analist, netwerken=[], reden=REDEN, alleen_geregistreerd=True, by=beheerder
    )
    assert "nog geen geregistreerd apparaat" in bij_officer.get("/werkplekken/").content.decode()


# --- leaving --------------------------------------------------------------------------------------
def test_logging_out_keeps_the_mark_and_drops_the_session(
    bij_officer: Client, officer: Account, beheerder: Account
):
    registered(bij_officer, beheerder)
    antwoord = bij_officer.post("/afmelden/")
    assert "cookies" not in antwoord.headers["Clear-Site-Data"]
    assert antwoord.cookies["__Host-sessie"].value == ""


def test_rows_go_a_year_after_the_end(officer: Account, beheerder: Account):
    actions.register_device(code=code_of(beheerder), by=officer)
    Apparaat.objects.update(geldig_tot=timezone.now() - timedelta(days=364))
    clean_rows(by=None)
    assert Apparaat.objects.exists()
    Apparaat.objects.update(geldig_tot=timezone.now() - timedelta(days=366))
    clean_rows(by=None)
    assert not Apparaat.objects.exists()
