"""A proposal, what each thinks of it, and the outcome that the chair writes."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from analyses.werkgroep import policies
from analyses.werkgroep.actions.gedeeld import changed, check_owner, clean, locked_item, note
from analyses.werkgroep.models import Agendapunt, Stem, Stemkeuze, Voorstel, Voorstelstatus
from privacy.logboek import Actie
from privacy.models import Account
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

TEKST = 1000
KIES = "Kies: eens, geen mening of niet eens."
WAAROM_NIET = "Schrijf op waarom u het er niet mee eens bent. Het komt in het verslag."


@transaction.atomic
def propose(*, punt: Agendapunt, tekst: str, by: Account) -> Voorstel:
    require(by, Recht.bijeenkomst_voeren)
    punt = locked_item(punt)
    policies.check_now(punt.bijeenkomst, policies.BESPREKEN)
    policies.check_takes_part(punt.bijeenkomst, by)
    voorstel = Voorstel.objects.create(punt=punt, tekst=clean(tekst, TEKST), door=by)
    changed(punt.bijeenkomst)
    note(Actie.voorstel_gedaan, voorstel, by)
    return voorstel


@transaction.atomic
def vote(*, voorstel: Voorstel, keuze: str, reden: str, by: Account) -> Stem:
    """One opinion a participant; it can change until the chair writes the outcome."""
    require(by, Recht.bijeenkomst_voeren)
    voorstel = _open(voorstel, by)
    if keuze not in Stemkeuze.values:
        raise Geweigerd(KIES)
    nodig = keuze == Stemkeuze.niet_eens
    tekst = clean(reden, TEKST, leeg=not nodig, melding=WAAROM_NIET)
    stem, _ = Stem.objects.update_or_create(
        voorstel=voorstel,
        door=by,
        defaults={"keuze": keuze, "reden": tekst, "op": timezone.now()},
    )
    changed(voorstel.punt.bijeenkomst)
    note(Actie.stem_gegeven, voorstel, by)
    return stem


@transaction.atomic
def write_outcome(
    *,
    voorstel: Voorstel,
    naar: Voorstelstatus,
    uitkomst: str,
    eigenaar: Account | None,
    gereed_op: date | None,
    by: Account,
) -> Voorstel:
    require(by, Recht.bijeenkomst_voeren)
    voorstel = _open(voorstel, by)
    policies.check_chair(voorstel.punt.bijeenkomst, by)
    policies.VOORSTEL.check(voorstel.status, naar)
    if eigenaar is not None:
        check_owner(eigenaar)
    voorstel.status, voorstel.uitkomst = naar, clean(uitkomst, TEKST)
    voorstel.eigenaar, voorstel.gereed_op = eigenaar, gereed_op
    voorstel.besloten_door, voorstel.besloten_op = by, timezone.now()
    voorstel.save()
    changed(voorstel.punt.bijeenkomst)
    note(Actie.voorstel_besloten, voorstel, by, stand=naar.value)
    return voorstel


def _open(voorstel: Voorstel, by: Account) -> Voorstel:
    """The proposal as it stands now, in a meeting that is held and in which `by` takes part."""
    punt = locked_item(voorstel.punt)
    policies.check_now(punt.bijeenkomst, policies.BESLUITEN)
    policies.check_takes_part(punt.bijeenkomst, by)
    nu = Voorstel.objects.select_for_update().get(pk=voorstel.pk)
    nu.punt = punt
    if nu.status != Voorstelstatus.open:
        raise Geweigerd("Over dit voorstel is al besloten. Open de pagina opnieuw.")
    return nu
