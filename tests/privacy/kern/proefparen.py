"""Random pairs of tables about the same residents that share margins, and an intruder on both."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, cast

import numpy as np
import polars as pl

from privacy.kern.atomen import Bestand
from privacy.kern.beschermen import NIETS_OPGELEGD, Opgelegd, protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.onderdrukking import NietTeBeschermen
from privacy.kern.register import Boek, Proef, published, to_leave_out
from privacy.kern.tabeluitspraken import Deel, table_part
from privacy.kern.uitspraken import Bijdrage, Register, Voorwaarde
from privacy.kern.veilig import VeiligeTabel
from tests.privacy.kern.tegenlezer import (
    Geheim,
    Stand,
    Zoeker,
    both,
    by_elimination,
    by_subtraction,
    counts_behind,
    without,
)

DREMPELS = Drempelset()
RONDES = 6
BUURTEN = ("BU00010001", "BU00010002", "BU00010003")
PAREN = (
    ((0, 2), (0, 1)),
    ((0, 2), (1, 2)),
    ((0, 1), (1, 2)),
    ((0, 2), (0, 1, 2)),
    ((0, 1), (0, 1, 2)),
)


@dataclass(frozen=True)
class Paar:
    """`basis` and `aantal`: residents by buurt, sex and size of family; the first two are known of
    everybody. `assen`: which of them each table has."""

    zaad: int
    basis: np.ndarray
    aantal: np.ndarray
    assen: tuple[tuple[int, ...], ...]

    @property
    def dimensies(self) -> tuple[Dimensie, ...]:
        return tuple(
            Dimensie(
                code, code, namen, (("alle", tuple(range(len(namen)))),), betekenis, volledig=True
            )
            for code, namen, betekenis in zip(
                ("buurt", "geslacht", "gezinsgrootte"),
                self._namen(),
                self._betekenis(),
                strict=True,
            )
        )

    def _namen(self) -> Iterator[tuple[str, ...]]:
        for as_, n in enumerate(self.basis.shape):
            yield tuple(f"{'bsg'[as_]}{i}" for i in range(n))

    def _betekenis(self) -> Iterator[tuple[Voorwaarde, ...]]:
        yield tuple(Voorwaarde("buurt", (code,)) for code in BUURTEN[: self.basis.shape[0]])
        for as_, code in ((1, "geslacht"), (2, "gezinsgrootte")):
            yield tuple(Voorwaarde(code, (i,)) for i in range(self.basis.shape[as_]))

    def table(self, nummer: int) -> Celtabel:
        weg = tuple(as_ for as_ in range(3) if as_ not in self.assen[nummer])
        dims = tuple(self.dimensies[as_] for as_ in self.assen[nummer])
        basis, aantal = self.basis.sum(axis=weg), self.aantal.sum(axis=weg)
        uitkomst = (Voorwaarde("verdachte", (1,)),)
        return Celtabel(f"t{nummer}", "T", dims, basis, aantal, groep=(), uitkomst=uitkomst)

    def protect(
        self, nummer: int, opgelegd: Opgelegd = NIETS_OPGELEGD
    ) -> tuple[VeiligeTabel, Deel]:
        veilig = protect_shares(self.table(nummer), DREMPELS, opgelegd=opgelegd)
        return veilig, table_part(self.table(nummer), veilig, DREMPELS)

    def residents(self) -> Bestand:
        plekken = [(*plek, 1) for plek, n in np.ndenumerate(self.aantal) for _ in range(n)]
        rest = self.basis - self.aantal
        plekken += [(*plek, 0) for plek, n in np.ndenumerate(rest) for _ in range(n)]
        kolommen = ("buurt", "geslacht", "gezinsgrootte", "verdachte")
        soorten = {"buurt": pl.UInt16} | dict.fromkeys(kolommen[1:], pl.UInt8)
        frame = pl.DataFrame(plekken, schema=soorten, orient="row")
        codes = BUURTEN[: self.basis.shape[0]]
        return Bestand(lambda namen: frame.select(namen), kolommen, codes, ())


def pair(zaad: int) -> Paar:
    toeval = np.random.default_rng([77, zaad])
    vorm = (int(toeval.integers(2, 4)), 2, int(toeval.integers(2, 4)))
    basis = toeval.poisson(toeval.lognormal(toeval.uniform(3.5, 5.5), 1.0, vorm))
    aantal = toeval.binomial(basis, toeval.beta(0.8, 4.0, vorm))
    return Paar(zaad, basis, aantal, PAREN[int(toeval.integers(len(PAREN)))])


@dataclass(frozen=True)
class Naast:
    """The second table as it stands beside the first; `rondes`: how often more was left out.
    `passend` is False when that was no way out."""

    tabellen: tuple[VeiligeTabel, VeiligeTabel]
    rondes: int
    passend: bool


def beside(paar: Paar, meer: bool = True) -> Naast:
    """Each table protected by itself, then as the author may choose: more left out of the second
    until the ledger lets it stand."""
    eerste, deel = paar.protect(0)
    register = Register("kop", (Bijdrage("eerste", "Eerste", deel.uitspraken),))
    bestand = paar.residents()
    tweede, ander = paar.protect(1)
    open_ = published((ander,), register).get(tweede.naam, frozenset())
    dicht: frozenset[int] = frozenset()
    for ronde in range(RONDES):
        oordeel = Boek([ander.uitspraken], register.bijdragen, bestand, DREMPELS).judge()
        if not oordeel.versmald or not meer:
            return Naast((eerste, tweede), ronde, not oordeel.versmald)
        proef = Proef(cast(Any, None), (ander,), oordeel, None, ())
        erbij = to_leave_out(proef).get(tweede.naam, frozenset())
        if erbij <= dicht and ronde:
            break
        dicht |= erbij
        try:
            tweede, ander = paar.protect(1, Opgelegd(dicht, open_ - dicht))
        except NietTeBeschermen:
            break
    return Naast((eerste, tweede), RONDES, False)


def pair_faults(paar: Paar, tabellen: tuple[VeiligeTabel, ...]) -> list[str]:
    """What who reads both tables gets to know; he knows how many men and women each buurt has."""
    stand = _reader(paar, tabellen)
    return [*by_subtraction(stand), *by_elimination(stand), *Zoeker(stand).narrow()]


@dataclass(frozen=True)
class _Rij:
    bladen: frozenset[int]
    n: int
    y: int
    bekend: bool  # everybody knows how many are in the group
    groep: int | None
    aantal: int | None


def _rows(paar: Paar, nummer: int, veilig: VeiligeTabel) -> Iterator[_Rij]:
    vorm, assen = paar.basis.shape, paar.assen[nummer]
    nummers = np.arange(paar.basis.size).reshape(vorm)
    klassen = [(*range(n), None) if as_ in assen else (None,) for as_, n in enumerate(vorm)]
    for plek, rij in zip(product(*klassen), veilig.rijen, strict=True):
        keuze = tuple(slice(None) if p is None else p for p in plek)
        bladen = frozenset(np.atleast_1d(nummers[keuze]).ravel().tolist())
        groep, aantal = rij.waarden[len(assen) : len(assen) + 2]
        n, y = (int(telling.ravel()[list(bladen)].sum()) for telling in (paar.basis, paar.aantal))
        yield _Rij(
            bladen,
            n,
            y,
            plek[2] is None,
            *((int(groep), int(aantal)) if rij.getoond else (None, None)),
        )


def _reader(paar: Paar, tabellen: tuple[VeiligeTabel, ...]) -> Stand:
    """Leaves: residents with the outcome, then those without."""
    d, n = DREMPELS, paar.basis.size
    rijen = [rij for nummer, veilig in enumerate(tabellen) for rij in _rows(paar, nummer, veilig)]
    waarheid = np.concatenate([paar.aantal.ravel(), (paar.basis - paar.aantal).ravel()])
    sommen = list(_public(paar))
    geheimen: dict[frozenset[int], Geheim] = {}
    for rij in rijen:
        if rij.groep is None:
            if _breaks(rij.y, rij.n) and rij.n:
                geheimen[rij.bladen] = Geheim(
                    rij.bladen, min(d.min_aantal, rij.n), rij.bladen, None, "a count"
                )
            if rij.n < d.min_aantal and not rij.bekend:
                allen = both(rij.bladen, n)
                geheimen[allen] = Geheim(allen, d.min_aantal, allen, None, "the size of a group")
            continue
        maat = counts_behind(rij.groep, d.afronding, 10**6)
        sommen.append((both(rij.bladen, n), max(int(maat.min()), d.min_basis), int(maat.max())))
        telling = counts_behind(int(rij.aantal or 0), d.afronding, 10**6)
        sommen.append((rij.bladen, max(int(telling.min()), d.min_aantal), int(telling.max())))
        sommen.append((without(rij.bladen, n), d.min_complement, 10**6))
    for geheim in _differences(rijen):
        geheimen.setdefault(geheim.bladen, geheim)
    plafond = np.full(2 * n, 3 * int(paar.basis.sum()) + 2000)
    return Stand(
        np.zeros_like(waarheid),
        plafond,
        tuple(dict.fromkeys(sommen)),
        tuple(geheimen.values()),
        waarheid,
    )


def _public(paar: Paar) -> Iterator[tuple[frozenset[int], int, int]]:
    nummers = np.arange(paar.basis.size).reshape(paar.basis.shape)
    for b, s in product(range(paar.basis.shape[0]), range(2)):
        hoeveel = int(paar.basis[b, s].sum())
        yield both(frozenset(nummers[b, s].tolist()), paar.basis.size), hoeveel, hoeveel


def _breaks(telling: int, basis: int) -> bool:
    d = DREMPELS
    weinig = telling < d.min_aantal or basis - telling < d.min_complement
    return basis < d.min_basis or weinig or telling > d.max_aandeel * basis + 1e-9


def _differences(rijen: list[_Rij]) -> Iterator[Geheim]:
    """Between shown cells of which one holds the other."""
    getoond = [rij for rij in rijen if rij.groep is not None]
    for deel, geheel in product(getoond, getoond):
        n = geheel.n - deel.n
        if deel.bladen < geheel.bladen and n and _breaks(geheel.y - deel.y, n):
            rest = geheel.bladen - deel.bladen
            yield Geheim(rest, min(DREMPELS.min_aantal, n), rest, None, "a difference of counts")
