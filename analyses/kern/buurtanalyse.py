"""The kinds of analysis that lay all buurten beside each other, from residents to safe tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analyses.kern import (
    bescherming,
    buurtdeel,
    buurtfiguren,
    buurtspreiding,
    kaartfiguren,
    leesbuurt,
    ontwerp,
    tabellen,
)
from analyses.kern.gebieden import Gebieden, areas
from analyses.kern.meerniveau import GeenVerschil
from analyses.kern.model import (
    SCHEIDING,
    Model,
    checked,
    demand_both,
    demand_codes,
    fit_design,
)
from analyses.kern.patronen import BUURT, Patronen, collapse, people, places_in
from analyses.kern.specificatie import (
    Basis,
    Bereik,
    Buurtdeelspecificatie,
    Buurtspreidingspecificatie,
    Gebiedskeuze,
    Overige,
)
from analyses.kern.tekenblad import Figuur
from analyses.kern.telling import Telvraag
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.vertelling import levels_told, shares_told
from analyses.kern.voorwaarden import aged, also, inside
from analyses.kern.vraag import WIE, Opbrengst, Vraag
from bronnen.kern.kenmerken import VERDACHTE, kenmerk
from privacy.kern.beschermen import Buurtcijfer, Gebiedsverschil, Verschildeel
from privacy.kern.celtabel import Celtabel
from privacy.kern.tabeluitspraken import meaning
from privacy.kern.veilig import VeiligeTabel

VERDACHT = (VERDACHTE.code,)
TE_WEINIG = "Er zijn te weinig buurten met genoeg inwoners en verdachten om te vergelijken."
NIET_TE_SCHATTEN = "Hoeveel de buurten zelf verschillen, is met deze gegevens niet te schatten."
IN_BEELD, REFERENTIE = "Buurten in beeld", "Referentie"
ANDERE = "Andere buurten"
ZONDER, MET = "zoals de inwoners zijn", "bij gelijke kenmerken"
GROEPEN: Mapping[str, str] = {
    "persoon": "Persoon",
    "huishouden": "Huishouden",
    "financieel": "Financiële positie",
}
SAMEN = "Wie er woont, samen"


@dataclass(frozen=True)
class Buurtcellen:
    """Suspects per buurt: counted, and protected."""

    gebieden: Gebieden
    ruw: Celtabel
    veilig: VeiligeTabel

    @property
    def getoond(self) -> tuple[int, ...]:
        """Leaves whose row is shown, in order."""
        bladen = len(self.gebieden.dimensie.klassen)
        return tuple(p for p, rij in enumerate(self.veilig.rijen[:bladen]) if rij.getoond)

    def label(self, blad: int) -> str:
        return self.gebieden.dimensie.klassen[blad]


def count_areas(keuze: Gebiedskeuze, bewoners: pl.DataFrame, vraag: Vraag) -> Buurtcellen:
    """Each buurt apart: the same table as the suspects per buurt, so that it tells nothing new."""
    verdachten = people(bewoners.filter(pl.col(VERDACHTE.code) == 1))
    demand_both(verdachten, people(bewoners))
    gebieden = areas(replace(keuze, overige=Overige.apart), vraag.verslag, vraag.onderzoek)
    ruw = tabellen.suspects_table(bewoners, gebieden)
    return Buurtcellen(
        gebieden, ruw, bescherming.protect_shares(ruw, vraag.drempels, vraag.demanded(ruw))
    )


def own_part(specificatie: Buurtdeelspecificatie, vraag: Vraag) -> Opbrengst:
    factoren = tuple(code for code in specificatie.factoren if vraag.has(code))
    weg = [kenmerk(c).naam for c in specificatie.factoren if c not in factoren]
    bewoners = vraag.rows(Telvraag((BUURT,)), 5, 15)
    cellen = count_areas(specificatie.gebieden, bewoners, vraag)
    if len(cellen.getoond) < buurtdeel.MINSTE_GEBIEDEN:
        raise GeenResultaat(TE_WEINIG)
    demand_codes(factoren)
    telvraag = Telvraag((*factoren, BUURT), vanaf=Basis.vanaf_12.jaren)
    volwassen = vraag.count(telvraag, 15, 25).patronen
    vraag.voortgang(25, "Het model schatten")
    model = _model(volwassen, factoren, cellen.gebieden, vraag)
    vraag.voortgang(40, "Buurten vergelijken")
    deel = _Buurtdeel(cellen, model, volwassen, vraag)
    variatie, effecten = deel.variation(), deel.effects()
    vraag.voortgang(60, "Het verschil ontleden")
    ontleding = deel.difference(specificatie.gebieden)
    tabellen_ = (ontleding, effecten, variatie, cellen.veilig)
    opmerkingen = (*model.opmerkingen, *(f"{naam} telt niet mee." for naam in weg))
    labels = cellen.gebieden.labels
    hulp = leesbuurt.read_own_part(tabellen_, opmerkingen, labels, vraag.onderzoek)
    tekening = buurtfiguren.own_part_figures(ontleding, effecten, labels)
    wie = also(aged(Basis.vanaf_12), inside(Bereik.gemeente, cellen.gebieden, vraag.verslag))
    delen = (
        shares_told(cellen.ruw, cellen.veilig, vraag.drempels),
        levels_told("buurtdeel", model, wie, vraag.drempels),
    )
    n, basis = model.patronen.personen, f"{WIE[Basis.vanaf_12]}, hele gemeente"
    return Opbrengst(hulp, tabellen_, tekening, n, basis, (*factoren, *VERDACHT), wie, delen)


def _model(per_buurt: Patronen, factoren: Sequence[str], gebieden: Gebieden, vraag: Vraag) -> Model:
    """Levels hold enough suspects within and outside the studied buurten: of those within, other
    results tell, and the difference must stand as well. A random intercept has no penalty: where
    maximum likelihood runs away, so would it."""
    patronen = checked(collapse(per_buurt, factoren))
    binnen = np.isin(per_buurt.kolom(BUURT), list(gebieden.onderzocht))
    delen = [_part_of(patronen, per_buurt, wie) for wie in (binnen, ~binnen) if wie.any()]
    gebouwd = ontwerp.build(patronen, factoren, bescherming.enough(vraag.drempels), delen)
    model = fit_design(gebouwd, patronen, vraag)
    if model.firth:
        raise GeenResultaat(SCHEIDING)
    return model


def _part_of(patronen: Patronen, per_buurt: Patronen, wie: NDArray[np.bool_]) -> Patronen:
    """The same patterns with the persons and suspects of a part of the residents."""
    plaats = places_in(per_buurt, patronen)[wie]
    n, y = (
        np.bincount(plaats, weights=telling[wie], minlength=len(patronen.n)).astype(np.int64)
        for telling in (per_buurt.n, per_buurt.y)
    )
    return replace(patronen, n=n, y=y)


class _Buurtdeel:
    """One model, seen from three sides. Buurten that are not shown count as one area."""

    def __init__(
        self, cellen: Buurtcellen, model: Model, per_buurt: Patronen, vraag: Vraag
    ) -> None:
        self.cellen, self.model, self.vraag = cellen, model, vraag
        rijen = buurtdeel.by_area(per_buurt)
        self.patronen, self.buurt = rijen.patronen, rijen.buurt
        self.ontwerp = ontwerp.over(model.ontwerp, rijen.patronen)
        self.blad = cellen.gebieden.blad[rijen.buurt]
        plek = np.full(int(cellen.gebieden.blad.max()) + 1, len(cellen.getoond))
        plek[list(cellen.getoond)] = np.arange(len(cellen.getoond))
        self.gebied = _dense(plek[self.blad])
        self.buurten = self._fit("Buurt", self.gebied)

    def _fit(self, niveau: str, gebied: buurtdeel.Nummers) -> buurtdeel.Variatie | None:
        begin = self.model.schatting.coef
        try:
            return buurtdeel.variation(niveau, self.ontwerp, self.patronen, gebied, begin)
        except GeenVerschil:
            raise GeenResultaat(NIET_TE_SCHATTEN) from None

    def variation(self) -> VeiligeTabel:
        codes = np.array([code[2:8] for code in self.vraag.verslag.buurtcodes])
        wijken = self._fit("Wijk", np.unique(codes[self.buurt], return_inverse=True)[1])
        regels = [
            Gebiedsverschil(v.niveau, wie, v.gebieden, fit.icc, fit.mor, fit.p_gebied)
            for v in (self.buurten, wijken)
            if v is not None
            for wie, fit in ((ZONDER, v.zonder), (MET, v.met))
        ]
        return bescherming.protect_area_variation(regels, self.vraag.drempels)

    def effects(self) -> VeiligeTabel:
        verwacht = buurtdeel.expected_by_area(
            self.ontwerp, self.patronen, self.gebied, self.model.schatting.coef
        )
        effect, straal = self._shrunken(len(verwacht))
        cijfers = {
            self.cellen.label(blad): Buurtcijfer(float(verwacht[p]), effect[p], straal[p])
            for p, blad in enumerate(self.cellen.getoond)
        }
        verborgen = {
            self.cellen.label(blad): Buurtcijfer(0.0)
            for blad in range(len(self.cellen.gebieden.dimensie.klassen))
            if blad not in self.cellen.getoond
        }
        return bescherming.protect_area_effects(
            self.cellen.veilig, cijfers | verborgen, self.vraag.drempels
        )

    def _shrunken(self, gebieden: int) -> tuple[Sequence[float | None], Sequence[float | None]]:
        """From the rounded counts; nothing where buurten do not differ."""
        if self.buurten is None or not self.buurten.met.varieert:
            return [None] * gebieden, [None] * gebieden
        y = np.bincount(self.gebied, weights=self.patronen.y).astype(np.float64)
        geteld = self.cellen.veilig.kolom("aantal")
        for p, blad in enumerate(self.cellen.getoond):
            y[p] = float(geteld[blad] or 0)
        effect, straal = buurtdeel.area_effects(
            self.buurten, self.ontwerp, self.patronen, self.gebied, y
        )
        return effect.tolist(), straal.tolist()

    def difference(self, keuze: Gebiedskeuze) -> VeiligeTabel:
        eerste, tweede = self._groups(keuze)
        if self.buurten is None:
            raise GeenResultaat(TE_WEINIG)
        uitleg = buurtdeel.explain(
            self.ontwerp, self.patronen, np.isin(self.blad, eerste), np.isin(self.blad, tweede),
            self.buurten.met,
        )  # fmt: skip
        delen = [_part(GROEPEN[naam], deel) for naam, deel in uitleg.delen.items()]
        n = np.bincount(self.blad, weights=self.patronen.n)
        groottes = {self.cellen.label(blad): int(n[blad]) for blad in (*eerste, *tweede)}
        naam = REFERENTIE if keuze.referentie else ANDERE
        return bescherming.protect_difference(
            self.cellen.veilig, groottes,
            (IN_BEELD, [self.cellen.label(blad) for blad in eerste]),
            (naam, [self.cellen.label(blad) for blad in tweede]),
            [*delen, _part(SAMEN, uitleg.samen)], self.vraag.drempels,
        )  # fmt: skip

    def _groups(self, keuze: Gebiedskeuze) -> tuple[list[int], list[int]]:
        """Leaves in beeld and those they are compared with: the reference, else all others."""
        druk, onderzocht = len(keuze.onder_druk), len(keuze.onderzocht)
        eerste = list(range(druk))
        tweede = list(range(druk, onderzocht))
        if not keuze.referentie:
            tweede = [blad for blad in self.cellen.getoond if blad >= druk]
        if not tweede:
            raise GeenResultaat("Er is geen buurt om mee te vergelijken. Kies een referentie.")
        return eerste, tweede


def _dense(nummers: buurtdeel.Nummers) -> buurtdeel.Nummers:
    """The same numbers without a gap at the end or between."""
    return np.asarray(np.unique(nummers, return_inverse=True)[1], dtype=np.intp)


def _part(naam: str, deel: buurtdeel.Deelschatting) -> Verschildeel:
    return Verschildeel(naam, 100 * deel.waarde, 100 * deel.van, 100 * deel.tot)


def area_spread(specificatie: Buurtspreidingspecificatie, vraag: Vraag) -> Opbrengst:
    """Computed from the shown rows alone."""
    bewoners = vraag.rows(Telvraag((BUURT,)), 5, 50)
    cellen = count_areas(specificatie.gebieden, bewoners, vraag)
    vraag.voortgang(50, "Buurten vergelijken")
    codes = _codes(cellen, vraag)
    gevonden = buurtspreiding.spread(cellen.veilig, codes, vraag.kaart, vraag.drempels)
    veilig = bescherming.protect_area_spread(cellen.veilig, gevonden, vraag.drempels)
    labels = cellen.gebieden.labels
    kaart = _map(cellen, vraag)
    hulp = leesbuurt.read_area_spread(
        veilig, gevonden.opmerkingen, labels, vraag.onderzoek, kaart=bool(kaart)
    )
    tekening = (buurtfiguren.funnel_figure(veilig[0], veilig[1], labels), *kaart)
    delen = (shares_told(cellen.ruw, cellen.veilig, vraag.drempels),)
    wie = meaning(cellen.gebieden.dimensie, None)
    return Opbrengst(
        hulp, (*veilig, cellen.veilig), tekening, people(bewoners), WIE[Basis.alle], VERDACHT,
        wie, delen,
    )  # fmt: skip


def _map(cellen: Buurtcellen, vraag: Vraag) -> tuple[Figuur, ...]:
    """The same shares on the map, where one was delivered."""
    namen = {
        code: cellen.label(int(blad))
        for code, blad in zip(vraag.verslag.buurtcodes, cellen.gebieden.blad.tolist(), strict=False)
    }
    vlakken = vraag.kaart.buurten if vraag.kaart else ()
    kaart = kaartfiguren.share_map(cellen.veilig, vlakken, namen, cellen.gebieden.labels)
    return (kaart,) if kaart else ()


def _codes(cellen: Buurtcellen, vraag: Vraag) -> dict[str, str]:
    """The code of each shown buurt by its label."""
    per_blad = {int(blad): code for code, blad in zip(
        vraag.verslag.buurtcodes, cellen.gebieden.blad.tolist(), strict=False
    )}  # fmt: skip
    return {cellen.label(blad): per_blad[blad] for blad in cellen.getoond}
