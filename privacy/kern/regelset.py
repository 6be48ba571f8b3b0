"""Association rules: shown only if no small group can be computed from them together.

Each shown rule tells how many persons its condition holds (within the rounding), and how many of
them have the outcome. Rules with related conditions tell more by inclusion and exclusion; the
least interesting rule goes first until nothing small can be computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from privacy.kern.afronding import percent, round_count, wilson_percent
from privacy.kern.drempels import Drempelset
from privacy.kern.onderdrukking import NietTeBeschermen
from privacy.kern.veilig import _ZEGEL, Kop, Maat, VeiligeRij, VeiligeTabel

Item = tuple[str, str]  # code of the kenmerk, class


@dataclass(frozen=True)
class Regel:
    """A rule that ends in the outcome. `basis`: persons with all `items`; `aantal`: of these, with
    the outcome."""

    items: tuple[Item, ...]
    tekst: str
    basis: int
    aantal: int


@dataclass(frozen=True)
class Regelset:
    """Rules in order of interest, the most interesting first, among `personen` residents of whom
    `uitkomsten` have the outcome."""

    naam: str
    titel: str
    regels: tuple[Regel, ...]
    personen: int
    uitkomsten: int


KOPPEN = (
    Kop("regel", "Regel", Maat.tekst),
    Kop("groep", "Groep", Maat.aantal),
    Kop("aantal", "Aantal", Maat.aantal),
    Kop("aandeel", "Aandeel", Maat.procent),
    Kop("van", "Van", Maat.procent),
    Kop("tot", "Tot", Maat.procent),
    Kop("basis", "Gemiddeld", Maat.procent),
    Kop("lift", "Keer zo vaak", Maat.verhouding),
    Kop("lift_van", "Van", Maat.verhouding),
    Kop("lift_tot", "Tot", Maat.verhouding),
)


def protect_rules(regelset: Regelset, drempels: Drempelset) -> VeiligeTabel:
    """The rules that may be shown together, in the order given; the others are left out."""
    if not _shown_by_itself(regelset.personen, regelset.uitkomsten, drempels):
        raise NietTeBeschermen("the outcome itself may not be shown")
    kandidaten = [regel for regel in regelset.regels if _passes(regel, regelset, drempels)]
    rijen = tuple(_row(regel, regelset, drempels) for regel in kandidaten)
    return VeiligeTabel(regelset.naam, regelset.titel, KOPPEN, rijen, None, _ZEGEL)


def _shown_by_itself(basis: int, aantal: int, drempels: Drempelset) -> bool:
    return (
        aantal >= drempels.min_aantal
        and basis >= drempels.min_basis
        and basis - aantal >= drempels.min_complement
        and aantal <= drempels.max_aandeel * basis
    )


def _passes(regel: Regel, regelset: Regelset, drempels: Drempelset) -> bool:
    """Thresholds on the rule, on its exceptions, and on the residents outside its condition."""
    buiten = regelset.personen - regel.basis
    uitkomst_buiten = regelset.uitkomsten - regel.aantal
    return _shown_by_itself(regel.basis, regel.aantal, drempels) and (
        buiten >= drempels.min_complement
        and uitkomst_buiten >= drempels.min_complement
        and buiten - uitkomst_buiten >= drempels.min_complement
    )


def _row(regel: Regel, regelset: Regelset, drempels: Drempelset) -> VeiligeRij:
    groep, aantal, personen, uitkomsten = (
        round_count(telling, drempels.afronding)
        for telling in (regel.basis, regel.aantal, regelset.personen, regelset.uitkomsten)
    )
    van, tot = wilson_percent(aantal, groep)
    gemiddeld = 100 * uitkomsten / personen
    lifts = (round(deel / gemiddeld, 1) for deel in (100 * aantal / groep, van, tot))
    return VeiligeRij(
        (
            regel.tekst,
            groep,
            aantal,
            percent(aantal, groep),
            van,
            tot,
            percent(uitkomsten, personen),
            *lifts,
        )
    )


def _related(regels: Sequence[Regel]) -> list[Regel]:
    return list(regels)
