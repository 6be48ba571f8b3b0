"""The menu: one table of items, each with the right that opens it."""

from dataclasses import dataclass

from django.urls import reverse

from privacy.models import Account
from privacy.permissions import mag
from privacy.rollen import Recht


@dataclass(frozen=True)
class Menuitem:
    """`url_naam` of a page without arguments. `volgorde`: 10 start, 100 account; apps between.

    `uitleg` stands on the start page. `ook`: beginnings of paths that count as the same place.
    `zelden`: goes under Meer where a role has more items than fit on a line.
    """

    titel: str
    url_naam: str
    recht: Recht
    volgorde: int
    uitleg: str = ""
    ook: tuple[str, ...] = ()
    zelden: bool = False


@dataclass(frozen=True)
class Menukeuze:
    titel: str
    url: str
    uitleg: str
    huidig: bool
    onder_meer: bool = False


OP_EEN_REGEL = 9
_items: list[Menuitem] = []


def register(item: Menuitem) -> None:
    if item not in _items:
        _items.append(item)


def all_items() -> tuple[Menuitem, ...]:
    return tuple(sorted(_items, key=lambda item: item.volgorde))


def for_account(account: Account, pad: str) -> list[Menukeuze]:
    """What the account may open, in order; the page at `pad` is marked."""
    eigen = [item for item in all_items() if mag(account, item.recht)]
    vol = len(eigen) > OP_EEN_REGEL
    return [_choice(item, reverse(item.url_naam), pad, vol and item.zelden) for item in eigen]


def _choice(item: Menuitem, url: str, pad: str, onder_meer: bool) -> Menukeuze:
    return Menukeuze(item.titel, url, item.uitleg, _is_current(pad, url, item.ook), onder_meer)


def _is_current(pad: str, url: str, ook: tuple[str, ...]) -> bool:
    if url == "/":
        return pad == "/"
    return any(pad.startswith(begin) for begin in (url, *ook))
