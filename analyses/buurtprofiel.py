"""One buurt in the figures that were released: what stands in the results, side by side.

Nothing is counted or computed here. A figure of the page is a figure of a result, a hidden one
stays hidden, and the sentence on top only says which shown intervals lie apart. Safe results in,
standard library only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyses.kern import kleuren
from analyses.kern.woorden import capital, said, shares, whole
from privacy.kern.veilig import Kop, Maat, VeiligeRij, VeiligeTabel, VeiligResultaat

GEMEENTE = "Hele gemeente"
SCHALEN = (20, 40, 60, 100)  # percents: a strip ends at one of these, whatever the figures are
BREED, HOOG = 160, 24  # of a strip, in pixels
RAND = 6
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


@dataclass(frozen=True)
class Groep:
    """The rows of one table; `bron` is the result it stands in."""

    titel: str
    bron: Vrijgegeven
    koppen: tuple[str, ...]
    regels: tuple[Regel, ...]
    schaal: int | None = None  # where the strips end; None for numbers of residents

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


def profile(code: str, naam: str, resultaten: Sequence[Vrijgegeven]) -> Buurtprofiel:
    """`code`: of a buurt of the onderzoek; `naam` is shown when no result names it."""
    bruikbaar = [r for r in resultaten if code in studied(r.inhoud)]
    gevonden = (Deel(indeling, _groups(code, bruikbaar, indeling)) for indeling in INDELING)
    delen = tuple(deel for deel in gevonden if deel.groepen)
    gebruikt = {groep.bron.sleutel: groep.bron for deel in delen for groep in deel.groepen}
    label = next((label_of(r.inhoud, code) for r in gebruikt.values()), naam)
    return Buurtprofiel(
        naam=label,
        bevinding=_finding(label, delen),
        zinnen=_sentences(delen),
        delen=delen,
        bronnen=_once(bron for r in gebruikt.values() for bron in r.inhoud.bronnen),
        peildata=_once(r.inhoud.peildatum for r in gebruikt.values()),
        verborgen=sum(groep.verborgen for deel in delen for groep in deel.groepen),
        leeg=not delen,
    )


def studied(inhoud: VeiligResultaat) -> tuple[str, ...]:
    """Codes of the buurten that the result was asked for, in the order of its columns."""
    gebieden = inhoud.specificatie.get("gebieden") or {}
    return (*gebieden.get("onder_druk", ()), *gebieden.get("referentie", ()))


def label_of(inhoud: VeiligResultaat, code: str) -> str:
    """The name under which the result shows this buurt: studied buurten come first, in order."""
    tabel = next((t for t in inhoud.tabellen if _has(t, "gebied")), None)
    if tabel is None:
        return code
    labels = _once(str(waarde) for waarde in tabel.kolom("gebied"))
    return labels[studied(inhoud).index(code)]


def _groups(code: str, resultaten: Sequence[Vrijgegeven], indeling: Indeling) -> tuple[Groep, ...]:
    groepen = []
    for resultaat in resultaten:
        vraag = resultaat.inhoud.specificatie
        soort, kenmerk = str(vraag.get("soort")), str(vraag.get("kenmerk", ""))
        if (kenmerk if indeling.aantallen else soort) in indeling.soorten:
            tabellen = [t for t in resultaat.inhoud.tabellen if _has(t, "gebied", "groep")]
            groepen += [_group(code, resultaat, t, indeling.aantallen) for t in tabellen]
    return tuple(groep for groep in groepen if groep.regels)


def _group(code: str, bron: Vrijgegeven, tabel: VeiligeTabel, aantallen: bool) -> Groep:
    labels = _once(str(waarde) for waarde in tabel.kolom("gebied"))
    eigen = label_of(bron.inhoud, code)
    ander = [label for label in labels[: len(studied(bron.inhoud))] if label != eigen]
    titel = _title(tabel, aantallen)
    gebieden = (eigen, *ander, *([GEMEENTE] if GEMEENTE in labels else []))
    rijen = _by_class(tabel, gebieden)
    if aantallen:
        regels = [Regel(naam, tuple(map(_residents, rij))) for naam, rij in rijen]
        return Groep(titel, bron, gebieden, tuple(regels))
    waarden = [(naam, tuple(map(_share, rij))) for naam, rij in rijen]
    schaal = _scale(w for naam, rij in waarden if naam not in GEEN_NIEUWS for w in rij)
    slots = [None if gebied == GEMEENTE else labels.index(gebied) for gebied in gebieden]
    regels = [_line(naam, rij, slots, schaal) for naam, rij in waarden]
    return Groep(titel, bron, gebieden, tuple(regels), schaal)


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
    if aandeel is None or van is None or tot is None:
        return _without(velden)
    return Waarde(shares(aandeel, van, tot), aandeel, van, tot)


def _without(velden: Velden) -> Waarde:
    """A row that is not there is no hidden figure."""
    return Waarde(verborgen=bool(velden) and not velden["getoond"])


def _scale(waarden: Iterable[Waarde]) -> int:
    """Fits what differs: the many who are not in arrears would press the rest together."""
    hoogste = max((waarde.tot or 0 for waarde in waarden), default=0)
    return next((schaal for schaal in SCHALEN if schaal >= hoogste), SCHALEN[-1])


def _line(
    naam: str, waarden: tuple[Waarde, ...], slots: Sequence[int | None], schaal: int
) -> Regel:
    punten = [_point(w, slot, schaal) for w, slot in zip(waarden, slots, strict=True)]
    # The buurt itself is drawn last, over the others.
    getekend = tuple(punt for punt in (*punten[1:], punten[0]) if punt is not None)
    if max((waarde.tot or 0 for waarde in waarden), default=0) > schaal:
        getekend = ()
    met_gemeente = slots[-1] is None and len(waarden) > 1
    verschil = _apart(waarden[0], waarden[-1]) if met_gemeente else 0
    return Regel(naam, waarden, getekend, verschil)


def _point(waarde: Waarde, slot: int | None, schaal: int) -> Punt | None:
    if waarde.aandeel is None or waarde.van is None or waarde.tot is None:
        return None
    stijl = kleuren.GEMEENTE if slot is None else kleuren.slot(slot)
    x, van, tot = (_pixels(w, schaal) for w in (waarde.aandeel, waarde.van, waarde.tot))
    return Punt(x, van, tot, stijl.kleur, stijl.vorm)


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
