"""One at a time, for what is not one row: a lock of the database by name."""

from django.db import connection


def lock_until_commit(naam: str) -> None:
    """Wait for the lock and hold it until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [naam])
