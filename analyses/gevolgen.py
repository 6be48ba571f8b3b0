"""What of analyses and results stops when an approval is withdrawn, and what stays."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from analyses import policies
from analyses.models import Analyse, Analysestatus, Resultaat, Resultaatstatus
from bronnen.gevolgen import deliveries_in, linked_in
from privacy.gevolgen import Bereik, Gevolg
from privacy.logboek import Actie
from privacy.models import Logregel

CONCEPTEN = (
    Resultaatstatus.concept, Resultaatstatus.ter_vrijgave, Resultaatstatus.wacht_op_tweede,
    Resultaatstatus.teruggestuurd,
)  # fmt: skip


def consequences(bereik: Bereik) -> Iterator[Gevolg]:
    if bereik.resultaat_id:
        yield from _of_release(bereik.resultaat_id)
        return
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


def _of_release(resultaat_id: UUID) -> Iterator[Gevolg]:
    yield Gevolg(
        "Lezers zien dit resultaat niet meer, ook niet als CSV, als plaatje of via de API."
    )
    downloads = Logregel.objects.filter(
        actie=Actie.resultaat_gedownload.value, object_id=str(resultaat_id), resultaat="gelukt"
    ).count()
    if downloads:
        yield Gevolg(f"Al gedownload: {downloads} keer. Dat haalt u niet terug.", stopt=False)
    yield Gevolg(
        "In het vrijgaveregister telt het mee, want wat is gezien, is gezien. Wie het adres opent, "
        "leest dat het is ingetrokken, en waarom.",
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
