"""Which function does which kind of job. Apps above register theirs in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


class OnbekendeSoort(LookupError):
    """No app registered this kind of job."""


@dataclass(frozen=True)
class Taaksoort:
    """`uitvoering` is imported inside a worker alone; `na_afloop` may run in a web process too.

    `te_stoppen`: somebody may ask it to stop.
    """

    soort: str
    uitvoering: str
    na_afloop: str = ""
    te_stoppen: bool = True


_soorten: dict[str, Taaksoort] = {}


def register(soort: str, uitvoering: str, *, na_afloop: str = "", te_stoppen: bool = True) -> None:
    """Both are dotted paths, `package.module:function`.

    `uitvoering(werk: Werk)` does the job. `na_afloop(taak: Taak)`, if given, is called in the
    transaction that writes a job off as mislukt or geannuleerd.
    """
    known = _soorten.get(soort)
    entry = Taaksoort(soort, uitvoering, na_afloop, te_stoppen)
    if known is not None and known != entry:
        raise ValueError(f"taaksoort {soort} is registered twice")
    _soorten[soort] = entry


def find(soort: str) -> Taaksoort:
    try:
        return _soorten[soort]
    except KeyError:
        raise OnbekendeSoort(soort) from None


def hook(soort: str) -> Callable[..., Any] | None:
    """What to call when a job is written off; None also for a kind that is no longer known."""
    entry = _soorten.get(soort)
    return resolve(entry.na_afloop) if entry and entry.na_afloop else None


def may_stop(soort: str) -> bool:
    entry = _soorten.get(soort)
    return entry is None or entry.te_stoppen


def soorten() -> tuple[Taaksoort, ...]:
    return tuple(_soorten[soort] for soort in sorted(_soorten))


def resolve(dotted: str) -> Callable[..., Any]:
    module, _, name = dotted.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
