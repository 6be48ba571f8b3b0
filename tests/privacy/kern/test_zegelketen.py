"""The chain over the logbook holds until somebody touches it, and says where."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.kern.zegelketen import BEGIN, KOLOMMEN, Breuk, Keten, Kop, row_bytes, seal

SLEUTEL, ANDERE = bytes(32), bytes([1] * 32)
OP = datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=UTC)


def row(nummer: int) -> dict[str, Any]:
    waarden = (nummer, OP, "a", "Wie", "analist", "aanmelden", "", "", "gelukt", "web", {"n": 1})
    return dict(zip(KOLOMMEN, waarden, strict=True))


def chain(rijen: list[dict[str, Any]]) -> list[list[Any]]:
    """Links as they are stored: number, seal, row."""
    schakels, vorige = [], BEGIN
    for nummer, rij in enumerate(rijen, start=1):
        vorige = seal(SLEUTEL, nummer, vorige, rij)
        schakels.append([nummer, vorige, rij])
    return schakels


def broken(schakels: list[list[Any]], kop: Kop | None = None) -> tuple[int, Breuk] | None:
    keten = Keten(SLEUTEL, kop)
    if all(keten.follow(*schakel) for schakel in schakels):
        keten.end()
    return keten.breuk


RIJEN = [row(nummer) for nummer in range(1, 9)]


def test_an_untouched_chain_holds():
    assert broken(chain(RIJEN)) is None


@pytest.mark.parametrize("kolom", KOLOMMEN)
@pytest.mark.parametrize("plek", [0, 4, 7])
def test_a_changed_column_breaks_it_there(kolom: str, plek: int):
    schakels = chain(RIJEN)
    anders = {"id": 99, "op": OP + timedelta(microseconds=1), "bijzonderheden": {"n": 2}}
    schakels[plek][2] = schakels[plek][2] | {kolom: anders.get(kolom, "anders")}
    assert broken(schakels) == (plek + 1, Breuk.gewijzigd)


def test_a_deleted_row_breaks_it_there():
    schakels = chain(RIJEN)
    schakels[3][2] = None
    assert broken(schakels) == (4, Breuk.verwijderd)


def test_a_deleted_link_breaks_it_there():
    schakels = chain(RIJEN)
    del schakels[3]
    assert broken(schakels) == (4, Breuk.ontbreekt)


def test_two_links_that_change_places_break_it_at_the_first():
    schakels = chain(RIJEN)
    schakels[2][1:], schakels[3][1:] = schakels[3][1:], schakels[2][1:]
    assert broken(schakels) == (3, Breuk.gewijzigd)


def test_a_link_put_in_with_another_key_breaks_it_there():
    schakels = chain(RIJEN)
    schakels.append([9, seal(ANDERE, 9, schakels[-1][1], row(9)), row(9)])
    assert broken(schakels) == (9, Breuk.gewijzigd)


def head(nummer: int) -> Kop:
    return Kop.sign(SLEUTEL, nummer, chain(RIJEN)[nummer - 1][1], OP)


def test_a_tail_that_was_cut_off_is_found_by_a_head_kept_elsewhere():
    assert broken(chain(RIJEN)[:6], head(8)) == (7, Breuk.afgeknipt)
    assert broken(chain(RIJEN)[:6]) is None


def test_a_chain_that_was_made_anew_has_another_seal_at_the_head():
    nieuw = chain([row(nummer) | {"actie": "anders"} for nummer in range(1, 9)])
    assert broken(nieuw, head(8)) == (8, Breuk.ander)


def test_a_chain_that_grew_agrees_with_an_older_head():
    assert broken(chain(RIJEN), head(3)) is None


def test_a_head_is_read_back_from_paper():
    kop = head(8)
    terug = Kop.from_text(kop.als_tekst().replace("\n", "\r\n"))
    assert terug == kop
    assert terug.is_signed_with(SLEUTEL)


def test_a_head_of_another_key_is_known():
    assert not head(8).is_signed_with(ANDERE)


@pytest.mark.parametrize("tekst", ["", "regel: 1", "regel: x\nzegel: y\nop: z\nhandtekening: q"])
def test_what_is_no_head_is_refused(tekst: str):
    with pytest.raises(ValueError, match=r"."):
        Kop.from_text(tekst)


def test_the_same_moment_in_another_zone_is_the_same_row():
    elders = OP.astimezone(timezone(timedelta(hours=2)))
    assert row_bytes(row(1)) == row_bytes(row(1) | {"op": elders})


@given(st.lists(st.integers(0, 7), min_size=1, max_size=8))
def test_any_other_order_or_number_of_links_breaks_it(plekken: list[int]):
    heel = chain(RIJEN)
    anders = [heel[plek] for plek in plekken]
    assert (broken(anders) is None) == (plekken == list(range(len(plekken))))
