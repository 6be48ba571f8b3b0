"""The long run over random tables can be stopped, gone on with, and put together."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from scripts.eigenschappen import STUK, Stuk, _run, keep, kept, pieces, report, seeds
from tests.privacy.kern.eigenschappen import Uitslag


def outcome(zaad: int, soort: str = "aandeel, 2 dimensies", *fouten: str) -> Uitslag:
    return Uitslag(zaad, soort, 12, 3, 2, 1, False, fouten, f"{zaad:064d}", 0.5)


def done(eerste: int, paren: bool = False) -> list[Uitslag]:
    soort = "paar, samen te tonen" if paren else "aandeel, 2 dimensies"
    return [outcome(zaad, soort) for zaad in Stuk(paren, eerste).zaden]


def test_a_range_of_seeds_is_cut_in_whole_pieces():
    stukken = pieces(150, 200, 60)
    assert [(s.paren, s.eerste) for s in stukken] == [
        (False, 100), (False, 200), (False, 300), (True, 100), (True, 200),
    ]  # fmt: skip


def test_no_tables_asked_is_no_pieces():
    assert {s.paren for s in pieces(0, 0, STUK)} == {True}


def test_what_is_kept_is_read_back_in_order_tables_before_pairs(tmp_path: Path):
    for stuk in (Stuk(True, 0), Stuk(False, STUK), Stuk(False, 0)):
        keep(stuk, done(stuk.eerste, stuk.paren), tmp_path)
    assert kept(tmp_path) == [*done(0), *done(STUK), *done(0, paren=True)]


def test_half_a_file_is_never_there(tmp_path: Path):
    keep(Stuk(False, 0), done(0), tmp_path)
    assert [pad.name for pad in tmp_path.iterdir()] == ["tabellen-000000.json"]


def test_what_is_there_is_not_done_again(tmp_path: Path):
    for stuk in pieces(0, 2 * STUK, STUK):
        keep(stuk, done(stuk.eerste, stuk.paren), tmp_path)
    eerder = {pad.name: pad.stat().st_mtime_ns for pad in tmp_path.iterdir()}
    _run(pieces(0, 2 * STUK, STUK), tmp_path, Namespace(minuten=1, processen=1, opnieuw=10))
    assert {pad.name: pad.stat().st_mtime_ns for pad in tmp_path.iterdir()} == eerder


def test_nothing_is_begun_when_time_is_up(tmp_path: Path):
    _run(pieces(0, STUK, 0), tmp_path, Namespace(minuten=0, processen=1, opnieuw=10))
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("zaden", "zin"),
    [([], "geen"), ([0, 1, 2], "0 tot en met 2"), ([0, 1, 5, 6], "0 tot en met 1, 5 tot en met 6")],
)
def test_seeds_are_named_as_ranges(zaden: list[int], zin: str):
    assert seeds(map(outcome, zaden)) == zin


def test_the_result_counts_all_parts_together_and_names_a_fault():
    fout = outcome(7, "verdeling, 2 dimensies", "te smal")
    tekst = report([*done(0), fout, *done(0, paren=True)], 10, "2026-11-23")
    assert f"| Tabellen, en paren van tabellen | {STUK + 1} en {STUK} |" in tekst
    assert "| Met een fout | 1 |" in tekst
    assert "- zaad 7 (verdeling, 2 dimensies): te smal" in tekst
