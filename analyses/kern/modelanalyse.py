"""The kinds of analysis that are regressions: from residents to safe tables, figures and words."""

from collections.abc import Sequence

from analyses.kern import belang, bescherming, figuren, leesmodel
from analyses.kern.gebieden import areas, where_within, within_places
from analyses.kern.gewicht import MEESTE, Gewicht
from analyses.kern.model import Model, demand_codes, fit_model, without_interaction
from analyses.kern.specificatie import Regressiespecificatie
from analyses.kern.telling import Telvraag
from analyses.kern.vertelling import regression_told
from analyses.kern.voorwaarden import aged, also, inside
from analyses.kern.vraag import WIE, Opbrengst, Vraag
from analyses.kern.woorden import GROEPWOORDEN
from bronnen.kern.kenmerken import VERDACHTE, kenmerk

VERDACHT = (VERDACHTE.code,)
GEEN_WISSELWERKING = "De gevraagde wisselwerking is met deze gegevens niet te toetsen."


def regression(specificatie: Regressiespecificatie, vraag: Vraag) -> Opbrengst:
    factoren = tuple(code for code in specificatie.factoren if vraag.has(code))
    ontbreekt = [kenmerk(c).naam for c in specificatie.factoren if c not in factoren]
    gebieden = areas(specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    demand_codes(factoren)
    telvraag = Telvraag(
        factoren, within_places(gebieden, specificatie.bereik), vanaf=specificatie.basis.jaren,
        huishoudens=vraag.by_household,
    )  # fmt: skip
    geteld = vraag.count(telvraag, 5, 30)
    vraag.voortgang(30, "Het model schatten")
    paar = tuple(code for code in specificatie.wisselwerking if code in factoren)
    model = fit_model(geteld, factoren, vraag, paar if len(paar) == 2 else ())
    vraag.voortgang(50, "Elk kenmerk toetsen en wegen")
    toetsen = tests_of(model)
    gewichten, groepen = _weights(model, vraag)
    vraag.voortgang(70, "Kleine groepen beschermen")
    termen, toetstabel, passing = bescherming.protect_regression(
        model.ontwerp, model.patronen, model.schatting, model.termen, toetsen, model.auc,
        vraag.drempels, {g.eenheid: g.algemeen for g in gewichten},
    )  # fmt: skip
    woorden = {GROEPWOORDEN[g.eenheid]: g.algemeen for g in groepen}
    groeptabel = bescherming.protect_weights(woorden, vraag.drempels) if woorden else None
    ijking = bescherming.protect_calibration(model.ijking, vraag.drempels)
    basis = f"{WIE[specificatie.basis]}, {where_within(specificatie.bereik, gebieden)}"
    opmerkingen = (*missing(ontbreekt), *model.opmerkingen, *_not_tested(specificatie, model))
    hulp = leesmodel.read_regression(
        termen, toetstabel, groeptabel, ijking, opmerkingen, basis, vraag.onderzoek
    )
    extra = (ijking,) if groeptabel is None else (groeptabel, ijking)
    wie = also(aged(specificatie.basis), inside(specificatie.bereik, gebieden, vraag.verslag))
    delen = (regression_told(model, wie, vraag.drempels),)
    return Opbrengst(
        hulp, (termen, toetstabel, *extra, passing), figuren.regression_figures(termen, toetstabel),
        model.patronen.personen, basis, (*factoren, *VERDACHT), wie, delen,
    )  # fmt: skip


def _not_tested(specificatie: Regressiespecificatie, model: Model) -> tuple[str, ...]:
    """An interaction that was asked and is not there: too few persons, or a penalised estimate."""
    if not specificatie.wisselwerking or _interacts(model):
        return ()
    return (GEEN_WISSELWERKING,)


def _interacts(model: Model) -> bool:
    return not model.firth and any(factor.assen for factor in model.ontwerp.factoren)


def tests_of(model: Model) -> tuple[belang.Factortoets, ...]:
    if _interacts(model):
        los, apart = without_interaction(model)
        return belang.interaction_tests(model.ontwerp, los, model.patronen, model.schatting, apart)
    toets = belang.penalised_tests if model.firth else belang.type_two
    return toets(model.ontwerp, model.patronen, model.schatting)


def missing(namen: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{naam} zit niet in de koppeling en telt niet mee." for naam in namen)


def _weights(model: Model, vraag: Vraag) -> tuple[tuple[Gewicht, ...], tuple[Gewicht, ...]]:
    """Shares of what the model explains, of factors and of their groups; none of Firth's estimate,
    or of more factors than can be weighed."""
    if model.firth or len(model.ontwerp.factoren) > MEESTE:
        return (), ()

    def tell(deel: float) -> None:
        vraag.voortgang(50 + int(20 * deel), "Elk kenmerk toetsen en wegen")

    groepen = _shares(belang.group_weights(model.ontwerp, model.patronen))
    gemengd = any(groep.eenheid == belang.GEMENGD for groep in groepen)
    factoren = _shares(belang.factor_weights(model.ontwerp, model.patronen, tell))
    return factoren, () if gemengd else groepen


def _shares(gewichten: Sequence[Gewicht]) -> tuple[Gewicht, ...]:
    samen = sum(gewicht.algemeen for gewicht in gewichten)
    if len(gewichten) < 2 or samen <= 0:
        return ()
    return tuple(Gewicht(g.eenheid, max(0.0, g.algemeen / samen), ()) for g in gewichten)
