"""The heavy work on deliveries; runs in workers alone."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import structlog

from bronnen import opslag, queries
from bronnen.actions import koppeling as koppel_actions
from bronnen.actions import levering as lever_actions
from bronnen.inhoud import key_of, open_delivery
from bronnen.kern.bewaardekaart import read_kept_map
from bronnen.kern.deurproces import DeurMislukt, Deuropdracht, run_child
from bronnen.kern.koppelbescherming import protected_match
from bronnen.kern.koppeling import Straatkaart, link
from bronnen.kern.koppelverslag import Koppelfout, Koppelspecificatie, Koppelverslag
from bronnen.kern.leverschema import Aanbieding, Leververslag
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.kern.straatligging import locate
from bronnen.models import Koppelbestand, Landing, Levering
from buurtmonitor.taken.uitzonderingen import OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk
from privacy import bronnenlijst
from privacy.kern.onderdrukking import NietTeBeschermen
from privacy.kern.veilig import VeiligResultaat
from privacy.kern.versleuteling import Schrijver
from privacy.kluis import SleutelVernietigd
from privacy.models import Onderzoek
from privacy.opdracht import refusals_shown, requester
from privacy.rollen import Recht

log = structlog.get_logger(__name__)

# What of the door's failures a supplier can do something about.
DEUR_MISLUKT: Mapping[str, str] = {
    "landing": "Het bestand is onderweg beschadigd. Lever het opnieuw.",
    "schijf": "Er is geen ruimte meer om uw levering te bewaren. Probeer het later opnieuw, of bel "
    "de beheerder.",
}
OPGERUIMD = "Het bestand is al opgeruimd. Lever het opnieuw."
TE_WEINIG = "Er zijn te weinig inwoners gekoppeld om iets te tonen. Kies meer buurten."


def check_delivery(werk: Werk) -> None:
    """The door: landing -> checked, pseudonymised, coded and encrypted, in a limited child."""
    by = requester(werk, Recht.levering_doen)
    with refusals_shown():
        levering = lever_actions.start_check(levering_id=werk.onderwerp_id, by=by)
    doel = opslag.delivery_path(levering.pk)
    verslag = _open_door(_door_job(levering, doel), werk)
    som = _sum_of(doel, werk) if verslag.aanvaard else ""
    by = requester(werk, Recht.levering_doen)
    with refusals_shown(), werk.publiceren():
        lever_actions.record_report(
            levering_id=werk.onderwerp_id,
            verslag=verslag,
            cijfertekst_sha256=som,
            by=by,
        )


def _open_door(opdracht: Deuropdracht, werk: Werk) -> Leververslag:
    """A failure that we can explain becomes a sentence; the rest goes on up."""
    try:
        return run_child(opdracht, voortgang=werk.voortgang)
    except DeurMislukt as fout:
        if fout.code not in DEUR_MISLUKT:
            raise
        log.error("deur_mislukt", oorzaak=fout.code)
        raise OnjuisteOpdracht(DEUR_MISLUKT[fout.code]) from None


def _door_job(levering: Levering, doel: Path) -> Deuropdracht:
    if levering.landing is None or levering.sleutel is None:
        raise OnjuisteOpdracht(OPGERUIMD)
    return Deuropdracht(
        landing=opslag.landing_path(levering.landing.pk),
        landing_sleutel=_landing_key(levering.landing),
        doel=doel,
        datasleutel=key_of(levering.sleutel),
        datasleutel_id=levering.sleutel.pk.bytes,
        projectsleutel=key_of(levering.onderzoek.pseudoniemsleutel),
        bron=levering.bron,
        goedgekeurd=frozenset(levering.elementen),
        aanbieding=offer_from_dict(levering.aanbieding),
        achtervoegsel=Path(levering.bestandsnaam).suffix.lower(),
    )


def _landing_key(landing: Landing) -> bytes:
    try:
        return key_of(landing.sleutel)
    except SleutelVernietigd:
        raise OnjuisteOpdracht(OPGERUIMD) from None


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
    match = _protect(verslag, bestand)
    by = requester(werk, Recht.koppelen)
    with refusals_shown(), werk.publiceren():
        koppel_actions.finish_linking(koppelbestand_id=werk.onderwerp_id, match=match, by=by)
        for pad in _linked_paths(bestand):
            opslag.move(opslag.attempt_path(pad, werk.fence), pad)


def _linked_paths(bestand: Koppelbestand) -> tuple[Path, Path]:
    return opslag.linked_path(bestand.pk), opslag.report_path(bestand.pk)


def _protect(verslag: Koppelverslag, bestand: Koppelbestand) -> VeiligResultaat:
    try:
        return protected_match(
            verslag,
            bestand.onderzoek.drempels,
            buurtnamen=bestand.onderzoek.buurtnamen,
            bronnamen=bronnenlijst.all_sources(),
        )
    except NietTeBeschermen:
        raise OnjuisteOpdracht(TE_WEINIG) from None


def _link(bestand: Koppelbestand, werk: Werk) -> Koppelverslag:
    sleutel, sleutel_id = key_of(bestand.sleutel), cast(UUID, bestand.sleutel_id).bytes
    bewoners, rapport = (opslag.attempt_path(pad, werk.fence) for pad in _linked_paths(bestand))
    with opslag.new_file(bewoners) as doel:
        verslag = link(
            leveringen={x.bron: partial(open_delivery, x) for x in bestand.leveringen.all()},
            specificatie=Koppelspecificatie.uit_dict(bestand.specificatie),
            doel=doel,
            sleutel=sleutel,
            sleutel_id=sleutel_id,
            voortgang=lambda percent, stap: werk.voortgang(percent * 0.9, stap),
            straatkaart=_street_map(bestand.onderzoek),
        )
    tekst = json.dumps(verslag.als_dict()).encode()
    with (
        opslag.new_file(rapport) as doel,
        Schrijver(doel, sleutel, sleutel_id) as schrijver,
    ):
        schrijver.write(tekst)
    return verslag


def _street_map(onderzoek: Onderzoek) -> Straatkaart | None:
    """Finds the streets of the linked file on the newest approved map; None without streets."""
    kaart = queries.approved_maps(onderzoek).first()
    if kaart is None:
        return None
    straten = read_kept_map(open_delivery(kaart), jaar=onderzoek.peildatum.year).straten
    if not straten:
        return None
    sleutels = Koppelsleutels.of_project(key_of(onderzoek.pseudoniemsleutel))
    return lambda gezocht, met_buurt: locate(straten, sleutels, gezocht, met_buurt=met_buurt)


def offer_from_dict(gegevens: dict[str, Any]) -> Aanbieding:
    datums = {
        naam: date.fromisoformat(gegevens[naam])
        for naam in ("peildatum", "periode_begin", "periode_einde")
    }
    return Aanbieding(**{**gegevens, **datums})


def _sum_of(pad: Path, werk: Werk) -> str:
    try:
        with pad.open("rb") as bestand:
            return hashlib.file_digest(bestand, "sha256").hexdigest()
    except FileNotFoundError:
        werk.controleer()  # the delivery may have been withdrawn at this very moment
        raise
