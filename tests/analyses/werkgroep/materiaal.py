"""A meeting with a chart on its agenda, and short ways to say and decide something in it."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import uuid4

from analyses.models import Resultaat
from analyses.werkgroep import opslag
from analyses.werkgroep.actions import besluiten, bijeenkomsten, gesprek, projecten, speerpunten
from analyses.werkgroep.actions.bijeenkomsten import Bijeenkomstinhoud
from analyses.werkgroep.actions.projecten import Projectinhoud
from analyses.werkgroep.actions.speerpunten import Speerpuntinhoud
from analyses.werkgroep.kern.prent import Prenten
from analyses.werkgroep.kern.verslag_docx import write_docx
from analyses.werkgroep.models import (
    Agendapunt,
    Bijeenkomst,
    Bijeenkomststatus,
    Duiding,
    Project,
    Speerpunt,
    Verslag,
    Voorstel,
)
from analyses.werkgroep.verslaggegevens import minutes_of
from privacy import kluis
from tests.gemeente import drafted, released
from tests.materiaal import Huis

VRAAG = "Nemen we dit als speerpunt?"


def shown(huis: Huis, kenmerk: str = "geslacht") -> Resultaat:
    """A result that viewers see."""
    return released(huis, drafted(huis, kenmerk))


def meeting(huis: Huis, **anders: Any) -> Bijeenkomst:
    """Of one member as chair and another as clerk."""
    velden: dict[str, Any] = {
        "naam": "Overleg leefklimaat",
        "datum": date(2017, 3, 7),
        "plaats": "Zaal 2",
        "voorzitter": huis["werkgroep"],
        "secretaris": huis["lid"],
        "deelnemers": (huis["derde"],),
    }
    return bijeenkomsten.create_meeting(
        onderzoek=huis.onderzoek, inhoud=Bijeenkomstinhoud(**velden | anders), by=huis["werkgroep"]
    )


def item(huis: Huis, bijeenkomst: Bijeenkomst, resultaat: Resultaat | None = None) -> Agendapunt:
    return bijeenkomsten.add_item(
        bijeenkomst=bijeenkomst,
        naam="" if resultaat else "Mededelingen",
        besluitvraag=VRAAG,
        resultaat=resultaat,
        by=huis["werkgroep"],
    )


def to(huis: Huis, bijeenkomst: Bijeenkomst, *standen: str) -> Bijeenkomst:
    for stand in standen:
        bijeenkomst = bijeenkomsten.move_meeting(
            bijeenkomst=bijeenkomst, naar=Bijeenkomststatus(stand), by=huis["werkgroep"]
        )
    return bijeenkomst


def held(huis: Huis, kenmerk: str = "geslacht") -> Agendapunt:
    """The one item of a meeting that is going on."""
    bijeenkomst = meeting(huis)
    punt = item(huis, bijeenkomst, shown(huis, kenmerk))
    to(huis, bijeenkomst, "open")
    punt.refresh_from_db()
    return punt


def said(
    huis: Huis, punt: Agendapunt, wie: str = "werkgroep", tekst: str = "Dit herken ik.",
    soort: str = "vraag", ouder: Duiding | None = None,
) -> Duiding:  # fmt: skip
    return gesprek.give_reading(
        punt=punt, nummer=uuid4(), soort=soort, tekst=tekst, ouder=ouder, by=huis[wie]
    )


def proposed(huis: Huis, punt: Agendapunt) -> Voorstel:
    return besluiten.propose(punt=punt, tekst="Begin met schuldhulp.", by=huis["lid"])


def focus(huis: Huis, punt: Agendapunt | None = None, **anders: Any) -> Speerpunt:
    velden: dict[str, Any] = {
        "naam": "Eerder hulp bij schulden",
        "domein": "sociaal",
        "regeling": "schuldhulp",
        "buurten": (),
        "eigenaar": huis["werkgroep"],
        "gereed_op": date(2018, 12, 31),
        "effect": "Minder mensen lopen lang achter met de huur.",
        "indicator": "Aandeel met meer dan 2 maanden huurachterstand",
        "resultaat": None,
        "bestuursakkoord": "Hoofdstuk 3",
    }
    inhoud = Speerpuntinhoud(**velden | anders)
    return speerpunten.create_focus(
        onderzoek=huis.onderzoek, inhoud=inhoud, punt=punt, by=huis["werkgroep"]
    )


def project(huis: Huis, **anders: Any) -> Project:
    velden: dict[str, Any] = {
        "naam": "Budgetcoach in de buurt",
        "organisatie": "Welzijnswerk",
        "domein": "sociaal",
        "buurten": (),
        "begin": date(2016, 1, 1),
        "einde": None,
        "eigenaar": huis["werkgroep"],
        "speerpunten": (),
        "waarom": "Mensen met schulden komen laat in beeld.",
        "geprobeerd": "Een spreekuur: weinig bezoek.",
        "openstaand": "Huisbezoek",
        "kennis": "Teamleider schuldhulp",
    }
    return projecten.create_project(
        onderzoek=huis.onderzoek, inhoud=Projectinhoud(**velden | anders), by=huis["werkgroep"]
    )


def one_of_each(huis: Huis, resultaat: Resultaat) -> dict[str, Any]:
    """Ids of one object of each kind, by the names of the placeholders in addresses."""
    bijeenkomst = meeting(huis)
    punt = item(huis, bijeenkomst, resultaat)
    plan = projecten.create_plan(
        onderzoek=huis.onderzoek, naam="Nieuwe flats", vraag="Slopen of opknappen?",
        by=huis["werkgroep"],
    )  # fmt: skip
    scenario = projecten.add_scenario(
        plan=plan, naam="Opknappen", omschrijving="Nieuwe gevels.", by=huis["werkgroep"]
    )
    return {
        "bijeenkomst_id": bijeenkomst.pk,
        "punt_id": punt.pk,
        "duiding_id": said(huis, punt).pk,
        "voorstel_id": proposed(huis, punt).pk,
        "speerpunt_id": focus(huis, punt).pk,
        "project_id": project(huis).pk,
        "plan_id": plan.pk,
        "scenario_id": scenario.pk,
        "verslag_id": written(huis, bijeenkomst).pk,
    }


def written(huis: Huis, bijeenkomst: Bijeenkomst) -> Verslag:
    """The minutes in Word, as a job would have left them."""
    inhoud = write_docx(minutes_of(bijeenkomst), Prenten())
    sleutel, _ = kluis.make_key(doel="verslag")
    verslag = Verslag.objects.create(
        bijeenkomst=bijeenkomst, soort="docx", versie=1, gemaakt_door=huis["werkgroep"],
        sha256=hashlib.sha256(inhoud).hexdigest(), omvang=len(inhoud),
        sleutel=sleutel,
    )  # fmt: skip
    opslag.store(opslag.document_path(bijeenkomst.pk, verslag.pk), inhoud, sleutel)
    return verslag
