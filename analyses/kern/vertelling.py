"""What each kind of analysis tells of whom, for the ledger of releases."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analyses.kern.bescherming import GEWOON
from analyses.kern.model import Model
from analyses.kern.ontwerp import Factor
from analyses.kern.patronen import Patronen
from analyses.kern.regels import Regel, item_codes
from analyses.kern.voorwaarden import VERDACHT, also, classes
from analyses.kern.woorden import rule_words
from bronnen.kern.kenmerken import kenmerk
from privacy.kern import modeluitspraken
from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.modeluitspraken import Modelniveau, Telling
from privacy.kern.tabeluitspraken import Deel, table_part
from privacy.kern.uitspraken import Groep
from privacy.kern.veilig import VeiligeTabel

TOTAAL = "Alle personen samen"


def shares_told(tabel: Celtabel, veilig: VeiligeTabel, drempels: Drempelset) -> Deel:
    return table_part(tabel, veilig, drempels)


def frequencies_told(tabel: Celtabel, veilig: VeiligeTabel, drempels: Drempelset) -> Deel:
    """The first dimension divides the group, as in `bescherming.protect_frequencies`."""
    code = tabel.dimensies[0].code
    gewoon = GEWOON.get(code, ())
    return table_part(tabel, veilig, drempels, verdeling=code, gewoon=gewoon)


def rules_told(
    regels: Sequence[Regel],
    patronen: Patronen,
    tabel: VeiligeTabel,
    wie: Groep,
    drempels: Drempelset,
) -> Deel:
    getoond = set(tabel.kolom("regel"))
    tellingen = []
    for nummer, regel in enumerate(regels):
        tekst = rule_words(regel.items)
        if tekst in getoond:
            groep = wie
            for code, klasse in (item.split("=", 1) for item in regel.items):
                groep = also(groep, (classes(code, item_codes(code, klasse)),))
            tellingen.append(Telling(tekst, groep, regel.n, regel.y, nummer=nummer))
    totaal = Telling(TOTAAL, wie, patronen.personen, patronen.gebeurtenissen)
    return modeluitspraken.rules_part(tabel.naam, VERDACHT, totaal, tellingen, drempels)


def regression_told(
    model: Model,
    wie: Groep,
    drempels: Drempelset,
    alleen: str | None = None,
    uitkomst: Groep = VERDACHT,
    naam: str = "regressie",
) -> Deel:
    """`alleen`: the one factor that is shown; the others were held equal."""
    patronen, ontwerp = model.patronen, model.ontwerp
    totaal = Telling(
        TOTAAL, wie, patronen.personen, patronen.gebeurtenissen, getoond=alleen is None
    )
    niveaus = [
        _level(factor, plek, plaatsen, wie, ruw=alleen is None)
        for factor, plaatsen in zip(ontwerp.factoren, ontwerp.plaatsen, strict=True)
        for plek in range(len(factor.niveaus))
        if alleen in (None, factor.code)
    ]
    scheef = np.isin(np.arange(ontwerp.parameters), list(model.marges.grenzen))
    schatting = modeluitspraken.Model(
        ontwerp.matrix, patronen.n, model.shown.coef, model.shown.se, scheef, model.correctie
    )
    return modeluitspraken.regression_part(
        naam, uitkomst, totaal, niveaus, None if alleen else schatting, drempels
    )


def levels_told(naam: str, model: Model, wie: Groep, drempels: Drempelset) -> Deel:
    """Every level with its count, references too: more than what is computed from them shows."""
    niveaus = [
        replace(niveau, telling=replace(niveau.telling, getoond=True))
        for factor, plaatsen in zip(model.ontwerp.factoren, model.ontwerp.plaatsen, strict=True)
        for plek in range(len(factor.niveaus))
        for niveau in [_level(factor, plek, plaatsen, wie, ruw=True)]
    ]
    totaal = Telling(TOTAAL, wie, model.patronen.personen, model.patronen.gebeurtenissen)
    return modeluitspraken.regression_part(naam, VERDACHT, totaal, niveaus, None, drempels)


def _level(
    factor: Factor, plek: int, plaatsen: NDArray[np.uint8], wie: Groep, *, ruw: bool
) -> Modelniveau:
    """`ruw`: where the raw difference stands beside, the count of the reference is told too."""
    niveau = factor.niveaus[plek]
    groep = also(wie, (classes(factor.code, niveau.codes),))
    getoond = plek != factor.referentie or (ruw and kenmerk(factor.code).gevoelig)
    label = f"{factor.naam}: {niveau.label}"
    return Modelniveau(Telling(label, groep, niveau.n, niveau.y, getoond), plaatsen == plek)
