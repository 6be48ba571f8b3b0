"""verdachten.csv: windows-1252, semicolons, dates as dd-mm-jjjj, the BSN often empty.

Every planted suspect has at least one row that finds him, but for the few that linking has to lose.
"""

from dataclasses import dataclass

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
    other_digit,
    value,
)
from bronnen.demodata.kern.namen import ACHTERNAMEN, as_windows, without_accents
from bronnen.demodata.kern.personen import VOLLEDIG
from bronnen.demodata.kern.tabel import (
    STREEPJES,
    address_columns,
    bsns,
    codes_with_number,
    dates,
    pick,
    surnames,
)
from bronnen.demodata.kern.tijd import birthday, days
from bronnen.demodata.kern.toeval import Getallen, Masker, Stroom, draw, join_rows, stream, whole
from bronnen.kern import meldingen

VORM = Vorm(
    bron="verdachten",
    kolommen=(
        "registratienummer", "rol", "bsn", "geslachtsnaam", "geboortedatum", "geslacht", "postcode",
        "huisnummer", "huisletter", "toevoeging", "pleegdatum", "mk_code", "pleeglocatie_buurtcode",
    ),
    codering="windows-1252",
)  # fmt: skip

# A handful of maatschappelijke klassen for each main group, and how often the group is drawn.
# Source: metadata of table 47018NED (CBS/Politie, CC BY 4.0).
KLASSEN: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.34, ("A50", "A20", "A72", "A90", "F614", "A21", "F600")),
    (0.15, ("C40", "C30", "F13", "F15", "F51", "F18")),
    (0.25, ("F550", "F530", "F551", "F12", "F533", "F522")),
    (0.02, ("F70", "F72")),
    (0.12, ("D21", "D13", "D44", "D20")),
    (0.08, ("F40", "F42", "F45", "F41")),
    (0.04, ("F94", "F93", "M011")),
)
MET_BSN = 0.6
OUD_ADRES = 0.8  # of rows without BSN of who has a name of his own: found by that alone
ELDERS = 0.15  # rows of non-residents, per row of a suspect
BUITEN_PERIODE = 0.012  # share of residents of 14 and over with an incident before the period
ONBEKENDE_PLAATS = 0.05
EIGEN_BUURT = 0.56
ANDERE_ONDERZOCHTE = 0.14  # for each of the studied buurten that he does not live in

NAMEN_WINDOWS = tuple(map(as_windows, ACHTERNAMEN))
NAMEN_KAAL = tuple(map(without_accents, ACHTERNAMEN))


@dataclass(frozen=True)
class Incidenten:
    persoon: Getallen
    pleegdag: Getallen


def rows(bevolking: Bevolking, nummers: Nummers) -> Rijen:
    stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, "verdachten")
    binnen = _in_period(stroom, bevolking)
    buiten = _before_period(stroom, bevolking)
    incidenten = join_rows(Incidenten, (binnen, buiten))
    bewoners = _resident_rows(stroom, bevolking, incidenten)
    elders = _rows_elsewhere(stroom, bevolking, nummers, len(binnen.persoon))
    naamgenoten = _ambiguous_rows(stroom, bevolking)
    frame = pl.concat([bewoners, elders, naamgenoten])
    genummerd = frame.with_columns(registratienummer=_numbers(bevolking, len(frame)))
    verlies = {
        "niet_te_vinden": int(bevolking.verloren[incidenten.persoon].sum()),
        "bsn_of_naam_onbekend": len(elders),
        "meerduidig": len(naamgenoten),
        "buiten_de_periode": int((~bevolking.verloren[buiten.persoon]).sum()),
    }
    return Rijen(genummerd.select(VORM.kolommen), verlies)


def _in_period(stroom: Stroom, bevolking: Bevolking) -> Incidenten:
    """One incident or more, after the twelfth birthday."""
    verdacht = np.flatnonzero(bevolking.verdacht)
    aantal = np.minimum(stroom.geometric(0.68, len(verdacht)), 8)
    persoon = np.repeat(verdacht, aantal)
    tijdvak = bevolking.tijdvak
    eerste = np.maximum(birthday(bevolking.personen.geboren[persoon], 12), days(tijdvak.begin))
    laatste = np.full(len(persoon), days(tijdvak.peildatum))
    return Incidenten(persoon, whole(stroom, eerste, laatste))


def _before_period(stroom: Stroom, bevolking: Bevolking) -> Incidenten:
    """Of the year before; suspects and others alike."""
    oud = bevolking.personen.jaren >= 14
    persoon = np.flatnonzero(oud & (stroom.random(len(oud)) < BUITEN_PERIODE))
    dag = days(bevolking.tijdvak.begin) - 1 - stroom.integers(0, 360, len(persoon))
    return Incidenten(persoon, dag)


def _resident_rows(stroom: Stroom, bevolking: Bevolking, incidenten: Incidenten) -> pl.DataFrame:
    persoon = incidenten.persoon
    personen, verloren = bevolking.personen, bevolking.verloren[persoon]
    bsn_nummer, oud_adres = _how_known(stroom, bevolking, persoon)
    wie = pl.DataFrame(
        {
            "bsn": bsns(bevolking.bsn_nummers[persoon], bevolking).set(
                pl.Series(~bsn_nummer), None
            ),
            "geslachtsnaam": _names(stroom, bevolking, persoon),
            "geboortedatum": dates(personen.geboren[persoon], STREEPJES),
            "geslacht": pick(("M", "V"), personen.geslacht[persoon]),
            **address_columns(bevolking, bevolking.adres_van_persoon[persoon]),
        }
    )
    wie = _replace(wie, addresses_elsewhere(stroom, len(persoon)), oud_adres | verloren)
    vreemd = outsiders(stroom, np.zeros(len(persoon), dtype=np.int64), bevolking.tijdvak.peildatum)
    wie = _replace(wie, {"geslachtsnaam": vreemd.naam}, verloren)
    return _with_incidents(stroom, bevolking, wie, incidenten.pleegdag)


def _how_known(stroom: Stroom, bevolking: Bevolking, persoon: Getallen) -> tuple[Masker, Masker]:
    """By BSN (always if the birth date is known in part), or by name at a former address."""
    lot = stroom.random(len(persoon))
    onvolledig = bevolking.personen.datumvorm[persoon] != VOLLEDIG
    verloren = bevolking.verloren[persoon]
    met_bsn: Masker = ((lot < MET_BSN) | onvolledig) & ~verloren
    eigen_naam = bevolking.personen.dubbele_naam[persoon]
    oud_adres: Masker = ~met_bsn & eigen_naam & (stroom.random(len(persoon)) < OUD_ADRES)
    return met_bsn, oud_adres


def _names(stroom: Stroom, bevolking: Bevolking, persoon: Getallen) -> pl.Series:
    """As written, or in capitals without accents: the link key is the same."""
    gewoon = surnames(bevolking, persoon, NAMEN_WINDOWS)
    kaal = surnames(bevolking, persoon, NAMEN_KAAL).str.to_uppercase()
    keuze = pl.Series("keuze", stroom.random(len(persoon)) < 0.5)
    return (
        pl.DataFrame({"a": gewoon, "b": kaal, "keuze": keuze})
        .select(pl.when("keuze").then("a").otherwise("b"))
        .to_series()
    )


def _replace(frame: pl.DataFrame, kolommen: dict[str, pl.Series], waar: Masker) -> pl.DataFrame:
    """Takes the given columns where the mask says so."""
    ander = pl.DataFrame(kolommen).rename(lambda naam: f"{naam}_ander")
    keuzes = [pl.when(pl.col("waar")).then(f"{k}_ander").otherwise(k).alias(k) for k in kolommen]
    samen = pl.concat([frame, ander, pl.DataFrame({"waar": waar})], how="horizontal")
    return samen.with_columns(keuzes).select(frame.columns)


def _rows_elsewhere(
    stroom: Stroom, bevolking: Bevolking, nummers: Nummers, aantal: int
) -> pl.DataFrame:
    """Incidents of non-residents."""
    n = int(stroom.poisson(ELDERS * aantal))
    wie = outsiders(stroom, nummers.take(n), bevolking.tijdvak.peildatum)
    met_bsn = stroom.random(n) < MET_BSN
    return _with_incidents(stroom, bevolking, _strangers(stroom, bevolking, wie, met_bsn), None)


def _strangers(
    stroom: Stroom, bevolking: Bevolking, wie: Buitenstaanders, met_bsn: Masker
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "bsn": bsns(wie.nummers, bevolking).set(pl.Series(~met_bsn), None),
            "geslachtsnaam": wie.naam,
            "geboortedatum": dates(wie.geboren, STREEPJES),
            "geslacht": pick(("M", "V"), wie.geslacht),
            **addresses_elsewhere(stroom, len(wie.nummers)),
        }
    )


def _ambiguous_rows(stroom: Stroom, bevolking: Bevolking) -> pl.DataFrame:
    """A name and birth date that two residents share, no BSN, and an address of neither."""
    persoon = bevolking.naamgenoten[:, 0]
    personen = bevolking.personen
    wie = pl.DataFrame(
        {
            "bsn": pl.Series([None] * len(persoon), dtype=pl.String),
            "geslachtsnaam": _names(stroom, bevolking, persoon),
            "geboortedatum": dates(personen.geboren[persoon], STREEPJES),
            "geslacht": pick(("M", "V"), personen.geslacht[persoon]),
            **addresses_elsewhere(stroom, len(persoon)),
        }
    )
    return _with_incidents(stroom, bevolking, wie, None)


def _with_incidents(
    stroom: Stroom, bevolking: Bevolking, wie: pl.DataFrame, pleegdag: Getallen | None
) -> pl.DataFrame:
    """`pleegdag` None: some day of the period."""
    n, tijdvak = len(wie), bevolking.tijdvak
    if pleegdag is None:
        pleegdag = stroom.integers(days(tijdvak.begin), days(tijdvak.peildatum), n, endpoint=True)
    return wie.with_columns(
        rol=pl.lit("VERDACHTE"),
        pleegdatum=dates(pleegdag, STREEPJES),
        mk_code=_classes(stroom, n),
        pleeglocatie_buurtcode=_places(stroom, bevolking, n),
    )


def _classes(stroom: Stroom, n: int) -> pl.Series:
    gewichten = [kans / len(codes) for kans, codes in KLASSEN for _ in codes]
    return pick([code for _, codes in KLASSEN for code in codes], draw(stroom, gewichten, n))


def _places(stroom: Stroom, bevolking: Bevolking, n: int) -> pl.Series:
    """Mostly the own buurt, then the other studied ones, else anywhere; sometimes unknown."""
    buurten = bevolking.gemeente.buurten
    eigen = bevolking.buurt.volgnummer
    anderen = [nummer for nummer in range(3) if nummer != eigen]
    overal = 1 - EIGEN_BUURT - ANDERE_ONDERZOCHTE * 2 - ONBEKENDE_PLAATS
    keuze = draw(stroom, (EIGEN_BUURT, *[ANDERE_ONDERZOCHTE] * 2, overal, ONBEKENDE_PLAATS), n)
    willekeurig = stroom.integers(0, len(buurten), n)
    vast = np.array([eigen, anderen[0], anderen[1], 0, len(buurten)])
    plaats = np.where(keuze == 3, willekeurig, vast[keuze])
    return pick([*(buurt.code for buurt in buurten), None], plaats)


def _numbers(bevolking: Bevolking, n: int) -> pl.Series:
    eerste = bevolking.buurt.volgnummer * 10_000
    return codes_with_number(f"PL9900-{bevolking.tijdvak.peildatum.year}", eerste + np.arange(n), 8)


def _ten_years_old(rij: Rij) -> tuple[Rij, ...]:
    jaar = int((rij["pleegdatum"] or "")[-4:])
    return ({**rij, "bsn": None, "geboortedatum": f"15-06-{jaar - 10}"},)


VUIL = (
    changed(meldingen.BSN_ELFPROEF, "bsn", other_digit),
    Vuilsoort("twaalf_of_ouder", "geboortedatum, pleegdatum", _ten_years_old),
    value(meldingen.DATUM, "pleegdatum", "30-02-2016"),
    value(meldingen.CODE_ONBEKEND, "mk_code", "ZZ99"),
    value(meldingen.BUURTCODE, "pleeglocatie_buurtcode", "Centrum"),
    value(meldingen.JAAR_TWEE_CIJFERS, "pleegdatum", "05-06-16"),
    value(meldingen.LEEG, "pleegdatum", None),
)
BESTAND = Bronbestand(VORM, rows, VUIL)
