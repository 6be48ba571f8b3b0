"""A regression from residents to estimates that other packages have computed again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from analyses.kern import belang, bescherming, narekening, newton, ontwerp, regressie
from analyses.kern.firth import fit_firth, leverages
from analyses.kern.ijking import Ijkband, calibrate
from analyses.kern.marges import Marges, firth_margins, margins
from analyses.kern.patronen import Patronen, numbered
from analyses.kern.telling import Geteld
from analyses.kern.trossen import Huishoudens, covariance_of
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.vraag import Vraag
from analyses.kern.woorden import enumerate_dutch

SCHEIDING = (
    "In een combinatie van klassen is iedereen verdacht, of niemand. "
    "Kies minder kenmerken of meer buurten."
)
FIRTH = (
    "Een kenmerk scheidt de groepen bijna helemaal. De schatting is daarom voorzichtig gemaakt "
    "(methode van Firth) en de marges zijn breed."
)
TROSSEN = "De marges houden er rekening mee dat leden van één huishouden op elkaar lijken."
ONTERECHT_ZEKER = 0.995  # an AUC from which the kenmerken tell of everyone who is a suspect


@dataclass(frozen=True)
class Model:
    """A fitted and re-checked regression; never leaves `analyses.kern` unprotected.

    `firth`: penalised, because maximum likelihood ran away.
    """

    patronen: Patronen
    ontwerp: ontwerp.Ontwerp
    schatting: newton.Schatting
    marges: Marges
    termen: tuple[regressie.Term, ...]
    auc: float
    ijking: tuple[Ijkband, ...]
    firth: bool
    opmerkingen: tuple[str, ...]


def fit_model(
    geteld: Geteld, codes: Sequence[str], vraag: Vraag, paar: tuple[str, ...] = ()
) -> Model:
    """`paar`: two of the codes whose interaction is asked."""
    patronen = checked(geteld.patronen)
    gebouwd = ontwerp.build(patronen, codes, bescherming.enough(vraag.drempels), paar=paar)
    return fit_design(gebouwd, patronen, vraag, _living_together(geteld))


def fit_design(
    gebouwd: ontwerp.Ontwerp,
    patronen: Patronen,
    vraag: Vraag,
    huishoudens: Huishoudens | None = None,
) -> Model:
    """`huishoudens`: of those that were counted in `patronen`, if known."""
    if not gebouwd.factoren:
        raise GeenResultaat("Geen enkel kenmerk heeft genoeg personen in zijn klassen.")
    bescherming.demand_model(gebouwd, patronen, vraag.drempels)
    regressie.demand_rank(gebouwd, patronen)
    schatting, firth = _estimate(gebouwd, patronen)
    score = gebouwd.matrix @ schatting.coef
    auc = belang.auc(score, patronen.n, patronen.y)
    narekening.recheck_sklearn(score, patronen, auc)
    if auc >= ONTERECHT_ZEKER:
        raise GeenResultaat(SCHEIDING)
    marges = _margins(gebouwd, patronen, schatting, firth, huishoudens)
    return Model(
        patronen,
        gebouwd,
        schatting,
        marges,
        regressie.terms(gebouwd, patronen, schatting, marges),
        auc,
        calibrate(special.expit(score), patronen),
        firth,
        (*gebouwd.opmerkingen, *_remarks(gebouwd, schatting, firth, huishoudens)),
    )


def _living_together(geteld: Geteld) -> Huishoudens | None:
    """A key is the number of a pattern, and the outcome behind it."""
    if geteld.trossen is None:
        return None
    patronen = len(geteld.patronen.n)
    uitkomst = np.tile(np.array([0, 1]), patronen)
    sleutels = np.repeat(numbered(geteld.patronen), 2) * np.uint64(2) + uitkomst.astype(np.uint64)
    return Huishoudens(geteld.trossen, sleutels, np.repeat(np.arange(patronen), 2), uitkomst)


def demand_codes(codes: Sequence[str]) -> None:
    if not codes:
        raise GeenResultaat("Geen van de gekozen kenmerken zit in de koppeling.")


def checked(patronen: Patronen) -> Patronen:
    """GeenResultaat where there is nothing to compare."""
    demand_both(patronen.gebeurtenissen, patronen.personen)
    return patronen


def demand_both(verdachten: int, personen: int) -> None:
    """Suspects, and others."""
    if verdachten == 0:
        raise GeenResultaat("Er zijn geen verdachten onder deze inwoners.")
    if verdachten == personen:
        raise GeenResultaat(
            "Alle inwoners in deze groep zijn verdachte. Er valt niets te vergelijken."
        )


def _estimate(gebouwd: ontwerp.Ontwerp, patronen: Patronen) -> tuple[newton.Schatting, bool]:
    """Maximum likelihood, or Firth's where that runs away; computed again by statsmodels."""
    try:
        schatting = newton.fit(gebouwd.system(), patronen)
    except newton.Scheiding:
        return _penalised(gebouwd, patronen), True
    narekening.recheck_statsmodels(gebouwd.matrix, patronen, schatting)
    return schatting, False


def without_interaction(model: Model) -> tuple[ontwerp.Ontwerp, newton.Schatting]:
    """The same levels without the interaction, computed again by statsmodels."""
    los = ontwerp.without_interaction(model.ontwerp, model.patronen)
    schatting = newton.fit(los.system(), model.patronen)
    narekening.recheck_statsmodels(los.matrix, model.patronen, schatting)
    return los, schatting


def _penalised(gebouwd: ontwerp.Ontwerp, patronen: Patronen) -> newton.Schatting:
    n, y = patronen.n.astype(np.float64), patronen.y.astype(np.float64)
    try:
        schatting = fit_firth(gebouwd.matrix, n, y)
    except newton.Scheiding:
        raise GeenResultaat(SCHEIDING) from None
    hefboom = leverages(gebouwd.matrix, n, schatting)
    narekening.recheck_firth(gebouwd.matrix, patronen, schatting, hefboom)
    return schatting


def _margins(
    gebouwd: ontwerp.Ontwerp,
    patronen: Patronen,
    schatting: newton.Schatting,
    firth: bool,
    huishoudens: Huishoudens | None,
) -> Marges:
    if firth:
        return firth_margins(gebouwd, patronen, schatting)
    covariantie = schatting.covariantie
    if huishoudens is not None:
        covariantie = covariance_of(gebouwd.matrix, schatting, huishoudens)
    return margins(gebouwd, patronen, schatting, covariantie)


def _remarks(
    gebouwd: ontwerp.Ontwerp,
    schatting: newton.Schatting,
    firth: bool,
    huishoudens: Huishoudens | None,
) -> tuple[str, ...]:
    dubbel = regressie.collinear(gebouwd, schatting)
    overlap = f"{enumerate_dutch(dubbel)} overlappen sterk: de marges zijn daardoor breed."
    return (
        *((overlap,) if dubbel else ()),
        *((FIRTH,) if firth else ()),
        *((TROSSEN,) if not firth and huishoudens is not None else ()),
    )
