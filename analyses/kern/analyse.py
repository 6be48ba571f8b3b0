"""One analysis from specification to safe result: the door of `analyses.kern` for `uitvoering`.

`run` reads residents by the columns it needs, computes, has other packages compute again, protects,
and only then draws and words. What cannot be is a `GeenResultaat` with one Dutch sentence;
`Afwijking` means that a re-check differs and nothing may be stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, assert_never

import polars as pl

from analyses.kern import (
    bescherming,
    buurtanalyse,
    figuren,
    leesmodel,
    leestabel,
    narekening,
    regels,
    spreiding,
    straatspreiding,
    tabellen,
    vlakfiguren,
)
from analyses.kern.gebieden import (
    Gebieden,
    areas,
    where,
    where_within,
    within,
    within_places,
)
from analyses.kern.leeshulp import Leeshulp
from analyses.kern.misdrijven import kinds_of_crime
from analyses.kern.model import checked, demand_codes, fit_model
from analyses.kern.modelanalyse import regression
from analyses.kern.onderzoek import Onderzoekgegevens, sources_of
from analyses.kern.patronen import BUURT, people
from analyses.kern.specificatie import (
    KERNGROEPEN,
    VIJF_FACTOREN,
    Basis,
    Bereik,
    Betaalgedragspecificatie,
    Buurtdeelspecificatie,
    Buurtspreidingspecificatie,
    Gelijkenisspecificatie,
    Huurachterstandspecificatie,
    Kenmerkspecificatie,
    Leefklimaatspecificatie,
    Misdrijfspecificatie,
    Overlapspecificatie,
    Regelspecificatie,
    Regressiespecificatie,
    Samenhangspecificatie,
    Specificatie,
    Spreidingspecificatie,
    Trendspecificatie,
    Verdachtenspecificatie,
    to_dict,
)
from analyses.kern.telling import Tel, Telvraag
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.uitwegen import Pogingen, carry_out, chosen_beforehand, without_choice
from analyses.kern.vertelling import (
    frequencies_told,
    regression_told,
    rules_told,
    shares_told,
)
from analyses.kern.voorwaarden import VERDACHT as IS_VERDACHT
from analyses.kern.voorwaarden import aged, also, applicable, inside
from analyses.kern.vraag import WIE, Lees, Opbrengst, Voortgang, Vraag
from analyses.kern.woorden import period, rule_words
from bronnen.kern.kenmerken import (
    BETAALGEDRAG,
    HUURACHTERSTAND,
    KWIJTSCHELDING,
    VERDACHTE,
    kenmerk,
)
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.kern.lezen_geojson import Gebieden as Kaart
from privacy.kern import tabeluitspraken
from privacy.kern.atomen import Bestand
from privacy.kern.auditproces import one_auditor
from privacy.kern.beschermen import NIETS_OPGELEGD, STRAATGRENZEN, Koppelcijfer, Opgelegd
from privacy.kern.certificaat import Kandidaat, Keuzesoort
from privacy.kern.drempels import Drempelset
from privacy.kern.modeluitspraken import total
from privacy.kern.register import Proef, examine
from privacy.kern.tabeluitspraken import Deel
from privacy.kern.uitspraken import Groep, Register
from privacy.kern.veilig import VeiligeTabel, VeiligResultaat

VERDACHT = (VERDACHTE.code,)


def run(
    specificatie: Specificatie,
    *,
    bewoners: Lees,
    verslag: Koppelverslag,
    drempels: Drempelset,
    onderzoek: Onderzoekgegevens,
    voortgang: Voortgang,
    register: Register,
    keuze: Keuzesoort | None = None,
    vooraf: bool = False,
    kaart: Kaart | None = None,
    tel: Tel | None = None,
) -> Kandidaat:
    """An analysis of linked residents; `bewoners` reads the named columns of the linked file, and
    `kaart` holds the polygons of the buurten, if they were delivered; `tel` counts on more workers.

    `Botsing`, with what the author can choose, when it tells too much beside what `register` holds;
    with a `keuze` it is made again so that it does not. A choice made beforehand (`vooraf`), before
    anybody knew of a conflict, is asked again when it does not help.
    """
    vraag = Vraag(bewoners, verslag, drempels, onderzoek, voortgang, kaart=kaart, tel=tel)

    def attempt(gevraagd: Specificatie, opgelegd: Mapping[str, Opgelegd], stap: str) -> Proef:
        eigen = replace(vraag, opgelegd=opgelegd, voortgang=_during(stap, voortgang))
        return _attempt(gevraagd, eigen, register)

    with one_auditor():
        pogingen = Pogingen(attempt)
        if keuze is None:
            kandidaat = without_choice(specificatie, pogingen, register)
        elif vooraf:
            kandidaat = chosen_beforehand(keuze, specificatie, pogingen, register)
        else:
            kandidaat = carry_out(keuze, specificatie, pogingen, register)
    voortgang(100, "Klaar")
    return kandidaat


def _during(stap: str, voortgang: Voortgang) -> Voortgang:
    """A way out is tried near the end of the job: it never counts back."""
    return (lambda percent, tekst: voortgang(90 + percent // 12, stap)) if stap else voortgang


def _attempt(specificatie: Specificatie, vraag: Vraag, register: Register) -> Proef:
    """The result, laid beside what `register` holds."""
    vraag.voortgang(5, "De gekoppelde gegevens lezen")
    opbrengst = _compute(specificatie, vraag)
    vraag.voortgang(90, "Naast eerdere resultaten leggen")
    resultaat = _seal(specificatie, opbrengst, vraag)
    return examine(resultaat, _parts(opbrengst, vraag), register, _linked(vraag), vraag.drempels)


def _parts(opbrengst: Opbrengst, vraag: Vraag) -> tuple[Deel, ...]:
    if opbrengst.wie is None:
        return opbrengst.delen
    return (*opbrengst.delen, total("n", opbrengst.wie, opbrengst.n, vraag.drempels))


def _linked(vraag: Vraag) -> Bestand:
    verslag = vraag.verslag
    return Bestand(vraag.lees, verslag.kolommen, verslag.buurtcodes, verslag.pleegbuurten)


def _compute(specificatie: Specificatie, vraag: Vraag) -> Opbrengst:
    match specificatie:
        case Kenmerkspecificatie():
            return _kenmerk(specificatie, vraag)
        case Betaalgedragspecificatie():
            return _payment(specificatie, vraag)
        case Huurachterstandspecificatie():
            return _arrears(specificatie, vraag)
        case Verdachtenspecificatie():
            return _suspects(specificatie, vraag)
        case Overlapspecificatie():
            return _overlap(specificatie, vraag)
        case Spreidingspecificatie():
            return _spread(specificatie, vraag)
        case Regressiespecificatie():
            return regression(specificatie, vraag)
        case Misdrijfspecificatie():
            return kinds_of_crime(specificatie, vraag)
        case Regelspecificatie():
            return _rules(specificatie, vraag)
        case Buurtdeelspecificatie():
            return buurtanalyse.own_part(specificatie, vraag)
        case Buurtspreidingspecificatie():
            return buurtanalyse.area_spread(specificatie, vraag)
        case (
            Samenhangspecificatie()
            | Trendspecificatie()
            | Gelijkenisspecificatie()
            | Leefklimaatspecificatie()
        ):
            raise GeenResultaat("Deze vraag gaat over openbare cijfers, niet over inwoners.")
        case _:
            assert_never(specificatie)


def _kenmerk(specificatie: Kenmerkspecificatie, vraag: Vraag) -> Opbrengst:
    code = specificatie.kenmerk
    gevoelig = kenmerk(code).gevoelig
    ernaast = tuple(c for c in VIJF_FACTOREN if vraag.has(c) and c != code) if gevoelig else ()
    gebieden = areas(specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    telvraag = Telvraag((code, BUURT), vanaf=Basis.vanaf_12.jaren)
    bewoners = vraag.rows(telvraag, 5, 30)
    vraag.voortgang(30, "Groepen tellen")
    ruw = tabellen.kenmerk_table(bewoners, code, gebieden, specificatie.klassen)
    vraag.voortgang(50, "Kleine groepen beschermen")
    bezig = vraag.protecting(50, 85)
    tabel = bescherming.protect_shares(ruw, vraag.drempels, vraag.demanded(ruw), bezig)
    hulp = leestabel.read_kenmerk(tabel, code, gebieden.labels, vraag.onderzoek)
    panelen: tuple[Mapping[str, Any], ...] = figuren.kenmerk_figures(tabel, gebieden.labels)
    veilig: tuple[VeiligeTabel, ...] = (tabel,)
    delen: tuple[Deel, ...] = (shares_told(ruw, tabel, vraag.drempels),)
    if gevoelig:
        bijgesteld, deel = _adjusted((code, *ernaast), gebieden, vraag)
        delen = (*delen, deel)
        veilig, panelen = (tabel, bijgesteld), (*panelen, figuren.adjusted_figure(bijgesteld))
    n = _people(bewoners, gebieden)
    wie = also(aged(Basis.vanaf_12), _everywhere(gebieden))
    kenmerken, basis = (code, VERDACHTE.code), WIE[Basis.vanaf_12]
    return Opbrengst(hulp, veilig, panelen, n, basis, kenmerken, wie, delen)


def _adjusted(
    codes: tuple[str, ...], gebieden: Gebieden, vraag: Vraag
) -> tuple[VeiligeTabel, Deel]:
    """The first kenmerk with the others held equal: shown beside the raw figure, always."""
    telvraag = Telvraag(
        codes, gebieden.onderzocht, vanaf=Basis.vanaf_12.jaren, huishoudens=vraag.by_household
    )
    model = fit_model(vraag.count(telvraag, 85, 88), codes, vraag)
    termen = [term for term in model.termen if term.factor == codes[0]]
    if not termen:
        raise GeenResultaat("Het cijfer bij verder gelijke kenmerken kan niet worden getoond.")
    tabel = bescherming.protect_regression(
        model.ontwerp, model.patronen, model.schatting, termen, [], model.auc, vraag.drempels
    )[0]
    wie = also(aged(Basis.vanaf_12), inside(Bereik.onderzocht, gebieden, vraag.verslag))
    return tabel, regression_told(model, wie, vraag.drempels, alleen=codes[0])


def _payment(specificatie: Betaalgedragspecificatie, vraag: Vraag) -> Opbrengst:
    extra = (KWIJTSCHELDING.code,) if vraag.has(KWIJTSCHELDING.code) else ()
    gebieden = areas(specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    telvraag = Telvraag((BETAALGEDRAG.code, *extra, BUURT), uitkomst="")
    bewoners = vraag.rows(telvraag, 5, 40)
    vraag.voortgang(40, "Kleine groepen beschermen")
    ruw = tabellen.payment_table(bewoners, gebieden)
    bezig = vraag.protecting(40, 65)
    gedrag = bescherming.protect_frequencies(ruw, vraag.drempels, vraag.demanded(ruw), bezig)
    delen: tuple[Deel, ...] = (frequencies_told(ruw, gedrag, vraag.drempels),)
    kwijt = None
    if extra:
        ruw_kwijt = tabellen.remission_table(bewoners, gebieden)
        bezig, opgelegd = vraag.protecting(65, 85), vraag.demanded(ruw_kwijt)
        kwijt = bescherming.protect_shares(ruw_kwijt, vraag.drempels, opgelegd, bezig)
        delen = (*delen, shares_told(ruw_kwijt, kwijt, vraag.drempels))
    hulp = leestabel.read_payment(gedrag, kwijt, gebieden.labels, vraag.onderzoek)
    tekening = [figuren.division_figure(gedrag)]
    if kwijt is not None:
        tekening.append(figuren.area_figure(kwijt, gebieden.labels, "Kwijtschelding"))
    veilig = (gedrag,) if kwijt is None else (gedrag, kwijt)
    basis = "inwoners met een aanslag gemeentelijke belastingen"
    codes = (BETAALGEDRAG.code, *extra)
    wie, n = also(applicable(BETAALGEDRAG.code), _everywhere(gebieden)), int(ruw.basis.sum())
    return Opbrengst(hulp, veilig, tuple(tekening), n, basis, codes, wie, delen)


def _arrears(specificatie: Huurachterstandspecificatie, vraag: Vraag) -> Opbrengst:
    gebieden = areas(specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    telvraag = Telvraag((HUURACHTERSTAND.code, BUURT), uitkomst="", vanaf=Basis.vanaf_18.jaren)
    bewoners = vraag.rows(telvraag, 5, 40)
    vraag.voortgang(40, "Kleine groepen beschermen")
    ruw = tabellen.arrears_table(bewoners, gebieden)
    bezig = vraag.protecting(40, 85)
    tabel = bescherming.protect_frequencies(ruw, vraag.drempels, vraag.demanded(ruw), bezig)
    hulp = leestabel.read_arrears(tabel, gebieden.labels, vraag.onderzoek)
    kolommen = vlakfiguren.column_figures(tabel, gebieden.labels)
    basis = "huurders van een corporatie van 18 jaar en ouder"
    huurders = also(aged(Basis.vanaf_18), applicable(HUURACHTERSTAND.code))
    wie, n = also(huurders, _everywhere(gebieden)), int(ruw.basis.sum())
    delen = (frequencies_told(ruw, tabel, vraag.drempels),)
    return Opbrengst(hulp, (tabel,), kolommen, n, basis, (HUURACHTERSTAND.code,), wie, delen)


def _suspects(specificatie: Verdachtenspecificatie, vraag: Vraag) -> Opbrengst:
    gebieden = areas(specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    bewoners = vraag.rows(Telvraag((BUURT,)), 5, 40)
    vraag.voortgang(40, "Kleine groepen beschermen")
    ruw = tabellen.suspects_table(bewoners, gebieden)
    bezig = vraag.protecting(40, 85)
    tabel = bescherming.protect_shares(ruw, vraag.drempels, vraag.demanded(ruw), bezig)
    hulp = leestabel.read_suspects(tabel, gebieden.labels, vraag.onderzoek)
    tekening = (figuren.area_figure(tabel, gebieden.labels),)
    delen, n = (shares_told(ruw, tabel, vraag.drempels),), int(ruw.basis.sum())
    wie = _everywhere(gebieden)
    return Opbrengst(hulp, (tabel,), tekening, n, WIE[Basis.alle], VERDACHT, wie, delen)


def _overlap(specificatie: Overlapspecificatie, vraag: Vraag) -> Opbrengst:
    bewoners = vraag.residents("pleegbuurten", *VERDACHT)
    gebieden = areas(specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    vraag.voortgang(40, "Kleine groepen beschermen")
    ruw = tabellen.overlap_table(bewoners, specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    bezig = vraag.protecting(40, 85)
    tabel = bescherming.protect_shares(ruw, vraag.drempels, vraag.demanded(ruw), bezig)
    hulp = leestabel.read_overlap(tabel, gebieden.labels, vraag.onderzoek)
    tekening = figuren.overlap_figures(tabel, gebieden.labels)
    n, basis = int(ruw.basis[:, 0].sum()), "verdachten uit de onderzochte buurten"
    wie = also(IS_VERDACHT, inside(Bereik.onderzocht, gebieden, vraag.verslag))
    delen = (shares_told(ruw, tabel, vraag.drempels),)
    return Opbrengst(hulp, (tabel,), tekening, n, basis, VERDACHT, wie, delen)


def _spread(specificatie: Spreidingspecificatie, vraag: Vraag) -> Opbrengst:
    gebieden = areas(specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    bewoners = within(vraag.residents("straat", *VERDACHT), gebieden, specificatie.bereik)
    bewoners = tabellen.of_age(bewoners, specificatie.basis)
    n, y = spreiding.streets(bewoners)
    vraag.voortgang(40, "Straten vergelijken")
    drempels = vraag.drempels
    uitkomst = spreiding.spread(
        n, y, STRAATGRENZEN, drempels.min_basis, drempels.min_gebeurtenissen,
        lambda deel: vraag.voortgang(40 + int(20 * deel), "Straten vergelijken"),
    )  # fmt: skip
    gebied = where(specificatie.bereik, gebieden)
    veilig: tuple[VeiligeTabel, ...] = bescherming.protect_spread(
        uitkomst, n, y, gebied, vraag.drempels
    )
    vraag.voortgang(60, "Straten op de kaart vergelijken")
    nummers, buurt = spreiding.street_numbers(bewoners)
    toetsen, zinnen = straatspreiding.tests(
        nummers, buurt, n, y, vraag.verslag, vraag.drempels.min_basis
    )
    if toetsen:
        veilig = (*veilig, bescherming.protect_street_tests(toetsen, vraag.drempels))
    hulp = leesmodel.read_spread(veilig, zinnen, gebied, vraag.onderzoek)
    tekening = (figuren.spread_figure(veilig[0]),)
    basis = WIE[specificatie.basis]
    # `n` counts residents of streets that are large enough, which no condition on a kenmerk says.
    return Opbrengst(hulp, veilig, tekening, uitkomst.n, basis, VERDACHT, None, ())


def _rules(specificatie: Regelspecificatie, vraag: Vraag) -> Opbrengst:
    codes = tuple(code for code in specificatie.kenmerken if vraag.has(code))
    gebieden = areas(specificatie.gebieden, vraag.verslag, vraag.onderzoek)
    demand_codes(codes)
    telvraag = Telvraag(codes, within_places(gebieden, specificatie.bereik))
    patronen = checked(vraag.count(telvraag, 5, 30).patronen)
    vraag.voortgang(30, "Regels zoeken")
    vondst = regels.search(patronen, specificatie)
    gevonden = vondst.regels
    if not gevonden:
        raise GeenResultaat("Geen enkele groep staat duidelijk vaker als verdachte geregistreerd.")
    narekening.recheck_mlxtend(gevonden, patronen)
    vraag.voortgang(70, "Kleine groepen beschermen")
    weg = vraag.opgelegd.get("regels", NIETS_OPGELEGD).dicht
    mogen = [regel for nummer, regel in enumerate(gevonden) if nummer not in weg]
    tabel, maten, zeef = bescherming.protect_rules(vondst, mogen, patronen, vraag.drempels)
    uitgelicht = rule_words(KERNGROEPEN["achterstand_18_50"])
    hulp = leesmodel.read_rules(tabel, zeef, uitgelicht, vraag.onderzoek)
    tekening = (*figuren.rule_figures(tabel, uitgelicht), vlakfiguren.rule_plane(tabel, maten))
    basis = f"{WIE[Basis.alle]}, {where_within(specificatie.bereik, gebieden)}"
    wie = inside(specificatie.bereik, gebieden, vraag.verslag)
    delen = (rules_told(gevonden, patronen, tabel, wie, vraag.drempels),)
    n, kenmerken = patronen.personen, (*codes, *VERDACHT)
    return Opbrengst(hulp, (tabel, maten, zeef), tekening, n, basis, kenmerken, wie, delen)


def _people(bewoners: pl.DataFrame, gebieden: Gebieden) -> int:
    """Residents of any gebied of the table."""
    binnen = gebieden.leaves(bewoners) < len(gebieden.dimensie.klassen)
    return people(bewoners.filter(pl.Series(binnen)))


def _everywhere(gebieden: Gebieden) -> Groep:
    """Residents of any gebied of the table."""
    return tabeluitspraken.meaning(gebieden.dimensie, None)


def _seal(specificatie: Specificatie, opbrengst: Opbrengst, vraag: Vraag) -> VeiligResultaat:
    codes, onderzoek = opbrengst.kenmerken, vraag.onderzoek
    bronnen, hulp = sources_of(("geslacht", *codes)), opbrengst.hulp
    lezen = (*hulp.leeswijzer, *_matched(bronnen, vraag))
    return bescherming.safe_result(
        vraag.drempels,
        **_words(replace(hulp, leeswijzer=lezen)),
        soort=specificatie.soort,
        bronnen=tuple(onderzoek.bron(bron) for bron in bronnen),
        peildatum=onderzoek.peildatum,
        periode=period(onderzoek.periode_van, onderzoek.periode_tot),
        n=opbrengst.n,
        basis=opbrengst.basis,
        definities=tuple(f"{kenmerk(c).naam}: {kenmerk(c).omschrijving}" for c in codes),
        tabellen=opbrengst.tabellen,
        figuren=opbrengst.figuren,
        specificatie=to_dict(specificatie),
    )


def _matched(bronnen: Sequence[str], vraag: Vraag) -> tuple[str, ...]:
    """Of the sources behind a result the share that was linked to a resident."""
    tellingen = (vraag.verslag.telling(bron) for bron in bronnen)
    cijfers = [
        Koppelcijfer(vraag.onderzoek.bron(t.bron), "", t.te_koppelen, t.gekoppeld)
        for t in tellingen
        if t.te_koppelen
    ]
    return bescherming.matched_words(cijfers, vraag.drempels)


def _words(hulp: Leeshulp) -> dict[str, Any]:
    return {
        "bevinding": hulp.bevinding,
        "ondertitel": hulp.ondertitel,
        "zin": hulp.zin,
        "leeswijzer": hulp.leeswijzer,
        "alt": hulp.alt,
    }
