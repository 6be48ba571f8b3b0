"""The API against its own description, and what it must never do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from rest_framework.pagination import PageNumberPagination

from analyses.models import Resultaat
from bronnen.models import Landing, Levering
from tests.gemeente import drafted, released
from tests.materiaal import Huis, accepted, approve_source
from tests.privacy.adressen import all_addresses

ADRESSEN = [adres for adres in all_addresses() if adres.pad.startswith("/api/")]


@pytest.fixture
def vol(gemeente: Huis) -> Huis:
    """Something to find at every address."""
    released(gemeente, drafted(gemeente))
    accepted(gemeente, inhoud=b"nog een\n")
    return gemeente


def description(huis: Huis) -> dict[str, Any]:
    antwoord = huis.bij("analist").get("/api/v1/beschrijving/?format=json", **huis.kop("analist"))
    gegevens: dict[str, Any] = json.loads(antwoord.content)
    return gegevens


# --- described ------------------------------------------------------------------------------------
def test_every_address_of_the_api_is_described(gemeente: Huis):
    beschreven = {pad.replace("{", "<").split("<")[0] for pad in description(gemeente)["paths"]}
    gevonden = {a.pad.split("00000000")[0] for a in ADRESSEN if a.naam != "api_beschrijving"}
    assert beschreven == gevonden


def test_every_error_is_described_as_a_problem(gemeente: Huis):
    for adres in description(gemeente)["paths"].values():
        for vraag in adres.values():
            assert list(vraag["responses"]["default"]["content"]) == ["application/problem+json"]


def test_the_description_is_for_who_has_a_token(gemeente: Huis):
    antwoord = gemeente.bij("analist").get("/api/v1/beschrijving/")
    assert antwoord.status_code == 403
    assert "openapi" not in antwoord.content.decode()


@pytest.fixture
def programma() -> Iterator[Any]:
    """The WSGI application, within the transaction of this test."""
    seinen = (request_started, request_finished)
    for sein in seinen:
        sein.disconnect(close_old_connections)
    yield get_wsgi_application()
    for sein in seinen:
        sein.connect(close_old_connections)


@pytest.mark.parametrize("wie", ["leverancier", "beleid", "analist"])
def test_the_api_keeps_to_its_description_whatever_it_is_sent(vol: Huis, programma: Any, wie: str):
    """Schemathesis: right and wrong input at every address, the same ones each run."""

    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/beschrijving/?format=json", programma, headers=header(vol, wie)
    )
    for gevonden in schema.get_all_operations():
        operation = gevonden.ok()

        @seed(2016)
        @settings(
            max_examples=15, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def holds(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=header(vol, wie))

        holds()


@pytest.mark.parametrize("wie", ["leverancier", "analist"])
def test_what_is_read_has_the_form_that_is_described(vol: Huis, programma: Any, wie: str):
    echt = {
        "levering_id": str(Levering.objects.latest("ontvangen_op").pk),
        "resultaat_id": str(Resultaat.objects.get().pk),
    }
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/beschrijving/?format=json", programma, headers=header(vol, wie)
    )
    statussen = []
    for gevonden in schema.include(method="GET").get_all_operations():
        operation = gevonden.ok()
        namen = [veld.name for veld in operation.path_parameters]
        case = operation.Case(path_parameters={naam: echt[naam] for naam in namen})
        statussen.append(case.call_and_validate(headers=header(vol, wie)).status_code)
    assert (
        sorted(statussen)
        == {"leverancier": [200] * 3 + [403] * 2, "analist": [200] * 4 + [403]}[wie]
    )


def header(huis: Huis, wie: str) -> dict[str, str]:
    return {"Authorization": huis.kop(wie)["HTTP_AUTHORIZATION"]}


# --- problems -------------------------------------------------------------------------------------
def ask(huis: Huis, methode: str, pad: str, wie: str = "leverancier", **anders: Any) -> Any:
    kop = huis.kop(wie) | anders.pop("kop", {})
    inhoud, soort = anders.get("inhoud", b""), anders.get("soort", "application/json")
    client = Client(raise_request_exception=False)
    return client.generic(methode, pad, inhoud, soort, **kop)


FOUT: list[tuple[int, str, str, dict[str, Any]]] = [
    (400, "POST", "/api/v1/leveringen/", {"inhoud": b"{"}),
    (400, "POST", "/api/v1/leveringen/", {"inhoud": b"{}"}),
    (400, "POST", "/api/v1/leveringen/", {"inhoud": b"[]"}),
    (400, "POST", "/api/v1/leveringen/", {"inhoud": b'"tekst"'}),
    (400, "POST", "/api/v1/leveringen/", {"inhoud": b"\xff\xfe"}),
    (415, "POST", "/api/v1/leveringen/", {"inhoud": b"a=b", "soort": "text/plain"}),
    (401, "GET", "/api/v1/leveringen/", {"kop": {"HTTP_AUTHORIZATION": "Bearer bm_fout"}}),
    (401, "GET", "/api/v1/leveringen/", {"kop": {"HTTP_AUTHORIZATION": ""}}),
    (403, "GET", "/api/v1/resultaten/", {}),
    (403, "DELETE", "/api/v1/leveringen/", {}),
    (404, "GET", "/api/v1/leveringen/00000000-0000-0000-0000-000000000001/", {}),
    (404, "GET", "/api/v1/bestaat-niet/", {}),
    (404, "GET", "/api/v2/", {}),
    (405, "PUT", "/api/v1/bronnen/", {}),
    (406, "GET", "/api/v1/leveringen/", {"kop": {"HTTP_ACCEPT": "text/html"}}),
]


@pytest.mark.parametrize(
    ("status", "methode", "pad", "anders"), FOUT, ids=[f"{f[0]}-{i}" for i, f in enumerate(FOUT)]
)
def test_every_error_is_a_problem_with_a_sentence(
    huis: Huis, status: int, methode: str, pad: str, anders: dict[str, Any]
):
    antwoord = ask(huis, methode, pad, **anders)
    assert (antwoord.status_code, antwoord["Content-Type"]) == (status, "application/problem+json")
    gegevens = json.loads(antwoord.content)
    assert gegevens["status"] == status
    assert gegevens["detail"].endswith(".")


@pytest.mark.parametrize("waarde", ["999993653", "<script>", "'; DROP TABLE x; --"])
def test_a_problem_never_repeats_what_was_sent(huis: Huis, waarde: str):
    velden = dict.fromkeys(
        ("onderzoek", "bron", "peildatum", "aantal_rijen", "sha256", "contact", "bestandsnaam"),
        waarde,
    )
    antwoord = ask(huis, "POST", "/api/v1/leveringen/", inhoud=json.dumps(velden).encode())
    assert antwoord.status_code == 400
    assert waarde not in antwoord.content.decode()


def test_a_mistake_of_ours_is_a_problem_without_a_cause(vol: Huis, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("999993653")

    monkeypatch.setattr("bronnen.api.queries.deliveries_for", broken)
    antwoord = ask(vol, "GET", "/api/v1/leveringen/")
    assert (antwoord.status_code, antwoord["Content-Type"]) == (500, "application/problem+json")
    assert "999993653" not in antwoord.content.decode()


def test_a_session_is_no_way_into_the_api(vol: Huis):
    """So that no page of another site can act through a browser."""
    antwoord = vol.bij("leverancier").post("/api/v1/leveringen/", "{}", "application/json")
    assert antwoord.status_code == 403


@pytest.mark.parametrize("kop", ["HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_METHOD_OVERRIDE"])
def test_a_method_in_a_header_does_nothing(vol: Huis, kop: str):
    antwoord = ask(vol, "GET", "/api/v1/leveringen/", kop={kop: "POST"}, inhoud=b"{}")
    assert antwoord.status_code == 200
    assert not Landing.objects.filter(vernietigd_op=None, levering=None).exists()


def test_a_long_list_comes_in_pages(vol: Huis, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(PageNumberPagination, "page_size", 1)
    accepted(vol, inhoud=b"een ander\n")
    eerste = ask(vol, "GET", "/api/v1/leveringen/").json()
    tweede = ask(vol, "GET", "/api/v1/leveringen/?" + eerste["next"].split("?")[1]).json()
    assert eerste["results"] != tweede["results"]
    assert ask(vol, "GET", "/api/v1/leveringen/?page=0").status_code == 404


ONZE = {
    "status": "goedgekeurd", "owner": "x", "by": "x", "door": "x", "role": "beheerder",
    "rol": "beheerder", "drempelset": 9, "threshold": 1, "approved_by": "x", "goedgekeurd": True,
    "elementen": ["bsn"], "retention_until": "2099-01-01", "bewaartermijn": "altijd",
    "sleutel": "x", "organisatie": "x", "is_active": False, "audit_geslaagd": True,
}  # fmt: skip


def test_fields_that_are_ours_are_ignored(gemeente: Huis):
    approve_source(gemeente, "brp")
    velden = {
        "onderzoek": str(gemeente.onderzoek.pk), "bron": "brp", "peildatum": "2016-12-31",
        "contact": "x", "bestandsnaam": "brp.csv",
    }  # fmt: skip
    antwoord = ask(
        gemeente, "POST", "/api/v1/leveringen/", inhoud=json.dumps(velden | ONZE).encode()
    )
    assert antwoord.status_code == 201
    landing = Landing.objects.get()
    assert (landing.door, landing.organisatie) == (
        gemeente["leverancier"], gemeente["leverancier"].organisatie,
    )  # fmt: skip
    assert not set(landing.aanbieding) & set(ONZE)


@pytest.mark.parametrize("methode", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_delivery_is_changed_by_nobody_through_the_api(vol: Huis, methode: str):
    levering = Levering.objects.latest("ontvangen_op")
    for wie in ("leverancier", "officer", "analist"):
        pad = f"/api/v1/leveringen/{levering.pk}/"
        antwoord = ask(vol, methode, pad, wie, inhoud=json.dumps(ONZE).encode())
        assert antwoord.status_code in (403, 405)
    levering.refresh_from_db()
    assert levering.status == "wacht_op_akkoord"
