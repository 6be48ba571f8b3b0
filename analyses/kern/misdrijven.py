"""Which kenmerken beside which kind of crime: one regression for each misdrijfgroep, side by side.

All models have the same levels, which must hold enough suspects of every group that is shown; so a
group with too few goes before the others lose a kenmerk. Many tests are done at once: p-values are
corrected for all of them (Benjamini & Hochberg).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyses.kern import bescherming, figuren, leesmisdrijf, ontwerp
from analyses.kern.belang import Getoetst
from analyses.kern.gebieden import areas, where_within, within_places
from analyses.kern.model import Model, checked, demand_codes, fit_design
from analyses.kern.modelanalyse import VERDACHT, missing, tests_of
from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen, collapse, numbered, places_in
from analyses.kern.specificatie import Misdrijfspecificatie
from analyses.kern.telling import Geteld, Telvraag
from analyses.kern.trossen import Huishoudens
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.veeltoetsen import false_discovery
from analyses.kern.vertelling import regression_told
from analyses.kern.voorwaarden import MISDRIJF, aged, also, inside, of_crime
from analyses.kern.vraag import WIE, Opbrengst, Vraag
from bronnen.kern.kenmerken import MISDRIJFGROEPEN, kenmerk

GEBEURTENISSEN = 100  # suspects of a group
PER_PARAMETER = 10  # suspects for each parameter of the model (Peduzzi e.a. 1996)
TE_WEINIG = "Geen enkele soort misdrijf heeft genoeg verdachten om te vergelijken."


@dataclass(frozen=True)
class Misdrijf:
    """A misdrijfgroep by its place in the list, and the residents counted by it; `huishoudens`:
    who live together, if known."""

    plek: int
    patronen: Patronen
    huishoudens: Huishoudens | None = None

    @property
    def naam(self) -> str:
        return MISDRIJFGROEPEN[self.plek]


def kinds_of_crime(specificatie: Misdrijfspecificatie, vraag: Vraag) -> Opbrengst:
    factoren = tuple(code for code in specificatie.factoren if vraag.has(code))
    ontbreekt = [kenmerk(c).naam for c in specificatie.factoren if c not in factoren]
    gebieden = areas(specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    demand_codes(factoren)
    telvraag = Telvraag(
        (*factoren, MISDRIJF), within_places(gebieden, specificatie.bereik),
        vanaf=specificatie.basis.jaren, huishoudens=vraag.by_household,
    )  # fmt: skip
    geteld = vraag.count(telvraag, 5, 20)
    vraag.voortgang(20, "Per soort misdrijf tellen")
    gekozen, gebouwd = choose(by_kind(geteld, factoren), factoren, vraag)
    modellen = _fit(gekozen, gebouwd, vraag)
    vraag.voortgang(70, "Kleine groepen beschermen")
    getoetst = corrected([_tested(misdrijf, model) for misdrijf, model in modellen])
    termen, toetsen, passing = bescherming.protect_side_by_side(getoetst, vraag.drempels)
    weg = [naam for naam in MISDRIJFGROEPEN if naam not in {m.naam for m, _ in modellen}]
    basis = f"{WIE[specificatie.basis]}, {where_within(specificatie.bereik, gebieden)}"
    opmerkingen = (
        *missing(ontbreekt),
        *dict.fromkeys(o for _, m in modellen for o in m.opmerkingen),
    )
    hulp = leesmisdrijf.read_crimes(toetsen, weg, opmerkingen, basis, vraag.onderzoek)
    wie = also(aged(specificatie.basis), inside(specificatie.bereik, gebieden, vraag.verslag))
    delen = tuple(
        regression_told(
            m, wie, vraag.drempels, uitkomst=of_crime(misdrijf.plek), naam=misdrijf.naam
        )
        for misdrijf, m in modellen
    )
    return Opbrengst(
        hulp, (toetsen, termen, passing), figuren.crime_figures(termen, toetsen),
        gekozen[0].patronen.personen, basis, (*factoren, *VERDACHT), wie, delen,
    )  # fmt: skip


def by_kind(geteld: Geteld, factoren: Sequence[str]) -> list[Misdrijf]:
    """Every misdrijfgroep over the same patterns; one without suspects too."""
    breed = geteld.patronen
    smal = collapse(breed, factoren)
    plaats, groepen = places_in(breed, smal), breed.kolom(MISDRIJF)
    return [
        Misdrijf(
            plek,
            replace(smal, y=_summed(plaats, breed.n * (groepen >> plek & 1), len(smal.n))),
            _living_together(geteld, plaats, groepen >> plek & 1),
        )
        for plek in range(len(MISDRIJFGROEPEN))
    ]


def _summed(
    plaats: NDArray[np.int64], telling: NDArray[np.int64], aantal: int
) -> NDArray[np.int64]:
    return np.bincount(plaats, weights=telling, minlength=aantal).astype(np.int64)


def _living_together(
    geteld: Geteld, plaats: NDArray[np.int64], ja: NDArray[np.int64]
) -> Huishoudens | None:
    """A key is the number of a pattern with its kinds of crime, and behind it whether somebody is a
    suspect at all."""
    if geteld.trossen is None:
        return None
    nummers = np.repeat(numbered(geteld.patronen), 2) * np.uint64(2)
    sleutels = nummers + np.tile(np.array([0, 1], dtype=np.uint64), len(plaats))
    return Huishoudens(geteld.trossen, sleutels, np.repeat(plaats, 2), np.repeat(ja, 2))


def choose(
    misdrijven: Sequence[Misdrijf], factoren: Sequence[str], vraag: Vraag
) -> tuple[list[Misdrijf], Ontwerp]:
    """The groups with enough suspects, in the order of the list, and the levels of all of them."""
    genoeg = _large(misdrijven)
    voldoet = bescherming.enough(vraag.drempels)
    while genoeg:
        grootste, *rest = genoeg
        alleen = ontwerp.build(grootste.patronen, factoren, voldoet)
        samen = ontwerp.build(grootste.patronen, factoren, voldoet, [m.patronen for m in rest])
        minst = genoeg[-1].patronen.gebeurtenissen
        if len(samen.factoren) == len(alleen.factoren) and minst >= PER_PARAMETER * (
            samen.parameters - 1
        ):
            return sorted(genoeg, key=lambda m: m.plek), samen
        genoeg.pop()
    raise GeenResultaat(TE_WEINIG)


def corrected(getoetst: Sequence[Getoetst]) -> list[Getoetst]:
    """The same with p-values of the factors that count the tests of all models."""
    p = np.array([toets.p for model in getoetst for toets in model.toetsen])
    bijgesteld = iter(false_discovery(p).tolist())
    return [
        replace(model, toetsen=tuple(replace(t, p=next(bijgesteld)) for t in model.toetsen))
        for model in getoetst
    ]


def _tested(misdrijf: Misdrijf, model: Model) -> Getoetst:
    return Getoetst(
        misdrijf.naam,
        model.ontwerp,
        model.patronen,
        model.schatting,
        model.termen,
        tests_of(model),
        model.auc,
    )


def _large(misdrijven: Sequence[Misdrijf]) -> list[Misdrijf]:
    """The largest first."""
    gevonden = [m for m in misdrijven if m.patronen.gebeurtenissen >= GEBEURTENISSEN]
    for misdrijf in gevonden:
        checked(misdrijf.patronen)
    return sorted(gevonden, key=lambda m: (-m.patronen.gebeurtenissen, m.plek))


def _fit(
    gekozen: Sequence[Misdrijf], gebouwd: Ontwerp, vraag: Vraag
) -> list[tuple[Misdrijf, Model]]:
    """Each on the common levels; a group of which no model can be made is left out."""
    modellen = []
    for nummer, misdrijf in enumerate(gekozen):
        vraag.voortgang(30 + 40 * nummer // len(gekozen), "Een model per soort misdrijf schatten")
        eigen = _counted_for(gebouwd, misdrijf.patronen)
        try:
            model = fit_design(eigen, misdrijf.patronen, vraag, misdrijf.huishoudens)
        except GeenResultaat:
            continue
        modellen.append((misdrijf, model))
    if not modellen:
        raise GeenResultaat(TE_WEINIG)
    return modellen


def _counted_for(gebouwd: Ontwerp, patronen: Patronen) -> Ontwerp:
    """The common levels with the suspects of this group."""
    factoren = tuple(
        replace(
            factor,
            niveaus=tuple(
                replace(niveau, y=int(patronen.y[plaatsen == plek].sum()), ook=())
                for plek, niveau in enumerate(factor.niveaus)
            ),
        )
        for factor, plaatsen in zip(gebouwd.factoren, gebouwd.plaatsen, strict=True)
    )
    return replace(gebouwd, factoren=factoren)
