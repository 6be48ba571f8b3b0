"""What the application's database role may do with each table.

A model with `alleen_toevoegen = True` may be read and added to; a trigger refuses a change to the
owner as well. One with `nooit_gewijzigd = True` may also be deleted, when its term is over. Rows of
the logbook go after five years, and by a function of the database alone. Everything else the app
may change; of migrations it may only read. Nothing may be truncated, and no table made. The sealer
of the logbook has a role of its own: it reads the logbook, and it alone adds seals
(`van_zegelaar`).
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
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'privacy_logregel' THEN
        IF OLD.op < now() - interval '5 years' THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


# With the rights of the owner. A row goes when a head that the sealer signed more than five years
# ago covers it: nobody but the sealer can make such a head, and nothing newer can go with it. Not
# by a clock that is far past the last moment that was certainly reached (`privacy.klok`).
OPRUIMEN = """
CREATE OR REPLACE FUNCTION ruim_logboek_op() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE tot bigint; weg bigint;
BEGIN
    SELECT max(nummer) INTO tot FROM privacy_logboekkop WHERE op <
        LEAST(now(), (SELECT max(op) FROM privacy_klokanker) + interval '7 days')
        - interval '5 years';
    DELETE FROM privacy_logregel r USING privacy_zegel z
        WHERE z.regel = r.id AND z.nummer <= tot AND r.op < now() - interval '5 years';
    GET DIAGNOSTICS weg = ROW_COUNT;
    RETURN weg;
END $$
"""
OPRUIMER = "ruim_logboek_op()"


def append_only_tables() -> frozenset[str]:
    modellen = apps.get_models(include_auto_created=True)
    return frozenset(m._meta.db_table for m in modellen if getattr(m, "alleen_toevoegen", False))


def never_changed_tables() -> frozenset[str]:
    return frozenset(m._meta.db_table for m in apps.get_models() if hasattr(m, "nooit_gewijzigd"))


def sealed_tables() -> frozenset[str]:
    return frozenset(m._meta.db_table for m in apps.get_models() if hasattr(m, "van_zegelaar"))


def rights_for(tabel: str) -> tuple[str, ...]:
    if tabel in ALLEEN_LEZEN | sealed_tables():
        return LEZEN
    if tabel in append_only_tables():
        return TOEVOEGEN
    return ("SELECT", "INSERT", "DELETE") if tabel in never_changed_tables() else ALLES


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
    """A trigger on each table whose rows stay as they are, whoever asks. As the owner."""
    with connection.cursor() as cursor:
        cursor.execute(WEIGEREN)
        bestaand = set(connection.introspection.table_names(cursor))
        for tabellen, daden in (
            (append_only_tables(), "UPDATE OR DELETE"),
            (never_changed_tables(), "UPDATE"),
        ):
            for tabel in sorted(tabellen & bestaand):
                cursor.execute(
                    "CREATE OR REPLACE TRIGGER alleen_toevoegen"
                    f" BEFORE {daden} ON {connection.ops.quote_name(tabel)}"
                    " FOR EACH ROW EXECUTE FUNCTION weiger_wijziging()"
                )


def let_terms_end(rol: str) -> None:
    """The function that cuts the logbook, for the app alone. As the owner."""
    with connection.cursor() as cursor:
        cursor.execute(OPRUIMEN)
        cursor.execute(f"REVOKE ALL ON FUNCTION {OPRUIMER} FROM PUBLIC")
        naam = connection.ops.quote_name(rol)
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {OPRUIMER} TO {naam}")
