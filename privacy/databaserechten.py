"""What the application's database role may do with each table.

A model with `alleen_toevoegen = True` may be read and added to; a trigger refuses a change to the
owner as well. Everything else the app may change; of migrations it may only read. Nothing may
be truncated, and no table made. The sealer of the logbook has a role of its own: it reads the
logbook, and it alone adds seals (`van_zegelaar`).
"""

from collections.abc import Callable

from django.apps import apps
from django.db import connection

LEZEN = ("SELECT",)
TOEVOEGEN = ("SELECT", "INSERT")
ALLES = ("SELECT", "INSERT", "UPDATE", "DELETE")
ALLEEN_LEZEN = frozenset({"django_migrations"})
LOGBOEK = "privacy_logregel"


WEIGEREN = """
CREATE OR REPLACE FUNCTION weiger_wijziging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


def append_only_tables() -> frozenset[str]:
    modellen = apps.get_models(include_auto_created=True)
    return frozenset(m._meta.db_table for m in modellen if getattr(m, "alleen_toevoegen", False))


def sealed_tables() -> frozenset[str]:
    return frozenset(m._meta.db_table for m in apps.get_models() if hasattr(m, "van_zegelaar"))


def rights_for(tabel: str) -> tuple[str, ...]:
    if tabel in ALLEEN_LEZEN | sealed_tables():
        return LEZEN
    return TOEVOEGEN if tabel in append_only_tables() else ALLES


def sealer_rights_for(tabel: str) -> tuple[str, ...]:
    if tabel in sealed_tables():
        return TOEVOEGEN
    return LEZEN if tabel in ALLEEN_LEZEN | {LOGBOEK} else ()


def grant(rol: str, rights: Callable[[str], tuple[str, ...]] = rights_for) -> None:
    """As the owner. Takes everything away first, so that a right that was dropped is gone."""
    naam = connection.ops.quote_name(rol)
    with connection.cursor() as cursor:
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {naam}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {naam}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {naam}")
        for tabel in connection.introspection.table_names(cursor):
            if rechten := ", ".join(rights(tabel)):
                cursor.execute(f"GRANT {rechten} ON {connection.ops.quote_name(tabel)} TO {naam}")


def refuse_changes() -> None:
    """A trigger on each append-only table, whoever asks. As the owner."""
    with connection.cursor() as cursor:
        cursor.execute(WEIGEREN)
        bestaand = set(connection.introspection.table_names(cursor))
        for tabel in sorted(append_only_tables() & bestaand):
            naam = connection.ops.quote_name(tabel)
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER alleen_toevoegen BEFORE UPDATE OR DELETE ON {naam}"
                " FOR EACH ROW EXECUTE FUNCTION weiger_wijziging()"
            )
