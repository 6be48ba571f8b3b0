"""Errors, addresses and the cache: small things that hold for every app."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings
from rest_framework.exceptions import NotFound as ApiNotFound
from rest_framework.exceptions import Throttled, ValidationError

from buurtmonitor import fouten
from buurtmonitor.cache import JSONSerializer
from buurtmonitor.netwerk import client_ip

GEHEIM = "999990019"


def request(path: str = "/", **headers: str) -> HttpRequest:
    return RequestFactory().get(path, **headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "10.0.0.1"),
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.AANTAL_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_ip(request(REMOTE_ADDR="10.0.0.1", **headers)) == expected


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        (fouten.bad_request, 400),
        (fouten.permission_denied, 403),
        (fouten.page_not_found, 404),
        (lambda request, exception: fouten.csrf_failure(request, str(exception)), 403),
    ],
)
@pytest.mark.parametrize("path", [f"/x/{GEHEIM}", f"/api/v1/{GEHEIM}"])
def test_an_error_repeats_nothing_of_what_came_in(
    handler: Callable[[HttpRequest, Exception], HttpResponse], status: int, path: str
) -> None:
    answer = handler(request(path), ValueError(GEHEIM))
    assert answer.status_code == status
    assert GEHEIM not in answer.content.decode()


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (ValueError, 500)])
def test_a_database_that_is_away_is_an_outage_and_not_a_fault(
    error: type[Exception], status: int
) -> None:
    try:
        raise error(GEHEIM)
    except error:
        answer = fouten.server_error(request())
    assert answer.status_code == status
    assert GEHEIM not in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ApiNotFound(GEHEIM), 404),
        (Throttled(wait=3, detail=GEHEIM), 429),
        (OperationalError(GEHEIM), 503),
        (RuntimeError(GEHEIM), 500),
        (ValidationError({"peildatum": [f"{GEHEIM} is geen datum."]}), 400),
    ],
)
def test_the_api_answers_with_a_problem_without_values(error: Exception, status: int) -> None:
    answer = fouten.problem_json(error, {})
    body = json.loads(answer.content)
    assert (answer.status_code, body["status"]) == (status, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert GEHEIM not in answer.content.decode()


def test_a_refused_field_is_named_with_a_code() -> None:
    error = ValidationError({"peildatum": ["onzin"]}, code="invalid")
    assert json.loads(fouten.problem_json(error, {}).content)["velden"] == {
        "peildatum": ["invalid"]
    }


def test_a_throttled_program_hears_when_to_come_back() -> None:
    assert fouten.problem_json(Throttled(wait=3), {}).headers["Retry-After"] == "3"


@pytest.mark.parametrize("value", [None, True, 0, -7, "tekst", "12", [1, "a"], {"a": 1.5}])
def test_the_cache_gives_back_what_was_put_in(value: object) -> None:
    cache.set("proef", value, 10)
    assert cache.get("proef") == value
    assert type(cache.get("proef")) is type(value)


def test_the_cache_counts() -> None:
    cache.set("teller", 1, 10)
    assert cache.incr("teller") == 2


def test_the_cache_refuses_what_only_pickle_can_hold() -> None:
    with pytest.raises(TypeError):
        cache.set("proef", object(), 10)


def test_a_pickle_in_the_cache_is_not_opened() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        JSONSerializer().loads(b"\x80\x04K\x01.")
