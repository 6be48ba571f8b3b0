"""The minutes of a meeting as plain data: what the documents are written from.

Charts come in as safe results alone. Standard library only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from privacy.kern.presentatie import Tabelweergave
from privacy.kern.veilig import VeiligResultaat

VOETTEKST = (
    "Cijfers over groepen en buurten, nooit over één persoon. Gebruik ze niet voor een besluit"
    " over één persoon."
)


MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True)
class Reactiestuk:
    tekst: str
    door: str
    op: str
    antwoord: bool  # of the analist


@dataclass(frozen=True)
class Draadstuk:
    soort: str
    tekst: str
    door: str
    op: str
    afgehandeld: bool
    reacties: tuple[Reactiestuk, ...] = ()


@dataclass(frozen=True)
class Voorstelstuk:
    """A proposal with its outcome; `tegen` holds who disagreed and why."""

    tekst: str
    door: str
    stand: str
    meningen: str
    uitkomst: str = ""
    eigenaar: str = ""
    gereed: str = ""
    tegen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Puntstuk:
    """An agenda item; `ingetrokken` says so in a sentence when its chart no longer counts."""

    nummer: int
    naam: str
    besluitvraag: str
    resultaat: VeiligResultaat | None
    versie: str  # of the chart
    ingetrokken: str
    draden: tuple[Draadstuk, ...]
    voorstellen: tuple[Voorstelstuk, ...]
    conclusie: str
    speerpunten: tuple[str, ...]
    adres: str = ""  # of its page


@dataclass(frozen=True)
class Verslagstuk:
    titel: str
    wanneer: str
    stand: str
    onderzoek: str
    voorzitter: str
    secretaris: str
    aanwezig: tuple[str, ...]
    afwezig: tuple[str, ...]
    punten: tuple[Puntstuk, ...]

    @property
    def gegevens(self) -> tuple[tuple[str, str], ...]:
        """What stands above the minutes: word and value."""
        regels = [
            ("Wanneer", self.wanneer),
            ("Onderzoek", self.onderzoek),
            ("Stand", self.stand),
            ("Voorzitter", self.voorzitter),
            ("Secretaris", self.secretaris),
            ("Aanwezig", ", ".join(self.aanwezig) or "niemand meldde zich"),
            ("Niet aanwezig", ", ".join(self.afwezig)),
        ]
        return tuple((woord, waarde) for woord, waarde in regels if waarde)


@dataclass(frozen=True)
class Regel:
    """A piece of text below a heading: plain, or one of a list."""

    tekst: str
    lijst: bool = False


def thread_lines(punt: Puntstuk) -> tuple[Regel, ...]:
    return tuple(regel for draad in punt.draden for regel in _thread(draad))


def _thread(draad: Draadstuk) -> list[Regel]:
    stand = "" if draad.afgehandeld else ", nog open"
    eerste = Regel(f"{draad.soort} ({draad.door}, {draad.op}{stand}): {draad.tekst}", lijst=True)
    return [eerste, *(_answer(reactie) for reactie in draad.reacties)]


def _answer(reactie: Reactiestuk) -> Regel:
    wat = "Antwoord van de analist" if reactie.antwoord else "Reactie"
    return Regel(f"{wat} ({reactie.door}, {reactie.op}): {reactie.tekst}", lijst=True)


def proposal_lines(voorstel: Voorstelstuk) -> tuple[Regel, ...]:
    regels = [Regel(f"Gedaan door {voorstel.door}. Stand: {voorstel.stand}. {voorstel.meningen}.")]
    if voorstel.uitkomst:
        wie = f" Doet: {voorstel.eigenaar}." if voorstel.eigenaar else ""
        klaar = f" Klaar op {voorstel.gereed}." if voorstel.gereed else ""
        regels.append(Regel(f"Uitkomst: {voorstel.uitkomst}{wie}{klaar}"))
    regels += [Regel(f"Niet eens ({naam}): {reden}", lijst=True) for naam, reden in voorstel.tegen]
    return tuple(regels)


BREEDST = 10  # columns that a page of A4 holds; what is wider stands on the screen
WOORD, TEKST = 3, 0.6  # room around a word, and a letter of a text that may break


def on_paper(tabellen: Sequence[Tabelweergave]) -> tuple[list[Tabelweergave], str]:
    """The tables that fit a page, and a sentence about those that do not."""
    past = [tabel for tabel in tabellen if len(tabel.koppen) <= BREEDST]
    breed = [tabel.titel for tabel in tabellen if len(tabel.koppen) > BREEDST]
    zin = f"Te breed voor papier, en te lezen op het scherm: {'; '.join(breed)}."
    return past, zin if breed else ""


def column_shares(tabel: Tabelweergave) -> list[float]:
    """How the width goes over the columns: no word is broken as long as there is room."""
    rijen = [[kop.tekst for kop in tabel.koppen], *([c.tekst for c in r] for r in tabel.rijen)]
    gewichten = [_room(kolom) for kolom in zip(*rijen, strict=True)]
    return [gewicht / sum(gewichten) for gewicht in gewichten]


def _room(teksten: Sequence[str]) -> float:
    woord = max(len(woord) for tekst in teksten for woord in tekst.split() or [""])
    return WOORD + max(woord, TEKST * min(30, max(map(len, teksten))))


def source_line(inhoud: VeiligResultaat, versie: str) -> str:
    bronnen, dag = ", ".join(inhoud.bronnen), dutch_date(inhoud.peildatum)
    return f"Bron: {bronnen}. Peildatum: {dag}. Versie van de grafiek: {versie[:12]}."


def dutch_date(iso: str) -> str:
    """1 januari 2016, from 2016-01-01."""
    dag = date.fromisoformat(iso)
    return f"{dag.day} {MAANDEN[dag.month - 1]} {dag.year}"
