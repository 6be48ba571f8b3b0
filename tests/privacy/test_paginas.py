"""Every page of this app: it opens, says where one is, and holds no script or style of its own."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertHTMLEqual

from privacy import actions
from privacy.forms import Aanmeldformulier, Besluitformulier, Keuzelijst
from privacy.kern.presentatie import Cel, Tabelweergave
from privacy.models import Account
from privacy.rollen import RECHTEN, ROLNAMEN, Recht, Rol
from privacy.templatetags.onderdelen import veilige_tabel
from privacy.werkvoorraad import Werkitem, for_account
from tests.privacy.mensen import log_in, make_account, make_study

PAGINAS = {
    Rol.beheerder: (
        "/", "/account/", "/account/tokens/nieuw/", "/aanmelden/wachtwoord/", "/aanmelden/app/",
        "/accounts/", "/accounts/nieuw/", "/organisaties/", "/organisaties/nieuw/",
    ),
    Rol.privacy_officer: (
        "/", "/logboek/", "/logboek/?actie=aanmelden&resultaat=gelukt&van=2016-01-01", "/drempels/",
        "/drempels/nieuw/", "/onderzoeken/", "/bewaren/", "/bewaren/opschorten/", "/bewaren/klok/",
        "/vernietigingslijsten/", "/verklaringen/",
    ),
    Rol.analist: ("/", "/onderzoeken/", "/onderzoeken/nieuw/"),
    Rol.bronleverancier: ("/", "/account/", "/bewaren/", "/verklaringen/"),
    Rol.beleidsmedewerker: ("/", "/account/"),
    Rol.werkgroeplid: ("/", "/account/"),
}  # fmt: skip
PAREN = [(rol, pad) for rol, paden in PAGINAS.items() for pad in paden]


def _page(rol: Rol, pad: str) -> str:
    antwoord = log_in(make_account(rol)).get(pad)
    assert antwoord.status_code == 200
    return antwoord.content.decode()


@pytest.mark.parametrize(("rol", "pad"), PAREN)
def test_a_page_has_a_title_one_heading_and_a_way_past_the_menu(
    kluisje: object, rol: Rol, pad: str
):
    pagina = _page(rol, pad)
    assert re.search(r"<title>[^<]+ · Buurtmonitor</title>", pagina)
    assert pagina.count("<h1") == 1
    assert 'href="#inhoud">Naar de inhoud' in pagina


@pytest.mark.parametrize(("rol", "pad"), PAREN)
def test_a_page_has_no_script_style_or_address_of_its_own(kluisje: object, rol: Rol, pad: str):
    pagina = _page(rol, pad)
    assert not re.search(r"<style|<script(?![^>]* src=)|\son[a-z]+=|javascript:|\sstyle=", pagina)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', pagina)


@pytest.mark.parametrize(("rol", "pad"), PAREN)
def test_no_template_tag_is_left_on_a_page(kluisje: object, rol: Rol, pad: str):
    assert not re.search(r"\{[%{#]|[%}#]\}", _page(rol, pad))


@pytest.mark.parametrize("rol", Rol)
def test_a_role_sees_its_name_and_its_own_menu(kluisje: object, rol: Rol):
    pagina = _page(rol, "/")
    assert f"({ROLNAMEN[rol]})" in pagina
    assert (reverse("accounts") in pagina) is (Recht.accounts_beheren in RECHTEN[rol])
    assert (reverse("logboek") in pagina) is (Recht.logboek_lezen in RECHTEN[rol])


@pytest.mark.parametrize("rol", Rol)
def test_no_menu_item_leads_to_a_closed_page(kluisje: object, rol: Rol):
    client = log_in(make_account(rol))
    menu = client.get("/").context["menu"]
    assert [keuze.url for keuze in menu if client.get(keuze.url).status_code != 200] == []


def test_the_menu_says_where_one_is(bij_beheerder: Client):
    pagina = bij_beheerder.get("/accounts/").content.decode()
    assert re.search(r'href="/accounts/" aria-current="page"', pagina)
    assert re.search(r'href="/accounts/" aria-current="true"', _text(bij_beheerder))


def _text(client: Client) -> str:
    return client.get("/accounts/nieuw/").content.decode()


def test_there_is_no_menu_before_the_login_is_complete(analist: Account, client: Client):
    client.force_login(analist)
    pagina = client.get("/aanmelden/code/").content.decode()
    assert "Hoofdmenu" not in pagina
    assert "Afmelden" in pagina


@pytest.mark.parametrize(
    ("pad", "gegevens"),
    [
        ("/accounts/nieuw/", {}),
        ("/organisaties/nieuw/", {}),
        ("/account/tokens/nieuw/", {"dagen": 30}),
        ("/aanmelden/wachtwoord/", {}),
    ],
)
def test_a_refused_form_says_so_in_the_title_the_summary_and_at_the_field(
    bij_beheerder: Client, pad: str, gegevens: dict[str, object]
):
    pagina = bij_beheerder.post(pad, gegevens).content.decode()
    assert "<title>Fout: " in pagina
    doel = re.search(r'<a href="#(\w+)">[^<]+: Vul dit in\.', pagina)[1]
    assert re.search(rf'aria-invalid="true"[^>]* id="{doel}"', pagina)
    assert f'aria-describedby="{doel}' in pagina


def test_every_field_has_a_label(bij_officer: Client):
    pagina = bij_officer.get("/drempels/nieuw/").content.decode()
    velden = re.findall(r'<(?:input|textarea|select)[^>]* id="(\w+)"', pagina)
    assert velden
    assert [veld for veld in velden if f'for="{veld}"' not in pagina] == []


def test_a_missing_page_says_so_in_the_house_style(bij_analist: Client):
    antwoord = bij_analist.get("/bestaat/niet/")
    assert antwoord.status_code == 404
    assert "Deze pagina bestaat niet" in antwoord.content.decode()


def test_pages_stay_out_of_every_cache(bij_analist: Client):
    antwoord = bij_analist.get("/onderzoeken/")
    assert antwoord.headers["Cache-Control"] == "no-store"
    assert antwoord.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in antwoord.headers["Content-Security-Policy"]


def test_the_logbook_can_be_leafed_through(bij_officer: Client, officer: Account):
    for nummer in range(55):
        actions.create_organisatie(naam=f"Organisatie {nummer}", by=None)
    eerste = bij_officer.get("/logboek/?actie=organisatie_gemaakt")
    assert len(eerste.context["bladzijde"].object_list) == 50
    assert "pagina=2" in eerste.content.decode()
    tweede = bij_officer.get("/logboek/?actie=organisatie_gemaakt&pagina=2")
    assert len(tweede.context["bladzijde"].object_list) == 5


@pytest.mark.parametrize(
    "zoek", ["pagina=x", "pagina=-1", "pagina=99999", "actor='; DROP", "van=31"]
)
def test_an_odd_question_to_the_logbook_gets_an_answer(bij_officer: Client, zoek: str):
    assert bij_officer.get(f"/logboek/?{zoek}").status_code == 200


def test_the_logbook_filters_by_person_and_day(bij_officer: Client, officer: Account):
    make_account(Rol.analist)
    rijen = bij_officer.get(f"/logboek/?actor={officer.pk}").context["bladzijde"].object_list
    assert {rij.actor_id for rij in rijen} == {str(officer.pk)}
    assert not bij_officer.get("/logboek/?tot=2016-01-01").context["bladzijde"].object_list


def test_reading_the_logbook_is_logged(bij_officer: Client):
    bij_officer.get("/logboek/")
    assert "logboek bekeken" in bij_officer.get("/logboek/").content.decode()


# --- the start page ------------------------------------------------------------------------------
def test_what_waits_longest_stands_first(analist: Account, monkeypatch: pytest.MonkeyPatch):
    from datetime import UTC, datetime

    from privacy import werkvoorraad

    def item(titel: str, dag: int, op_mij: bool = True) -> Werkitem:
        return Werkitem(titel, "/", datetime(2026, 1, dag, tzinfo=UTC), "proef", op_mij=op_mij)

    def bron(account: Account) -> list[Werkitem]:
        return [item("nieuw", 9), item("van een ander", 1, op_mij=False), item("oud", 2)]

    monkeypatch.setattr(werkvoorraad, "_bronnen", [bron])
    assert [i.titel for i in for_account(analist)] == ["oud", "nieuw", "van een ander"]


def test_an_empty_desk_says_so(bij_analist: Client):
    assert "Er wacht niets op u." in bij_analist.get("/").content.decode()


# --- building blocks -----------------------------------------------------------------------------
def _render(sjabloon: str, **context: object) -> str:
    return Template("{% load onderdelen %}" + sjabloon).render(Context(context))


def test_a_table_box_can_be_reached_and_has_a_name():
    html = _render("{% tabelvak naam %}<table></table>{% eindtabelvak %}", naam="A & <B>")
    assert 'tabindex="0" role="region" aria-label="Tabel: A &amp; &lt;B&gt;"' in html
    assert "<table></table>" in html


def test_progress_is_spoken_per_quarter():
    html = _render('{% voortgang 63 "Groepen tellen" %}')
    assert '<progress id="voortgang" max="100" value="63">' in html
    assert '<p class="bm-alleen-voorlezen" role="status">50 procent klaar' in html


def test_an_alert_says_its_kind_in_words():
    assert "<strong>Fout:</strong> a &lt; b" in _render(
        "{% melding 'error' tekst %}", tekst="a < b"
    )


def test_an_unknown_kind_of_alert_is_a_mistake():
    with pytest.raises(KeyError):
        _render("{% melding 'gek' 'tekst' %}")


def test_a_breadcrumb_ends_with_the_page_itself():
    html = _render('{% kruimelpad "Accounts" "/accounts/" "Collega" %}')
    assert '<span class="utrecht-breadcrumb-nav__link" aria-current="page">Collega</span>' in html


@pytest.mark.parametrize(
    ("waarde", "tekst"),
    [(1235, "1.235"), (1234567.5, "1.234.567,5"), (0.9, "0,9"), (True, "True"), ("x", "x")],
)
def test_numbers_are_written_the_dutch_way(waarde: object, tekst: str):
    assert _render("{{ waarde|getal }}", waarde=waarde) == tekst


@pytest.mark.parametrize(
    ("waarde", "tekst"),
    [(True, "ja"), (False, "nee"), (["a", 2], "a, 2"), ([], "geen"), ({"a": 1.5}, "a 1,5")],
)
def test_details_of_the_logbook_are_readable(waarde: object, tekst: str):
    assert _render("{{ waarde|logwaarde }}", waarde=waarde) == tekst


def test_a_summary_without_errors_is_not_there():
    assert _render("{% foutoverzicht formulier %}", formulier=Aanmeldformulier()).strip() == ""


def test_no_outcome_of_a_decision_is_chosen_beforehand(bij_officer: Client, analist: Account):
    onderzoek = make_study(analist)
    actions.request_herkomst(onderzoek=onderzoek, toelichting="x" * 30, by=analist)
    pagina = bij_officer.get(reverse("herkomst", args=[onderzoek.pk])).content.decode()
    assert pagina.count('type="radio"') == len(Besluitformulier.base_fields["uitkomst"].choices)
    assert "checked" not in pagina


@pytest.mark.parametrize("gekozen", ["", "a", "<b>", "weg"])
def test_a_long_list_reads_as_one_of_django(gekozen: str):
    keuzes = [("", "Alles"), ("a", "A & B"), ("<b>", "<vet>")]
    attrs = {"id": "id_x", "class": "keuze", "required": True}
    lang, gewoon = (
        soort(choices=keuzes).render("x", gekozen, attrs) for soort in (Keuzelijst, forms.Select)
    )
    assertHTMLEqual(lang, gewoon)


def test_a_table_that_was_rendered_before_is_that_table_alone():
    kop = (Cel("Groep", False), Cel("n", True))

    def tabel(tekst: str, uitleg: str = "") -> Tabelweergave:
        rij = (Cel("<man>", False), Cel(tekst, True, verborgen=bool(uitleg), uitleg=uitleg))
        return Tabelweergave("Titel", kop, (rij,), 0)

    eerst, weer = veilige_tabel(tabel("50")), veilige_tabel(tabel("50"))
    met_reden = veilige_tabel(tabel("niet getoond", "te klein"))
    assert eerst == weer
    assert "&lt;man&gt;" in eerst
    assert "te klein" in met_reden
    assert "te klein" not in veilige_tabel(tabel("niet getoond"))
    assert "50" not in veilige_tabel(tabel("60"))
