"""Accounts: made, blocked and given a role by the beheerder, and never one's own."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from privacy import actions, bronnenlijst
from privacy.models import Account, Apitoken, Logregel, Organisatie, TweedeFactor
from privacy.rollen import Rol
from privacy.uitzonderingen import Geweigerd
from tests.privacy.mensen import make_account

NIEUW = {"gebruikersnaam": "nieuw", "naam": "Nieuwe collega", "rol": "analist", "organisatie": ""}


def _create(by: Account | None, **anders: object) -> tuple[Account, str]:
    velden = {"gebruikersnaam": "nieuw", "naam": "Nieuw", "rol": Rol.analist, "organisatie": None}
    return actions.create_account(**{**velden, **anders}, by=by)


def test_the_beheerder_makes_an_account_and_sees_the_password_once(bij_beheerder: Client):
    antwoord = bij_beheerder.post("/accounts/nieuw/", NIEUW)
    wachtwoord = antwoord.context["wachtwoord"]
    account = Account.objects.get(gebruikersnaam="nieuw")
    assert account.check_password(wachtwoord)
    assert wachtwoord not in bij_beheerder.get(f"/accounts/{account.pk}/").content.decode()


def test_one_time_passwords_differ_and_are_long(kluisje: object):
    wachtwoorden = {_create(None, gebruikersnaam=f"nieuw-{i}")[1] for i in range(20)}
    assert len(wachtwoorden) == 20
    assert {len(w) for w in wachtwoorden} == {24}


def test_a_new_account_is_logged_without_its_password(beheerder: Account):
    _, wachtwoord = _create(beheerder)
    rij = Logregel.objects.get(actie="account_gemaakt", actor_id=beheerder.pk)
    assert rij.bijzonderheden == {"rol": "analist"}
    assert wachtwoord not in str(list(Logregel.objects.values()))


@pytest.mark.parametrize("rol", [rol for rol in Rol if rol is not Rol.beheerder])
def test_only_the_beheerder_makes_accounts(kluisje: object, rol: Rol):
    with pytest.raises(Geweigerd, match="mag dit niet"):
        _create(make_account(rol))


@pytest.mark.parametrize(
    "naam", ["", "ab", "met spatie", "<script>", "a" * 151, "naam\nander", "Ünïcode", "-begin"]
)
def test_a_login_name_of_odd_characters_is_refused(kluisje: object, naam: str):
    with pytest.raises(Geweigerd):
        _create(None, gebruikersnaam=naam)


def test_a_login_name_is_taken_once_whatever_the_capitals(kluisje: object):
    _create(None)
    with pytest.raises(Geweigerd):
        _create(None, gebruikersnaam="NIEUW")


def test_a_supplier_belongs_to_an_organisation_and_nobody_else_does(kluisje: object):
    organisatie = actions.create_organisatie(naam="Politie", by=None)
    with pytest.raises(Geweigerd, match="Kies bij een bronleverancier"):
        _create(None, rol=Rol.bronleverancier)
    with pytest.raises(Geweigerd, match="Alleen een bronleverancier"):
        _create(None, organisatie=organisatie)


@pytest.mark.parametrize(
    "naam",
    ["account_rol", "account_blokkeren", "account_wachtwoord", "account_app"],
)
def test_the_beheerder_does_not_touch_the_own_account(
    bij_beheerder: Client, beheerder: Account, naam: str
):
    make_account(Rol.beheerder, "tweede-beheerder")
    antwoord = bij_beheerder.post(
        reverse(naam, args=[beheerder.pk]), {"rol": "analist"}, follow=True
    )
    assert "Uw eigen account" in antwoord.content.decode()
    beheerder.refresh_from_db()
    assert (beheerder.rol, beheerder.is_active, beheerder.wachtwoord_eenmalig) == (
        "beheerder", True, False,
    )  # fmt: skip
    assert Logregel.objects.filter(resultaat="geweigerd", object_id=beheerder.pk).exists()


def test_the_last_privacy_officer_stays(beheerder: Account, officer: Account):
    with pytest.raises(Geweigerd, match="laatste privacy-officer"):
        actions.block_account(account=officer, by=beheerder)
    with pytest.raises(Geweigerd, match="laatste privacy-officer"):
        actions.change_role(account=officer, rol=Rol.analist, organisatie=None, by=beheerder)


def test_the_last_but_one_privacy_officer_may_go(
    beheerder: Account, officer: Account, tweede_officer: Account
):
    actions.block_account(account=officer, by=beheerder)
    with pytest.raises(Geweigerd, match="laatste privacy-officer"):
        actions.block_account(account=tweede_officer, by=beheerder)


def test_a_blocked_officer_does_not_count_as_another(beheerder: Account, officer: Account):
    geblokkeerd = make_account(Rol.privacy_officer, "weg")
    actions.block_account(account=geblokkeerd, by=beheerder)
    with pytest.raises(Geweigerd, match="laatste privacy-officer"):
        actions.block_account(account=officer, by=beheerder)


def test_a_change_of_role_ends_tokens(beheerder: Account, analist: Account):
    from datetime import timedelta

    actions.create_token(naam="nacht", geldig=timedelta(days=1), by=analist)
    actions.change_role(account=analist, rol=Rol.beleidsmedewerker, organisatie=None, by=beheerder)
    assert Apitoken.objects.get().ingetrokken_op is not None


def test_a_change_of_role_is_logged_with_both(beheerder: Account, analist: Account):
    actions.change_role(account=analist, rol=Rol.werkgroeplid, organisatie=None, by=beheerder)
    rij = Logregel.objects.get(actie="rol_gewijzigd")
    assert rij.bijzonderheden == {"oud": "analist", "nieuw": "werkgroeplid"}


def test_a_block_can_be_lifted(bij_beheerder: Client, analist: Account):
    bij_beheerder.post(reverse("account_blokkeren", args=[analist.pk]))
    analist.refresh_from_db()
    assert not analist.is_active
    bij_beheerder.post(reverse("account_deblokkeren", args=[analist.pk]))
    analist.refresh_from_db()
    assert analist.is_active


def test_a_new_one_time_password_leaves_the_app_linked(bij_beheerder: Client, analist: Account):
    antwoord = bij_beheerder.post(reverse("account_wachtwoord", args=[analist.pk]))
    analist.refresh_from_db()
    assert analist.check_password(antwoord.context["wachtwoord"])
    assert analist.wachtwoord_eenmalig
    assert TweedeFactor.objects.filter(user=analist, confirmed=True).exists()


def test_nobody_chooses_the_password_of_another(beheerder: Account, analist: Account):
    with pytest.raises(Geweigerd, match="Alleen de eigenaar"):
        actions.set_own_password(account=analist, wachtwoord="gekozen-door-een-ander", by=beheerder)


def test_a_demo_app_is_linked_by_the_demonstration_alone(beheerder: Account, analist: Account):
    with pytest.raises(Geweigerd):
        actions.enrol_totp_for_demo(analist, by=beheerder)


def test_fields_that_are_not_on_the_form_are_ignored(bij_beheerder: Client):
    bij_beheerder.post(
        "/accounts/nieuw/",
        {**NIEUW, "wachtwoord_eenmalig": "", "oidc_sub": "x", "sessieversie": 9, "id": "x"},
    )
    account = Account.objects.get(gebruikersnaam="nieuw")
    assert (account.wachtwoord_eenmalig, account.oidc_sub, account.sessieversie) == (True, "", 0)


def test_a_name_is_escaped_on_every_page(bij_beheerder: Client):
    bij_beheerder.post("/accounts/nieuw/", {**NIEUW, "naam": "<img src=x onerror=alert(1)>"})
    assert "<img src=x" not in bij_beheerder.get("/accounts/").content.decode()


def test_an_organisation_delivers_sources_that_exist(kluisje: object):
    with pytest.raises(Geweigerd, match="bestaat niet"):
        actions.create_organisatie(naam="Politie", bronnen=["verzonnen"], by=None)


def test_an_organisation_has_a_name_of_its_own(kluisje: object):
    actions.create_organisatie(naam="Politie", by=None)
    with pytest.raises(Geweigerd, match="al een organisatie"):
        actions.create_organisatie(naam=" Politie ", by=None)


def test_the_beheerder_changes_an_organisation(bij_beheerder: Client):
    code = next(iter(bronnenlijst.all_sources()))
    organisatie = actions.create_organisatie(naam="Politie", by=None)
    bij_beheerder.post(f"/organisaties/{organisatie.pk}/", {"naam": "Politie", "bronnen": [code]})
    assert Organisatie.objects.get().bronnen == [code]


def test_single_sign_on_takes_the_password_away(beheerder: Account, analist: Account):
    actions.link_single_sign_on(account=analist, iss="https://idp.example", sub="123", by=beheerder)
    assert not analist.has_usable_password()


def test_a_person_at_the_sign_on_service_is_one_account(
    beheerder: Account, analist: Account, officer: Account
):
    wie = {"iss": "https://idp.example", "sub": "123", "by": beheerder}
    actions.link_single_sign_on(account=analist, **wie)
    with pytest.raises(Geweigerd, match="al bij een ander account"):
        actions.link_single_sign_on(account=officer, **wie)


def test_the_first_beheerder_is_made_on_the_command_line(
    kluisje: object, capsys: pytest.CaptureFixture[str]
):
    call_command("account_maken", "beheer", "Bea Beheer")
    wachtwoord = capsys.readouterr().out.split("eenmalig wachtwoord: ")[1].strip()
    assert Account.objects.get(gebruikersnaam="beheer").check_password(wachtwoord)


def test_the_command_line_makes_no_second_beheerder(beheerder: Account):
    with pytest.raises(CommandError, match="al een beheerder"):
        call_command("account_maken", "tweede", "Tweede")


def test_a_fresh_installation_has_no_account(db: None):
    assert not Account.objects.exists()
