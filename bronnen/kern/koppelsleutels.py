"""Finding the resident of a row by its pseudonyms: exactly, or not at all.

By bsn where the row has one; else by surname and birth date together with the address; else by
surname and birth date alone, if only one person in the whole BRP delivery has them. A row that
fits more than one person is ambiguous. Nothing is ever matched by similarity.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

# How a row was found; a code is the position, and the name is a field of `Brontelling`.
WIJZEN: tuple[str, ...] = (
    "niet_gekoppeld", "persoon", "naamgeboorte_adres", "naamgeboorte", "adres", "meerduidig",
    "niet_in_bestand",
)  # fmt: skip
NIET_GEKOPPELD, PERSOON, NAAMGEBOORTE_ADRES, NAAMGEBOORTE, ADRES, MEERDUIDIG, NIET_IN_BESTAND = (
    range(len(WIJZEN))
)
GEEN_RIJ = -1


@dataclass(frozen=True)
class Adresnummers:
    """Every address of the BRP and the woningmarktmonitor, numbered from 1; 0 is no address."""

    sleutels: pl.DataFrame  # adres Int128, adresnr UInt32
    aantal: int

    def number(self, adres: pl.Series) -> NDArray[np.uint32]:
        """The number of each key; 0 for an empty key and for an address nobody knows."""
        nummers = np.zeros(len(adres), dtype=np.uint32)
        rijen = _numbered(adres.alias("adres")).drop_nulls().join(self.sleutels, on="adres")
        nummers[rijen["nr"].to_numpy()] = rijen["adresnr"].to_numpy()
        return nummers


@dataclass(frozen=True)
class Brpsleutels:
    """The keys of all rows of the BRP delivery, also of those that are not linked."""

    persoon: pl.Series  # Int128
    naamgeboorte: pl.Series  # Int128
    adresnr: NDArray[np.uint32]
    woont: NDArray[np.bool_]  # has a home address there on the peildatum

    def persons(self) -> pl.DataFrame:
        return _numbered(self.persoon.alias("persoon"), "rij").drop_nulls()

    def names(self, *, woont: bool) -> pl.DataFrame:
        """naamgeboorte, rij and brp_adresnr; with `woont` of those who live at their address."""
        namen = _numbered(self.naamgeboorte.alias("naamgeboorte"), "rij").with_columns(
            brp_adresnr=pl.Series(self.adresnr)
        )
        return (namen.filter(pl.Series(self.woont)) if woont else namen).drop_nulls()


@dataclass(frozen=True)
class Vondst:
    """For each row of a source: the row of the BRP (or GEEN_RIJ) and how it was found."""

    rij: NDArray[np.int32]
    wijze: NDArray[np.uint8]


def number_addresses(
    brp: pl.Series, woningen: pl.Series
) -> tuple[Adresnummers, NDArray[np.uint32], NDArray[np.uint32]]:
    """The register, and the address numbers of the two series it was made of."""
    alle = pl.concat([brp.alias("adres"), woningen.alias("adres")])
    nummers = alle.rank("dense").fill_null(0).cast(pl.UInt32).to_numpy()
    ergens = np.zeros(int(nummers.max(initial=0)) + 1, dtype=np.int64)
    ergens[nummers] = np.arange(len(nummers))  # a row of each number
    sleutels = alle.gather(ergens[1:]).to_frame().with_row_index("adresnr", offset=1)
    register = Adresnummers(sleutels, len(ergens) - 1)
    return register, nummers[: len(brp)], nummers[len(brp) :]


def find_residents(rijen: pl.DataFrame, brp: Brpsleutels) -> Vondst:
    """The resident of each row. `rijen`: persoon, naamgeboorte (Int128) and adresnr."""
    op_persoon = _find_persons(rijen, brp)
    zonder_bsn = rijen["persoon"].is_null()
    if not zonder_bsn.any():
        return op_persoon
    op_naam = _find_names(rijen.with_row_index("nr").filter(zonder_bsn), brp.names(woont=False))
    return _merged(op_persoon, op_naam, len(rijen))


def find_at_address(rijen: pl.DataFrame, brp: Brpsleutels) -> Vondst:
    """The same, but a resident counts as found only if he lives at the address in the row."""
    op_persoon = _find_persons(rijen, brp)
    genummerd = rijen.with_row_index("nr").filter(rijen["persoon"].is_null())
    op_naam = _find_names(genummerd, brp.names(woont=True), name_alone=False)
    vondst = _merged(op_persoon, op_naam, len(rijen))
    elders = ~_lives_there(vondst.rij, rijen["adresnr"].to_numpy(), brp)
    elders &= vondst.rij != GEEN_RIJ
    return Vondst(
        np.where(elders, GEEN_RIJ, vondst.rij).astype(np.int32),
        np.where(elders, NIET_GEKOPPELD, vondst.wijze).astype(np.uint8),
    )


def _lives_there(
    rij: NDArray[np.int32], adresnr: NDArray[np.uint32], brp: Brpsleutels
) -> NDArray[np.bool_]:
    zelfde = (brp.adresnr[rij] == adresnr) & (adresnr != 0)
    return np.asarray(zelfde & brp.woont[rij], dtype=np.bool_)


def _find_persons(rijen: pl.DataFrame, brp: Brpsleutels) -> Vondst:
    vondst = _nothing_found(len(rijen))
    gezocht = rijen.select("persoon").with_row_index("nr").drop_nulls()
    gevonden = gezocht.join(brp.persons(), on="persoon")
    vondst.rij[gevonden["nr"].to_numpy()] = gevonden["rij"].to_numpy()
    vondst.wijze[gevonden["nr"].to_numpy()] = PERSOON
    return vondst


def _find_names(
    genummerd: pl.DataFrame, namen: pl.DataFrame, *, name_alone: bool = True
) -> pl.DataFrame:
    """nr, rij, wijze of the rows with at least one candidate: one joining, then counting."""
    hier = (pl.col("adresnr") == pl.col("brp_adresnr")) & (pl.col("adresnr") != 0)
    kandidaten = genummerd.select("nr", "naamgeboorte", "adresnr").drop_nulls()
    geteld = (
        kandidaten.join(namen, on="naamgeboorte")
        .with_columns(hier=hier)
        .group_by("nr")
        .agg(
            allen=pl.len(),
            hier=pl.col("hier").sum(),
            rij_hier=pl.col("rij").filter(pl.col("hier")).max(),
            rij=pl.col("rij").max(),
        )
    )
    return _decide(geteld if name_alone else geteld.filter(pl.col("hier") > 0))


def _decide(geteld: pl.DataFrame) -> pl.DataFrame:
    op_adres, uniek = pl.col("hier") == 1, (pl.col("hier") == 0) & (pl.col("allen") == 1)
    wijze = (
        pl.when(op_adres)
        .then(NAAMGEBOORTE_ADRES)
        .when(uniek)
        .then(NAAMGEBOORTE)
        .otherwise(MEERDUIDIG)
    )
    rij = pl.when(op_adres).then("rij_hier").when(uniek).then("rij").otherwise(GEEN_RIJ)
    return geteld.select("nr", rij=rij.cast(pl.Int32), wijze=wijze.cast(pl.UInt8))


def _merged(op_persoon: Vondst, op_naam: pl.DataFrame, aantal: int) -> Vondst:
    rij, wijze = op_persoon.rij.copy(), op_persoon.wijze.copy()
    nummers = op_naam["nr"].to_numpy()
    rij[nummers] = op_naam["rij"].to_numpy()
    wijze[nummers] = op_naam["wijze"].to_numpy()
    return Vondst(rij, wijze)


def _nothing_found(aantal: int) -> Vondst:
    return Vondst(
        np.full(aantal, GEEN_RIJ, dtype=np.int32), np.full(aantal, NIET_GEKOPPELD, dtype=np.uint8)
    )


def _numbered(reeks: pl.Series, naam: str = "nr") -> pl.DataFrame:
    return reeks.to_frame().with_row_index(naam)
