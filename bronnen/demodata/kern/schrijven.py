"""Writing the deliveries of a fictitious municipality, buurt by buurt, in flat memory."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from bronnen.demodata.kern.bestanden import CsvUitvoer, Geschreven, Uitvoer, XlsxUitvoer
from bronnen.demodata.kern.bevolking import VERLOREN, Bevolking, generate_buurt
from bronnen.demodata.kern.buitenstaanders import Nummers
from bronnen.demodata.kern.context import write_context
from bronnen.demodata.kern.gebieden import write_areas
from bronnen.demodata.kern.gemeente import Gemeente, plan_gemeente
from bronnen.demodata.kern.leveringen import BRONBESTANDEN
from bronnen.demodata.kern.leveringsvorm import Bronbestand
from bronnen.demodata.kern.tijd import Tijdvak
from bronnen.demodata.kern.toeval import stream
from bronnen.demodata.kern.vuilpot import Vuilpot
from bronnen.demodata.kern.waarheid import Leveringsteller, Leveringswaarheid, Teller, Waarheid

STANDAARD_INWONERS = 18_000
STANDAARD_SEED = 2007  # its shares are near the planted ones, every effect has its order
STANDAARD_PEILDATUM = date(2016, 12, 31)
XLSX_TOT = 300_000  # residents: some 130,000 rows; above it the corporation delivers CSV
WAARHEID = "waarheid.json"
CONTACTEN = {
    "brp": "burgerzaken",
    "woningmarktmonitor": "burgerzaken",
    "gebieden": "burgerzaken",
    "context": "burgerzaken",
    "bijstandsuitkeringen": "sociale-zaken",
    "bijzondere_bijstand": "sociale-zaken",
    "schuldhulpverlening": "sociale-zaken",
    "gemeentelijke_belastingen": "belastingen",
    "verdachten": "politie",
    "huurachterstanden": "corporatie",
}
Voortgang = Callable[[int, int], None]


@dataclass(frozen=True)
class _Opzet:
    folder: Path
    gemeente: Gemeente
    tijdvak: Tijdvak
    seed: int
    vuil: bool


@dataclass
class _Levering:
    """One file while it grows."""

    bron: Bronbestand
    uitvoer: Uitvoer
    vuilpot: Vuilpot
    teller: Leveringsteller = field(default_factory=Leveringsteller)

    def write(self, bevolking: Bevolking, nummers: Nummers, *, vuil: bool) -> None:
        """The good rows in an order that says nothing, and after them the spoiled ones."""
        rijen = self.bron.rows(bevolking, nummers)
        self.teller.lose(dict(rijen.verlies))
        frame = rijen.frame if vuil else rijen.frame.select(self.bron.vorm.kolommen)
        naam = self.bron.vorm.bron
        stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, f"volgorde {naam}")
        self.uitvoer.append(frame[stroom.permutation(len(frame))])
        if vuil:
            self._spoil(frame, bevolking, nummers)

    def _spoil(self, frame: pl.DataFrame, bevolking: Bevolking, nummers: Nummers) -> None:
        vuil = self.vuilpot.take(frame, bevolking, nummers, self.bron.vorm.bron)
        regels = self.uitvoer.append(vuil.frame)
        self.teller.lose(dict(vuil.verlies))
        for plaats, soort in vuil.geweigerd:
            self.teller.refuse(soort, regels[plaats])


def write_deliveries(
    folder: Path,
    *,
    inwoners: int = STANDAARD_INWONERS,
    seed: int = STANDAARD_SEED,
    peildatum: date = STANDAARD_PEILDATUM,
    vuil: bool = True,
    voortgang: Voortgang | None = None,
) -> Waarheid:
    """Writes all files to `folder`, which is made if it isn't there, and returns what was planted.

    `vuil` adds rows that the door should refuse, columns it should skip and suspects that linking
    should lose. `voortgang` is called with the number of residents written and the total.
    Raises GrootteFout for a size that can't be made.
    """
    opzet = _Opzet(folder, plan_gemeente(inwoners), Tijdvak.year_before(peildatum), seed, vuil)
    folder.mkdir(parents=True, exist_ok=True)
    teller = Teller(opzet.gemeente)
    waarheden = (
        *_write_persons(opzet, teller, voortgang or (lambda klaar, totaal: None)),
        *_write_areas(opzet),
    )
    waarheid = teller.truth(opzet.gemeente, seed, opzet.tijdvak, waarheden, vuil=vuil)
    waarheid.write(folder / WAARHEID)
    return waarheid


def _write_persons(opzet: _Opzet, teller: Teller, voortgang: Voortgang) -> list[Leveringswaarheid]:
    """The eight files about persons and addresses, a buurt at a time."""
    leveringen = [_open(opzet, bron) for bron in BRONBESTANDEN]
    verloren, klaar = VERLOREN if opzet.vuil else 0.0, 0
    for buurt in opzet.gemeente.buurten:
        bevolking = generate_buurt(
            opzet.gemeente, buurt, opzet.seed, opzet.tijdvak, verloren=verloren
        )
        nummers = Nummers(buurt)
        for levering in leveringen:
            levering.write(bevolking, nummers, vuil=opzet.vuil)
        teller.add(bevolking)
        klaar += buurt.inwoners
        voortgang(klaar, opzet.gemeente.inwoners)
    return [_close(opzet, levering) for levering in leveringen]


def _write_areas(opzet: _Opzet) -> list[Leveringswaarheid]:
    """The files without persons: nothing in them is spoiled."""
    jaar = opzet.tijdvak.peildatum.year
    geschreven = (
        write_context(opzet.folder, opzet.gemeente, opzet.seed, jaar),
        write_areas(opzet.folder, opzet.gemeente, opzet.seed, jaar),
    )
    for bestand in geschreven:
        _write_offer(opzet, bestand)
    return [Leveringsteller().truth(bestand, ()) for bestand in geschreven]


def _open(opzet: _Opzet, bron: Bronbestand) -> _Levering:
    vorm = bron.vorm
    kolommen = (*vorm.kolommen, *vorm.extra_kolommen) if opzet.vuil else vorm.kolommen
    als_xlsx = bool(vorm.getallen) and opzet.gemeente.inwoners <= XLSX_TOT
    uitvoer = (XlsxUitvoer if als_xlsx else CsvUitvoer)(opzet.folder, vorm, kolommen)
    return _Levering(bron, uitvoer, Vuilpot(bron.vuil))


def _close(opzet: _Opzet, levering: _Levering) -> Leveringswaarheid:
    geschreven = levering.uitvoer.close()
    _write_offer(opzet, geschreven)
    extra = levering.bron.vorm.extra_kolommen if opzet.vuil else ()
    return levering.teller.truth(geschreven, extra)


def _write_offer(opzet: _Opzet, geschreven: Geschreven) -> None:
    """The aanbiedingsgegevens beside the file."""
    tijdvak = opzet.tijdvak
    aanbieding = {
        "bron": geschreven.bron,
        "bestand": geschreven.bestand,
        "peildatum": tijdvak.peildatum.isoformat(),
        "periode_begin": tijdvak.begin.isoformat(),
        "periode_einde": tijdvak.peildatum.isoformat(),
        "aantal_rijen": geschreven.rijen,
        "sha256": geschreven.sha256,
        "contact": f"{CONTACTEN[geschreven.bron]}@voorbeeldgemeente.example",
        "blad": geschreven.blad,
    }
    pad = opzet.folder / f"{geschreven.bron}.aanbieding.json"
    pad.write_text(json.dumps(aanbieding, ensure_ascii=False, indent=1) + "\n", "utf-8")
