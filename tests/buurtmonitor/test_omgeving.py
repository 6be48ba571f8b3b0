from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from buurtmonitor import omgeving
from buurtmonitor.adressen import broker_url, redis_with_db
from buurtmonitor.omgeving import OnjuisteOmgeving

SLEUTEL = base64.b64encode(bytes(range(32))).decode()


def test_a_missing_text_is_named() -> None:
    with pytest.raises(OnjuisteOmgeving, match="PROEF_TEKST ontbreekt"):
        omgeving.text("PROEF_TEKST")


def test_an_empty_text_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROEF", "  ")
    assert omgeving.text("PROEF", default="anders") == "anders"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("ja", True), ("NEE", False), ("1", True), ("0", False), ("true", True), ("", True)],
)
def test_yes_and_no(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("PROEF", value)
    assert omgeving.boolean("PROEF", default=True) is expected


@pytest.mark.parametrize(("value", "ok"), [("0", False), ("1", True), ("9", True), ("10", False)])
def test_a_number_stays_within_its_bounds(
    monkeypatch: pytest.MonkeyPatch, value: str, ok: bool
) -> None:
    monkeypatch.setenv("PROEF", value)
    if ok:
        assert omgeving.integer("PROEF", 5, minimum=1, maximum=9) == int(value)
    else:
        with pytest.raises(OnjuisteOmgeving, match="PROEF moet van 1 tot en met 9 zijn"):
            omgeving.integer("PROEF", 5, minimum=1, maximum=9)


def test_a_list_drops_what_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROEF", "a, ,b,")
    assert omgeving.words("PROEF") == ["a", "b"]


READERS: list[tuple[str, Callable[[], object]]] = [
    ("geheim-9999", lambda: omgeving.integer("PROEF", 1)),
    ("geheim-9999", lambda: omgeving.boolean("PROEF", default=True)),
    ("geheim-9999", lambda: omgeving.choice("PROEF", ("app", "eigenaar"), default="app")),
    ("geheim-9999", lambda: omgeving.path("PROEF")),
    ("geheim-9999", lambda: omgeving.secret_key("PROEF")),
    ("geheim-9999", lambda: omgeving.database("PROEF")),
    ("mysql://geheim-9999@server/naam", lambda: omgeving.database("PROEF")),
    ("postgresql://a:geheim-9999@server:poort/naam", lambda: omgeving.database("PROEF")),
    ("postgresql://a:geheim-9999@server", lambda: omgeving.database("PROEF")),
    ("http://geheim-9999", lambda: omgeving.redis("PROEF")),
]


@pytest.mark.parametrize(("value", "read"), READERS)
def test_a_wrong_value_names_the_variable_and_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[], object]
) -> None:
    monkeypatch.setenv("PROEF", value)
    with pytest.raises(OnjuisteOmgeving, match="PROEF") as refusal:
        read()
    assert "9999" not in str(refusal.value)


def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "geheim"
    file.write_text("waarde\n")
    monkeypatch.setenv("PROEF_FILE", str(file))
    assert omgeving.secret("PROEF") == "waarde"


@pytest.mark.parametrize(
    ("content", "message"), [(None, "PROEF_FILE noemt, is niet te lezen"), ("", "is leeg")]
)
def test_a_secret_file_that_gives_nothing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None, message: str
) -> None:
    file = tmp_path / "geheim"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("PROEF_FILE", str(file))
    with pytest.raises(OnjuisteOmgeving, match=message):
        omgeving.secret("PROEF", default="")


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROEF", "a")
    monkeypatch.setenv("PROEF_FILE", "/b")
    with pytest.raises(OnjuisteOmgeving, match="niet allebei"):
        omgeving.secret("PROEF")


def test_a_key_is_32_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROEF", SLEUTEL)
    assert omgeving.secret_key("PROEF") == bytes(range(32))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    monkeypatch.setenv("PROEF", base64.b64encode(b"x" * length).decode() or "=")
    with pytest.raises(OnjuisteOmgeving, match="32 bytes"):
        omgeving.secret_key("PROEF")


def test_a_missing_key_is_none_so_that_a_start_can_refuse() -> None:
    assert omgeving.secret_key("PROEF_DIE_ER_NIET_IS") is None


def test_a_database_over_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROEF", "postgresql://app:w%40cht@db:5433/buurt?sslmode=require")
    entry = omgeving.database("PROEF")
    assert entry is not None
    assert (entry["HOST"], entry["PORT"], entry["PASSWORD"]) == ("db", "5433", "w@cht")
    assert entry["OPTIONS"] == {"sslmode": "require", "connect_timeout": "5"}


def test_a_database_over_a_unix_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROEF", "postgresql://app:w@/buurt?host=%2Frun%2Fpg")
    entry = omgeving.database("PROEF")
    assert entry is not None
    assert (entry["HOST"], entry["NAME"], entry["OPTIONS"]) == (
        "/run/pg",
        "buurt",
        {"connect_timeout": "5"},
    )


@pytest.mark.parametrize(
    ("url", "cache", "broker"),
    [
        ("redis://:w@redis:6379/5", "redis://:w@redis:6379/1", "redis://:w@redis:6379/0"),
        ("rediss://r:1", "rediss://r:1/1", "rediss://r:1/0"),
        (
            "unix://:w%2F@/run/v.sock?db=0",
            "unix://:w%2F@/run/v.sock?db=1",
            "redis+socket://:w%2F@/run/v.sock?virtual_host=0",
        ),
    ],
)
def test_one_address_serves_queue_and_cache(url: str, cache: str, broker: str) -> None:
    assert redis_with_db(url, 1) == cache
    assert broker_url(url) == broker
