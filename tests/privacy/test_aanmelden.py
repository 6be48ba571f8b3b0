"""Logging in: the right steps in the right order, and nothing to learn from a wrong one."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from privacy import aanmelden, actions
from privacy.models import Account, Herstelcode, Logregel, TweedeFactor
from privacy.rollen import Rol
from privacy.sessies import safe_next
from tests.privacy.mensen import WACHTWOORD, code_for, log_in, make_account, post_password

NIEUW = "mijn-eigen-lange-zin"


def test_password_alone_leads_to_the_code_and_opens_nothing(analist: Account, client: Client):
    antwoord = post_password(client, "analist")
    assert antwoord.url == "/aanmelden/code/"
    assert client.get("/onderzoeken/").url == "/aanmelden/code/"


def test_password_and_code_open_the_page_that_was_asked_for(analist: Account, client: Client):
    antwoord = client.get("/onderzoeken/?bladzijde=2")
    assert antwoord.url == "/aanmelden/?volgende=%2Fonderzoeken%2F%3Fbladzijde%3D2"
    gegevens = {
        "username": "analist", "password": WACHTWOORD, "volgende": "/onderzoeken/?bladzijde=2",
    }  # fmt: skip
    client.post("/aanmelden/", gegevens)
    antwoord = client.post("/aanmelden/code/", {"code": code_for(analist)})
    assert antwoord.url == "/onderzoeken/?bladzijde=2"


@pytest.mark.parametrize("spaties", ["{}", " {}", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_a_code_may_be_typed_with_spaces(analist: Account, client: Client, spaties: str):
    post_password(client, "analist")
    antwoord = client.post("/aanmelden/code/", {"code": spaties.format(code_for(analist))})
    assert antwoord.url == "/"


def test_the_login_name_is_taken_in_capitals_too(analist: Account, client: Client):
    assert post_password(client, " Analist ").url == "/aanmelden/code/"


@pytest.mark.parametrize(
    ("naam", "wachtwoord"),
    [
        ("analist", "fout"),
        ("niemand", "fout"),
        ("niemand", WACHTWOORD),
        ("geblokkeerd", WACHTWOORD),
    ],
)
def test_every_wrong_try_gets_the_same_answer(
    analist: Account, client: Client, naam: str, wachtwoord: str
):
    geblokkeerd = make_account(Rol.analist, "geblokkeerd")
    actions.block_account(account=geblokkeerd, by=None)
    antwoord = post_password(client, naam, wachtwoord)
    assert antwoord.status_code == 200
    assert aanmelden.ONJUIST in antwoord.content.decode()


@pytest.mark.parametrize("naam", ["analist", "niemand", "geblokkeerd"])
def test_every_wrong_try_costs_one_hash(analist: Account, client: Client, naam: str):
    """Time tells nothing either: known, unknown and blocked names take the same work."""
    geblokkeerd = make_account(Rol.analist, "geblokkeerd")
    actions.block_account(account=geblokkeerd, by=None)
    with (
        patch("argon2.low_level.hash_secret", wraps=_hash) as maken,
        patch("argon2.PasswordHasher.verify", side_effect=_wrong) as nagaan,
    ):
        post_password(client, naam, "fout-wachtwoord")
    assert maken.call_count + nagaan.call_count == 1


def _hash(*args: object, **kwargs: object) -> bytes:
    return b"$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"


def _wrong(*args: object) -> bool:
    from argon2.exceptions import VerifyMismatchError

    raise VerifyMismatchError


def test_a_name_locks_after_five_wrong_tries_from_one_address(analist: Account, client: Client):
    for _ in range(5):
        post_password(client, "analist", "fout")
    antwoord = post_password(client, "analist")
    assert antwoord.status_code == 429
    assert aanmelden.TE_VAAK in antwoord.content.decode()


def test_an_unknown_name_locks_in_the_same_words(analist: Account, client: Client):
    for _ in range(5):
        antwoord = post_password(client, "niemand", "fout")
    bekend = Client()
    for _ in range(5):
        ander = post_password(bekend, "analist", "fout")
    assert antwoord.status_code == ander.status_code == 429
    assert aanmelden.TE_VAAK in antwoord.content.decode()


def test_a_locked_officer_still_gets_in_from_another_address(officer: Account):
    for _ in range(6):
        post_password(Client(), "privacy_officer", "fout", REMOTE_ADDR="198.51.100.7")
    eigen = post_password(Client(), "privacy_officer", REMOTE_ADDR="203.0.113.9")
    assert eigen.status_code == 302


def test_other_names_are_not_locked_by_a_locked_one(analist: Account, officer: Account):
    for _ in range(6):
        post_password(Client(), "analist", "fout")
    assert post_password(Client(), "privacy_officer").status_code == 302


def test_a_spray_over_many_names_is_stopped_by_address(officer: Account):
    for nummer in range(30):
        post_password(Client(), f"naam-{nummer}", "fout")
    assert post_password(Client(), "privacy_officer").status_code == 429


def test_a_spoofed_forwarded_for_does_not_help(analist: Account):
    for nummer in range(5):
        kop = {"HTTP_X_FORWARDED_FOR": f"192.0.2.{nummer}"}
        post_password(Client(), "analist", "fout", **kop)
    antwoord = post_password(Client(), "analist", HTTP_X_FORWARDED_FOR="192.0.2.99")
    assert antwoord.status_code == 429


def test_the_address_of_a_proxy_of_our_own_is_believed(analist: Account, settings: Settings):
    settings.AANTAL_PROXIES = 1
    post_password(Client(), "analist", "fout", HTTP_X_FORWARDED_FOR="10.0.0.1, 192.0.2.5")
    assert Logregel.objects.get(actie="aanmelden_mislukt").oorsprong == "192.0.2.5"


def test_a_wrong_try_is_logged_without_what_was_typed(analist: Account, client: Client):
    post_password(client, "geheim-in-het-verkeerde-veld", "fout-wachtwoord")
    rij = Logregel.objects.get(actie="aanmelden_mislukt")
    assert rij.actor_id == ""
    assert "geheim" not in str(rij.bijzonderheden)


def test_the_throttle_keeps_no_name_either(analist: Account, client: Client):
    from axes.models import AccessAttempt

    post_password(client, "geheim-in-het-verkeerde-veld", "fout-wachtwoord")
    poging = AccessAttempt.objects.get()
    assert "geheim" not in f"{poging.username}{poging.post_data}{poging.get_data}"
    assert "fout-wachtwoord" not in poging.post_data


def test_a_login_gives_the_session_a_new_id_at_each_step(analist: Account, client: Client):
    client.get("/onderzoeken/")
    client.session["vooraf"] = "gezet"
    client.session.save()
    eerste = client.session.session_key
    post_password(client, "analist")
    tweede = client.session.session_key
    client.post("/aanmelden/code/", {"code": code_for(analist)})
    assert len({eerste, tweede, client.session.session_key}) == 3


@pytest.mark.parametrize(
    "adres",
    [
        "//evil.example", "https://evil.example/", "/\\evil.example", "\\/evil.example",
        "javascript:alert(1)", "/\tevil", "///evil.example", "http:evil", "", "onderzoeken/",
    ],
)  # fmt: skip
def test_no_address_outside_is_gone_to_after_login(adres: str):
    assert safe_next(None, adres) == "/"


def test_a_path_of_our_own_is_gone_to():
    assert safe_next(None, "/onderzoeken/?x=1") == "/onderzoeken/?x=1"


def test_logging_out_by_get_is_refused_and_changes_nothing(analist: Account):
    client = log_in(analist)
    assert client.get("/afmelden/").status_code == 405
    assert client.get("/onderzoeken/").status_code == 200


def test_logging_out_ends_the_session_and_clears_the_browser(analist: Account):
    client = log_in(analist)
    koek = client.cookies["__Host-sessie"].value
    antwoord = client.post("/afmelden/")
    assert antwoord.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    client.cookies["__Host-sessie"] = koek
    assert client.get("/onderzoeken/").status_code == 302


@pytest.mark.parametrize("pad", ["/aanmelden/", "/afmelden/", "/aanmelden/code/"])
def test_a_post_without_csrf_token_is_refused(analist: Account, pad: str):
    client = Client(enforce_csrf_checks=True)
    client.force_login(analist)
    assert client.post(pad, {"username": "analist", "password": WACHTWOORD}).status_code == 403


def test_a_one_time_password_leads_to_an_own_one_then_to_an_app(kluisje: object, client: Client):
    account, eenmalig = actions.create_account(
        gebruikersnaam="nieuw", naam="Nieuw", rol=Rol.analist, organisatie=None, by=None
    )
    assert post_password(client, "nieuw", eenmalig).url == "/aanmelden/wachtwoord/"
    antwoord = client.post("/aanmelden/wachtwoord/", {"nieuw": NIEUW, "herhaald": NIEUW})
    assert antwoord.url == "/aanmelden/app/"
    client.get("/aanmelden/app/")
    antwoord = client.post("/aanmelden/app/", {"code": _pending_code(account)})
    assert antwoord.context["codes"]
    assert client.get("/onderzoeken/").status_code == 200


def _pending_code(account: Account) -> str:
    TweedeFactor.objects.filter(user=account).update(confirmed=True)
    code = code_for(account)
    TweedeFactor.objects.filter(user=account).update(confirmed=False)
    return code


def test_nothing_opens_before_the_own_password(kluisje: object, client: Client):
    _, eenmalig = actions.create_account(
        gebruikersnaam="nieuw", naam="Nieuw", rol=Rol.analist, organisatie=None, by=None
    )
    post_password(client, "nieuw", eenmalig)
    for pad in ("/", "/onderzoeken/", "/aanmelden/app/", "/aanmelden/code/", "/account/"):
        assert client.get(pad).url == "/aanmelden/wachtwoord/"


def test_a_one_time_password_works_for_seven_days(kluisje: object, client: Client):
    account, eenmalig = actions.create_account(
        gebruikersnaam="nieuw", naam="Nieuw", rol=Rol.analist, organisatie=None, by=None
    )
    account.wachtwoord_verloopt_op = timezone.now() - timedelta(seconds=1)
    account.save()
    assert aanmelden.VERLOPEN in post_password(client, "nieuw", eenmalig).content.decode()


def test_who_has_an_app_gives_a_code_before_choosing_a_password(analist: Account, client: Client):
    """Whoever holds the one-time password alone gets no further than the beheerder would."""
    eenmalig = actions.new_one_time_password(account=analist, by=None)
    assert post_password(client, "analist", eenmalig).url == "/aanmelden/code/"
    assert client.get("/aanmelden/wachtwoord/").url == "/aanmelden/code/"


def test_an_app_cannot_be_replaced_with_the_password_alone(analist: Account, client: Client):
    post_password(client, "analist")
    assert client.get("/aanmelden/app/").url == "/aanmelden/code/"


@pytest.mark.parametrize(
    ("nieuw", "fout"),
    [
        ("kort-elf-tk", "te kort"),
        ("a" * 11, "te kort"),
        ("aaaaaaaaaaaaaa", "te bekend"),
        ("motherfucker", "te bekend"),
        ("12345678901234", "te bekend"),
        ("qwertyuiopasdf", "te bekend"),
        ("Buurtmonitor2026!", "te bekend"),
        ("Wachtwoord-1234", "te bekend"),
        ("sanne-analist", "lijkt te veel op uw naam"),
        (WACHTWOORD, "Kies een ander wachtwoord"),
    ],
)
def test_a_weak_password_is_refused(analist: Account, nieuw: str, fout: str):
    gegevens = {"huidig": WACHTWOORD, "nieuw": nieuw, "herhaald": nieuw}
    antwoord = log_in(analist).post("/aanmelden/wachtwoord/", gegevens)
    assert fout in antwoord.content.decode()


@pytest.mark.parametrize(
    "nieuw", ["vier gewone woorden samen", "woorden " * 30, "zonderhoofdletter"]
)
def test_a_long_password_needs_no_composition(analist: Account, nieuw: str):
    client = log_in(analist)
    gegevens = {"huidig": WACHTWOORD, "nieuw": nieuw, "herhaald": nieuw}
    assert client.post("/aanmelden/wachtwoord/", gegevens).status_code == 302


def test_password_fields_allow_pasting(analist: Account):
    pagina = log_in(analist).get("/aanmelden/wachtwoord/").content.decode()
    assert "onpaste" not in pagina
    assert 'autocomplete="new-password"' in pagina


def test_changing_the_password_ends_the_other_sessions(analist: Account):
    hier, daar = log_in(analist), log_in(analist)
    gegevens = {"huidig": WACHTWOORD, "nieuw": NIEUW, "herhaald": NIEUW}
    assert hier.post("/aanmelden/wachtwoord/", gegevens).url == "/account/"
    assert hier.get("/account/").status_code == 200
    assert daar.get("/account/").url.startswith("/aanmelden/")


def test_linking_another_app_asks_to_confirm_first(analist: Account):
    assert log_in(analist, bevestigd=False).get("/aanmelden/app/").url == "/bevestigen/"


def test_linking_another_app_makes_the_old_one_useless(analist: Account):
    client = log_in(analist)
    oud = TweedeFactor.objects.get(user=analist)
    client.get("/aanmelden/app/")
    nieuw = TweedeFactor.objects.get(user=analist, confirmed=False)
    oud.confirmed, nieuw.confirmed = False, True
    TweedeFactor.objects.filter(pk=oud.pk).update(
        user=make_account(Rol.analist, "ander", klaar=False)
    )
    TweedeFactor.objects.filter(pk=nieuw.pk).update(confirmed=True)
    code = code_for(analist)
    TweedeFactor.objects.filter(pk=nieuw.pk).update(confirmed=False)
    TweedeFactor.objects.filter(pk=oud.pk).update(user=analist)
    client.post("/aanmelden/app/", {"code": code})
    assert list(TweedeFactor.objects.filter(user=analist)) == [nieuw]
    assert Herstelcode.objects.filter(account=analist).count() == 10


def test_five_wrong_confirmations_end_the_session(analist: Account):
    client = log_in(analist, bevestigd=False)
    for _ in range(5):
        client.post("/bevestigen/", {"bevestiging": "fout"})
    assert client.get("/account/").url.startswith("/aanmelden/")


@pytest.mark.parametrize("wat", ["wachtwoord", "code"])
def test_a_password_or_a_code_confirms(analist: Account, wat: str):
    client = log_in(analist, bevestigd=False)
    invoer = WACHTWOORD if wat == "wachtwoord" else code_for(analist)
    assert client.post("/bevestigen/", {"bevestiging": invoer}).url == "/"
    assert client.get("/aanmelden/app/").status_code == 200
