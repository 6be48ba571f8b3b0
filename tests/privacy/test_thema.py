"""The theme: its colours are those of the charts, and readable."""

import re
from pathlib import Path

import pytest

from analyses.kern import kleuren

STATIC = Path(__file__).resolve().parents[2] / "privacy" / "static" / "privacy"
TOKENS = dict(re.findall(r"^\s*(--[\w-]+):\s*(.+);$", (STATIC / "thema.css").read_text(), re.M))
APP = (STATIC / "app.css").read_text()


def _value(naam: str) -> str:
    waarde = TOKENS[naam]
    verwijzing = re.fullmatch(r"var\((--[\w-]+)\)", waarde)
    return _value(verwijzing[1]) if verwijzing else waarde


def _contrast(een: str, ander: str) -> float:
    hoog, laag = sorted((_luminance(een), _luminance(ander)), reverse=True)
    return (hoog + 0.05) / (laag + 0.05)


def _luminance(hex_: str) -> float:
    delen = [int(hex_[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [d / 12.92 if d <= 0.04045 else ((d + 0.055) / 1.055) ** 2.4 for d in delen]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("nummer", [1, 2, 3])
def test_a_buurt_has_the_same_colour_on_page_and_chart(nummer: int):
    token = TOKENS[f"--buurtmonitor-grafiek-buurt-{nummer}"]
    assert token == kleuren.BUURTEN[nummer - 1].kleur.lower()


def test_the_ramp_is_that_of_the_charts():
    reeks = [TOKENS[f"--buurtmonitor-grafiek-reeks-{n}"] for n in range(1, 6)]
    assert reeks == [kleur.lower() for kleur in kleuren.REEKS]


@pytest.mark.parametrize(
    ("tekst", "grond"),
    [
        ("--utrecht-document-color", "--utrecht-document-background-color"),
        ("--utrecht-link-color", "--utrecht-document-background-color"),
        ("--utrecht-link-color", "--buurtmonitor-vlak"),
        ("--buurtmonitor-stil", "--utrecht-document-background-color"),
        ("--buurtmonitor-stil", "--buurtmonitor-vlak"),
        ("--buurtmonitor-fout", "--utrecht-document-background-color"),
        ("--utrecht-nav-bar-color", "--utrecht-nav-bar-background-color"),
        ("--utrecht-nav-bar-color", "--buurtmonitor-accent-donker"),
        ("--utrecht-focus-color", "--utrecht-focus-background-color"),
        *[
            (f"--utrecht-{deel}-color", f"--utrecht-{deel}-background-color")
            for deel in (
                "button-primary-action", "button-primary-action-hover",
                "button-primary-action-danger", "button-secondary-action-danger",
                "status-badge-safe", "status-badge-warning", "status-badge-danger",
                "status-badge-neutral", "alert-info", "alert-ok", "alert-warning", "alert-error",
            )
        ],
    ],
)  # fmt: skip
def test_text_is_readable_on_its_ground(tekst: str, grond: str):
    assert _contrast(_value(tekst), _value(grond)) >= 4.5


@pytest.mark.parametrize(
    "naam",
    ["buurt-1", "buurt-2", "buurt-3", "gemeente", "arcering", "rand"],
)
def test_marks_of_a_chart_stand_out_from_white(naam: str):
    assert _contrast(TOKENS[f"--buurtmonitor-grafiek-{naam}"], "#ffffff") >= 3 - 0.005


@pytest.mark.parametrize("naam", ["--basis-form-control-border-color", "--buurtmonitor-lijn"])
def test_edges_that_mean_something_stand_out(naam: str):
    assert _contrast(_value(naam), "#ffffff") >= 3


def test_the_focus_ring_stands_out_from_page_and_menu():
    menu = _value("--utrecht-nav-bar-background-color")
    assert _contrast(TOKENS["--utrecht-focus-outline-color"], "#ffffff") >= 3
    assert _contrast(TOKENS["--utrecht-focus-inverse-outline-color"], menu) >= 3


def test_the_tokens_that_the_example_theme_lacks_are_set():
    nodig = {"focus", "document", "surface", "data-list", "form-fieldset", "button-group"}
    gezet = {deel for deel in nodig if any(t.startswith(f"--utrecht-{deel}-") for t in TOKENS)}
    assert gezet == nodig


def test_paper_and_forced_colours_are_thought_of():
    assert "@media print" in APP
    assert "@media (forced-colors: active)" in APP
    assert "prefers-reduced-motion" in APP


def test_nothing_is_fetched_from_elsewhere():
    adressen = re.findall(r"url\(\s*[\"']?([^\"')]+)", (STATIC / "thema.css").read_text() + APP)
    assert all(adres.startswith("data:") for adres in adressen)


def test_colours_stand_in_the_theme_alone():
    gevonden = set(re.findall(r"#[0-9a-fA-F]{3,6}\b", APP)) - {"#inhoud"}
    assert gevonden <= {"#ffffff", "#0b0c0c"}
