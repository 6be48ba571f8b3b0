"""A small municipality with tables of it, for tests of the ledger."""

from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
import polars as pl

from privacy.kern.atomen import Bestand
from privacy.kern.beschermen import protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.register import Boek, Oordeel
from privacy.kern.tabeluitspraken import Deel, table_part
from privacy.kern.uitspraken import Bijdrage, Groep, Uitspraak, Voorwaarde, condition

CODES = ("BU99990001", "BU99990002", "BU99990003")
VERDACHT: Groep = (Voorwaarde("verdachte", (1,)),)
DREMPELS = Drempelset()
Rij = tuple[int, int, int, int, int]  # buurt, jaren, bijstand, verdachte, persons


def living(*nummers: int) -> Voorwaarde:
    return condition("buurt", (CODES[n] for n in nummers))


def aged(van: int, tot: int) -> Voorwaarde:
    return condition("jaren", range(van, tot + 1))


def benefit(*klassen: int) -> Voorwaarde:
    return condition("bijstand", klassen)


def residents(rijen: Iterable[Rij]) -> pl.DataFrame:
    rijen = list(rijen)
    n = [rij[4] for rij in rijen]
    namen = ("buurt", "jaren", "bijstand", "verdachte")
    soorten = (np.uint16, np.uint8, np.uint8, np.uint8)
    return pl.DataFrame(
        {
            naam: np.repeat([rij[plek] for rij in rijen], n).astype(soort)
            for plek, (naam, soort) in enumerate(zip(namen, soorten, strict=True))
        }
    )


def file_of(frame: pl.DataFrame) -> Bestand:
    return Bestand(frame.select, tuple(frame.columns), CODES, CODES)


def judged(
    frame: pl.DataFrame,
    delen: Iterable[Iterable[Uitspraak]],
    eerder: Iterable[Iterable[Uitspraak]] = (),
    drempels: Drempelset = DREMPELS,
) -> Oordeel:
    bijdragen = [Bijdrage(f"{i:064d}", f"nummer {i}", tuple(u)) for i, u in enumerate(eerder)]
    return Boek([tuple(deel) for deel in delen], bijdragen, file_of(frame), drempels).judge()


def shares(
    frame: pl.DataFrame, assen: Mapping[str, list[Voorwaarde]], groep: Groep = ()
) -> tuple[Celtabel, Deel]:
    """Suspects by the classes of each axis, all classes together too; and what it tells."""
    dims = tuple(
        Dimensie(
            code, code, tuple(f"{code} {i}" for i in range(len(klassen))),
            ((f"{code} samen", tuple(range(len(klassen)))),), tuple(klassen),
        )
        for code, klassen in assen.items()
    )  # fmt: skip
    vorm = tuple(len(klassen) for klassen in assen.values())
    basis, aantal = np.zeros(vorm, dtype=np.int64), np.zeros(vorm, dtype=np.int64)
    for plek in product(*(range(breed) for breed in vorm)):
        eigen = [klassen[p] for klassen, p in zip(assen.values(), plek, strict=True)]
        hier = among(frame, (*groep, *eigen))
        basis[plek], aantal[plek] = hier.height, int(hier["verdachte"].sum())
    tabel = Celtabel("tabel", "Tabel", dims, basis, aantal, groep=groep, uitkomst=VERDACHT)
    return tabel, table_part(tabel, protect_shares(tabel, DREMPELS), DREMPELS)


def among(frame: pl.DataFrame, groep: Iterable[Voorwaarde]) -> pl.DataFrame:
    """The slow way: a filter for each condition."""
    for voorwaarde in groep:
        waarden = list(voorwaarde.waarden)
        if voorwaarde.kenmerk == "buurt":
            waarden = [CODES.index(str(code)) for code in waarden]
        frame = frame.filter(pl.col(voorwaarde.kenmerk).is_in(waarden))
    return frame
