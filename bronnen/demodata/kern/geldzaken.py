"""The financial position of a buurt's residents, from all sources together."""

from dataclasses import dataclass

import numpy as np

from bronnen.demodata.kern.achterstanden import (
    CORPORATIE,
    Belastingrijen,
    Contracten,
    Woonsituatie,
    contracts,
    ownership,
    tax_rows,
)
from bronnen.demodata.kern.gemeente import Buurt
from bronnen.demodata.kern.personen import Bewoners
from bronnen.demodata.kern.tijd import Tijdvak
from bronnen.demodata.kern.toeval import Getallen, Kansen, stream
from bronnen.demodata.kern.uitkeringen import (
    Besluitrijen,
    Bijstandsrijen,
    Schuldhulprijen,
    benefit_rows,
    debt_help_rows,
    households_on_benefit,
    special_assistance_rows,
)


@dataclass(frozen=True)
class Geldzaken:
    """`eigendom` goes by household; the others are tables of rows as they are delivered."""

    eigendom: Getallen
    bijstand: Bijstandsrijen
    bijzonder: Besluitrijen
    schuldhulp: Schuldhulprijen
    contracten: Contracten
    belastingen: Belastingrijen


def generate_finances(bewoners: Bewoners, buurt: Buurt, seed: int, tijdvak: Tijdvak) -> Geldzaken:
    stroom, profiel = stream(seed, buurt.volgnummer, "geldzaken"), buurt.profiel
    krijgt = households_on_benefit(stroom, bewoners, profiel)
    eigendom = ownership(stroom, bewoners.huishoudens, krijgt, profiel)
    woning = Woonsituatie(bewoners, krijgt, eigendom)
    contracten = contracts(stroom, woning, profiel, tijdvak)
    belastingen = tax_rows(stroom, woning, contracten, profiel, tijdvak.peildatum.year)
    bijzonder = special_assistance_rows(
        stroom, bewoners.huishoudens, krijgt, eigendom == CORPORATIE, tijdvak
    )
    kans = _debt_help_chance(bewoners, contracten, belastingen)
    return Geldzaken(
        eigendom=eigendom,
        bijstand=benefit_rows(stroom, bewoners, krijgt, tijdvak),
        bijzonder=bijzonder,
        schuldhulp=debt_help_rows(stroom, bewoners.personen, kans, tijdvak),
        contracten=contracten,
        belastingen=belastingen,
    )


def _debt_help_chance(
    bewoners: Bewoners, contracten: Contracten, belastingen: Belastingrijen
) -> Kansen:
    """By person: more often where rent or tax is owed."""
    kans = np.full(len(bewoners.personen), 0.008)
    huur = np.zeros(len(bewoners.huishoudens), dtype=np.int64)
    huur[contracten.huishouden] = contracten.hoogste
    van_persoon = huur[bewoners.personen.huishouden]
    kans[van_persoon > 0] = 0.08
    kans[van_persoon > 200] = 0.26
    kans[belastingen.persoon[belastingen.maanden > 2]] = 0.30
    return kans
