"""The evidence behind a result in plain Dutch, for the privacy officer alone.

Takes safe types; the intervals in here reach no other page, no CSV and no API.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from privacy.kern.certificaat import Bewijs, Bewijscel, Certificaat, Marge
from privacy.kern.presentatie import number, value_text
from privacy.kern.uitspraken import Spanne
from privacy.kern.veilig import (
    NEUTRALE_TEKST,
    REDENTEKST,
    Maat,
    Reden,
    VeiligeRij,
    VeiligeTabel,
    VeiligResultaat,
)

# So many hidden cells are still read at once; more are folded away, a table apart.
OPEN_TOT = 12
# Of the size of a group: what moved less was not asked to be secret.
MINSTE_RUIMTE = 5
# What a rule did not hide itself: these cells could have been shown.
TER_BESCHERMING = frozenset({Reden.beschermt, Reden.verschil})
NIET_NAGEREKEND = "niet nagerekend"
NIET_GEHEIM = "mag bekend zijn"
ONBEWEZEN = "niet bewezen voor wie zelf meetelt"
NIET_GEZOCHT = "niet apart gezocht"
ZELF_NIET_GEHEIM = "dit cijfer zelf mag bekend zijn"


class Bewijsstand(Enum):
    """What the evidence comes to."""

    geslaagd = "geslaagd"
    niet_geslaagd = "niet_geslaagd"
    openbaar = "openbaar"  # figures about areas: no persons, nothing to prove
    ontbreekt = "ontbreekt"  # made before evidence was kept


@dataclass(frozen=True)
class Celbewijs:
    """A hidden cell as the page writes it.

    `buitenstaander`, `betrokkene`: from this table alone; `aantal`, `grootte`: beside everything
    that was told; `onbewezen`: not proved for who is counted himself and lays results together.
    """

    klassen: tuple[str, ...]
    reden: str
    aantal: str
    grootte: str
    te_smal: bool = False
    buitenstaander: str = NIET_GEZOCHT
    betrokkene: str = NIET_GEZOCHT
    vereist: str = NIET_GEHEIM
    onbewezen: bool = False


@dataclass(frozen=True)
class Redentelling:
    tekst: str
    aantal: int


@dataclass(frozen=True)
class Tabelbewijs:
    """What is hidden of one table, and why."""

    titel: str
    koppen: tuple[str, ...]
    getoond: int
    redenen: tuple[Redentelling, ...]
    cellen: tuple[Celbewijs, ...]
    open: bool

    @property
    def rijen(self) -> Iterator[tuple[Celbewijs, str, tuple[tuple[str, str], ...]]]:
        """Each cell with its first class, and the other classes with their heads."""
        for cel in self.cellen:
            paren = tuple(zip(self.koppen[1:], cel.klassen[1:], strict=True))
            yield cel, cel.klassen[0], paren


@dataclass(frozen=True)
class Verliesweergave:
    """Cells: shown, hidden by a rule, and hidden to protect those; of the last two what it cost."""

    getoond: int
    geregeld: int
    beschermend: int
    zinnen: tuple[str, ...]

    @property
    def mocht(self) -> int:
        return self.getoond + self.beschermend

    @property
    def totaal(self) -> int:
        return self.mocht + self.geregeld


@dataclass(frozen=True)
class Bewijsweergave:
    """`risico` says what a reader can find out; `niet_gedekt` what we did not look at."""

    stand: Bewijsstand
    risico: str
    toelichting: tuple[str, ...]
    niet_gedekt: tuple[str, ...]
    tabellen: tuple[Tabelbewijs, ...]
    verlies: Verliesweergave


def present_evidence(
    resultaat: VeiligResultaat,
    bewijs: Bewijs | None,
    certificaat: Certificaat | None,
    *,
    personen: bool,
    peildatum: str,
) -> Bewijsweergave:
    """`personen`: whether the figures are about residents; `peildatum`: as it is written."""
    stand = _state(bewijs, certificaat, personen)
    return Bewijsweergave(
        stand=stand,
        risico=_risk(stand, resultaat, certificaat),
        toelichting=tuple(_explanation(stand, resultaat, _insiders(bewijs))),
        niet_gedekt=tuple(_not_covered(stand, peildatum, _insiders(bewijs))),
        tabellen=tuple(_tables(resultaat, bewijs)),
        verlies=_loss(resultaat, bewijs),
    )


def together_with(eerdere: int) -> str:
    """Words for the earlier results that were looked at as well; empty where there were none."""
    if eerdere == 0:
        return ""
    return "het eerdere resultaat" if eerdere == 1 else f"de {number(eerdere)} eerdere resultaten"


def span_text(spanne: Spanne | None, anders: str = NIET_NAGEREKEND) -> str:
    if spanne is None:
        return anders
    if spanne.van == spanne.tot:
        return f"precies {_persons(spanne.tot)}"
    return f"tussen {number(spanne.van)} en {_persons(spanne.tot)}"


def _persons(aantal: int) -> str:
    return "1 persoon" if aantal == 1 else f"{number(aantal)} personen"


def _state(bewijs: Bewijs | None, certificaat: Certificaat | None, personen: bool) -> Bewijsstand:
    if certificaat is not None and not certificaat.geslaagd:
        return Bewijsstand.niet_geslaagd
    if not personen:
        return Bewijsstand.openbaar
    return Bewijsstand.geslaagd if certificaat and bewijs else Bewijsstand.ontbreekt


def _risk(stand: Bewijsstand, resultaat: VeiligResultaat, certificaat: Certificaat | None) -> str:
    match stand:
        case Bewijsstand.openbaar:
            return "Dit zijn openbare cijfers over gebieden. Er staan geen inwoners in."
        case Bewijsstand.ontbreekt:
            return (
                "Dit resultaat is gemaakt voordat wij het bewijs bewaarden. Wij weten niet of het"
                " samen met andere resultaten te veel zegt."
            )
        case Bewijsstand.niet_geslaagd:
            return _failed(certificaat)
        case Bewijsstand.geslaagd:
            return _passed(resultaat, certificaat)


def _failed(certificaat: Certificaat | None) -> str:
    aantal = certificaat.versmald if certificaat else 0
    wat = "Eén weggelaten cijfer is" if aantal == 1 else f"{number(aantal)} weggelaten cijfers zijn"
    return f"{wat} te precies uit te rekenen. Dit resultaat zegt te veel over personen."


def _passed(resultaat: VeiligResultaat, certificaat: Certificaat | None) -> str:
    samen = together_with(certificaat.eerdere if certificaat else 0)
    ook = f", ook niet samen met {samen}," if samen else ""
    if resultaat.verborgen == 0:
        return f"Niemand kan uit deze cijfers{ook} uitrekenen hoe groot een kleine groep is."
    if not _shown(resultaat):
        return f"Er is geen enkel cijfer getoond. Niemand kan hieruit{ook} een aantal uitrekenen."
    return (
        f"Niemand kan uit deze cijfers{ook} uitrekenen hoeveel personen achter een cijfer zitten"
        " dat geheim moet blijven."
    )


@dataclass(frozen=True)
class _Insiders:
    """Hidden cells that must stay secret, and of how many that is proved for who is counted
    himself; None in evidence of before that was asked."""

    geheim: int
    bewezen: int | None

    @property
    def alle(self) -> bool:
        return self.geheim == self.bewezen


def _insiders(bewijs: Bewijs | None) -> _Insiders:
    geheim = [cel.insiders for cel in bewijs.verborgen if cel.vereist] if bewijs else []
    oud = any(gevonden is None for gevonden in geheim)
    return _Insiders(len(geheim), None if oud else geheim.count(True))


def _explanation(
    stand: Bewijsstand, resultaat: VeiligResultaat, insiders: _Insiders
) -> Iterator[str]:
    minste = number(resultaat.drempels.get("min_aantal", 0))
    if stand is Bewijsstand.openbaar:
        yield "Daarom hoeven wij niets weg te laten en niets na te rekenen."
    if stand is Bewijsstand.ontbreekt:
        yield "Vraag de analist om de analyse opnieuw uit te voeren. Dan komt het bewijs erbij."
    if stand is Bewijsstand.niet_geslaagd:
        yield "Stuur het terug. De analist kan grotere groepen kiezen of meer weglaten."
    if stand is not Bewijsstand.geslaagd:
        return
    if resultaat.verborgen:
        yield (
            f"Wie het toch probeert, houdt altijd een marge over van ten minste {minste} personen."
            " Is de groep zelf kleiner, dan kan het om niemand gaan of om iedereen. Een cijfer dat"
            " alleen is weggelaten om een ander te beschermen, mag een lezer wel schatten."
        )
    yield (
        "Wij hebben ook gerekend met een lezer die precies weet hoeveel mensen van elke leeftijd"
        " en elk geslacht in een buurt wonen."
    )
    if insiders.geheim and insiders.alle:
        yield (
            "En met iemand die zelf in de cijfers staat en meer resultaten naast elkaar legt."
            f" {_of_all(insiders.geheim)} is bewezen dat ook zo iemand het niet kan uitrekenen."
        )


def _of_all(geheim: int) -> str:
    if geheim == 1:
        return "Van het ene cijfer dat geheim moet blijven"
    return f"Van alle {number(geheim)} cijfers die geheim moeten blijven"


def _not_covered(stand: Bewijsstand, peildatum: str, insiders: _Insiders) -> Iterator[str]:
    if stand is not Bewijsstand.geslaagd:
        return
    yield f"Resultaten met een andere peildatum dan {peildatum}."
    yield (
        "Hoe groot een weggelaten groep van 10 tot en met 49 personen is. Dat kan een lezer soms"
        " uit meer resultaten samen schatten."
    )
    if not insiders.alle:
        yield (
            f"Iemand die zelf in de cijfers staat en meer resultaten naast elkaar legt."
            f"{_unproved(insiders)} Met dit resultaat alleen hebben wij dat wel nagerekend."
        )
    yield "Wat iemand van elders weet, bijvoorbeeld van de buren, uit de krant of uit eigen werk."
    yield "Cijfers van anderen die niet in ons register van vrijgaven staan."


def _unproved(insiders: _Insiders) -> str:
    if insiders.bewezen is None:
        return ""
    over = insiders.geheim - insiders.bewezen
    return (
        f" Van {number(insiders.bewezen)} van de {number(insiders.geheim)} cijfers die geheim"
        f" moeten blijven is bewezen dat ook zo iemand het niet kan uitrekenen. Van {number(over)}"
        " vonden wij geen bewijs, en ook geen bewijs van het tegendeel; daar staat"
        f" “{ONBEWEZEN}” bij."
    )


def _shown(resultaat: VeiligResultaat) -> int:
    return sum(rij.getoond for tabel in resultaat.tabellen for rij in tabel.rijen)


# --- tables ---------------------------------------------------------------------------------------
Plek = tuple[str, tuple[str, ...]]


def _tables(resultaat: VeiligResultaat, bewijs: Bewijs | None) -> Iterator[Tabelbewijs]:
    cellen = {(cel.tabel, cel.klassen): cel for cel in bewijs.verborgen} if bewijs else {}
    weinig = resultaat.verborgen <= OPEN_TOT
    for tabel in resultaat.tabellen:
        yield _table(tabel, _of_table(cellen, tabel), weinig)
    yield from _others(cellen)


def _of_table(
    cellen: dict[Plek, Bewijscel], tabel: VeiligeTabel
) -> Mapping[tuple[str, ...], Bewijscel]:
    """Taken out of `cellen`, so that what no table has is left."""
    eigen = [plek for plek in cellen if plek[0] in (tabel.naam, tabel.titel)]
    return {plek[1]: cellen.pop(plek) for plek in eigen}


def _table(
    tabel: VeiligeTabel, cellen: Mapping[tuple[str, ...], Bewijscel], weinig: bool
) -> Tabelbewijs:
    weg = [rij for rij in tabel.rijen if not rij.getoond]
    klassen = [_classes(tabel, rij) for rij in weg]
    return Tabelbewijs(
        titel=tabel.titel,
        koppen=tuple(kop.label for kop in tabel.koppen if kop.maat is Maat.label),
        getoond=len(tabel.rijen) - len(weg),
        redenen=_counted([rij.reden for rij in weg]),
        cellen=tuple(
            _cell(klasse, rij.reden, cellen.get(klasse))
            for klasse, rij in zip(klassen, weg, strict=True)
        ),
        open=weinig,
    )


def _classes(tabel: VeiligeTabel, rij: VeiligeRij) -> tuple[str, ...]:
    return tuple(
        value_text(kop.maat, waarde)
        for kop, waarde in zip(tabel.koppen, rij.waarden, strict=True)
        if kop.maat is Maat.label
    )


def _others(cellen: Mapping[Plek, Bewijscel]) -> Iterator[Tabelbewijs]:
    """Hidden cells that no row of the result stands for, such as those of earlier results."""
    for naam in dict.fromkeys(naam for naam, _ in cellen):
        eigen = [cel for plek, cel in cellen.items() if plek[0] == naam]
        yield Tabelbewijs(
            titel=naam,
            koppen=("Groep",),
            getoond=0,
            redenen=_counted([cel.reden for cel in eigen]),
            cellen=tuple(_cell((" · ".join(cel.klassen),), cel.reden, cel) for cel in eigen),
            open=False,
        )


def _cell(klassen: tuple[str, ...], reden: Reden | None, cel: Bewijscel | None) -> Celbewijs:
    tekst = REDENTEKST[reden] if reden else NEUTRALE_TEKST
    if cel is None:
        return Celbewijs(klassen, tekst, NIET_NAGEREKEND, NIET_NAGEREKEND)
    return Celbewijs(
        klassen,
        tekst,
        _count_text(cel),
        _size_text(cel),
        _too_narrow(cel),
        _margin_text(cel.buitenstaander),
        _margin_text(cel.betrokkene or cel.buitenstaander),
        _persons(cel.vereist) if cel.vereist else NIET_GEHEIM,
        cel.insiders is False,
    )


def _margin_text(marge: Marge | None) -> str:
    if marge is None:
        return NIET_GEZOCHT
    tekst = span_text(Spanne(marge.van, marge.tot))
    return tekst if marge.precies else f"ten minste {tekst}"


def _count_text(cel: Bewijscel) -> str:
    """A cell that only hides others may be known; how far it was brought says nothing then."""
    if cel.aantal is not None and not cel.vereist:
        return ZELF_NIET_GEHEIM
    if cel.aantal is None:
        return NIET_NAGEREKEND
    return f"ten minste {span_text(cel.aantal)}"


def _size_text(cel: Bewijscel) -> str:
    """A size that was hardly moved was not asked to be secret: it might be the true one."""
    spanne = cel.grootte
    if spanne is None or spanne.tot - spanne.van < max(cel.vereist, MINSTE_RUIMTE):
        return NIET_GEHEIM
    return span_text(spanne)


def _too_narrow(cel: Bewijscel) -> bool:
    return cel.aantal is not None and cel.aantal.tot - cel.aantal.van < cel.vereist


def _counted(redenen: Sequence[Reden | None]) -> tuple[Redentelling, ...]:
    """The commonest first; as many: in the order of the reasons."""
    telling = Counter(REDENTEKST[reden] if reden else NEUTRALE_TEKST for reden in redenen)
    return tuple(Redentelling(tekst, aantal) for tekst, aantal in telling.most_common())


# --- loss -----------------------------------------------------------------------------------------
def _loss(resultaat: VeiligResultaat, bewijs: Bewijs | None) -> Verliesweergave:
    redenen = [rij.reden for t in resultaat.tabellen for rij in t.rijen if not rij.getoond]
    beschermend = sum(reden in TER_BESCHERMING for reden in redenen)
    getoond = _shown(resultaat)
    return Verliesweergave(
        getoond=getoond,
        geregeld=len(redenen) - beschermend,
        beschermend=beschermend,
        zinnen=tuple(_loss_sentences(getoond, beschermend, bewijs)),
    )


def _loss_sentences(getoond: int, beschermend: int, bewijs: Bewijs | None) -> Iterator[str]:
    mocht = getoond + beschermend
    if not mocht:
        yield "Volgens de drempels mocht geen enkel cijfer worden getoond."
        return
    if not beschermend:
        yield "Alle cijfers die volgens de drempels mogen, zijn getoond."
        return
    yield (
        f"Volgens de drempels mochten {number(mocht)} cijfers worden getoond. Daarvan"
        f" {'is' if beschermend == 1 else 'zijn'} er {number(beschermend)} toch weggelaten, om"
        f" andere cijfers te beschermen. Dat is {percentage(beschermend / mocht)}."
    )
    if bewijs is None:
        return
    yield f"Als grote aantallen zwaarder tellen, is {percentage(bewijs.verlies)} weggelaten."
    if bewijs.kloof > 0:
        yield f"Van dat verlies was misschien {percentage(bewijs.kloof)} niet nodig."
    else:
        yield "De berekening vond geen oplossing met minder verlies."


def percentage(deel: float) -> str:
    """Whole percents; what is more than nothing is never written as 0%."""
    procent = 100 * deel
    return "minder dan 1%" if 0 < procent < 1 else f"{number(round(procent))}%"
