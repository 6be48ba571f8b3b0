"""Typed readers of environment variables.

Each reader either gives a value of the promised type or raises `OnjuisteOmgeving` with one Dutch
sentence that names the variable. The wrong value itself is never repeated: it may be a secret.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

WAAR = frozenset({"1", "ja", "true", "waar", "aan"})
ONWAAR = frozenset({"0", "nee", "false", "onwaar", "uit"})
SLEUTELLENGTE = 32


class OnjuisteOmgeving(Exception):
    """One Dutch sentence that names the variable and says what is expected."""


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise OnjuisteOmgeving(f"De omgevingsvariabele {name} ontbreekt.")
    return default


def integer(
    name: str, default: int, *, minimum: int | None = None, maximum: int | None = None
) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise OnjuisteOmgeving(
            f"De omgevingsvariabele {name} moet een geheel getal zijn."
        ) from None
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise OnjuisteOmgeving(
            f"De omgevingsvariabele {name} moet {_range(minimum, maximum)} zijn."
        )
    return number


def _range(minimum: int | None, maximum: int | None) -> str:
    if maximum is None:
        return f"ten minste {minimum}"
    if minimum is None:
        return f"ten hoogste {maximum}"
    return f"van {minimum} tot en met {maximum}"


def boolean(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in WAAR | ONWAAR:
        raise OnjuisteOmgeving(f"De omgevingsvariabele {name} moet ‘ja’ of ‘nee’ zijn.")
    return value in WAAR


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list; empty items are dropped."""
    value = os.environ.get(name, "").strip()
    if not value:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in options:
        allowed = " of ".join(f"‘{option}’" for option in options)
        raise OnjuisteOmgeving(f"De omgevingsvariabele {name} moet {allowed} zijn.")
    return value


def path(name: str, default: Path | None = None) -> Path:
    if default is not None and not os.environ.get(name, "").strip():
        return default
    value = Path(text(name))
    if not value.is_absolute():
        raise OnjuisteOmgeving(f"De omgevingsvariabele {name} moet een volledig pad zijn.")
    return value


def secret(name: str, default: str | None = None) -> str:
    """NAME itself, or the content of the file that NAME_FILE points to; never both."""
    file_name = os.environ.get(f"{name}_FILE", "").strip()
    if not file_name:
        return text(name, default)
    if os.environ.get(name, "").strip():
        raise OnjuisteOmgeving(f"Geef {name} of {name}_FILE, niet allebei.")
    value = _read_secret_file(f"{name}_FILE", Path(file_name))
    if not value:
        raise OnjuisteOmgeving(f"Het bestand dat {name}_FILE noemt, is leeg.")
    return value


def _read_secret_file(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise OnjuisteOmgeving(f"Het bestand dat {name} noemt, is niet te lezen.") from None


def secret_key(name: str) -> bytes | None:
    """32 random bytes as base64, or None where neither NAME nor NAME_FILE is given."""
    value = secret(name, default="")
    if not value:
        return None
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != SLEUTELLENGTE:
        raise OnjuisteOmgeving(
            f"De omgevingsvariabele {name} moet {SLEUTELLENGTE} bytes in base64 zijn."
        )
    return key


def database(name: str) -> dict[str, object] | None:
    """A Django database entry from `postgresql://user:password@host:port/name?option=value`.

    For a unix socket the host is left out and given as the option: `?host=/folder`.
    """
    url = secret(name, default="")
    if not url:
        return None
    try:
        return _database_entry(url)
    except ValueError:
        raise OnjuisteOmgeving(
            f"De omgevingsvariabele {name} moet de vorm"
            " postgresql://gebruiker:wachtwoord@server:5432/naam hebben."
        ) from None


def _database_entry(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.username or len(parts.path) < 2:
        raise ValueError
    # A database that does not answer is a page that says so, soon.
    options = {"connect_timeout": "5"} | dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def redis(name: str) -> str:
    """A Redis address as redis-py reads it, or an empty text where none is given."""
    url = secret(name, default="")
    if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise OnjuisteOmgeving(
            f"De omgevingsvariabele {name} moet beginnen met redis://, rediss:// of unix://."
        )
    return url
