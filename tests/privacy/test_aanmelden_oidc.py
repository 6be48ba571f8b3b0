"""Single sign-on against a service of our own: only the right token, for the right account."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from privacy import actions
from privacy.models import Account, Logregel
from privacy.rollen import Rol
from tests.privacy.aanmelddienst import CLIENT, GEHEIM, Dienst, serve
from tests.privacy.mensen import make_account


@pytest.fixture
def dienst(settings: Settings) -> Iterator[Dienst]:
    with serve() as dienst:
        settings.ROOT_URLCONF = "tests.privacy.urls_met_oidc"
        settings.OIDC_ISSUER = dienst.adres
        settings.AUTHENTICATION_BACKENDS = [
            *settings.AUTHENTICATION_BACKENDS,
            "privacy.aanmelden_oidc.OIDCBackend",
        ]
        settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = CLIENT, GEHEIM
        settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{dienst.adres}/aanmelden"
        settings.OIDC_OP_TOKEN_ENDPOINT = f"{dienst.adres}/token"
        settings.OIDC_OP_USER_ENDPOINT = f"{dienst.adres}/wie"
        settings.OIDC_OP_JWKS_ENDPOINT = f"{dienst.adres}/sleutels"
        settings.OIDC_RP_SIGN_ALGO, settings.OIDC_RP_SCOPES = "RS256", "openid"
        settings.OIDC_USE_NONCE = settings.OIDC_USE_PKCE = True
        settings.OIDC_CREATE_USER = False
        settings.OIDC_TIMEOUT = 5
        settings.OIDC_ACR, settings.OIDC_AMR = ["hoog"], ["mfa"]
        yield dienst


@pytest.fixture
def collega(dienst: Dienst, kluisje: object) -> Account:
    """Known at the service as persoon-1, and without a password here."""
    account = make_account(Rol.analist, klaar=False)
    actions.link_single_sign_on(account=account, iss=dienst.adres, sub="persoon-1", by=None)
    return account


def _ask(client: Client, **zoek: str) -> dict[str, str]:
    """What the service is asked."""
    antwoord = client.get(reverse("oidc_authentication_init"), zoek)
    return {naam: waarden[0] for naam, waarden in parse_qs(urlsplit(antwoord.url).query).items()}


def _back(client: Client, vraag: dict[str, str]) -> HttpResponse:
    terug = {"state": vraag["state"], "code": "x"}
    return client.get(reverse("oidc_authentication_callback"), terug)


def _log_in(client: Client, dienst: Dienst, **claims: object) -> HttpResponse:
    vraag = _ask(client)
    dienst.give(dienst.claims(**{"nonce": vraag["nonce"], **claims}))
    return _back(client, vraag)


def _inside(client: Client) -> bool:
    return client.get("/onderzoeken/").status_code == 200


def test_a_linked_colleague_gets_in(collega: Account, dienst: Dienst, client: Client):
    assert _log_in(client, dienst).url == "/"
    assert _inside(client)


def test_the_service_is_asked_with_nonce_state_and_pkce(
    collega: Account, dienst: Dienst, client: Client
):
    vraag = _ask(client)
    assert vraag["code_challenge_method"] == "S256"
    assert len(vraag["nonce"]) >= 32
    assert len(vraag["state"]) >= 32
    assert vraag["scope"] == "openid"


def test_one_goes_on_to_the_page_that_was_asked_for(
    collega: Account, dienst: Dienst, client: Client
):
    vraag = _ask(client, next="/onderzoeken/")
    dienst.give(dienst.claims(nonce=vraag["nonce"]))
    assert _back(client, vraag).url == "/onderzoeken/"


def test_one_does_not_go_on_to_another_site(collega: Account, dienst: Dienst, client: Client):
    vraag = _ask(client, next="https://evil.example/")
    dienst.give(dienst.claims(nonce=vraag["nonce"]))
    assert _back(client, vraag).url == "/"


@pytest.mark.parametrize(
    "claims", [{"amr": ["pwd"]}, {"amr": None}, {"amr": "mfa"}, {"amr": None, "acr": "laag"}]
)
def test_without_a_second_factor_there_our_own_is_asked(
    collega: Account, dienst: Dienst, client: Client, claims: dict[str, object]
):
    _log_in(client, dienst, **claims)
    assert client.get("/onderzoeken/").url == "/aanmelden/app/"


def test_an_acr_that_counts_is_a_second_factor(collega: Account, dienst: Dienst, client: Client):
    _log_in(client, dienst, amr=None, acr="hoog")
    assert _inside(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "een-ander"},
        {"aud": [CLIENT, "een-ander"], "azp": "een-ander"},
        {"iss": "https://evil.example"},
        {"exp": 1_600_000_000},
        pytest.param({"iat": int(time.time()) + 3600}, id="issued an hour from now"),
        {"nonce": "een-ander"},
        {"nonce": None},
        {"sub": None},
        {"exp": None},
        {"aud": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_of_now_is_refused(
    collega: Account, dienst: Dienst, client: Client, claims: dict[str, object]
):
    assert _log_in(client, dienst, **claims).status_code == 400
    assert not _inside(client)
    assert Logregel.objects.filter(actie="aanmelden_mislukt").exists()


def test_a_token_signed_by_another_is_refused(collega: Account, dienst: Dienst, client: Client):
    vraag = _ask(client)
    dienst.give(dienst.claims(nonce=vraag["nonce"]), vreemd=True)
    assert _back(client, vraag).status_code == 400


def test_a_token_with_an_unknown_key_is_refused(collega: Account, dienst: Dienst, client: Client):
    vraag = _ask(client)
    dienst.give(dienst.claims(nonce=vraag["nonce"]), kid="onbekend")
    assert _back(client, vraag).status_code == 400


@pytest.mark.parametrize("algoritme", ["none", "HS256"])
def test_a_token_that_is_not_signed_with_the_services_key_is_refused(
    collega: Account, dienst: Dienst, client: Client, algoritme: str
):
    vraag = _ask(client)
    sleutel = None if algoritme == "none" else GEHEIM
    dienst.token = jwt.encode(
        dienst.claims(nonce=vraag["nonce"]), sleutel, algorithm=algoritme, headers={"kid": "1"}
    )
    assert _back(client, vraag).status_code == 400
    assert not _inside(client)


@pytest.mark.parametrize("token", ["", "geen.token", "a.b.c"])
def test_what_is_no_token_is_refused(collega: Account, dienst: Dienst, client: Client, token: str):
    vraag = _ask(client)
    dienst.token = token
    assert _back(client, vraag).status_code == 400


def test_an_answer_is_taken_once(collega: Account, dienst: Dienst, client: Client):
    vraag = _ask(client)
    dienst.give(dienst.claims(nonce=vraag["nonce"]))
    _back(client, vraag)
    client.post("/afmelden/")
    assert _back(client, vraag).url == "/aanmelden/"
    assert not _inside(client)


def test_an_answer_to_the_question_of_another_is_refused(
    collega: Account, dienst: Dienst, client: Client
):
    """Login CSRF: someone else's answer in this browser."""
    vraag = _ask(Client())
    dienst.give(dienst.claims(nonce=vraag["nonce"]))
    _ask(client)
    assert _back(client, vraag).status_code == 400


def test_an_unknown_person_gets_no_account(collega: Account, dienst: Dienst, client: Client):
    assert _log_in(client, dienst, sub="persoon-2").url == "/aanmelden/"
    assert Account.objects.count() == 1


def test_an_email_address_proves_nothing(collega: Account, dienst: Dienst, client: Client):
    Account.objects.filter(pk=collega.pk).update(email="analist@gemeente.example")
    wie = {"sub": "persoon-2", "email": "analist@gemeente.example", "email_verified": True}
    _log_in(client, dienst, **wie)
    assert not _inside(client)


def test_a_token_without_a_person_opens_no_account_that_was_never_linked(
    collega: Account, dienst: Dienst, client: Client
):
    Account.objects.filter(pk=collega.pk).update(oidc_sub="")
    assert _log_in(client, dienst, sub="").status_code == 400
    assert not _inside(client)


def test_a_blocked_colleague_stays_out(collega: Account, dienst: Dienst, client: Client):
    actions.block_account(account=collega, by=None)
    assert _log_in(client, dienst).url == "/aanmelden/"
    assert not _inside(client)


def test_a_block_ends_the_session_at_once(collega: Account, dienst: Dienst, client: Client):
    _log_in(client, dienst)
    actions.block_account(account=collega, by=None)
    assert not _inside(client)


def test_the_session_gets_a_new_id(collega: Account, dienst: Dienst, client: Client):
    vraag = _ask(client)
    voor = client.session.session_key
    dienst.give(dienst.claims(nonce=vraag["nonce"]))
    _back(client, vraag)
    assert client.session.session_key != voor
    assert not Session.objects.filter(session_key=voor).exists()


def test_many_failures_lock_nobody_out(collega: Account, dienst: Dienst, client: Client):
    for _ in range(8):
        _log_in(Client(), dienst, sub="persoon-2")
    _log_in(client, dienst)
    assert _inside(client)


def test_confirming_asks_the_service_to_log_in_anew(
    collega: Account, dienst: Dienst, client: Client
):
    _log_in(client, dienst, auth_time=int(time.time()) - 7200)
    assert client.get("/aanmelden/app/").url == "/bevestigen/"
    vraag = _ask(client, opnieuw="1", next="/aanmelden/app/")
    assert (vraag["prompt"], vraag["max_age"]) == ("login", "0")
    dienst.give(dienst.claims(nonce=vraag["nonce"]))
    assert _back(client, vraag).url == "/aanmelden/app/"
    assert client.get("/aanmelden/app/").status_code == 200


def test_an_old_login_at_the_service_confirms_nothing(
    collega: Account, dienst: Dienst, client: Client
):
    _log_in(client, dienst, auth_time=None)
    assert client.get("/bevestigen/").url.startswith("/aanmelddienst/?opnieuw=1")


def test_no_token_of_the_service_is_kept(collega: Account, dienst: Dienst, client: Client):
    _log_in(client, dienst)
    assert dienst.token not in str(dict(client.session))


def test_the_login_page_offers_it_only_where_it_is_configured(
    collega: Account, dienst: Dienst, client: Client, settings: Settings
):
    assert "Via uw organisatie" in client.get("/aanmelden/").content.decode()
    settings.OIDC_ISSUER = ""
    assert "Via uw organisatie" not in client.get("/aanmelden/").content.decode()
