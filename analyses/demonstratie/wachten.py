"""Waiting for the worker, with a progress bar."""

import sys
import time
from collections.abc import Callable

from buurtmonitor.taken.models import OPEN, Taak, Taakstatus

GEDULD = 600.0  # seconds for one batch of jobs
BREEDTE = 30


class Mislukt(Exception):
    """A job failed; holds its sentence."""


def say(regel: str) -> None:
    sys.stderr.write(f"{regel}\n")
    sys.stderr.flush()


def wait_for(soort: str, onderwerpen: list[str], wat: str, *, alles: bool = True) -> None:
    """Return when the newest job about each subject is done; Mislukt when one failed, or with not
    `alles` when all of them did: what these data are too few for is said and left out."""
    balk = _bar(wat)
    einde = time.monotonic() + GEDULD
    while time.monotonic() < einde:
        rijen = Taak.objects.filter(soort=soort, onderwerp_id__in=onderwerpen)
        taken = list(rijen.order_by("onderwerp_id", "-aangemaakt_op").distinct("onderwerp_id"))
        klaar = sum(taak.status not in OPEN for taak in taken)
        deel = sum(100 if taak.status not in OPEN else taak.voortgang for taak in taken)
        stap = next((taak.stap for taak in taken if taak.status == Taakstatus.BEZIG), "")
        balk(deel // max(1, len(onderwerpen)), f"{klaar} van {len(onderwerpen)} {stap}")
        if klaar == len(onderwerpen):
            balk(100, "klaar\n")
            return _refuse_failures(taken, alles=alles)
        time.sleep(0.25)
    raise Mislukt(f"{wat}: niet klaar binnen {GEDULD:.0f} seconden.")


def _refuse_failures(taken: list[Taak], *, alles: bool) -> None:
    mislukt = [taak for taak in taken if taak.status != Taakstatus.KLAAR]
    if mislukt and (alles or len(mislukt) == len(taken)):
        raise Mislukt(mislukt[0].fout or "Een taak is gestopt.")
    for taak in mislukt:
        say(f"Niet gemaakt: {taak.fout or 'de taak is gestopt.'}")


def _bar(wat: str) -> Callable[[int, str], None]:
    """Redrawn on a terminal; elsewhere a line at each tenth."""
    vorige = -1

    def draw(percent: int, tekst: str) -> None:
        nonlocal vorige
        if sys.stderr.isatty():
            vol = BREEDTE * percent // 100
            balk = "█" * vol + "░" * (BREEDTE - vol)
            sys.stderr.write(f"\r\x1b[2K{wat:<24} {balk} {percent:3d}% {tekst}")
            sys.stderr.flush()
        elif percent // 10 > vorige // 10:
            say(f"{wat}: {percent}% {tekst.strip()}")
        vorige = percent

    return draw
