"""All that is true of one buurt: its persons, their circumstances, and who is a suspect.

`generate_buurt` depends on the seed, the buurt and the dates alone, so buurten can be made one
after another, in any order, and forgotten again.
"""

from dataclasses import dataclass, replace

import numpy as np

from bronnen.demodata.kern.achterstanden import CORPORATIE
from bronnen.demodata.kern.adressen import Adressen, Straten, generate_addresses, generate_streets
from bronnen.demodata.kern.geldzaken import Geldzaken, generate_finances
from bronnen.demodata.kern.gemeente import Buurt, Gemeente
from bronnen.demodata.kern.kenmerkcodes import derive
from bronnen.demodata.kern.model import EFFECTEN, FACTOREN, Effecten
from bronnen.demodata.kern.personen import (
    ALLEEN,
    Bewoners,
    Personen,
    generate_residents,
)
from bronnen.demodata.kern.tijd import Tijdvak
from bronnen.demodata.kern.toeval import Codes, Getallen, Kansen, Masker, chance, draw_rows, stream

VERLOREN = 0.005  # share of suspects whose rows can't be linked: by chance, whoever they are
NAAMGENOTEN_PER = 1_000  # residents for each pair that shares surname and birth date


@dataclass(frozen=True)
class Bevolking:
    gemeente: Gemeente
    buurt: Buurt
    seed: int
    tijdvak: Tijdvak
    straten: Straten
    adressen: Adressen
    bewoners: Bewoners
    geld: Geldzaken
    naamgenoten: Getallen  # (pairs, 2) persons with the same surname and birth date
    kenmerken: dict[str, Codes]  # as the linked file should have them, without `verdachte`
    kans: Kansen
    verdacht: Masker
    verloren: Masker  # suspects of whom no row can be linked

    @property
    def verdachte(self) -> Masker:
        """Who is a suspect in the linked file."""
        gevonden: Masker = self.verdacht & ~self.verloren
        return gevonden

    @property
    def personen(self) -> Personen:
        return self.bewoners.personen

    @property
    def bsn_nummers(self) -> Getallen:
        return self.buurt.eerste_inwoner + np.arange(len(self.personen))

    @property
    def adres_van_persoon(self) -> Getallen:
        return self.adressen.van_huishouden[self.personen.huishouden]


def generate_buurt(
    gemeente: Gemeente,
    buurt: Buurt,
    seed: int,
    tijdvak: Tijdvak,
    *,
    effecten: Effecten = EFFECTEN,
    verloren: float = VERLOREN,
) -> Bevolking:
    """`verloren` is the share of suspects that linking has to lose; it moves nothing else."""
    bewoners = generate_residents(buurt, seed, tijdvak.peildatum)
    bewoners, naamgenoten = _namesakes(bewoners)
    straten = generate_streets(buurt, seed)
    geld = generate_finances(bewoners, buurt, seed, tijdvak)
    kenmerken = derive(bewoners, geld, _origins(bewoners, geld, buurt, seed), tijdvak)
    kans = suspect_chance(kenmerken, effecten)
    verdacht, niet_te_vinden = _suspects(kans, buurt, seed, verloren)
    return Bevolking(
        gemeente=gemeente,
        buurt=buurt,
        seed=seed,
        tijdvak=tijdvak,
        straten=straten,
        adressen=generate_addresses(buurt, straten, len(bewoners.huishoudens), seed),
        bewoners=bewoners,
        geld=geld,
        naamgenoten=naamgenoten,
        kenmerken=kenmerken,
        kans=kans,
        verdacht=verdacht,
        verloren=niet_te_vinden,
    )


def suspect_chance(kenmerken: dict[str, Codes], effecten: Effecten) -> Kansen:
    log_odds = np.full(len(kenmerken["leeftijd"]), effecten.intercept)
    for factor in FACTOREN:
        log_odds += np.array(effecten.van(factor))[kenmerken[factor.code]]
    return np.where(kenmerken["leeftijd"] == 0, 0.0, chance(log_odds))


def _suspects(kans: Kansen, buurt: Buurt, seed: int, aandeel: float) -> tuple[Masker, Masker]:
    stroom = stream(seed, buurt.volgnummer, "verdacht")
    verdacht: Masker = stroom.random(len(kans)) < kans
    verloren: Masker = verdacht & (stroom.random(len(kans)) < aandeel)
    return verdacht, verloren


def _origins(bewoners: Bewoners, geld: Geldzaken, buurt: Buurt, seed: int) -> Codes:
    """By household; 1 % unknown. It goes with youth and with renting, and does nothing itself."""
    stroom = stream(seed, buurt.volgnummer, "herkomst")
    gewichten = np.tile((0.01, *buurt.profiel.herkomst), (len(bewoners.huishoudens), 1))
    gewichten[bewoners.hoofdjaren < 50, 2:] *= 1.5
    gewichten[geld.eigendom == CORPORATIE, 2:] *= 1.5
    per_huishouden = draw_rows(stroom, gewichten).astype(np.uint8)
    return per_huishouden[bewoners.personen.huishouden]


def _namesakes(bewoners: Bewoners) -> tuple[Bewoners, Getallen]:
    """Gives a few pairs who live alone and are of one age the same surname and birth date."""
    personen = bewoners.personen
    alleen = bewoners.huishoudens.eerste[bewoners.huishoudens.soort == ALLEEN]
    alleen = alleen[~personen.dubbele_naam[alleen]]
    op_leeftijd = alleen[np.argsort(personen.jaren[alleen], kind="stable")]
    zelfde = np.flatnonzero(np.diff(personen.jaren[op_leeftijd]) == 0)
    keuze = zelfde[:: max(1, len(zelfde) // max(1, len(personen) // NAAMGENOTEN_PER))]
    keuze = keuze[np.diff(keuze, append=keuze[-1:] + 2) > 1][: len(personen) // NAAMGENOTEN_PER]
    paren = np.column_stack((op_leeftijd[keuze], op_leeftijd[keuze + 1]))
    geboren, namen = personen.geboren.copy(), personen.achternaam.copy()
    geboren[paren[:, 1]] = geboren[paren[:, 0]]
    namen[paren[:, 1]] = namen[paren[:, 0]]
    nieuw = replace(personen, geboren=geboren, achternaam=namen)
    return replace(bewoners, personen=nieuw), paren
