"""What of analyses and results stops when an approval is withdrawn, and what stays."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from analyses import policies
from analyses.models import Analyse, Analysestatus, Resultaat, Resultaatstatus
from bronnen.gevolgen import deliveries_in, linked_in
from privacy.gevolgen import Bereik, Gevolg

CONCEPTEN = (
    Resultaatstatus.concept, Resultaatstatus.ter_vrijgave, Resultaatstatus.wacht_op_tweede,
    Resultaatstatus.teruggestuurd,
)  # fmt: skip


def consequences(bereik: Bereik) -> Iterator[Gevolg]:
    analyses = _analyses(bereik)
    lopend = analyses.filter(
        status__in=[Analysestatus.wacht, Analysestatus.bezig, Analysestatus.botst]
    ).count()
    if lopend:
        yield Gevolg(f"Analyses die nu lopen of wachten: {lopend}.")
    resultaten = Resultaat.objects.filter(analyse__in=analyses)
    if concepten := resultaten.filter(status__in=CONCEPTEN).count():
        yield Gevolg(f"Concepten die niet meer kunnen worden vrijgegeven: {concepten}.")
    if vrij := resultaten.filter(status=Resultaatstatus.vrijgegeven).count():
        yield Gevolg(
            f"Resultaten die al zijn vrijgegeven: {vrij}. Die trekt u per resultaat in.",
            stopt=False,
        )


def _analyses(bereik: Bereik) -> QuerySet[Analyse]:
    if bereik.herkomst:
        in_onderzoek = Analyse.objects.filter(onderzoek_id=bereik.onderzoek_id)
        met = [a.pk for a in in_onderzoek if policies.uses_origin(a.specificatie)]
        return Analyse.objects.filter(pk__in=met)
    return Analyse.objects.filter(
        Q(koppelbestand__in=linked_in(bereik)) | Q(context__in=deliveries_in(bereik))
    )
