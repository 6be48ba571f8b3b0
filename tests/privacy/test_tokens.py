"""Tokens: a program acts with the rights of its account, and no longer than they last."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from privacy import actions, apitokens
from privacy.models import Account, Apitoken, Logregel
from privacy.permissions import declared, needed
from privacy.rollen import RECHTEN, Rol
from privacy.uitzonderingen import Geweigerd
from tests.privacy.adressen import all_addresses
from tests.privacy.mensen import log_in, make_account

DAG = timedelta(days=1)


def _program(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def _token(account: Account) -> str:
    return actions.create_token(naam="nacht", geldig=DAG, by=account)[1]


def test_a_token_opens_the_api(analist: Account):
    assert _program(_token(analist)).get("/api/v1/resultaten/").status_code == 200


def test_a_token_opens_no_page(analist: Account):
    assert _program(_token(analist)).get("/onderzoeken/").status_code == 302


def test_a_session_does_not_open_the_api(bij_analist: Client):
    """Else a page of another site could act through the browser of a colleague."""
    assert bij_analist.get("/api/v1/resultaten/").status_code == 403


@pytest.mark.parametrize("rol", Rol)
def test_a_token_has_the_rights_of_its_account_and_no_other(kluisje: object, rol: Rol):
    program = _program(_token(make_account(rol)))
    program.raise_request_exception = False
    fout = []
    for adres in [a for a in all_addresses() if a.pad.startswith("/api/")]:
        for methode in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            status = program.generic(methode, adres.pad).status_code
            recht = needed(declared(adres.view), methode)
            mag_het = recht is not None and recht in RECHTEN[rol]
            if (status == 403) is mag_het or status >= 500:
                fout.append((adres.naam, methode, status))
    assert fout == []


def test_a_refusal_is_problem_json(analist: Account):
    antwoord = _program(_token(analist)).post("/api/v1/leveringen/")
    assert antwoord.headers["Content-Type"] == "application/problem+json"
    assert antwoord.json()["status"] == 403


@pytest.mark.parametrize(
    "kop",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer bm_verzonnen",
        "Basic YTpi",
        "Token {}",
        "bm_{}",
        "Bearer {} x",
    ],
)
def test_what_is_no_token_opens_nothing(analist: Account, kop: str):
    client = Client(headers={"Authorization": kop.format(_token(analist))})
    antwoord = client.get("/api/v1/resultaten/")
    assert antwoord.status_code == 401
    assert antwoord.headers["WWW-Authenticate"].startswith("Bearer")


def _revoke(token: Apitoken) -> None:
    actions.revoke_token(token=token, by=token.account)


def _expire(token: Apitoken) -> None:
    Apitoken.objects.update(verloopt_op=timezone.now())


def _block(token: Apitoken) -> None:
    actions.block_account(account=token.account, by=None)


def _change_role(token: Apitoken) -> None:
    actions.change_role(account=token.account, rol=Rol.werkgroeplid, organisatie=None, by=None)


def _forgotten_password(token: Apitoken) -> None:
    actions.new_one_time_password(account=token.account, by=None)


@pytest.mark.parametrize("gebeurt", [_revoke, _expire, _block, _change_role, _forgotten_password])
def test_a_token_ends(analist: Account, gebeurt: object):
    token = _token(analist)
    gebeurt(Apitoken.objects.get())
    assert _program(token).get("/api/v1/resultaten/").status_code == 401


def test_the_token_is_kept_as_a_hash(analist: Account):
    token = _token(analist)
    assert token not in str(list(Apitoken.objects.values()))
    assert Apitoken.objects.get().hash == apitokens.digest(token)


def test_making_a_token_shows_it_once(bij_analist: Client):
    antwoord = bij_analist.post("/account/tokens/nieuw/", {"naam": "nacht", "dagen": 90})
    token = antwoord.context["token"]
    assert token in antwoord.content.decode()
    assert token not in bij_analist.get("/account/").content.decode()


def test_making_a_token_asks_to_confirm(analist: Account):
    client = log_in(analist, bevestigd=False)
    client.post("/account/tokens/nieuw/", {"naam": "nacht", "dagen": 90})
    assert not Apitoken.objects.exists()


def test_a_token_of_another_does_not_exist(bij_analist: Client, officer: Account):
    actions.create_token(naam="nacht", geldig=DAG, by=officer)
    token = Apitoken.objects.get()
    assert bij_analist.post(f"/account/tokens/{token.pk}/intrekken/").status_code == 404
    token.refresh_from_db()
    assert token.ingetrokken_op is None


@pytest.mark.parametrize("dagen", [0, -1, 366])
def test_a_token_lasts_a_year_at_most(analist: Account, dagen: int):
    with pytest.raises(Geweigerd):
        actions.create_token(naam="lang", geldig=timedelta(days=dagen), by=analist)


def test_an_account_has_ten_tokens_at_most(analist: Account):
    for _ in range(10):
        _token(analist)
    with pytest.raises(Geweigerd, match="10 tokens"):
        _token(analist)


def test_wrong_tokens_are_logged_and_stopped_by_address(analist: Account, settings: Settings):
    settings.AANMELDEN_PER_ADRES = 3
    for _ in range(3):
        _program("bm_verzonnen").get("/api/v1/resultaten/")
    assert Logregel.objects.filter(actie="token_geweigerd").count() == 3
    assert _program(_token(analist)).get("/api/v1/resultaten/").status_code == 429


def test_a_token_never_stands_in_the_logbook(analist: Account):
    token = _token(analist)
    _program(token).get("/api/v1/resultaten/")
    _program(token + "x").get("/api/v1/resultaten/")
    assert token not in str(list(Logregel.objects.values()))


def test_a_new_one_time_password_ends_tokens(beheerder: Account, analist: Account):
    actions.create_token(naam="nacht", geldig=timedelta(days=1), by=analist)
    actions.new_one_time_password(account=analist, by=beheerder)
    assert Apitoken.objects.get().ingetrokken_op is not None
