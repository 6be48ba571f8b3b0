"""For the privacy officer: the logbook and the thresholds."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from privacy import actions, queries
from privacy.forms import DREMPELVELDEN, Drempelformulier, Logboekformulier
from privacy.getallen import getal
from privacy.kern.drempels import Drempelset
from privacy.logboek import Actie, log
from privacy.permissions import current_account, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted

PER_PAGINA = 50
# Deeper pages cost the database ever more; a filter finds the row faster.
MEESTE_PAGINAS = 200


@vereist(Recht.logboek_lezen)
@require_GET
def logbook(request: HttpRequest) -> HttpResponse:
    account = current_account(request)
    acties = [actie.value for actie in Actie]
    formulier = Logboekformulier(
        request.GET, actoren=queries.actors(account), acties=sorted(acties)
    )
    rijen = queries.log_rows_for(account, formulier.keuze())
    bladzijden = Paginator(rijen[: PER_PAGINA * MEESTE_PAGINAS], PER_PAGINA)
    bladzijde = bladzijden.get_page(request.GET.get("pagina"))
    log(
        actie=Actie.logboek_bekeken,
        door=account,
        bijzonderheden={"pagina": bladzijde.number},
    )
    zoek = request.GET.copy()
    zoek.pop("pagina", None)
    context = {"formulier": formulier, "bladzijde": bladzijde, "zoek": zoek.urlencode()}
    return render(request, "privacy/logboek.html", context)


@vereist(Recht.drempels_stellen)
@require_GET
def thresholds(request: HttpRequest) -> HttpResponse:
    sets = list(queries.thresholds_history(current_account(request)))
    huidig = sets[0] if sets else None
    waarden = huidig.drempels if huidig else Drempelset()
    context = {"huidig": huidig, "regels": _lines(waarden), "eerder": sets[1:]}
    return render(request, "privacy/drempels.html", context)


def _lines(waarden: Drempelset) -> list[tuple[str, str, str]]:
    """Label, explanation and value as they stand on the screen."""
    regels = [
        (label, uitleg, getal(getattr(waarden, naam)))
        for naam, (label, uitleg) in DREMPELVELDEN.items()
    ]
    return [*regels, ("Ook een nul beschermen", "", "ja" if waarden.nul_gevoelig else "nee")]


@vereist(Recht.drempels_stellen)
@require_http_methods(["GET", "POST"])
def new_thresholds(request: HttpRequest) -> HttpResponse:
    account = current_account(request)
    huidig = queries.thresholds_history(account).first()
    waarden = huidig.drempels if huidig else Drempelset()
    formulier = Drempelformulier(posted(request), request=request, initial=waarden.als_dict())
    if request.method == "POST" and formulier.is_valid():
        try:
            actions.set_thresholds(
                waarden=formulier.waarden, reden=formulier.cleaned_data["reden"], by=account
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "De nieuwe drempels gelden vanaf nu.")
            return redirect("drempels")
    context = {"formulier": formulier, "huidig": huidig}
    return render(request, "privacy/drempels_stellen.html", context)
