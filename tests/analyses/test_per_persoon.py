"""Never, in any form: a score, probability, list or export per person."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.apps import apps
from django.db import connection, models
from django.http import HttpResponse
from docx import Document

from analyses import actions
from analyses.aanvragen import request_table
from analyses.kern.specificatie import Misdrijfspecificatie
from analyses.models import Resultaat
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.models import Koppelbestand
from privacy import verzegelen
from privacy.actions.apparaten import issue_device_code
from privacy.actions.herkomst import request_herkomst
from privacy.kern.veilig import VeiligResultaat
from tests.analyses.test_toegang import ROLLEN, TABEL, call, fill
from tests.analyses.werkgroep.materiaal import one_of_each
from tests.gemeente import drafted, kept_deliveries, linked, question, questions, real_result
from tests.materiaal import REDEN, Huis, destruction_objects

BASIS = Path(__file__).resolve().parents[2]
# What a figure or table may hold of one kind: classes, buurten, rules, bins; residents are 4,000.
LANGSTE = 400
# Four thousand residents have too few suspects of each kind of crime: it refuses and shows nothing.
GETOOND = {
    naam: vraag for naam, vraag in questions().items()
    if not isinstance(vraag, Misdrijfspecificatie)
}  # fmt: skip
VERBODEN = (
    "bsn", "persoon", "bewoner", "inwonernummer", "geslachtsnaam", "geboortedatum", "huisnummer",
    "postcode", "score", "kans", "voorspelling", "waarschijnlijkheid", "risico", "residu",
    "predicted", "fitted", "leverage", "probability", "pseudoniem",
)  # fmt: skip


@pytest.fixture
def vrijgegeven(gemeente: Huis) -> tuple[Huis, dict[str, Any]]:
    """Every analysis of the project released on a real linked file."""
    bestand = linked(gemeente)
    for vraag in GETOOND.values():
        resultaat = actions.request_release(
            resultaat=drafted(gemeente, vraag), by=gemeente["analist"]
        )
        actions.decide_release(
            resultaat=resultaat, uitkomst="akkoord", reden=REDEN,
            gezien=actions.release_version(resultaat), by=gemeente["officer"],
        )  # fmt: skip
    concept = drafted(gemeente)
    levering = bestand.leveringen.get(bron="brp")
    verzegelen.keep_head(bytes(32), verzegelen.walk(bytes(32)))
    gevraagd = request_table(
        onderzoek=gemeente.onderzoek, vraag="Hoe is dit?", kenmerk="", buurten=[],
        by=gemeente["beleid"],
    )  # fmt: skip
    return gemeente, destruction_objects(gemeente, levering) | {
        "onderzoek_id": gemeente.onderzoek.pk,
        "buurt": gemeente.onderzoek.buurten[0],
        "vraag_id": gevraagd.pk,
        "aanvraag_id": request_herkomst(
            onderzoek=gemeente.onderzoek,
            toelichting="Nodig om te vergelijken.",
            by=gemeente["analist"],
        ).pk,
        "document_id": gemeente.onderzoek.documenten.get(soort="dpia").pk,
        "apparaat_id": issue_device_code(naam="Laptop balie 2", by=gemeente["tweede"])[0].pk,
        "akkoord_id": gemeente.onderzoek.bronakkoorden.get(bron="brp").pk,
        "levering_id": levering.pk,
        "koppelbestand_id": bestand.pk,
        "analyse_id": concept.analyse_id,
        "resultaat_id": concept.pk,
        **one_of_each(gemeente, Resultaat.objects.filter(status="vrijgegeven").first()),
    }


def answers(huis: Huis, objecten: dict[str, Any]) -> Iterator[tuple[str, str, HttpResponse]]:
    """Every address that can be read, on objects that exist, by the first and the last role that
    may: those who see most and least of it."""
    for route, rij in TABEL.items():
        for rol in {rij.get("GET", "")[:1], rij.get("GET", "")[-1:]} - {""}:
            for keuze in _choices(route, objecten):
                antwoord = call(huis, rol, "GET", fill(route, keuze))
                if antwoord.status_code == 200:
                    yield ROLLEN[rol], route, antwoord


def _choices(route: str, objecten: dict[str, Any]) -> list[dict[str, Any]]:
    if route.endswith("/regels/"):
        regels = Resultaat.objects.filter(analyse__soort="regels")
        return [objecten | {"resultaat_id": rij.pk} for rij in regels[:1]]
    if "/resultaten/<" not in route and route != "/concepten/<uuid:resultaat_id>/intrekken/":
        return [objecten]
    vrij = Resultaat.objects.filter(status="vrijgegeven").values_list("pk", flat=True)
    return [objecten | {"resultaat_id": pk} for pk in vrij]


def pseudonyms() -> set[bytes]:
    """The keys of every resident, as they stand in the store."""
    with pa.ipc.open_stream(io.BytesIO(kept_deliveries()["brp"].inhoud)) as stroom:
        tabel = stroom.read_all()
    return {
        waarde
        for naam in ("persoon", "naamgeboorte", "adres", "huishouden")
        for waarde in tabel.column(naam).to_pylist()
        if waarde is not None
    }


def lists(waarde: Any) -> Iterator[list[Any]]:
    if isinstance(waarde, list):
        yield waarde
        for deel in waarde:
            yield from lists(deel)
    elif isinstance(waarde, dict):
        for deel in waarde.values():
            yield from lists(deel)


def keys(waarde: Any) -> Iterator[str]:
    if isinstance(waarde, dict):
        yield from waarde
        for deel in waarde.values():
            yield from keys(deel)
    elif isinstance(waarde, list):
        for deel in waarde:
            yield from keys(deel)


def contexts(antwoord: HttpResponse) -> Iterator[Any]:
    for context in antwoord.context or []:
        for laag in context:
            yield from laag.values() if isinstance(laag, dict) else []


def raw(waarde: Any) -> bool:
    """A frame, an array or the exact counts of a linking: what no template may be handed."""
    module = type(waarde).__module__.partition(".")[0]
    return module in ("polars", "pandas", "numpy", "pyarrow") or isinstance(
        waarde, Koppelverslag | bytes
    )


def test_no_address_gives_anything_out_per_resident(vrijgegeven: tuple[Huis, dict[str, Any]]):
    huis, objecten = vrijgegeven
    namen = {p.hex() for p in pseudonyms()}
    gezien = set()
    for wie, route, antwoord in answers(huis, objecten):
        gezien.add(route)
        tekst = text_of(antwoord)
        assert not [w for w in contexts(antwoord) if raw(w)], (wie, route)
        assert not namen & set(_words(tekst)), (wie, route)
        if "json" in antwoord["Content-Type"]:
            gegevens = json.loads(tekst)
            assert max((len(x) for x in lists(gegevens)), default=0) < LANGSTE, (wie, route)
        if "csv" in antwoord["Content-Type"]:
            assert len(list(csv.reader(io.StringIO(tekst)))) < LANGSTE, (wie, route)
        assert tekst.count("<tr") < LANGSTE, (wie, route)
    lezen = {r for r, rij in TABEL.items() if "GET" in rij}
    apart = {r for r in lezen if "account" in r or "organisatie" in r or "aanmelden" in r}
    assert lezen - apart - gezien == {"/analyses/<uuid:analyse_id>/", "/bevestigen/"}  # go on


def text_of(antwoord: HttpResponse) -> str:
    """What stands in a page, or in the text and tables of a document."""
    if "wordprocessingml" not in antwoord["Content-Type"]:
        return antwoord.content.decode()
    vel = Document(io.BytesIO(antwoord.content))
    cellen = [cel.text for tabel in vel.tables for rij in tabel.rows for cel in rij.cells]
    return " ".join([*(alinea.text for alinea in vel.paragraphs), *cellen])


def _words(tekst: str) -> list[str]:
    """Runs of 32 hexadecimal digits: what a pseudonym would look like."""
    return re.findall(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", tekst)


def test_the_api_describes_no_field_of_a_person(gemeente: Huis):
    antwoord = gemeente.bij("analist").get(
        "/api/v1/beschrijving/?format=json", **gemeente.kop("analist")
    )
    velden = {naam.lower() for naam in keys(json.loads(antwoord.content)["components"])}
    assert not [v for v in velden if any(woord in v for woord in VERBODEN)]


@pytest.mark.parametrize("vraag", GETOOND.values(), ids=GETOOND)
def test_a_stored_result_has_no_field_of_a_person(vraag: Any):
    gegevens = json.loads(real_result(vraag).als_json())
    velden = {naam.lower() for naam in keys(gegevens)}
    assert not [v for v in velden if any(woord == v for woord in VERBODEN)]
    assert max(len(lijst) for lijst in lists(gegevens)) < LANGSTE


def test_a_result_has_these_parts_and_no_other():
    """A new part is a new way out: think of persons before adding it here."""
    assert set(VeiligResultaat.__dataclass_fields__) - {"zegel"} == {
        "soort", "bevinding", "ondertitel", "zin", "leeswijzer", "alt", "bronnen", "peildatum",
        "periode", "n", "basis", "definities", "tabellen", "figuren", "specificatie", "drempels",
    }  # fmt: skip


def test_no_table_of_the_database_has_a_row_for_each_resident(
    vrijgegeven: tuple[Huis, dict[str, Any]],
):
    with connection.cursor() as cursor:
        for tabel in connection.introspection.table_names(cursor):
            if tabel not in ("privacy_logregel", "auth_permission"):
                cursor.execute(f'SELECT count(*) FROM "{tabel}"')
                assert cursor.fetchone()[0] < LANGSTE, tabel


def test_no_model_holds_what_could_be_a_file_or_a_blob_about_persons():
    soorten = (models.BinaryField, models.FileField)
    velden = {
        f"{model._meta.label}.{veld.name}"
        for model in apps.get_models()
        for veld in model._meta.get_fields()
        if isinstance(veld, soorten)
    }
    # The PDF of a verklaring says what was destroyed, never of whom.
    assert velden == {"privacy.TweedeFactor.geheim", "privacy.Verklaring.pdf"}


def test_nothing_that_could_score_a_person_is_written_or_read():
    """No pickle, joblib or model file anywhere: they could hold a model that scores."""
    fout = []
    for app in ("analyses", "bronnen", "privacy", "buurtmonitor"):
        for pad in (BASIS / app).rglob("*.py"):
            for knoop in ast.walk(ast.parse(pad.read_text())):
                namen = [a.name for a in knoop.names] if isinstance(knoop, ast.Import) else []
                namen += [knoop.module or ""] if isinstance(knoop, ast.ImportFrom) else []
                if {n.partition(".")[0] for n in namen} & {"pickle", "joblib", "dill", "shelve"}:
                    fout.append(str(pad))
    assert fout == []


OPENT = ("linked_path", "read_linked", "read_blocks", "residents_of")


def test_the_linked_file_is_opened_by_jobs_alone():
    """`linked_path` and `read_linked` stand in uitvoering, actions that destroy, and kern."""
    mag = {
        "bronnen/opslag.py", "bronnen/uitvoering.py", "analyses/uitvoering.py",
        "analyses/deeltelling.py",  # a job too: parts of a count
    }  # fmt: skip
    gebruikt = {
        str(pad.relative_to(BASIS))
        for app in ("analyses", "bronnen", "privacy", "buurtmonitor")
        for pad in (BASIS / app).rglob("*.py")
        if "kern" not in pad.parts and any(naam in pad.read_text() for naam in OPENT)
    }
    assert gebruikt <= mag


def test_a_draft_page_and_a_dashboard_hold_the_safe_result_alone(gemeente: Huis):
    resultaat = drafted(gemeente, question("geslacht"))
    antwoord = gemeente.bij("analist").get(f"/concepten/{resultaat.pk}/")
    inhoud = antwoord.context["weergave"].inhoud
    assert isinstance(inhoud, VeiligResultaat)
    assert Koppelbestand.objects.get().match
