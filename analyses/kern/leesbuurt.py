"""Words beside charts that lay all buurten beside each other; from safe tables alone."""

from collections.abc import Sequence

from analyses.kern import leeshulp as h
from analyses.kern.aflezen import has_column, value
from analyses.kern.leeshulp import Leeshulp
from analyses.kern.onderzoek import Gebiedslabels, Onderzoekgegevens
from analyses.kern.woorden import decimal, enumerate_dutch, number
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

HEEL = 1.5  # percentage points from which a difference is said in whole ones
VERSCHIL = "Verschil"
GENOEG_BUURTEN = 12  # with fewer, how much they differ is hardly known
TOEVAL = "Dat kan toeval zijn."
EIGEN_DEEL = (
    "‘Eigen deel’ is hoeveel meer of minder verdachten er in een buurt zijn dan gemiddeld, bij "
    "gelijke inwoners. Van een kleine buurt is dat onzeker: haar cijfer ligt daarom dichter bij "
    "het gemiddelde."
)
WEINIG = (
    "Let op: het zijn weinig buurten. De marges van het eigen deel zijn daarom breed, en een echt "
    "verschil tussen buurten kan onopgemerkt blijven."
)
MEDIAAN = (
    "De mediane odds ratio zegt hoeveel twee buurten meestal verschillen, bij gelijke inwoners."
)
BINNEN = "binnen de lijnen"
OP_DE_KAART = (
    "Op de kaart staat hetzelfde aandeel. Let op: een grote buurt valt meer op, ook als er weinig "
    "mensen wonen."
)


def read_own_part(
    tabellen: Sequence[VeiligeTabel],
    opmerkingen: Sequence[str],
    labels: Gebiedslabels,
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    """`tabellen`: of the difference, of the buurten, of how much they vary, and of the counts."""
    ontleding, effecten, variatie, _ = tabellen
    punten = {str(rij.waarden[0]): rij for rij in ontleding.rijen}
    bevinding = own_part_finding(ontleding)
    delen = TOEVAL if _may_be_chance(ontleding) else _parts(ontleding, punten)
    zin = f"{_difference(ontleding)} {delen} {_variation(variatie)}"
    ondertitel = h.subtitle(
        "Verschil in aandeel verdachten onder inwoners vanaf 12 jaar, en waaruit het bestaat",
        onderzoek,
    )
    lezen = (
        "‘Wie er woont’ is het deel van het verschil dat weggaat als de inwoners van beide groepen "
        "buurten dezelfde kenmerken zouden hebben.",
        "Wat niet is verklaard, kan van de buurt zelf zijn. Het kan ook komen door kenmerken die "
        "we niet hebben.",
        "‘Verwacht’ is hoeveel verdachten bij deze inwoners passen, als in de hele gemeente voor "
        "gelijke inwoners hetzelfde aandeel geldt.",
        *((EIGEN_DEEL,) if has_column(effecten, "effect") else ()),
        f"{MEDIAAN} {h.ODDS}",
        h.P_WAARDE,
        *_few(effecten),
        *opmerkingen,
        h.SAMEN_VOOR,
        h.NIET_SCHULDIG,
        h.GEEN_PERSOON,
    )
    kop = f"Puntgrafiek van een verschil in procentpunten, en van buurten, {h.when(onderzoek)}"
    alt = h.alt_text(kop, bevinding, [effecten])
    return h.complete(bevinding, ondertitel, zin, lezen, alt, [effecten], onderzoek)


def _few(effecten: VeiligeTabel) -> tuple[str, ...]:
    """A warning where so few buurten are shown that their own part is hardly known."""
    aantal = sum(rij.getoond for rij in effecten.rijen)
    return (WEINIG,) if aantal < GENOEG_BUURTEN else ()


def _may_be_chance(ontleding: VeiligeTabel) -> bool:
    verschil = _row(ontleding, VERSCHIL)
    van, tot = (_number(ontleding, verschil, code) for code in ("van", "tot"))
    return van <= 0 <= tot


def own_part_finding(ontleding: VeiligeTabel) -> str:
    verschil = _row(ontleding, VERSCHIL)
    samen = _points(ontleding, ontleding.rijen[-2])
    gat = _number(ontleding, verschil, "punten")
    if _may_be_chance(ontleding):
        andere = str(ontleding.rijen[1].waarden[0]).lower()
        return f"Geen duidelijk verschil tussen de buurten in beeld en de {andere}"
    if gat < 0:
        return "In de buurten in beeld staan minder inwoners als verdachte geregistreerd"
    deel, heel = (round(samen), round(gat)) if gat >= HEEL else (samen, gat)
    if deel >= heel:
        return "Het hele verschil tussen de buurten hangt samen met wie er woont"
    if deel <= 0:
        return "Het verschil tussen de buurten hangt niet samen met wie er woont"
    return (
        f"Ongeveer {_short(deel)} van de {_short(heel)} procentpunten verschil "
        f"{'hangt' if deel == 1 else 'hangen'} samen met wie er woont"
    )


def _difference(ontleding: VeiligeTabel) -> str:
    eerste, tweede = ontleding.rijen[:2]
    verschil = _row(ontleding, VERSCHIL)
    gat, van, tot = (_number(ontleding, verschil, c) for c in ("punten", "van", "tot"))
    namen = [str(rij.waarden[0]).lower() for rij in (eerste, tweede)]
    return (
        f"In de {namen[0]} staat {decimal(_points(ontleding, eerste))}% geregistreerd als "
        f"verdachte, in de {namen[1]} {decimal(_points(ontleding, tweede))}%: een verschil van "
        f"{_signed(gat)} procentpunten ({_signed(van)} tot {_signed(tot)})."
    )


def _parts(ontleding: VeiligeTabel, punten: dict[str, VeiligeRij]) -> str:
    namen = list(punten)
    delen = namen[namen.index(VERSCHIL) + 1 : -2]
    samen, rest = (_points(ontleding, ontleding.rijen[plek]) for plek in (-2, -1))
    stukken = enumerate_dutch(
        [f"{naam.lower()} {_signed(_points(ontleding, punten[naam]))}" for naam in delen]
    )
    return (
        f"Met wie er woont hangt {_signed(samen)} daarvan samen ({stukken}); "
        f"{_signed(rest)} is niet verklaard."
    )


def _variation(variatie: VeiligeTabel) -> str:
    rijen = [rij for rij in variatie.rijen if rij.waarden[0] == "Buurt"]
    gelijk = rijen[-1]
    p, mor = value(variatie, gelijk, "p"), _number(variatie, gelijk, "mor")
    if p == "≥ .05":
        return "Bij gelijke kenmerken verschillen de buurten niet meer dan bij toeval."
    return (
        "Ook bij gelijke kenmerken verschillen de buurten meer dan bij toeval: de mediane odds "
        f"ratio tussen twee buurten is {decimal(mor)}."
    )


def _row(tabel: VeiligeTabel, naam: str) -> VeiligeRij:
    return next(rij for rij in tabel.rijen if rij.waarden[0] == naam)


def _number(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> float:
    return float(value(tabel, rij, code) or 0)


def _points(tabel: VeiligeTabel, rij: VeiligeRij) -> float:
    return _number(tabel, rij, "punten")


def _signed(punten: float) -> str:
    return decimal(punten).replace("-", "−")


def _short(punten: float) -> str:
    return str(int(punten)) if punten == int(punten) else decimal(punten)


def read_area_spread(
    tabellen: Sequence[VeiligeTabel],
    opmerkingen: Sequence[str],
    labels: Gebiedslabels,
    onderzoek: Onderzoekgegevens,
    *,
    kaart: bool = False,
) -> Leeshulp:
    """`tabellen`: of the buurten, of the limits, and of the tests. `kaart`: there is a map too."""
    ligging, _, toetsen = tabellen
    bevinding = area_spread_finding(ligging, toetsen)
    getoond = [rij for rij in ligging.rijen if rij.getoond]
    binnen = sum(value(ligging, rij, "trechter") == BINNEN for rij in getoond)
    oordelen = " ".join(
        str(value(toetsen, rij, "uitkomst")) for rij in toetsen.rijen[:2] if _tested(toetsen, rij)
    )
    zin = (
        f"Van {len(getoond)} buurten vallen er {binnen} binnen de lijnen. "
        f"{_groups(ligging)}{oordelen}"
    )
    ondertitel = h.subtitle("Aandeel verdachten van alle inwoners, per buurt", onderzoek)
    lezen = (
        "Elke stip is een buurt. Kleine buurten schommelen meer: daarom staan de lijnen links "
        "verder uit elkaar.",
        "Tussen de binnenste lijnen ligt bij toeval 95% van de buurten, tussen de buitenste 99,8%. "
        "Verschillen alle buurten meer dan bij toeval, dan zijn de lijnen ruimer getekend.",
        "Het aandeel ‘met de andere buurten erbij’ ligt bij een kleine buurt dichter bij het "
        "gemiddelde, omdat een klein aantal onzeker is.",
        h.P_WAARDE,
        "Dit is geen ranglijst. Buurten verschillen ook in wie er woont.",
        *([OP_DE_KAART] if kaart else []),
        *opmerkingen,
        "Straten staan hier niet bij: die hebben een toets zonder kaart en zonder namen.",
        h.NIET_SCHULDIG,
        h.GEEN_PERSOON,
    )
    soort = "Trechtergrafiek en kaart" if kaart else "Trechtergrafiek"
    kop = f"{soort} van aandeel verdachten in {len(getoond)} buurten, {h.when(onderzoek)}"
    alt = h.alt_text(kop, bevinding, [ligging])
    return h.complete(bevinding, ondertitel, zin, lezen, alt, [ligging], onderzoek)


def area_spread_finding(ligging: VeiligeTabel, toetsen: VeiligeTabel) -> str:
    groepen = _clusters(ligging)
    getoond = [rij for rij in ligging.rijen if rij.getoond]
    buiten = sum(value(ligging, rij, "trechter") != BINNEN for rij in getoond)
    getoetst = all(_tested(toetsen, rij) for rij in toetsen.rijen)
    if groepen:
        aantal = (
            "Eén groep" if len(groepen) == 1 else f"{number(len(groepen)).capitalize()} groepen"
        )
        werkwoord = "heeft" if len(groepen) == 1 else "hebben"
        return f"{aantal} buurten {werkwoord} meer verdachten dan bij toeval past"
    slot = "; geen groepen gevonden" if getoetst else ""
    if not buiten and value(toetsen, toetsen.rijen[0], "p") != "≥ .05":
        return f"Buurten verschillen meer dan bij toeval, maar geen springt eruit{slot}"
    if not buiten:
        return f"Alle buurten vallen binnen de lijnen van toeval{slot}"
    if 2 * buiten < len(getoond):
        return f"De meeste buurten vallen binnen de lijnen van toeval{slot}"
    return f"De buurten verschillen meer dan bij toeval{slot}"


def _tested(toetsen: VeiligeTabel, rij: VeiligeRij) -> bool:
    return value(toetsen, rij, "p") != "niet getoetst"


def _clusters(ligging: VeiligeTabel) -> dict[str, list[str]]:
    groepen: dict[str, list[str]] = {}
    for rij in ligging.rijen:
        naam = value(ligging, rij, "cluster")
        if rij.getoond and naam:
            groepen.setdefault(str(naam), []).append(str(rij.waarden[0]))
    return groepen


def _groups(ligging: VeiligeTabel) -> str:
    groepen = _clusters(ligging)
    return "".join(
        f"{naam.capitalize()}: {enumerate_dutch(buurten)}. " for naam, buurten in groepen.items()
    )
