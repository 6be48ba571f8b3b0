"""Plans for the buurt itself: scenario's side by side, with arguments and the residents' voice."""

from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses.werkgroep import queries
from analyses.werkgroep.actions import projecten as actions
from analyses.werkgroep.forms import Argumentformulier, Planformulier, Scenarioformulier
from analyses.werkgroep.models import Argumentsoort, Plan, Scenario
from analyses.werkgroep.objecten import plan_or_404, scenario_or_404
from analyses.werkgroep.views.hulp import accepted, chosen_study, without_results
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.views.hulp import posted


@require_GET
@vereist(Recht.bijeenkomst_zien)
def overview(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    beheert = mag(by, Recht.speerpunten_beheren)
    context = {"plannen": queries.plans_for(by), "mag_beheren": beheert}
    return render(request, "werkgroep/plannen.html", context)


@require_http_methods(["GET", "POST"])
@vereist(Recht.speerpunten_beheren)
def new(request: HttpRequest) -> HttpResponse:
    onderzoek, by = chosen_study(request), current_account(request)
    if onderzoek is None:
        return without_results(request, "Nieuw plan")
    formulier = Planformulier(posted(request))
    gemaakt: list[Plan] = []
    if request.method == "POST" and accepted(
        formulier,
        lambda: gemaakt.append(
            actions.create_plan(onderzoek=onderzoek, by=by, **formulier.cleaned_data)
        ),
    ):
        messages.success(request, "Het plan is bewaard. Voeg nu scenario’s toe.")
        return redirect("werkgroep:plan", gemaakt[0].pk)
    status = 400 if request.method == "POST" else 200
    return render(request, "werkgroep/plan_nieuw.html", {"formulier": formulier}, status=status)


@require_GET
@vereist(Recht.bijeenkomst_zien)
def detail(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _page(request, plan_or_404(request, plan_id))


@require_POST
@vereist(Recht.speerpunten_beheren)
def scenario(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan, by = plan_or_404(request, plan_id), current_account(request)
    formulier = Scenarioformulier(request.POST)
    if not accepted(
        formulier, lambda: actions.add_scenario(plan=plan, by=by, **formulier.cleaned_data)
    ):
        return _page(request, plan, formulier=formulier)
    return redirect("werkgroep:plan", plan_id)


@require_POST
@vereist(Recht.speerpunten_beheren)
def argument(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    rij, by = scenario_or_404(request, scenario_id), current_account(request)
    formulier = Argumentformulier(request.POST, prefix=str(rij.pk))
    if not accepted(
        formulier, lambda: actions.add_argument(scenario=rij, by=by, **formulier.cleaned_data)
    ):
        return _page(request, plan_or_404(request, rij.plan_id), fout_bij=rij, argument=formulier)
    return redirect("werkgroep:plan", rij.plan_id)


def _page(
    request: HttpRequest,
    plan: Plan,
    *,
    formulier: BaseForm | None = None,
    fout_bij: Scenario | None = None,
    argument: BaseForm | None = None,
) -> HttpResponse:
    """The scenario's beside each other, each with its own form for an argument."""
    kolommen = []
    for rij in plan.scenarios.all():
        leeg = Argumentformulier(prefix=str(rij.pk))
        eigen = argument if fout_bij and rij.pk == fout_bij.pk else leeg
        kolommen.append((rij, _by_kind(rij), eigen))
    context = {
        "plan": plan,
        "kolommen": kolommen,
        "beheert": mag(current_account(request), Recht.speerpunten_beheren),
        "scenarioformulier": formulier or Scenarioformulier(),
        "formulier": formulier or argument,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "werkgroep/plan.html", context, status=status)


def _by_kind(rij: Scenario) -> list[tuple[str, list[object]]]:
    alle = list(rij.argumenten.all())
    return [(soort.label, [a for a in alle if a.soort == soort]) for soort in Argumentsoort]
