"""The sources by code and name, filled by the app that declares them (`AppConfig.ready`)."""

from collections.abc import Mapping

_bronnen: dict[str, str] = {}


def register(code: str, naam: str) -> None:
    _bronnen[code] = naam


def all_sources() -> Mapping[str, str]:
    return dict(_bronnen)


def name(code: str) -> str:
    """The name on the screen; the code itself for a source that is no longer declared."""
    return _bronnen.get(code, code)
