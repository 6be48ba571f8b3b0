"""Where the page of an onderzoek leads on to: sources, linked files, analyses.

The apps above register their pages in `AppConfig.ready`.
"""

from dataclasses import dataclass

from django.urls import reverse

from privacy.models import Account, Onderzoek
from privacy.permissions import mag
from privacy.rollen import Recht


@dataclass(frozen=True)
class Onderdeel:
    """`url_naam` of a page that takes the id of the onderzoek as its one argument."""

    titel: str
    uitleg: str
    url_naam: str
    recht: Recht
    volgorde: int


_onderdelen: list[Onderdeel] = []


def register(onderdeel: Onderdeel) -> None:
    if onderdeel not in _onderdelen:
        _onderdelen.append(onderdeel)


def parts_for(onderzoek: Onderzoek, account: Account) -> list[tuple[Onderdeel, str]]:
    """With the address of each, in order."""
    eigen = [deel for deel in _onderdelen if mag(account, deel.recht)]
    op_volgorde = sorted(eigen, key=lambda deel: deel.volgorde)
    return [(deel, reverse(deel.url_naam, args=[onderzoek.pk])) for deel in op_volgorde]
