"""Which documents the sources of an onderzoek need, for its dossier."""

from collections.abc import Iterator

from bronnen import leverschemas
from bronnen.models import Akkoordstatus, Bronakkoord
from privacy.dossier import Documentsoort
from privacy.models import Onderzoek
from privacy.vereisten import Vereiste

GEVRAAGD = (Akkoordstatus.aangevraagd, Akkoordstatus.wacht_op_tweede, Akkoordstatus.goedgekeurd)


def needed_documents(onderzoek: Onderzoek) -> Iterator[Vereiste]:
    for akkoord in Bronakkoord.objects.filter(onderzoek=onderzoek, status__in=GEVRAAGD):
        schema = leverschemas.schema(akkoord.bron)
        if schema.document:
            yield Vereiste(Documentsoort(schema.document), schema.naam)
