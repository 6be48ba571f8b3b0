"""A house full of people, and short ways to get a source approved, a file in and a job done."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from bronnen import leverschemas, opslag
from bronnen.actions import bronakkoord
from bronnen.actions import levering as lever_actions
from bronnen.kern.leverschema import Leververslag
from bronnen.models import Bronakkoord, Landing, Levering
from bronnen.upload import land
from buurtmonitor.taken.models import OPEN, Taak
from buurtmonitor.taken.uitvoeren import perform
from privacy import actions, kluis
from privacy.actions import vernietiging as vernietig_actions
from privacy.kern.verklaring import WERKWIJZE, Verklaringstekst
from privacy.models import (
    Account,
    Logregel,
    Onderzoek,
    Organisatie,
    TweedeFactor,
    Uitkomst,
)
from privacy.rollen import Rol
from tests.bronnen.kern.toetsmateriaal import offer
from tests.privacy.mensen import WACHTWOORD, log_in, make_study, open_gate

GEMEENTE = ("brp", "woningmarktmonitor", "schuldhulpverlening", "context", "gebieden")
REDEN = "Het klopt met wat is afgesproken."


ROLLEN = {
    "leverancier": Rol.bronleverancier,
    "politie": Rol.bronleverancier,
    "officer": Rol.privacy_officer,
    "tweede": Rol.privacy_officer,
    "analist": Rol.analist,
    "beleid": Rol.beleidsmedewerker,
    "werkgroep": Rol.werkgroeplid,
    "lid": Rol.werkgroeplid,
    "derde": Rol.werkgroeplid,
    "beheer": Rol.beheerder,
}


@dataclass
class Huis:
    """One account a role, a second officer, a supplier of another organisation, a study.

    Accounts are made when they are first asked for.
    """

    organisaties: Mapping[str, Organisatie]
    onderzoek: Onderzoek
    mensen: dict[str, Account]
    _browsers: dict[str, Client] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, naam: str) -> Account:
        if naam not in self.mensen:
            self.mensen[naam] = _account(naam, self.organisaties.get(naam))
        return self.mensen[naam]

    def bij(self, naam: str) -> Client:
        """A browser in which this account is logged in; the same one each time."""
        if naam not in self._browsers:
            if not TweedeFactor.objects.filter(user=self[naam]).exists():
                actions.enrol_totp_for_demo(self[naam])
            self._browsers[naam] = log_in(self[naam])
        return self._browsers[naam]

    def leave(self, naam: str) -> None:
        """Forget the browser: what happened ended its session."""
        self._browsers.pop(naam, None)

    def kop(self, naam: str) -> dict[str, str]:
        """The header with which a program acts for this account."""
        if naam not in self._tokens:
            geldig = timedelta(days=1)
            self._tokens[naam] = actions.create_token(naam="p", geldig=geldig, by=self[naam])[1]
        return {"HTTP_AUTHORIZATION": f"Bearer {self._tokens[naam]}"}


def make_house(**onderzoek: Any) -> Huis:
    organisaties = {
        "leverancier": Organisatie.objects.create(naam="Gemeente", bronnen=list(GEMEENTE)),
        "politie": Organisatie.objects.create(naam="Politie", bronnen=["verdachten"]),
    }
    analist = _account("analist")
    geopend = open_gate(make_study(analist, **onderzoek))
    return Huis(organisaties, geopend, {"analist": analist})


def _account(naam: str, organisatie: Organisatie | None = None) -> Account:
    account, _ = actions.create_account(
        gebruikersnaam=naam, naam=f"Collega {naam}", rol=ROLLEN[naam], organisatie=organisatie,
        by=None,
    )  # fmt: skip
    actions.set_own_password(account=account, wachtwoord=WACHTWOORD, by=account)
    return account


# --- sources --------------------------------------------------------------------------------------
def request_source(huis: Huis, bron: str, elementen: Iterable[str] | None = None) -> Bronakkoord:
    namen = leverschemas.schema(bron).elementen if elementen is None else tuple(elementen)
    return bronakkoord.request_source(
        onderzoek=huis.onderzoek, bron=bron, elementen=namen, toelichting="Nodig.",
        by=huis["analist"],
    )  # fmt: skip


def decide_source(
    akkoord: Bronakkoord,
    by: Account,
    *,
    uitkomst: Uitkomst = Uitkomst.akkoord,
    elementen: Sequence[str] | None = None,
    reden: str = REDEN,
) -> Bronakkoord:
    """One officer, on the page as it stands now."""
    akkoord.refresh_from_db()
    return bronakkoord.decide_source(
        akkoord=akkoord,
        uitkomst=uitkomst,
        elementen=akkoord.gevraagd if elementen is None else elementen,
        reden=reden,
        gezien=bronakkoord.request_version(akkoord),
        by=by,
    )


def officers(huis: Huis, bron: str) -> list[Account]:
    twee = leverschemas.schema(bron).tweede_akkoord
    return [huis["officer"], huis["tweede"]] if twee else [huis["officer"]]


def approve_source(huis: Huis, bron: str, elementen: Iterable[str] | None = None) -> Bronakkoord:
    """Asked and approved, by as many officers as it takes; `elementen` are all that is asked."""
    akkoord = request_source(huis, bron, elementen)
    for officer in officers(huis, bron):
        decide_source(akkoord, officer)
    akkoord.refresh_from_db()
    return akkoord


# --- deliveries -----------------------------------------------------------------------------------
def announce(huis: Huis, bron: str = "brp", wie: str = "leverancier", **anders: Any) -> Landing:
    naam = anders.pop("bestandsnaam", f"{bron}.csv")
    return lever_actions.announce(
        onderzoek=anders.pop("onderzoek", huis.onderzoek),
        aanbieding=offer(bron=bron, **anders),
        bestandsnaam=naam,
        by=huis[wie],
    )


def fill(landing: Landing, inhoud: bytes) -> Levering:
    """The upload itself, without a connection."""
    assert landing.sleutel is not None
    bestand = opslag.upload_path(landing.pk)
    ontvangst = land(
        io.BytesIO(inhoud),
        omvang=len(inhoud),
        doel=bestand,
        sleutel=kluis.open_key(landing.sleutel),
        sleutel_id=landing.sleutel.pk.bytes,
    )
    levering, _ = lever_actions.receive(
        landing=landing, ontvangst=ontvangst, bestand=bestand, by=landing.door
    )
    return levering


def deliver(
    huis: Huis, inhoud: bytes, bron: str = "brp", wie: str = "leverancier", **anders: Any
) -> Levering:
    """Received and waiting for the door."""
    return fill(announce(huis, bron, wie, **anders), inhoud)


def through_the_door(
    huis: Huis, inhoud: bytes, bron: str = "brp", wie: str = "leverancier", **anders: Any
) -> Levering:
    levering = deliver(huis, inhoud, bron, wie, **anders)
    work(levering)
    levering.refresh_from_db()
    return levering


def report(bron: str, *, aanvaard: bool = True) -> Leververslag:
    """A short report of a door that did not really open."""
    return Leververslag(
        bron=bron,
        schema_versie=leverschemas.schema(bron).versie,
        aanvaard=aanvaard,
        weigering=None if aanvaard else "De kolom bsn ontbreekt. Voeg die toe en lever opnieuw.",
        bestandssoort="csv",
        codering="utf-8",
        scheidingsteken=";",
        sha256="0" * 64,
        rijen_gelezen=10,
        rijen_aanvaard=10 if aanvaard else 0,
        rijen_geweigerd=0,
        gelezen_kolommen=("bsn",),
    )


def accepted(
    huis: Huis, bron: str = "brp", wie: str = "leverancier", inhoud: bytes = b"bsn\n1\n"
) -> Levering:
    """A delivery that the door accepted, without the child: for what comes after the door."""
    levering = deliver(huis, inhoud, bron, wie)
    Taak.objects.filter(onderwerp_id=str(levering.pk)).delete()
    lever_actions.start_check(levering_id=str(levering.pk), by=None)
    opslag.delivery_path(levering.pk).write_bytes(b"cijfertekst")
    return lever_actions.record_report(
        levering_id=str(levering.pk),
        verslag=report(bron),
        cijfertekst_sha256=hashlib.sha256(b"cijfertekst").hexdigest(),
        by=None,
    )


def decide_delivery(
    levering: Levering,
    by: Account,
    *,
    uitkomst: Uitkomst = Uitkomst.akkoord,
    reden: str = REDEN,
    gezien: str | None = None,
) -> Levering:
    levering.refresh_from_db()
    return lever_actions.decide_delivery(
        levering=levering,
        uitkomst=uitkomst,
        reden=reden,
        gezien=lever_actions.delivery_version(levering) if gezien is None else gezien,
        by=by,
    )


def approve_delivery(huis: Huis, levering: Levering) -> Levering:
    for officer in officers(huis, levering.bron):
        decide_delivery(levering, officer)
    levering.refresh_from_db()
    return levering


def approved(huis: Huis, bron: str = "brp", wie: str = "leverancier") -> Levering:
    """Approved, but with nothing readable behind it."""
    inhoud = f"{bron}\n1\n".encode()
    return approve_delivery(huis, accepted(huis, bron, wie, inhoud))


# --- destruction ----------------------------------------------------------------------------------
def destruction_objects(huis: Huis, levering: Levering) -> dict[str, Any]:
    """A list, a hold and a verklaring for its supplier, by the names of the placeholders."""
    wat = ("levering", str(levering.pk))
    lijst = vernietig_actions.make_list(
        onderzoek=huis.onderzoek, objecten=[wat], reden=REDEN, by=huis["officer"]
    )
    tekst = Verklaringstekst(
        "VV-2026-0001", "2026-11-23T10:00:00+00:00", "Onderzoek", "Gemeente", "verzoek", REDEN,
        WERKWIJZE, (), (),
    )  # fmt: skip
    verklaring = vernietig_actions.add_declaration(
        lijst=lijst, organisatie_id=levering.organisatie_id, tekst=tekst, volgnummer=1,
        pdf=b"%PDF-", by=None,
    )  # fmt: skip
    opschorting = vernietig_actions.hold(
        soort=wat[0], object_id=wat[1], reden=REDEN, by=huis["officer"]
    )
    return {
        "lijst_id": lijst.pk,
        "verklaring_id": verklaring.pk,
        "opschorting_id": opschorting.pk,
    }


# --- jobs, files, log -----------------------------------------------------------------------------
def job_of(onderwerp: Any) -> Taak:
    return Taak.objects.filter(onderwerp_id=str(onderwerp.pk)).latest("aangemaakt_op")


def work(onderwerp: Any) -> Taak:
    """Do the open job about this row, as a worker would."""
    taak = Taak.objects.get(onderwerp_id=str(onderwerp.pk), status__in=OPEN)
    perform(taak.pk, heartbeat=False)
    taak.refresh_from_db()
    return taak


def stored_files() -> list[Path]:
    """Everything in the data folder."""
    return sorted(pad for pad in opslag.data_folder().rglob("*") if pad.is_file())


def events(onderwerp: Any, actie: str) -> list[str]:
    """The results (gelukt, geweigerd, mislukt) logged of this event about this row."""
    rijen = Logregel.objects.filter(object_id=str(onderwerp.pk), actie=actie).order_by("id")
    return list(rijen.values_list("resultaat", flat=True))


def in_parallel(*functies: Callable[[], object]) -> list[object]:
    """All at the same moment, each with a database connection of its own; errors are results."""
    hek = threading.Barrier(len(functies))
    uitkomsten: list[object] = [None] * len(functies)

    def run(plaats: int, functie: Callable[[], object]) -> None:
        hek.wait()
        try:
            uitkomsten[plaats] = functie()
        except Exception as fout:
            uitkomsten[plaats] = fout
        finally:
            connection.close()

    draden = [threading.Thread(target=run, args=(i, f)) for i, f in enumerate(functies)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    return uitkomsten
