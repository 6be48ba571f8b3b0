"""Where a role may work from: proposed by one person, set by another."""

import hashlib
import ipaddress
import json
from collections.abc import Sequence

from django.db import transaction

from privacy.besluiten import decide
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import Account, Onderwerp, Uitkomst
from privacy.permissions import require
from privacy.rollen import Recht, Rol
from privacy.slot import lock_until_commit
from privacy.standen import WERKPLEK
from privacy.uitzonderingen import Geweigerd
from privacy.werkplek import Werkplek, Werkplekstatus

MEESTE_NETWERKEN = 50
ONJUIST = "Schrijf elk netwerk als adres met een streep, bijvoorbeeld 10.20.0.0/16."
TE_VEEL = "Noem niet meer dan 50 netwerken."
WACHT_AL = "Voor deze rol wacht al een voorstel. Besluit daar eerst over."
ZONDER_REDEN = "Schrijf in één of twee zinnen waarom dit verandert."


def propose_networks(
    *,
    rol: Rol,
    netwerken: Sequence[str],
    reden: str,
    alleen_geregistreerd: bool = False,
    by: Account,
) -> Werkplek:
    with refusals_logged(Actie.werkplek_voorgesteld, door=by), transaction.atomic():
        require(by, Recht.werkplekken_stellen)
        if len(reden.strip()) < 10:
            raise Geweigerd(ZONDER_REDEN)
        lock_until_commit(f"werkplek:{rol.value}")
        if Werkplek.objects.filter(rol=rol.value, status=Werkplekstatus.voorgesteld).exists():
            raise Geweigerd(WACHT_AL)
        regel = Werkplek.objects.create(
            rol=rol.value,
            netwerken=_networks(netwerken),
            alleen_geregistreerd=alleen_geregistreerd,
            reden=reden.strip(),
            voorgesteld_door=by,
        )
        log(
            actie=Actie.werkplek_voorgesteld,
            door=by,
            object_soort="werkplek",
            object_id=regel.pk,
            bijzonderheden={
                "rol": rol.value,
                "netwerken": regel.netwerken,
                "alleen_geregistreerd": alleen_geregistreerd,
            },
        )
        return regel


def _networks(netwerken: Sequence[str]) -> list[str]:
    """In their usual form, each once; host bits that are set make a network unclear."""
    if len(netwerken) > MEESTE_NETWERKEN:
        raise Geweigerd(TE_VEEL)
    try:
        return sorted({str(ipaddress.ip_network(netwerk)) for netwerk in netwerken})
    except ValueError:
        raise Geweigerd(ONJUIST) from None


def networks_version(regel: Werkplek) -> str:
    """Hash of what the second person decides on."""
    inhoud = [str(regel.pk), regel.rol, regel.netwerken, regel.alleen_geregistreerd, regel.reden]
    return hashlib.sha256(json.dumps(inhoud).encode()).hexdigest()


def decide_networks(
    *, regel: Werkplek, uitkomst: Uitkomst, reden: str, gezien: str, by: Account
) -> Werkplek:
    """Never who proposed it. From now on it holds for this role, in place of the rule before."""
    with (
        refusals_logged(
            Actie.werkplek_besluit, door=by, object_soort="werkplek", object_id=regel.pk
        ),
        transaction.atomic(),
    ):
        lock_until_commit(f"werkplek:{regel.rol}")
        huidig = Werkplek.objects.select_for_update().get(pk=regel.pk)
        decide(
            onderwerp=Onderwerp.werkplek,
            onderwerp_id=huidig.pk,
            versie=gezien,
            huidige_versie=networks_version(huidig),
            uitkomst=uitkomst,
            reden=reden,
            by=by,
            aanvrager_id=huidig.voorgesteld_door_id,
            akkoorden_nodig=1,
        )
        akkoord = uitkomst == Uitkomst.akkoord
        naar = Werkplekstatus.geldt if akkoord else Werkplekstatus.geweigerd
        WERKPLEK.check(huidig.status, naar)
        if akkoord:
            geldend = Werkplek.objects.filter(rol=huidig.rol, status=Werkplekstatus.geldt)
            geldend.update(status=Werkplekstatus.vervangen)
        huidig.status = naar
        huidig.save(update_fields=["status"])
        return huidig
