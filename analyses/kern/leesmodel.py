"""Words beside models: spread, regression, rules and the relation of public figures."""

from collections.abc import Mapping, Sequence

from analyses.kern import leeshulp as h
from analyses.kern import woorden
from analyses.kern.aflezen import value
from analyses.kern.belang import WISSELWERKING
from analyses.kern.leeshulp import Leeshulp
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.samenhang import rank_correlation
from bronnen.kern.kenmerken import (
    BELASTINGACHTERSTAND,
    BIJSTAND,
    GEZINSGROOTTE,
    HUURACHTERSTAND,
    KENMERKEN,
    LEEFTIJD,
    Kenmerk,
)
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

# What a higher share at the beginning, and at the end, of an ordered kenmerk is called.
RICHTING: Mapping[str, tuple[str, str]] = {
    LEEFTIJD.naam: ("hoe jonger", "hoe ouder"),
    GEZINSGROOTTE.naam: ("hoe kleiner", "hoe groter"),
    HUURACHTERSTAND.naam: ("hoe korter", "hoe langer"),
    BELASTINGACHTERSTAND.naam: ("hoe korter", "hoe langer"),
    BIJSTAND.naam: ("hoe korter", "hoe langer"),
}
STERK = 0.6
VAKJES = "100 vakjes, geen 100 personen."
NAAST_ELKAAR = (
    "Voor de toets op de kaart vergelijken we elke straat met de vier straten die het dichtst bij "
    "liggen, en zoeken we groepen straten bij elkaar. Elke straat telt naast het aandeel van de "
    "eigen buurt: dat buurten verschillen, staat bij de vraag over alle buurten.",
    "Een cluster is een groep straten bij elkaar met meer verdachten dan bij toeval past. We "
    "zoeken op twee manieren. Samen vinden die in hoogstens 5% van de gevallen iets dat er "
    "niet is.",
)

WISSELWERKING_UITLEG = (
    "Van twee kenmerken staat elke combinatie apart. ‘Wisselwerking’ betekent: het verschil naar "
    "het ene kenmerk is niet in elke klasse van het andere even groot. Welk deel van de verklaring "
    "erbij hoort, staat alleen bij de twee samen."
)
TWEE_MANIEREN = (
    "We kijken op twee manieren of straten verschillen: alle straten samen, en elke straat apart. "
    "Samen zien die in hoogstens 5% van de gevallen een verschil dat er niet is."
)


def read_spread(
    tabellen: Sequence[VeiligeTabel],
    opmerkingen: Sequence[str],
    gebied: str,
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    """`tabellen`: of the classes, of the test, and of the tests on the map if there are any."""
    klassen, toets, *kaart = tabellen
    [rij] = toets.rijen
    straten, klein, p, boven = (
        value(toets, rij, c) for c in ("straten", "te_klein", "p", "boven_toeval")
    )
    bevinding, oordeel = _spread_finding(str(p), boven == "geen")
    if kaart:
        bevinding, bij_elkaar = _on_the_map(kaart[0], bevinding)
        oordeel = f"{oordeel} {bij_elkaar}"
    zin = f"We vergeleken {straten} straten in {h.there(gebied)}. {oordeel}"
    if klein:
        zin += f" {klein} kleine straten tellen niet mee."
    ondertitel = h.subtitle(
        "Straten naar aandeel verdachten onder inwoners vanaf 12 jaar", onderzoek
    )
    lezen = (
        "Elke regel is een klasse: straten met ongeveer hetzelfde aandeel. De lichte balk laat "
        "zien hoeveel straten er bij toeval in die klasse zouden liggen.",
        "We noemen geen straten, om personen te beschermen.",
        TWEE_MANIEREN,
        *(NAAST_ELKAAR if kaart else ()),
        *opmerkingen,
        h.NIET_SCHULDIG,
        h.GEEN_PERSOON,
    )
    alt = h.alt_text(
        f"Puntgrafiek van straten naar aandeel verdachten, {h.there(gebied)}, {h.when(onderzoek)}",
        bevinding,
        [klassen],
    )
    return h.complete(bevinding, ondertitel, zin, lezen, alt, [klassen], onderzoek)


def read_regression(
    termen: VeiligeTabel,
    factoren: VeiligeTabel,
    groepen: VeiligeTabel | None,
    ijking: VeiligeTabel,
    opmerkingen: Sequence[str],
    basis: str,
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    eigen = {rij.waarden[0] for rij in termen.rijen}
    hele = [rij for rij in factoren.rijen if rij.waarden[0] in eigen]
    duidelijk = [str(r.waarden[0]) for r in hele if value(factoren, r, "p") != "≥ .05"]
    onduidelijk = [str(r.waarden[0]).lower() for r in hele if r.waarden[0] not in duidelijk]
    bevinding = _strongest(duidelijk)
    delen = [deel for naam in duidelijk if (deel := _direction(termen, naam))]
    zin = f"Van sterk naar zwak, bij verder gelijke kenmerken: {woorden.enumerate_dutch(delen)}."
    if not delen:
        zin = "Bij verder gelijke kenmerken is er geen duidelijk verschil."
    if onduidelijk:
        zin += f" Geen duidelijk verband: {woorden.enumerate_dutch(onduidelijk)}."
    zin += _interaction(factoren)
    if groepen is not None:
        zin += f" {_weights(groepen)}"
    ondertitel = h.subtitle(
        f"Verschil in aandeel verdachten bij verder gelijke kenmerken, {basis}", onderzoek
    )
    lezen = (
        "0 procentpunten betekent: geen verschil met de groep waarmee we vergelijken. Kijk eerst "
        "naar de procentpunten.",
        h.ODDS,
        h.P_WAARDE,
        *_explained(groepen, termen),
        *((WISSELWERKING_UITLEG,) if _interaction(factoren) else ()),
        _calibrated(ijking),
        *opmerkingen,
        *((h.SAMEN_VOOR,) if duidelijk else ()),
        h.NIET_SCHULDIG,
        h.GEEN_PERSOON,
    )
    kop = f"Puntgrafiek van verschillen in procentpunten en odds ratio's, {h.when(onderzoek)}"
    alt = h.alt_text(kop, bevinding, [termen])
    return h.complete(bevinding, ondertitel, zin, lezen, alt, [termen], onderzoek)


def _interaction(factoren: VeiligeTabel) -> str:
    """Whether the difference by the one kenmerk is the same in every class of the other."""
    staart = f": {WISSELWERKING}"
    for rij in factoren.rijen:
        naam = str(rij.waarden[0])
        if naam.endswith(staart):
            een, ander = naam.removesuffix(staart).lower().split(" en ", 1)
            if value(factoren, rij, "p") == "≥ .05":
                return f" Het verschil naar {een} hangt niet duidelijk af van {ander}."
            return f" Het verschil naar {een} is niet overal gelijk: het hangt af van {ander}."
    return ""


def _weights(groepen: VeiligeTabel) -> str:
    """ "Meer van invloed", for the groups of kenmerken."""
    delen = [
        f"{value(groepen, rij, 'gewicht')}% bij kenmerken van {rij.waarden[0]}"
        for rij in groepen.rijen
    ]
    return f"Van wat deze kenmerken samen verklaren, hoort {woorden.enumerate_dutch(delen)}."


def _explained(groepen: VeiligeTabel | None, termen: VeiligeTabel) -> tuple[str, ...]:
    deel = (
        "‘Verklaren’ betekent hier: helpen om te zien wie wel en wie niet geregistreerd staat. Het "
        "zegt niet waardoor dat komt. Samen is het 100%, ook als alle kenmerken samen weinig "
        "verklaren.",
    )
    ruw = (
        "Bij migratieachtergrond staat het verschil zonder rekening met andere kenmerken ernaast: "
        "dat is een streepje in de grafiek en de laatste kolom van de tabel.",
    )
    return (
        *(deel if groepen is not None else ()),
        *(ruw if any(kop.code == "ruw" for kop in termen.koppen) else ()),
    )


def _calibrated(ijking: VeiligeTabel) -> str:
    fout = [str(rij.waarden[0]) for rij in ijking.rijen if rij.waarden[1] != "klopt"]
    if not fout:
        return (
            "Wat het model verwacht, klopt met wat er is geteld. Dat is bekeken in groepen "
            "inwoners bij wie het model ongeveer evenveel verwacht."
        )
    return (
        "Wat het model verwacht, klopt niet overal met wat er is geteld. Het wijkt af bij inwoners "
        f"van wie het dit deel verwacht: {woorden.enumerate_dutch(fout)}."
    )


def read_rules(
    tabel: VeiligeTabel, zeef: VeiligeTabel, uitgelicht: str | None, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    getoond = [rij for rij in tabel.rijen if rij.getoond]
    rij = next((r for r in getoond if value(tabel, r, "regel") == uitgelicht), getoond[0])
    groep, aandeel, alle = (value(tabel, rij, c) for c in ("regel", "aandeel", "basis"))
    kort = "met achterstand" if "betalingsachterstand" in str(groep) else "in deze groep"
    bevinding = f"{aandeel} van de 100 {kort}; gemiddeld {alle} van de 100"
    zin = (
        f"{aandeel} van de 100 {groep} staan geregistreerd als verdachte, "
        f"tegen {alle} van de 100 inwoners."
    )
    ondertitel = h.subtitle("Groepen die vaker als verdachte geregistreerd staan", onderzoek)
    lezen = (
        VAKJES,
        "De balk is het aandeel in de groep. De streep is het aandeel van alle inwoners.",
        _sieved(zeef),
        h.SAMEN_VOOR,
        h.NIET_SCHULDIG,
        h.GEEN_PERSOON,
    )
    kop = f"Balken met aandeel verdachten in {len(getoond)} groepen, {h.when(onderzoek)}"
    alt = h.alt_text(kop, bevinding, [tabel])
    return h.complete(bevinding, ondertitel, zin, lezen, alt, [tabel], onderzoek)


def _sieved(zeef: VeiligeTabel) -> str:
    """From thousands of combinations to the rules that are shown."""
    bekeken = woorden.whole(float(zeef.kolom("over")[0] or 0))
    return (
        f"Er zijn ongeveer {bekeken} combinaties van kenmerken bekeken. In de lijst staan alleen "
        "groepen die meer zeggen dan elke ruimere groep, geen toeval zijn, en over andere inwoners "
        "gaan dan de andere groepen."
    )


def read_relation(
    punten: VeiligeTabel, maat: VeiligeTabel, jaar: int, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    x, y = punten.koppen[1].label, punten.koppen[2].label
    rho, laag, hoog = (float(str(waarde)) for waarde in maat.kolom("waarde"))
    sterkte = _strength(rho, laag, hoog)
    bevinding = h.short(
        f"{woorden.capital(sterkte)} tussen {_lower(x)} en {_lower(y)}",
        f"{woorden.capital(sterkte)} tussen deze twee cijfers over buurten",
    )
    zin = (
        f"Over {len(punten.rijen)} buurten is er {sterkte}: de rangcorrelatie is "
        f"{woorden.decimal(rho, 2)} ({woorden.decimal(laag, 2)} tot {woorden.decimal(hoog, 2)})."
    )
    ondertitel = f"{x} en {y} per buurt, {jaar}"
    lezen = (
        "Elke stip is een buurt. Dit zegt niets over personen.",
        *(() if laag <= 0 <= hoog else (h.SAMEN_VOOR,)),
        "De rangcorrelatie vergelijkt de volgorde van de buurten op beide cijfers. 0 betekent: "
        "geen samenhang. 1 betekent: dezelfde volgorde. −1 betekent: de omgekeerde volgorde.",
        h.GEEN_PERSOON,
    )
    alt = h.cut(f"Spreidingsgrafiek van {x} en {y}, {jaar}. {bevinding}.", "Tabel hieronder.")
    return Leeshulp(bevinding, ondertitel, zin, (*lezen, *onderzoek.opmerkingen), alt)


def _spread_finding(p: str, geen_boven: bool) -> tuple[str, str]:
    if p == "≥ .05" and geen_boven:
        return (
            "Verdachten wonen verspreid; geen straat springt eruit",
            "Het aandeel verdachten verschilt per straat niet meer dan bij toeval.",
        )
    if geen_boven:
        return (
            "Straten verschillen meer dan bij toeval, maar geen straat springt eruit",
            "Het aandeel verdachten verschilt per straat meer dan bij toeval.",
        )
    return (
        "Verdachten wonen niet gelijk verspreid: een of meer straten springen eruit",
        "In een of meer straten wonen meer verdachten dan bij toeval past.",
    )


def _on_the_map(kaart: VeiligeTabel, bevinding: str) -> tuple[str, str]:
    """The finding, and a sentence that says whether clusters were found."""
    if all(uitkomst in ("nee", "geen") for uitkomst in kaart.kolom("uitkomst")):
        return (
            bevinding,
            "Straten met meer verdachten liggen niet bij elkaar: er zijn geen clusters gevonden.",
        )
    return (
        "Straten met meer verdachten liggen bij elkaar",
        "Straten met meer verdachten liggen bij elkaar: er zijn clusters gevonden.",
    )


def _strongest(duidelijk: Sequence[str]) -> str:
    if not duidelijk:
        return "Geen kenmerk hangt duidelijk samen met geregistreerd staan als verdachte"
    namen = woorden.enumerate_dutch([naam.lower() for naam in duidelijk[:3]])
    lang = (
        f"{woorden.capital(namen)} hangen het sterkst samen met geregistreerd staan als verdachte"
    )
    if len(duidelijk) == 1:
        lang = f"Alleen {namen} hangt samen met geregistreerd staan als verdachte"
    kort = f"{woorden.capital(duidelijk[0].lower())} hangt het sterkst samen met verdacht zijn"
    return h.short(
        lang, kort, "Enkele kenmerken hangen samen met geregistreerd staan als verdachte"
    )


def _direction(termen: VeiligeTabel, naam: str) -> str | None:
    """A kenmerk with the side that is there more: "leeftijd (hoe jonger)", "geslacht (man)".

    Of an ordered kenmerk the rank correlation of its classes with the points shown says the
    side, when it is strong; else the class with the largest clear difference does.
    """
    hier = [
        r for r in termen.rijen if r.waarden[0] == naam and value(termen, r, "punten") is not None
    ]
    helder = [r for r in hier if _clear(termen, r)]
    if not helder:
        return None
    if naam in RICHTING:
        rho = _trend(termen, hier)
        if abs(rho) >= STERK:
            return f"{naam.lower()} ({RICHTING[naam][rho > 0]})"
    rij = max(helder, key=lambda r: abs(h.whole_value(termen, r, "punten")))
    meer = "klasse" if h.whole_value(termen, rij, "punten") > 0 else "referentie"
    return f"{naam.lower()} ({value(termen, rij, meer)})"


def _trend(termen: VeiligeTabel, rijen: Sequence[VeiligeRij]) -> float:
    """Rank correlation of the order of the classes with their points; the reference has 0."""
    plaatsen = {str(value(termen, r, "klasse")): h.whole_value(termen, r, "punten") for r in rijen}
    plaatsen[str(value(termen, rijen[0], "referentie"))] = 0
    kenmerk_ = next(k for k in KENMERKEN if k.naam == rijen[0].waarden[0])
    paren = [
        (plek, punten)
        for klasse, punten in plaatsen.items()
        if (plek := _place(klasse, kenmerk_)) != kenmerk_.niet_van_toepassing
    ]
    return rank_correlation([float(a) for a, _ in paren], [float(b) for _, b in paren])


def _place(klasse: str, kenmerk_: Kenmerk) -> int:
    """Of merged classes the first one counts."""
    namen = kenmerk_.klassen
    return next(
        p for p, naam in enumerate(namen) if klasse == naam or klasse.startswith(f"{naam} of ")
    )


def _clear(termen: VeiligeTabel, rij: VeiligeRij) -> bool:
    return (
        h.whole_value(termen, rij, "punten_van") > 0 or h.whole_value(termen, rij, "punten_tot") < 0
    )


def _strength(rho: float, laag: float, hoog: float) -> str:
    """Bands of Cohen (1988); without a clear sign there is no relation to speak of."""
    if laag <= 0 <= hoog:
        return "geen duidelijke samenhang"
    maat = "sterke" if abs(rho) >= 0.5 else "matige" if abs(rho) >= 0.3 else "zwakke"
    return f"{maat} samenhang" if rho > 0 else f"{maat} omgekeerde samenhang"


def _lower(tekst: str) -> str:
    return tekst[:1].lower() + tekst[1:]
