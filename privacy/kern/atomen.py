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
) -> tuple[Codes, Masker]:
    """The code of every resident, and per condition which codes meet it."""
    if kenmerk == "pleegbuurt":
        return _of_places(bewoners, lijst, bestand.pleegbuurten)
    waarden = bewoners.get_column(kenmerk).to_numpy()
    domein: Sequence[Any] = range(256) if kenmerk != "buurt" else bestand.buurtcodes
    leden = np.array([_within(voorwaarde, domein) for voorwaarde in lijst])
    uniek, naar = np.unique(leden, axis=1, return_inverse=True)
    return naar.ravel()[waarden].astype(np.int32), uniek.astype(np.bool_)


def _within(voorwaarde: Voorwaarde, domein: Sequence[Any]) -> list[bool]:
    waarden = set(voorwaarde.waarden)
    return [waarde in waarden for waarde in domein]


def _of_places(
    bewoners: pl.DataFrame, lijst: Sequence[Voorwaarde], plaatsen: Sequence[str]
) -> tuple[Codes, Masker]:
    """A resident meets a condition with any of his places."""
    paren = bewoners.select(wie=pl.int_range(pl.len()), waar="pleegbuurten").explode("waar")
    paren = paren.drop_nulls()
    wie, waar = paren["wie"].to_numpy(), paren["waar"].to_numpy().astype(np.int64)
    leden = np.zeros((len(lijst), bewoners.height), dtype=np.bool_)
    for rij, voorwaarde in enumerate(lijst):
        hier = np.array([*_within(voorwaarde, plaatsen), False])
        leden[rij, wie[hier[waar]]] = True
    uniek, naar = np.unique(leden, axis=1, return_inverse=True)
    return naar.ravel().astype(np.int32), uniek.astype(np.bool_)


def _patterns(delen: Sequence[Codes], personen: int) -> tuple[Codes, Tellingen]:
    """Distinct rows and their counts, column by column so that no number grows too large."""
    sleutel = np.zeros(personen, dtype=np.int64)
    for code in delen:
        breed = int(code.max(initial=0)) + 1
        sleutel = np.unique(sleutel * breed + code, return_inverse=True)[1].astype(np.int64)
    _, eerste, n = np.unique(sleutel, return_index=True, return_counts=True)
    kolommen = [code[eerste] for code in delen]
    codes = np.stack(kolommen, axis=1) if kolommen else np.zeros((len(eerste), 0), dtype=np.int32)
    return codes, n.astype(np.int64)


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
