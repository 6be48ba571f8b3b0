"""Closed unless opened: every address, every role, every method."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from privacy.middleware import RechtMiddleware
from privacy.models import Account, Logregel
from privacy.permissions import declared, is_open, mag, needed, openbaar, vereist
from privacy.rollen import RECHTEN, ROLNAMEN, Recht, Rol
from tests.privacy.adressen import Adres, all_addresses
from tests.privacy.mensen import log_in, make_account

# Open to whoever comes by: nothing else may ever be.
OPEN = {"gezondheid", "aanmelden"}
METHODEN = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
NIET_IN_DE_MATRIX = {"afmelden"}  # ends the session of the test


# --- the table ------------------------------------------------------------------------------------
def test_every_role_has_a_name_and_rights():
    assert set(RECHTEN) == set(ROLNAMEN) == set(Rol)


def test_every_right_is_in_a_role():
    assert set(Recht) == set().union(*RECHTEN.values())


@pytest.mark.parametrize("rol", Rol)
def test_every_role_has_an_own_account(rol: Rol):
    assert Recht.eigen_account in RECHTEN[rol]


@pytest.mark.parametrize(
    ("een", "ander"),
    [
        (Recht.levering_doen, Recht.levering_beoordelen),
        (Recht.bron_aanvragen, Recht.bron_beoordelen),
        (Recht.analyse_uitvoeren, Recht.vrijgave_beoordelen),
        (Recht.levering_doen, Recht.dashboard_zien),
        (Recht.accounts_beheren, Recht.dashboard_zien),
        (Recht.accounts_beheren, Recht.logboek_lezen),
        (Recht.accounts_beheren, Recht.leveringen_volgen),
        (Recht.levering_doen, Recht.leveringen_zien),
    ],
)
def test_no_role_joins_what_must_stay_apart(een: Recht, ander: Recht):
    assert not [rol for rol, rechten in RECHTEN.items() if {een, ander} <= rechten]


def test_only_analist_and_officer_see_drafts():
    zien = {rol for rol, rechten in RECHTEN.items() if Recht.concept_zien in rechten}
    assert zien == {Rol.analist, Rol.privacy_officer}


# --- the addresses --------------------------------------------------------------------------------
def test_every_address_names_a_right_or_stands_in_the_short_list():
    zonder = {a.naam for a in all_addresses() if declared(a.view) is None}
    assert zonder == OPEN


def test_only_the_short_list_is_open():
    assert {a.naam for a in all_addresses() if is_open(a.view)} == OPEN


def test_a_stranger_is_sent_to_the_login_page_everywhere(db: None, client: Client):
    for adres in _pages():
        antwoord = client.get(adres.pad)
        assert (antwoord.status_code, antwoord.url.partition("?")[0]) == (302, "/aanmelden/"), adres


def test_a_strange_program_gets_401_everywhere(db: None, client: Client):
    for adres in _api():
        for methode in METHODEN:
            antwoord = client.generic(methode, adres.pad)
            assert antwoord.status_code == 401, (adres, methode)


def test_with_the_password_alone_every_page_leads_to_the_code(analist: Account, client: Client):
    client.force_login(analist)
    for adres in _pages() - {"tweede_factor", "afmelden"}:
        assert client.get(adres.pad).url == "/aanmelden/code/", adres


def test_with_the_password_alone_the_api_says_403(analist: Account, client: Client):
    client.force_login(analist)
    assert {client.get(adres.pad).status_code for adres in _api()} == {403}


class _Adressen(set[Adres]):
    def __sub__(self, namen: object) -> "_Adressen":
        return _Adressen(a for a in self if a.naam not in namen)


def _pages() -> _Adressen:
    return _Adressen(a for a in all_addresses() if a.naam not in OPEN and not _is_api(a))


def _api() -> _Adressen:
    return _Adressen(a for a in all_addresses() if _is_api(a))


def _is_api(adres: Adres) -> bool:
    return adres.pad.startswith("/api/")


def _expected(rol: Rol, adres: Adres, methode: str) -> bool:
    rechten = declared(adres.view)
    recht = needed(rechten, methode) if rechten is not None else None
    return recht is not None and recht in RECHTEN[rol]


@pytest.mark.parametrize("rol", Rol)
def test_a_role_opens_its_own_pages_and_no_other(kluisje: object, rol: Rol):
    """What is allowed may answer 404 or 400 here, for the objects do not exist; never 403."""
    client = log_in(make_account(rol))
    client.raise_request_exception = False
    fout = []
    for adres in _pages() - NIET_IN_DE_MATRIX:
        for methode in ("GET", "POST", "PUT", "DELETE"):
            status = client.generic(methode, adres.pad).status_code
            mag_het = _expected(rol, adres, methode)
            if (status == 403) is mag_het or status >= 500:
                fout.append((adres.naam, methode, status))
    assert fout == []


def test_a_refusal_is_logged_with_page_and_method(bij_analist: Client, analist: Account):
    bij_analist.post("/accounts/nieuw/")
    rij = Logregel.objects.get(actie="toegang_geweigerd")
    assert (rij.actor_id, rij.object_id) == (str(analist.pk), "account_nieuw")
    assert rij.bijzonderheden == {"methode": "POST"}


def test_a_refusal_says_what_to_do_and_nothing_else(bij_analist: Client):
    antwoord = bij_analist.get("/accounts/")
    assert "Vraag de beheerder" in antwoord.content.decode()
    assert "accounts_beheren" not in antwoord.content.decode()


@pytest.mark.parametrize("kop", ["HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_METHOD_OVERRIDE"])
def test_a_method_in_a_header_does_not_count(bij_beheerder: Client, kop: str):
    antwoord = bij_beheerder.get("/afmelden/", **{kop: "POST"})
    assert antwoord.status_code == 405


@pytest.mark.parametrize("methode", ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"])
def test_another_method_changes_nothing(bij_beheerder: Client, leverancier: Account, methode: str):
    bij_beheerder.generic(methode, reverse("account_blokkeren", args=[leverancier.pk]))
    leverancier.refresh_from_db()
    assert leverancier.is_active


@pytest.mark.parametrize("naam", ["onderzoek", "onderzoek_bewerken"])
def test_an_object_that_one_may_not_see_does_not_exist(bij_analist: Client, naam: str):
    antwoord = bij_analist.get(reverse(naam, args=["00000000-0000-0000-0000-000000000001"]))
    assert antwoord.status_code == 404
    assert Logregel.objects.filter(actie="toegang_geweigerd", object_soort="onderzoek").exists()


# --- the building blocks --------------------------------------------------------------------------
def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_view_without_a_right_is_closed_to_everyone(officer: Account):
    verzoek = RequestFactory().get("/")
    verzoek.user, verzoek.session = officer, {"oidc_tweede_factor": True}
    verzoek.resolver_match = None
    officer.wachtwoord_eenmalig = False
    with pytest.raises(PermissionDenied):
        RechtMiddleware(_view).process_view(verzoek, _view, (), {})


def test_a_right_per_method_opens_those_methods_alone():
    view = vereist(GET=Recht.onderzoek_zien, POST=Recht.onderzoek_opstellen)(lambda request: None)
    rechten = declared(view)
    assert needed(rechten, "HEAD") is Recht.onderzoek_zien
    assert needed(rechten, "POST") is Recht.onderzoek_opstellen
    assert needed(rechten, "DELETE") is None


def test_a_view_names_one_right_or_one_a_method():
    with pytest.raises(ValueError, match="one right"):
        vereist()
    with pytest.raises(ValueError, match="one right"):
        vereist(Recht.koppelen, GET=Recht.koppelen)


def test_a_class_may_carry_the_right():
    def gewoon(request: HttpRequest) -> None: ...

    gewoon.view_class = type("Pagina", (), {"recht": Recht.koppelen})
    assert declared(gewoon) is Recht.koppelen


def test_a_view_of_the_rest_framework_is_never_open():
    def programma(request: HttpRequest) -> None: ...

    programma.login_required, programma.cls = False, object
    assert not is_open(programma)
    assert is_open(openbaar(lambda request: None))


def test_a_blocked_account_may_nothing(officer: Account):
    officer.is_active = False
    assert not any(mag(officer, recht) for recht in Recht)


def test_nobody_may_nothing():
    assert not any(mag(None, recht) for recht in Recht)
