"""A code works once, also when two arrive together; what is kept opens nothing by itself."""

import base64
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from privacy import actions, tweede_factor
from privacy.kern.versleuteling import Onleesbaar
from privacy.models import Account, Herstelcode, TweedeFactor
from privacy.rollen import Rol
from tests.privacy.mensen import code_for, log_in, make_account, post_password

MOMENT = 1_700_000_015.0  # in the middle of a step of thirty seconds


@pytest.mark.parametrize(
    ("later", "aanvaard"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_is_taken_one_step_early_or_late(analist: Account, later: int, aanvaard: bool):
    code = code_for(analist, MOMENT + later)
    gevonden = tweede_factor.check_code(account=analist, code=code, moment=MOMENT)
    assert (gevonden is not None) is aanvaard


def test_a_code_works_once(analist: Account):
    code = code_for(analist, MOMENT)
    assert tweede_factor.check_code(account=analist, code=code, moment=MOMENT)
    assert tweede_factor.check_code(account=analist, code=code, moment=MOMENT) is None


def test_an_earlier_code_does_not_work_after_a_later_one(analist: Account):
    vroeger, later = code_for(analist, MOMENT - 30), code_for(analist, MOMENT)
    assert tweede_factor.check_code(account=analist, code=later, moment=MOMENT)
    assert tweede_factor.check_code(account=analist, code=vroeger, moment=MOMENT) is None


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "1e5"]
)
def test_what_is_no_code_is_refused(analist: Account, code: str):
    assert tweede_factor.check_code(account=analist, code=code, moment=MOMENT) is None


def test_wrong_codes_make_the_next_try_wait(analist: Account):
    tweede_factor.check_code(account=analist, code="000000")
    assert tweede_factor.waits(analist)
    assert tweede_factor.check_code(account=analist, code=code_for(analist)) is None


def test_the_waiting_time_stays_within_ten_minutes(analist: Account):
    TweedeFactor.objects.update(
        throttling_failure_count=50,
        throttling_failure_timestamp=timezone.now() - timedelta(days=400),
    )
    TweedeFactor.objects.update(throttling_failure_count=9)
    tweede_factor.check_code(account=analist, code="000000")
    app = TweedeFactor.objects.get()
    TweedeFactor.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(minutes=10))
    assert app.throttling_failure_count == 10
    assert not tweede_factor.waits(analist)


def test_the_seed_is_not_in_the_database(analist: Account):
    app = TweedeFactor.objects.get()
    zaad = base64.b32decode(tweede_factor.secret_text(app))
    assert zaad not in bytes(app.geheim)
    assert len(zaad) == 20


def test_the_seed_opens_with_the_right_master_key_alone(analist: Account, settings: Settings):
    settings.HOOFDSLEUTEL = bytes(32)
    with pytest.raises(Onleesbaar):
        tweede_factor.secret_text(TweedeFactor.objects.get())


def test_a_seed_moved_to_another_account_does_not_open(analist: Account, officer: Account):
    van_analist = TweedeFactor.objects.get(user=analist)
    TweedeFactor.objects.filter(user=officer).update(geheim=van_analist.geheim)
    with pytest.raises(Onleesbaar):
        tweede_factor.secret_text(TweedeFactor.objects.get(user=officer))


def test_recovery_codes_are_kept_as_hashes(analist: Account):
    codes = actions.renew_recovery_codes(account=analist, by=analist)
    bewaard = " ".join(Herstelcode.objects.values_list("hash", flat=True))
    assert len(set(codes)) == 10
    assert not any(code in bewaard for code in codes)


def test_a_recovery_code_works_once(analist: Account):
    code = actions.renew_recovery_codes(account=analist, by=analist)[0]
    assert tweede_factor.check_recovery_code(account=analist, code=code.upper())
    assert tweede_factor.check_recovery_code(account=analist, code=code) is None


def test_new_recovery_codes_end_the_old(analist: Account):
    oud = actions.renew_recovery_codes(account=analist, by=analist)
    actions.renew_recovery_codes(account=analist, by=analist)
    assert tweede_factor.check_recovery_code(account=analist, code=oud[0]) is None


def test_a_recovery_code_of_another_does_not_work(analist: Account, officer: Account):
    code = actions.renew_recovery_codes(account=officer, by=officer)[0]
    assert tweede_factor.check_recovery_code(account=analist, code=code) is None


def test_a_recovery_code_logs_in(analist: Account, client: Client):
    code = actions.renew_recovery_codes(account=analist, by=analist)[3]
    post_password(client, "analist")
    assert client.post("/aanmelden/code/?herstel=1", {"code": code}).url == "/"


def test_recovery_codes_ask_to_confirm(analist: Account):
    client = log_in(analist, bevestigd=False)
    assert client.post("/account/herstelcodes/").url == "/bevestigen/"
    assert not Herstelcode.objects.exists()


def _together(doe: Callable[[], object], keer: int = 2) -> list[object]:
    """Both at once, each on a connection of its own."""
    hek, uitkomsten = threading.Barrier(keer), []

    def een() -> None:
        hek.wait()
        try:
            uitkomsten.append(doe())
        finally:
            connection.close()

    draden = [threading.Thread(target=een) for _ in range(keer)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    return uitkomsten


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_one_code_at_once_log_in_one(transactional_db: None, kluisje: object):
    analist = make_account(Rol.analist)
    clients = [Client(), Client()]
    for client in clients:
        post_password(client, "analist")
    code = code_for(analist)

    antwoorden = _together(lambda: clients.pop().post("/aanmelden/code/", {"code": code}))

    assert sorted(a.status_code for a in antwoorden) == [200, 302]


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_one_recovery_code_at_once_log_in_one(transactional_db: None, kluisje: object):
    analist = make_account(Rol.analist)
    code = actions.renew_recovery_codes(account=analist, by=analist)[0]
    gevonden = _together(lambda: tweede_factor.check_recovery_code(account=analist, code=code))
    assert sum(app is not None for app in gevonden) == 1
