"""How long a kind of data is kept; every model with data names its own. Standard library only."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Bewaartermijn:
    """`duur` None: kept until `tot` happens (e.g. the end of the onderzoek)."""

    gegevens: str  # what it holds, in Dutch
    persoonsgegevens: bool
    tot: str  # when it ends, in Dutch
    duur: timedelta | None = None


ZONDER_PERSONEN = Bewaartermijn("Geen gegevens over inwoners.", False, "zolang het onderzoek loopt")
