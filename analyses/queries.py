"""Reading rows, scoped to the account that reads."""

from django.db.models import QuerySet

from analyses.models import Analyse, Resultaat, Resultaatstatus
from privacy.kern.veilig import VeiligResultaat
from privacy.models import Account, Besluit, Onderwerp
from privacy.permissions import mag
from privacy.rollen import Recht


def analyses_for(account: Account) -> QuerySet[Analyse]:
    if not mag(account, Recht.concept_zien):
        return Analyse.objects.none()
    return Analyse.objects.select_related("onderzoek", "gemaakt_door", "resultaat")


def drafts_for(account: Account) -> QuerySet[Resultaat]:
    """Every result, whatever its state: for analist and officer."""
    if not mag(account, Recht.concept_zien):
        return Resultaat.objects.none()
    return Resultaat.objects.select_related("analyse", "onderzoek", "auteur")


def released_for(account: Account) -> QuerySet[Resultaat]:
    """What is on the dashboards; the stored text itself is left out of lists."""
    if not mag(account, Recht.dashboard_zien):
        return Resultaat.objects.none()
    return Resultaat.objects.filter(status=Resultaatstatus.vrijgegeven).select_related(
        "analyse", "onderzoek"
    )


def withdrawn_for(account: Account) -> QuerySet[Resultaat]:
    """Once released, now withdrawn: a reader of an old link is told so."""
    if not mag(account, Recht.dashboard_zien):
        return Resultaat.objects.none()
    return Resultaat.objects.filter(
        status=Resultaatstatus.ingetrokken, vrijgegeven_op__isnull=False
    ).select_related("analyse", "onderzoek")


def decisions_on(resultaat: Resultaat) -> QuerySet[Besluit]:
    return Besluit.objects.filter(
        onderwerp=Onderwerp.vrijgave, onderwerp_id=str(resultaat.pk)
    ).select_related("door")


def full_content(resultaat: Resultaat) -> VeiligResultaat:
    """With the reasons of hidden cells: for analist and officer only."""
    return VeiligResultaat.uit_json(resultaat.inhoud, resultaat.sha256)


def viewers_content(resultaat: Resultaat) -> VeiligResultaat:
    """What viewers get: no reasons, no audit."""
    return VeiligResultaat.uit_json(resultaat.inhoud_kijkers, resultaat.sha256_kijkers)
