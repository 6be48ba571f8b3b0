"""Which step of logging in comes next: one table, read by the middleware and the pages."""

from dataclasses import dataclass
from enum import Enum


class Stap(Enum):
    """The value is the URL name of the step's page."""

    tweede_factor = "tweede_factor"
    eigen_wachtwoord = "eigen_wachtwoord"
    tweede_factor_koppelen = "tweede_factor_koppelen"
    altijd = "afmelden"  # at every step


@dataclass(frozen=True)
class Aanmeldstand:
    """Of someone whose password, or single sign-on, was right."""

    heeft_tweede_factor: bool
    tweede_factor_gegeven: bool
    wachtwoord_eenmalig: bool


def next_step(stand: Aanmeldstand) -> Stap | None:
    """None: fully logged in. A known second factor comes before a new password, so that who
    holds a one-time password alone cannot set another."""
    if stand.heeft_tweede_factor and not stand.tweede_factor_gegeven:
        return Stap.tweede_factor
    if stand.wachtwoord_eenmalig:
        return Stap.eigen_wachtwoord
    if not stand.tweede_factor_gegeven:
        return Stap.tweede_factor_koppelen
    return None
