"""Words beside tables of shares: kenmerken, buurten, payment, arrears, overlap."""

from collections.abc import Sequence

from analyses.kern import leeshulp as h
from analyses.kern import woorden
from analyses.kern.aflezen import value
from analyses.kern.leeshulp import Cijfer, Leeshulp, higher
from analyses.kern.onderzoek import Gebiedslabels, Onderzoekgegevens
from analyses.kern.tabellen import ALLE
from bronnen.kern.kenmerken import HERKOMST, kenmerk
from privacy.kern.veilig import VeiligeTabel


def read_kenmerk(
    tabel: VeiligeTabel, code: str, labels: Gebiedslabels, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    gebied = _comparable(tabel, labels)
    klassen = _classes(tabel, gebied)
    paar = _widest(klassen)
    naam = kenmerk(code).naam.lower()
    ondertitel = h.subtitle(
        f"Aandeel inwoners van 12 jaar en ouder dat als verdachte geregistreerd staat, naar {naam}",
        onderzoek,
    )
    if len(klassen) < 2:
        bevinding = f"Te weinig cijfers getoond om te vergelijken naar {naam}"
        zin = "In geen enkel gebied zijn twee klassen getoond."
    elif paar is None:
        bevinding = f"Geen duidelijk verschil in aandeel verdachten naar {naam}"
        zin = f"In {h.there(gebied)} is er geen duidelijk verschil tussen de klassen."
    else:
        bevinding = _kenmerk_finding(tabel, code, paar, labels)
        zin = _two_groups(code, paar, gebied)
    naast = ("Kijk ook naar het cijfer bij verder gelijke kenmerken.",)
    lezen = (
        *(naast if code == HERKOMST.code else ()),
        h.MARGE,
        h.NIET_SCHULDIG,
        *((h.SAMEN_VOOR,) if paar else ()),
        h.GEEN_PERSOON,
    )
    alt = h.alt_of_areas(
        f"Puntgrafiek van aandeel verdachten naar {naam}", labels, onderzoek, bevinding, tabel
    )
    return h.complete(bevinding, ondertitel, zin, lezen, alt, [tabel], onderzoek)


def read_suspects(
    tabel: VeiligeTabel, labels: Gebiedslabels, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    cijfers = {c.label: c for c in h.figures_by(tabel, "gebied")}
    hele = cijfers.get(labels.gemeente or "")
    bevinding = _areas_finding([cijfers[b] for b in labels.onderzocht if b in cijfers], hele)
    delen = [
        f"in {h.there(naam)} {cijfers[naam].tekst}"
        for naam in (labels.samen, labels.gemeente)
        if naam in cijfers and naam is not None
    ]
    zin = "Van alle inwoners staat als verdachte geregistreerd: " + woorden.enumerate_dutch(
        delen or [f"in {c.label} {c.tekst}" for c in cijfers.values()]
    )
    ondertitel = h.subtitle(
        "Aandeel van alle inwoners dat als verdachte geregistreerd staat", onderzoek
    )
    lezen = (h.MARGE, h.NIET_SCHULDIG, h.GEEN_PERSOON)
    alt = h.alt_of_areas(
        "Puntgrafiek van aandeel verdachten per buurt", labels, onderzoek, bevinding, tabel
    )
    return h.complete(bevinding, ondertitel, f"{zin}.", lezen, alt, [tabel], onderzoek)


def read_payment(
    gedrag: VeiligeTabel,
    kwijt: VeiligeTabel | None,
    labels: Gebiedslabels,
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    gebied = labels.samen or labels.onderzocht[0]
    betaald = next((c for c in _classes(gedrag, gebied) if c.label == "betaald"), None)
    bevinding = "Betaalgedrag verschilt per inwoner; niet alle cijfers zijn getoond"
    zin = f"Het aandeel dat betaalt, is voor {h.there(gebied)} niet getoond."
    if betaald is not None:
        tien = _of_ten(betaald.aandeel)
        bevinding = f"{tien} inwoners met een aanslag betalen de belasting"
        zin = f"In {h.there(gebied)} betaalt {betaald.tekst} van de inwoners met een aanslag."
    zin += _remission(kwijt, gebied)
    ondertitel = h.subtitle("Inwoners met een aanslag gemeentelijke belastingen", onderzoek)
    lezen = ("Elke balk is 100%: alle inwoners met een aanslag.", h.MARGE_TABEL, h.GEEN_PERSOON)
    tabellen = [gedrag] if kwijt is None else [gedrag, kwijt]
    alt = h.alt_of_areas(
        "Balken van 100% met betaalgedrag per buurt", labels, onderzoek, bevinding, *tabellen
    )
    return h.complete(bevinding, ondertitel, zin, lezen, alt, tabellen, onderzoek)


def read_arrears(
    tabel: VeiligeTabel, labels: Gebiedslabels, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    gebied = labels.samen or labels.onderzocht[0]
    klassen = {c.label: c for c in _classes(tabel, gebied)}
    lang = [c for naam, c in klassen.items() if naam.startswith("meer dan")]
    geen = klassen.get("geen")
    bevinding = "Niet alle cijfers over huurachterstand zijn getoond"
    zin = f"Het aandeel zonder huurachterstand is voor {h.there(gebied)} niet getoond."
    if geen is not None:
        bevinding = _arrears_finding(geen, lang)
        zin = f"In {h.there(gebied)} loopt {geen.tekst} van de huurders niet achter."
        zin += "".join(f" {c.tekst} loopt {c.label} achter." for c in lang)
    ondertitel = h.subtitle(
        "Hoogste huurachterstand van huurders van een corporatie van 18 jaar en ouder", onderzoek
    )
    alt = h.alt_of_areas("Kolommen met huurachterstand", labels, onderzoek, bevinding, tabel)
    lezen = (h.MARGE_TABEL, h.GEEN_PERSOON)
    return h.complete(bevinding, ondertitel, zin, lezen, alt, [tabel], onderzoek)


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
    delen = [f"{c.tekst} van de verdachten uit {c.label}" for c in eigen]
    zin = f"Verdacht van een incident in de eigen buurt is {woorden.enumerate_dutch(delen)}."
    if not eigen:
        zin = "De cijfers over de eigen buurt zijn niet getoond."
    ondertitel = h.subtitle("Waar verdachten wonen en in welke buurt het incident was", onderzoek)
    lezen = (
        "Iemand kan in meer buurten verdacht zijn. Samen kunnen de aandelen meer dan 100% zijn.",
        h.MARGE,
        h.NIET_SCHULDIG,
        h.GEEN_PERSOON,
    )
    alt = h.alt_of_areas(
        "Puntgrafiek van buurt van het incident", labels, onderzoek, bevinding, tabel
    )
    return h.complete(bevinding, ondertitel, zin, lezen, alt, [tabel], onderzoek)


def _comparable(tabel: VeiligeTabel, labels: Gebiedslabels) -> str:
    """The gebied that is read aloud: the studied buurten together, else the first in which two
    classes are shown. What is hidden is no sign that there is no difference."""
    keuze = [naam for naam in (labels.samen, labels.gemeente, *labels.onderzocht) if naam]
    genoeg = (naam for naam in keuze if len(_classes(tabel, naam)) > 1)
    return next(genoeg, keuze[0])


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
        return h.short(lang, kort, anders)
    return h.short(kort, anders)


def _all_areas(labels: Gebiedslabels) -> str:
    aantal = len(labels.onderzocht)
    return "beide buurten" if aantal == 2 else f"alle {woorden.number(aantal)} de buurten"


def _differs(tabel: VeiligeTabel, gebied: str, hoog: str, laag: str) -> bool:
    cijfers = {c.label: c for c in _classes(tabel, gebied)}
    return hoog in cijfers and laag in cijfers and higher(cijfers[hoog], cijfers[laag])


def _two_groups(code: str, paar: tuple[Cijfer, Cijfer], gebied: str) -> str:
    een, ander = (woorden.people([(code, cijfer.label)]) for cijfer in paar)
    return (
        f"In {h.there(gebied)} staat {paar[0].tekst} van de {een} geregistreerd als verdachte, "
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
            h.short(
                f"In {paar[0].label} staan meer inwoners als verdachte geregistreerd "
                f"dan in {paar[1].label}",
                f"In {paar[0].label} staan meer inwoners als verdachte geregistreerd",
            )
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
    return h.short(f"{lang} dan gemiddeld", lang, kort)


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
    hier = next((c for c in h.figures_by(kwijt, "gebied") if c.label == gebied), None)
    return f" {hier.tekst} krijgt kwijtschelding." if hier else ""


def _arrears_finding(geen: Cijfer, lang: Sequence[Cijfer]) -> str:
    if geen.van > 50 and lang and sum(c.tot for c in lang) < 25:
        return "De meeste huurders lopen niet achter, een kleine groep meer dan 2 maanden"
    if geen.van > 50:
        return "De meeste huurders lopen niet achter met de huur"
    return f"{_of_ten(geen.aandeel)} huurders lopen niet achter met de huur"


def _classes(tabel: VeiligeTabel, gebied: str) -> list[Cijfer]:
    """Shown classes of one gebied, without their sum."""
    rijen = [r for r in tabel.rijen if value(tabel, r, "gebied") == gebied and r.waarden[0] != ALLE]
    return h.read_rows(tabel, rijen, lambda rij: str(rij.waarden[0]))


def _places(tabel: VeiligeTabel, woont: str) -> list[Cijfer]:
    rijen = [rij for rij in tabel.rijen if rij.waarden[0] == woont]
    return h.read_rows(tabel, rijen, lambda rij: str(rij.waarden[1]))
