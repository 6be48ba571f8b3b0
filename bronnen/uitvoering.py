"""The heavy work on deliveries; runs in workers alone."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from bronnen import opslag
from bronnen.actions import koppeling as koppel_actions
from bronnen.actions import levering as lever_actions
from bronnen.kern.deurproces import Deuropdracht, run_child
from bronnen.kern.koppeling import Koppelspecificatie, link
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.kern.leverschema import Aanbieding
from bronnen.kern.koppelbescherming import protected_match
from bronnen.models import Koppelbestand, Levering
from buurtmonitor.taken.uitvoeren import Werk
from privacy import kluis
from privacy.kern.versleuteling import Lezer, Schrijver
from privacy.opdracht import refusals_shown, requester
from privacy.rollen import Recht


def check_delivery(werk: Werk) -> None:
    """The door: landing -> checked, pseudonymised, coded and encrypted, in a limited child."""
    by = requester(werk, Recht.levering_doen)
    with refusals_shown():
        levering = lever_actions.start_check(levering_id=werk.onderwerp_id, by=by)
    doel = opslag.delivery_path(levering.pk)
    verslag = run_child(_door_job(levering, doel), voortgang=werk.voortgang)
    som = _sha256(doel) if verslag.aanvaard else ""
    with refusals_shown(), werk.publiceren():
        lever_actions.record_report(
            levering_id=werk.onderwerp_id,
            verslag=verslag,
            cijfertekst_sha256=som,
            by=by,
        )


def _door_job(levering: Levering, doel: Path) -> Deuropdracht:
    assert levering.landing is not None and levering.landing.sleutel is not None
    assert levering.sleutel is not None
    return Deuropdracht(
        landing=opslag.landing_path(levering.landing.pk),
        landing_sleutel=kluis.open_key(levering.landing.sleutel),
        doel=doel,
        datasleutel=kluis.open_key(levering.sleutel),
        datasleutel_id=levering.sleutel.pk.bytes,
        projectsleutel=kluis.open_key(levering.onderzoek.pseudoniemsleutel),
        bron=levering.bron,
        goedgekeurd=frozenset(levering.elementen),
        aanbieding=offer_from_dict(levering.aanbieding),
        achtervoegsel=Path(levering.bestandsnaam).suffix.lower(),
    )


def link_deliveries(werk: Werk) -> None:
    """Approved deliveries -> one row a resident, codes only, encrypted."""
    by = requester(werk, Recht.koppelen)
    with refusals_shown():
        bestand = koppel_actions.begin_linking(
            koppelbestand_id=werk.onderwerp_id, by=by
        )
    verslag = _link(bestand, werk)
    werk.voortgang(95, "koppelcijfers beschermen")
    match = protected_match(
        verslag,
        bestand.onderzoek.drempelset.drempels,
        buurtnamen=bestand.onderzoek.buurtnamen,
    )
    with refusals_shown(), werk.publiceren():
        koppel_actions.finish_linking(
            koppelbestand_id=werk.onderwerp_id, match=match, by=by
        )


def _link(bestand: Koppelbestand, werk: Werk) -> Koppelverslag:
    assert bestand.sleutel is not None
    sleutel = kluis.open_key(bestand.sleutel)
    with _new_file(opslag.linked_path(bestand.pk)) as doel:
        verslag = link(
            leveringen={
                x.bron: partial(open_delivery, x) for x in bestand.leveringen.all()
            },
            specificatie=Koppelspecificatie.uit_dict(bestand.specificatie),
            doel=doel,
            sleutel=sleutel,
            sleutel_id=bestand.sleutel.pk.bytes,
            voortgang=lambda percent, stap: werk.voortgang(percent * 0.9, stap),
        )
    tekst = json.dumps(verslag.als_dict()).encode()
    with _new_file(opslag.report_path(bestand.pk)) as doel:
        with Schrijver(doel, sleutel, bestand.sleutel.pk.bytes) as schrijver:
            schrijver.write(tekst)
    return verslag


def open_delivery(levering: Levering) -> BinaryIO:
    """The decrypted stream of an accepted delivery; in memory only."""
    assert levering.sleutel is not None
    bestand = opslag.delivery_path(levering.pk).open("rb")
    return Lezer(bestand, kluis.open_key(levering.sleutel))


def read_report(bestand: Koppelbestand) -> Koppelverslag:
    """The exact counts of a linking, for analyses alone."""
    assert bestand.sleutel is not None
    with opslag.report_path(bestand.pk).open("rb") as bron:
        tekst = Lezer(bron, kluis.open_key(bestand.sleutel)).read()
    return Koppelverslag.uit_dict(json.loads(tekst))


def offer_from_dict(gegevens: dict[str, Any]) -> Aanbieding:
    datums = {
        naam: date.fromisoformat(gegevens[naam])
        for naam in ("peildatum", "periode_begin", "periode_einde")
    }
    return Aanbieding(**{**gegevens, **datums})


@contextmanager
def _new_file(pad: Path) -> Iterator[BinaryIO]:
    """A file of our own alone; gone again when writing it fails."""
    beschrijver = os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(beschrijver, "wb") as bestand:
            yield bestand
            bestand.flush()
            os.fsync(bestand.fileno())
    except BaseException:
        opslag.remove(pad)
        raise


def _sha256(pad: Path) -> str:
    with pad.open("rb") as bestand:
        return hashlib.file_digest(bestand, "sha256").hexdigest()
