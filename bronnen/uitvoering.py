"""The heavy work on deliveries; runs in workers alone."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from bronnen import opslag
from bronnen.actions import koppeling as koppel_actions
from bronnen.actions import levering as lever_actions
from bronnen.inhoud import key_of, open_delivery
from bronnen.kern.deurproces import Deuropdracht, run_child
from bronnen.kern.koppelbescherming import protected_match
from bronnen.kern.koppeling import link
from bronnen.kern.koppelverslag import Koppelfout, Koppelspecificatie, Koppelverslag
from bronnen.kern.leverschema import Aanbieding
from bronnen.models import Koppelbestand, Levering
from buurtmonitor.taken.uitzonderingen import OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk
from privacy import bronnenlijst
from privacy.kern.versleuteling import Schrijver
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
    if levering.landing is None or levering.sleutel is None:
        raise OnjuisteOpdracht("Het bestand is al opgeruimd. Lever het opnieuw.")
    return Deuropdracht(
        landing=opslag.landing_path(levering.landing.pk),
        landing_sleutel=key_of(levering.landing.sleutel),
        doel=doel,
        datasleutel=key_of(levering.sleutel),
        datasleutel_id=levering.sleutel.pk.bytes,
        projectsleutel=key_of(levering.onderzoek.pseudoniemsleutel),
        bron=levering.bron,
        goedgekeurd=frozenset(levering.elementen),
        aanbieding=offer_from_dict(levering.aanbieding),
        achtervoegsel=Path(levering.bestandsnaam).suffix.lower(),
    )


def link_deliveries(werk: Werk) -> None:
    """Approved deliveries -> one row a resident, codes only, encrypted."""
    by = requester(werk, Recht.koppelen)
    with refusals_shown():
        bestand = koppel_actions.begin_linking(koppelbestand_id=werk.onderwerp_id, by=by)
    try:
        verslag = _link(bestand, werk)
    except Koppelfout as fout:
        raise OnjuisteOpdracht(str(fout)) from None
    werk.voortgang(95, "koppelcijfers beschermen")
    match = protected_match(
        verslag,
        bestand.onderzoek.drempelset.drempels,
        buurtnamen=bestand.onderzoek.buurtnamen,
        bronnamen=bronnenlijst.all_sources(),
    )
    with refusals_shown(), werk.publiceren():
        koppel_actions.finish_linking(koppelbestand_id=werk.onderwerp_id, match=match, by=by)


def _link(bestand: Koppelbestand, werk: Werk) -> Koppelverslag:
    sleutel, sleutel_id = key_of(bestand.sleutel), cast(UUID, bestand.sleutel_id).bytes
    with _new_file(opslag.linked_path(bestand.pk)) as doel:
        verslag = link(
            leveringen={x.bron: partial(open_delivery, x) for x in bestand.leveringen.all()},
            specificatie=Koppelspecificatie.uit_dict(bestand.specificatie),
            doel=doel,
            sleutel=sleutel,
            sleutel_id=sleutel_id,
            voortgang=lambda percent, stap: werk.voortgang(percent * 0.9, stap),
        )
    tekst = json.dumps(verslag.als_dict()).encode()
    with (
        _new_file(opslag.report_path(bestand.pk)) as doel,
        Schrijver(doel, sleutel, sleutel_id) as schrijver,
    ):
        schrijver.write(tekst)
    return verslag


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
