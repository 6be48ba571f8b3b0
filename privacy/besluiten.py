"""Decisions: one row an officer, four eyes, and nothing decided on what has changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from privacy.logboek import Actie, log, refusals_logged
from privacy.models import Account, Besluit, Onderwerp, Uitkomst
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.slot import lock_until_commit
from privacy.uitzonderingen import Geweigerd, Gewijzigd

EIGEN_AANVRAAG = "Deze aanvraag is van uzelf. Een collega moet besluiten."
AL_BESLOTEN = "U hebt hierover al besloten. Er is nog één akkoord nodig, van iemand anders."
AFGEROND = "Hierover is al besloten. Open de pagina opnieuw."
REDEN_ONTBREEKT = "Schrijf in één of twee zinnen waarom u dit besluit."
GEEN_BESLUIT = "Kies akkoord, terugsturen of weigeren."
KORTSTE_REDEN = 10

RECHT_VOOR: Mapping[Onderwerp, Recht] = {
    Onderwerp.bron: Recht.bron_beoordelen,
    Onderwerp.levering: Recht.levering_beoordelen,
    Onderwerp.vrijgave: Recht.vrijgave_beoordelen,
    Onderwerp.herkomst: Recht.vrijgave_beoordelen,
    Onderwerp.onderzoek: Recht.onderzoek_beoordelen,
    Onderwerp.document: Recht.onderzoek_beoordelen,
    Onderwerp.drempels: Recht.drempels_stellen,
    Onderwerp.werkplek: Recht.werkplekken_stellen,
    Onderwerp.vernietiging: Recht.vernietigen,
}
ACTIE_VOOR: Mapping[Onderwerp, Actie] = {
    Onderwerp.bron: Actie.bron_besluit,
    Onderwerp.levering: Actie.levering_besluit,
    Onderwerp.vrijgave: Actie.vrijgave_besluit,
    Onderwerp.herkomst: Actie.herkomst_besluit,
    Onderwerp.onderzoek: Actie.onderzoek_besluit,
    Onderwerp.document: Actie.document_besluit,
    Onderwerp.drempels: Actie.drempels_besluit,
    Onderwerp.werkplek: Actie.werkplek_besluit,
    Onderwerp.vernietiging: Actie.vernietiging_besluit,
}
INTREKKING: Mapping[Onderwerp, Actie] = {
    Onderwerp.bron: Actie.bron_ingetrokken,
    Onderwerp.levering: Actie.levering_akkoord_ingetrokken,
    Onderwerp.vrijgave: Actie.resultaat_ingetrokken,
    Onderwerp.herkomst: Actie.herkomst_ingetrokken,
    Onderwerp.onderzoek: Actie.onderzoek_ingetrokken,
    Onderwerp.document: Actie.document_vervallen,
}


@dataclass(frozen=True)
class Besluitstand:
    """Where the votes on one version stand. `uitkomst` None: not enough of them yet."""

    uitkomst: Uitkomst | None
    akkoorden: int
    akkoorden_nodig: int

    @property
    def wacht_op_tweede(self) -> bool:
        return self.uitkomst is None and self.akkoorden > 0


def decide(
    *,
    onderwerp: Onderwerp,
    onderwerp_id: UUID | str,
    versie: str,
    huidige_versie: str,
    uitkomst: Uitkomst,
    reden: str,
    by: Account,
    aanvrager_id: UUID | str,
    akkoorden_nodig: int,
) -> Besluitstand:
    """Write one officer's decision and return where things stand.

    `versie` is the content hash that the officer saw, `huidige_versie` that of the row, which the
    caller holds locked; votes on another version no longer count. What is sent back and offered
    again unchanged needs a new version (put the round in the hash).
    """
    with (
        refusals_logged(
            ACTIE_VOOR[onderwerp], door=by, object_soort=onderwerp, object_id=onderwerp_id
        ),
        transaction.atomic(),
    ):
        lock_until_commit(f"besluit:{onderwerp}:{onderwerp_id}")
        _check(onderwerp, uitkomst, reden, by, aanvrager_id)
        if versie != huidige_versie:
            raise Gewijzigd
        _check_votes(_votes(onderwerp, onderwerp_id, versie), by, akkoorden_nodig)
        Besluit.objects.create(
            onderwerp=onderwerp,
            onderwerp_id=str(onderwerp_id),
            versie=versie,
            uitkomst=uitkomst,
            reden=reden.strip(),
            door=by,
        )
        log(
            actie=ACTIE_VOOR[onderwerp],
            door=by,
            object_soort=onderwerp,
            object_id=onderwerp_id,
            bijzonderheden={"uitkomst": uitkomst, "versie": versie},
        )
        return standing(onderwerp, onderwerp_id, versie, akkoorden_nodig)


def withdraw(*, onderwerp: Onderwerp, onderwerp_id: UUID | str, reden: str, by: Account) -> Besluit:
    """Take back an approval; one officer is enough, for it only makes things stricter.

    The caller holds the row locked and changes its state in the same transaction.
    """
    actie = INTREKKING[onderwerp]
    with refusals_logged(actie, door=by, object_soort=onderwerp, object_id=onderwerp_id):
        require(by, RECHT_VOOR[onderwerp])
        if len(reden.strip()) < KORTSTE_REDEN:
            raise Geweigerd(REDEN_ONTBREEKT)
        eerder = Besluit.objects.filter(onderwerp=onderwerp, onderwerp_id=str(onderwerp_id))
        besluit = Besluit.objects.create(
            onderwerp=onderwerp,
            onderwerp_id=str(onderwerp_id),
            versie=f"intrekking {eerder.count()}",  # no vote on any version of the content
            uitkomst=Uitkomst.ingetrokken,
            reden=reden.strip(),
            door=by,
        )
        log(actie=actie, door=by, object_soort=onderwerp, object_id=onderwerp_id)
        return besluit


def standing(
    onderwerp: Onderwerp, onderwerp_id: UUID | str, versie: str, akkoorden_nodig: int
) -> Besluitstand:
    return _standing(_votes(onderwerp, onderwerp_id, versie), akkoorden_nodig)


def history(onderwerp: Onderwerp, onderwerp_id: UUID | str) -> list[Besluit]:
    """Every decision on it, of all versions, oldest first."""
    rijen = Besluit.objects.filter(onderwerp=onderwerp, onderwerp_id=str(onderwerp_id))
    return list(rijen.select_related("door"))


def reason_not_to_decide(
    *,
    onderwerp: Onderwerp,
    onderwerp_id: UUID | str,
    versie: str,
    by: Account,
    aanvrager_id: UUID | str,
) -> str:
    """What stands in place of the form; empty when this officer may decide."""
    if str(by.pk) == str(aanvrager_id):
        return EIGEN_AANVRAAG
    if any(b.door_id == by.pk for b in _votes(onderwerp, onderwerp_id, versie)):
        return AL_BESLOTEN
    return ""


def _check(
    onderwerp: Onderwerp, uitkomst: Uitkomst, reden: str, by: Account, aanvrager_id: UUID | str
) -> None:
    require(by, RECHT_VOOR[onderwerp])
    if str(by.pk) == str(aanvrager_id):
        raise Geweigerd(EIGEN_AANVRAAG)
    if uitkomst == Uitkomst.ingetrokken:
        raise Geweigerd(GEEN_BESLUIT)
    if len(reden.strip()) < KORTSTE_REDEN:
        raise Geweigerd(REDEN_ONTBREEKT)


def _check_votes(votes: list[Besluit], by: Account, akkoorden_nodig: int) -> None:
    if any(besluit.door_id == by.pk for besluit in votes):
        raise Geweigerd(AL_BESLOTEN)
    if _standing(votes, akkoorden_nodig).uitkomst is not None:
        raise Geweigerd(AFGEROND)


def _votes(onderwerp: Onderwerp, onderwerp_id: UUID | str, versie: str) -> list[Besluit]:
    return [b for b in history(onderwerp, onderwerp_id) if b.versie == versie]


def _standing(votes: list[Besluit], akkoorden_nodig: int) -> Besluitstand:
    """One refusal or return decides; else as many akkoorden of different officers as needed."""
    akkoorden = sum(b.uitkomst == Uitkomst.akkoord for b in votes)
    anders = [Uitkomst(b.uitkomst) for b in votes if b.uitkomst != Uitkomst.akkoord]
    if anders:
        return Besluitstand(anders[0], akkoorden, akkoorden_nodig)
    genoeg = Uitkomst.akkoord if akkoorden >= akkoorden_nodig else None
    return Besluitstand(genoeg, akkoorden, akkoorden_nodig)
