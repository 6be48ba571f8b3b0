"""How safe results are written, on the screen, in CSV and on paper. Takes safe types only."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from privacy.kern.veilig import (
    REDENTEKST,
    Kop,
    Maat,
    VeiligeRij,
    VeiligeTabel,
    VeiligResultaat,
)

NIET_GETOOND = "niet getoond"
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


def value_text(maat: Maat, waarde: str | float | None) -> str:
    """One value as it is read aloud; empty where there is none."""
    if waarde is None:
        return ""
    if isinstance(waarde, str):
        return waarde
    return _SCHRIJFWIJZE[maat](waarde)


def _decimals(waarde: float) -> str:
    """As many decimals as the protected value has, at least one."""
    kort = f"{waarde:g}"
    return number(waarde, max(1, len(kort.partition(".")[2])))


_SCHRIJFWIJZE: Mapping[Maat, Callable[[float], str]] = {
    Maat.label: str,
    Maat.tekst: str,
    Maat.aantal: number,
    Maat.procent: lambda waarde: f"{number(waarde)}%",
    Maat.procentpunt: lambda waarde: _decimals(waarde),
    Maat.verhouding: lambda waarde: _decimals(waarde),
    Maat.getal: lambda waarde: number(waarde) if waarde == int(waarde) else _decimals(waarde),
}


def _table(tabel: VeiligeTabel, met_redenen: bool) -> Tabelweergave:
    return Tabelweergave(
        titel=tabel.titel,
        koppen=tuple(Cel(kop.label, _is_number(kop)) for kop in tabel.koppen),
        rijen=tuple(tuple(_cells(tabel.koppen, rij, met_redenen)) for rij in tabel.rijen),
        verborgen=tabel.verborgen,
    )


def _cells(koppen: tuple[Kop, ...], rij: VeiligeRij, met_redenen: bool) -> Iterator[Cel]:
    uitleg = REDENTEKST[rij.reden] if met_redenen and rij.reden else ""
    for kop, waarde in zip(koppen, rij.waarden, strict=True):
        if waarde is None and not rij.getoond:
            # The reason once a row, beside the first figure that is hidden.
            yield Cel(NIET_GETOOND, _is_number(kop), verborgen=True, uitleg=uitleg)
            uitleg = ""
        else:
            yield Cel(value_text(kop.maat, waarde), _is_number(kop))


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
