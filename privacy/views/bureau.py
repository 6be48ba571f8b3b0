"""The privacy officer's desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from privacy.bureau import desk_for
from privacy.permissions import current_account, vereist
from privacy.rollen import Recht


@vereist(Recht.bureau_zien)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/bureau.html", {"bureau": desk_for(current_account(request))})
