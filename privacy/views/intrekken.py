"""One page for every withdrawal: what stops, what stays, the reason, and who does it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from privacy import gevolgen
from privacy.forms import Intrekformulier
from privacy.permissions import current_account
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted


def withdraw_page(
    request: HttpRequest,
    withdraw: Callable[..., Any],
    *,
    wat: str,
    terug: tuple[str, str, UUID],
    bereik: gevolgen.Bereik,
) -> HttpResponse:
    """`withdraw` is called with `reden` and `by`; `terug`: title, name and object of its page."""
    formulier, status = Intrekformulier(posted(request), request=request), 200
    if request.method == "POST" and formulier.is_valid():
        try:
            withdraw(reden=formulier.cleaned_data["reden"], by=current_account(request))
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
            status = 409
        else:
            messages.success(request, "Het is ingetrokken. Het werkt vanaf nu.")
            return redirect(terug[1], terug[2])
    if not request.user.is_authenticated:  # too many wrong passwords
        return redirect("aanmelden")
    context = {
        "wat": wat,
        "terug": terug,
        "bereik": bereik,
        "gevolgen": gevolgen.of(bereik),
        "formulier": formulier,
    }
    return render(request, "privacy/intrekken.html", context, status=status)
