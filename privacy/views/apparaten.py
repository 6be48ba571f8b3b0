"""Registered devices: give a code, enter it on the device, withdraw."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from privacy import actions, apparaatmerk, queries
from privacy.forms import Apparaatcodeformulier, Apparaatformulier, Intrekformulier
from privacy.permissions import current_account, object_or_404, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted


@vereist(Recht.werkplekken_stellen)
@sensitive_variables("code")
@require_http_methods(["GET", "POST"])
def new_code(request: HttpRequest) -> HttpResponse:
    formulier, status = Apparaatcodeformulier(posted(request), request=request), 200
    if request.method == "POST" and formulier.is_valid():
        try:
            apparaat, code = actions.issue_device_code(
                naam=formulier.cleaned_data["naam"], by=current_account(request)
            )
        except Geweigerd as weigering:
            formulier.add_error("naam", weigering.melding)
            status = 409
        else:
            context = {"apparaat": apparaat, "code": code}
            return render(request, "privacy/apparaatcode.html", context)
    context = {"formulier": formulier}
    return render(request, "privacy/apparaat_nieuw.html", context, status=status)


@vereist(Recht.eigen_account)
@sensitive_variables("geheim")
@require_http_methods(["GET", "POST"])
def this_device(request: HttpRequest) -> HttpResponse:
    """Whether this device is registered; if not, the code goes in here."""
    formulier, status = Apparaatformulier(posted(request), request=request), 200
    if request.method == "POST" and formulier.is_valid():
        try:
            apparaat, geheim = actions.register_device(
                code=formulier.cleaned_data["code"], by=current_account(request)
            )
        except Geweigerd as weigering:
            formulier.add_error("code", weigering.melding)
            status = 409
        else:
            messages.success(request, f"Dit apparaat is geregistreerd als {apparaat.naam}.")
            answer = redirect("dit_apparaat")
            apparaatmerk.put(answer, apparaat, geheim)
            return answer
    context = {"formulier": formulier, "apparaat": getattr(request, "apparaat", None)}
    return render(request, "privacy/dit_apparaat.html", context, status=status)


@vereist(Recht.werkplekken_stellen)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, apparaat_id: UUID) -> HttpResponse:
    by = current_account(request)
    apparaat = object_or_404(
        queries.devices_for(by), by=by, object_soort="apparaat", object_id=apparaat_id
    )
    formulier, status = Intrekformulier(posted(request), request=request), 200
    if request.method == "POST" and formulier.is_valid():
        try:
            actions.withdraw_device(apparaat=apparaat, reden=formulier.cleaned_data["reden"], by=by)
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
            status = 409
        else:
            messages.success(request, f"{apparaat.naam} is ingetrokken. Dat werkt vanaf nu.")
            return redirect("werkplekken")
    context = {"formulier": formulier, "apparaat": apparaat}
    return render(request, "privacy/apparaat_intrekken.html", context, status=status)
