"""Dates as whole days since 1970-01-01, and the period that is studied."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from bronnen.demodata.kern.toeval import Getallen, Masker, Stroom

EPOCHE = date(1970, 1, 1)
GEEN_DATUM = np.iinfo(np.int32).min  # stands for an empty date
OUDSTE = 120


def days(dag: date) -> int:
    return (dag - EPOCHE).days


@dataclass(frozen=True)
class Tijdvak:
    """The period that ends on the peildatum, both days included."""

    peildatum: date
    begin: date

    @classmethod
    def year_before(cls, peildatum: date) -> "Tijdvak":
        return cls(peildatum, years_earlier(peildatum, 1) + timedelta(days=1))

    @property
    def jaren(self) -> range:
        """Tax years that overlap the period."""
        return range(self.begin.year, self.peildatum.year + 1)

    @property
    def maanden(self) -> tuple[int, ...]:
        """Months (year·12 + month−1) that lie in the period whole, twelve as a rule."""
        eerste = month_number(self.begin) + (self.begin.day > 1)
        na_laatste = month_number(self.peildatum + timedelta(days=1))
        return tuple(range(eerste, na_laatste))

    @property
    def maand_ervoor(self) -> int:
        return month_number(self.begin) - 1


def years_earlier(dag: date, jaren: int) -> date:
    """The same day that many years before; 29 February becomes the 28th."""
    try:
        return dag.replace(year=dag.year - jaren)
    except ValueError:
        return dag.replace(year=dag.year - jaren, day=28)


def month_number(dag: date) -> int:
    return dag.year * 12 + dag.month - 1


def month_of(dagen: Getallen) -> Getallen:
    """year·12 + month−1 of each day."""
    return dagen.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def day_of_month(dagen: Getallen) -> Getallen:
    datums = dagen.astype("datetime64[D]")
    eerste = datums.astype("datetime64[M]").astype("datetime64[D]")
    return datums.astype(np.int64) - eerste.astype(np.int64) + 1


def first_of_month(maanden: Getallen) -> Getallen:
    return (maanden - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def months_completed(begin: Getallen, peildatum: date) -> Getallen:
    """Completed calendar months from `begin` to the peildatum."""
    verschil = month_number(peildatum) - month_of(begin)
    onvoltooid: Masker = day_of_month(begin) > peildatum.day
    return verschil - onvoltooid


def birthday_limits(peildatum: date) -> Getallen:
    """At place a the last birth date of who is a years old; one day after the next is the first."""
    return np.array([days(years_earlier(peildatum, a)) for a in range(OUDSTE + 2)], dtype=np.int64)


def birth_dates(stroom: Stroom, jaren: Getallen, peildatum: date) -> Getallen:
    grens = birthday_limits(peildatum)
    laatste, eerste = grens[jaren], grens[jaren + 1] + 1
    return eerste + (stroom.random(len(jaren)) * (laatste - eerste + 1)).astype(np.int64)


def birthday(geboren: Getallen, leeftijd: int) -> Getallen:
    """The day on which someone turns `leeftijd`; born on 29 February: 1 March in other years."""
    maand = month_of(geboren) + 12 * leeftijd
    dag = first_of_month(maand) + day_of_month(geboren) - 1
    return dag
