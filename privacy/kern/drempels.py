"""The thresholds under which nothing is shown: one frozen, versioned object.

Set by the privacy officer and stored with every result. An onderzoek may only make it stricter.
Standard library only.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

# 1: a higher value shows less. -1: a lower value shows less.
STRENGER: Mapping[str, int] = MappingProxyType(
    {
        "min_aantal": 1,
        "min_basis": 1,
        "min_complement": 1,
        "min_verschil": 1,
        "max_aandeel": -1,
        "nul_gevoelig": 1,
        "afronding": 1,
        "dominantie_een": -1,
        "dominantie_twee": -1,
        "p_procent": 1,
        "min_vrijheidsgraden": 1,
        "max_parameters": -1,
        "min_gebeurtenissen": 1,
    }
)


@dataclass(frozen=True)
class Drempelset:
    """PRIVACY thresholds; counts are persons, shares are fractions between 0 and 1.

    `min_aantal` and `min_basis` are the project's "10 op 50 personen".
    """

    min_aantal: int = 10
    min_basis: int = 50
    min_complement: int = 10
    min_verschil: int = 10
    max_aandeel: float = 0.90
    nul_gevoelig: bool = True
    afronding: int = 5
    dominantie_een: float = 0.50
    dominantie_twee: float = 0.67
    p_procent: float = 0.10
    min_vrijheidsgraden: int = 10
    max_parameters: float = 0.33
    min_gebeurtenissen: int = 10
    versie: int = 1

    def als_dict(self) -> dict[str, Any]:
        return asdict(self)

    def shows_no_more_than(self, eerder: "Drempelset") -> bool:
        """Nowhere laxer; a value that differs in both directions counts as laxer."""
        return all(
            teken * getattr(self, veld) >= teken * getattr(eerder, veld)
            for veld, teken in STRENGER.items()
        )

    def at_least(self, min_aantal: int | None, min_basis: int | None) -> "Drempelset":
        """The stricter of these and of what an onderzoek asks for itself."""
        aantal = max(self.min_aantal, min_aantal or 0)
        basis = max(self.min_basis, min_basis or 0, aantal + self.min_complement)
        return replace(self, min_aantal=aantal, min_basis=basis)

    @classmethod
    def uit_dict(cls, gegevens: Mapping[str, Any]) -> "Drempelset":
        return cls(**gegevens)
