"""Every address of the project, from the URL conf itself: what is added is in the tests at once."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

VOORBEELD = {
    "UUIDConverter": str(uuid.UUID(int=1)),
    "SlugConverter": "brp",
    "StringConverter": "BU00000001",
    "IntConverter": "1",
}


@dataclass(frozen=True)
class Adres:
    naam: str
    pad: str  # with example values, of objects that do not exist
    view: Callable[..., Any]

    def __str__(self) -> str:
        return self.naam


def all_addresses() -> list[Adres]:
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, begin: str) -> Iterator[Adres]:
    for deel in resolver.url_patterns:
        pad = begin + _example(deel)
        if isinstance(deel, URLPattern):
            yield Adres(deel.name or pad, f"/{pad}", deel.callback)
        else:
            yield from _walk(deel, pad)


def _example(deel: URLPattern | URLResolver) -> str:
    tekst = str(deel.pattern)
    for naam, soort in deel.pattern.converters.items():
        waarde = VOORBEELD[type(soort).__name__]
        start = tekst.index("<")
        tekst = tekst[:start] + waarde + tekst[tekst.index(f"{naam}>") + len(naam) + 1 :]
    return tekst
