"""What each kind of analysis tells of whom, for the ledger of releases."""

from collections.abc import Iterator, Sequence

from analyses.kern.bescherming import GEWOON
from analyses.kern.model import Model
from analyses.kern.ontwerp import Factor, classes_of, parts_of
from analyses.kern.patronen import Patronen
from analyses.kern.regels import Regel, item_codes
from analyses.kern.voorwaarden import VERDACHT, also, classes
from analyses.kern.woorden import rule_words
from bronnen.kern.kenmerken import kenmerk
from privacy.kern import modeluitspraken
from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.modeluitspraken import Telling
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
    totaal = Telling(
        TOTAAL,
        wie,
        model.patronen.personen,
        model.patronen.gebeurtenissen,
        getoond=alleen is None,
    )
    niveaus = [
        _level(factor, plek, wie, getoond=_is_told(factor, plek, alleen))
        for factor, plek in _levels(model)
    ]
    return modeluitspraken.regression_part(naam, uitkomst, totaal, niveaus, drempels)


def levels_told(naam: str, model: Model, wie: Groep, drempels: Drempelset) -> Deel:
    """Every level with its size, references too: more than what is computed from them shows."""
    niveaus = [_level(factor, plek, wie, getoond=True) for factor, plek in _levels(model)]
    totaal = Telling(TOTAAL, wie, model.patronen.personen, model.patronen.gebeurtenissen)
    return modeluitspraken.regression_part(naam, VERDACHT, totaal, niveaus, drempels)


def _levels(model: Model) -> Iterator[tuple[Factor, int]]:
    for factor in model.ontwerp.factoren:
        for plek in range(len(factor.niveaus)):
            yield factor, plek


def _is_told(factor: Factor, plek: int, alleen: str | None) -> bool:
    """Whether a level has a row; the raw difference, where it stands beside, shows the reference
    too."""
    if plek == factor.referentie:
        return alleen is None and any(kenmerk(deel).gevoelig for deel in parts_of(factor.code))
    return alleen in (None, factor.code)


def _level(factor: Factor, plek: int, wie: Groep, *, getoond: bool) -> Telling:
    niveau = factor.niveaus[plek]
    groep = wie
    for deel, klassen in classes_of(factor.code, niveau.codes):
        groep = also(groep, (classes(deel, klassen),))
    return Telling(f"{factor.naam}: {niveau.label}", groep, niveau.n, niveau.y, getoond)
