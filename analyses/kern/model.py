"""A regression from residents to estimates that other packages have computed again."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from analyses.kern import belang, bescherming, narekening, newton, ontwerp, regressie
from analyses.kern.patronen import Patronen, count_patterns
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.vraag import Vraag
from analyses.kern.woorden import enumerate_dutch

SCHEIDING = (
    "In een combinatie van klassen is iedereen verdacht, of niemand. "
    "Kies minder kenmerken of meer buurten."
)


@dataclass(frozen=True)
class Model:
    """A fitted and re-checked regression; never leaves `analyses.kern` unprotected."""

    patronen: Patronen
    ontwerp: ontwerp.Ontwerp
    schatting: newton.Schatting
    termen: tuple[regressie.Term, ...]
    auc: float
    opmerkingen: tuple[str, ...]


def fit_model(bewoners: pl.DataFrame, codes: Sequence[str], vraag: Vraag) -> Model:
    patronen = patterns_of(bewoners, codes)
    gebouwd = ontwerp.build(patronen, codes, bescherming.enough(vraag.drempels))
    if not gebouwd.factoren:
        raise GeenResultaat("Geen enkel kenmerk heeft genoeg personen in zijn klassen.")
    bescherming.demand_model(gebouwd, patronen, vraag.drempels)
    regressie.demand_rank(gebouwd, patronen)
    try:
        schatting = newton.fit(gebouwd.system(), patronen)
    except newton.Scheiding:
        raise GeenResultaat(SCHEIDING) from None
    narekening.recheck_statsmodels(gebouwd.matrix, patronen, schatting)
    score = gebouwd.matrix @ schatting.coef
    auc = belang.auc(score, patronen.n, patronen.y)
    narekening.recheck_sklearn(score, patronen, auc)
    dubbel = _overlapping(regressie.collinear(gebouwd, schatting))
    termen = regressie.terms(gebouwd, patronen, schatting)
    return Model(patronen, gebouwd, schatting, termen, auc, (*gebouwd.opmerkingen, *dubbel))


def patterns_of(bewoners: pl.DataFrame, codes: Sequence[str]) -> Patronen:
    if not codes:
        raise GeenResultaat("Geen van de gekozen kenmerken zit in de koppeling.")
    patronen = count_patterns(bewoners, codes)
    if patronen.gebeurtenissen == 0:
        raise GeenResultaat("Er zijn geen verdachten onder deze inwoners.")
    if patronen.gebeurtenissen == patronen.personen:
        raise GeenResultaat(
            "Alle inwoners in deze groep zijn verdachte. Er valt niets te vergelijken."
        )
    return patronen


def _overlapping(namen: Sequence[str]) -> tuple[str, ...]:
    if not namen:
        return ()
    return (f"{enumerate_dutch(namen)} overlappen sterk: de marges zijn daardoor breed.",)
