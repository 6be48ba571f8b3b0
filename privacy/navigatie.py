"""The menu: one table of items, each with the right that opens it."""

from dataclasses import dataclass

from django.urls import reverse

from privacy.models import Account
from privacy.permissions import mag
from privacy.rollen import Recht


@dataclass(frozen=True)
class Menuitem:
    """`url_naam` of a page without arguments. `volgorde`: 10 start, 100 account; apps between.

    `ook`: beginnings of paths that count as the same place in the menu.
    """

    titel: str
    url_naam: str
    recht: Recht
    volgorde: int
    ook: tuple[str, ...] = ()


@dataclass(frozen=True)
class Menukeuze:
    titel: str
    url: str
    huidig: bool


_items: list[Menuitem] = []


def register(item: Menuitem) -> None:
    if item not in _items:
        _items.append(item)


def all_items() -> tuple[Menuitem, ...]:
    return tuple(sorted(_items, key=lambda item: item.volgorde))


def for_account(account: Account, pad: str) -> list[Menukeuze]:
    """What the account may open, in order; the page at `pad` is marked."""
    eigen = [item for item in all_items() if mag(account, item.recht)]
    keuzes = [(item.titel, reverse(item.url_naam), item.ook) for item in eigen]
    return [Menukeuze(titel, url, _is_current(pad, url, ook)) for titel, url, ook in keuzes]


def _is_current(pad: str, url: str, ook: tuple[str, ...]) -> bool:
    if url == "/":
        return pad == "/"
    return any(pad.startswith(begin) for begin in (url, *ook))
