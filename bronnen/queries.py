"""Reading rows, scoped to the account that reads."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from bronnen import leverschemas
from bronnen.kern.leverschema import Leverschema, Leververslag
from bronnen.models import (
    Akkoordstatus,
    Bronakkoord,
    Koppelbestand,
    Koppelstatus,
    Landing,
    Levering,
    Leveringstatus,
)
from privacy.kern.veilig import VeiligResultaat
from privacy.models import Account, Besluit, Onderwerp, Onderzoek
from privacy.permissions import mag
from privacy.rollen import Recht


def deliveries_for(account: Account) -> QuerySet[Levering]:
    """Everyone's for officer and analist; for a supplier those of its own organisation."""
    leveringen = Levering.objects.select_related("onderzoek", "organisatie", "geleverd_door")
    if mag(account, Recht.leveringen_zien):
        return leveringen
    return leveringen.filter(organisatie=account.organisatie)


def landings_for(account: Account) -> QuerySet[Landing]:
    """Open uploads of this account alone."""
    return Landing.objects.filter(door=account, vernietigd_op=None, levering=None)


def linked_files_for(account: Account) -> QuerySet[Koppelbestand]:
    if not mag(account, Recht.onderzoek_zien):
        return Koppelbestand.objects.none()
    return Koppelbestand.objects.select_related("onderzoek").prefetch_related("leveringen")


def source_requests_for(account: Account) -> QuerySet[Bronakkoord]:
    if not mag(account, Recht.onderzoek_zien):
        return Bronakkoord.objects.none()
    return Bronakkoord.objects.select_related("onderzoek", "aangevraagd_door")


def decisions_on(onderwerp: Onderwerp, onderwerp_id: object) -> QuerySet[Besluit]:
    return Besluit.objects.filter(
        onderwerp=onderwerp, onderwerp_id=str(onderwerp_id)
    ).select_related("door")


def is_linked(levering: Levering) -> bool:
    """In a linked file that is there or on its way; one that failed or was stopped is no more."""
    zonder = (Koppelstatus.mislukt, Koppelstatus.geannuleerd, Koppelstatus.vernietigd)
    return levering.koppelbestanden.exclude(status__in=zonder).exists()


def report_of(levering: Levering) -> Leververslag | None:
    return Leververslag.uit_dict(levering.verslag) if levering.verslag else None


def match_of(koppelbestand: Koppelbestand) -> VeiligResultaat | None:
    if not koppelbestand.match:
        return None
    return VeiligResultaat.uit_json(koppelbestand.match, koppelbestand.match_sha256)


@dataclass(frozen=True)
class Bronstand:
    """A source in one onderzoek: what was asked, and the newest delivery."""

    schema: Leverschema
    akkoord: Bronakkoord | None
    levering: Levering | None


def source_states(onderzoek: Onderzoek) -> list[Bronstand]:
    akkoorden = {a.bron: a for a in Bronakkoord.objects.filter(onderzoek=onderzoek)}
    nieuwste = _newest(Levering.objects.filter(onderzoek=onderzoek).order_by("-ontvangen_op"))
    return [
        Bronstand(schema, akkoorden.get(code), nieuwste.get(code))
        for code, schema in leverschemas.all_schemas().items()
    ]


def linkable_deliveries(onderzoek: Onderzoek) -> list[Levering]:
    """The newest approved delivery of each source, in the order of the sources."""
    goedgekeurd = Levering.objects.filter(
        onderzoek=onderzoek, status=Leveringstatus.goedgekeurd
    ).order_by("-ontvangen_op")
    nieuwste = _newest(goedgekeurd)
    return [nieuwste[code] for code in leverschemas.all_schemas() if code in nieuwste]


def approved_context(onderzoek: Onderzoek) -> QuerySet[Levering]:
    """Deliveries of public area figures, newest first."""
    return _approved(onderzoek, "context")


def approved_maps(onderzoek: Onderzoek) -> QuerySet[Levering]:
    """Deliveries of the map of buurten, newest first."""
    return _approved(onderzoek, "gebieden")


def _approved(onderzoek: Onderzoek, bron: str) -> QuerySet[Levering]:
    return Levering.objects.filter(
        onderzoek=onderzoek, bron=bron, status=Leveringstatus.goedgekeurd
    ).order_by("-ontvangen_op")


def deliverable_sources(account: Account) -> list[Bronakkoord]:
    """The approvals under which this supplier may deliver now: those of its own sources."""
    if account.organisatie is None:
        return []
    return list(
        Bronakkoord.objects.filter(
            status=Akkoordstatus.goedgekeurd, bron__in=account.organisatie.bronnen
        ).select_related("onderzoek")
    )


def _newest(leveringen: Iterable[Levering]) -> dict[str, Levering]:
    nieuwste: dict[str, Levering] = {}
    for levering in leveringen:
        nieuwste.setdefault(levering.bron, levering)
    return nieuwste
