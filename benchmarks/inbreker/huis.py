"""The house under attack: a demo population behind the real door, and many results released.

Everything goes the way it goes for people: an analist asks, a worker computes and protects, an
officer releases; then the intruder logs in as beleidsmedewerker and reads.
"""

from __future__ import annotations

import json
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
from analyses.models import Analyse, BijBotsing, Resultaat
from analyses.namen import analysis_name
from benchmarks.inbreker.kennis import KLASSEN, Drempels, Kaart
from benchmarks.inbreker.lezen import Gelezen, csv_values, read_release
from benchmarks.inbreker.waarheid import Bevolking
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.models import Koppelbestand
from privacy.besluiten import Uitkomst
from tests import gemeente
from tests.materiaal import REDEN, Huis, work


@dataclass(frozen=True)
class Oogst:
    """What the intruder read, and how many requests it took; `geweigerd` were never released."""

    gelezen: tuple[Gelezen, ...]
    vrijgegeven: int
    geweigerd: int


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


KENMERKEN = (
    "leeftijd", "geslacht", "gezinsgrootte", "huishoudtype", "bijstand", "bijzondere_bijstand",
    "schuldhulp", "huurachterstand", "belastingachterstand", "kwijtschelding", "achterstand_2m",
)  # fmt: skip


def questions(*, klein: bool) -> list[Specificatie]:
    """Everything that can be asked, several times over; `klein`: a few of each kind."""
    keuzes = choices()
    eerste, apart, anders = keuzes[0], keuzes[1], keuzes[2]
    if klein:
        kenmerken = [
            Kenmerkspecificatie(c, k) for c in ("leeftijd", "schuldhulp") for k in keuzes[:3]
        ]
        rest = [Verdachtenspecificatie(apart), Huurachterstandspecificatie(eerste)]
        return [*kenmerken, *rest, Regressiespecificatie(eerste), Regelspecificatie(eerste)]
    uit: list[Specificatie] = []
    for keuze in keuzes:
        uit += [Verdachtenspecificatie(keuze), Betaalgedragspecificatie(keuze)]
        uit += [Huurachterstandspecificatie(keuze)]
        uit += [Kenmerkspecificatie(code, keuze) for code in KENMERKEN]
    for keuze in (eerste, anders):
        uit += [Overlapspecificatie(keuze), Spreidingspecificatie(keuze)]
        uit += [Regressiespecificatie(keuze), Regelspecificatie(keuze)]
        uit += [Regressiespecificatie(keuze, factoren=BREDE_FACTOREN)]
    uit += [Regelspecificatie(eerste, bereik=Bereik.gemeente, aantal=20)]
    uit += [Regressiespecificatie(eerste, bereik=Bereik.gemeente)]
    return uit


def release_all(
    huis: Huis, vragen: Iterable[Specificatie], zeg: Callable[[str], None] = lambda regel: None
) -> int:
    """Ask, compute, protect, offer and approve, one after the other; how many did not come out."""
    bestand, geweigerd = gemeente.linked(huis), 0
    for nummer, vraag in enumerate(vragen, start=1):
        begin = time.monotonic()
        gelukt = _release(huis, bestand, vraag)
        geweigerd += not gelukt
        stand = "released" if gelukt else "not released"
        zeg(f"{nummer} {analysis_name(vraag)}: {stand}, {time.monotonic() - begin:.1f} s")
    return geweigerd


def _release(huis: Huis, bestand: Koppelbestand, vraag: Specificatie) -> bool:
    [analyse] = actions.start_analyses(
        onderzoek=huis.onderzoek,
        koppelbestand=bestand,
        specificatielijst=[(analysis_name(vraag), to_dict(vraag))],
        by=huis["analist"],
        bij_botsing=BijBotsing.meer_weglaten,
    )
    work(analyse)
    resultaat = Resultaat.objects.filter(analyse=Analyse.objects.get(pk=analyse.pk)).first()
    if resultaat is None:
        return False
    resultaat = actions.request_release(resultaat=resultaat, by=huis["analist"])
    actions.decide_release(
        resultaat=resultaat,
        uitkomst=Uitkomst.akkoord,
        reden=REDEN,
        gezien=actions.release_version(resultaat),
        by=huis["officer"],
    )
    resultaat.refresh_from_db()
    return bool(resultaat.status == "vrijgegeven")


def harvest(huis: Huis, kaart: Kaart, drempels: Drempels, geweigerd: int = 0) -> Oogst:
    """What a beleidsmedewerker finds by the API; the CSV must tell the same."""
    browser, kop = huis.bij("beleid"), huis.kop("beleid")
    lijst = browser.get("/api/v1/resultaten/", **kop).json()
    gelezen = []
    for nummer, regel in enumerate(sorted(lijst, key=lambda r: r["vrijgegeven_op"])):
        inhoud = browser.get(f"/api/v1/resultaten/{regel['id']}/", **kop).json()["inhoud"]
        antwoord = browser.get(f"/resultaten/{regel['id']}/tabel.csv")
        _same_in_csv(inhoud, antwoord.content.decode())
        gebied = _area_of(regel["id"], inhoud, kaart)
        bron = f"{nummer + 1} {inhoud['soort']}"
        gelezen.append(read_release(inhoud, gebied, kaart, drempels, bron))
    return Oogst(tuple(gelezen), len(lijst), geweigerd)


def _same_in_csv(inhoud: dict[str, Any], tekst: str) -> None:
    """ValueError when the file tells something that the API does not."""
    rijen = [rij for tabel in inhoud["tabellen"] for rij in tabel["rijen"]]
    gevonden = csv_values(tekst)
    if len(rijen) != len(gevonden):
        raise ValueError("the CSV has other rows than the API")
    for rij, velden in zip(rijen, gevonden, strict=True):
        leeg = [waarde is None for waarde in rij["waarden"]]
        if leeg != [veld == "" for veld in velden[:-1]] or rij["getoond"] != (velden[-1] == "ja"):
            raise ValueError("the CSV shows another cell than the API")


def _area_of(pk: str, inhoud: dict[str, Any], kaart: Kaart) -> frozenset[int]:
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
