"""How long a kind of data is kept; every model with data names its own. Standard library only."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

Dag = TypeVar("Dag", bound=date)

JAREN = 5  # that the logbook is kept, and what colleagues wrote after the end of an onderzoek


def years_later(dag: Dag, jaren: int) -> Dag:
    """The same day of another year; 28 February for 29 February."""
    try:
        return dag.replace(year=dag.year + jaren)
    except ValueError:
        return dag.replace(year=dag.year + jaren, day=28)


class Wijze(Enum):
    """How rows go when their term is over; the label stands in the docs."""

    blijft = "blijft"  # nothing about persons: the row stays
    lijst = "lijst"  # comes on a vernietigingslijst by itself, and two persons agree
    vanzelf = "vanzelf"  # removed on schedule; a line of the logbook counts them
    handeling = "handeling"  # goes with what a person does, at that moment


WIJZENAMEN = {
    Wijze.blijft: "blijft",
    Wijze.lijst: "vernietigingslijst, twee personen",
    Wijze.vanzelf: "vanzelf",
    Wijze.handeling: "bij die handeling",
}


@dataclass(frozen=True)
class Bewaartermijn:
    """`duur` None: kept until `tot` happens (e.g. the end of the onderzoek)."""

    gegevens: str  # what it holds, in Dutch
    persoonsgegevens: bool
    tot: str  # when it ends, in Dutch
    duur: timedelta | None = None
    wijze: Wijze = Wijze.blijft

    def __post_init__(self) -> None:
        if self.persoonsgegevens and self.wijze is Wijze.blijft:
            raise ValueError("what is about persons must go: say how (wijze)")


ZONDER_PERSONEN = Bewaartermijn("Geen gegevens over inwoners.", False, "zolang het onderzoek loopt")
