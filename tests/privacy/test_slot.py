"""One at a time, and who waits goes before who comes later."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from privacy.slot import in_turn

pytestmark = pytest.mark.django_db
NAAM, DEUR = "proef", "proef:deur"


class Gestopt(Exception):
    pass


@pytest.fixture
def ander() -> Iterator[Any]:
    """Another worker's connection to the same database."""
    verbinding = connection.copy()
    yield verbinding
    verbinding.close()


def ask(verbinding: Any, functie: str, naam: str) -> bool:
    with verbinding.cursor() as cursor:
        cursor.execute(f"SELECT {functie}(hashtextextended(%s, 0))", [naam])
        return bool(cursor.fetchone()[0])


def may_take(verbinding: Any, naam: str) -> bool:
    vrij = ask(verbinding, "pg_try_advisory_lock", naam)
    return vrij and ask(verbinding, "pg_advisory_unlock", naam)


def test_who_comes_later_does_not_pass_who_waits(ander: Any):
    assert ask(ander, "pg_try_advisory_lock", NAAM)
    gezien: list[bool] = []

    def wait() -> None:
        gezien.append(may_take(ander, DEUR))
        ask(ander, "pg_advisory_unlock", NAAM)

    with in_turn(NAAM, wait):
        assert gezien == [False]
        assert [may_take(ander, NAAM), may_take(ander, DEUR)] == [False, True]
    assert may_take(ander, NAAM)


@pytest.mark.parametrize("bezet", [NAAM, DEUR])
def test_who_stops_waiting_holds_nobody_up(ander: Any, bezet: str):
    assert ask(ander, "pg_try_advisory_lock", bezet)

    def stop() -> None:
        raise Gestopt

    with pytest.raises(Gestopt), in_turn(NAAM, stop):
        pass
    ask(ander, "pg_advisory_unlock", bezet)
    assert [may_take(ander, NAAM), may_take(ander, DEUR)] == [True, True]
