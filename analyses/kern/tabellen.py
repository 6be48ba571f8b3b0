"""Counts of residents by class and gebied: from the linked file to a `Celtabel`, before protection.

All tables of kenmerken take residents of 12 and over; the suspects per buurt, like the rules and
the headline shares, take all residents. Rows are residents, or with a column `keer` so many alike.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analyses.kern.gebieden import BUITEN, Gebieden
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.patronen import KEER
from analyses.kern.specificatie import Basis, Gebiedskeuze
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.voorwaarden import VERDACHT, aged, applicable, classes, each_class
from bronnen.kern.kenmerken import (
    BETAALGEDRAG,
    HUURACHTERSTAND,
    KWIJTSCHELDING,
    LEEFTIJD,
    VERDACHTE,
    Kenmerk,
    kenmerk,
)
from bronnen.kern.koppelverslag import Koppelverslag
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.uitspraken import Groep, condition

ALLE = "Alle klassen samen"


@dataclass(frozen=True)
class Samengenomen:
    """The last classes of a kenmerk (positions) as one row of a table."""

    naam: str
    klassen: tuple[int, ...]


# Written off is so rare that hardly any figure beside it could be shown: one row with what comes
# before it, in every municipality, so that the rows tell nothing.
INVORDERING = Samengenomen("dwangbevel, beslag of oninbaar", (4, 5))


def kenmerk_table(
    volwassen: pl.DataFrame,
    code: str,
    gebieden: Gebieden,
    groepen: Sequence[tuple[int, ...]] = (),
) -> Celtabel:
    """Suspects among `volwassen`, residents of 12 and over, by class of the kenmerk and gebied;
    each of `groepen` (positions of classes) is one row."""
    kenmerk_ = kenmerk(code)
    onmogelijk = {0} if kenmerk_ is LEEFTIJD else set()  # nobody of 12 and over is 0 to 11
    dimensie, klassen = _classes(kenmerk_, onmogelijk)
    dimensie, rijen = _grouped(dimensie, kenmerk_, klassen, groepen)
    alle = (ALLE, tuple(range(len(dimensie.klassen))))
    dimensie = replace(dimensie, samen=(alle,))
    cel = _cross(volwassen, kenmerk_, klassen, gebieden, rijen)
    vorm = (len(dimensie.klassen), len(gebieden.dimensie.klassen))
    verdacht = volwassen.get_column(VERDACHTE.code).to_numpy()
    geteld = _counts(cel, verdacht, vorm[0] * vorm[1], volwassen)
    basis, aantal = (deel.reshape(vorm) for deel in geteld)
    titel = f"Verdachten naar {kenmerk_.naam.lower()}"
    dimensies = (dimensie, gebieden.dimensie)
    return Celtabel(
        f"verdachten_{code}", titel, dimensies, basis, aantal, VERDACHTE.nul_gevoelig,
        aged(Basis.vanaf_12), VERDACHT,
    )  # fmt: skip


def suspects_table(bewoners: pl.DataFrame, gebieden: Gebieden) -> Celtabel:
    """Suspects among all residents, per gebied."""
    _demand_people(bewoners)
    verdacht = bewoners.get_column(VERDACHTE.code).to_numpy()
    bladen = gebieden.leaves(bewoners)
    basis, aantal = _counts(bladen, verdacht, len(gebieden.dimensie.klassen), bewoners)
    titel = "Verdachten per buurt"
    dimensies = (gebieden.dimensie,)
    return Celtabel("verdachten", titel, dimensies, basis, aantal, groep=(), uitkomst=VERDACHT)


def payment_table(bewoners: pl.DataFrame, gebieden: Gebieden) -> Celtabel:
    """How residents with a municipal tax bill pay it, by gebied."""
    met_aanslag = bewoners.filter(pl.col(BETAALGEDRAG.code) != BETAALGEDRAG.niet_van_toepassing)
    titel = "Betaalgedrag per buurt"
    return _frequencies(met_aanslag, BETAALGEDRAG, gebieden, titel, (), INVORDERING)


def remission_table(bewoners: pl.DataFrame, gebieden: Gebieden) -> Celtabel:
    """Residents with a tax bill who were let off, by gebied."""
    met_aanslag = bewoners.filter(pl.col(BETAALGEDRAG.code) != BETAALGEDRAG.niet_van_toepassing)
    _demand_people(met_aanslag)
    ja = met_aanslag.get_column(KWIJTSCHELDING.code).to_numpy()
    bladen = gebieden.leaves(met_aanslag)
    basis, aantal = _counts(bladen, ja, len(gebieden.dimensie.klassen), met_aanslag)
    wie, wat = applicable(BETAALGEDRAG.code), (classes(KWIJTSCHELDING.code, (1,)),)
    return Celtabel(
        "kwijtschelding", "Kwijtschelding per buurt", (gebieden.dimensie,), basis, aantal,
        KWIJTSCHELDING.nul_gevoelig, wie, wat,
    )  # fmt: skip


def arrears_table(volwassen: pl.DataFrame, gebieden: Gebieden) -> Celtabel:
    """Maximum rent arrears of corporation tenants among `volwassen`, residents of 18 and over, by
    gebied."""
    nvt = HUURACHTERSTAND.niet_van_toepassing
    huurders = volwassen.filter(pl.col(HUURACHTERSTAND.code) != nvt)
    titel, wie = "Huurachterstand per buurt", aged(Basis.vanaf_18)
    return _frequencies(huurders, HUURACHTERSTAND, gebieden, titel, wie)


def overlap_table(
    bewoners: pl.DataFrame,
    keuze: Gebiedskeuze,
    verslag: Koppelverslag,
    onderzoek: Onderzoekgegevens,
) -> Celtabel:
    """Of the suspects who live in a buurt: how many are suspected of an incident in which buurt.

    A suspect of incidents in two buurten counts in both, so shares do not add up to 100 %: the
    columns have no sum, and the basis is the same in each.
    """
    woon, pleeg = dimensies = _overlap_axes(keuze, verslag, onderzoek)
    codes = verslag.buurtcodes
    basis = np.zeros((len(woon.klassen), len(pleeg.klassen)), dtype=np.int64)
    aantal = np.zeros_like(basis)
    verdachten = bewoners.filter(pl.col(VERDACHTE.code) == 1)
    for rij, code in enumerate(keuze.onderzocht):
        hier = bewoners.filter(
            (pl.col(VERDACHTE.code) == 1) & (pl.col("buurt") == codes.index(code))
        )
        basis[rij] = hier.height
        aantal[rij] = _places(hier, keuze, verslag)
    _demand_people(verdachten)
    titel = "Woonbuurt en buurt van het incident"
    return Celtabel("overlap", titel, dimensies, basis, aantal, groep=VERDACHT)


def of_age(bewoners: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    return bewoners.filter(pl.col("jaren") >= basis.jaren) if basis.jaren else bewoners


def _cross(
    bewoners: pl.DataFrame,
    kenmerk_: Kenmerk,
    klassen: Sequence[int],
    gebieden: Gebieden,
    rijen: Sequence[int],
) -> NDArray[np.int64]:
    """The cell (class × gebied, numbered by row) of every resident; −1 outside the table. `rijen`:
    the row of each of `klassen`."""
    _demand_people(bewoners)
    rij = np.full(len(kenmerk_.klassen), -1)
    rij[list(klassen)] = rijen
    klasse = rij[bewoners.get_column(kenmerk_.code).to_numpy()]
    blad = gebieden.leaves(bewoners).astype(np.int64)
    buiten = (blad == BUITEN) | (klasse < 0)
    return np.where(buiten, -1, klasse * len(gebieden.dimensie.klassen) + blad)


def _counts(
    cel: NDArray[Any], ja: NDArray[Any], cellen: int, bewoners: pl.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Persons and persons with the outcome per cell; cells outside 0 … cellen-1 do not count."""
    keer = bewoners[KEER].to_numpy() if KEER in bewoners.columns else None
    binnen = (cel >= 0) & (cel < cellen)

    def count(mee: NDArray[np.bool_]) -> NDArray[np.int64]:
        wegen = None if keer is None else keer[mee]
        return np.bincount(cel[mee], weights=wegen, minlength=cellen).astype(np.int64)

    return count(binnen), count(binnen & (ja == 1))


def _frequencies(
    bewoners: pl.DataFrame,
    kenmerk_: Kenmerk,
    gebieden: Gebieden,
    titel: str,
    groep: Groep,
    laatste: Samengenomen | None = None,
) -> Celtabel:
    """A plain frequency table; the class 'not applicable' is not a row of it. `laatste`: its last
    classes as one."""
    dimensie, klassen = _classes(kenmerk_, {kenmerk_.niet_van_toepassing})
    if laatste is not None:
        dimensie = _joined(dimensie, kenmerk_, laatste)
    laatste_rij = len(dimensie.klassen) - 1
    rijen = [min(plek, laatste_rij) for plek in range(len(klassen))]
    cel = _cross(bewoners, kenmerk_, klassen, gebieden, rijen)
    vorm = (len(dimensie.klassen), len(gebieden.dimensie.klassen))
    basis = _counts(cel, cel, vorm[0] * vorm[1], bewoners)[0].reshape(vorm)
    dimensies = (dimensie, gebieden.dimensie)
    return Celtabel(
        kenmerk_.code, titel, dimensies, basis, None, kenmerk_.nul_gevoelig, groep=groep
    )


def _grouped(
    dimensie: Dimensie,
    kenmerk_: Kenmerk,
    klassen: Sequence[int],
    groepen: Sequence[tuple[int, ...]],
) -> tuple[Dimensie, list[int]]:
    """Classes taken together are named one after the other; and the row of each class."""
    samen = [
        tuple(k for k in next((g for g in groepen if klasse in g), (klasse,)) if k in klassen)
        for klasse in klassen
    ]
    rijen = list(dict.fromkeys(samen))
    if len(rijen) < len(klassen):
        namen = tuple(" of ".join(kenmerk_.klassen[k] for k in rij) for rij in rijen)
        betekenis = tuple(classes(kenmerk_.code, rij) for rij in rijen)
        dimensie = replace(dimensie, klassen=namen, betekenis=betekenis)
    return dimensie, [rijen.index(rij) for rij in samen]


def _joined(dimensie: Dimensie, kenmerk_: Kenmerk, laatste: Samengenomen) -> Dimensie:
    houdt = len(dimensie.klassen) - len(laatste.klassen)
    return replace(
        dimensie,
        klassen=(*dimensie.klassen[:houdt], laatste.naam),
        betekenis=(*(dimensie.betekenis or ())[:houdt], classes(kenmerk_.code, laatste.klassen)),
    )


def _classes(kenmerk_: Kenmerk, zonder: Collection[int | None]) -> tuple[Dimensie, list[int]]:
    """The dimension without the classes that nobody of the base can be in.

    A class that happens to be empty stays: leaving it out would tell that nobody is in it.
    """
    klassen = [nummer for nummer in range(len(kenmerk_.klassen)) if nummer not in zonder]
    namen = tuple(kenmerk_.klassen[nummer] for nummer in klassen)
    betekenis, allen = each_class(kenmerk_.code, klassen), len(namen) == len(kenmerk_.klassen)
    dimensie = Dimensie(kenmerk_.code, kenmerk_.naam, namen, (), betekenis, volledig=allen)
    return dimensie, klassen


def _overlap_axes(
    keuze: Gebiedskeuze, verslag: Koppelverslag, onderzoek: Onderzoekgegevens
) -> tuple[Dimensie, Dimensie]:
    namen = tuple(onderzoek.buurt(code) for code in keuze.onderzocht)
    elders = set(verslag.pleegbuurten)
    rest = ("Een andere buurt",) if elders - set(keuze.onderzocht) else ()
    onderzocht = tuple(condition("buurt", (code,)) for code in keuze.onderzocht)
    daar = [condition("pleegbuurt", (code,)) for code in keuze.onderzocht]
    if rest:
        daar.append(condition("pleegbuurt", elders - set(keuze.onderzocht)))
    woon = Dimensie("woonbuurt", "Woont in", namen, (), onderzocht)
    pleeg = Dimensie("pleegbuurt", "Incident in", (*namen, *rest), (), tuple(daar), telt=True)
    return woon, pleeg


def _places(
    verdachten: pl.DataFrame, keuze: Gebiedskeuze, verslag: Koppelverslag
) -> NDArray[np.int64]:
    """Suspects with at least one incident in each column; the last column is 'elsewhere'."""
    kolom = {code: nummer for nummer, code in enumerate(keuze.onderzocht)}
    codes = verslag.pleegbuurten
    naar = np.array([kolom.get(code, len(kolom)) for code in codes], dtype=np.int64)
    paren = verdachten.select(wie=pl.int_range(pl.len()), plaats="pleegbuurten")
    paren = paren.explode("plaats").drop_nulls()
    kolommen = naar[paren["plaats"].to_numpy().astype(np.int64)]
    uniek = pl.DataFrame({"wie": paren["wie"], "kolom": kolommen}).unique()
    breed = len(kolom) + bool(set(codes) - set(kolom))
    return np.bincount(uniek["kolom"].to_numpy(), minlength=breed).astype(np.int64)


def _demand_people(bewoners: pl.DataFrame) -> None:
    if bewoners.height == 0:
        raise GeenResultaat("Er zijn geen inwoners gevonden voor deze vraag.")
