"""Working ahead: the same parts, the same errors at the same place, and nothing left running."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from bronnen.kern.vooruit import DIEPTE, ahead


def _count(tot: int, gemaakt: list[int]) -> Iterator[int]:
    for nummer in range(tot):
        gemaakt.append(nummer)
        yield nummer


@pytest.mark.parametrize("tot", [0, 1, DIEPTE - 1, DIEPTE, DIEPTE + 1, 20])
def test_the_same_parts_come_in_the_same_order(tot: int) -> None:
    assert list(ahead(_count(tot, []))) == list(range(tot))


def test_an_error_comes_after_the_parts_before_it() -> None:
    def broken() -> Iterator[int]:
        yield from range(5)
        raise ValueError("stuk")

    delen = ahead(broken())
    assert [next(delen) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="stuk"):
        next(delen)


def test_no_more_is_made_than_a_few_parts_ahead() -> None:
    gemaakt: list[int] = []
    with closing(ahead(_count(100, gemaakt))) as delen:
        next(delen)
    assert len(gemaakt) <= 1 + DIEPTE


def test_nothing_runs_on_after_closing() -> None:
    draden = threading.active_count()
    with closing(ahead(_count(100, []))) as delen:
        next(delen)
    assert threading.active_count() == draden


def test_no_room_for_a_thread_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    with pytest.raises(MemoryError):
        next(ahead(_count(3, [])))
