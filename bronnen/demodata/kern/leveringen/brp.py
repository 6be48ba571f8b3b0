"""brp.csv: UTF-8, semicolons, dates as JJJJMMDD (partial ones included)."""

import numpy as np
import polars as pl

from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.buitenstaanders import (
    Buitenstaanders,
    Nummers,
    addresses_elsewhere,
    outsiders,
)
from bronnen.demodata.kern.leveringsvorm import (
    Bronbestand,
    Rij,
    Rijen,
    Vorm,
    Vuilsoort,
    changed,
    lost_zero,
    other_digit,
    value,
)
from bronnen.demodata.kern.personen import DAG_ONBEKEND, HUISHOUDTYPEN, MAAND_ONBEKEND
from bronnen.demodata.kern.tabel import (
    AANEEN,
    address_columns,
    bsns,
    dates,
    numbers,
    pick,
    surnames,
)
from bronnen.demodata.kern.toeval import Codes, Getallen, Stroom, draw, stream, whole
from bronnen.kern import meldingen

VORM = Vorm(
    bron="brp",
    kolommen=(
        "bsn", "geslachtsnaam", "geboortedatum", "geslacht", "huishoudnummer", "huishoudtype",
        "herkomst", "postcode", "huisnummer", "huisletter", "toevoeging", "straat", "buurtcode",
        "functie_adres", "opschorting_reden",
    ),
)  # fmt: skip
GESLACHTEN = ("M", "V")
HERKOMST_TOT_2022 = ("onbekend", "autochtoon", "westers", "niet-westers")
HERKOMST_VANAF_2022 = ("onbekend", "Nederland", "Europa", "buiten Europa")
HUISHOUDENS_PER_BUURT = 10_000  # room for household numbers

# Rows that the door accepts and linking leaves out: share of the residents, and why.
WEGGELATEN = (
    ("opgeschort", 0.006),
    ("geen_woonadres", 0.004),
    ("geslacht_onbekend", 0.001),
    ("leeftijd_onbekend", 0.001),
    ("buurt_onbekend", 0.0005),
)
OPSCHORTINGEN = ("O", "E", "M", "R", "F")


def rows(bevolking: Bevolking, nummers: Nummers) -> Rijen:
    stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, "brp")
    buiten, redenen = _left_out(stroom, bevolking, nummers)
    frame = pl.concat([_residents(bevolking), buiten])
    verlies = {naam: int((redenen == i).sum()) for i, (naam, _) in enumerate(WEGGELATEN)}
    return Rijen(frame, verlies)


def _residents(bevolking: Bevolking) -> pl.DataFrame:
    personen, adressen = bevolking.personen, bevolking.adressen
    adres = bevolking.adres_van_persoon
    soort = bevolking.bewoners.huishoudens.soort[personen.huishouden]
    leeg = pl.Series([None] * len(personen), dtype=pl.String)
    kolommen = {
        "bsn": bsns(bevolking.bsn_nummers, bevolking),
        "geslachtsnaam": surnames(bevolking, np.arange(len(personen))),
        "geboortedatum": partial_dates(personen.geboren, personen.datumvorm),
        "geslacht": pick(GESLACHTEN, personen.geslacht),
        "huishoudnummer": _household_numbers(bevolking, personen.huishouden),
        "huishoudtype": pick(HUISHOUDTYPEN, soort),
        "herkomst": pick(_origins(bevolking), bevolking.kenmerken["herkomst"]),
        **address_columns(bevolking, adres),
        "straat": pick(bevolking.straten.namen, adressen.straat[adres]),
        "buurtcode": leeg.fill_null(bevolking.buurt.code),
        "functie_adres": leeg.fill_null("W"),
        "opschorting_reden": leeg,
    }
    return pl.DataFrame(kolommen).select(VORM.kolommen)


def partial_dates(geboren: Getallen, vorm: Codes) -> pl.Series:
    """JJJJMMDD, with zeros for what is unknown."""
    volledig = pl.Series("d", dates(geboren, AANEEN))
    vormen = pl.Series("vorm", vorm)
    maand = pl.col("d").str.head(6) + "00"
    jaar = pl.col("d").str.head(4) + "0000"
    zonder_maand = pl.when(pl.col("vorm") == MAAND_ONBEKEND).then(jaar).otherwise("d")
    keuze = pl.when(pl.col("vorm") == DAG_ONBEKEND).then(maand).otherwise(zonder_maand)
    return pl.DataFrame([volledig, vormen]).select(keuze).to_series()


def _origins(bevolking: Bevolking) -> tuple[str, ...]:
    """CBS changed the classes in 2022."""
    voor = bevolking.tijdvak.peildatum.year < 2022
    return HERKOMST_TOT_2022 if voor else HERKOMST_VANAF_2022


def _household_numbers(bevolking: Bevolking, huishouden: Getallen) -> pl.Series:
    return numbers((bevolking.buurt.volgnummer + 1) * HUISHOUDENS_PER_BUURT + huishouden)


def _left_out(
    stroom: Stroom, bevolking: Bevolking, nummers: Nummers
) -> tuple[pl.DataFrame, Getallen]:
    """Outsiders in households of their own, at addresses of the buurt; and the reason of each."""
    aandelen = np.array([aandeel for _, aandeel in WEGGELATEN])
    redenen = np.repeat(
        np.arange(len(aandelen)), stroom.poisson(aandelen * len(bevolking.personen))
    )
    wie = outsiders(stroom, nummers.take_left_out(len(redenen)), bevolking.tijdvak.peildatum)
    frame = _outsider_rows(stroom, bevolking, wie)
    elders = pl.DataFrame(addresses_elsewhere(stroom, len(redenen)))
    reden = pl.Series("reden", [WEGGELATEN[i][0] for i in redenen], dtype=pl.String)
    frame = frame.with_columns(reden, **{f"{k}_elders": elders[k] for k in elders.columns})
    return frame.with_columns(**_what_is_wrong(stroom, len(redenen))).select(VORM.kolommen), redenen


def _outsider_rows(stroom: Stroom, bevolking: Bevolking, wie: Buitenstaanders) -> pl.DataFrame:
    n = len(wie.nummers)
    adressen = bevolking.adressen
    adres = draw(stroom, np.ones(len(adressen)).tolist(), n)
    eigen = len(bevolking.bewoners.huishoudens) + np.arange(n)
    leeg = pl.Series([None] * n, dtype=pl.String)
    kolommen = {
        "bsn": bsns(wie.nummers, bevolking),
        "geslachtsnaam": wie.naam,
        "geboortedatum": dates(wie.geboren, AANEEN),
        "geslacht": pick(GESLACHTEN, wie.geslacht),
        "huishoudnummer": _household_numbers(bevolking, eigen),
        "huishoudtype": leeg.fill_null(HUISHOUDTYPEN[0]),
        "herkomst": pick(_origins(bevolking), whole(stroom, np.full(n, 0), np.full(n, 3))),
        **address_columns(bevolking, adres),
        "straat": pick(bevolking.straten.namen, adressen.straat[adres]),
        "buurtcode": leeg.fill_null(bevolking.buurt.code),
        "functie_adres": leeg.fill_null("W"),
        "opschorting_reden": leeg,
    }
    return pl.DataFrame(kolommen)


def _what_is_wrong(stroom: Stroom, n: int) -> dict[str, pl.Expr]:
    opschorting = pick(OPSCHORTINGEN, draw(stroom, (0.4, 0.4, 0.05, 0.1, 0.05), n))
    elders = ("postcode", "huisnummer", "huisletter", "toevoeging")
    zonder_buurt = pl.col("reden") == "buurt_onbekend"

    def where(reden: str, dan: pl.Expr, kolom: str) -> pl.Expr:
        return pl.when(pl.col("reden") == reden).then(dan).otherwise(kolom)

    return {
        "opschorting_reden": where("opgeschort", pl.lit(opschorting), "opschorting_reden"),
        "functie_adres": where("geen_woonadres", pl.lit("B"), "functie_adres"),
        "geslacht": where("geslacht_onbekend", pl.lit("O"), "geslacht"),
        "geboortedatum": where("leeftijd_onbekend", pl.lit("00000000"), "geboortedatum"),
        "buurtcode": where("buurt_onbekend", pl.lit(None), "buurtcode"),
        **{k: pl.when(zonder_buurt).then(f"{k}_elders").otherwise(k) for k in elders},
    }


def _twice(rij: Rij) -> tuple[Rij, ...]:
    """The first row is of someone who moved abroad."""
    return {**rij, "opschorting_reden": "E"}, {**rij, "opschorting_reden": "E"}


VUIL = (
    changed(meldingen.BSN_ELFPROEF, "bsn", other_digit),
    value(meldingen.DATUM, "geboortedatum", "19800231"),
    changed(meldingen.BSN_ACHT_CIJFERS, "bsn", lost_zero),
    value(meldingen.CODE_ONBEKEND, "geslacht", "X"),
    value("leeftijd_0_120", "geboortedatum", "18850101"),
    Vuilsoort(meldingen.DUBBEL, "bsn", _twice, verlies="opgeschort"),
    value(meldingen.POSTCODE, "postcode", "0999AA"),
    value(meldingen.JAAR_TWEE_CIJFERS, "geboortedatum", "01-02-80"),
    value(meldingen.HUISNUMMER, "huisnummer", "12 hoog"),
    value(meldingen.BUURTCODE, "buurtcode", "BU99"),
    value(meldingen.LEEG, "bsn", None),
    value(meldingen.CODE_ONBEKEND, "functie_adres", "Q"),
    value(meldingen.BSN_VORM, "bsn", "12345678A"),
)
BESTAND = Bronbestand(VORM, rows, VUIL)
