"""Residents as the ledger sees them: patterns with the same membership in every statement.

Only the columns that statements use are read, and values that no statement tells apart are one
class, so that a whole municipality comes down to some thousands of patterns with their counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from privacy.kern.uitspraken import Groep, Voorwaarde

Masker = NDArray[np.bool_]
Codes = NDArray[np.int32]
Klassen = NDArray[np.integer]  # the code of every resident
Tellingen = NDArray[np.int64]

GEBIEDEN = {"buurt": "buurt", "pleegbuurt": "pleegbuurten"}  # condition: column of the linked file


@dataclass(frozen=True)
class Bestand:
    """The linked file: a reader of named columns, and what its codes of areas mean."""

    lees: Callable[[list[str]], pl.DataFrame]
    kolommen: tuple[str, ...]
    buurtcodes: tuple[str, ...]
    pleegbuurten: tuple[str, ...]

    def has(self, groep: Groep) -> bool:
        """Whether residents can be told apart by these conditions."""
        kolommen = {*self.kolommen, "jaren", "buurt"}
        return all(GEBIEDEN.get(v.kenmerk, v.kenmerk) in kolommen for v in groep)


@dataclass(frozen=True)
class Bevolking:
    """P patterns over K kenmerken: `codes` (P × K) and how many residents have each, `n` (P).

    `binnen`: for each condition which codes of its kenmerk meet it.
    """

    kenmerken: tuple[str, ...]
    codes: Codes
    n: Tellingen
    binnen: Mapping[Voorwaarde, Masker]
    plek: Mapping[str, int] = field(init=False)
    _gevonden: dict[Voorwaarde, Masker] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        plek = {kenmerk: nummer for nummer, kenmerk in enumerate(self.kenmerken)}
        object.__setattr__(self, "plek", plek)

    def members(self, groep: Groep, codes: Codes | None = None) -> Masker:
        """Which patterns meet all conditions; `codes` (· × K) for other patterns than these."""
        uit = np.ones(len(self.codes if codes is None else codes), dtype=np.bool_)
        for voorwaarde in groep:
            uit &= self._meeting(voorwaarde) if codes is None else self._met(voorwaarde, codes)
        return uit

    def _meeting(self, voorwaarde: Voorwaarde) -> Masker:
        """Of the patterns themselves; asked so often that it is kept."""
        if voorwaarde not in self._gevonden:
            self._gevonden[voorwaarde] = self._met(voorwaarde, self.codes)
        return self._gevonden[voorwaarde]

    def _met(self, voorwaarde: Voorwaarde, codes: Codes) -> Masker:
        return self.binnen[voorwaarde][codes[:, self.plek[voorwaarde.kenmerk]]]

    def count(self, groep: Groep) -> int:
        return int(self.n[self.members(groep)].sum())

    def columns(self, kenmerken: Iterable[str]) -> list[int]:
        return [self.plek[kenmerk] for kenmerk in kenmerken if kenmerk in self.plek]


def population(bestand: Bestand, groepen: Iterable[Groep]) -> Bevolking:
    """All residents, as far as these groups tell them apart."""
    voorwaarden: dict[str, dict[Voorwaarde, None]] = {}
    for voorwaarde in sorted({v for groep in groepen for v in groep}):
        voorwaarden.setdefault(voorwaarde.kenmerk, {})[voorwaarde] = None
    kenmerken = tuple(sorted(voorwaarden))
    kolommen = sorted({GEBIEDEN.get(kenmerk, kenmerk) for kenmerk in kenmerken} | {"buurt"})
    bewoners = bestand.lees(kolommen)
    binnen: dict[Voorwaarde, Masker] = {}
    delen = []
    for kenmerk in kenmerken:
        lijst = list(voorwaarden[kenmerk])
        code, leden = _merged(bewoners, kenmerk, lijst, bestand)
        binnen |= dict(zip(lijst, leden, strict=True))
        delen.append(code)
    codes, n = _patterns(delen, bewoners.height)
    return Bevolking(kenmerken, codes, n, binnen)


def _merged(
    bewoners: pl.DataFrame, kenmerk: str, lijst: Sequence[Voorwaarde], bestand: Bestand
) -> tuple[Klassen, Masker]:
    """The code of every resident, and per condition which codes meet it."""
    if kenmerk == "pleegbuurt":
        return _of_places(bewoners, lijst, bestand.pleegbuurten)
    waarden = bewoners.get_column(kenmerk).to_numpy()
    domein: Sequence[Any] = range(256) if kenmerk != "buurt" else bestand.buurtcodes
    leden = np.array([_within(voorwaarde, domein) for voorwaarde in lijst])
    uniek, naar = np.unique(leden, axis=1, return_inverse=True)
    return _narrowest(naar)[waarden], uniek.astype(np.bool_)


def _within(voorwaarde: Voorwaarde, domein: Sequence[Any]) -> list[bool]:
    waarden = set(voorwaarde.waarden)
    return [waarde in waarden for waarde in domein]


def _of_places(
    bewoners: pl.DataFrame, lijst: Sequence[Voorwaarde], plaatsen: Sequence[str]
) -> tuple[Klassen, Masker]:
    """A resident meets a condition with any of his places. Most have none: they are one column."""
    paren = bewoners.select(wie=pl.int_range(pl.len()), waar="pleegbuurten").explode("waar")
    paren = paren.drop_nulls()
    wie, plek = np.unique(paren["wie"].to_numpy(), return_inverse=True)
    waar = paren["waar"].to_numpy().astype(np.int64)
    zonder = len(wie) < bewoners.height
    leden = np.zeros((len(lijst), len(wie) + zonder), dtype=np.bool_)
    for rij, voorwaarde in enumerate(lijst):
        hier = np.array([*_within(voorwaarde, plaatsen), False])
        leden[rij, plek[hier[waar]]] = True
    uniek, naar = np.unique(leden, axis=1, return_inverse=True)
    eigen = _narrowest(naar)
    code = np.full(bewoners.height, eigen[-1] if eigen.size else 0, dtype=eigen.dtype)
    code[wie] = eigen[: len(wie)]
    return code, uniek.astype(np.bool_)


def _narrowest(nummers: NDArray[np.intp]) -> Klassen:
    """As bytes where they fit: there is one for each resident and kenmerk."""
    smal = np.dtype(np.uint8 if nummers.max(initial=0) < 256 else np.int32)
    return np.asarray(nummers.ravel(), dtype=smal)


def _patterns(delen: Sequence[Klassen], personen: int) -> tuple[Codes, Tellingen]:
    """Distinct rows, in the order of their columns, and their counts. A row is one number."""
    sleutel, mogelijk = np.zeros(personen, dtype=np.int64), 1
    for code in delen:
        breed = int(code.max(initial=0)) + 1
        if mogelijk * breed >= 2**63:  # the rows so far numbered without gaps, in the same order
            sleutel = np.unique(sleutel, return_inverse=True)[1].astype(np.int64)
            mogelijk = int(sleutel.max(initial=0)) + 1
        sleutel *= breed
        sleutel += code
        mogelijk *= breed
    rijen = pl.DataFrame({"sleutel": sleutel}).with_row_index("eerste")
    per_rij = rijen.group_by("sleutel").agg(pl.col("eerste").first(), n=pl.len()).sort("sleutel")
    eerste = per_rij["eerste"].to_numpy()
    codes = np.zeros((len(eerste), len(delen)), dtype=np.int32)
    for kolom, code in enumerate(delen):
        codes[:, kolom] = code[eerste]
    return codes, per_rij["n"].to_numpy().astype(np.int64)


def numbered(maskers: Iterable[Masker], begin: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the rows by `begin` and by which masks they are in: equal rows, equal number."""
    kans = np.random.default_rng(20160101)
    som = np.zeros((2, begin.size), dtype=np.uint64)
    for masker in maskers:
        gewicht = kans.integers(1, 2**63, 2, dtype=np.uint64)
        som[0] += masker * gewicht[0]
        som[1] += masker * gewicht[1]
    eerst = np.unique(som[0], return_inverse=True)[1].astype(np.int64)
    daarna = np.unique(som[1], return_inverse=True)[1].astype(np.int64)
    return _joined(_joined(eerst, daarna), begin - begin.min(initial=0))


def _joined(een: NDArray[np.int64], ander: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for each pair of numbers (0 and up)."""
    breed = int(ander.max(initial=0)) + 1
    nummers = np.unique(een * breed + ander, return_inverse=True)[1].ravel()
    return np.asarray(nummers, dtype=np.int64)
