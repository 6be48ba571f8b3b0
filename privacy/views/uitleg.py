"""Pages that explain: the words beside figures, and how accessible the screens are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from privacy.permissions import vereist
from privacy.rollen import Recht
from privacy.woordenlijst import WOORDEN


@vereist(Recht.eigen_account)
@require_GET
def words(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/uitleg.html", {"woorden": sorted(WOORDEN.items())})


@vereist(Recht.eigen_account)
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/toegankelijkheid.html")
