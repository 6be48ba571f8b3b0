"""What waits for an account. Apps register theirs in `AppConfig.ready`; the start page shows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from privacy.models import Account


@dataclass(frozen=True)
class Werkitem:
    """`soort` groups the list ("levering", "vrijgave"); `op_mij` False: waits for someone else."""

    titel: str
    url: str
    sinds: datetime
    soort: str
    toelichting: str = ""
    op_mij: bool = True


Werkvoorraad = Callable[[Account], Iterable[Werkitem]]
_bronnen: list[Werkvoorraad] = []


def register(bron: Werkvoorraad) -> None:
    if bron not in _bronnen:
        _bronnen.append(bron)


def for_account(account: Account) -> list[Werkitem]:
    """Oldest first; what waits for the account itself comes before the rest."""
    items = [item for bron in _bronnen for item in bron(account)]
    return sorted(items, key=lambda item: (not item.op_mij, item.sinds))
