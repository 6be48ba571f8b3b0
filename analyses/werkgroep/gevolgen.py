"""What of meetings and speerpunten uses a result that is withdrawn."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q
from django.utils.formats import date_format

from analyses.werkgroep.models import (
    Agendapunt,
    Bijeenkomst,
    Bijeenkomststatus,
    Speerpunt,
    Verslag,
)
from privacy.gevolgen import Bereik, Gevolg

NOG_TE_HOUDEN = (Bijeenkomststatus.concept, Bijeenkomststatus.open)
MEESTE = 5  # named; of more the number alone


def consequences(bereik: Bereik) -> Iterator[Gevolg]:
    if bereik.resultaat_id is None:
        return
    punten = Agendapunt.objects.filter(resultaat_id=bereik.resultaat_id)
    nog = Bijeenkomst.objects.filter(punten__in=punten, status__in=NOG_TE_HOUDEN).distinct()
    if nog:
        yield Gevolg(f"Op de agenda staat dit punt dan zonder grafiek: {_meetings(nog)}.")
    speerpunten = Speerpunt.objects.filter(
        Q(resultaat_id=bereik.resultaat_id) | Q(metingen__resultaat_id=bereik.resultaat_id)
    ).distinct()
    if namen := [f"‘{rij.naam}’" for rij in speerpunten]:
        yield Gevolg(f"Deze speerpunten verliezen hun cijfer: {_named(namen)}.")
    verslagen = Verslag.objects.filter(bijeenkomst__punten__in=punten).distinct().count()
    if verslagen:
        yield Gevolg(f"Verslagen die al zijn gemaakt: {verslagen}. Daar staat het in.", stopt=False)


def _meetings(rijen: Iterable[Bijeenkomst]) -> str:
    return _named([f"‘{r.naam}’ van {date_format(r.datum, 'j F Y')}" for r in rijen])


def _named(namen: Sequence[str]) -> str:
    meer = len(namen) - MEESTE
    return ", ".join(namen[:MEESTE]) + (f" en nog {meer}" if meer > 0 else "")
