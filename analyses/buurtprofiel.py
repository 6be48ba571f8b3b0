"""One buurt in the figures that were released: what stands in the results, side by side.

Nothing is counted or computed here. A figure of the page is a figure of a result, a hidden one
stays hidden, and the sentence on top only says which shown intervals lie apart. Safe results in,
standard library only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analyses.kern import kleuren
from analyses.kern.woorden import capital, said, shares, whole
from privacy.kern.veilig import Kop, Maat, VeiligeRij, VeiligeTabel, VeiligResultaat

GEMEENTE = "Hele gemeente"
LEEFKLIMAAT = "leefklimaat"  # the kind of result that holds every buurt of the municipality
SCHALEN = (20, 40, 60, 100)  # percents: a strip ends at one of these, whatever the figures are
BREED, HOOG = 160, 24  # of a strip, in pixels
RAND = 6
BINNEN, DICHT = 4, 7  # pixels above and below the marks of a strip, and between two of them
LIJNBREED = 72  # of a line over the years
Velden = dict[str, object]
GEEN_NIEUWS = ("geen", "nee", "betaald", "niet van toepassing", "geen aanslag")


@dataclass(frozen=True)
class Vrijgegeven:
    """A released result: its key in an address, its name, and what viewers may read of it."""

    sleutel: str
    naam: str
    inhoud: VeiligResultaat


@dataclass(frozen=True)
class Punt:
    """A mark of a strip: place of dot and interval in pixels from the left."""

    x: float
    van: float
    tot: float
    kleur: str
    vorm: str
    y: float = HOOG / 2  # each buurt at a height of its own: marks do not lie over each other


@dataclass(frozen=True)
class Waarde:
    """What one buurt has of one row; without `tekst` there is no such figure, or it is hidden."""

    tekst: str = ""
    aandeel: float | None = None
    van: float | None = None
    tot: float | None = None
    verborgen: bool = False


@dataclass(frozen=True)
class Regel:
    label: str
    waarden: tuple[Waarde, ...]
    punten: tuple[Punt, ...] = ()
    verschil: int = 0  # 1: clearly above the municipality, −1: clearly below
    schaal: int = 0  # where its strip ends
    verloop: "Verloop | None" = None


@dataclass(frozen=True)
class Verloop:
    """The buurt itself over the years: places of a line, and the same in words."""

    lijn: str  # "x,y x,y", in pixels
    tekst: str


@dataclass(frozen=True)
class Groep:
    """The rows of one table; `bron` is the result it stands in."""

    titel: str
    bron: Vrijgegeven
    koppen: tuple[str, ...]
    regels: tuple[Regel, ...]
    schaal: int | None = None  # where the strips end; None for numbers of residents
    jaren: str = ""  # "2012–2016" where the rows go over the years
    tekens: tuple[kleuren.Slot, ...] = ()  # of the columns, as they stand in the strips

    @property
    def verborgen(self) -> int:
        return sum(waarde.verborgen for regel in self.regels for waarde in regel.waarden)

    @property
    def anders(self) -> int:
        """Rows in which this buurt lies clearly apart from the municipality."""
        return sum(regel.verschil != 0 for regel in self.regels)


@dataclass(frozen=True)
class Indeling:
    """What stands in a part of the page: kinds of analysis, or kenmerken where it counts residents.

    `open`: how many of its tables are unfolded.
    """

    titel: str
    uitleg: str
    soorten: tuple[str, ...]
    aantallen: bool = False
    open: int = 99


INDELING = (
    Indeling(
        "Wie woont hier",
        "Aantal inwoners van 12 jaar en ouder, afgerond op vijftallen.",
        ("geslacht", "leeftijd", "gezinsgrootte", "huishoudtype", "herkomst"),
        aantallen=True,
    ),
    Indeling(
        "Financiële situatie",
        "Aandeel van de inwoners over wie het cijfer gaat, met de marge.",
        ("betaalgedrag", "huurachterstand", "kwijtschelding"),
    ),
    Indeling(
        "Geregistreerd als verdachte",
        "Aandeel inwoners dat bij de politie geregistreerd staat als verdachte. "
        "Dat betekent niet: schuldig.",
        ("verdachten", "kenmerk"),
        open=1,
    ),
    Indeling(
        "Leefklimaat",
        "Aandeel ondervraagde bewoners dat het thema noemt, met de marge. Openbare cijfers uit een "
        "vragenlijst.",
        (LEEFKLIMAAT,),
    ),
)


@dataclass(frozen=True)
class Deel:
    indeling: Indeling
    groepen: tuple[Groep, ...]

    @property
    def uitgevouwen(self) -> tuple[Groep, ...]:
        return self.groepen[: self.indeling.open]

    @property
    def ingevouwen(self) -> tuple[Groep, ...]:
        return self.groepen[self.indeling.open :]


@dataclass(frozen=True)
class Buurtprofiel:
    naam: str
    bevinding: str
    zinnen: tuple[str, ...]
    delen: tuple[Deel, ...]
    bronnen: tuple[str, ...] = ()
    peildata: tuple[str, ...] = ()
    verborgen: int = 0
    leeg: bool = False
    onderzocht: bool = True  # or one of the other buurten of the municipality


def profile(code: str, naam: str, resultaten: Sequence[Vrijgegeven]) -> Buurtprofiel:
    """`code`: of any buurt; `naam` is shown when no result names it, and finds it in results that
    show all buurten."""
    gevonden = (Deel(indeling, _groups(code, naam, resultaten, indeling)) for indeling in INDELING)
    delen = tuple(deel for deel in gevonden if deel.groepen)
    gebruikt = {groep.bron.sleutel: groep.bron for deel in delen for groep in deel.groepen}
    label = next((label_of(r.inhoud, code, naam) for r in gebruikt.values()), naam)
    return Buurtprofiel(
        naam=label,
        bevinding=_finding(label, delen),
        zinnen=_sentences(delen),
        delen=delen,
        bronnen=_once(bron for r in gebruikt.values() for bron in r.inhoud.bronnen),
        peildata=_once(r.inhoud.peildatum for r in gebruikt.values()),
        verborgen=sum(groep.verborgen for deel in delen for groep in deel.groepen),
        leeg=not delen,
        onderzocht=any(code in studied(r.inhoud) for r in resultaten),
    )


def comparable(resultaten: Sequence[Vrijgegeven]) -> tuple[Vrijgegeven, ...]:
    """Results with shares per gebied: those that can be laid side by side."""
    return tuple(r for r in resultaten if _share_tables(r.inhoud))


def compare(codes: Mapping[str, str], resultaten: Sequence[Vrijgegeven]) -> tuple[Groep, ...]:
    """Of each result the chosen buurten (code and name) beside each other and the municipality."""
    groepen = []
    for bron in resultaten:
        labels = [label_of(bron.inhoud, code, naam) for code, naam in codes.items()]
        for tabel in _share_tables(bron.inhoud):
            hier = [label for label in labels if label in tabel.kolom("gebied")]
            if hier:
                groepen.append(_side_by_side(hier, bron, tabel))
    return tuple(groepen)


def _share_tables(inhoud: VeiligResultaat) -> list[VeiligeTabel]:
    soorten = {soort for deel in INDELING if not deel.aantallen for soort in deel.soorten}
    if inhoud.specificatie.get("soort") not in soorten:
        return []
    return [t for t in inhoud.tabellen if _has(t, "gebied", "aandeel", "van", "tot")]


def _side_by_side(hier: Sequence[str], bron: Vrijgegeven, tabel: VeiligeTabel) -> Groep:
    gebieden = (*hier, *([GEMEENTE] if GEMEENTE in tabel.kolom("gebied") else []))
    onderzocht = [label_of(bron.inhoud, code) for code in studied(bron.inhoud)]
    rijen = _by_class(tabel, gebieden)
    waarden = [(naam, tuple(map(_share, rij))) for naam, rij in rijen]
    schaal = _common_scale(waarden)
    slots = [_slot(gebied, onderzocht) for gebied in gebieden]
    # Nobody is the buurt in beeld here: which is higher is left to the reader and the margins.
    regels = [replace(_line(naam, rij, slots, schaal), verschil=0) for naam, rij in waarden]
    return Groep(_title(tabel, False), bron, gebieden, tuple(regels), schaal, tekens=tuple(slots))


def studied(inhoud: VeiligResultaat) -> tuple[str, ...]:
    """Codes of the buurten that the result was asked for, in the order of its columns."""
    gebieden = inhoud.specificatie.get("gebieden") or {}
    return (*gebieden.get("onder_druk", ()), *gebieden.get("referentie", ()))


def label_of(inhoud: VeiligResultaat, code: str, naam: str = "") -> str:
    """The name under which the result shows this buurt: studied buurten come first, in order. A
    buurt that is not studied stands under its name or not at all; "" for the latter."""
    tabel = next((t for t in inhoud.tabellen if _has(t, "gebied")), None)
    if tabel is None:
        return naam
    if _has(tabel, "code"):
        return area_names(inhoud).get(code, "")
    labels = _once(str(waarde) for waarde in tabel.kolom("gebied"))
    bekeken = studied(inhoud)
    if code in bekeken and len(labels) >= len(bekeken):  # else it shows them together alone
        return labels[bekeken.index(code)]
    return naam if naam in labels else ""


def area_names(inhoud: VeiligResultaat) -> dict[str, str]:
    """Code and name of every area in a result that tells its codes."""
    tabel = next((t for t in inhoud.tabellen if _has(t, "gebied", "code")), None)
    if tabel is None:
        return {}
    codes, namen = (map(str, tabel.kolom(kolom)) for kolom in ("code", "gebied"))
    return dict(zip(codes, namen, strict=True))


def _groups(
    code: str, naam: str, resultaten: Sequence[Vrijgegeven], indeling: Indeling
) -> tuple[Groep, ...]:
    groepen: list[Groep] = []
    for resultaat in resultaten:
        vraag = resultaat.inhoud.specificatie
        soort, kenmerk = str(vraag.get("soort")), str(vraag.get("kenmerk", ""))
        eigen = label_of(resultaat.inhoud, code, naam)
        if eigen and (kenmerk if indeling.aantallen else soort) in indeling.soorten:
            groepen += _groups_of(code, eigen, resultaat, indeling)
    return tuple(groep for groep in groepen if groep.regels)


def _groups_of(code: str, eigen: str, bron: Vrijgegeven, indeling: Indeling) -> list[Groep]:
    tabellen = bron.inhoud.tabellen
    if LEEFKLIMAAT in indeling.soorten:
        return [_climate(code, eigen, bron, t) for t in tabellen if _has(t, "thema", "code")]
    return [
        _group(eigen, bron, tabel, indeling.aantallen)
        for tabel in tabellen
        if _has(tabel, "gebied", "groep") and eigen in tabel.kolom("gebied")
    ]


def _climate(code: str, eigen: str, bron: Vrijgegeven, tabel: VeiligeTabel) -> Groep:
    """The themes of the survey beside the reference buurten, the wijk and the municipality."""
    namen = area_names(bron.inhoud)
    gemeten = dict(_by_class(tabel, tuple(namen.values())))
    plek = {gebied: nummer for nummer, gebied in enumerate(namen.values())}
    ernaast = _beside(code, bron.inhoud, namen)
    gebieden = (eigen, *(naam for naam in ernaast if naam != eigen))
    rijen = [(thema, [rij[plek[g]] for g in gebieden]) for thema, rij in gemeten.items()]
    waarden = [(thema, tuple(map(_share, rij)), rij[0]) for thema, rij in rijen]
    schaal = _scale(w for _, rij, _ in waarden for w in rij)
    slots = [_climate_slot(gebied, bron.inhoud, namen) for gebied in gebieden]
    jaren = [kop.label for kop in tabel.koppen if kop.code.startswith("jaar_")]
    nu = next(kop.label for kop in tabel.koppen if kop.code == "aandeel")
    regels = [
        replace(_line(thema, rij, slots, schaal), verloop=_over_years(velden, jaren, nu, schaal))
        for thema, rij, velden in waarden
    ]
    titel = f"Zeven thema’s, {nu}"
    periode = f"{jaren[0]}–{nu}" if jaren else ""
    return Groep(titel, bron, gebieden, tuple(regels), schaal, periode, tuple(slots))


def _beside(code: str, inhoud: VeiligResultaat, namen: Mapping[str, str]) -> tuple[str, ...]:
    """What a buurt is shown beside: reference buurten, its wijk, and last the municipality."""
    gebieden = inhoud.specificatie.get("gebieden") or {}
    codes = [*gebieden.get("referentie", ()), f"WK{code[2:8]}"]
    codes += [ander for ander in namen if ander.startswith("GM")]
    return tuple(namen[ander] for ander in codes if ander in namen)


def _climate_slot(gebied: str, inhoud: VeiligResultaat, namen: Mapping[str, str]) -> kleuren.Slot:
    code = next(code for code, naam in namen.items() if naam == gebied)
    if not code.startswith("BU"):
        return kleuren.WIJK if code.startswith("WK") else kleuren.GEMEENTE
    onderzocht = studied(inhoud)
    return kleuren.slot(onderzocht.index(code) if code in onderzocht else None)


def _over_years(velden: Velden, jaren: Sequence[str], nu: str, schaal: int) -> Verloop | None:
    """A line through the years that have a figure, on the scale of the strips."""
    alle = [(jaar, velden.get(f"jaar_{jaar}")) for jaar in jaren] + [(nu, velden.get("aandeel"))]
    punten = [
        (plek, jaar, float(cijfer))
        for plek, (jaar, cijfer) in enumerate(alle)
        if isinstance(cijfer, int | float)
    ]
    if len(punten) < 2:
        return None
    stap = (LIJNBREED - 2 * RAND) / max(1, len(alle) - 1)
    hoogte = HOOG - 2 * RAND
    lijn = " ".join(
        f"{RAND + plek * stap:.1f},{HOOG - RAND - min(cijfer, schaal) / schaal * hoogte:.1f}"
        for plek, _, cijfer in punten
    )
    _, begin, eerst = punten[0]
    return Verloop(lijn, f"{begin}: {whole(eerst)}%. {capital(str(velden.get('richting') or ''))}")


def _group(eigen: str, bron: Vrijgegeven, tabel: VeiligeTabel, aantallen: bool) -> Groep:
    labels = _once(str(waarde) for waarde in tabel.kolom("gebied"))
    ander = [label for label in labels[: len(studied(bron.inhoud))] if label != eigen]
    titel = _title(tabel, aantallen)
    gebieden = (eigen, *ander, *([GEMEENTE] if GEMEENTE in labels else []))
    rijen = _by_class(tabel, gebieden)
    if aantallen:
        regels = [Regel(naam, tuple(map(_residents, rij))) for naam, rij in rijen]
        return Groep(titel, bron, gebieden, tuple(regels))
    waarden = [(naam, tuple(map(_share, rij))) for naam, rij in rijen]
    schaal = _common_scale(waarden)
    onderzocht = labels[: len(studied(bron.inhoud))]
    slots = [_slot(gebied, onderzocht) for gebied in gebieden]
    regels = [_line(naam, rij, slots, schaal) for naam, rij in waarden]
    return Groep(titel, bron, gebieden, tuple(regels), schaal, tekens=tuple(slots))


def _slot(gebied: str, onderzocht: Sequence[str]) -> kleuren.Slot:
    if gebied == GEMEENTE:
        return kleuren.GEMEENTE
    return kleuren.slot(onderzocht.index(gebied) if gebied in onderzocht else None)


def _title(tabel: VeiligeTabel, aantallen: bool) -> str:
    klasse = _class_head(tabel)
    return klasse.label if aantallen and klasse else tabel.titel.removesuffix(" per buurt")


def _class_head(tabel: VeiligeTabel) -> Kop | None:
    """The column of labels that does not say where."""
    labels = (kop for kop in tabel.koppen if kop.maat is Maat.label)
    return next((kop for kop in labels if kop.code != "gebied"), None)


def _by_class(tabel: VeiligeTabel, gebieden: Sequence[str]) -> list[tuple[str, list[Velden]]]:
    """Every class in the order of the table, with the row of each gebied."""
    klasse = _class_head(tabel)
    gevonden: dict[str, dict[str, Velden]] = {}
    for rij in tabel.rijen:
        velden = _fields(tabel, rij)
        naam = _spoken(klasse.code, str(velden[klasse.code])) if klasse else _title(tabel, False)
        gevonden.setdefault(naam, {})[str(velden["gebied"])] = velden
    return [
        (naam, [per_gebied.get(gebied, {}) for gebied in gebieden])
        for naam, per_gebied in gevonden.items()
    ]


def _fields(tabel: VeiligeTabel, rij: VeiligeRij) -> Velden:
    velden = {kop.code: waarde for kop, waarde in zip(tabel.koppen, rij.waarden, strict=True)}
    return {**velden, "getoond": rij.getoond}


def _spoken(kenmerk: str, klasse: str) -> str:
    """ "ja" alone says nothing beside figures of another kenmerk."""
    return capital(said(kenmerk, klasse)) if klasse in ("ja", "nee") else klasse


def _residents(velden: Velden) -> Waarde:
    groep = velden.get("groep")
    return Waarde(whole(groep)) if isinstance(groep, int | float) else _without(velden)


def _share(velden: Velden) -> Waarde:
    drie = [velden.get(code) for code in ("aandeel", "van", "tot")]
    aandeel, van, tot = (float(w) if isinstance(w, int | float) else None for w in drie)
    if aandeel is not None and (van is None or tot is None):
        return Waarde(f"{whole(aandeel)}%", aandeel)
    if aandeel is None or van is None or tot is None:
        return _without(velden)
    return Waarde(shares(aandeel, van, tot), aandeel, van, tot)


def _without(velden: Velden) -> Waarde:
    """A row that is not there is no hidden figure."""
    return Waarde(verborgen=bool(velden) and not velden["getoond"])


def _common_scale(waarden: Sequence[tuple[str, tuple[Waarde, ...]]]) -> int:
    """Fits what differs: the many who are not in arrears would press the rest together, and have
    a scale of their own."""
    return _scale(w for naam, rij in waarden if naam not in GEEN_NIEUWS for w in rij)


def _scale(waarden: Iterable[Waarde]) -> int:
    """The smallest that holds every share and margin."""
    hoogste = max((waarde.tot or 0 for waarde in waarden), default=0)
    return next((schaal for schaal in SCHALEN if schaal >= hoogste), SCHALEN[-1])


def _line(
    naam: str, waarden: tuple[Waarde, ...], slots: Sequence[kleuren.Slot], schaal: int
) -> Regel:
    """On the scale of the group; on one of its own where a share or margin lies beyond that."""
    schaal = max(schaal, _scale(waarden))
    hoogten = _heights(slots)
    paren = zip(waarden, slots, hoogten, strict=True)
    punten = [_point(w, slot, schaal, y) for w, slot, y in paren]
    # The buurt itself is drawn last, over the others.
    getekend = tuple(punt for punt in (*punten[1:], punten[0]) if punt is not None)
    met_gemeente = slots[-1] == kleuren.GEMEENTE and len(waarden) > 1
    verschil = _apart(waarden[0], waarden[-1]) if met_gemeente else 0
    return Regel(naam, waarden, getekend, verschil, schaal)


def _heights(slots: Sequence[kleuren.Slot]) -> list[float]:
    """Buurten below each other in the order of the columns; wijk and municipality as they are."""
    buurten = [p for p, slot in enumerate(slots) if slot not in (kleuren.GEMEENTE, kleuren.WIJK)]
    stap = min(DICHT, (HOOG - 2 * BINNEN) / max(1, len(buurten) - 1))
    plek = {p: nummer for nummer, p in enumerate(buurten)}
    midden = (len(buurten) - 1) / 2
    return [
        round(HOOG / 2 + (plek[p] - midden) * stap, 1) if p in plek else HOOG / 2
        for p in range(len(slots))
    ]


def _point(waarde: Waarde, stijl: kleuren.Slot, schaal: int, y: float) -> Punt | None:
    if waarde.aandeel is None or waarde.van is None or waarde.tot is None:
        return None
    x, van, tot = (_pixels(w, schaal) for w in (waarde.aandeel, waarde.van, waarde.tot))
    return Punt(x, van, tot, stijl.kleur, stijl.vorm, y)


def _pixels(waarde: float, schaal: int) -> float:
    return round(RAND + min(waarde, schaal) / schaal * (BREED - 2 * RAND), 1)


def _apart(eigen: Waarde, gemeente: Waarde) -> int:
    """Whether the intervals lie apart, as they are shown."""
    if eigen.van is None or eigen.tot is None or gemeente.van is None or gemeente.tot is None:
        return 0
    return (eigen.van > gemeente.tot) - (eigen.tot < gemeente.van)


def _finding(label: str, delen: Sequence[Deel]) -> str:
    vergeleken = _comparable(delen)
    anders = [regel for regel in vergeleken if regel.verschil]
    if not vergeleken:
        return f"{label} in cijfers"
    if not anders:
        return f"{label} verschilt niet duidelijk van de hele gemeente"
    cijfers = (
        "1 cijfer is"
        if len(anders) == 1
        else f"{len(anders)} van de {len(vergeleken)} cijfers zijn"
    )
    return f"{label}: {cijfers} duidelijk anders dan in de hele gemeente"


def _sentences(delen: Sequence[Deel]) -> tuple[str, ...]:
    zinnen = []
    for woord, kant in (("Hoger", 1), ("Lager", -1)):
        namen = [
            _named(groep, regel)
            for groep, regel in _rows(delen)
            if regel.verschil == kant and _says_something(regel)
        ]
        if namen:
            zinnen.append(f"{woord} dan in de hele gemeente: {'; '.join(namen)}.")
    return tuple(zinnen)


def _named(groep: Groep, regel: Regel) -> str:
    titel = groep.titel.lower()
    return titel if groep.titel == regel.label else f"{titel} ({regel.label.lower()})"


def _rows(delen: Sequence[Deel]) -> Iterable[tuple[Groep, Regel]]:
    return ((groep, regel) for deel in delen for groep in deel.groepen for regel in groep.regels)


def _comparable(delen: Sequence[Deel]) -> list[Regel]:
    """What can be compared: shares of this buurt with the municipality's."""
    return [
        regel
        for groep, regel in _rows(delen)
        if groep.schaal
        and groep.koppen[-1] == GEMEENTE
        and _says_something(regel)
        and regel.waarden[0].tekst
        and regel.waarden[-1].tekst
    ]


def _says_something(regel: Regel) -> bool:
    """Who is not in arrears is the mirror of who is."""
    return regel.label not in GEEN_NIEUWS


def _has(tabel: VeiligeTabel, *codes: str) -> bool:
    return set(codes) <= {kop.code for kop in tabel.koppen}


def _once(waarden: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(waarden))
