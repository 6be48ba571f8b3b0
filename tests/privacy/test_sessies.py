"""When a session ends: by silence, by length, and by what happens to the account."""

import time
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from privacy import actions, sessies
from privacy.middleware import SessieMiddleware
from privacy.models import Account, Logregel
from privacy.rollen import Rol
from privacy.sessies import Sessietijden
from tests.privacy.mensen import log_in

NU = 1_700_000_000.0
MINUUT, UUR = 60, 3600


@pytest.mark.parametrize(
    ("begonnen", "laatst", "voorbij"),
    [
        (0, 0, False),
        (0, 29 * MINUUT + 59, False),
        (0, 30 * MINUUT, False),
        (0, 30 * MINUUT + 1, True),
        (0, 31 * MINUUT, True),
        (10 * UUR, 0, False),
        (10 * UUR + 1, 0, True),
    ],
)
def test_a_session_ends_after_thirty_minutes_of_silence_or_ten_hours(
    begonnen: int, laatst: int, voorbij: bool
):
    assert Sessietijden(NU - begonnen, NU - laatst).ended(NU) is voorbij


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_an_ended_session_never_runs_again(begonnen: float, later: float):
    tijden = Sessietijden(NU - begonnen, NU - begonnen)
    assert not tijden.ended(NU) or tijden.ended(NU + later)


def _request_at(client: Client, klok: Callable[[], float], pad: str = "/account/", **kop: str):
    """One request through the session middleware, with a clock of the test's own."""
    from django.contrib.auth.middleware import AuthenticationMiddleware
    from django.contrib.sessions.middleware import SessionMiddleware

    verzoek = RequestFactory().get(pad, **kop)
    verzoek.COOKIES["__Host-sessie"] = client.cookies["__Host-sessie"].value
    binnen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        binnen.append(bool(request.user.is_authenticated))
        return HttpResponse()

    keten = SessionMiddleware(AuthenticationMiddleware(SessieMiddleware(view, klok=klok)))
    keten(verzoek)
    return binnen[0]


@pytest.mark.parametrize(("minuten", "binnen"), [(29, True), (31, False)])
def test_a_silent_browser_is_logged_out(analist: Account, minuten: int, binnen: bool):
    client = log_in(analist)
    assert _request_at(client, lambda: time.time() + minuten * MINUUT) is binnen


def test_a_busy_browser_is_logged_out_after_ten_hours(analist: Account):
    client, begin = log_in(analist), time.time()
    for kwartier in range(1, 40):
        assert _request_at(client, lambda k=kwartier: begin + k * 15 * MINUUT)
    assert not _request_at(client, lambda: begin + 10 * UUR + 5)


def test_a_page_that_polls_by_itself_keeps_no_session_alive(analist: Account):
    client, begin = log_in(analist), time.time()
    for minuut in range(1, 31):
        _request_at(client, lambda m=minuut: begin + m * MINUUT, HTTP_X_ACHTERGROND="1")
    assert not _request_at(client, lambda: begin + 31 * MINUUT)


def test_the_end_of_a_session_is_logged(analist: Account):
    _request_at(log_in(analist), lambda: time.time() + UUR)
    assert Logregel.objects.filter(actie="sessie_beeindigd", actor_id=analist.pk).count() == 1


def test_a_session_that_we_did_not_begin_has_ended(analist: Account):
    client = log_in(analist)
    sessie = client.session
    del sessie[sessies.BEGONNEN]
    sessie.save()
    assert client.get("/account/").status_code == 302


def _block(account: Account) -> None:
    actions.block_account(account=account, by=None)


def _change_role(account: Account) -> None:
    actions.change_role(account=account, rol=Rol.beleidsmedewerker, organisatie=None, by=None)


def _new_password(account: Account) -> None:
    actions.new_one_time_password(account=account, by=None)


def _unlink(account: Account) -> None:
    actions.unlink_second_factor(account=account, by=None)


@pytest.mark.parametrize("gebeurt", [_block, _change_role, _new_password, _unlink])
def test_a_session_ends_at_once_when_its_account_changes(
    analist: Account, gebeurt: Callable[[Account], None]
):
    client = log_in(analist)
    assert client.get("/account/").status_code == 200
    gebeurt(analist)
    assert client.get("/account/").url.startswith("/aanmelden/")


def test_a_confirmation_lasts_ten_minutes(analist: Account):
    verzoek = HttpRequest()
    verzoek.session = {}
    sessies.confirm(verzoek, nu=NU)
    assert sessies.vers_bevestigd(verzoek, nu=NU + 600)
    assert not sessies.vers_bevestigd(verzoek, nu=NU + 601)


def test_a_clock_that_jumped_back_confirms_nothing(analist: Account):
    verzoek = HttpRequest()
    verzoek.session = {sessies.BEVESTIGD: NU}
    assert not sessies.vers_bevestigd(verzoek, nu=NU - 1)


def test_the_session_id_has_more_than_128_bits(analist: Account):
    assert len(log_in(analist).cookies["__Host-sessie"].value) >= 32


def test_cookies_are_locked_to_the_host_and_hidden_from_scripts(client: Client, kluisje: object):
    client.get("/aanmelden/")
    koek = client.cookies["__Host-csrf"]
    assert koek["secure"]
    assert koek["httponly"]
    assert koek["path"] == "/"
