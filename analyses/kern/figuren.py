"""Charts from safe tables alone: Plotly figures as plain data.

Every number in a figure stands in its table, or is a place on the sheet or a bound set by policy;
axes are chosen from fixed ranges by what is shown. A result may have several figures: panels with
equal axes, which the page lays side by side where there is room.
"""

from collections.abc import Sequence
from dataclasses import replace

from analyses.kern import kleuren, woorden
from analyses.kern.aflezen import has_column, labels_of, number, rows_of_area, shown, value
from analyses.kern.onderzoek import Gebiedslabels
from analyses.kern.tabellen import ALLE
from analyses.kern.tekenblad import NIET_GETOOND, As, Blad, Figuur, Rij, draw, shades, wrapped
from analyses.kern.vlakfiguren import TITELBREED, array_figure
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

AANDEELASSEN = (
    As(0, 20, (0, 5, 10, 15, 20), "%"),
    As(0, 40, (0, 10, 20, 30, 40), "%"),
    As(0, 60, (0, 20, 40, 60), "%"),
    As(0, 100, (0, 25, 50, 75, 100), "%"),
)

PUNTENASSEN = tuple(
    As(-breed, breed, (-breed, -breed / 2, 0, breed / 2, breed), nullijn=0)
    for breed in (20, 40, 80)
)

ODDSASSEN = (
    As(0.25, 4, (0.25, 0.5, 1, 2, 4), nullijn=1, log=True),
    As(0.125, 8, (0.125, 0.25, 0.5, 1, 2, 4, 8), nullijn=1, log=True),
    As(0.0625, 16, (0.0625, 0.25, 1, 4, 16), nullijn=1, log=True),
)

STRATENASSEN = tuple(
    As(0, tot, tuple(tot * deel / 4 for deel in range(5)))
    for tot in (20, 40, 100, 400, 2000, 20000)
)

IEDEREEN = "iedereen vanaf 12 jaar"

REGELBALK = kleuren.Slot(kleuren.REEKS[2], "square", "solid")  # light: the base line shows on it


def kenmerk_figures(tabel: VeiligeTabel, labels: Gebiedslabels) -> tuple[Figuur, ...]:
    """A panel for each studied buurt and for all of them; the municipality as a thin line."""
    as_ = _share_axis([tabel])
    kenmerk = tabel.koppen[0].code
    streep_van = {"gebied": labels.gemeente} if labels.gemeente else {}
    return tuple(
        draw(
            Blad(
                gebied, as_, _class_rows(tabel, kenmerk, gebied, labels), _streep(labels),
                tabel=tabel.naam, labels={"gebied": gebied}, streep_van=streep_van,
            )
        )
        for gebied in labels.panelen
    )  # fmt: skip


def area_figure(tabel: VeiligeTabel, labels: Gebiedslabels, titel: str = "") -> Figuur:
    """One row for each gebied."""
    rijen = tuple(
        replace(_share_row(gebied, tabel, rij, labels), labels={"gebied": gebied})
        for rij in tabel.rijen
        for gebied in [str(value(tabel, rij, "gebied"))]
    )
    return draw(Blad(titel, _share_axis([tabel]), rijen, tabel=tabel.naam))


def division_figure(tabel: VeiligeTabel) -> Figuur:
    """How each gebied divides over ordered classes: bars of 100 %."""
    klassen = labels_of(tabel, 0)
    sleutel = tuple(zip(shades(len(klassen)), klassen, strict=True))
    rijen = tuple(
        replace(_stack_row(tabel, gebied), labels={"gebied": gebied})
        for gebied in labels_of(tabel, 1)
    )
    kolom = tabel.koppen[0].code
    return draw(
        Blad("", AANDEELASSEN[-1], rijen, sleutel=sleutel, sleutelkolom=kolom, tabel=tabel.naam)
    )


def overlap_figures(tabel: VeiligeTabel, labels: Gebiedslabels) -> tuple[Figuur, ...]:
    """A panel for each buurt where suspects live; a row for each buurt of the incident."""
    as_ = _share_axis([tabel])
    figuren: list[Figuur] = []
    for woont in labels_of(tabel, 0):
        rijen = tuple(
            replace(
                _share_row(str(value(tabel, rij, "pleegbuurt")), tabel, rij, labels, woont),
                labels={"pleegbuurt": str(value(tabel, rij, "pleegbuurt"))},
            )
            for rij in tabel.rijen
            if rij.waarden[0] == woont
        )
        paneel = {tabel.koppen[0].code: woont}
        figuren.append(
            draw(
                Blad(f"Woont in {woont}", as_, rijen, "Incident in:", tabel=tabel.naam,
                     labels=paneel)
            )
        )  # fmt: skip
    return tuple(figuren)


def spread_figure(tabel: VeiligeTabel) -> Figuur:
    """Streets in each class of share, beside what chance gives."""
    as_ = _fitting(STRATENASSEN, [0, *shown(tabel, "straten", "toeval_tot")])
    rijen = tuple(
        replace(_street_row(tabel, rij), labels={"klasse": str(value(tabel, rij, "klasse"))})
        for rij in tabel.rijen
    )
    uitleg = "Stip: aantal straten. Lichte balk: wat bij toeval past."
    return draw(Blad("", as_, rijen, uitleg, tabel=tabel.naam))


def regression_figures(termen: VeiligeTabel, factoren: VeiligeTabel) -> tuple[Figuur, ...]:
    """Percentage points first, then odds ratios: the same rows, the strongest kenmerk first. Last
    what each kenmerk adds to the explanation, where that was weighed."""
    punten = _fitting(PUNTENASSEN, shown(termen, "punten", "punten_van", "punten_tot"))
    odds = _fitting(ODDSASSEN, shown(termen, "odds_ratio", "van", "tot"))
    volgorde = [str(naam) for naam in factoren.kolom("kenmerk")]
    return (
        draw(
            Blad("Verschil in procentpunten", punten, _term_rows(termen, volgorde, False),
                 tabel=termen.naam)
        ),
        draw(Blad("Odds ratio", odds, _term_rows(termen, volgorde, True), tabel=termen.naam)),
        *_weight_figures(factoren),
    )  # fmt: skip


def _weight_figures(factoren: VeiligeTabel) -> tuple[Figuur, ...]:
    """Bars, the longest first: which kenmerk weighs most."""
    gewogen = shown(factoren, "gewicht") if has_column(factoren, "gewicht") else []
    if not gewogen:
        return ()
    rijen = [
        Rij(naam, f"{woorden.whole(deel)}%", deel, slot=REGELBALK, balk=True,
            labels={"kenmerk": naam})
        for naam, deel in ((str(r.waarden[0]), number(factoren, r, "gewicht"))
                           for r in factoren.rijen)
        if deel is not None
    ]  # fmt: skip
    rijen.sort(key=lambda rij: (-(rij.punt or 0), rij.label))
    as_ = _fitting(AANDEELASSEN, gewogen)
    titel, uitleg = "Deel van de verklaring", "Samen is het 100%"
    return (draw(Blad(titel, as_, tuple(rijen), uitleg, tabel=factoren.naam)),)


def crime_figures(termen: VeiligeTabel, factoren: VeiligeTabel) -> tuple[Figuur, ...]:
    """A panel of odds ratios for each misdrijfgroep; the same rows and the same axis."""
    odds = _fitting(ODDSASSEN, shown(termen, "odds_ratio", "van", "tot"))
    kenmerken = list(dict.fromkeys(str(naam) for naam in factoren.kolom("kenmerk")))
    figuren: list[Figuur] = []
    for groep in labels_of(termen, 0):
        rijen = _term_rows(termen, kenmerken, True, _of(termen, groep))
        titel, over = woorden.capital(groep), {"misdrijfgroep": groep}
        figuren.append(draw(Blad(titel, odds, rijen, "Odds ratio", tabel=termen.naam, labels=over)))
    return tuple(figuren)


def _of(termen: VeiligeTabel, groep: str) -> list[VeiligeRij]:
    return [rij for rij in termen.rijen if rij.waarden[0] == groep]


def adjusted_figure(termen: VeiligeTabel) -> Figuur:
    """The differences of one kenmerk with the others held equal."""
    punten = _fitting(PUNTENASSEN, shown(termen, "punten", "punten_van", "punten_tot"))
    rijen = _term_rows(termen, labels_of(termen, 0), False)
    kop, uitleg = "Bij verder gelijke kenmerken", "Verschil in procentpunten"
    return draw(Blad(kop, punten, rijen, uitleg, tabel=termen.naam))


def rule_figures(tabel: VeiligeTabel, uitgelicht: str | None) -> tuple[Figuur, ...]:
    """Two arrays of a hundred for one rule, side by side; then bars against the base rate."""
    gemiddeld = next((w for w in tabel.kolom("basis") if w is not None), None)
    lijnen = ((float(gemiddeld), f"alle inwoners: {gemiddeld}%"),) if gemiddeld else ()
    rijen = tuple(_rule_row(tabel, rij) for rij in tabel.rijen)
    figuren: list[Figuur] = []
    for rij in tabel.rijen:
        if value(tabel, rij, "regel") == uitgelicht and rij.getoond and gemiddeld is not None:
            groep = wrapped(woorden.capital(str(uitgelicht)), TITELBREED)
            alle = ["Alle inwoners", *[""] * (len(groep) - 1)]  # equal heights
            aandeel = int(number(tabel, rij, "aandeel") or 0)
            figuren.append(array_figure(int(gemiddeld), alle, tabel.naam))
            figuren.append(array_figure(aandeel, groep, tabel.naam))
    figuren.append(draw(Blad("", _share_axis([tabel]), rijen, lijnen=lijnen, tabel=tabel.naam)))
    return tuple(figuren)


def _class_rows(
    tabel: VeiligeTabel, kenmerk: str, gebied: str, labels: Gebiedslabels
) -> tuple[Rij, ...]:
    gemeente = {str(r.waarden[0]): r for r in tabel.rijen if r.waarden[1] == labels.gemeente}
    rijen: list[Rij] = []
    for rij in sorted(rows_of_area(tabel, gebied), key=_not_applicable_last):
        klasse = str(rij.waarden[0])
        ernaast = gemeente.get(klasse)
        streep = number(tabel, ernaast, "aandeel") if ernaast and ernaast.getoond else None
        label = IEDEREEN if klasse == ALLE else class_label(kenmerk, klasse)
        getekend = _share_row(label, tabel, rij, labels, gebied, streep)
        rijen.append(replace(getekend, labels={kenmerk: klasse}))
    return tuple(rijen)


def class_label(kenmerk: str, klasse: str) -> str:
    """A class as it stands in a chart: "ja" alone says nothing."""
    return woorden.said(kenmerk, klasse) if klasse in ("ja", "nee") else klasse


def _not_applicable_last(rij: VeiligeRij) -> int:
    return (rij.waarden[0] == "niet van toepassing") + 2 * (rij.waarden[0] == ALLE)


def _streep(labels: Gebiedslabels) -> str:
    return "Streepje: hele gemeente" if labels.gemeente else ""


def _share_row(
    label: str,
    tabel: VeiligeTabel,
    rij: VeiligeRij,
    labels: Gebiedslabels,
    gebied: str | None = None,
    streep: float | None = None,
) -> Rij:
    """Dot and interval of one row of shares, in the slot of its gebied."""
    slot = _slot(gebied or label, labels)
    if not rij.getoond:
        return Rij(label, NIET_GETOOND, slot=slot, streep=streep)
    aandeel, van, tot = (number(tabel, rij, code) for code in ("aandeel", "van", "tot"))
    tekst = woorden.shares(aandeel or 0, van or 0, tot or 0)
    return Rij(label, tekst, aandeel, van, tot, slot, streep)


def _slot(gebied: str, labels: Gebiedslabels) -> kleuren.Slot:
    samen = {labels.samen: kleuren.SAMEN, labels.gemeente: kleuren.GEMEENTE}
    return samen.get(gebied, kleuren.slot(labels.slot(gebied)))


def _stack_row(tabel: VeiligeTabel, gebied: str) -> Rij:
    rijen = rows_of_area(tabel, gebied)
    verborgen = sum(not rij.getoond for rij in rijen)
    stapel = tuple(number(tabel, rij, "aandeel") for rij in rijen)
    if verborgen == len(rijen):
        return Rij(gebied, NIET_GETOOND)
    return Rij(gebied, f"{verborgen} {NIET_GETOOND}" if verborgen else "", stapel=stapel)


def _street_row(tabel: VeiligeTabel, rij: VeiligeRij) -> Rij:
    label = f"{value(tabel, rij, 'klasse')} verdachten"
    straten, van, tot = (number(tabel, rij, c) for c in ("straten", "toeval_van", "toeval_tot"))
    if straten is None or van is None or tot is None:
        return Rij(label, NIET_GETOOND)
    tekst = f"{woorden.whole(straten)} (toeval: {woorden.whole(van)} tot {woorden.whole(tot)})"
    return Rij(label, tekst, straten, band=(van, tot))


def _term_rows(
    termen: VeiligeTabel,
    volgorde: Sequence[str],
    odds: bool,
    binnen: Sequence[VeiligeRij] | None = None,
) -> tuple[Rij, ...]:
    """`binnen`: the rows of one panel; all of them if not given."""
    alle = termen.rijen if binnen is None else binnen
    rijen: list[Rij] = []
    for naam in volgorde:
        hier = [rij for rij in alle if value(termen, rij, "kenmerk") == naam]
        if hier:
            referentie = value(termen, hier[0], "referentie")
            over = {"kenmerk": naam}
            rijen.append(Rij(f"{naam} (vergeleken met {referentie})", kop=True, labels=over))
            rijen += [_term_row(termen, rij, odds) for rij in hier]
    return tuple(rijen)


def _term_row(termen: VeiligeTabel, rij: VeiligeRij, odds: bool) -> Rij:
    label = str(value(termen, rij, "klasse"))
    over = {"kenmerk": str(value(termen, rij, "kenmerk")), "klasse": label}
    codes = ("odds_ratio", "van", "tot") if odds else ("punten", "punten_van", "punten_tot")
    punt, van, tot = (number(termen, rij, code) for code in codes)
    if punt is None or van is None or tot is None:
        return Rij(label, NIET_GETOOND, labels=over)
    schrijf = woorden.decimal if odds else woorden.points
    tekst = f"{schrijf(punt)} ({schrijf(van)} tot {schrijf(tot)})"
    heeft_ruw = not odds and has_column(termen, "ruw")
    streep = number(termen, rij, "ruw") if heeft_ruw else None
    return Rij(label, tekst, punt, van, tot, streep=streep, labels=over)


def _rule_row(tabel: VeiligeTabel, rij: VeiligeRij) -> Rij:
    label = woorden.capital(str(value(tabel, rij, "regel")))
    if not rij.getoond:
        return Rij(label, NIET_GETOOND)
    aandeel, van, tot = (number(tabel, rij, code) or 0 for code in ("aandeel", "van", "tot"))
    tekst = woorden.shares(aandeel, van, tot)
    return Rij(label, tekst, aandeel, van, tot, REGELBALK, balk=True)


def _share_axis(tabellen: Sequence[VeiligeTabel]) -> As:
    return _fitting(AANDEELASSEN, [w for t in tabellen for w in shown(t, "tot", "aandeel")])


def _fitting(assen: Sequence[As], waarden: Sequence[float]) -> As:
    """The smallest of the axes set by policy that holds everything shown."""
    for as_ in assen:
        if all(as_.van <= waarde <= as_.tot for waarde in waarden):
            return as_
    return assen[-1]
