"""A small municipality behind the door: approved deliveries and a linked file, made once a run.

The files go through the real door and the real linking one time; each test gets them as rows and
files of its own, encrypted again with keys of its own vault.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from analyses import actions as analyse_actions
from analyses.kern import analyse as kern
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.specificatie import (
    Gebiedskeuze,
    Kenmerkspecificatie,
    Specificatie,
    standaardset,
    to_dict,
)
from analyses.models import Analyse, BijBotsing, Registerpost, Resultaat
from analyses.namen import analysis_name
from analyses.queries import ledger_head, line_parts, register_for
from analyses.vrijgaveregister import enter_release
from bronnen import leverschemas, opslag
from bronnen.actions import koppeling
from bronnen.actions import levering as lever_actions
from bronnen.demodata.kern.gemeente import plan_gemeente
from bronnen.demodata.kern.schrijven import write_deliveries
from bronnen.inhoud import key_of
from bronnen.kern.deur import process
from bronnen.kern.herkenning import Bestandssoort
from bronnen.kern.koppelbescherming import protected_match
from bronnen.kern.koppelbestand import read_linked
from bronnen.kern.koppeling import link
from bronnen.kern.koppelverslag import Koppelspecificatie, Koppelverslag
from bronnen.kern.leverschema import Aanbieding, Leververslag
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.models import Bronakkoord, Koppelbestand, Levering
from buurtmonitor.taken.models import Taak
from privacy import bronnenlijst
from privacy.kern.certificaat import Kandidaat, certify
from privacy.kern.drempels import Drempelset
from privacy.kern.registerketen import BEGIN, head
from privacy.kern.uitspraken import Bijdrage, Register
from privacy.kern.veilig import VeiligResultaat
from privacy.kern.versleuteling import Lezer, Schrijver, as_binary
from privacy.models import Onderzoek, Uitkomst
from tests.bronnen.kern.toetsmateriaal import offer
from tests.materiaal import (
    REDEN,
    Huis,
    announce,
    approve_delivery,
    approve_source,
    fill,
    make_house,
)

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
    return _as_linked_before(bestand, _linking())


def _as_linked_before(bestand: Koppelbestand, eerder: Gekoppeld) -> Koppelbestand:
    Taak.objects.filter(onderwerp_id=str(bestand.pk)).delete()
    bestand = koppeling.begin_linking(koppelbestand_id=str(bestand.pk), by=None)
    _store(opslag.linked_path(bestand.pk), eerder.bewoners, bestand)
    _store(opslag.report_path(bestand.pk), eerder.rapport, bestand)
    return koppeling.finish_linking(koppelbestand_id=str(bestand.pk), match=eerder.match, by=None)


# --- analyses -------------------------------------------------------------------------------------
_resultaten: dict[str, Kandidaat] = {}
LEEG = Register(BEGIN)


def questions() -> dict[str, Specificatie]:
    """The project's analyses by their names."""
    return {analysis_name(v): v for v in standaardset(ONDER_DRUK, REFERENTIE)}


def question(kenmerk: str) -> Specificatie:
    return Kenmerkspecificatie(kenmerk, Gebiedskeuze(tuple(ONDER_DRUK), tuple(REFERENTIE)))


def ask(
    huis: Huis,
    bestand: Koppelbestand | None,
    vraag: Specificatie,
    context: Levering | None = None,
    bij_botsing: BijBotsing = BijBotsing.vragen,
) -> Analyse:
    [analyse] = analyse_actions.start_analyses(
        onderzoek=huis.onderzoek,
        koppelbestand=bestand,
        context=context,
        specificatielijst=[(analysis_name(vraag), to_dict(vraag))],
        bij_botsing=bij_botsing,
        by=huis["analist"],
    )
    return analyse


def light_linked(huis: Huis) -> Koppelbestand:
    """A linked file that is ready, as rows alone: for what does not read it.

    The rows are written as they would stand, for the deeds before are tested elsewhere.
    """
    bestand = Koppelbestand.objects.filter(onderzoek=huis.onderzoek, status="klaar").first()
    if bestand is not None:
        return bestand
    elementen = list(leverschemas.schema("brp").elementen)
    Bronakkoord.objects.create(
        onderzoek=huis.onderzoek, bron="brp", schema_versie="1", gevraagd=elementen,
        goedgekeurd=elementen, status="goedgekeurd", aangevraagd_door=huis["analist"],
    )  # fmt: skip
    levering = Levering.objects.create(
        nummer=f"L-{str(huis.onderzoek.pk)[:8]}", onderzoek=huis.onderzoek, bron="brp", omvang=1,
        sha256="0" * 64,
        organisatie=huis.organisaties["leverancier"], geleverd_door=huis["leverancier"],
        bestandsnaam="brp.csv", status="goedgekeurd", elementen=elementen,
        aanbieding=lever_actions.offer_as_dict(offer(bron="brp")),
    )  # fmt: skip
    match = real_result("geslacht")
    bestand = Koppelbestand.objects.create(
        onderzoek=huis.onderzoek, status="klaar", gekoppeld_door=huis["analist"],
        match=match.als_json(), match_sha256=match.sha256,
    )  # fmt: skip
    bestand.leveringen.set([levering])
    return bestand


def drafted(huis: Huis, vraag: str | Specificatie = "leeftijd") -> Resultaat:
    """The draft of a real analysis, or of that by one kenmerk; computed once a run."""
    vraag = question(vraag) if isinstance(vraag, str) else vraag
    analyse = ask(huis, light_linked(huis), vraag)
    Taak.objects.filter(onderwerp_id=str(analyse.pk)).delete()
    analyse_actions.begin_analysis(analyse_id=str(analyse.pk), by=huis["analist"])
    return published(huis, analyse, vraag)


def published(huis: Huis, analyse: Analyse, vraag: str | Specificatie) -> Resultaat:
    gezien = register_for(analyse.onderzoek)
    return analyse_actions.publish_draft(
        analyse_id=str(analyse.pk),
        kandidaat=real_candidate(vraag, gezien),
        gezien=gezien,
        by=huis["analist"],
    )


def released(huis: Huis, resultaat: Resultaat, wie: str = "officer") -> Resultaat:
    """Offered by its author and released by an officer."""
    resultaat = analyse_actions.request_release(resultaat=resultaat, by=huis["analist"])
    return analyse_actions.decide_release(
        resultaat=resultaat,
        uitkomst=Uitkomst.akkoord,
        reden=REDEN,
        gezien=analyse_actions.release_version(resultaat),
        by=huis[wie],
    )


def put_in_state(huis: Huis, resultaat: Resultaat, status: str) -> None:
    """As a row, without the deeds before it; a release has its line in the ledger."""
    velden: dict[str, Any] = {"status": status}
    if status == "vrijgegeven":
        with transaction.atomic():
            velden["vrijgavepost"] = enter_release(resultaat=resultaat, by=huis["officer"])
        velden["vrijgegeven_op"] = Now()
    Resultaat.objects.filter(pk=resultaat.pk).update(**velden)
    resultaat.refresh_from_db()


def public_figures(onderzoek: Onderzoek) -> None:
    """A line that counts for everybody."""
    som = uuid4().hex * 2
    bijdrage = Bijdrage(som, "Openbare cijfers", ()).als_json()
    line(onderzoek, sha256=som, soort="openbaar", onderzoek=None, bijdrage=bijdrage)


def line(bij: Onderzoek, **anders: Any) -> Registerpost:
    """A line that follows on the last, as somebody with the rights of the app could add it."""
    laatste = Registerpost.objects.order_by("volgnummer").last()
    velden: dict[str, Any] = {
        "volgnummer": laatste.volgnummer + 1 if laatste else 1, "soort": "vrijgave",
        "onderzoek": bij, "peildatum": bij.peildatum, "bijdrage": "{}", "certificaat": None,
        "vorige": ledger_head(), "op": timezone.now(),
    }  # fmt: skip
    rij = Registerpost(**velden | anders)
    rij.kop = anders.get("kop") or head(rij.vorige, line_parts(rij))
    with transaction.atomic():
        rij.save(force_insert=True)
    return rij


def unguard_results() -> None:
    """For the rest of this test the database lets a stored result be changed, as by an intruder."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE;"
            "ALTER TABLE analyses_resultaat DISABLE TRIGGER USER,"
            " DROP CONSTRAINT resultaat_is_wat_de_hash_zegt"
        )


def real_result(vraag: str | Specificatie) -> VeiligResultaat:
    """What comes out for the real linked file, protected."""
    return real_candidate(vraag).resultaat


def real_candidate(vraag: str | Specificatie, gezien: Register = LEEG) -> Kandidaat:
    """The same with a certificate at this head, as if it was audited beside this ledger."""
    vraag = question(vraag) if isinstance(vraag, str) else vraag
    sleutel = json.dumps(to_dict(vraag))
    if sleutel not in _resultaten:
        _resultaten[sleutel] = kern.run(
            vraag,
            bewoners=_residents(),
            verslag=Koppelverslag.uit_dict(json.loads(_linking().rapport)),
            drempels=Drempelset(),
            onderzoek=_facts(),
            voortgang=lambda percent, stap: None,
            register=LEEG,
        )
    return certified(_resultaten[sleutel], gezien)


def certified(kandidaat: Kandidaat, gezien: Register, **anders: Any) -> Kandidaat:
    velden = {
        naam: getattr(kandidaat.certificaat, naam)
        for naam in ("sha256", "drempelset_versie", "methode", "beschermd", "versmald", "eerdere")
    }
    certificaat = certify(**velden | {"registerkop": gezien.kop} | anders)
    return replace(kandidaat, certificaat=certificaat)


def _residents() -> Callable[[Sequence[str] | None], Any]:
    uit = io.BytesIO()
    with Schrijver(uit, _SLEUTEL) as schrijver:
        schrijver.write(_linking().bewoners)
    return lambda kolommen: read_linked(io.BytesIO(uit.getvalue()), _SLEUTEL, kolommen)


def _linking() -> Gekoppeld:
    """The linking without rows: the deliveries straight into the core."""
    if not _gekoppeld:
        _gekoppeld.append(_link())
    return _gekoppeld[0]


def _link() -> Gekoppeld:
    uit = io.BytesIO()
    bewaard = {b: x.inhoud for b, x in kept_deliveries().items() if b in PERSONEN}
    dag = date(2016, 12, 31)
    vraag = Koppelspecificatie(
        dag, date(2016, 1, 1), dag, tuple(ONDER_DRUK), tuple(REFERENTIE), hele_gemeente=True
    )
    verslag = link(
        leveringen={bron: partial(io.BytesIO, inhoud) for bron, inhoud in bewaard.items()},
        specificatie=vraag,
        doel=uit,
        sleutel=_SLEUTEL,
        sleutel_id=bytes(16),
        voortgang=lambda percent, stap: None,
    )
    match = protected_match(
        verslag, Drempelset(), buurtnamen=BUURTEN, bronnamen=bronnenlijst.all_sources()
    )
    rapport = json.dumps(verslag.als_dict()).encode()
    return Gekoppeld(_decrypted(uit.getvalue(), _SLEUTEL), rapport, match)


def _facts() -> Onderzoekgegevens:
    return Onderzoekgegevens(
        naam="Wijk- en buurtmonitor",
        peildatum="2016-12-31",
        periode_van="2016-01-01",
        periode_tot="2016-12-31",
        buurtnamen=BUURTEN,
        bronnen=dict(bronnenlijst.all_sources()),
        opmerkingen=(),
    )
