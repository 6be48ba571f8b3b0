"""How safe results are written, on the screen, in CSV and on paper. Takes safe types only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from privacy.kern.veilig import (
    REDENTEKST,
    Kop,
    Maat,
    VeiligeRij,
    VeiligeTabel,
    VeiligResultaat,
)

NIET_GETOOND = "niet getoond"
MIN = "−"
SCHERMVOL = 30  # rows of a table that are shown without a box that scrolls
OVERZICHT = 50  # rows of a table that are shown without being taken apart
MEESTE_DELEN = 12
GEVAARLIJK = ("=", "+", "-", "@", "\t", "\r", ";")  # a spreadsheet would read a formula


@dataclass(frozen=True)
class Cel:
    tekst: str
    getal: bool  # right-aligned
    verborgen: bool = False
    uitleg: str = ""  # why hidden: for analist and officer; viewers read it once, above


@dataclass(frozen=True)
class Tabelweergave:
    titel: str
    koppen: tuple[Cel, ...]
    rijen: tuple[tuple[Cel, ...], ...]
    verborgen: int
    naam: str = ""  # of a part: the class it is about

    @property
    def lang(self) -> bool:
        """Longer than a screen: shown in a box that scrolls, below headings that stay."""
        return len(self.rijen) > SCHERMVOL

    @property
    def delen(self) -> tuple["Tabelweergave", ...]:
        """A long table of a few groups as one table for each; none where one reads better."""
        namen = [naam for naam, _ in groupby(rij[0].tekst for rij in self.rijen)]
        los = len(namen) > len(set(namen)) or not 2 <= len(namen) <= MEESTE_DELEN
        if len(self.rijen) <= OVERZICHT or los:
            return ()
        return tuple(self._part(naam) for naam in namen)

    def _part(self, naam: str) -> "Tabelweergave":
        rijen = tuple(rij[1:] for rij in self.rijen if rij[0].tekst == naam)
        weg = sum(any(cel.verborgen for cel in rij) for rij in rijen)
        return Tabelweergave(f"{self.titel}: {naam}", self.koppen[1:], rijen, weg, naam)


@dataclass(frozen=True)
class Weergave:
    """A result as the templates show it."""

    inhoud: VeiligResultaat
    tabellen: tuple[Tabelweergave, ...]
    verborgen_zin: str
    n: str
    audits: tuple[str, ...]  # one sentence a table, for officer and analist


def present(resultaat: VeiligResultaat, *, met_redenen: bool) -> Weergave:
    return Weergave(
        inhoud=resultaat,
        tabellen=tuple(_table(tabel, met_redenen) for tabel in resultaat.tabellen),
        verborgen_zin=hidden_sentence(resultaat.verborgen),
        n=number(resultaat.n),
        audits=tuple(_audit_sentences(resultaat)) if met_redenen else (),
    )


def hidden_sentence(aantal: int) -> str:
    if aantal == 0:
        return "Alle cijfers zijn getoond."
    cijfers = "1 cijfer is" if aantal == 1 else f"{aantal} cijfers zijn"
    return f"{cijfers} niet getoond, om personen te beschermen."


def csv_rows(resultaat: VeiligResultaat) -> Iterator[list[str]]:
    """Per table: a title, the heads with `getoond`, and the rows; then source and peildatum."""
    for tabel in resultaat.tabellen:
        yield [inert(tabel.titel)]
        yield [*(inert(kop.label) for kop in tabel.koppen), "getoond"]
        for rij in tabel.rijen:
            waarden = zip(tabel.koppen, rij.waarden, strict=True)
            yield [*(_csv_value(kop, w) for kop, w in waarden), "ja" if rij.getoond else "nee"]
        yield []
    yield ["Bron", inert(", ".join(resultaat.bronnen))]
    yield ["Peildatum", resultaat.peildatum]


def number(waarde: float, decimalen: int = 0) -> str:
    """1.235 and 1,8: the Dutch way."""
    tekst = f"{waarde:,.{decimalen}f}"
    return tekst.replace(",", " ").replace(".", ",").replace(" ", ".")


def value_text(maat: Maat, waarde: str | float | None, decimalen: int | None = None) -> str:
    """One value as it is read aloud; empty where there is none. `decimalen`: of its column."""
    if waarde is None:
        return ""
    if isinstance(waarde, str):
        return waarde
    if maat in (Maat.label, Maat.tekst):
        return str(waarde)
    if maat is Maat.procent:
        return f"{number(waarde)}%"
    eigen = 0 if maat is Maat.aantal else _decimals(waarde)
    return number(waarde, eigen if decimalen is None else decimalen).replace("-", MIN)


def _decimals(waarde: float) -> int:
    """Of the protected value as it stands."""
    return len(f"{waarde:g}".partition(".")[2])


def _column_decimals(kop: Kop, waarden: Iterable[str | float | None]) -> int | None:
    """Equal in a column of one measure; in one of several, each value has its own."""
    if kop.maat not in (Maat.procentpunt, Maat.verhouding, Maat.getal):
        return None
    meeste = max((_decimals(w) for w in waarden if isinstance(w, int | float)), default=0)
    return None if kop.maat is Maat.getal and meeste > 1 else meeste


def _table(tabel: VeiligeTabel, met_redenen: bool) -> Tabelweergave:
    kolommen = zip(*(rij.waarden for rij in tabel.rijen), strict=True)
    decimalen = [_column_decimals(*paar) for paar in zip(tabel.koppen, kolommen, strict=False)]
    koppen = tuple(zip(tabel.koppen, decimalen, strict=False))
    return Tabelweergave(
        titel=tabel.titel,
        koppen=tuple(Cel(kop.label, _is_number(kop)) for kop in tabel.koppen),
        rijen=tuple(tuple(_cells(koppen, rij, met_redenen)) for rij in tabel.rijen),
        verborgen=tabel.verborgen,
    )


def _cells(
    koppen: Sequence[tuple[Kop, int | None]], rij: VeiligeRij, met_redenen: bool
) -> Iterator[Cel]:
    uitleg = REDENTEKST[rij.reden] if met_redenen and rij.reden else ""
    for (kop, decimalen), waarde in zip(koppen, rij.waarden, strict=True):
        if waarde is None and not rij.getoond:
            # The reason once a row, beside the first figure that is hidden.
            yield Cel(NIET_GETOOND, _is_number(kop), verborgen=True, uitleg=uitleg)
            uitleg = ""
        else:
            yield Cel(value_text(kop.maat, waarde, decimalen), _is_number(kop))


def _is_number(kop: Kop) -> bool:
    return kop.maat not in (Maat.label, Maat.tekst)


def _audit_sentences(resultaat: VeiligResultaat) -> Iterator[str]:
    for tabel in resultaat.tabellen:
        audit = tabel.audit
        if audit is None:
            continue
        stand = "geslaagd" if audit.geslaagd else "niet geslaagd"
        yield (
            f"{tabel.titel}: controle {stand} ({audit.methode}). Van {audit.cellen} cellen zijn er "
            f"{audit.primair} te klein en {audit.secundair} weggelaten om die te beschermen."
        )


def _csv_value(kop: Kop, waarde: str | float | None) -> str:
    if isinstance(waarde, str):
        return inert(waarde)
    return "" if waarde is None else f"{waarde:g}".replace(".", ",")


def inert(tekst: str) -> str:
    return f"'{tekst}" if tekst.startswith(GEVAARLIJK) else tekst
