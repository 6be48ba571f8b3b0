"""The logbook's chain: seal it (a process of its own), prove it, or print its signed head.

    manage.py logboek verzegel              seals as long as it runs
    manage.py logboek check [--kop BESTAND] proves the chain, up to a head kept elsewhere
    manage.py logboek kop                   prints the signed head, to keep elsewhere
    manage.py logboek mail                  mails the newest one, to who did not get it this week

`check` ends with 1 at the first row that does not hold. All need BUURTMONITOR_LOGBOEKSLEUTEL but
`mail`, which takes the head that the sealer signed.
"""

import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from buurtmonitor import levensteken
from privacy import herinneringen, verzegelen
from privacy.kern.zegelketen import Breuk, Kop

ELKE = 1.0  # seconds between two looks
CONTROLE_ELKE = 3600  # looks between two walks over the whole chain

TEKST = {
    Breuk.gewijzigd: "is veranderd nadat hij was verzegeld",
    Breuk.verwijderd: "is verwijderd",
    Breuk.ontbreekt: "heeft geen zegel; er is een stuk uit de keten weg",
    Breuk.afgeknipt: "en verder zijn afgeknipt: de bewaarde kop ligt verder",
    Breuk.ander: "heeft een ander zegel dan in de bewaarde kop",
    Breuk.onverzegeld: "wacht al meer dan een half uur op een zegel",
}


class Command(BaseCommand):
    help = "Verzegelt het logboek, controleert de keten of toont de ondertekende kop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wat", choices=["verzegel", "check", "kop", "mail"])
        parser.add_argument("--kop", type=Path, help="bestand met een bewaarde kop (bij check)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["wat"] == "mail":
            self.stdout.write(f"Verzonden: {herinneringen.send_head()}.")
            return
        sleutel = settings.LOGBOEKSLEUTEL
        if sleutel is None:
            raise CommandError("De omgevingsvariabele BUURTMONITOR_LOGBOEKSLEUTEL ontbreekt.")
        match options["wat"]:
            case "verzegel":
                Zegelaar(sleutel).run()
            case "check":
                self.check_chain(sleutel, options["kop"])
            case _:
                self.print_head(sleutel)

    def check_chain(self, sleutel: bytes, bestand: Path | None) -> None:
        try:
            kop = Kop.from_text(bestand.read_text(encoding="utf-8")) if bestand else None
            bevinding = verzegelen.walk(sleutel, kop)
        except (OSError, ValueError):
            raise CommandError(
                "De bewaarde kop is niet te lezen, of is niet met deze sleutel ondertekend."
            ) from None
        if bevinding.breuk:
            raise CommandError(f"Regel {bevinding.plek} {TEKST[bevinding.breuk]}.")
        self.stdout.write(f"Het logboek klopt: {bevinding.nummer} regels, geen breuk.")

    def print_head(self, sleutel: bytes) -> None:
        bevinding = verzegelen.walk(sleutel)
        if bevinding.breuk:
            raise CommandError(f"Regel {bevinding.plek} {TEKST[bevinding.breuk]}.")
        kop = verzegelen.sign(sleutel, bevinding)
        self.stdout.write(kop.als_tekst(), ending="")


class Zegelaar:
    """Seals until it is asked to stop; waits for its turn while another one seals."""

    def __init__(self, sleutel: bytes) -> None:
        self.sleutel = sleutel
        self.stop = threading.Event()
        self.beurt = False
        self.keren = 0

    def run(self) -> None:
        for nummer in (signal.SIGTERM, signal.SIGINT):
            signal.signal(nummer, self._ask_to_stop)
        while not self.stop.is_set():
            levensteken.touch("zegelaar")
            self.stop.wait(0 if self.look() else ELKE)

    def _ask_to_stop(self, _nummer: int, _frame: FrameType | None) -> None:
        self.stop.set()

    def look(self) -> bool:
        """Seal what there is; True when there may be more. A database that is away is no end."""
        try:
            self.beurt = self.beurt or verzegelen.take_the_turn()
            return self.beurt and self._seal()
        except DatabaseError:
            connection.close()
            self.beurt = False
            return False

    def _seal(self) -> bool:
        heel = self.keren % CONTROLE_ELKE == 0
        vol = verzegelen.seal_rows(self.sleutel, alles=heel) == verzegelen.PER_KEER
        if heel and not vol:
            verzegelen.keep_head(self.sleutel, verzegelen.walk(self.sleutel))
        self.keren += not vol
        return vol
