"""Two privacy officers destroy an onderzoek that was made for it, and its supplier reads why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import NIEUW_WACHTWOORD, WORTEL, Bezoeker

pytestmark = pytest.mark.e2e
NAAM = "Onderzoek dat wordt vernietigd"
# An onderzoek of its own with an approved delivery, so that nothing of the demonstration goes.
MAKEN = f"""
import hashlib, json
import django
django.setup()
from bronnen import leverschemas, opslag
from bronnen.actions.levering import offer_as_dict
from bronnen.models import Bronakkoord, Levering
from privacy import kluis
from privacy.models import Account, Onderzoek
oud = Onderzoek.objects.first()
velden = {{v.name: getattr(oud, v.name) for v in Onderzoek._meta.fields if v.name not in ("id",)}}
sleutel, _ = kluis.make_key(doel="pseudoniem")
nieuw = Onderzoek.objects.create(**velden | {{"naam": {NAAM!r}, "pseudoniemsleutel": sleutel}})
leverancier = Account.objects.get(gebruikersnaam="sociale-zaken")
sleutel, _ = kluis.make_key(doel="levering")
levering = Levering.objects.create(
    nummer="L-0000-0001", onderzoek=nieuw, bron="schuldhulpverlening", omvang=1, sha256="0" * 64,
    organisatie=leverancier.organisatie, geleverd_door=leverancier, bestandsnaam="proef.csv",
    status="goedgekeurd", sleutel=sleutel,
)
opslag.delivery_path(levering.pk).write_bytes(b"cijfertekst")
print(json.dumps([str(sleutel.pk), str(opslag.delivery_path(levering.pk))]))
"""


@pytest.fixture(scope="module")
def te_vernietigen(demo: Any) -> tuple[str, Path]:
    """Id of its key, and the encrypted file."""
    schoon = {n: w for n, w in os.environ.items() if not n.startswith(("DATABASE_", "REDIS_"))}
    schoon.pop("BUURTMONITOR_DATABASEROL", None)
    klaar = subprocess.run(
        [sys.executable, "-c", MAKEN],
        env=schoon | demo.omgeving | {"DJANGO_SETTINGS_MODULE": "buurtmonitor.settings"},
        cwd=WORTEL, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert klaar.stdout, klaar.stderr[-2000:]
    sleutel, bestand = json.loads(klaar.stdout)
    return sleutel, Path(bestand)


def confirm(bezoeker: Bezoeker) -> None:
    if bezoeker.page.locator("[name=bevestiging]").count():
        bezoeker.page.fill("[name=bevestiging]", NIEUW_WACHTWOORD)


def test_two_officers_destroy_an_onderzoek_and_the_supplier_reads_the_verklaring(
    demo: Any, als: Callable[..., Bezoeker], te_vernietigen: tuple[str, Path]
) -> None:
    sleutel, bestand = te_vernietigen
    kluis = Path(demo.omgeving["BUURTMONITOR_KLUIS"])
    assert (kluis / f"{sleutel}.sleutel").exists()

    een = als("privacy-officer-1")
    een.page.click("nav >> text=Bewaren")
    een.screenshot("bewaren")
    een.page.locator("main tbody tr", has_text=NAAM).get_by_role("link").first.click()
    een.page.locator("main label", has_text="Sleutel van de pseudoniemen").click()
    een.page.fill("[name=reden]", "Dit onderzoek is klaar. De gegevens zijn niet meer nodig.")
    confirm(een)
    een.page.click("text=Lijst maken")
    een.page.wait_for_selector("text=Deze aanvraag is van uzelf")
    assert een.page.locator("main tbody tr").count() == 2  # the delivery goes along

    twee = als("privacy-officer-2")
    twee.page.click(f"text=Vernietiging beoordelen: {NAAM}")
    twee.page.check("[name=uitkomst][value=akkoord]")
    twee.page.fill("[name=reden]", "Ik heb de lijst nagekeken. Dit mag weg.")
    confirm(twee)
    twee.screenshot("vernietigingslijst")
    twee.page.click("text=Besluit bewaren")
    tot = time.monotonic() + 60
    while not twee.page.locator("text=Verklaringen van vernietiging").count():
        assert time.monotonic() < tot, twee.page.locator("main").inner_text()
        time.sleep(0.5)
        twee.page.reload()
    assert not (kluis / f"{sleutel}.sleutel").exists()
    assert not bestand.exists()

    leverancier = als("sociale-zaken")
    leverancier.goto("/verklaringen/")
    leverancier.screenshot("verklaringen")
    with leverancier.page.expect_download() as download:
        leverancier.page.locator("main tbody tr", has_text=NAAM).get_by_text("PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    assert leverancier.page.locator("main tbody tr", has_text=NAAM).count() == 1


def test_what_was_released_is_still_there(als: Callable[..., Bezoeker]) -> None:
    lezer = als("beleidsmedewerker")
    lezer.goto("/resultaten/")
    assert lezer.page.locator("main ol a").count() > 5
