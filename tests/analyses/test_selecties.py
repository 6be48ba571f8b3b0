"""Page, chart, CSV and API follow one selection, and a wrong one is refused in words."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, get_args

import pytest

from analyses.kern.specificatie import SOORTEN, Openbarespecificatie
from analyses.models import Resultaat
from analyses.namen import ONDERWERPEN
from analyses.queries import viewers_content
from privacy.kern.selectie import choices
from privacy.models import Logregel
from tests.gemeente import drafted, released
from tests.materiaal import Huis


@pytest.fixture
def vrij(gemeente: Huis) -> tuple[Huis, Resultaat]:
    """A result that stands on the dashboards."""
    return gemeente, released(gemeente, drafted(gemeente))


def place(resultaat: Resultaat, code: str, klasse: str) -> str:
    (lijst,) = (lijst for lijst in choices(viewers_content(resultaat)) if lijst.code == code)
    return f"{code}.{lijst.klassen.index(klasse)}"


def read(huis: Huis, resultaat: Resultaat, deel: str = "", zoek: str = "") -> Any:
    return huis.bij("beleid").get(f"/resultaten/{resultaat.pk}/{deel}{zoek}")


def test_page_chart_csv_and_api_show_the_same_rows(vrij: tuple[Huis, Resultaat]):
    huis, resultaat = vrij
    zoek = f"?kies={place(resultaat, 'leeftijd', '65 en ouder')}&kies=gebied.0"
    bladzijde = read(huis, resultaat, zoek=zoek).content.decode()
    regels = list(csv.reader(
        io.StringIO(read(huis, resultaat, "tabel.csv", zoek).content.decode()), delimiter=";"
    ))  # fmt: skip
    figuren = json.loads(read(huis, resultaat, "figuur/", zoek).content)
    pad = f"/api/v1/resultaten/{resultaat.pk}/{zoek}"
    (tabel,) = huis.bij("beleid").get(pad, **huis.kop("beleid")).json()["inhoud"]["tabellen"]
    (rij,) = tabel["rijen"]
    assert rij["waarden"][0] == "65 en ouder"
    assert len([regel for regel in regels if regel and regel[-1] in ("ja", "nee")]) == 1
    assert regels[-1][1].startswith(f"U ziet een keuze: 1 van de {rows(resultaat)} rijen")
    assert bladzijde.count('scope="row"') == 1
    assert len(figuren) == 1
    assert "18 tot en met" not in json.dumps(figuren[0]["layout"]["annotations"])


def rows(resultaat: Resultaat) -> int:
    return sum(len(tabel.rijen) for tabel in viewers_content(resultaat).tabellen)


def test_the_chart_and_the_download_of_the_page_are_of_its_selection(
    vrij: tuple[Huis, Resultaat],
):
    huis, resultaat = vrij
    bladzijde = read(huis, resultaat, zoek="?kies=gebied.1").content.decode()
    assert f'href="/resultaten/{resultaat.pk}/tabel.csv?kies=gebied.1"' in bladzijde
    assert f'data-bron="/resultaten/{resultaat.pk}/figuur/?kies=gebied.1"' in bladzijde
    assert 'value="gebied.1" id="kies_1_1" checked' in bladzijde


def test_charts_of_different_selections_are_not_taken_for_each_other(
    vrij: tuple[Huis, Resultaat],
):
    huis, resultaat = vrij
    etags = {
        read(huis, resultaat, "figuur/", zoek)["ETag"]
        for zoek in ("", "?kies=gebied.0", "?kies=gebied.1")
    }
    assert len(etags) == 3


FOUT = [
    "?kies=gebied.99", "?kies=onbekend.0", "?kies=gebied.0&kies=gebied.0", "?tabel=7",
    "?kies=gebied.0%27--", "?filter=1", "?kies=", "?kies=gebied.0&id=1&id=2",
]  # fmt: skip


def test_an_address_that_names_what_is_not_there_is_refused(vrij: tuple[Huis, Resultaat]):
    huis, resultaat = vrij
    pad = f"/api/v1/resultaten/{resultaat.pk}/"
    for zoek in FOUT:
        antwoorden = [read(huis, resultaat, deel, zoek) for deel in ("", "figuur/", "tabel.csv")]
        antwoorden.append(huis.bij("beleid").get(f"{pad}{zoek}", **huis.kop("beleid")))
        assert [(zoek, antwoord.status_code) for antwoord in antwoorden] == [(zoek, 400)] * 4
        assert "Deze keuze hoort niet bij dit resultaat." in antwoorden[0].content.decode()
        assert all(b"onbekend" not in antwoord.content for antwoord in antwoorden)


def test_a_giant_list_is_refused_at_once(vrij: tuple[Huis, Resultaat]):
    huis, resultaat = vrij
    for aantal in (401, 900, 5000):
        assert read(huis, resultaat, zoek="?" + "kies=gebied.0&" * aantal).status_code == 400


def test_a_selection_of_what_is_not_released_does_not_exist(vrij: tuple[Huis, Resultaat]):
    huis, _ = vrij
    concept = drafted(huis, "geslacht")
    assert read(huis, concept, zoek="?kies=gebied.0").status_code == 404


def test_the_logbook_holds_places_and_no_labels(vrij: tuple[Huis, Resultaat]):
    huis, resultaat = vrij
    read(huis, resultaat, zoek="?kies=gebied.1")
    rij = Logregel.objects.filter(actie="resultaat_bekeken").latest("id")
    assert rij.bijzonderheden == {"keuze": "?kies=gebied.1"}


def test_a_program_reads_what_it_can_choose(vrij: tuple[Huis, Resultaat]):
    huis, resultaat = vrij
    pad = f"/api/v1/resultaten/{resultaat.pk}/"
    lijsten = huis.bij("beleid").get(pad, **huis.kop("beleid")).json()["keuzelijsten"]
    assert [lijst["code"] for lijst in lijsten] == ["leeftijd", "gebied"]
    assert "65 en ouder" in lijsten[0]["klassen"]


def test_every_kind_of_result_has_a_subject_in_the_list():
    genoemd = [soort for _, soorten in ONDERWERPEN for soort in soorten]
    openbaar = {soort.soort for soort in get_args(Openbarespecificatie)}
    assert sorted(genoemd) == sorted(set(SOORTEN) - openbaar)
