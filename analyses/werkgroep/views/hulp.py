"""What the pages of the werkgroep share."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from analyses.werkgroep import queries
from analyses.werkgroep.forms import number_or_none
from privacy.models import Onderzoek
from privacy.permissions import current_account
from privacy.uitzonderingen import Geweigerd


def chosen_study(request: HttpRequest) -> Onderzoek | None:
    """The onderzoek of the address, else the first that has results; None when there is none."""
    rijen = queries.studies_for(current_account(request))
    nummer = number_or_none(request.GET.get("onderzoek", ""))
    gekozen = rijen.filter(pk=nummer).first() if nummer else None
    return gekozen or rijen.first()


def done(request: HttpRequest, doe: Callable[[], object], gelukt: str = "") -> bool:
    """Do it; a refusal is told on the page that follows."""
    try:
        doe()
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
        return False
    if gelukt:
        messages.success(request, gelukt)
    return True


def accepted(formulier: BaseForm, doe: Callable[[], object]) -> bool:
    """Valid, and done; a refusal is told in the form."""
    if not formulier.is_valid():
        return False
    try:
        doe()
    except Geweigerd as weigering:
        formulier.add_error(None, weigering.melding)
        return False
    return True


def without_results(request: HttpRequest, titel: str) -> HttpResponse:
    """Nothing was released yet: there is nothing to talk about."""
    status = 400 if request.method == "POST" else 200
    return render(request, "werkgroep/nog_niets.html", {"titel": titel}, status=status)
