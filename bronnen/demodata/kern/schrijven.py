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
from bronnen.demodata.kern.gemeente import plan_gemeente
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
    gemeente, tijdvak = plan_gemeente(inwoners), Tijdvak.year_before(peildatum)
    folder.mkdir(parents=True, exist_ok=True)
    leveringen = [_open(folder, bron, inwoners, vuil=vuil) for bron in BRONBESTANDEN]
    teller, klaar = Teller(gemeente), 0
    for buurt in gemeente.buurten:
        verloren = VERLOREN if vuil else 0.0
        bevolking = generate_buurt(gemeente, buurt, seed, tijdvak, verloren=verloren)
        nummers = Nummers(buurt)
        for levering in leveringen:
            levering.write(bevolking, nummers, vuil=vuil)
        teller.add(bevolking)
        klaar += buurt.inwoners
        if voortgang:
            voortgang(klaar, inwoners)
    waarheden = [_close(folder, levering, tijdvak, vuil=vuil) for levering in leveringen]
    jaar = peildatum.year
    for zonder_personen in (
        write_context(folder, gemeente, seed, jaar),
        write_areas(folder, gemeente, seed, jaar),
    ):
        _write_offer(folder, zonder_personen, tijdvak)
        waarheden.append(Leveringsteller().truth(zonder_personen, ()))
    waarheid = teller.truth(gemeente, seed, tijdvak, tuple(waarheden), vuil=vuil)
    waarheid.write(folder / WAARHEID)
    return waarheid


def _open(folder: Path, bron: Bronbestand, inwoners: int, *, vuil: bool) -> _Levering:
    vorm = bron.vorm
    kolommen = (*vorm.kolommen, *vorm.extra_kolommen) if vuil else vorm.kolommen
    als_xlsx = bool(vorm.getallen) and inwoners <= XLSX_TOT
    uitvoer = (XlsxUitvoer if als_xlsx else CsvUitvoer)(folder, vorm, kolommen)
    return _Levering(bron, uitvoer, Vuilpot(bron.vuil))


def _close(folder: Path, levering: _Levering, tijdvak: Tijdvak, *, vuil: bool) -> Leveringswaarheid:
    geschreven = levering.uitvoer.close()
    _write_offer(folder, geschreven, tijdvak)
    extra = levering.bron.vorm.extra_kolommen if vuil else ()
    return levering.teller.truth(geschreven, extra)


def _write_offer(folder: Path, geschreven: Geschreven, tijdvak: Tijdvak) -> None:
    """The aanbiedingsgegevens beside the file."""
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
    pad = folder / f"{geschreven.bron}.aanbieding.json"
    pad.write_text(json.dumps(aanbieding, ensure_ascii=False, indent=1) + "\n", "utf-8")
