"""Words beside a chart, made from the safe tables alone: finding, sentence, how to read it, alt.

A difference is a difference only where the shown intervals do not overlap; "geen duidelijk
verschil" is a finding too. Plain Dutch (B1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyses.kern import woorden
from analyses.kern.onderzoek import Gebiedslabels, Onderzoekgegevens
from analyses.kern.tabellen import ALLE
from bronnen.kern.kenmerken import HERKOMST, kenmerk
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

MEESTE_WOORDEN = 15
LANGSTE_ALT = 250
SAMEN_VOOR = (
    "Deze twee dingen komen vaak samen voor. Dat betekent niet dat het ene door het andere komt."
)
NIET_SCHULDIG = "Verdachte betekent: geregistreerd door de politie. Niet: schuldig."
GEEN_PERSOON = (
    "Dit gaat over een buurt, niet over een persoon. "
    "Gebruik het nooit voor een besluit over één persoon."
)
MARGE = (
    "De lijn door de stip is de marge. Overlappen twee lijnen, dan is er geen duidelijk verschil."
)
MARGE_TABEL = "De marges (van – tot) staan in de tabel."
VAKJES = "100 vakjes, geen 100 personen."
AFGEROND = "Aantallen zijn afgerond op vijftallen, om personen te beschermen."


@dataclass(frozen=True)
class Leeshulp:
    bevinding: str
    ondertitel: str
    zin: str
    leeswijzer: tuple[str, ...]
    alt: str


@dataclass(frozen=True)
class Cijfer:
    """One shown row: percentages."""

    label: str
    aandeel: int
    van: int
    tot: int

    @property
    def tekst(self) -> str:
        return woorden.shares(self.aandeel, self.van, self.tot)


def higher(een: Cijfer, ander: Cijfer) -> bool:
    """Clearly: the intervals do not overlap."""
    return een.van > ander.tot


def read_kenmerk(
    tabel: VeiligeTabel, code: str, labels: Gebiedslabels, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    gebied = labels.samen or labels.onderzocht[0]
    paar = _widest(_classes(tabel, gebied))
    naam = kenmerk(code).naam.lower()
    ondertitel = _subtitle(
        f"Aandeel inwoners van 12 jaar en ouder dat als verdachte geregistreerd staat, naar {naam}",
        onderzoek,
    )
    if paar is None:
        bevinding = f"Geen duidelijk verschil in aandeel verdachten naar {naam}"
        zin = f"In {_there(gebied)} is er geen duidelijk verschil tussen de klassen."
    else:
        bevinding = _kenmerk_finding(tabel, code, paar, labels)
        zin = _two_groups(code, paar, gebied)
    naast = ("Kijk ook naar het cijfer bij verder gelijke kenmerken.",)
    lezen = (
        *(naast if code == HERKOMST.code else ()),
        MARGE,
        NIET_SCHULDIG,
        SAMEN_VOOR,
        GEEN_PERSOON,
    )
    alt = _alt(
        f"Puntgrafiek van aandeel verdachten naar {naam}", labels, onderzoek, bevinding, tabel
    )
    return _complete(bevinding, ondertitel, zin, lezen, alt, [tabel], onderzoek)


def read_suspects(
    tabel: VeiligeTabel, labels: Gebiedslabels, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    cijfers = {c.label: c for c in _figures(tabel, "gebied")}
    hele = cijfers.get(labels.gemeente or "")
    bevinding = _areas_finding([cijfers[b] for b in labels.onderzocht if b in cijfers], hele)
    delen = [
        f"in {_there(naam)} {cijfers[naam].tekst}"
        for naam in (labels.samen, labels.gemeente)
        if naam in cijfers and naam is not None
    ]
    zin = "Van alle inwoners staat als verdachte geregistreerd: " + woorden.enumerate_dutch(
        delen or [f"in {c.label} {c.tekst}" for c in cijfers.values()]
    )
    ondertitel = _subtitle(
        "Aandeel van alle inwoners dat als verdachte geregistreerd staat", onderzoek
    )
    lezen = (MARGE, NIET_SCHULDIG, GEEN_PERSOON)
    alt = _alt("Puntgrafiek van aandeel verdachten per buurt", labels, onderzoek, bevinding, tabel)
    return _complete(bevinding, ondertitel, f"{zin}.", lezen, alt, [tabel], onderzoek)


def read_payment(
    gedrag: VeiligeTabel,
    kwijt: VeiligeTabel | None,
    labels: Gebiedslabels,
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    gebied = labels.samen or labels.onderzocht[0]
    betaald = next((c for c in _classes(gedrag, gebied) if c.label == "betaald"), None)
    bevinding = "Betaalgedrag verschilt per inwoner; niet alle cijfers zijn getoond"
    zin = f"Het aandeel dat betaalt, is voor {_there(gebied)} niet getoond."
    if betaald is not None:
        tien = _of_ten(betaald.aandeel)
        bevinding = f"{tien} inwoners met een aanslag betalen de belasting"
        zin = f"In {_there(gebied)} betaalt {betaald.tekst} van de inwoners met een aanslag."
    zin += _remission(kwijt, gebied)
    ondertitel = _subtitle("Inwoners met een aanslag gemeentelijke belastingen", onderzoek)
    lezen = ("Elke balk is 100%: alle inwoners met een aanslag.", MARGE_TABEL, GEEN_PERSOON)
    tabellen = [gedrag] if kwijt is None else [gedrag, kwijt]
    alt = _alt(
        "Balken van 100% met betaalgedrag per buurt", labels, onderzoek, bevinding, *tabellen
    )
    return _complete(bevinding, ondertitel, zin, lezen, alt, tabellen, onderzoek)


def read_arrears(
    tabel: VeiligeTabel, labels: Gebiedslabels, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    gebied = labels.samen or labels.onderzocht[0]
    klassen = {c.label: c for c in _classes(tabel, gebied)}
    lang = [c for naam, c in klassen.items() if naam.startswith("meer dan")]
    geen = klassen.get("geen")
    bevinding = "Niet alle cijfers over huurachterstand zijn getoond"
    zin = f"Het aandeel zonder huurachterstand is voor {_there(gebied)} niet getoond."
    if geen is not None:
        bevinding = _arrears_finding(geen, lang)
        zin = f"In {_there(gebied)} loopt {geen.tekst} van de huurders niet achter."
        zin += "".join(f" {c.tekst} loopt {c.label} achter." for c in lang)
    ondertitel = _subtitle(
        "Hoogste huurachterstand van huurders van een corporatie van 18 jaar en ouder", onderzoek
    )
    alt = _alt("Kolommen met huurachterstand", labels, onderzoek, bevinding, tabel)
    lezen = (MARGE_TABEL, GEEN_PERSOON)
    return _complete(bevinding, ondertitel, zin, lezen, alt, [tabel], onderzoek)


def read_overlap(
    tabel: VeiligeTabel, labels: Gebiedslabels, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    eigen = [c for b in labels.onderzocht for c in _places(tabel, b) if c.label == b]
    meer = [c for c in eigen if c.van > 50]
    bevinding = "Geen duidelijk verschil tussen incidenten in de eigen buurt en daarbuiten"
    if eigen and len(meer) == len(labels.onderzocht):
        bevinding = "De meeste verdachten zijn dat van een incident in de eigen buurt"
    elif meer:
        bevinding = f"De meeste verdachten uit {meer[0].label} zijn dat in de eigen buurt"
    elif eigen and all(c.tot < 50 for c in eigen):
        bevinding = "De meeste verdachten zijn dat van een incident buiten de eigen buurt"
    delen = [f"{c.tekst} uit {c.label}" for c in eigen]
    zin = f"Verdacht van een incident in de eigen buurt: {woorden.enumerate_dutch(delen)}."
    if not eigen:
        zin = "De cijfers over de eigen buurt zijn niet getoond."
    ondertitel = _subtitle("Waar verdachten wonen en in welke buurt het incident was", onderzoek)
    lezen = (
        "Iemand kan in meer buurten verdacht zijn. De aandelen zijn samen dus meer dan 100%.",
        MARGE,
        NIET_SCHULDIG,
        GEEN_PERSOON,
    )
    alt = _alt("Puntgrafiek van buurt van het incident", labels, onderzoek, bevinding, tabel)
    return _complete(bevinding, ondertitel, zin, lezen, alt, [tabel], onderzoek)


def read_spread(
    klassen: VeiligeTabel,
    toets: VeiligeTabel,
    gebied: str,
    basis: str,
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    [rij] = toets.rijen
    straten, klein, p, boven = (
        _get(toets, rij, c) for c in ("straten", "te_klein", "p", "boven_toeval")
    )
    bevinding, oordeel = _spread_finding(str(p), boven == "geen")
    zin = f"We vergeleken {straten} straten in {_there(gebied)}. {oordeel}"
    if klein:
        zin += f" {klein} kleine straten tellen niet mee."
    ondertitel = _subtitle(
        "Straten naar aandeel verdachten onder inwoners vanaf 12 jaar", onderzoek
    )
    lezen = (
        "De lichte balk laat zien hoeveel straten daar bij toeval zouden liggen.",
        "We noemen geen straten, om personen te beschermen.",
        NIET_SCHULDIG,
        GEEN_PERSOON,
    )
    alt = _alt_text(
        f"Puntgrafiek van straten naar aandeel verdachten, {gebied}, {_when(onderzoek)}",
        bevinding,
        [klassen],
    )
    return _complete(bevinding, ondertitel, zin, lezen, alt, [klassen], onderzoek)


def read_regression(
    termen: VeiligeTabel,
    factoren: VeiligeTabel,
    opmerkingen: Sequence[str],
    basis: str,
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    duidelijk = [str(r.waarden[0]) for r in factoren.rijen if _get(factoren, r, "p") != "≥ .05"]
    onduidelijk = [
        str(r.waarden[0]).lower() for r in factoren.rijen if r.waarden[0] not in duidelijk
    ]
    bevinding = _strongest(duidelijk)
    delen = [deel for naam in duidelijk if (deel := _largest_term(termen, naam))]
    zin = "Bij verder gelijke kenmerken staan vaker geregistreerd: " + "; ".join(delen) + "."
    if not delen:
        zin = "Bij verder gelijke kenmerken is er geen duidelijk verschil."
    if onduidelijk:
        zin += f" Geen duidelijk verband: {woorden.enumerate_dutch(onduidelijk)}."
    ondertitel = _subtitle(
        f"Verschil in aandeel verdachten bij verder gelijke kenmerken, {basis}", onderzoek
    )
    lezen = (
        "0 procentpunten betekent: geen verschil met de groep waarmee we vergelijken.",
        "Een odds ratio van 1,8 is niet hetzelfde als 1,8 keer zo vaak. "
        "Kijk eerst naar de procentpunten.",
        *opmerkingen,
        SAMEN_VOOR,
        NIET_SCHULDIG,
        GEEN_PERSOON,
    )
    kop = f"Puntgrafiek van verschillen in procentpunten en odds ratio's, {_when(onderzoek)}"
    alt = _alt_text(kop, bevinding, [termen])
    return _complete(bevinding, ondertitel, zin, lezen, alt, [termen], onderzoek)


def read_rules(
    tabel: VeiligeTabel, uitgelicht: str | None, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    getoond = [rij for rij in tabel.rijen if rij.getoond]
    rij = next((r for r in getoond if _get(tabel, r, "regel") == uitgelicht), getoond[0])
    groep, aandeel, alle = (_get(tabel, rij, c) for c in ("regel", "aandeel", "basis"))
    kort = "met achterstand" if "betalingsachterstand" in str(groep) else "in deze groep"
    bevinding = f"{aandeel} van de 100 {kort}; gemiddeld {alle} van de 100"
    zin = (
        f"{aandeel} van de 100 {groep} staan geregistreerd als verdachte, "
        f"tegen {alle} van de 100 inwoners."
    )
    ondertitel = _subtitle("Groepen die vaker als verdachte geregistreerd staan", onderzoek)
    lezen = (
        VAKJES,
        "De balk is het aandeel in de groep. De streep is het aandeel van alle inwoners.",
        "Alleen groepen die meer zeggen dan een ruimere groep staan in de lijst.",
        SAMEN_VOOR,
        NIET_SCHULDIG,
        GEEN_PERSOON,
    )
    kop = f"Balken met aandeel verdachten in {len(getoond)} groepen, {_when(onderzoek)}"
    alt = _alt_text(kop, bevinding, [tabel])
    return _complete(bevinding, ondertitel, zin, lezen, alt, [tabel], onderzoek)


def read_relation(
    punten: VeiligeTabel, maat: VeiligeTabel, jaar: int, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    x, y = punten.koppen[1].label, punten.koppen[2].label
    rho, laag, hoog = (float(str(waarde)) for waarde in maat.kolom("waarde"))
    sterkte = _strength(rho, laag, hoog)
    bevinding = _short(
        f"{woorden.capital(sterkte)} tussen {_lower(x)} en {_lower(y)}",
        f"{woorden.capital(sterkte)} tussen deze twee cijfers over buurten",
    )
    zin = (
        f"De rangcorrelatie over {len(punten.rijen)} buurten is {woorden.decimal(rho, 2)} "
        f"({woorden.decimal(laag, 2)} tot {woorden.decimal(hoog, 2)}): {sterkte}."
    )
    ondertitel = f"{x} en {y} per buurt, {jaar}"
    lezen = (
        "Elke stip is een buurt. Dit zegt niets over personen.",
        SAMEN_VOOR,
        "0 betekent: geen samenhang. 1 betekent: wie op het ene cijfer hoger staat, "
        "staat altijd ook op het andere hoger.",
        GEEN_PERSOON,
    )
    alt = _cut(f"Spreidingsgrafiek van {x} en {y}, {jaar}. {bevinding}.", "Tabel hieronder.")
    return Leeshulp(bevinding, ondertitel, zin, (*lezen, *onderzoek.opmerkingen), alt)


def _kenmerk_finding(
    tabel: VeiligeTabel, code: str, paar: tuple[Cijfer, Cijfer], labels: Gebiedslabels
) -> str:
    hoog, laag = paar
    wie = woorden.capital(woorden.people([(code, hoog.label)]))
    overal = all(_differs(tabel, gebied, hoog.label, laag.label) for gebied in labels.onderzocht)
    kort = f"{wie} staan vaker als verdachte geregistreerd"
    anders = f"Hoogste aandeel verdachten bij {kenmerk(code).naam.lower()}: {hoog.label}"
    if overal and len(labels.onderzocht) > 1:
        lang = f"{wie} staan in {_all_areas(labels)} vaker als verdachte geregistreerd"
        return _short(lang, kort, anders)
    return _short(kort, anders)


def _all_areas(labels: Gebiedslabels) -> str:
    aantal = len(labels.onderzocht)
    return "beide buurten" if aantal == 2 else f"alle {woorden.number(aantal)} de buurten"


def _differs(tabel: VeiligeTabel, gebied: str, hoog: str, laag: str) -> bool:
    cijfers = {c.label: c for c in _classes(tabel, gebied)}
    return hoog in cijfers and laag in cijfers and higher(cijfers[hoog], cijfers[laag])


def _two_groups(code: str, paar: tuple[Cijfer, Cijfer], gebied: str) -> str:
    een, ander = (woorden.people([(code, cijfer.label)]) for cijfer in paar)
    return (
        f"In {_there(gebied)} staat {paar[0].tekst} van de {een} geregistreerd als verdachte, "
        f"en {paar[1].tekst} van de {ander}."
    )


def _widest(cijfers: Sequence[Cijfer]) -> tuple[Cijfer, Cijfer] | None:
    """The highest and the lowest class, if they differ clearly."""
    if len(cijfers) < 2:
        return None
    hoog = max(cijfers, key=lambda c: c.aandeel)
    laag = min(cijfers, key=lambda c: c.aandeel)
    return (hoog, laag) if higher(hoog, laag) else None


def _areas_finding(buurten: Sequence[Cijfer], hele: Cijfer | None) -> str:
    if hele is None:
        paar = _widest(buurten)
        return (
            f"In {paar[0].label} staan meer inwoners als verdachte geregistreerd"
            if paar
            else "Geen duidelijk verschil in aandeel verdachten tussen de buurten"
        )
    meer = [c.label for c in buurten if higher(c, hele)]
    if not meer:
        return "Geen duidelijk verschil tussen de onderzochte buurten en de hele gemeente"
    lang = f"In {woorden.enumerate_dutch(meer)} staan meer inwoners als verdachte geregistreerd"
    kort = (
        f"In {len(meer)} van de onderzochte buurten staan meer inwoners als verdachte geregistreerd"
    )
    return _short(f"{lang} dan gemiddeld", lang, kort)


def _of_ten(aandeel: int) -> str:
    tien = (aandeel + 5) // 10
    if tien == 0:
        return "Minder dan 1 van de 10"
    if tien == 10:
        return "Bijna alle"
    return f"Ongeveer {tien} van de 10"


def _remission(kwijt: VeiligeTabel | None, gebied: str) -> str:
    if kwijt is None:
        return ""
    hier = next((c for c in _figures(kwijt, "gebied") if c.label == gebied), None)
    return f" {hier.tekst} krijgt kwijtschelding." if hier else ""


def _arrears_finding(geen: Cijfer, lang: Sequence[Cijfer]) -> str:
    if geen.van > 50 and lang and sum(c.tot for c in lang) < 25:
        return "De meeste huurders lopen niet achter, een kleine groep meer dan 2 maanden"
    if geen.van > 50:
        return "De meeste huurders lopen niet achter met de huur"
    return f"{_of_ten(geen.aandeel)} huurders lopen niet achter met de huur"


def _spread_finding(p: str, geen_boven: bool) -> tuple[str, str]:
    if p == "≥ .05" and geen_boven:
        return (
            "Verdachten wonen verspreid; geen straat springt eruit",
            "Het aandeel verdachten verschilt per straat niet meer dan bij toeval. "
            "Er zijn geen clusters.",
        )
    if geen_boven:
        return (
            "Straten verschillen meer dan bij toeval, maar geen straat springt eruit",
            f"Het aandeel verdachten verschilt per straat meer dan bij toeval (p {p}).",
        )
    return (
        "Verdachten wonen niet gelijk verspreid: een of meer straten springen eruit",
        "In een of meer straten wonen meer verdachten dan bij toeval past.",
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
    return _short(lang, kort, "Enkele kenmerken hangen samen met geregistreerd staan als verdachte")


def _largest_term(termen: VeiligeTabel, naam: str) -> str | None:
    """The level of a kenmerk with the largest clear difference, seen from who is there more."""
    hier = [
        r for r in termen.rijen if r.waarden[0] == naam and _get(termen, r, "punten") is not None
    ]
    helder = [r for r in hier if _clear(termen, r)]
    if not helder:
        return None
    rij = max(helder, key=lambda r: abs(_int(termen, r, "punten")))
    punten = _int(termen, rij, "punten")
    klasse, referentie = str(_get(termen, rij, "klasse")), str(_get(termen, rij, "referentie"))
    een, ander = (klasse, referentie) if punten > 0 else (referentie, klasse)
    return f"{naam.lower()} {een} ({abs(punten)} procentpunten meer dan {ander})"


def _clear(termen: VeiligeTabel, rij: VeiligeRij) -> bool:
    return _int(termen, rij, "punten_van") > 0 or _int(termen, rij, "punten_tot") < 0


def _strength(rho: float, laag: float, hoog: float) -> str:
    """Bands of Cohen (1988); without a clear sign there is no relation to speak of."""
    if laag <= 0 <= hoog:
        return "geen duidelijke samenhang"
    maat = "sterke" if abs(rho) >= 0.5 else "matige" if abs(rho) >= 0.3 else "zwakke"
    return f"{maat} samenhang" if rho > 0 else f"{maat} omgekeerde samenhang"


def _classes(tabel: VeiligeTabel, gebied: str) -> list[Cijfer]:
    """Shown classes of one gebied, without their sum."""
    rijen = [r for r in tabel.rijen if _get(tabel, r, "gebied") == gebied and r.waarden[0] != ALLE]
    return _read(tabel, rijen, lambda rij: str(rij.waarden[0]))


def _places(tabel: VeiligeTabel, woont: str) -> list[Cijfer]:
    rijen = [rij for rij in tabel.rijen if rij.waarden[0] == woont]
    return _read(tabel, rijen, lambda rij: str(rij.waarden[1]))


def _figures(tabel: VeiligeTabel, code: str) -> list[Cijfer]:
    return _read(tabel, tabel.rijen, lambda rij: str(_get(tabel, rij, code)))


def _read(
    tabel: VeiligeTabel, rijen: Sequence[VeiligeRij], label: Callable[[VeiligeRij], str]
) -> list[Cijfer]:
    return [
        Cijfer(label(rij), *(_int(tabel, rij, code) for code in ("aandeel", "van", "tot")))
        for rij in rijen
        if rij.getoond and _get(tabel, rij, "aandeel") is not None
    ]


def _get(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> str | int | float | None:
    return rij.waarden[[kop.code for kop in tabel.koppen].index(code)]


def _int(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> int:
    return int(_get(tabel, rij, code) or 0)


def _complete(
    bevinding: str,
    ondertitel: str,
    zin: str,
    leeswijzer: Sequence[str],
    alt: str,
    tabellen: Sequence[VeiligeTabel],
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    verborgen = _hidden(tabellen)
    weg = (f"{verborgen}, om personen te beschermen.",) if verborgen else ()
    lezen = (*leeswijzer, AFGEROND, *weg, *onderzoek.opmerkingen)
    return Leeshulp(bevinding, ondertitel, zin, lezen, alt)


def _alt(
    kop: str,
    labels: Gebiedslabels,
    onderzoek: Onderzoekgegevens,
    bevinding: str,
    *tabellen: VeiligeTabel,
) -> str:
    buurten = woorden.number(len(labels.onderzocht))
    meervoud = "buurt" if len(labels.onderzocht) == 1 else "buurten"
    return _alt_text(f"{kop}, {buurten} {meervoud}, {_when(onderzoek)}", bevinding, tabellen)


def _alt_text(kop: str, bevinding: str, tabellen: Sequence[VeiligeTabel]) -> str:
    verborgen = _hidden(tabellen)
    slot = f"{verborgen}. Tabel hieronder." if verborgen else "Tabel hieronder."
    return _cut(f"{kop}. {bevinding}.", slot)


def _cut(begin: str, slot: str) -> str:
    """At most 250 characters, cut between words."""
    ruimte = LANGSTE_ALT - len(slot) - 1
    if len(begin) > ruimte:
        begin = begin[: ruimte - 1].rsplit(" ", 1)[0].rstrip(".,;") + "…"
    return f"{begin} {slot}"


def _hidden(tabellen: Sequence[VeiligeTabel]) -> str:
    aantal = sum(tabel.verborgen for tabel in tabellen)
    if not aantal:
        return ""
    return "1 cijfer is niet getoond" if aantal == 1 else f"{aantal} cijfers zijn niet getoond"


def _short(*zinnen: str) -> str:
    """The first that has at most 15 words; the last one in any case."""
    return next((zin for zin in zinnen if len(zin.split()) <= MEESTE_WOORDEN), zinnen[-1])


def _subtitle(maat: str, onderzoek: Onderzoekgegevens) -> str:
    return f"{maat}, {_when(onderzoek)}"


def _when(onderzoek: Onderzoekgegevens) -> str:
    return woorden.period(onderzoek.periode_van, onderzoek.periode_tot)


def _there(gebied: str) -> str:
    """ "De drie buurten samen" within a sentence."""
    if gebied == "Hele gemeente":
        return "de hele gemeente"
    return gebied.replace("De ", "de ", 1) if gebied.startswith("De ") else gebied


def _lower(tekst: str) -> str:
    return tekst[:1].lower() + tekst[1:]
