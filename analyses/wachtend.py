"""Which results wait for an account; shown on its start page."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from analyses.aanvragen import OPEN
from analyses.models import Aanvraag, Analyse, Analysestatus, Resultaat, Resultaatstatus
from analyses.queries import decisions_on, requests_for
from privacy.models import Account
from privacy.permissions import mag
from privacy.rollen import Recht
from privacy.werkvoorraad import Werkitem

MEESTE = 50  # requests on the start page; the others stand in their list
TE_BEOORDELEN = (Resultaatstatus.ter_vrijgave, Resultaatstatus.wacht_op_tweede)


def waiting_for(account: Account) -> list[Werkitem]:
    items: list[Werkitem] = []
    if mag(account, Recht.vrijgave_beoordelen):
        open_resultaten = _light().filter(status__in=TE_BEOORDELEN)
        items += [_item(r, "Beoordelen", _is_mine(r, account)) for r in open_resultaten]
    if mag(account, Recht.analyse_uitvoeren):
        terug = _light().filter(status=Resultaatstatus.teruggestuurd, auteur=account)
        items += [_item(resultaat, "Teruggestuurd", True) for resultaat in terug]
        botsend = Analyse.objects.filter(status=Analysestatus.botst, gemaakt_door=account)
        items += [_conflict(analyse) for analyse in botsend]
    lopend = requests_for(account).filter(status__in=OPEN)
    return items + [_request(aanvraag, account) for aanvraag in lopend[:MEESTE]]


def _light() -> QuerySet[Resultaat]:
    """Without the stored texts."""
    return Resultaat.objects.select_related("analyse").defer("inhoud", "inhoud_kijkers")


def _conflict(analyse: Analyse) -> Werkitem:
    return Werkitem(
        titel=f"Kies hoe het verdergaat: {analyse.naam}",
        url=reverse("analyses:analyse", args=[analyse.pk]),
        sinds=analyse.aangemaakt_op,
        soort="botsing",
        toelichting="Zegt te veel naast eerdere resultaten.",
        op_mij=not analyse.keuze,  # else its author lets it wait
    )


def _request(aanvraag: Aanvraag, account: Account) -> Werkitem:
    """For an analist to answer; a reader only waits."""
    return Werkitem(
        titel=f"Aanvraag van {aanvraag.gevraagd_door.naam}",
        url=reverse("analyses:aanvraag", args=[aanvraag.pk]),
        sinds=aanvraag.gevraagd_op,
        soort="aanvraag",
        toelichting=f"{Truncator(aanvraag.vraag).chars(120)} ({aanvraag.get_status_display()})",
        op_mij=mag(account, Recht.analyse_uitvoeren),
    )


def _item(resultaat: Resultaat, werkwoord: str, op_mij: bool) -> Werkitem:
    return Werkitem(
        titel=f"{werkwoord}: {resultaat.analyse.naam}",
        url=reverse("analyses:concept", args=[resultaat.pk]),
        sinds=resultaat.gemaakt_op,
        soort="vrijgave",
        toelichting=resultaat.bevinding,
        op_mij=op_mij,
    )


def _is_mine(resultaat: Resultaat, account: Account) -> bool:
    """Not one's own, and not one that waits for another officer after one's own approval."""
    if resultaat.auteur_id == account.pk:
        return False
    tweede = resultaat.status == Resultaatstatus.wacht_op_tweede
    return not (tweede and decisions_on(resultaat).filter(door=account).exists())
