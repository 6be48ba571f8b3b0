"""The tour: offered once on the start page, read again from the page with words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from privacy import actions, rondleiding
from privacy.permissions import current_account, vereist
from privacy.rollen import Recht


@vereist(Recht.eigen_account)
@require_http_methods(["GET", "POST"])
def tour(request: HttpRequest) -> HttpResponse:
    """Its steps on one page; posting says that it was seen or skipped."""
    account = current_account(request)
    if request.method == "POST":
        actions.mark_tour_seen(by=account)
        return redirect("start")
    context = {"stappen": rondleiding.steps_for(account)}
    return render(request, "privacy/rondleiding.html", context)
