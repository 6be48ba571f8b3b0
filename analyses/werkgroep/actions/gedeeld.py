"""What the deeds share: the row as it stands now, clean text, and the sign that it changed."""

from typing import Any
from uuid import UUID

from django.db.models import F

from analyses.kern.vrijetekst import GEEN_NUMMERS, holds_number
from analyses.models import Resultaat, Resultaatstatus
from analyses.werkgroep.models import Agendapunt, Bijeenkomst
from privacy.logboek import Actie, log
from privacy.models import Account
from privacy.rollen import RECHTEN, Recht, Rol
from privacy.uitzonderingen import Geweigerd

LEEG = "Schrijf eerst iets op."
TE_LANG = "Deze tekst is te lang. Maak hem korter."
GEEN_LID = "Kies een werkgroeplid met een actief account."


def clean(tekst: str, hoogstens: int, *, leeg: bool = False, melding: str = LEEG) -> str:
    """Without blanks around it; Geweigerd for what is empty, too long, or names a person."""
    schoon = tekst.replace("\x00", "").strip()
    if not schoon and not leeg:
        raise Geweigerd(melding)
    if len(schoon) > hoogstens:
        raise Geweigerd(TE_LANG)
    if holds_number(schoon):
        raise Geweigerd(GEEN_NUMMERS)
    return schoon


def locked(bijeenkomst_id: UUID) -> Bijeenkomst:
    """Of one meeting one deed at a time, so that `versie` counts them all."""
    return Bijeenkomst.objects.select_for_update().get(pk=bijeenkomst_id)


def locked_item(punt: Agendapunt) -> Agendapunt:
    """The item with its meeting, both as they stand now."""
    bijeenkomst = locked(punt.bijeenkomst_id)
    nu = Agendapunt.objects.select_for_update().get(pk=punt.pk)
    nu.bijeenkomst = bijeenkomst
    return nu


def changed(bijeenkomst: Bijeenkomst) -> None:
    """Those in the meeting see at their next look that something is new."""
    Bijeenkomst.objects.filter(pk=bijeenkomst.pk).update(versie=F("versie") + 1)


def released(resultaat: Resultaat | None, onderzoek_id: UUID) -> tuple[Resultaat | None, str]:
    """A result of this onderzoek that viewers see now, with the hash of what they see."""
    if resultaat is None:
        return None, ""
    nu = Resultaat.objects.select_for_update().get(pk=resultaat.pk)
    if nu.status != Resultaatstatus.vrijgegeven or nu.onderzoek_id != onderzoek_id:
        raise Geweigerd("Kies een resultaat van dit onderzoek dat is vrijgegeven.")
    return nu, nu.sha256_kijkers


def check_member(account: Account) -> None:
    """Somebody who may hold meetings and whose account still works."""
    if not account.is_active or Recht.bijeenkomst_voeren not in RECHTEN[Rol(account.rol)]:
        raise Geweigerd(GEEN_LID)


def check_owner(account: Account) -> None:
    """Somebody who reads what the werkgroep agrees."""
    if not account.is_active or Recht.bijeenkomst_zien not in RECHTEN[Rol(account.rol)]:
        raise Geweigerd("Kies een eigenaar met een actief account.")


def note(actie: Actie, rij: Any, by: Account, **bijzonderheden: Any) -> None:
    """A line about the row; never what somebody wrote."""
    log(
        actie=actie,
        door=by,
        object_soort=rij._meta.model_name,
        object_id=rij.pk,
        bijzonderheden=bijzonderheden,
    )
