"""A small municipality behind the door: approved deliveries and a linked file, made once a run.

The files go through the real door and the real linking one time; each test gets them as rows and
files of its own, encrypted again with keys of its own vault.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bronnen import leverschemas, opslag
from bronnen.actions import koppeling
from bronnen.actions import levering as lever_actions
from bronnen.demodata.kern.gemeente import plan_gemeente
from bronnen.demodata.kern.schrijven import write_deliveries
from bronnen.inhoud import key_of
from bronnen.kern.deur import process
from bronnen.kern.herkenning import Bestandssoort
from bronnen.kern.leverschema import Aanbieding, Leververslag
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.models import Koppelbestand, Levering
from buurtmonitor.taken.models import Taak
from privacy.kern.veilig import VeiligResultaat
from privacy.kern.versleuteling import Lezer, Schrijver, as_binary
from tests.materiaal import Huis, announce, approve_delivery, approve_source, fill, make_house, work

INWONERS = 4_000
BUURTEN = {b.code: b.naam for b in plan_gemeente(INWONERS).buurten}
ONDER_DRUK = list(BUURTEN)[:2]
REFERENTIE = list(BUURTEN)[2:3]
PERSONEN = tuple(code for code, s in leverschemas.all_schemas().items() if s.personen)
_SLEUTEL = bytes(range(32))


@dataclass(frozen=True)
class Bewaard:
    """What the door made of one file, decrypted."""

    inhoud: bytes
    verslag: Leververslag
    aanbieding: Aanbieding


@dataclass(frozen=True)
class Gekoppeld:
    """What linking made, decrypted."""

    bewoners: bytes
    rapport: bytes
    match: VeiligResultaat


_gekoppeld: list[Gekoppeld] = []


def municipal_house() -> Huis:
    """The usual people, and a study of this municipality; one supplier delivers it all."""
    huis = make_house(
        buurten=ONDER_DRUK, referentiebuurten=REFERENTIE, buurtnamen=BUURTEN,
        peildatum=date(2016, 12, 31), periode_begin=date(2016, 1, 1),
        periode_einde=date(2016, 12, 31),
    )  # fmt: skip
    organisatie = huis["leverancier"].organisatie
    assert organisatie is not None
    organisatie.bronnen = list(leverschemas.all_schemas())
    organisatie.save()
    return huis


@cache
def kept_deliveries() -> Mapping[str, Bewaard]:
    with tempfile.TemporaryDirectory() as map_:
        write_deliveries(Path(map_), inwoners=INWONERS)
        return {bron: _take(Path(map_), bron) for bron in leverschemas.all_schemas()}


def _take(map_: Path, bron: str) -> Bewaard:
    aanbieding = _offer(json.loads((map_ / f"{bron}.aanbieding.json").read_text()))
    pad = next(p for p in map_.glob(f"{bron}.*") if not p.name.endswith("aanbieding.json"))
    uit = io.BytesIO()
    with pad.open("rb") as bestand:
        verslag = process(
            bron=bestand,
            soort=Bestandssoort(pad.suffix[1:]),
            schema=leverschemas.schema(bron),
            goedgekeurd=frozenset(leverschemas.schema(bron).elementen),
            aanbieding=aanbieding,
            sleutels=Koppelsleutels.of_project(_SLEUTEL),
            doel=uit,
            datasleutel=_SLEUTEL,
            datasleutel_id=bytes(16),
            voortgang=lambda rijen: None,
        )
    assert verslag.aanvaard, verslag.weigering
    return Bewaard(_decrypted(uit.getvalue(), _SLEUTEL), verslag, aanbieding)


def _decrypted(inhoud: bytes, sleutel: bytes) -> bytes:
    return as_binary(Lezer(io.BytesIO(inhoud), sleutel)).read()


def _offer(gegevens: dict[str, Any]) -> Aanbieding:
    gegevens.pop("bestand")
    for naam in ("peildatum", "periode_begin", "periode_einde"):
        gegevens[naam] = date.fromisoformat(gegevens[naam])
    return Aanbieding(**gegevens)


def supply(huis: Huis, bron: str) -> Levering:
    """A source approved, delivered, accepted and approved, with its real codes in the store."""
    bewaard = kept_deliveries()[bron]
    approve_source(huis, bron)
    levering = fill(announce(huis, bron), bron.encode())
    Taak.objects.filter(onderwerp_id=str(levering.pk)).delete()
    levering = lever_actions.start_check(levering_id=str(levering.pk), by=None)
    som = _store(opslag.delivery_path(levering.pk), bewaard.inhoud, levering)
    lever_actions.record_report(
        levering_id=str(levering.pk), verslag=bewaard.verslag, cijfertekst_sha256=som, by=None
    )
    return approve_delivery(huis, levering)


def _store(pad: Path, inhoud: bytes, rij: Levering | Koppelbestand) -> str:
    """Encrypted with the row's own key; the hash of the file."""
    assert rij.sleutel is not None
    with (
        opslag.new_file(pad) as bestand,
        Schrijver(bestand, key_of(rij.sleutel), rij.sleutel.pk.bytes) as schrijver,
    ):
        schrijver.write(inhoud)
    return hashlib.sha256(pad.read_bytes()).hexdigest()


def supply_all(huis: Huis, bronnen: tuple[str, ...] = PERSONEN) -> list[Levering]:
    return [supply(huis, bron) for bron in bronnen]


def linked(huis: Huis) -> Koppelbestand:
    """The linked file of the whole municipality, ready for use."""
    bestand = koppeling.start_linking(
        onderzoek=huis.onderzoek, leveringen=supply_all(huis), by=huis["analist"]
    )
    if not _gekoppeld:
        taak = work(bestand)
        assert taak.status == "klaar", taak.fout
        bestand.refresh_from_db()
        _gekoppeld.append(_read(bestand))
        return bestand
    return _as_linked_before(bestand, _gekoppeld[0])


def _read(bestand: Koppelbestand) -> Gekoppeld:
    sleutel = key_of(bestand.sleutel)
    return Gekoppeld(
        _decrypted(opslag.linked_path(bestand.pk).read_bytes(), sleutel),
        _decrypted(opslag.report_path(bestand.pk).read_bytes(), sleutel),
        VeiligResultaat.uit_json(bestand.match, bestand.match_sha256),
    )


def _as_linked_before(bestand: Koppelbestand, eerder: Gekoppeld) -> Koppelbestand:
    Taak.objects.filter(onderwerp_id=str(bestand.pk)).delete()
    bestand = koppeling.begin_linking(koppelbestand_id=str(bestand.pk), by=None)
    _store(opslag.linked_path(bestand.pk), eerder.bewoners, bestand)
    _store(opslag.report_path(bestand.pk), eerder.rapport, bestand)
    return koppeling.finish_linking(koppelbestand_id=str(bestand.pk), match=eerder.match, by=None)
