"""Who becomes a suspect: main effects on the log-odds, and nothing else.

The constants come from `calibratie.calibrate()`, which starts from BRONNEN.md (solved for rent
alone) and moves three of them until the findings of the project hold in the linked file. Municipal
tax, other benefits, debt help, herkomst, ownership, street and buurt have no effect of their own:
what they show, they show through the five. Standard library only.
"""

from dataclasses import dataclass, field

from bronnen.kern.kenmerken import BIJSTAND, GEZINSGROOTTE, HUURACHTERSTAND, LEEFTIJD, Kenmerk
from bronnen.kern.kenmerken import GESLACHT as _GESLACHT

FACTOREN: tuple[Kenmerk, ...] = (_GESLACHT, LEEFTIJD, GEZINSGROOTTE, HUURACHTERSTAND, BIJSTAND)
VANAF_LEEFTIJD = 12


@dataclass(frozen=True)
class Effecten:
    """Log-odds; each tuple in the order of the kenmerk's classes, 0 for its reference class."""

    intercept: float
    geslacht: tuple[float, ...]
    leeftijd: tuple[float, ...]  # the youngest class is never a suspect: its place is not used
    gezinsgrootte: tuple[float, ...] = (0.0, -0.22, -0.41, -0.56, -0.71)
    huurachterstand: tuple[float, ...] = field(default=(0.0, 0.0, 0.32, 0.59, 1.01, 1.39))
    bijstand: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

    def van(self, kenmerk: Kenmerk) -> tuple[float, ...]:
        waarden: tuple[float, ...] = getattr(self, kenmerk.code)
        return waarden


# The start of BRONNEN.md, with rent arrears alone.
BEGIN = Effecten(
    intercept=-2.55,
    geslacht=(0.93, 0.0),
    leeftijd=(0.0, 0.19, 0.56, 0.34, 0.0, -0.45, -1.12),
)
EFFECTEN = Effecten(
    intercept=-2.499,
    geslacht=(0.934, 0.0),
    leeftijd=BEGIN.leeftijd,
    huurachterstand=(0.0, 0.0, 0.355, 0.655, 1.121, 1.543),
)
# All residents; men of 18–49 who live alone; residents of 18–49 with arrears above two months.
DOELEN = (0.10, 0.30, 0.34)
