"""One at a time, for what is not one row: a lock of the database by name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


def lock_until_commit(naam: str) -> None:
    """Wait for the lock and hold it until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [naam])


@contextmanager
def in_turn(naam: str, wait: Callable[[], None]) -> Iterator[None]:
    """Hold it over many transactions; `wait` is called, again and again, while another does.

    Who waits stands at a door that the next must pass as well: a worker that takes one job after
    the other does not go before it. It spares double work and proves nothing: a connection that
    breaks lets it go.
    """
    deur = f"{naam}:deur"
    _take(deur, wait)
    try:
        _take(naam, wait)
    finally:
        _ask("pg_advisory_unlock", deur)
    try:
        yield
    finally:
        _ask("pg_advisory_unlock", naam)


def _take(naam: str, wait: Callable[[], None]) -> None:
    while not _ask("pg_try_advisory_lock", naam):
        wait()


def _ask(functie: str, naam: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {functie}(hashtextextended(%s, 0))", [naam])
        return bool(cursor.fetchone()[0])
