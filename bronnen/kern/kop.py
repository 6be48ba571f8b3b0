"""The header of a delivery: which columns are declared, approved, and worth reading.

Standard library only.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bronnen.kern.herkenning import BestandGeweigerd
from bronnen.kern.leverschema import Kolom, Leverschema

MAX_KOLOMMEN = 5_000
MAX_ONBEKEND_GETOOND = 20
_MAX_NAAM = 40

_TOONBAAR = re.compile(r"[^A-Za-z0-9À-ÖØ-öø-ÿ _.()/-]")
_LANG_GETAL = re.compile(r"\d{5,}")


@dataclass(frozen=True)
class Onbekend:
    """Columns that are not declared: how many, and the first names in a form fit to show."""

    aantal: int
    namen: tuple[str, ...]


@dataclass(frozen=True)
class Kop:
    """`plaatsen` are (declared name, position in the file) of the columns that are read."""

    breedte: int
    plaatsen: tuple[tuple[str, int], ...]
    onbekend: Onbekend
    niet_goedgekeurd: tuple[str, ...]
    niet_nodig: tuple[str, ...]
    officieel: bool  # the unique column stands under its official element number
    persoonsbegin: int | None  # position of the official header that starts a person

    @property
    def kolommen(self) -> tuple[str, ...]:
        return tuple(naam for naam, _ in self.plaatsen)


def read_header(namen: Sequence[str], schema: Leverschema, toegestaan: frozenset[str]) -> Kop:
    """Raises BestandGeweigerd where the header is missing, doubled or too wide."""
    _refuse_too_many(len(namen))
    clean = [_clean(naam) for naam in namen]
    found = _declared_positions(clean, schema)
    if not found:
        raise _no_header(schema)
    official = _is_official(clean, schema)
    _refuse_doubles(clean, schema, official=official)
    _refuse_missing(found, schema, toegestaan)
    return Kop(
        breedte=len(namen),
        plaatsen=_read_positions(found, schema, toegestaan),
        onbekend=_unknown(namen, clean, schema),
        niet_goedgekeurd=tuple(n for n in found if schema.kolom(n).nodig and n not in toegestaan),
        niet_nodig=tuple(n for n in found if not schema.kolom(n).nodig),
        officieel=official,
        persoonsbegin=_person_start(clean, schema) if official else None,
    )


def count_declared(namen: Iterable[str], schema: Leverschema) -> int:
    return len(_declared_positions([_clean(naam) for naam in namen], schema))


def _clean(naam: str) -> str:
    return naam.strip().strip("\ufeff").strip().casefold()


def _names(kolom: Kolom) -> tuple[str, ...]:
    return (kolom.naam.casefold(), *kolom.lo3)


def _declared_positions(clean: Sequence[str], schema: Leverschema) -> dict[str, int]:
    positions = {naam: place for place, naam in reversed(list(enumerate(clean)))}
    found: dict[str, int] = {}
    for kolom in schema.kolommen:
        for naam in _names(kolom):
            if naam in positions:
                found.setdefault(kolom.naam, positions[naam])
    return found


def _read_positions(
    found: dict[str, int], schema: Leverschema, toegestaan: frozenset[str]
) -> tuple[tuple[str, int], ...]:
    read = {kolom.naam for kolom in schema.kolommen if kolom.nodig} & toegestaan
    if not read & found.keys():
        raise BestandGeweigerd(
            "Van dit bestand is nog geen kolom goedgekeurd. Wacht op de privacy-officer "
            "en lever daarna opnieuw.",
            "niets_goedgekeurd",
        )
    return tuple((naam, place) for naam, place in found.items() if naam in read)


def _is_official(clean: Sequence[str], schema: Leverschema) -> bool:
    if schema.uniek is None:
        return False
    return any(naam in schema.kolom(schema.uniek).lo3 for naam in clean)


def _person_start(clean: Sequence[str], schema: Leverschema) -> int | None:
    begin = schema.persoonsbegin
    return clean.index(begin) if begin is not None and begin in clean else None


def _refuse_too_many(count: int) -> None:
    if count > MAX_KOLOMMEN:
        raise too_many_columns()


def too_many_columns() -> BestandGeweigerd:
    return BestandGeweigerd(
        f"Het bestand heeft meer dan {MAX_KOLOMMEN} kolommen. "
        "Lever alleen de kolommen van deze bron.",
        "te_veel_kolommen",
    )


def _no_header(schema: Leverschema) -> BestandGeweigerd:
    verwacht = [kolom.naam for kolom in schema.kolommen if kolom.verplicht]
    return BestandGeweigerd(
        "De eerste regel bevat geen kolomnamen van deze bron. "
        f"Zet op de eerste regel deze namen en lever opnieuw: {'; '.join(verwacht)}.",
        "kop_ontbreekt",
    )


def _refuse_doubles(clean: Sequence[str], schema: Leverschema, *, official: bool) -> None:
    times = Counter(naam for naam in clean if naam)
    for kolom in schema.kolommen:
        if sum(times[naam] for naam in _names(kolom)) > 1:
            raise BestandGeweigerd(
                f"De kolom {kolom.naam} staat meer dan één keer in het bestand. "
                "Haal er een weg en lever opnieuw.",
                "kolom_dubbel",
            )
    doubled = next((naam for naam, count in times.items() if count > 1), None)
    # RvIG's own test set has 06.88.10 twice; nothing of an undeclared column is read.
    if doubled is not None and not official:
        first = clean.index(doubled)
        second = clean.index(doubled, first + 1)
        raise BestandGeweigerd(
            f"Kolom {first + 1} en kolom {second + 1} hebben dezelfde naam. "
            "Geef elke kolom een eigen naam en lever opnieuw.",
            "kolom_dubbel",
        )


def _refuse_missing(found: dict[str, int], schema: Leverschema, toegestaan: frozenset[str]) -> None:
    """Only what is approved can be asked of the supplier."""
    missing = [
        kolom.naam
        for kolom in schema.kolommen
        if kolom.verplicht and kolom.naam in toegestaan and kolom.naam not in found
    ]
    if len(missing) == 1:
        melding = f"De kolom {missing[0]} ontbreekt. Voeg die toe en lever opnieuw."
        raise BestandGeweigerd(melding, "kolom_ontbreekt")
    if missing:
        namen = f"{', '.join(missing[:-1])} en {missing[-1]}"
        melding = f"De kolommen {namen} ontbreken. Voeg ze toe en lever opnieuw."
        raise BestandGeweigerd(melding, "kolom_ontbreekt")


def _unknown(namen: Sequence[str], clean: Sequence[str], schema: Leverschema) -> Onbekend:
    declared = {naam for kolom in schema.kolommen for naam in _names(kolom)}
    unknown = [naam for naam, schoon in zip(namen, clean, strict=True) if schoon not in declared]
    named = [_displayable(naam) for naam in unknown if naam.strip()]
    return Onbekend(len(unknown), tuple(named[:MAX_ONBEKEND_GETOOND]))


def _displayable(naam: str) -> str:
    """Letters, digits and a few signs; a long number may be a value and is left out."""
    safe = _TOONBAAR.sub("?", naam.strip()).lstrip("=+-@ ")[:_MAX_NAAM]
    return _LANG_GETAL.sub("…", safe) or "?"
