"""Statistics become safe tables here, and nowhere else: the only caller of privacy.kern's makers.

What cannot be protected ends as `GeenResultaat`, with the sentence that says what to do instead.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from analyses.kern.belang import Factortoets, Getoetst
from analyses.kern.buurtspreiding import Buurtspreiding
from analyses.kern.gelijkenis import Voorstel
from analyses.kern.ijking import Ijkband
from analyses.kern.leefklimaat import Leefklimaat
from analyses.kern.newton import Schatting
from analyses.kern.ontwerp import Ontwerp, Voldoet, parts_of
from analyses.kern.patronen import Patronen
from analyses.kern.regels import Regel, Vondst, item_codes
from analyses.kern.regressie import Term
from analyses.kern.samenhang import Samenhang
from analyses.kern.spreiding import Spreiding
from analyses.kern.trend import Jaarreeks
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.woorden import enumerate_dutch, rule_words
from bronnen.kern.kenmerken import kenmerk
from privacy.kern import beschermen
from privacy.kern.afronding import p_text
from privacy.kern.beschermen import NIETS_OPGELEGD, Koppelcijfer, Opgelegd
from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.onderdrukking import Voortgang
from privacy.kern.veilig import Kop, Maat, VeiligeTabel, VeiligResultaat

P = ParamSpec("P")
T = TypeVar("T")
GEEN_GEWICHTEN: Mapping[str, float] = {}
GEWOON = {"betaalgedrag": ("betaald",), "huurachterstand": ("geen",)}
WEGGELATEN = "Alle cijfers zijn weggelaten. Kies grotere groepen of meer jaren."
TE_VEEL = "Dit model zegt te veel over kleine groepen. Kies minder kenmerken of meer buurten."

BUURT_WEG = "Van een gekozen buurt is het cijfer weggelaten. Kies grotere buurten."


def protect_shares(
    tabel: Celtabel,
    drempels: Drempelset,
    opgelegd: Opgelegd = NIETS_OPGELEGD,
    voortgang: Voortgang | None = None,
) -> VeiligeTabel:
    def protect() -> VeiligeTabel:
        return beschermen.protect_shares(tabel, drempels, opgelegd=opgelegd, voortgang=voortgang)

    return _something(_or_nothing(WEGGELATEN, protect))


def protect_frequencies(
    tabel: Celtabel,
    drempels: Drempelset,
    opgelegd: Opgelegd = NIETS_OPGELEGD,
    voortgang: Voortgang | None = None,
) -> VeiligeTabel:
    """The first dimension divides the group."""
    code = tabel.dimensies[0].code

    def protect() -> VeiligeTabel:
        return beschermen.protect_frequencies(
            tabel,
            drempels,
            verdeling=code,
            gewoon=GEWOON.get(code, ()),
            opgelegd=opgelegd,
            voortgang=voortgang,
        )

    return _something(_or_nothing(WEGGELATEN, protect))


def enough(drempels: Drempelset) -> Voldoet:
    """Whether a level of a regression holds enough persons with and without the outcome."""

    def judge(n: int, y: int) -> bool:
        return not beschermen.check_levels([y], [n - y], drempels).te_klein

    return judge


def demand_model(ontwerp: Ontwerp, patronen: Patronen, drempels: Drempelset) -> None:
    """Before fitting: GeenResultaat for a model that says as much as the data."""

    def check() -> None:
        beschermen.check_model(
            personen=patronen.personen,
            patronen=len(patronen.n),
            parameters=ontwerp.parameters,
            drempels=drempels,
        )

    _or_nothing(TE_VEEL, check)


def protect_regression(
    ontwerp: Ontwerp,
    patronen: Patronen,
    schatting: Schatting,
    termen: Sequence[Term],
    toetsen: Sequence[Factortoets],
    onderscheid: float,
    drempels: Drempelset,
    gewichten: Mapping[str, float] = GEEN_GEWICHTEN,
) -> tuple[VeiligeTabel, VeiligeTabel, VeiligeTabel]:
    """Tables of terms, of factors and of the fit; `onderscheid` is the AUC, `gewichten` the share
    of each factor in what the model explains."""
    uitkomst = _outcome(
        ontwerp, patronen, schatting, termen, toetsen, onderscheid, gewichten=gewichten
    )
    return _or_nothing(TE_VEEL, beschermen.protect_regression, uitkomst, drempels)


def protect_side_by_side(
    modellen: Sequence[Getoetst], drempels: Drempelset
) -> tuple[VeiligeTabel, VeiligeTabel, VeiligeTabel]:
    """Of several misdrijfgroepen: each row begins with the name of its group."""
    kop = Kop("misdrijfgroep", "Soort misdrijf", Maat.label)
    titel = "Welke kenmerken samenhangen met welk soort misdrijf"
    uitkomsten = [
        (m.naam, _outcome(m.ontwerp, m.patronen, m.schatting, m.termen, m.toetsen, m.auc))
        for m in modellen
    ]
    return _or_nothing(
        TE_VEEL, beschermen.side_by_side, "misdrijf", titel, kop, uitkomsten, drempels
    )


def _outcome(
    ontwerp: Ontwerp,
    patronen: Patronen,
    schatting: Schatting,
    termen: Sequence[Term],
    toetsen: Sequence[Factortoets],
    onderscheid: float,
    gewichten: Mapping[str, float] = GEEN_GEWICHTEN,
) -> beschermen.Modeluitkomst:
    return beschermen.Modeluitkomst(
        naam="regressie",
        titel="Welke kenmerken hangen samen met geregistreerd staan als verdachte",
        termen=tuple(_term(term) for term in termen),
        factoren=tuple(
            beschermen.Modelfactor(t.naam, t.chi2, t.df, t.p, gewichten.get(t.factor))
            for t in toetsen
        ),
        n=patronen.personen,
        gebeurtenissen=patronen.gebeurtenissen,
        parameters=ontwerp.parameters,
        patronen=len(patronen.n),
        log_likelihood=schatting.loglik,
        auc=onderscheid,
        ruw=frozenset(
            f.naam
            for f in ontwerp.factoren
            if toetsen and any(kenmerk(deel).gevoelig for deel in parts_of(f.code))
        ),
    )


def protect_weights(gewichten: Mapping[str, float], drempels: Drempelset) -> VeiligeTabel:
    """Of groups of kenmerken, by their words on the screen."""
    titel = "Welke kenmerken samen meer verklaren"
    return beschermen.protect_weights(
        "regressie_groepen", titel, tuple(gewichten.items()), drempels
    )


def protect_calibration(banden: Sequence[Ijkband], drempels: Drempelset) -> VeiligeTabel:
    titel = "Klopt wat het model verwacht met wat er is geteld?"
    delen = [beschermen.Modelband(b.van, b.tot, b.n, b.y, b.verwacht) for b in banden]
    return _or_nothing(
        TE_VEEL, beschermen.protect_calibration, "regressie_ijking", titel, delen, drempels
    )


def protect_rules(
    vondst: Vondst, mogen: Sequence[Regel], patronen: Patronen, drempels: Drempelset
) -> tuple[VeiligeTabel, VeiligeTabel, VeiligeTabel]:
    """Rules of `mogen` that may be shown together, those named beforehand in front; their
    measures; and how many combinations were looked at."""
    regelset = beschermen.Regelset(
        naam="regels",
        titel="Groepen inwoners die vaker als verdachte geregistreerd staan",
        regels=tuple(_rule(regel) for regel in mogen),
        personen=patronen.personen,
        uitkomsten=patronen.gebeurtenissen,
        codes={item: item_codes(*item) for regel in mogen for item in _pairs(regel)},
        klassen={code: len(kenmerk(code).klassen) for code in patronen.kenmerken},
        vast=sum(regel.vast for regel in mogen),
    )
    tabel = _something(_or_nothing(WEGGELATEN, beschermen.protect_rules, regelset, drempels))
    stappen = (
        beschermen.Zeef("Combinaties met genoeg verdachten", vondst.bekeken),
        beschermen.Zeef("Zegt meer dan elke ruimere groep", vondst.verbeterd),
        beschermen.Zeef("Geen toeval, ook niet bij zo veel toetsen", vondst.zeker),
    )
    maten = beschermen.rule_measures(regelset, tabel, drempels)
    return tabel, maten, beschermen.sieve("regels_zeef", stappen, drempels)


def protect_spread(
    spreiding: Spreiding,
    n: NDArray[np.int64],
    y: NDArray[np.int64],
    gebied: str,
    drempels: Drempelset,
) -> tuple[VeiligeTabel, VeiligeTabel]:
    """`n` and `y` are the persons and suspects of every street; no street is named."""
    straten = beschermen.Straatspreiding(
        gebied=gebied,
        basis=n,
        aantal=y,
        verwacht=spreiding.verwacht,
        toets=spreiding.chi2,
        vrijheidsgraden=spreiding.df,
        p=spreiding.p_gelijk,
        boven_toeval=spreiding.uitschieters,
    )
    titel = "Straten naar aandeel verdachten"
    klassen, toets = beschermen.protect_spread([straten], drempels, naam="spreiding", titel=titel)
    _something(toets)  # the test may be shown where the classes may not
    return klassen, toets


def protect_street_tests(
    toetsen: Sequence[beschermen.Straattoets], drempels: Drempelset
) -> VeiligeTabel:
    titel = "Liggen straten met meer verdachten bij elkaar?"
    return beschermen.protect_street_tests(toetsen, drempels, naam="spreiding_kaart", titel=titel)


def protect_area_effects(
    cellen: VeiligeTabel, cijfers: Mapping[str, beschermen.Buurtcijfer], drempels: Drempelset
) -> VeiligeTabel:
    return beschermen.protect_area_effects(
        cellen, cijfers, drempels, naam="buurtdeel_buurten",
        titel="Verdachten per buurt, naast wat past bij de inwoners",
    )  # fmt: skip


def protect_area_variation(
    verschillen: Sequence[beschermen.Gebiedsverschil], drempels: Drempelset
) -> VeiligeTabel:
    return beschermen.protect_area_variation(
        verschillen, drempels, naam="buurtdeel_variatie", titel="Hoeveel gebieden zelf verschillen"
    )


def protect_difference(
    cellen: VeiligeTabel,
    groottes: Mapping[str, int],
    eerste: tuple[str, Sequence[str]],
    tweede: tuple[str, Sequence[str]],
    delen: Sequence[beschermen.Verschildeel],
    drempels: Drempelset,
) -> VeiligeTabel:
    def protect() -> VeiligeTabel:
        return beschermen.protect_difference(
            cellen, groottes, eerste, tweede, delen, drempels,
            naam="buurtdeel", titel="Waaruit het verschil tussen de buurten bestaat",
        )  # fmt: skip

    return _or_nothing(BUURT_WEG, protect)


def protect_area_spread(
    cellen: VeiligeTabel, gevonden: Buurtspreiding, drempels: Drempelset
) -> tuple[VeiligeTabel, VeiligeTabel, VeiligeTabel]:
    return beschermen.protect_area_spread(
        cellen, gevonden.liggingen, gevonden.lijnen, gevonden.toetsen, drempels,
        naam="buurtspreiding", titel="Aandeel verdachten per buurt",
    )  # fmt: skip


def relation_table(
    samenhang: Samenhang,
    namen: Callable[[str], str],
    indicatoren: tuple[str, str],
    bronvermelding: str,
) -> tuple[VeiligeTabel, VeiligeTabel]:
    """Public figures: the points with their names, and the correlation."""
    x, y = indicatoren
    punten = beschermen.public_table(
        naam="samenhang",
        titel=f"{x} en {y}",
        koppen=(
            Kop("buurt", "Buurt", Maat.label),
            Kop("x", x, Maat.getal),
            Kop("y", y, Maat.getal),
        ),
        rijen=[(namen(punt.gebied), punt.x, punt.y) for punt in samenhang.punten],
        bronvermelding=bronvermelding,
    )
    maten = (("rangcorrelatie", samenhang.rho), ("van", samenhang.laag), ("tot", samenhang.hoog))
    toets = beschermen.public_table(
        naam="samenhang_maat",
        titel="Samenhang (rangcorrelatie van Spearman)",
        koppen=(Kop("maat", "Maat", Maat.label), Kop("waarde", "Waarde", Maat.getal)),
        rijen=[(naam, round(waarde, 2)) for naam, waarde in maten],
        bronvermelding=bronvermelding,
    )
    return punten, toets


def trend_table(
    reeksen: Mapping[str, Sequence[Jaarreeks]], indicator: str, bronvermelding: str
) -> VeiligeTabel:
    """Public figures by area and year; `reeks` tells stretches of one definition apart."""
    return beschermen.public_table(
        naam="trend",
        titel=f"{indicator} per jaar",
        koppen=(
            Kop("gebied", "Gebied", Maat.label),
            Kop("jaar", "Jaar", Maat.label),
            Kop("waarde", "Cijfer", Maat.getal),
            Kop("van", "Van", Maat.getal),
            Kop("tot", "Tot", Maat.getal),
            Kop("reeks", "Definitie", Maat.label),
        ),
        rijen=[
            (naam, str(c.jaar), c.waarde, c.van, c.tot, str(nummer))
            for naam, stukken in reeksen.items()
            for nummer, reeks in enumerate(stukken, start=1)
            for c in reeks.cijfers
        ],
        bronvermelding=bronvermelding,
    )


def direction_table(
    reeksen: Mapping[str, Sequence[Jaarreeks]],
    p: Mapping[tuple[str, int], float],
    bronvermelding: str,
) -> VeiligeTabel:
    """How much a figure changes a year, within each stretch; `p` by area and first year."""
    return beschermen.public_table(
        naam="trend_richting",
        titel="Verandering per jaar",
        koppen=(
            Kop("gebied", "Gebied", Maat.label),
            Kop("vanaf", "Vanaf", Maat.label),
            Kop("tot_en_met", "Tot en met", Maat.label),
            Kop("per_jaar", "Per jaar", Maat.getal),
            Kop("p", "p-waarde", Maat.tekst),
        ),
        rijen=[
            (
                naam,
                *(str(jaar) for jaar in reeks.periode),
                None if reeks.per_jaar is None else round(reeks.per_jaar, 2),
                p_text(p[plek]) if (plek := (naam, reeks.periode[0])) in p else "niet getoetst",
            )
            for naam, stukken in reeksen.items()
            for reeks in stukken
        ],
        bronvermelding=bronvermelding,
    )


def likeness_table(
    voorstellen: Mapping[str, Sequence[Voorstel]],
    gekozen: Sequence[str],
    namen: Callable[[str], str],
    bronvermelding: str,
) -> VeiligeTabel:
    """Of each buurt those most like it; a chosen reference that is further off stands last."""
    return beschermen.public_table(
        naam="gelijkenis",
        titel="Buurten die in openbare cijfers het meest lijken",
        koppen=(
            Kop("buurt", "Buurt in beeld", Maat.label),
            Kop("voorstel", "Lijkt op", Maat.label),
            Kop("afstand", "Verschil", Maat.getal),
            Kop("gelijk", "Het meest gelijk in", Maat.tekst),
            Kop("anders", "Het meest anders in", Maat.tekst),
            Kop("gekozen", "Nu gekozen als referentie", Maat.tekst),
        ),
        rijen=[
            (
                namen(buurt),
                namen(v.buurt),
                round(v.afstand, 2),
                enumerate_dutch(v.gelijk),
                enumerate_dutch(v.anders) or "niets",
                "ja" if v.buurt in gekozen else "nee",
            )
            for buurt, alle in voorstellen.items()
            for v in alle
        ],
        bronvermelding=bronvermelding,
    )


def climate_table(klimaat: Leefklimaat, bronvermelding: str) -> VeiligeTabel:
    """A row for each area and theme: the last year with its margin, the years before, and which
    way it goes; `code` is the area's own."""
    *eerder, nu = klimaat.jaren
    return beschermen.public_table(
        naam="leefklimaat",
        titel="Leefklimaat per gebied",
        koppen=(
            Kop("gebied", "Gebied", Maat.label),
            Kop("thema", "Thema", Maat.label),
            Kop("aandeel", str(nu), Maat.procent),
            Kop("van", "Van", Maat.procent),
            Kop("tot", "Tot", Maat.procent),
            *(Kop(f"jaar_{jaar}", str(jaar), Maat.procent) for jaar in eerder),
            Kop("richting", "Door de jaren", Maat.tekst),
            Kop("code", "Gebiedscode", Maat.tekst),
        ),
        rijen=[
            (c.gebied, c.thema, c.aandeel, c.van, c.tot, *(c.eerder[jaar] for jaar in eerder),
             c.richting, c.code)
            for c in klimaat.cijfers
        ],
        bronvermelding=bronvermelding,
    )  # fmt: skip


def matched_words(cijfers: Sequence[Koppelcijfer], drempels: Drempelset) -> tuple[str, ...]:
    """How much of each source was found among the residents, as far as that may be shown."""
    tabel = beschermen.protect_match(cijfers, drempels, naam="koppeling", titel="Gekoppeld")
    gekend = [(rij.waarden[0], rij.waarden[4]) for rij in tabel.rijen if rij.getoond]
    if not gekend:
        return ()
    delen = enumerate_dutch([f"{tekst} van {bron}" for bron, tekst in gekend])
    return (f"Gekoppeld aan een inwoner is {delen}. Wat niet kon worden gekoppeld, telt niet mee.",)


def safe_result(drempels: Drempelset, **delen: Any) -> VeiligResultaat:
    """The sealed result, from safe tables and what was made of them."""

    def seal() -> VeiligResultaat:
        return beschermen.safe_result(drempels=drempels, **delen)

    return _or_nothing(WEGGELATEN, seal)


def _or_nothing(melding: str, maker: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return maker(*args, **kwargs)
    except beschermen.NietTeBeschermen:
        raise GeenResultaat(melding) from None


def _something(tabel: VeiligeTabel) -> VeiligeTabel:
    """GeenResultaat for a table of which nothing may be shown."""
    if not any(rij.getoond for rij in tabel.rijen):
        raise GeenResultaat(WEGGELATEN)
    return tabel


def _term(term: Term) -> beschermen.Modelterm:
    return beschermen.Modelterm(
        kenmerk=term.naam,
        klasse=term.niveau,
        referentie=term.referentie,
        log_odds=term.coef,
        standaardfout=term.se,
        p=term.p,
        n=term.n,
        gebeurtenissen=term.y,
        punten=100 * term.ame,
        puntenfout=100 * term.ame_se,
        grens=term.grens,
    )


def _rule(regel: Regel) -> beschermen.Regel:
    woorden = rule_words(regel.items)
    return beschermen.Regel(_pairs(regel), woorden, regel.n, regel.y, regel.p, regel.reden)


def _pairs(regel: Regel) -> tuple[tuple[str, str], ...]:
    """ "kenmerk=klasse" as (kenmerk, klasse)."""
    return tuple((item.split("=", 1)[0], item.split("=", 1)[1]) for item in regel.items)
