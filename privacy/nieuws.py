"""What is new for an account: apps register theirs in `AppConfig.ready`, for the start page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from privacy.models import Account

HOOGSTENS = 6


@dataclass(frozen=True)
class Nieuwsbericht:
    """`soort`: what it is about, in a few words."""

    titel: str
    url: str
    op: datetime
    soort: str


Nieuwsbron = Callable[[Account, int], Iterable[Nieuwsbericht]]
_bronnen: list[Nieuwsbron] = []


def register(bron: Nieuwsbron) -> None:
    if bron not in _bronnen:
        _bronnen.append(bron)


def for_account(account: Account) -> list[Nieuwsbericht]:
    """Newest first, a few."""
    berichten = [bericht for bron in _bronnen for bericht in bron(account, HOOGSTENS)]
    return sorted(berichten, key=lambda bericht: bericht.op, reverse=True)[:HOOGSTENS]
