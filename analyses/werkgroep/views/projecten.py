"""Projects that run in the buurt, with a note for who takes them over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses.werkgroep import policies, queries
from analyses.werkgroep.actions import projecten as actions
from analyses.werkgroep.forms import Projectformulier, project_initial
from analyses.werkgroep.models import Project, Projectstatus
from analyses.werkgroep.objecten import project_or_404
from analyses.werkgroep.views.hulp import accepted, chosen_study, done, without_results
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.views.hulp import posted

KNOPPEN = {
    Projectstatus.loopt: "Loopt weer",
    Projectstatus.afgerond: "Is afgerond",
    Projectstatus.gestopt: "Is gestopt",
}


@require_GET
@vereist(Recht.bijeenkomst_zien)
def overview(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    context = {
        "projecten": [(project, _areas(project)) for project in queries.projects_for(by)],
        "mag_beheren": mag(by, Recht.speerpunten_beheren),
    }
    return render(request, "werkgroep/projecten.html", context)


@require_http_methods(["GET", "POST"])
@vereist(Recht.speerpunten_beheren)
def new(request: HttpRequest) -> HttpResponse:
    onderzoek, by = chosen_study(request), current_account(request)
    if onderzoek is None:
        return without_results(request, "Nieuw project")
    formulier = Projectformulier(posted(request), onderzoek=onderzoek, initial={"eigenaar": by})
    gemaakt: list[Project] = []
    if request.method == "POST" and accepted(
        formulier,
        lambda: gemaakt.append(
            actions.create_project(onderzoek=onderzoek, inhoud=formulier.inhoud(), by=by)
        ),
    ):
        messages.success(request, "Het project is bewaard.")
        return redirect("werkgroep:project", gemaakt[0].pk)
    return _form_page(request, formulier, None)


@require_http_methods(["GET", "POST"])
@vereist(Recht.speerpunten_beheren)
def edit(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project, by = project_or_404(request, project_id), current_account(request)
    formulier = Projectformulier(
        posted(request), onderzoek=project.onderzoek, initial=project_initial(project)
    )
    if request.method == "POST" and accepted(
        formulier,
        lambda: actions.change_project(project=project, inhoud=formulier.inhoud(), by=by),
    ):
        messages.success(request, "Het project is bewaard.")
        return redirect("werkgroep:project", project_id)
    return _form_page(request, formulier, project)


def _form_page(
    request: HttpRequest, formulier: Projectformulier, project: Project | None
) -> HttpResponse:
    status = 400 if request.method == "POST" else 200
    context = {"formulier": formulier, "project": project}
    return render(request, "werkgroep/project_bewerken.html", context, status=status)


@require_GET
@vereist(Recht.bijeenkomst_zien)
def detail(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = project_or_404(request, project_id)
    beheert = mag(current_account(request), Recht.speerpunten_beheren)
    pijlen = policies.PROJECT.from_status(project.status)
    context = {
        "project": project,
        "buurten": _areas(project),
        "beheert": beheert,
        "stappen": [(p.naar.value, KNOPPEN[p.naar]) for p in pijlen] if beheert else [],
    }
    return render(request, "werkgroep/project.html", context)


def _areas(project: Project) -> list[str]:
    namen = project.onderzoek.buurtnamen
    return [namen.get(code, code) for code in project.buurten]


@require_POST
@vereist(Recht.speerpunten_beheren)
def move(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project, naar = project_or_404(request, project_id), request.POST.get("naar", "")
    if naar not in Projectstatus.values:
        messages.error(request, "Kies wat u wilt doen.")
    else:
        done(
            request,
            lambda: actions.move_project(
                project=project, naar=Projectstatus(naar), by=current_account(request)
            ),
        )
    return redirect("werkgroep:project", project_id)
