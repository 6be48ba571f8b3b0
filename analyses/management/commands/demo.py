"""The whole way on this machine: engines, deliveries, approvals, linking, analyses, charts."""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_otp.oath import TOTP

from bronnen.demodata.kern.gemeente import plan_gemeente
from bronnen.demodata.kern.schrijven import (
    STANDAARD_INWONERS,
    STANDAARD_PEILDATUM,
    STANDAARD_SEED,
    write_deliveries,
)
from buurtmonitor.ingebouwd import Ingebouwd, NietGestart

STAP = 30  # seconds that a code is valid


class Command(BaseCommand):
    help = "Start de Buurtmonitor op deze machine met gegevens van een verzonnen gemeente."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--headless", action="store_true", help="zonder browser; stopt daarna")
        parser.add_argument("--json", type=Path, help="schrijf de bevindingen naar dit bestand")
        parser.add_argument("--deliveries", type=Path, help="map met eigen leveringen")
        parser.add_argument("--peildatum", type=date.fromisoformat, default=STANDAARD_PEILDATUM)
        parser.add_argument("--buurten", help="buurten onder druk, met komma's ertussen")
        parser.add_argument("--referentie", help="buurten om mee te vergelijken")
        parser.add_argument("--inwoners", type=int, default=STANDAARD_INWONERS)
        parser.add_argument("--seed", type=int, default=STANDAARD_SEED)
        parser.add_argument("--poort", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # clean up then too
        self.stderr.style_func = str  # progress is no error: no red
        try:
            sys.exit(self._run(options))
        except NietGestart as fout:
            self.stderr.write(str(fout))
            sys.exit(1)
        except KeyboardInterrupt:
            self.stderr.write("Alles is gestopt.")

    def _run(self, options: dict[str, Any]) -> int:
        with ExitStack() as stack:
            leveringen = self._deliveries(stack, options)
            self.stderr.write("De database, de wachtrij, het web en de werkers starten.")
            tijdelijk = stack.enter_context(tempfile.TemporaryDirectory(prefix="tijdelijk-"))
            ingebouwd = Ingebouwd(poort=options["poort"], omgeving={"TMPDIR": tijdelijk})
            omgeving = stack.enter_context(ingebouwd)
            uitkomst = self._inner(omgeving, leveringen, options)
            self._report(uitkomst, options)
            if not options["headless"] and uitkomst["accounts"]:
                self._show(omgeving["BUURTMONITOR_ADRES"], uitkomst["accounts"])
            return 1 if uitkomst["fouten"] else 0

    def _deliveries(self, stack: ExitStack, options: dict[str, Any]) -> Path:
        """A folder with delivery files: the caller's, or one made now and removed at the end."""
        if options["deliveries"]:
            if not (options["buurten"] and options["referentie"]):
                raise CommandError("Noem bij --deliveries ook --buurten en --referentie.")
            if not options["deliveries"].is_dir():
                raise CommandError("De map van --deliveries bestaat niet. Controleer de naam.")
            return Path(options["deliveries"]).resolve()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leveringen-")))
        self.stderr.write(f"Een gemeente met {options['inwoners']} inwoners wordt verzonnen.")
        write_deliveries(
            folder,
            inwoners=options["inwoners"],
            seed=options["seed"],
            peildatum=options["peildatum"],
        )
        buurten = plan_gemeente(options["inwoners"]).buurten
        options["buurten"] = options["buurten"] or ",".join(b.code for b in buurten[:2])
        options["referentie"] = options["referentie"] or buurten[2].code
        return folder

    def _inner(
        self, omgeving: dict[str, str], leveringen: Path, options: dict[str, Any]
    ) -> dict[str, Any]:
        """Everything that needs the database runs in a process with that environment."""
        argv = [sys.executable, "manage.py", "demo_binnen"]
        argv += ["--leveringen", str(leveringen), "--peildatum", options["peildatum"].isoformat()]
        argv += ["--buurten", options["buurten"], "--referentie", options["referentie"]]
        argv += ["--adres", omgeving["BUURTMONITOR_ADRES"]]
        klaar = subprocess.run(  # noqa: S603
            argv, stdout=subprocess.PIPE, env=os.environ | omgeving, cwd=settings.BASE_DIR
        )
        if not klaar.stdout:
            return {
                "fouten": ["De demonstratie stopte onverwacht."],
                "accounts": [],
                "seconden": {},
            }
        uitkomst: dict[str, Any] = json.loads(klaar.stdout)
        return uitkomst

    def _report(self, uitkomst: dict[str, Any], options: dict[str, Any]) -> None:
        for stap, seconden in uitkomst["seconden"].items():
            self.stderr.write(f"{stap}: {seconden} s")
        for fout in uitkomst["fouten"]:
            self.stderr.write(f"Niet gelukt: {fout}")
        if options["json"]:
            tekst = json.dumps(uitkomst.get("bevindingen", {}), ensure_ascii=False, indent=2)
            options["json"].write_text(tekst + "\n", encoding="utf-8")

    def _show(self, adres: str, accounts: list[dict[str, str]]) -> None:
        """Address, accounts and live codes, until Ctrl-C."""
        self.stdout.write(f"\nDe Buurtmonitor staat klaar op {adres}. Stop met Ctrl-C.\n")
        self.stdout.write("Wachtwoorden gelden één keer: u kiest daarna een eigen wachtwoord.")
        self.stdout.write(
            "De code van dit moment staat onderaan, of zet de sleutel in een inlogapp."
        )
        for a in accounts:
            self.stdout.write(f"  {a['inlognaam']:<18}{a['wachtwoord']}  {a['totp']}")
        self._show_codes(accounts)

    def _show_codes(self, accounts: list[dict[str, str]]) -> None:
        """Redrawn each half minute; lines stay short, or a narrow terminal would wrap them."""
        while True:
            rest = STAP - int(time.time()) % STAP
            regels = [f"  {a['inlognaam']:<18}code {_code(a)}" for a in accounts]
            for regel in [f"  (nieuwe codes over {rest} seconden)", *regels]:
                self.stdout.write(f"\x1b[2K{regel}" if self.stdout.isatty() else regel)
            time.sleep(rest)
            if self.stdout.isatty():
                self.stdout.write(f"\x1b[{len(accounts) + 1}A", ending="")


def _code(account: dict[str, str]) -> str:
    """The six digits of this moment, as an authenticator app would show them."""
    seed = account["totp"]
    sleutel = base64.b32decode(seed + "=" * (-len(seed) % 8))
    return f"{TOTP(sleutel, step=STAP).token():06d}"
