"""Which results wait for an account; shown on its start page."""

from django.urls import reverse

from analyses.models import Resultaat, Resultaatstatus
from analyses.queries import decisions_on
from privacy.models import Account
from privacy.permissions import mag
from privacy.rollen import Recht
from privacy.werkvoorraad import Werkitem

TE_BEOORDELEN = (Resultaatstatus.ter_vrijgave, Resultaatstatus.wacht_op_tweede)


def waiting_for(account: Account) -> list[Werkitem]:
    items: list[Werkitem] = []
    if mag(account, Recht.vrijgave_beoordelen):
        open_resultaten = Resultaat.objects.filter(status__in=TE_BEOORDELEN)
        items += [_item(r, "Beoordelen", _is_mine(r, account)) for r in open_resultaten]
    if mag(account, Recht.analyse_uitvoeren):
        terug = Resultaat.objects.filter(status=Resultaatstatus.teruggestuurd, auteur=account)
        items += [_item(resultaat, "Teruggestuurd", True) for resultaat in terug]
    return items


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
