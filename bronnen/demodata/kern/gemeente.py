"""The fictitious municipality: its buurten, their size and what sets them apart.

Standard library only. Nothing here is taken from a real place: codes start with GM9999, and the
buurten differ in composition alone (no buurt has an effect of its own on who becomes a suspect).
"""

from dataclasses import dataclass
from math import ceil

GEMEENTECODE = "GM9999"
GEMEENTENAAM = "Voorbeeldgemeente"
MINIMUM_INWONERS = 500
MAXIMUM_INWONERS = 18_000_000
AANDEEL_EXTRA = 0.08  # persons beside the residents: moved away, from elsewhere, refused


class GrootteFout(ValueError):
    """A municipality of this size can't be made."""


@dataclass(frozen=True)
class Profiel:
    """What a buurt is made of. `huishoudtypen`: weights, ordered as `personen.HUISHOUDTYPEN`."""

    naam: str
    huishoudtypen: tuple[float, float, float, float, float]
    corporatie: float  # share of addresses rented from the corporation
    particulier: float
    bijstand: float  # multiplies the shares by type of household
    huurachterstand: float  # log-odds of having any
    belastingachterstand: float  # log-odds of having any
    herkomst: tuple[float, float, float]  # Nederland, Europa, buiten Europa
    beleving: float  # added to the survey themes, in percentage points


ONDER_DRUK = Profiel(
    "onder druk",
    (0.44, 0.19, 0.19, 0.12, 0.06),
    0.60,
    0.14,
    1.0,
    -1.05,
    -3.5,
    (0.70, 0.10, 0.20),
    14,
)
GEMIDDELD = Profiel(
    "gemiddeld", (0.37, 0.27, 0.24, 0.08, 0.04), 0.36, 0.10, 0.5, -1.55, -3.9, (0.80, 0.09, 0.11), 3
)
OVERIG = Profiel(
    "overig", (0.33, 0.30, 0.28, 0.06, 0.03), 0.24, 0.10, 0.3, -1.8, -4.1, (0.83, 0.08, 0.09), 0
)


@dataclass(frozen=True)
class Buurt:
    """`eerste_inwoner` and `eerste_extra` are where this buurt's numbers for BSNs begin."""

    volgnummer: int
    code: str
    naam: str
    wijkcode: str
    inwoners: int
    profiel: Profiel
    eerste_inwoner: int
    eerste_extra: int
    aantal_extra: int


@dataclass(frozen=True)
class Gemeente:
    inwoners: int
    buurten: tuple[Buurt, ...]

    @property
    def onderzocht(self) -> tuple[Buurt, ...]:
        """Buurt 1 and 2 (under pressure) and Buurt 3 (average): there the findings hold."""
        return self.buurten[:3]

    @property
    def nummers(self) -> int:
        """How many BSNs are needed at most."""
        laatste = self.buurten[-1]
        return laatste.eerste_extra + laatste.aantal_extra


def plan_gemeente(inwoners: int) -> Gemeente:
    """Raises GrootteFout for a size that can't hold the twelve buurten, or above 18 million."""
    if not MINIMUM_INWONERS <= inwoners <= MAXIMUM_INWONERS:
        raise GrootteFout("Kies een aantal inwoners van 500 tot en met 18.000.000.")
    groottes = _groottes(inwoners)
    per_wijk = max(3, ceil(len(groottes) / 99))
    buurten: list[Buurt] = []
    inwoner, extra = 0, inwoners
    for volgnummer, grootte in enumerate(groottes):
        buurt = _buurt(volgnummer, grootte, per_wijk, inwoner, extra)
        buurten.append(buurt)
        inwoner += buurt.inwoners
        extra += buurt.aantal_extra
    return Gemeente(inwoners, tuple(buurten))


def _groottes(inwoners: int) -> list[int]:
    """The three studied buurten hold half of 18,000 residents, and never more than 9,000."""
    drie = min(inwoners // 2, 9_000)
    rest = inwoners - drie
    aantal = max(9, round(rest / _gewenste_grootte(inwoners)))
    return _verdeel(drie, 3) + _verdeel(rest, aantal)


def _gewenste_grootte(inwoners: int) -> int:
    """Residents per other buurt: 18 million in 6,000 buurten keeps within the code's digits."""
    if inwoners <= 50_000:
        return 1_000
    return 1_500 if inwoners <= 2_000_000 else 3_000


def _verdeel(totaal: int, delen: int) -> list[int]:
    deel, over = divmod(totaal, delen)
    return [deel + (positie < over) for positie in range(delen)]


def _buurt(volgnummer: int, grootte: int, per_wijk: int, inwoner: int, extra: int) -> Buurt:
    wijk, plaats = divmod(volgnummer, per_wijk)
    return Buurt(
        volgnummer=volgnummer,
        code=f"BU9999{wijk + 1:02d}{plaats + 1:02d}",
        naam=f"Buurt {volgnummer + 1}",
        wijkcode=f"WK9999{wijk + 1:02d}",
        inwoners=grootte,
        profiel=_profiel(volgnummer),
        eerste_inwoner=inwoner,
        eerste_extra=extra,
        aantal_extra=60 + ceil(AANDEEL_EXTRA * grootte),
    )


def _profiel(volgnummer: int) -> Profiel:
    if volgnummer < 2:
        return ONDER_DRUK
    return GEMIDDELD if volgnummer == 2 else OVERIG
