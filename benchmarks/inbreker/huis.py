"""The house under attack: a demo population behind the real door, and many results released.

Everything goes the way it goes for people: an analist asks, a worker computes and protects, an
officer releases; then the intruder logs in as beleidsmedewerker and reads.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

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
from benchmarks.inbreker.kanalen import filters, only_less, same_in_csv
from benchmarks.inbreker.kennis import KLASSEN, Drempels, Kaart
from benchmarks.inbreker.lezen import Gelezen, read_release
from benchmarks.inbreker.waarheid import Bevolking
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.models import Koppelbestand
from privacy.besluiten import Uitkomst
from tests import gemeente
from tests.materiaal import REDEN, Huis, work


@dataclass(frozen=True)
class Oogst:
    """What the intruder read in `verzoeken` requests; `geweigerd` were never released."""

    gelezen: tuple[Gelezen, ...]
    vrijgegeven: int
    geweigerd: int
    verzoeken: int


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


VRIJ = "vrijgegeven"
FILTERSTAP = 3  # every third filter is asked

KENMERKEN = (
    "leeftijd", "geslacht", "gezinsgrootte", "huishoudtype", "bijstand", "bijzondere_bijstand",
    "schuldhulp", "huurachterstand", "belastingachterstand", "kwijtschelding", "achterstand_2m",
)  # fmt: skip


HERHAALD = ("leeftijd", "geslacht", "gezinsgrootte", "schuldhulp")  # for every choice of buurten


def questions(*, klein: bool) -> list[Specificatie]:
    """Everything that can be asked, several times over; `klein`: a few of each kind."""
    keuzes = choices()
    eerste, apart, anders = keuzes[0], keuzes[1], keuzes[2]
    if klein:
        kenmerken = [Kenmerkspecificatie("leeftijd", keuze) for keuze in keuzes[:3]]
        kenmerken += [Kenmerkspecificatie("schuldhulp", keuze) for keuze in (eerste, anders)]
        rest = [Verdachtenspecificatie(apart), Huurachterstandspecificatie(eerste)]
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
    uit += [Regelspecificatie(eerste, bereik=Bereik.gemeente, aantal=20)]
    uit += [Kenmerkspecificatie(code, eerste) for code in KENMERKEN if code not in HERHAALD]
    for keuze in keuzes[1:]:
        uit += [Huurachterstandspecificatie(keuze), Verdachtenspecificatie(keuze)]
    return [*uit, Betaalgedragspecificatie(anders), Regressiespecificatie(anders)]


def release_all(
    huis: Huis,
    vragen: Iterable[Specificatie],
    zeg: Callable[[str], None] = lambda regel: None,
    minuten: float = math.inf,
) -> int:
    """Ask, compute, protect, offer and approve, one after the other; how many did not come out.

    After so many minutes nothing more is asked.
    """
    bestand, geweigerd, eerste = gemeente.linked(huis), 0, time.monotonic()
    for nummer, vraag in enumerate(vragen, start=1):
        begin = time.monotonic()
        if begin > eerste + 60 * minuten:
            zeg(f"no time for the rest, from {analysis_name(vraag)} on")
            break
        stand = _release(huis, bestand, vraag)
        geweigerd += stand != VRIJ
        zeg(f"{nummer} {analysis_name(vraag)}: {stand}, {time.monotonic() - begin:.1f} s")
    return geweigerd


def _release(huis: Huis, bestand: Koppelbestand, vraag: Specificatie) -> str:
    """What became of it: VRIJ, or the sentence that the analist reads."""
    [analyse] = actions.start_analyses(
        onderzoek=huis.onderzoek,
        koppelbestand=bestand,
        specificatielijst=[(analysis_name(vraag), to_dict(vraag))],
        by=huis["analist"],
        bij_botsing=BijBotsing.meer_weglaten,
    )
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


def harvest(huis: Huis, kaart: Kaart, drempels: Drempels, geweigerd: int = 0) -> Oogst:
    """What a beleidsmedewerker finds by the API; the CSV and the filters must tell the same."""
    browser, kop = huis.bij("beleid"), huis.kop("beleid")

    def get(pad: str, **keuze: str) -> Any:
        return browser.get(f"/api/v1/resultaten/{pad}", keuze, **kop).json()

    gelezen, verzoeken = [], 1
    for nummer, regel in enumerate(sorted(get(""), key=lambda r: r["vrijgegeven_op"]), start=1):
        pk = regel["id"]
        antwoord = get(f"{pk}/")
        inhoud = antwoord["inhoud"]
        same_in_csv(inhoud, browser.get(f"/resultaten/{pk}/tabel.csv").content.decode())
        keuzes = list(filters(antwoord))[::FILTERSTAP]
        for keuze in keuzes:
            only_less(inhoud, get(f"{pk}/", **keuze)["inhoud"])
        verzoeken += 2 + len(keuzes)
        gebied, bron = _area_of(pk, kaart), f"{nummer} {regel['naam']}"
        gelezen.append(read_release(inhoud, gebied, kaart, drempels, bron))
    return Oogst(tuple(gelezen), len(gelezen), geweigerd, verzoeken)


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
