"""A new version of the thresholds. Released results keep the version they were made with."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.db import transaction

from privacy.besluiten import decide
from privacy.drempelvoorstel import Drempelvoorstel, Voorstelstatus
from privacy.kern.drempels import Drempelset
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import Account, Onderwerp, Onderzoek, Uitkomst, VastgesteldeDrempelset
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.slot import lock_until_commit
from privacy.standen import DREMPELVOORSTEL
from privacy.uitzonderingen import Geweigerd, Gewijzigd

# Lowest and highest value that may be set. Under the lowest a number would say something about a
# handful of persons, whatever the reason given.
GRENZEN: Mapping[str, tuple[float, float]] = {
    "min_aantal": (5, 1000),
    "min_basis": (20, 10000),
    "min_complement": (5, 1000),
    "min_verschil": (5, 1000),
    "max_aandeel": (0.5, 0.99),
    "afronding": (5, 100),
    "dominantie_een": (0.1, 0.9),
    "dominantie_twee": (0.1, 0.95),
    "p_procent": (0.05, 0.5),
    "min_vrijheidsgraden": (5, 10000),
    "max_parameters": (0.01, 0.5),
    "min_gebeurtenissen": (5, 1000),
}
BASIS_TE_KLEIN = "De kleinste groep moet groter zijn dan het kleinste aantal en de rest samen."
AFRONDING_TE_GROOT = "De afronding mag niet groter zijn dan het kleinste aantal."
DOMINANTIE = "Het aandeel van twee samen moet groter zijn dan dat van één."
BUITEN_GRENZEN = "Een van de waarden ligt buiten wat is toegestaan."
ZONDER_REDEN = "Schrijf in één of twee zinnen waarom de drempels veranderen."
WACHT_AL = "Er wacht al een voorstel op een tweede privacy-officer. Besluit daar eerst over."
INTUSSEN_GESTELD = (
    "Intussen zijn andere drempels gesteld. Er is niets besloten. Weiger dit voorstel en doe "
    "zo nodig een nieuw."
)
ZELFDE = "Deze waarden gelden al. Er is niets veranderd."


def set_thresholds(
    *, waarden: Mapping[str, Any], reden: str, by: Account
) -> VastgesteldeDrempelset | Drempelvoorstel:
    """The next version, which every new analysis of every onderzoek uses from now on.

    What would show more anywhere becomes a proposal instead, for a second officer.
    """
    with refusals_logged(Actie.drempels_gesteld, door=by), transaction.atomic():
        require(by, Recht.drempels_stellen)
        nieuw = _checked({**_defaults(), **waarden})
        if len(reden.strip()) < 10:
            raise Geweigerd(ZONDER_REDEN)
        lock_until_commit("drempels")
        huidig = ensure_first_thresholds(by=None)
        if nieuw == {**_defaults(), **huidig.waarden}:
            raise Geweigerd(ZELFDE)
        if not Drempelset(**nieuw).shows_no_more_than(huidig.drempels):
            return _propose(huidig.versie, nieuw, reden.strip(), by)
        return _add(huidig.versie + 1, nieuw, reden.strip(), by)


def _propose(naast: int, waarden: dict[str, Any], reden: str, by: Account) -> Drempelvoorstel:
    if Drempelvoorstel.objects.filter(status=Voorstelstatus.voorgesteld).exists():
        raise Geweigerd(WACHT_AL)
    voorstel = Drempelvoorstel.objects.create(
        waarden=waarden, reden=reden, naast_versie=naast, voorgesteld_door=by
    )
    log(
        actie=Actie.drempels_voorgesteld,
        door=by,
        object_soort="drempelvoorstel",
        object_id=voorstel.pk,
        bijzonderheden={"waarden": waarden},
    )
    return voorstel


def proposal_version(voorstel: Drempelvoorstel) -> str:
    """Hash of what the second officer decides on."""
    inhoud = [str(voorstel.pk), voorstel.waarden, voorstel.reden, voorstel.naast_versie]
    return hashlib.sha256(json.dumps(inhoud, sort_keys=True).encode()).hexdigest()


def decide_thresholds(
    *, voorstel: Drempelvoorstel, uitkomst: Uitkomst, reden: str, gezien: str, by: Account
) -> Drempelvoorstel:
    """The second officer, never who proposed it; nothing when others were set meanwhile."""
    with (
        refusals_logged(
            Actie.drempels_besluit, door=by, object_soort="drempels", object_id=voorstel.pk
        ),
        transaction.atomic(),
    ):
        lock_until_commit("drempels")
        huidig = Drempelvoorstel.objects.select_for_update().get(pk=voorstel.pk)
        naar = Voorstelstatus.akkoord if uitkomst == Uitkomst.akkoord else Voorstelstatus.geweigerd
        decide(
            onderwerp=Onderwerp.drempels,
            onderwerp_id=huidig.pk,
            versie=gezien,
            huidige_versie=proposal_version(huidig),
            uitkomst=uitkomst,
            reden=reden,
            by=by,
            aanvrager_id=huidig.voorgesteld_door_id,
            akkoorden_nodig=1,
        )
        DREMPELVOORSTEL.check(huidig.status, naar)
        huidig.status = naar
        huidig.save(update_fields=["status"])
        if naar == Voorstelstatus.akkoord:
            _follow(huidig, by)
        return huidig


def _follow(voorstel: Drempelvoorstel, by: Account) -> None:
    nu = ensure_first_thresholds(by=None)
    if nu.versie != voorstel.naast_versie:
        raise Gewijzigd(INTUSSEN_GESTELD)
    _add(nu.versie + 1, voorstel.waarden, voorstel.reden, by)


def _add(versie: int, waarden: dict[str, Any], reden: str, by: Account) -> VastgesteldeDrempelset:
    rij = VastgesteldeDrempelset.objects.create(
        versie=versie, waarden=waarden, reden=reden, vastgesteld_door=by
    )
    Onderzoek.objects.update(drempelset=rij)
    log(
        actie=Actie.drempels_gesteld,
        door=by,
        object_soort="drempelset",
        object_id=versie,
        bijzonderheden={"waarden": waarden},
    )
    return rij


def ensure_first_thresholds(*, by: None) -> VastgesteldeDrempelset:
    """The version in force; the project's own values if none was ever set."""
    huidig = VastgesteldeDrempelset.objects.order_by("-versie").first()
    if huidig is not None:
        return huidig
    eerste, _ = VastgesteldeDrempelset.objects.get_or_create(
        versie=1,
        defaults={"waarden": _defaults(), "reden": "De drempels van het project: 10 op 50."},
    )
    return eerste


def _defaults() -> dict[str, Any]:
    waarden = Drempelset().als_dict()
    del waarden["versie"]
    return waarden


def _checked(waarden: dict[str, Any]) -> dict[str, Any]:
    bekend = {veld.name for veld in fields(Drempelset)} - {"versie"}
    if set(waarden) != bekend:
        raise Geweigerd(BUITEN_GRENZEN)
    for naam, (laagste, hoogste) in GRENZEN.items():
        if not laagste <= waarden[naam] <= hoogste:
            raise Geweigerd(BUITEN_GRENZEN)
    _check_together(waarden)
    return waarden


def _check_together(waarden: Mapping[str, Any]) -> None:
    if waarden["min_basis"] < waarden["min_aantal"] + waarden["min_complement"]:
        raise Geweigerd(BASIS_TE_KLEIN)
    if waarden["afronding"] > waarden["min_aantal"]:
        raise Geweigerd(AFRONDING_TE_GROOT)
    if waarden["dominantie_twee"] <= waarden["dominantie_een"]:
        raise Geweigerd(DOMINANTIE)
