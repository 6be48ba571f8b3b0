"""Lists of what is to be destroyed: made, agreed by two persons, carried out, declared.

The steps themselves stand in `privacy.vernietiging`; this writes the rows.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak
from buurtmonitor.taken.queries import open_jobs
from privacy import klok, vernietigbaar, vernietigingsregister
from privacy.besluiten import Besluitstand, decide
from privacy.bewaren import held, open_post_for
from privacy.kern.verklaring import Verklaringstekst
from privacy.logboek import Actie, log, refusals_logged
from privacy.modellen_vernietiging import (
    OPEN_STAPPEN,
    Aanleiding,
    Klokanker,
    Lijststatus,
    Opschorting,
    Poststap,
    Verklaring,
    Vernietigingslijst,
    Vernietigingspost,
)
from privacy.models import Account, Onderwerp, Onderzoek, Uitkomst
from privacy.permissions import require
from privacy.policies import Overgang, Overgangen
from privacy.rollen import Recht
from privacy.slot import lock_until_commit
from privacy.uitzonderingen import Geweigerd
from privacy.vernietigbaar import Bewaard

KORTSTE_REDEN = 10
MEESTE_PER_KEER = 25  # objects that one sweep puts on lists
ZONDER_REDEN = "Schrijf in één of twee zinnen waarom."
NIETS_GEKOZEN = "Kies wat er vernietigd moet worden."
MOET_BLIJVEN = "Dit moet bewaard blijven: er geldt een opschorting. Hef die eerst op."
STAAT_AL = "Dit staat al op een lijst die nog niet klaar is."
ANDER_ONDERZOEK = "Zet op één lijst alleen gegevens van één onderzoek."
AL_BEGONNEN = "De vernietiging hiervan is al begonnen. Dat is niet meer te stoppen."
GELDT_AL = "Hiervoor geldt al een opschorting."
AL_OPGEHEVEN = "Deze opschorting is al opgeheven."
LOOPT_NOG = "De vernietiging loopt nog. Wacht tot die klaar is."
KLOK_KLOPT = "De klok is in orde. U hoeft niets te bevestigen."
SLOT = "vernietiging"
OMDAT_TERMIJN = "De bewaartermijn van deze gegevens is voorbij."

_V = Lijststatus
VERNIETIGING = Overgangen(
    Lijststatus,
    [
        *(
            Overgang(van, naar, Recht.vernietigen, Actie.vernietiging_besluit)
            for van, naar in (
                (_V.wacht_op_akkoord, _V.wacht_op_tweede),
                (_V.wacht_op_akkoord, _V.bezig),
                (_V.wacht_op_akkoord, _V.geweigerd),
                (_V.wacht_op_tweede, _V.bezig),
                (_V.wacht_op_tweede, _V.geweigerd),
            )
        ),
        Overgang(_V.bezig, _V.vernietigd, None, Actie.vernietiging_klaar),
    ],
)
OPEN = (_V.wacht_op_akkoord, _V.wacht_op_tweede, _V.bezig)


# --- what goes ------------------------------------------------------------------------------------
def make_list(
    *, onderzoek: Onderzoek, objecten: Sequence[tuple[str, str]], reden: str, by: Account
) -> Vernietigingslijst:
    """An officer asks; everything that was made of it goes with it."""
    with (
        refusals_logged(
            Actie.vernietiging_gevraagd, door=by, object_soort="onderzoek", object_id=onderzoek.pk
        ),
        transaction.atomic(),
    ):
        require(by, Recht.vernietigen)
        _check_reason(reden)
        if not objecten:
            raise Geweigerd(NIETS_GEKOZEN)
        return _make(onderzoek, _complete(objecten), Aanleiding.verzoek, reden.strip(), by)


def _complete(objecten: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    alles: dict[tuple[str, str], None] = {}
    for soort, nummer in objecten:
        vernietigbaar.find(soort, nummer)
        alles |= dict.fromkeys(vernietigbaar.with_derived(soort, nummer))
    return list(alles)


def _make(
    onderzoek: Onderzoek,
    objecten: Iterable[tuple[str, str]],
    aanleiding: Aanleiding,
    reden: str,
    by: Account | None,
) -> Vernietigingslijst:
    lock_until_commit(SLOT)
    lijst = Vernietigingslijst.objects.create(
        onderzoek=onderzoek, aanleiding=aanleiding, reden=reden, opgesteld_door=by
    )
    for soort, nummer in objecten:
        _add_post(lijst, vernietigbaar.find(soort, nummer))
    log(
        actie=Actie.vernietiging_gevraagd,
        door=by,
        object_soort="vernietiging",
        object_id=lijst.pk,
        bijzonderheden={"aanleiding": aanleiding, "objecten": lijst.posten.count()},
    )
    return lijst


def _add_post(lijst: Vernietigingslijst, bewaard: Bewaard) -> Vernietigingspost:
    if bewaard.onderzoek_id != lijst.onderzoek_id:
        raise Geweigerd(ANDER_ONDERZOEK)
    if held(bewaard):
        raise Geweigerd(MOET_BLIJVEN)
    if open_post_for(bewaard.soort, bewaard.object_id):
        raise Geweigerd(STAAT_AL)
    return Vernietigingspost.objects.create(
        lijst=lijst,
        soort=bewaard.soort,
        object_id=bewaard.object_id,
        titel=bewaard.titel,
        organisatie_id=bewaard.organisatie_id,
        grond=bewaard.grond,
        bewaard_tot=bewaard.tot,
    )


def list_version(lijst: Vernietigingslijst) -> str:
    """Hash of what is agreed on: the reason, and every object."""
    posten = lijst.posten.order_by("soort", "object_id").values_list("soort", "object_id")
    inhoud = [str(lijst.pk), lijst.aanleiding, lijst.reden, *(list(post) for post in posten)]
    return hashlib.sha256(json.dumps(inhoud).encode()).hexdigest()


def agreements_needed(lijst: Vernietigingslijst) -> int:
    """With the officer who made it there are always two different persons."""
    return 1 if lijst.opgesteld_door_id else 2


@transaction.atomic
def decide_list(
    *, lijst: Vernietigingslijst, uitkomst: Uitkomst, reden: str, gezien: str, by: Account
) -> Vernietigingslijst:
    """The last agreement starts it; anything else and nothing on the list goes."""
    huidig = Vernietigingslijst.objects.select_for_update().get(pk=lijst.pk)
    stand = decide(
        onderwerp=Onderwerp.vernietiging,
        onderwerp_id=huidig.pk,
        versie=gezien,
        huidige_versie=list_version(huidig),
        uitkomst=uitkomst,
        reden=reden,
        by=by,
        aanvrager_id=huidig.opgesteld_door_id or "",
        akkoorden_nodig=agreements_needed(huidig),
    )
    naar = _after(stand)
    VERNIETIGING.check(huidig.status, naar)
    huidig.status = naar
    huidig.save(update_fields=["status"])
    if naar == _V.bezig:
        taken.plan(soort="vernietiging", onderwerp_id=huidig.pk, by_id=by.pk)
    elif naar == _V.geweigerd:
        huidig.posten.update(stap=Poststap.vervallen)
    lijst.refresh_from_db()
    return huidig


def _after(stand: Besluitstand) -> Lijststatus:
    if stand.uitkomst is None:
        return _V.wacht_op_tweede
    return _V.bezig if stand.uitkomst == Uitkomst.akkoord else _V.geweigerd


@transaction.atomic
def go_on(*, lijst: Vernietigingslijst, by: Account) -> None:
    """After a job that gave up: what was begun is finished."""
    require(by, Recht.vernietigen)
    huidig = Vernietigingslijst.objects.select_for_update().get(pk=lijst.pk)
    if huidig.status != _V.bezig or open_jobs(onderwerp_id=huidig.pk).exists():
        raise Geweigerd(LOOPT_NOG)
    taken.plan(soort="vernietiging", onderwerp_id=huidig.pk, by_id=by.pk)
    log(
        actie=Actie.vernietiging_begonnen,
        door=by,
        object_soort="vernietiging",
        object_id=huidig.pk,
        bijzonderheden={"opnieuw": True},
    )


def sweep(*, by: None) -> list[Vernietigingslijst]:
    """Lists of what is past its term, one an onderzoek; `KlokOnzeker` makes none.

    Nothing goes by this alone: two persons agree first.
    """
    klok.check()
    nu = klok.moment()
    over = [b for b in vernietigbaar.everything() if b.tot is not None and b.tot <= nu]
    vrij = [b for b in over if not (held(b) or open_post_for(b.soort, b.object_id))]
    gekozen = sorted(vrij[:MEESTE_PER_KEER], key=lambda b: str(b.onderzoek_id))
    return [
        _sweep_study(nummer, list(groep))
        for nummer, groep in groupby(gekozen, key=lambda b: b.onderzoek_id)
    ]


@transaction.atomic
def _sweep_study(onderzoek_id: UUID, objecten: list[Bewaard]) -> Vernietigingslijst:
    onderzoek = Onderzoek.objects.get(pk=onderzoek_id)
    paren = [(b.soort, b.object_id) for b in objecten]
    return _make(onderzoek, paren, Aanleiding.termijn, OMDAT_TERMIJN, None)


# --- carrying it out ------------------------------------------------------------------------------
@transaction.atomic
def begin_post(*, post_id: int, by: Account | None) -> Vernietigingspost | None:
    """From here on there is no way back: the ledger has it. None when a hold came in between."""
    lock_until_commit(SLOT)
    post = Vernietigingspost.objects.select_for_update().get(pk=post_id)
    if post.stap != Poststap.wacht:
        return post if post.stap == Poststap.begonnen else None
    soort = vernietigbaar.kind(post.soort)
    soort.vergrendel(post.object_id)
    if held(_as_kept(post)):
        _keep_back(post, by)
        return None
    post.sleutels = sorted(str(nummer) for nummer in soort.sleutels(post.object_id))
    post.hashes = sorted(_sum_of(pad) for pad in soort.bestanden(post.object_id) if pad.exists())
    post.stap = Poststap.begonnen
    post.save()
    vernietigingsregister.enter(post)
    log(
        actie=Actie.vernietiging_begonnen,
        door=by,
        object_soort=post.soort,
        object_id=post.object_id,
        bijzonderheden={"lijst": str(post.lijst_id)},
    )
    return post


def _keep_back(post: Vernietigingspost, by: Account | None) -> None:
    Vernietigingspost.objects.filter(pk=post.pk).update(stap=Poststap.aangehouden)
    log(
        actie=Actie.vernietiging_aangehouden,
        door=by,
        object_soort=post.soort,
        object_id=post.object_id,
        bijzonderheden={"lijst": str(post.lijst_id)},
    )


@transaction.atomic
def add_derived(*, lijst: Vernietigingslijst, by: Account | None) -> None:
    """What was made of it since the list was agreed on goes too; only where all of it goes."""
    if lijst.aanleiding != Aanleiding.verzoek:
        return
    lock_until_commit(SLOT)
    bekend = set(lijst.posten.values_list("soort", "object_id"))
    for soort, nummer in list(bekend):
        for paar in vernietigbaar.with_derived(soort, nummer):
            if paar not in bekend and open_post_for(*paar) is None:
                bekend.add(paar)
                _add_post(lijst, vernietigbaar.find(*paar))


def _as_kept(post: Vernietigingspost) -> Bewaard:
    return Bewaard(
        soort=post.soort,
        object_id=post.object_id,
        titel=post.titel,
        onderzoek_id=post.lijst.onderzoek_id,
        onderzoek="",
        grond=post.grond,
        tot=None,
    )


def _sum_of(pad: Path) -> str:
    with pad.open("rb") as bestand:
        return hashlib.file_digest(bestand, "sha256").hexdigest()


@transaction.atomic
def finish_post(*, post: Vernietigingspost, by: Account | None) -> None:
    """Nothing of it opens any more."""
    eerste = Vernietigingspost.objects.filter(pk=post.pk, stap=Poststap.begonnen)
    if eerste.update(stap=Poststap.gewist, gewist_op=Now()):
        log(
            actie=Actie.vernietiging_klaar,
            door=by,
            object_soort=post.soort,
            object_id=post.object_id,
            bijzonderheden={"lijst": str(post.lijst_id)},
        )


@transaction.atomic
def record_repeated(*, soort: str, object_id: str, regel: int, by: Account | None) -> None:
    """After a restore it was destroyed again, as line `regel` of the ledger says."""
    posten = Vernietigingspost.objects.filter(soort=soort, object_id=object_id)
    posten.filter(stap__in=OPEN_STAPPEN).update(stap=Poststap.gewist, gewist_op=Now())
    log(
        actie=Actie.vernietiging_herhaald,
        door=by,
        object_soort=soort,
        object_id=object_id,
        bijzonderheden={"regel": regel},
    )


@transaction.atomic
def next_number(*, by: Account | None) -> tuple[int, str]:
    """Of a verklaring; call it in the transaction that adds it."""
    lock_until_commit("verklaring")
    hoogste = Verklaring.objects.aggregate(m=Max("volgnummer"))["m"] or 0
    jaar = klok.moment().year
    return hoogste + 1, f"VV-{jaar}-{hoogste + 1:04d}"


@transaction.atomic
def add_declaration(
    *,
    lijst: Vernietigingslijst,
    organisatie_id: UUID | None,
    tekst: Verklaringstekst,
    volgnummer: int,
    pdf: bytes,
    by: Account | None,
) -> Verklaring:
    verklaring = Verklaring.objects.create(
        volgnummer=volgnummer,
        nummer=tekst.nummer,
        lijst=lijst,
        organisatie_id=organisatie_id,
        inhoud=tekst.als_json(),
        sha256=tekst.sha256,
        pdf=pdf,
    )
    log(
        actie=Actie.verklaring_afgegeven,
        door=by,
        object_soort="verklaring",
        object_id=verklaring.pk,
        bijzonderheden={"nummer": verklaring.nummer, "sha256": verklaring.sha256},
    )
    return verklaring


@transaction.atomic
def finish_list(*, lijst: Vernietigingslijst, by: Account | None) -> Vernietigingslijst:
    huidig = Vernietigingslijst.objects.select_for_update().get(pk=lijst.pk)
    VERNIETIGING.check(huidig.status, _V.vernietigd)
    huidig.status = _V.vernietigd
    huidig.vernietigd_op = Now()
    huidig.save(update_fields=["status", "vernietigd_op"])
    log(
        actie=Actie.vernietiging_klaar,
        door=by,
        object_soort="vernietiging",
        object_id=huidig.pk,
    )
    return huidig


def job_ended(taak: Taak) -> None:
    """The job gave up or was stopped: the list stays, and an officer lets it go on."""
    log(
        actie=Actie.vernietiging_mislukt,
        door=None,
        object_soort="vernietiging",
        object_id=taak.onderwerp_id,
        resultaat="mislukt",
    )


# --- holds, and the clock ------------------------------------------------------------------
@transaction.atomic
def hold(*, soort: str, object_id: str, reden: str, by: Account) -> Opschorting:
    """It stays until the hold is lifted, also when it waits to be destroyed."""
    require(by, Recht.vernietigen)
    _check_reason(reden)
    lock_until_commit(SLOT)
    bewaard = vernietigbaar.find(soort, object_id)
    geraakt = Vernietigingspost.objects.filter(stap=Poststap.begonnen)
    if soort == "onderzoek":
        geraakt = geraakt.filter(lijst__onderzoek_id=bewaard.onderzoek_id)
    else:
        geraakt = geraakt.filter(soort=soort, object_id=object_id)
    if geraakt.exists():
        raise Geweigerd(AL_BEGONNEN)
    if Opschorting.objects.filter(
        soort=soort, object_id=object_id, opgeheven_op__isnull=True
    ).exists():
        raise Geweigerd(GELDT_AL)
    rij = Opschorting.objects.create(
        soort=soort, object_id=object_id, titel=bewaard.titel, reden=reden.strip(), door=by
    )
    log(actie=Actie.opschorting_gesteld, door=by, object_soort=soort, object_id=object_id)
    return rij


@transaction.atomic
def lift_hold(*, opschorting: Opschorting, reden: str, by: Account) -> Opschorting:
    require(by, Recht.vernietigen)
    _check_reason(reden)
    huidig = Opschorting.objects.select_for_update().get(pk=opschorting.pk)
    if huidig.opgeheven_op is not None:
        raise Geweigerd(AL_OPGEHEVEN)
    huidig.opgeheven_op, huidig.opgeheven_door = Now(), by
    huidig.reden_opheffing = reden.strip()
    huidig.save()
    log(
        actie=Actie.opschorting_opgeheven,
        door=by,
        object_soort=huidig.soort,
        object_id=huidig.object_id,
    )
    huidig.refresh_from_db()
    return huidig


@transaction.atomic
def confirm_clock(*, by: Account) -> Klokanker:
    """A person looked: this is the time. From here on terms are kept by it again."""
    require(by, Recht.vernietigen)
    if klok.standing().vertrouwd:
        raise Geweigerd(KLOK_KLOPT)
    anker = Klokanker.objects.create(door=by)
    log(actie=Actie.klok_bevestigd, door=by, object_soort="klok", object_id=anker.pk)
    return anker


def _check_reason(reden: str) -> None:
    if len(reden.strip()) < KORTSTE_REDEN:
        raise Geweigerd(ZONDER_REDEN)
