"""Who gets in where: every address × every method × every role, and every object of another.

The table below is written by hand, apart from what the views declare: an address that is added
and not written down here fails, and so does a view that opens for one role more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from analyses import actions
from analyses.models import Aanvraag, Resultaat
from bronnen.models import Landing
from privacy.actions.apparaten import issue_device_code
from privacy.actions.drempels import set_thresholds
from privacy.actions.herkomst import request_herkomst
from privacy.actions.werkplekken import propose_networks
from privacy.models import Apitoken, Logregel
from privacy.rollen import Rol
from tests.analyses.werkgroep.materiaal import one_of_each
from tests.gemeente import drafted, put_in_state
from tests.materiaal import Huis, accepted, announce, approve_source, destruction_objects

# A role a letter.
ROLLEN = {
    "L": "leverancier", "O": "officer", "A": "analist", "B": "beleid", "W": "werkgroep",
    "H": "beheer",
}  # fmt: skip
ALLEN = "LOABWH"
METHODEN = ("GET", "HEAD", "POST", "PUT", "DELETE")
OOK_BIJ_DE_API = ("PATCH", "OPTIONS")  # pages know these as little as they know PUT
OPEN = {"/gezondheid", "/aanmelden/"}

TABEL: dict[str, dict[str, str]] = {
    # one's own
    "/": {"GET": ALLEN},
    "/aanmelden/code/": {"GET": ALLEN, "POST": ALLEN},
    "/aanmelden/wachtwoord/": {"GET": ALLEN, "POST": ALLEN},
    "/aanmelden/app/": {"GET": ALLEN, "POST": ALLEN},
    "/uitleg/": {"GET": ALLEN},
    "/rondleiding/": {"GET": ALLEN, "POST": ALLEN},
    "/toegankelijkheid/": {"GET": ALLEN},
    "/afmelden/": {"POST": ALLEN},
    "/bevestigen/": {"GET": ALLEN, "POST": ALLEN},
    "/account/": {"GET": ALLEN},
    "/account/herstelcodes/": {"POST": ALLEN},
    "/account/apparaat/": {"GET": ALLEN, "POST": ALLEN},
    "/account/tokens/nieuw/": {"GET": ALLEN, "POST": ALLEN},
    "/account/tokens/<uuid:token_id>/intrekken/": {"POST": ALLEN},
    # accounts
    "/accounts/": {"GET": "H"},
    "/accounts/nieuw/": {"GET": "H", "POST": "H"},
    "/accounts/<uuid:account_id>/": {"GET": "H"},
    "/accounts/<uuid:account_id>/rol/": {"POST": "H"},
    "/accounts/<uuid:account_id>/blokkeren/": {"POST": "H"},
    "/accounts/<uuid:account_id>/deblokkeren/": {"POST": "H"},
    "/accounts/<uuid:account_id>/wachtwoord/": {"POST": "H"},
    "/accounts/<uuid:account_id>/app/": {"POST": "H"},
    "/accounts/<uuid:account_id>/aanmelddienst/": {"POST": "H"},
    "/organisaties/": {"GET": "H"},
    "/organisaties/nieuw/": {"GET": "H", "POST": "H"},
    "/organisaties/<uuid:organisatie_id>/": {"GET": "H", "POST": "H"},
    # supervision
    "/logboek/": {"GET": "O"},
    "/logboek/regels.csv": {"GET": "O"},
    "/logboek/kop.txt": {"GET": "O"},
    "/drempels/": {"GET": "O"},
    "/drempels/nieuw/": {"GET": "O", "POST": "O"},
    # keeping and destroying
    "/bewaren/": {"GET": "LO"},
    "/bewaren/kalender.ics": {"GET": "LO"},
    "/bewaren/opschorten/": {"GET": "O", "POST": "O"},
    "/bewaren/klok/": {"GET": "O", "POST": "O"},
    "/opschortingen/<uuid:opschorting_id>/opheffen/": {"GET": "O", "POST": "O"},
    "/vernietigingslijsten/": {"GET": "O"},
    "/onderzoeken/<uuid:onderzoek_id>/vernietigen/": {"GET": "O", "POST": "O"},
    "/vernietigingslijsten/<uuid:lijst_id>/": {"GET": "O"},
    "/vernietigingslijsten/<uuid:lijst_id>/besluit/": {"POST": "O"},
    "/vernietigingslijsten/<uuid:lijst_id>/verder/": {"POST": "O"},
    "/verklaringen/": {"GET": "LO"},
    "/verklaringen/<uuid:verklaring_id>/verklaring.pdf": {"GET": "LO"},
    "/verklaringen/<uuid:verklaring_id>/verklaring.json": {"GET": "LO"},
    "/drempels/voorstel/<uuid:voorstel_id>/besluit/": {"POST": "O"},
    "/bureau/": {"GET": "O"},
    "/werkplekken/": {"GET": "OH", "POST": "OH"},
    "/werkplekken/<uuid:werkplek_id>/besluit/": {"POST": "OH"},
    "/werkplekken/apparaten/nieuw/": {"GET": "OH", "POST": "OH"},
    "/werkplekken/apparaten/<uuid:apparaat_id>/intrekken/": {"GET": "OH", "POST": "OH"},
    # the onderzoek
    "/onderzoeken/": {"GET": "OA"},
    "/onderzoeken/nieuw/": {"GET": "A", "POST": "A"},
    "/onderzoeken/<uuid:onderzoek_id>/": {"GET": "OA"},
    "/onderzoeken/<uuid:onderzoek_id>/bewerken/": {"GET": "A", "POST": "A"},
    "/onderzoeken/<uuid:onderzoek_id>/herkomst/": {"GET": "OA", "POST": "A"},
    "/herkomst/<uuid:aanvraag_id>/besluit/": {"POST": "O"},
    "/herkomst/<uuid:aanvraag_id>/intrekken/": {"GET": "O", "POST": "O"},
    # its dossier
    "/onderzoeken/<uuid:onderzoek_id>/dossier/": {"GET": "OA"},
    "/onderzoeken/<uuid:onderzoek_id>/afspraken/": {"GET": "A", "POST": "A"},
    "/onderzoeken/<uuid:onderzoek_id>/documenten/nieuw/": {"GET": "A", "POST": "A"},
    "/onderzoeken/<uuid:onderzoek_id>/indienen/": {"POST": "A"},
    "/onderzoeken/<uuid:onderzoek_id>/beoordelen/": {"POST": "O"},
    "/onderzoeken/<uuid:onderzoek_id>/besluit/": {"POST": "O"},
    "/onderzoeken/<uuid:onderzoek_id>/intrekken/": {"GET": "O", "POST": "O"},
    "/documenten/<uuid:document_id>/": {"GET": "OA", "POST": "O"},
    "/documenten/<uuid:document_id>/intrekken/": {"GET": "O", "POST": "O"},
    # which data, and why
    "/verantwoording/": {"GET": ALLEN},
    "/verantwoording/verwerkingsregister.csv": {"GET": ALLEN},
    # sources and deliveries
    "/onderzoeken/<uuid:onderzoek_id>/bronnen/": {"GET": "OA"},
    "/onderzoeken/<uuid:onderzoek_id>/bronnen/<slug:bron>/": {"GET": "A", "POST": "A"},
    "/bronakkoorden/<uuid:akkoord_id>/": {"GET": "OA", "POST": "O"},
    "/bronakkoorden/<uuid:akkoord_id>/intrekken/": {"GET": "O", "POST": "O"},
    "/leveringen/": {"GET": "LOA"},
    "/leveringen/nieuw/": {"GET": "L"},
    "/leveringen/aanbieden/": {"POST": "L"},
    "/leveringen/landing/<uuid:landing_id>/": {"PUT": "L"},
    "/leveringen/<uuid:levering_id>/": {"GET": "LOA"},
    "/leveringen/<uuid:levering_id>/stand/": {"GET": "LOA"},
    "/leveringen/<uuid:levering_id>/verslag/": {"GET": "LOA"},
    "/leveringen/<uuid:levering_id>/intrekken/": {"POST": "L"},
    "/leveringen/<uuid:levering_id>/besluit/": {"POST": "O"},
    "/leveringen/<uuid:levering_id>/akkoord/intrekken/": {"GET": "O", "POST": "O"},
    # linking
    "/onderzoeken/<uuid:onderzoek_id>/koppelen/": {"GET": "A", "POST": "A"},
    "/koppelbestanden/<uuid:koppelbestand_id>/": {"GET": "OA"},
    "/koppelbestanden/<uuid:koppelbestand_id>/stand/": {"GET": "OA"},
    "/koppelbestanden/<uuid:koppelbestand_id>/stoppen/": {"POST": "A"},
    # analyses and release
    "/onderzoeken/<uuid:onderzoek_id>/analyses/": {"GET": "OA"},
    "/onderzoeken/<uuid:onderzoek_id>/analyses/stand/": {"GET": "OA"},
    "/onderzoeken/<uuid:onderzoek_id>/analyses/nieuw/": {"GET": "A", "POST": "A"},
    "/onderzoeken/<uuid:onderzoek_id>/analyses/standaardset/": {"POST": "A"},
    "/onderzoeken/<uuid:onderzoek_id>/vrijgave/": {"POST": "A"},
    "/analyses/<uuid:analyse_id>/": {"GET": "OA"},
    "/analyses/<uuid:analyse_id>/stand/": {"GET": "OA"},
    "/analyses/<uuid:analyse_id>/stoppen/": {"POST": "A"},
    "/analyses/<uuid:analyse_id>/opnieuw/": {"POST": "A"},
    "/analyses/<uuid:analyse_id>/keuze/": {"POST": "A"},
    "/concepten/<uuid:resultaat_id>/": {"GET": "OA"},
    "/concepten/<uuid:resultaat_id>/regels/": {"GET": "A", "POST": "A"},
    "/concepten/<uuid:resultaat_id>/figuur/": {"GET": "OA"},
    "/concepten/<uuid:resultaat_id>/aanbieden/": {"POST": "A"},
    "/concepten/<uuid:resultaat_id>/bewijs/": {"GET": "O"},
    "/concepten/<uuid:resultaat_id>/hercontrole/": {"POST": "O"},
    "/concepten/<uuid:resultaat_id>/besluit/": {"POST": "O"},
    "/concepten/<uuid:resultaat_id>/intrekken/": {"GET": "O", "POST": "O"},
    # dashboards
    "/resultaten/": {"GET": "OABW"},
    "/buurten/": {"GET": "OABW"},
    "/buurten/vergelijken/": {"GET": "OABW"},
    "/buurten/<uuid:onderzoek_id>/<str:buurt>/": {"GET": "OABW"},
    "/resultaten/<uuid:resultaat_id>/": {"GET": "OABW"},
    "/resultaten/<uuid:resultaat_id>/figuur/": {"GET": "OABW"},
    "/resultaten/<uuid:resultaat_id>/tabel.csv": {"GET": "OABW"},
    # requests for a table
    "/onderzoeken/<uuid:onderzoek_id>/aanvragen/nieuw/": {"GET": "BW", "POST": "BW"},
    "/aanvragen/": {"GET": "ABW"},
    "/aanvragen/<uuid:vraag_id>/": {"GET": "ABW"},
    "/aanvragen/<uuid:vraag_id>/starten/": {"POST": "A"},
    "/aanvragen/<uuid:vraag_id>/antwoord/": {"POST": "A"},
    # the werkgroep
    "/verhaal/": {"GET": "OABW"},
    "/verhaal/<uuid:onderzoek_id>/": {"GET": "OABW"},
    "/bijeenkomsten/": {"GET": "ABW"},
    "/bijeenkomsten/nieuw/": {"GET": "W", "POST": "W"},
    "/bijeenkomsten/<uuid:bijeenkomst_id>/": {"GET": "ABW"},
    "/bijeenkomsten/<uuid:bijeenkomst_id>/bewerken/": {"GET": "W", "POST": "W"},
    "/bijeenkomsten/<uuid:bijeenkomst_id>/agenda/": {"POST": "W"},
    "/bijeenkomsten/<uuid:bijeenkomst_id>/stand/": {"POST": "W"},
    "/bijeenkomsten/<uuid:bijeenkomst_id>/meedoen/": {"POST": "W"},
    "/bijeenkomsten/<uuid:bijeenkomst_id>/live/": {"GET": "ABW"},
    "/bijeenkomsten/<uuid:bijeenkomst_id>/scherm/": {"GET": "ABW"},
    "/bijeenkomsten/<uuid:bijeenkomst_id>/verslag/": {"GET": "ABW", "POST": "W"},
    "/bijeenkomsten/<uuid:bijeenkomst_id>/verslag/stoppen/": {"POST": "W"},
    "/verslagen/<uuid:verslag_id>/": {"GET": "ABW"},
    "/agendapunten/<uuid:punt_id>/": {"GET": "ABW"},
    "/agendapunten/<uuid:punt_id>/verplaatsen/": {"POST": "W"},
    "/agendapunten/<uuid:punt_id>/verwijderen/": {"POST": "W"},
    "/agendapunten/<uuid:punt_id>/huidig/": {"POST": "W"},
    "/agendapunten/<uuid:punt_id>/duiding/": {"POST": "AW"},
    "/agendapunten/<uuid:punt_id>/klad/": {"POST": "AW"},
    "/agendapunten/<uuid:punt_id>/conclusie/": {"POST": "W"},
    "/agendapunten/<uuid:punt_id>/voorstel/": {"POST": "W"},
    "/duiding/<uuid:duiding_id>/afhandelen/": {"POST": "W"},
    "/voorstellen/<uuid:voorstel_id>/stem/": {"POST": "W"},
    "/voorstellen/<uuid:voorstel_id>/uitkomst/": {"POST": "W"},
    "/speerpunten/": {"GET": "ABW"},
    "/speerpunten/nieuw/": {"GET": "W", "POST": "W"},
    "/speerpunten/<uuid:speerpunt_id>/": {"GET": "ABW"},
    "/speerpunten/<uuid:speerpunt_id>/bewerken/": {"GET": "W", "POST": "W"},
    "/speerpunten/<uuid:speerpunt_id>/stand/": {"POST": "W"},
    "/speerpunten/<uuid:speerpunt_id>/meting/": {"POST": "W"},
    "/projecten/": {"GET": "ABW"},
    "/projecten/nieuw/": {"GET": "W", "POST": "W"},
    "/projecten/<uuid:project_id>/": {"GET": "ABW"},
    "/projecten/<uuid:project_id>/bewerken/": {"GET": "W", "POST": "W"},
    "/projecten/<uuid:project_id>/stand/": {"POST": "W"},
    "/plannen/": {"GET": "ABW"},
    "/plannen/nieuw/": {"GET": "W", "POST": "W"},
    "/plannen/<uuid:plan_id>/": {"GET": "ABW"},
    "/plannen/<uuid:plan_id>/scenario/": {"POST": "W"},
    "/scenarios/<uuid:scenario_id>/argument/": {"POST": "W"},
    # by program
    "/api/v1/beschrijving/": {"GET": ALLEN},
    "/api/v1/bronnen/": {"GET": "L"},
    "/api/v1/leveringen/": {"GET": "LOA", "POST": "L"},
    "/api/v1/leveringen/<uuid:levering_id>/": {"GET": "LOA"},
    "/api/v1/landingen/<uuid:landing_id>/": {"PUT": "L"},
    "/api/v1/resultaten/": {"GET": "OABW"},
    "/api/v1/resultaten/<uuid:resultaat_id>/": {"GET": "OABW"},
}


def routes(resolver: URLResolver | None = None, begin: str = "/") -> Iterator[str]:
    """Every address of the project, with its placeholders."""
    for deel in (resolver or get_resolver()).url_patterns:
        pad = begin + str(deel.pattern)
        if isinstance(deel, URLPattern):
            yield pad
        else:
            yield from routes(deel, pad)


def test_every_address_stands_in_the_table_and_no_other():
    gevonden = list(routes())
    assert len(gevonden) == len(set(gevonden))
    assert set(gevonden) == set(TABEL) | OPEN


def fill(route: str, objecten: dict[str, Any]) -> str:
    """The address with these objects in it; unknown ones where there are none."""
    return re.sub(
        r"<(\w+):(\w+)>",
        lambda m: "brp" if m[1] == "slug" else str(objecten.get(m[2]) or uuid4()),
        route,
    )


def call(huis: Huis, rol: str, methode: str, pad: str, **kop: Any) -> HttpResponse:
    """As this role: by token for a program, else in a browser."""
    naam = ROLLEN[rol]
    kop |= huis.kop(naam) if pad.startswith("/api/") else {}
    client = huis.bij(naam)
    client.raise_request_exception = False
    return client.generic(methode, pad, b"", "application/octet-stream", **kop)


@pytest.fixture
def vol(gemeente: Huis) -> tuple[Huis, dict[str, Any]]:
    """A house with one object of each kind, and their ids by the names of the placeholders."""
    concept = drafted(gemeente)
    vrij = Resultaat.objects.get(pk=drafted(gemeente, "geslacht").pk)
    put_in_state(gemeente, vrij, "vrijgegeven")
    gemeente.kop("leverancier")
    approve_source(gemeente, "context")
    levering = accepted(gemeente, "context", inhoud=b"nog een\n")
    objecten = {
        "onderzoek_id": gemeente.onderzoek.pk,
        "buurt": gemeente.onderzoek.buurten[0],
        "account_id": gemeente["beheer"].pk,
        "organisatie_id": gemeente.organisaties["politie"].pk,
        "token_id": Apitoken.objects.get().pk,
        "akkoord_id": gemeente.onderzoek.bronakkoorden.get(bron="brp").pk,
        "levering_id": levering.pk,
        "landing_id": announce(gemeente).pk,
        "koppelbestand_id": concept.analyse.koppelbestand_id,
        "analyse_id": concept.analyse_id,
        "aanvraag_id": request_herkomst(
            onderzoek=gemeente.onderzoek,
            toelichting="Nodig om te vergelijken.",
            by=gemeente["analist"],
        ).pk,
        "voorstel_id": set_thresholds(
            waarden={"min_aantal": 9},
            reden="Een voorstel om te beproeven.",
            by=gemeente["tweede"],
        ).pk,
        "werkplek_id": propose_networks(
            rol=Rol.analist,
            netwerken=[],
            reden="Een voorstel om te beproeven.",
            by=gemeente["tweede"],
        ).pk,
        "apparaat_id": issue_device_code(naam="Laptop balie 2", by=gemeente["tweede"])[0].pk,
        "document_id": gemeente.onderzoek.documenten.filter(soort="dpia").get().pk,
        "resultaat_id": concept.pk,
        "vrij_id": vrij.pk,
        "vraag_id": {
            rol: Aanvraag.objects.create(
                onderzoek=gemeente.onderzoek, vraag="Hoe is dit?", gevraagd_door=gemeente[naam]
            ).pk
            for rol, naam in ROLLEN.items()
            if rol in "BW"
        },  # of each reader one's own
        **one_of_each(gemeente, vrij),
    }
    return gemeente, objecten | destruction_objects(gemeente, levering)


def real_address(route: str, objecten: dict[str, Any], rol: str) -> str:
    released = "/resultaten/" in route
    eigen = {
        "resultaat_id": objecten["vrij_id" if released else "resultaat_id"],
        "vraag_id": objecten["vraag_id"].get(rol, objecten["vraag_id"]["B"]),
    }
    return fill(route, objecten | eigen)


def snapshot() -> str:
    """Every row but those of sessions, the log and the last use of a token."""
    los = ("django_session", "privacy_logregel", "privacy_apitoken", "axes_")
    delen = []
    with connection.cursor() as cursor:
        for tabel in sorted(connection.introspection.table_names(cursor)):
            if not tabel.startswith(los):
                cursor.execute(f'SELECT t::text FROM "{tabel}" t ORDER BY 1')
                delen += [tabel, *(rij[0] for rij in cursor.fetchall())]
    return "\n".join(delen)


def methods(route: str) -> tuple[str, ...]:
    return METHODEN + (OOK_BIJ_DE_API if route.startswith("/api/") else ())


def may(rol: str, methode: str, rij: dict[str, str]) -> bool:
    return rol in rij.get(methode, "")


@pytest.mark.parametrize("rol", ROLLEN)
def test_a_role_is_refused_everything_that_is_not_its_own(
    vol: tuple[Huis, dict[str, Any]], rol: str
):
    """With addresses of objects that do exist; nothing changes, and every refusal is 403 or 405.

    HEAD and OPTIONS open what GET opens, at most.
    """
    huis, objecten = vol
    call(huis, rol, "GET", "/")
    call(huis, rol, "GET", "/api/v1/beschrijving/")
    voor = snapshot()
    fout = []
    for route, rij in TABEL.items():
        for methode in methods(route):
            lezen = "GET" if methode in ("HEAD", "OPTIONS") else methode
            if not may(rol, methode, rij):
                status = call(huis, rol, methode, real_address(route, objecten, rol)).status_code
                mag = {200, 403} if may(rol, lezen, rij) else {403}
                if status not in mag and not (status == 405 and methode not in rij):
                    fout.append((route, methode, status))
    assert fout == []
    assert snapshot() == voor


# Ends the session of the test, so nothing can be asked after it.
NIET = {("/afmelden/", "POST")}


@pytest.mark.parametrize("rol", ROLLEN)
def test_a_role_is_let_in_where_it_belongs(gemeente: Huis, rol: str):
    """Objects that do not exist give 404, an empty form 400: what counts is not being refused."""
    fout = []
    for route, rij in TABEL.items():
        for methode in methods(route):
            if may(rol, methode, rij) and (route, methode) not in NIET:
                status = call(gemeente, rol, methode, fill(route, {})).status_code
                verwacht = {404} if "<uuid" in route else {200, 302, 400, 415}
                if status not in verwacht:
                    fout.append((route, methode, status))
    assert fout == []


@pytest.mark.parametrize("rol", ROLLEN)
def test_a_role_reads_what_is_there_for_it(vol: tuple[Huis, dict[str, Any]], rol: str):
    huis, objecten = vol
    fout = []
    for route, rij in TABEL.items():
        if may(rol, "GET", rij) and "landing" not in route:
            status = call(huis, rol, "GET", real_address(route, objecten, rol)).status_code
            if status not in (200, 302):
                fout.append((route, status))
    assert fout == []


# --- objects of another ---------------------------------------------------------------------------
UUIDS = [
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
]  # fmt: skip
ONGELDIG = ["1", "0", "-1", "zzz", "1%20OR%201=1", "..%2F..%2Fetc", "%00", "a" * 300]
MET_OBJECT = [route for route in TABEL if "<uuid" in route]


@pytest.mark.parametrize("nummer", UUIDS)
def test_an_object_that_does_not_exist_is_404_for_who_may_ask(gemeente: Huis, nummer: str):
    fout = []
    for route in MET_OBJECT:
        pad = re.sub(r"<uuid:\w+>", nummer, route).replace("<slug:bron>", "brp")
        for methode, rollen in TABEL[route].items():
            status = call(gemeente, rollen[0], methode, pad).status_code
            if status != 404:
                fout.append((pad, methode, status))
    assert fout == []


@pytest.mark.parametrize("waarde", ONGELDIG)
def test_what_is_no_number_of_ours_is_404(gemeente: Huis, waarde: str):
    fout = []
    for route in MET_OBJECT:
        methode, rollen = next(iter(TABEL[route].items()))
        pad = re.sub(r"<uuid:\w+>", waarde, route).replace("<slug:bron>", "brp")
        status = call(gemeente, rollen[0], methode, pad).status_code
        if status not in (404, 403, 405):
            fout.append((pad, status))
    assert fout == []


VAN_LEVERANCIER = [
    ("GET", "/leveringen/{}/"),
    ("GET", "/leveringen/{}/stand/"),
    ("GET", "/leveringen/{}/verslag/"),
    ("POST", "/leveringen/{}/intrekken/"),
    ("GET", "/api/v1/leveringen/{}/"),
]
VERKLARING = ["/verklaringen/{}/verklaring.pdf", "/verklaringen/{}/verklaring.json"]


@pytest.mark.parametrize(("methode", "pad"), VAN_LEVERANCIER)
def test_a_delivery_of_another_organisation_does_not_exist(
    vol: tuple[Huis, dict[str, Any]], methode: str, pad: str
):
    huis, objecten = vol
    kop = huis.kop("politie") if pad.startswith("/api/") else {}
    antwoord = huis.bij("politie").generic(methode, pad.format(objecten["levering_id"]), **kop)
    assert antwoord.status_code == 404
    rij = Logregel.objects.filter(actie="toegang_geweigerd").latest("id")
    assert (rij.object_id, rij.actor_id) == (str(objecten["levering_id"]), str(huis["politie"].pk))


@pytest.mark.parametrize("pad", VERKLARING)
def test_a_verklaring_of_another_organisation_does_not_exist(
    vol: tuple[Huis, dict[str, Any]], pad: str
):
    huis, objecten = vol
    adres = pad.format(objecten["verklaring_id"])
    assert huis.bij("leverancier").get(adres).status_code == 200
    assert huis.bij("politie").get(adres).status_code == 404


def test_lists_hold_nothing_of_another_organisation(vol: tuple[Huis, dict[str, Any]]):
    huis, objecten = vol
    tekst = huis.bij("politie").get("/leveringen/").content.decode()
    lijst = huis.bij("politie").get("/api/v1/leveringen/", **huis.kop("politie")).json()
    assert str(objecten["levering_id"]) not in tekst
    assert lijst["results"] == []


@pytest.mark.parametrize("pad", ["/leveringen/landing/{}/", "/api/v1/landingen/{}/"])
def test_a_landing_of_another_does_not_exist(vol: tuple[Huis, dict[str, Any]], pad: str):
    """Not even for a colleague of the same organisation."""
    huis, objecten = vol
    landing = Landing.objects.get(pk=objecten["landing_id"])
    Landing.objects.filter(pk=landing.pk).update(door=huis["politie"])
    kop = huis.kop("leverancier") if pad.startswith("/api/") else {}
    antwoord = huis.bij("leverancier").put(pad.format(landing.pk), b"x", **kop)
    assert antwoord.status_code == 404


def test_a_token_of_another_is_not_revoked(gemeente: Huis):
    gemeente.kop("leverancier")
    token = Apitoken.objects.get()
    antwoord = gemeente.bij("analist").post(f"/account/tokens/{token.pk}/intrekken/")
    token.refresh_from_db()
    assert (antwoord.status_code, token.ingetrokken_op) == (404, None)


def test_a_draft_and_what_does_not_exist_differ_in_nothing(vol: tuple[Huis, dict[str, Any]]):
    huis, objecten = vol
    antwoorden = [
        huis.bij("beleid").get(f"/api/v1/resultaten/{nummer}/", **huis.kop("beleid"))
        for nummer in (objecten["resultaat_id"], uuid4())
    ]
    assert antwoorden[0].content == antwoorden[1].content
    assert antwoorden[0].headers == antwoorden[1].headers


def test_a_supplier_of_no_organisation_sees_nothing(vol: tuple[Huis, dict[str, Any]]):
    huis, _ = vol
    leverancier = huis["leverancier"]
    leverancier.organisatie = None
    leverancier.save()
    lijst = huis.bij("leverancier").get("/api/v1/leveringen/", **huis.kop("leverancier"))
    assert lijst.json()["count"] == 0


@pytest.mark.parametrize(
    "extra", ["?id=1&id=2", "?organisatie=1", "?status=goedgekeurd&format=api"]
)
def test_parameters_of_an_address_open_nothing(vol: tuple[Huis, dict[str, Any]], extra: str):
    huis, objecten = vol
    antwoord = huis.bij("politie").get(f"/leveringen/{objecten['levering_id']}/{extra}")
    assert antwoord.status_code == 404


def test_offering_does_not_show_the_draft_of_another(vol: tuple[Huis, dict[str, Any]]):
    huis, objecten = vol
    actions.request_release(
        resultaat=Resultaat.objects.get(pk=objecten["resultaat_id"]), by=huis["analist"]
    )
    assert huis.bij("werkgroep").get(f"/resultaten/{objecten['resultaat_id']}/").status_code == 404
