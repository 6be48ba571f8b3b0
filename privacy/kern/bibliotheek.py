"""`privacy.kern` from a notebook: a frame of persons in, a safe table and its certificate out.

See docs/bibliotheek.md. Nothing here decides what may be shown: it turns data frames (pandas or
polars) into the tables of `privacy.kern`, and safe tables into data frames.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

from privacy.kern.atomen import GEBIEDEN, Bestand
from privacy.kern.bedragtabel import Bedragtabel, amounts_table
from privacy.kern.beschermen import Opgelegd, protect_frequencies, protect_shares, safe_result
from privacy.kern.celtabel import Celtabel, Dimensie, check_counts
from privacy.kern.certificaat import Botsing, Kandidaat
from privacy.kern.drempels import Drempelset
from privacy.kern.hierarchie import Ouders, hierarchy_dimension
from privacy.kern.invoerfouten import (
    GeenPersonen,
    OnbekendeKlasse,
    OntbrekendeWaarde,
    TeltNietOp,
    VerkeerdeVorm,
)
from privacy.kern.register import Proef, examine, published, to_leave_out
from privacy.kern.registerketen import BEGIN, head
from privacy.kern.tabeluitspraken import table_part
from privacy.kern.uitspraken import Register, condition
from privacy.kern.veilig import REDENTEKST, VeiligeTabel

Frame = pd.DataFrame | pl.DataFrame
Hierarchieen = Mapping[str, Sequence[Ouders]]
LEEG = Register(BEGIN)
ALLE = "alle"
MEESTE_KLASSEN = 200
RONDEN = 6  # of leaving more out, for a table that tells too much beside others


@dataclass(frozen=True)
class Persoonstabel:
    """One row a person; each column as classes and the place of each person among them.

    Tables that are laid beside each other in a ledger must come from one of these.
    """

    klassen: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, NDArray[np.int64]]
    frame: pd.DataFrame

    @property
    def personen(self) -> int:
        return len(self.frame)

    def dimension(self, kolom: str, hierarchieen: Sequence[Ouders] = ()) -> Dimensie:
        """The classes of a column, with the groups of the hierarchies, or else with all of them."""
        klassen = self.klassen[kolom]
        boven = hierarchieen or [dict.fromkeys(klassen, ALLE) | {ALLE: None}]
        dimensie = hierarchy_dimension(kolom, kolom.capitalize(), klassen, *boven)
        waarden = klassen if kolom in GEBIEDEN else range(len(klassen))
        betekenis = tuple(condition(kolom, [waarde]) for waarde in waarden)
        return replace(dimensie, betekenis=betekenis, volledig=True)

    def table(
        self,
        dimensies: Sequence[str],
        *,
        uitkomst: str | None = None,
        hierarchieen: Hierarchieen | None = None,
        titel: str = "",
        nul_gevoelig: bool = True,
    ) -> Celtabel:
        """Persons by the classes of these columns, and how many of them have `uitkomst` (a column
        of true and false)."""
        dims = self._dimensions(dimensies, hierarchieen)
        heeft = None if uitkomst is None else _truth(self.frame[uitkomst])
        plek = _together([self.codes[kolom] for kolom in dimensies], dims)
        vorm = tuple(len(d.klassen) for d in dims)
        cellen = int(np.prod(vorm))
        aantal = None if heeft is None else np.bincount(plek[heeft], minlength=cellen)
        return Celtabel(
            naam="-".join(dimensies),
            titel=titel or " × ".join(d.label for d in dims),
            dimensies=dims,
            basis=np.bincount(plek, minlength=cellen).reshape(vorm),
            aantal=None if aantal is None else aantal.reshape(vorm),
            nul_gevoelig=nul_gevoelig,
            groep=(),
            uitkomst=() if uitkomst is None else (condition(uitkomst, [1]),),
        )

    def amounts(
        self,
        dimensies: Sequence[str],
        *,
        bedrag: str,
        houder: str | None = None,
        hierarchieen: Hierarchieen | None = None,
        titel: str = "",
    ) -> Bedragtabel:
        """Euros in column `bedrag`; persons with one `houder` (a household) contribute as one."""
        dims = self._dimensions(dimensies, hierarchieen)
        euro = self.frame[bedrag].to_numpy(dtype=np.float64, na_value=np.nan)
        if not np.isfinite(euro).all():
            raise OntbrekendeWaarde("an amount is missing")
        wie = None if houder is None else pd.factorize(self.frame[houder])[0].astype(np.int64)
        if wie is not None and (wie < 0).any():
            raise OntbrekendeWaarde("a household is missing")
        return amounts_table(
            "-".join(dimensies),
            titel or " × ".join(d.label for d in dims),
            dims,
            [self.codes[kolom] for kolom in dimensies],
            np.rint(euro * 100).astype(np.int64),
            wie,
        )

    def _dimensions(
        self, kolommen: Sequence[str], hierarchieen: Hierarchieen | None
    ) -> tuple[Dimensie, ...]:
        extra = hierarchieen or {}
        if not kolommen or not {*kolommen, *extra} <= set(self.klassen) or set(extra) - {*kolommen}:
            raise VerkeerdeVorm(
                "a dimension is no column of the frame, or a hierarchy no dimension"
            )
        return tuple(self.dimension(kolom, extra.get(kolom, ())) for kolom in kolommen)

    def linked(self) -> Bestand:
        """The persons as the ledger reads them."""
        kolommen = pl.DataFrame({GEBIEDEN.get(k, k): code for k, code in self.codes.items()})
        if "buurt" not in kolommen.columns:
            kolommen = kolommen.with_columns(buurt=pl.lit(0, dtype=pl.Int64))
        buurten = self.klassen.get("buurt", (ALLE,))
        return Bestand(lambda namen: kolommen.select(namen), tuple(kolommen.columns), buurten, ())


def read_persons(frame: Frame) -> Persoonstabel:
    """Columns of text, categories, true and false or few whole numbers become classes: categories
    in their own order, true and false (or 1 and 0) as "nee" and "ja", the rest sorted."""
    tabel = frame.to_pandas() if isinstance(frame, pl.DataFrame) else frame.reset_index(drop=True)
    if not len(tabel):
        raise GeenPersonen("the frame has no persons")
    klassen: dict[str, tuple[str, ...]] = {}
    codes: dict[str, NDArray[np.int64]] = {}
    for kolom in tabel.columns:
        if _is_truth(tabel[kolom]):
            klassen[kolom], codes[kolom] = ("nee", "ja"), _truth(tabel[kolom]).astype(np.int64)
        elif _has_classes(tabel[kolom]):
            klassen[kolom], codes[kolom] = _classes(tabel[kolom])
    return Persoonstabel(klassen, codes, tabel)


def _is_truth(kolom: "pd.Series[Any]") -> bool:
    soort = kolom.dtype
    geheel = pd.api.types.is_integer_dtype(soort) and bool(kolom.isin([0, 1]).all())
    return geheel or pd.api.types.is_bool_dtype(soort)


def _has_classes(kolom: "pd.Series[Any]") -> bool:
    return not pd.api.types.is_float_dtype(kolom) and kolom.nunique() <= MEESTE_KLASSEN


def _classes(kolom: "pd.Series[Any]") -> tuple[tuple[str, ...], NDArray[np.int64]]:
    soort = kolom.astype("category").cat
    codes = soort.codes.to_numpy().astype(np.int64)
    if (codes < 0).any():
        raise OntbrekendeWaarde("a class is missing")
    return tuple(str(klasse) for klasse in soort.categories), codes


def _truth(kolom: "pd.Series[Any]") -> NDArray[np.bool_]:
    if kolom.isna().any():
        raise OntbrekendeWaarde("an outcome is missing")
    if not kolom.isin([0, 1]).all():
        raise OnbekendeKlasse("an outcome is true or false")
    return kolom.to_numpy(dtype=np.bool_)


def _together(codes: Sequence[NDArray[np.int64]], dims: Sequence[Dimensie]) -> NDArray[np.int64]:
    plek = np.zeros_like(codes[0])
    for code, dimensie in zip(codes, dims, strict=True):
        plek = plek * len(dimensie.klassen) + code
    return plek


def from_frame(
    frame: Frame,
    dimensies: Sequence[str],
    *,
    uitkomst: str | None = None,
    hierarchieen: Hierarchieen | None = None,
    titel: str = "",
) -> Celtabel:
    """One table from one row a person; see `Persoonstabel.table`."""
    kolommen = [*dimensies, *([uitkomst] if uitkomst else [])]
    if not set(kolommen) <= set(frame.columns):
        raise VerkeerdeVorm("a dimension or outcome is no column of the frame")
    return read_persons(frame[kolommen]).table(
        dimensies, uitkomst=uitkomst, hierarchieen=hierarchieen, titel=titel
    )


def from_crosstab(
    basis: pd.DataFrame,
    aantal: pd.DataFrame | None = None,
    *,
    totaal: str | None = None,
    titel: str = "",
) -> Celtabel:
    """Counts as `pd.crosstab` gives them; `totaal` names its margins (`margins_name`), which must
    be the sums of the rest: TeltNietOp when they are not."""
    tellingen = [basis] if aantal is None else [basis, aantal]
    kernen = [_without_margins(telling, totaal) for telling in tellingen]
    if any(not kern.axes[as_].equals(kernen[0].axes[as_]) for kern in kernen for as_ in (0, 1)):
        raise VerkeerdeVorm("the two tables have other rows or columns")
    eerste = kernen[0]
    dims = tuple(
        Dimensie(
            str(as_.name or f"as{plek}"),
            str(as_.name or f"As {plek}").capitalize(),
            tuple(str(label) for label in as_),
            ((totaal or ALLE, tuple(range(len(as_)))),),
        )
        for plek, as_ in enumerate((eerste.index, eerste.columns))
    )
    getallen = [_whole_numbers(kern) for kern in kernen]
    naam = "-".join(d.code for d in dims)
    return Celtabel(naam, titel or naam, dims, getallen[0], None if aantal is None else getallen[1])


def _without_margins(telling: pd.DataFrame, totaal: str | None) -> pd.DataFrame:
    if totaal is None:
        return telling
    if totaal not in telling.index or totaal not in telling.columns:
        raise VerkeerdeVorm("the table has no margins of that name")
    kern = telling.drop(index=totaal, columns=totaal)
    getallen, heel = kern.to_numpy(), telling.reindex([*kern.index, totaal])[[*kern, totaal]]
    randen = heel.to_numpy()
    klopt = (getallen.sum(axis=0) == randen[-1, :-1]).all() and (
        (getallen.sum(axis=1) == randen[:-1, -1]).all() and getallen.sum() == randen[-1, -1]
    )
    if not klopt:
        raise TeltNietOp("a margin is not the sum of what it holds")
    return kern


def _whole_numbers(kern: pd.DataFrame) -> NDArray[np.int64]:
    """Whole numbers that pandas kept as floats (beside a missing one, say) count as whole."""
    getallen = kern.to_numpy(dtype=np.float64, na_value=np.nan)
    geheel = np.isfinite(getallen).all() and (getallen == np.rint(getallen)).all()
    uit = getallen.astype(np.int64) if geheel else getallen
    check_counts(uit, uit.shape)
    return np.asarray(uit, dtype=np.int64)


def to_frame(tabel: VeiligeTabel, *, redenen: bool = True) -> pd.DataFrame:
    """The rows as shown, hidden figures as <NA>; `redenen` adds why, for officer and analist."""
    kolommen: dict[str, object] = {}
    for plek, kop in enumerate(tabel.koppen):
        waarden = pd.Series([rij.waarden[plek] for rij in tabel.rijen])
        kolommen[kop.code] = waarden.convert_dtypes()
    if redenen and tabel.audit is not None:
        teksten = [REDENTEKST[rij.reden] if rij.reden else None for rij in tabel.rijen]
        kolommen["reden"] = pd.Series(teksten, dtype="string")
    return pd.DataFrame(kolommen)


def release(
    personen: Persoonstabel,
    tabel: Celtabel,
    drempels: Drempelset,
    register: Register = LEEG,
    *,
    verdeling: str | None = None,
    gewoon: tuple[str, ...] = (),
    weglaten: bool = False,
) -> tuple[Kandidaat, Register]:
    """Protect a table of these persons, and lay it beside what the ledger holds.

    Gives the candidate (its table, certificate and evidence) and the ledger with it. When it would
    tell too much beside what was released before: `Botsing`, or with `weglaten` a table that shows
    less. NietTeBeschermen when nothing can be shown. `verdeling`, `gewoon`: see
    `protect_frequencies`, for a table without an outcome.
    """
    poging = _Poging(personen, tabel, drempels, register, verdeling, gewoon)
    proef = poging.examine(Opgelegd())
    if proef.kandidaat is None and weglaten:
        proef = poging.with_less(proef)
    if proef.kandidaat is None:
        raise Botsing((), proef.met)
    bijdrage = proef.kandidaat.bijdrage
    kop = head(register.kop, [bijdrage.als_json()])
    return proef.kandidaat, Register(kop, (*register.bijdragen, bijdrage))


@dataclass(frozen=True)
class _Poging:
    personen: Persoonstabel
    tabel: Celtabel
    drempels: Drempelset
    register: Register
    verdeling: str | None
    gewoon: tuple[str, ...]

    def examine(self, opgelegd: Opgelegd) -> Proef:
        veilig = self._protect(opgelegd)
        deel = table_part(
            self.tabel, veilig, self.drempels, verdeling=self.verdeling, gewoon=self.gewoon
        )
        resultaat = safe_result(
            soort="tabel", bevinding=self.tabel.titel, ondertitel="", zin="", leeswijzer=(), alt="",
            bronnen=(), peildatum="", periode="", n=self.personen.personen, basis="",
            definities=(), tabellen=(veilig,), figuren=(), specificatie={"naam": self.tabel.naam},
            drempels=self.drempels,
        )  # fmt: skip
        bestand = self.personen.linked()
        return examine(resultaat, (deel,), self.register, bestand, self.drempels)

    def _protect(self, opgelegd: Opgelegd) -> VeiligeTabel:
        if self.verdeling is None:
            return protect_shares(self.tabel, self.drempels, opgelegd=opgelegd)
        return protect_frequencies(
            self.tabel,
            self.drempels,
            verdeling=self.verdeling,
            gewoon=self.gewoon,
            opgelegd=opgelegd,
        )

    def with_less(self, proef: Proef) -> Proef:
        """Again with what was published as known, without what still tells too much."""
        naam = self.tabel.naam
        open_ = published(proef.delen, self.register).get(naam, frozenset())
        dicht: frozenset[int] = frozenset()
        for _ in range(RONDEN):
            proef = self.examine(Opgelegd(dicht, open_ - dicht))
            meer = dicht | to_leave_out(proef).get(naam, frozenset())
            if proef.kandidaat is not None or meer == dicht:
                break
            dicht = meer
        return proef
