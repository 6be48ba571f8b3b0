"""Who left: a year after the block nothing of the person is left, and what was decided stands."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client

from privacy import actions, klok
from privacy.actions.accounts import tidy_departed
from privacy.actions.tokens import create_token
from privacy.modellen_vernietiging import Klokanker
from privacy.models import Account, Apitoken, Herstelcode, Logregel, TweedeFactor
from privacy.tasks import sweep
from privacy.uitzonderingen import Geweigerd

JAAR = timedelta(days=365)


@pytest.fixture
def vertrokken(beheerder: Account, analist: Account) -> Account:
    """Blocked a year and a day ago, with all that an account can hold."""
    create_token(naam="programma", geldig=timedelta(days=1), by=analist)
    Account.objects.filter(pk=analist.pk).update(email="collega@gemeente.nl", oidc_sub="77")
    actions.block_account(account=analist, by=beheerder)
    return _blocked_since(analist, JAAR + timedelta(days=1))


def _blocked_since(account: Account, geleden: timedelta) -> Account:
    Account.objects.filter(pk=account.pk).update(geblokkeerd_op=Now() - geleden)
    account.refresh_from_db()
    return account


def test_nothing_of_the_person_is_left(vertrokken: Account):
    naam = vertrokken.naam
    sweep()
    rij = Account.objects.filter(pk=vertrokken.pk).values().get()
    assert not {naam, "collega@gemeente.nl", "77"} & {str(waarde) for waarde in rij.values()}
    assert rij["gebruikersnaam"] == f"vertrokken-{vertrokken.pk.hex[:12]}"
    assert not Account.objects.get(pk=vertrokken.pk).has_usable_password()
    van = {TweedeFactor: "user", Herstelcode: "account", Apitoken: "account"}
    assert not any(m._default_manager.filter(**{v: vertrokken}).exists() for m, v in van.items())


def test_decisions_keep_their_author_as_a_number(vertrokken: Account):
    tidy_departed(by=None)
    vertrokken.refresh_from_db()
    assert vertrokken.naam == f"Vertrokken collega {vertrokken.pk.hex[:12]}"
    assert vertrokken.rol == "analist"


def test_it_is_logged_once_without_the_name(vertrokken: Account):
    naam = vertrokken.naam
    assert [tidy_departed(by=None), tidy_departed(by=None)] == [1, 0]
    regel = Logregel.objects.get(actie="account_opgeruimd")
    assert regel.object_id == str(vertrokken.pk)
    assert naam not in str(Logregel.objects.filter(pk=regel.pk).values())


@pytest.mark.parametrize(("dagen", "aantal"), [(364, 0), (366, 1)])
def test_the_term_is_a_year(vertrokken: Account, dagen: int, aantal: int):
    _blocked_since(vertrokken, timedelta(days=dagen))
    assert tidy_departed(by=None) == aantal


def test_who_works_here_stays(beheerder: Account, analist: Account):
    """Also who was blocked once, and let in again."""
    actions.block_account(account=analist, by=beheerder)
    actions.unblock_account(account=analist, by=beheerder)
    assert analist.geblokkeerd_op is None
    assert tidy_departed(by=None) == 0


def test_a_second_block_does_not_begin_the_term_anew(beheerder: Account, vertrokken: Account):
    sinds = vertrokken.geblokkeerd_op
    actions.block_account(account=vertrokken, by=beheerder)
    assert vertrokken.geblokkeerd_op == sinds


def test_a_clock_that_jumped_takes_nobody(vertrokken: Account):
    Klokanker.objects.create(op=klok.standing().nu - timedelta(days=400))
    sweep()
    assert not Account.objects.exclude(opgeruimd_op=None).exists()


@pytest.mark.parametrize(
    "doe",
    [
        actions.unblock_account, actions.block_account, actions.new_one_time_password,
        actions.unlink_second_factor,
        lambda **w: actions.change_role(rol="analist", organisatie=None, **w),
        lambda **w: actions.link_single_sign_on(iss="https://dienst", sub="1", **w),
    ],
)  # fmt: skip
def test_such_an_account_does_not_come_back(beheerder: Account, vertrokken: Account, doe):
    tidy_departed(by=None)
    with pytest.raises(Geweigerd, match="opgeruimd"):
        doe(account=vertrokken, by=beheerder)


def test_the_page_says_when_and_then_that_it_is_gone(bij_beheerder: Client, vertrokken: Account):
    adres = f"/accounts/{vertrokken.pk}/"
    assert "Naam en inlognaam gaan weg op" in bij_beheerder.get(adres).content.decode()
    tidy_departed(by=None)
    pagina = bij_beheerder.get(adres).content.decode()
    assert "Dit account is opgeruimd" in pagina
    assert "Rol wijzigen" not in pagina
