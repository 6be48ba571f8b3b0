"""The house under attack: a demo population behind the real door, and many results released.

Everything goes the way it goes for people: an analist asks, a worker computes and protects, an
officer releases; then the intruder logs in as beleidsmedewerker and reads.
"""

from __future__ import annotations

import json
import math
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from celery.exceptions import SoftTimeLimitExceeded

from analyses import actions
from analyses.kern.specificatie import (
    BREDE_FACTOREN,
    Bereik,
    Betaalgedragspecificatie,
    Gebiedskeuze,
    Huurachterstandspecificatie,
    Kenmerkspecificatie,
    Overige,
    Overlapspecificatie,
    Regelspecificatie,
    Regressiespecificatie,
    Specificatie,
    Spreidingspecificatie,
    Verdachtenspecificatie,
    to_dict,
)
from analyses.models import BijBotsing, Resultaat
from analyses.namen import analysis_name
from benchmarks.inbreker.kennis import KLASSEN, Drempels, Kaart
from benchmarks.inbreker.ophalen import Oogst, Toegang, harvest
from benchmarks.inbreker.waarheid import Bevolking
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.models import Koppelbestand
from buurtmonitor.taken.uitvoeren import TE_LANG
from privacy.besluiten import Uitkomst
from tests import gemeente
from tests.materiaal import REDEN, Huis, work


@dataclass(frozen=True)
class Vrijgave:
    """How many questions were released; refused by protection or ledger; not done in their time;
    and not asked, for want of it."""

    vrijgegeven: int = 0
    geweigerd: int = 0
    gestopt: int = 0
    niet_gevraagd: int = 0


def choices() -> list[Gebiedskeuze]:
    """Choices of buurten that overlap: the study's own, others, all apart, and nothing else."""
    codes = list(gemeente.BUURTEN)
    eigen = (tuple(codes[:2]), tuple(codes[2:3]))
    return [
        Gebiedskeuze(*eigen),
        Gebiedskeuze(*eigen, overige=Overige.apart),
        Gebiedskeuze(tuple(codes[:1]), tuple(codes[3:4])),
        Gebiedskeuze(tuple(codes[:2]), overige=Overige.weg),
        Gebiedskeuze(tuple(codes[1:5])),
    ]


VRIJ, GEWEIGERD, GESTOPT = "vrijgegeven", "geweigerd", "gestopt"

KENMERKEN = (
    "leeftijd", "geslacht", "gezinsgrootte", "huishoudtype", "bijstand", "bijzondere_bijstand",
    "schuldhulp", "huurachterstand", "belastingachterstand", "kwijtschelding", "achterstand_2m",
)  # fmt: skip


# Kinds that the intruder can't read yet; the dated result names them.
NIET_GEVRAAGD: Mapping[str, str] = {
    "misdrijf": "regressions of one kind of crime each, an outcome that he does not tell apart",
    "buurtdeel": "expected counts and explained parts; its counts per buurt are asked elsewhere",
    "buurtspreiding": "a funnel and tests of areas; its counts per buurt are asked elsewhere",
    "samenhang": "public figures of areas",
    "trend": "public figures of areas",
    "gelijkenis": "public figures of areas",
    "leefklimaat": "public figures of areas",
}
HERHAALD = ("leeftijd", "geslacht", "gezinsgrootte", "schuldhulp")  # for every choice of buurten


def questions(*, klein: bool) -> list[Specificatie]:
    """Everything that can be asked, several times over; `klein`: a few of each kind."""
    keuzes = choices()
    eerste, apart, anders = keuzes[0], keuzes[1], keuzes[2]
    if klein:
        kenmerken = [Kenmerkspecificatie("leeftijd", keuze) for keuze in keuzes[:3]]
        kenmerken += [Kenmerkspecificatie("schuldhulp", keuze) for keuze in (eerste, anders)]
        rest = [Verdachtenspecificatie(apart), Huurachterstandspecificatie(eerste)]
        rest += [Regressiespecificatie(eerste, wisselwerking=("geslacht", "leeftijd"))]
        return [Regressiespecificatie(eerste), Regelspecificatie(eerste), *kenmerken, *rest]
    uit: list[Specificatie] = [Regressiespecificatie(eerste), Regelspecificatie(eerste)]
    uit += [Kenmerkspecificatie(code, eerste) for code in HERHAALD]
    uit += [Verdachtenspecificatie(apart), Overlapspecificatie(eerste)]
    uit += [Huurachterstandspecificatie(eerste), Betaalgedragspecificatie(eerste)]
    for code in HERHAALD:
        uit += [Kenmerkspecificatie(code, keuze) for keuze in keuzes[1:]]
    uit += [Spreidingspecificatie(eerste), Regelspecificatie(anders), Overlapspecificatie(anders)]
    uit += [Regressiespecificatie(eerste, bereik=Bereik.gemeente)]
    uit += [Regressiespecificatie(eerste, factoren=BREDE_FACTOREN)]
    uit += [Regressiespecificatie(eerste, wisselwerking=("geslacht", "leeftijd"))]
    uit += [Regelspecificatie(eerste, bereik=Bereik.gemeente, aantal=20)]
    uit += [Kenmerkspecificatie(code, eerste) for code in KENMERKEN if code not in HERHAALD]
    for keuze in keuzes[1:]:
        uit += [Huurachterstandspecificatie(keuze), Verdachtenspecificatie(keuze)]
    return [*uit, Betaalgedragspecificatie(anders), Regressiespecificatie(anders)]


def release_all(
    huis: Huis,
    vragen: Sequence[Specificatie],
    zeg: Callable[[str], None] = lambda regel: None,
    minuten: float = math.inf,
    per_vraag: float = math.inf,
) -> Vrijgave:
    """Ask, compute, protect, offer and approve, one after the other.

    After so many `minuten` nothing more is asked, and a job of more than `per_vraag` seconds is
    stopped as the worker stops one that takes too long.
    """
    bestand, eerste = gemeente.linked(huis), time.monotonic()
    standen: Counter[str] = Counter()
    for nummer, vraag in enumerate(vragen, start=1):
        begin = time.monotonic()
        if begin > eerste + 60 * minuten:
            break
        stand = _release(huis, bestand, vraag, per_vraag)
        soort = VRIJ if stand == VRIJ else GESTOPT if TE_LANG in stand else GEWEIGERD
        standen[soort] += 1
        zeg(f"{nummer} {analysis_name(vraag)}: {stand}, {time.monotonic() - begin:.1f} s")
    rest = len(vragen) - standen.total()
    return Vrijgave(standen[VRIJ], standen[GEWEIGERD], standen[GESTOPT], rest)


def _release(huis: Huis, bestand: Koppelbestand, vraag: Specificatie, per_vraag: float) -> str:
    """What became of it: VRIJ, or the sentence that the analist reads."""
    [analyse] = actions.start_analyses(
        onderzoek=huis.onderzoek,
        koppelbestand=bestand,
        specificatielijst=[(analysis_name(vraag), to_dict(vraag))],
        by=huis["analist"],
        bij_botsing=BijBotsing.meer_weglaten,
    )
    with _limit(per_vraag):
        taak = work(analyse)
    resultaat = Resultaat.objects.filter(analyse=analyse).first()
    if resultaat is None:
        analyse.refresh_from_db()
        return f"{analyse.status} {taak.fout}"
    resultaat = actions.request_release(resultaat=resultaat, by=huis["analist"])
    actions.decide_release(
        resultaat=resultaat,
        uitkomst=Uitkomst.akkoord,
        reden=REDEN,
        gezien=actions.release_version(resultaat),
        by=huis["officer"],
    )
    resultaat.refresh_from_db()
    return str(resultaat.status)


@contextmanager
def _limit(seconden: float) -> Iterator[None]:
    """The worker's own limit, in this process."""

    def stop(*_: object) -> None:
        raise SoftTimeLimitExceeded

    if math.isinf(seconden):
        yield
        return
    eerder = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconden)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, eerder)


def read_all(huis: Huis, kaart: Kaart, drempels: Drempels) -> Oogst:
    """What a beleidsmedewerker finds, by every way there is."""
    browser, kop = huis.bij("beleid"), huis.kop("beleid")

    def get(adres: str) -> tuple[int, str, str]:
        antwoord = browser.get(adres)
        soort = antwoord.headers.get("Content-Type", "")
        return antwoord.status_code, soort, antwoord.content.decode()

    def ask(adres: str) -> Any:
        return browser.get(adres, **kop).json()

    return harvest(Toegang(get, ask), lambda pk: _area_of(pk, kaart), kaart, drempels)


def _area_of(pk: str, kaart: Kaart) -> frozenset[int]:
    """The intruder is told by a colleague which buurten a result without areas is about."""
    vraag = Resultaat.objects.select_related("analyse").get(pk=pk).analyse.specificatie
    if vraag.get("bereik") != "onderzocht":
        return kaart.alle
    codes: Sequence[str] = [*vraag["gebieden"]["onder_druk"], *vraag["gebieden"]["referentie"]]
    namen = [gemeente.BUURTEN[code] for code in codes]
    return frozenset(kaart.namen.index(naam) for naam in namen)


def the_map() -> Kaart:
    return Kaart(tuple(gemeente.BUURTEN[code] for code in sorted(gemeente.BUURTEN)))


def the_truth(kaart: Kaart) -> Bevolking:
    """The residents of the linked file, for nobody but the judge."""
    bewoners = gemeente._residents()(None)
    verslag = Koppelverslag.uit_dict(json.loads(gemeente._linking().rapport))
    plek = [kaart.namen.index(gemeente.BUURTEN[code]) for code in verslag.buurtcodes]
    waar = [
        kaart.namen.index(gemeente.BUURTEN[code]) if code in gemeente.BUURTEN else -1
        for code in verslag.pleegbuurten
    ]
    kolommen = {
        code: bewoners[code].to_numpy().astype(np.int64)
        for code in KLASSEN
        if code in bewoners.columns
    }
    kolommen["buurt"] = np.array(plek)[bewoners["buurt"].to_numpy()]
    pleeg = [frozenset(waar[p] for p in rij or ()) for rij in bewoners["pleegbuurten"].to_list()]
    return Bevolking(kolommen, pleeg)
