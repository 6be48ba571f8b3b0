"""The derived kenmerken: from the linked rows of a source to one small code per resident.

What comes in are the rows of a source that belong to a linked resident: `plaats` (the resident's
position in the linked file), `jaren` (his age on the peildatum) and the kept elements, where a
code list has become the meaning of `VERTALINGEN`. What goes out are codes, one per resident: the
positions in `Kenmerk.klassen`. Who has no row has the code 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bronnen.kern.kenmerken import HERKOMST, HUISHOUDTYPE
from bronnen.kern.koppelverslag import Koppelspecificatie
from bronnen.kern.leverschema import Kolom
from bronnen.leverschemas.brp import HERKOMST_KLASSE
from bronnen.leverschemas.verdachten import MK_HOOFDGROEP

Codes = NDArray[np.uint8]

# The lowest value of every class but the first. Arrears of rent are in hundredths of a month.
LEEFTIJD_GRENZEN = (12, 18, 25, 35, 50, 65)
HUUR_GRENZEN = (1, 100, 201, 601)
ACHTERSTAND_GRENZEN = (1, 3, 7, 13)
BIJSTAND_GRENZEN = (4, 13, 25, 61)

VOLWASSEN = 18
GROOTSTE_GEZIN = 5
HUUR_VAN_CORPORATIE = 2  # in EIGENDOM.klassen
_MEER_DAN_2_MAANDEN_HUUR = 4  # in HUURACHTERSTAND.klassen
_MEER_DAN_2_MAANDEN_BELASTING = 2  # in BELASTINGACHTERSTAND.klassen

# What the codes of a delivery mean here; a code that is not named means 0.
BETAALD, REGELING, AANMANING, DWANG, ONINBAAR, OPEN = range(1, 7)
VERTALINGEN: Mapping[tuple[str, str], Mapping[str, int]] = {
    ("brp", "geslacht"): {"M": 1, "V": 2},
    ("brp", "functie_adres"): {"W": 1},
    ("brp", "huishoudtype"): {naam: i for i, naam in enumerate(HUISHOUDTYPE.klassen) if i},
    ("brp", "herkomst"): {
        code: HERKOMST.klassen.index(klasse) for code, klasse in HERKOMST_KLASSE.items()
    },
    ("woningmarktmonitor", "eigendom"): {
        "koop": 1,
        "huur corporatie": HUUR_VAN_CORPORATIE,
        "huur particulier": 3,
    },
    ("bijzondere_bijstand", "besluit"): {"toegekend": 1, "gedeeltelijk": 1},
    ("gemeentelijke_belastingen", "status"): {
        "betaald": BETAALD,
        "kwijtgescholden": BETAALD,
        "betalingsregeling": REGELING,
        "aanmaning": AANMANING,
        "dwangbevel": DWANG,
        "beslag": DWANG,
        "oninbaar": ONINBAAR,
        "open": OPEN,
    },
    ("gemeentelijke_belastingen", "kwijtschelding"): {
        "automatisch": 1,
        "volledig": 1,
        "gedeeltelijk": 1,
    },
    ("verdachten", "mk_code"): {code: 1 + groep for code, groep in MK_HOOFDGROEP.items()},
}


def translate(bron: str, kolom: Kolom, waarden: pl.Series) -> Codes:
    """The codes of a delivery (0 missing, else the position in the declaration, from 1)."""
    betekenis = VERTALINGEN[bron, kolom.naam]
    tabel = np.array([0, *(betekenis.get(code, 0) for code in kolom.codes)], dtype=np.uint8)
    return np.asarray(tabel[waarden.to_numpy()], dtype=np.uint8)


def classify(waarden: NDArray[np.integer], grenzen: Sequence[int]) -> Codes:
    """The class of each value: 0 below the first boundary, 1 from there on, and so forth."""
    return np.searchsorted(np.asarray(grenzen), waarden, side="right").astype(np.uint8)


def completed_months(begin: pl.Expr, peildatum: date) -> pl.Expr:
    """Whole calendar months from a date (days since 1970) to the peildatum: a month is full on
    the day with the same number."""
    dag = begin.cast(pl.Date)
    jaren = peildatum.year - dag.dt.year()
    maanden = jaren * 12 + peildatum.month - dag.dt.month().cast(pl.Int32)
    return maanden - (dag.dt.day() > peildatum.day).cast(pl.Int32)


def day_number(dag: date) -> int:
    return (dag - date(1970, 1, 1)).days


def month_number(dag: date) -> int:
    return dag.year * 12 + dag.month - 1


# Which rows count: for each reason to leave a row out, what the rows that stay have in common.
Zeef = Callable[[Koppelspecificatie], Mapping[str, pl.Expr]]


def sift_bijstand(specificatie: Koppelspecificatie) -> Mapping[str, pl.Expr]:
    """Runs on the peildatum, and was not certainly begun before the age of 18.

    The birth date is not kept: who is 19 may have been 17 or 18 a year and a half ago. A row is
    left out when even the oldest that the resident can be makes him a minor at the begin.
    """
    peildag = day_number(specificatie.peildatum)
    maanden = completed_months(pl.col("datum_begin"), specificatie.peildatum)
    oudste = (pl.col("jaren").cast(pl.Int32) + 1) * 12 - maanden
    return {
        "jonger_dan_18": oudste > VOLWASSEN * 12,
        "loopt_niet": (pl.col("datum_begin") <= peildag)
        & (pl.col("datum_einde").is_null() | (pl.col("datum_einde") >= peildag)),
    }


def sift_bijzondere_bijstand(specificatie: Koppelspecificatie) -> Mapping[str, pl.Expr]:
    return {
        "niet_toegekend": pl.col("besluit") == 1,
        "buiten_de_periode": _in_period("datum_besluit", specificatie),
    }


def sift_schuldhulp(specificatie: Koppelspecificatie) -> Mapping[str, pl.Expr]:
    begin = day_number(specificatie.periode_begin)
    aangemeld = pl.col("datum_aanmelding") <= day_number(specificatie.peildatum)
    niet_gestopt = pl.col("datum_einde").is_null() | (pl.col("datum_einde") >= begin)
    return {"buiten_de_periode": aangemeld & niet_gestopt}


def sift_belastingen(specificatie: Koppelspecificatie) -> Mapping[str, pl.Expr]:
    """Tax years that overlap the period."""
    begin, einde = specificatie.periode_begin.year, specificatie.periode_einde.year
    return {"buiten_de_periode": pl.col("belastingjaar").is_between(begin, einde)}


def sift_verdachten(specificatie: Koppelspecificatie) -> Mapping[str, pl.Expr]:
    return {"buiten_de_periode": _in_period("pleegdatum", specificatie)}


def sift_huurachterstanden(specificatie: Koppelspecificatie) -> Mapping[str, pl.Expr]:
    """Months of which at least a day falls in the period."""
    eerste = month_number(specificatie.periode_begin)
    laatste = month_number(specificatie.periode_einde)
    return {
        "waarde_ontbreekt": pl.col("huurachterstand_maanden").is_not_null(),
        "buiten_de_periode": pl.col("peilmaand").is_between(eerste, laatste),
    }


def _in_period(kolom: str, specificatie: Koppelspecificatie) -> pl.Expr:
    begin, einde = specificatie.periode_begin, specificatie.periode_einde
    return pl.col(kolom).is_between(day_number(begin), day_number(einde))


def sift(rijen: pl.DataFrame, zeef: Mapping[str, pl.Expr]) -> tuple[pl.DataFrame, dict[str, int]]:
    """The rows that count, and how many were left out for each reason."""
    terzijde = {}
    for reden, blijft in zeef.items():
        over = rijen.filter(blijft)
        terzijde[reden] = rijen.height - over.height
        rijen = over
    return rijen, terzijde


def derive_bijstand(rijen: pl.DataFrame, aantal: int, specificatie: Koppelspecificatie) -> Codes:
    """The longest benefit that runs."""
    maanden = completed_months(pl.col("datum_begin"), specificatie.peildatum)
    langste = rijen.group_by("plaats").agg(waarde=maanden.max())
    klassen = classify(langste["waarde"].to_numpy(), BIJSTAND_GRENZEN) + 1
    return _placed(langste["plaats"], klassen.astype(np.uint8), aantal)


def derive_presence(rijen: pl.DataFrame, aantal: int, _: Koppelspecificatie) -> Codes:
    """Ja (1) for who has at least one row."""
    return _placed(rijen["plaats"], np.ones(rijen.height, dtype=np.uint8), aantal)


def derive_betaalgedrag(rijen: pl.DataFrame, aantal: int, _: Koppelspecificatie) -> Codes:
    """The worst status; open counts as betaald without months of arrears, as aanmaning with."""
    open_als = pl.when(pl.col("maanden_achterstand") > 0).then(AANMANING).otherwise(BETAALD)
    stand = pl.when(pl.col("status") == OPEN).then(open_als).otherwise(pl.col("status"))
    slechtste = rijen.group_by("plaats").agg(waarde=stand.max())
    return _placed(slechtste["plaats"], slechtste["waarde"].to_numpy(), aantal)


def derive_belastingachterstand(rijen: pl.DataFrame, aantal: int, _: Koppelspecificatie) -> Codes:
    """The maximum of the months; an empty number of months is none."""
    hoogste = rijen.group_by("plaats").agg(waarde=pl.col("maanden_achterstand").max().fill_null(0))
    klassen = classify(hoogste["waarde"].to_numpy(), ACHTERSTAND_GRENZEN)
    return _placed(hoogste["plaats"], klassen, aantal)


def derive_kwijtschelding(rijen: pl.DataFrame, aantal: int, _: Koppelspecificatie) -> Codes:
    return derive_presence(rijen.filter(pl.col("kwijtschelding") == 1), aantal, _)


def derive_misdrijfgroepen(rijen: pl.DataFrame, aantal: int, _: Koppelspecificatie) -> Codes:
    """A bit for every main group; a row without a known main group sets none."""
    met_groep = rijen.filter(pl.col("mk_code") > 0)
    bits = np.left_shift(1, met_groep["mk_code"].to_numpy().astype(np.int64) - 1)
    uit = np.zeros(aantal, dtype=np.uint8)
    np.bitwise_or.at(uit, met_groep["plaats"].to_numpy(), bits.astype(np.uint8))
    return uit


def _placed(plaats: pl.Series, codes: NDArray[np.integer], aantal: int) -> Codes:
    uit = np.zeros(aantal, dtype=np.uint8)
    uit[plaats.to_numpy()] = codes
    return uit


@dataclass(frozen=True)
class Kolomafleiding:
    """One column of the linked file, and the elements it needs besides those of its source."""

    kolom: str
    derive: Callable[[pl.DataFrame, int, Koppelspecificatie], Codes]
    elementen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bronafleiding:
    """What one source adds. At least one of `sleutels` and all of `elementen` must be kept to
    know which rows count; of `kolommen` those are made whose elements are kept."""

    bron: str
    zeef: Zeef
    elementen: tuple[str, ...]
    kolommen: tuple[Kolomafleiding, ...]
    sleutels: tuple[str, ...] = ("persoon",)
    lijst: str | None = None  # an element with the buurt of an incident


AFLEIDINGEN: tuple[Bronafleiding, ...] = (
    Bronafleiding(
        "bijstandsuitkeringen",
        sift_bijstand,
        ("datum_begin", "datum_einde"),
        (Kolomafleiding("bijstand", derive_bijstand),),
    ),
    Bronafleiding(
        "bijzondere_bijstand",
        sift_bijzondere_bijstand,
        ("datum_besluit", "besluit"),
        (Kolomafleiding("bijzondere_bijstand", derive_presence),),
    ),
    Bronafleiding(
        "schuldhulpverlening",
        sift_schuldhulp,
        ("datum_aanmelding", "datum_einde"),
        (Kolomafleiding("schuldhulp", derive_presence),),
    ),
    Bronafleiding(
        "gemeentelijke_belastingen",
        sift_belastingen,
        ("belastingjaar",),
        (
            Kolomafleiding("betaalgedrag", derive_betaalgedrag, ("status", "maanden_achterstand")),
            Kolomafleiding(
                "belastingachterstand", derive_belastingachterstand, ("maanden_achterstand",)
            ),
            Kolomafleiding("kwijtschelding", derive_kwijtschelding, ("kwijtschelding",)),
        ),
    ),
    Bronafleiding(
        "verdachten",
        sift_verdachten,
        ("pleegdatum",),
        (
            Kolomafleiding("verdachte", derive_presence),
            Kolomafleiding("misdrijfgroepen", derive_misdrijfgroepen, ("mk_code",)),
        ),
        sleutels=("persoon", "naamgeboorte"),
        lijst="pleeglocatie_buurtcode",
    ),
)


def derive_huurachterstand(
    hoogste: NDArray[np.integer], jaren: NDArray[np.integer], eigendom: NDArray[np.integer]
) -> Codes:
    """From the highest arrear (hundredths of a month) that counts for each resident."""
    van_toepassing = (jaren >= VOLWASSEN) & (eigendom == HUUR_VAN_CORPORATIE)
    klassen = classify(hoogste, HUUR_GRENZEN) + 1
    return np.where(van_toepassing, klassen, 0).astype(np.uint8)


def derive_achterstand_2m(huurachterstand: Codes, belastingachterstand: Codes) -> Codes:
    """More than 2 months behind with the rent, or (in whole months, so 3 or more) with tax."""
    huur = huurachterstand >= _MEER_DAN_2_MAANDEN_HUUR
    return (huur | (belastingachterstand >= _MEER_DAN_2_MAANDEN_BELASTING)).astype(np.uint8)


def derive_pleegbuurten(
    rijen: pl.DataFrame, element: str, aantal: int
) -> tuple[pl.Series, NDArray[np.int32]]:
    """For each resident the sorted, distinct positions of the buurten of his incidents, and the
    sorted buurten (eight digits) that these are positions of."""
    paren = rijen.select("plaats", buurt=element).drop_nulls().unique()
    paren = paren.sort("plaats", "buurt")
    buurten, posities = np.unique(paren["buurt"].to_numpy(), return_inverse=True)
    per_bewoner = (
        paren.select("plaats", pleegbuurten=pl.Series(posities.astype(np.uint16)))
        .group_by("plaats", maintain_order=True)
        .agg("pleegbuurten")
    )
    alle = pl.DataFrame({"plaats": np.arange(aantal, dtype=np.int32)})
    reeks = alle.join(per_bewoner, on="plaats", how="left", maintain_order="left")["pleegbuurten"]
    return reeks.fill_null(pl.Series([[]], dtype=pl.List(pl.UInt16))), buurten
