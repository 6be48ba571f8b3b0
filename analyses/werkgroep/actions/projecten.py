"""What already runs in the buurt, and the plans for the buurt itself."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from analyses.werkgroep import policies
from analyses.werkgroep.actions.gedeeld import check_owner, clean, note
from analyses.werkgroep.actions.speerpunten import check_areas
from analyses.werkgroep.models import (
    Argument,
    Argumentsoort,
    Domein,
    Plan,
    Project,
    Projectstatus,
    Scenario,
    Speerpunt,
)
from privacy.logboek import Actie
from privacy.models import Account, Onderzoek
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd


@dataclass(frozen=True)
class Projectinhoud:
    """What is filled in; the last four are the note for who takes the project over."""

    naam: str
    organisatie: str
    domein: str
    buurten: tuple[str, ...]
    begin: date | None
    einde: date | None
    eigenaar: Account
    speerpunten: tuple[Speerpunt, ...]
    waarom: str
    geprobeerd: str
    openstaand: str
    kennis: str


@transaction.atomic
def create_project(*, onderzoek: Onderzoek, inhoud: Projectinhoud, by: Account) -> Project:
    require(by, Recht.speerpunten_beheren)
    project = Project(onderzoek=onderzoek, gemaakt_door=by)
    _fill(project, inhoud)
    note(Actie.project_gemaakt, project, by)
    return project


@transaction.atomic
def change_project(*, project: Project, inhoud: Projectinhoud, by: Account) -> Project:
    require(by, Recht.speerpunten_beheren)
    project = _locked(project)
    _fill(project, inhoud)
    note(Actie.project_gewijzigd, project, by)
    return project


@transaction.atomic
def move_project(*, project: Project, naar: Projectstatus, by: Account) -> Project:
    require(by, Recht.speerpunten_beheren)
    project = _locked(project)
    overgang = policies.PROJECT.check(project.status, naar)
    project.status = naar
    project.save(update_fields=["status", "gewijzigd_op"])
    note(overgang.actie, project, by, stand=naar.value)
    return project


@transaction.atomic
def create_plan(*, onderzoek: Onderzoek, naam: str, vraag: str, by: Account) -> Plan:
    require(by, Recht.speerpunten_beheren)
    plan = Plan.objects.create(
        onderzoek=onderzoek, naam=clean(naam, 200), vraag=clean(vraag, 1000), gemaakt_door=by
    )
    note(Actie.plan_gemaakt, plan, by)
    return plan


@transaction.atomic
def add_scenario(*, plan: Plan, naam: str, omschrijving: str, by: Account) -> Scenario:
    require(by, Recht.speerpunten_beheren)
    scenario = Scenario.objects.create(
        plan=plan, naam=clean(naam, 200), omschrijving=clean(omschrijving, 2000), gemaakt_door=by
    )
    note(Actie.scenario_gemaakt, scenario, by)
    return scenario


@transaction.atomic
def add_argument(*, scenario: Scenario, soort: str, tekst: str, by: Account) -> Argument:
    """What residents say is told of them as a group; a number of a person is refused."""
    require(by, Recht.speerpunten_beheren)
    if soort not in Argumentsoort.values:
        raise Geweigerd("Kies: voor, tegen, of wat bewoners zeggen.")
    argument = Argument.objects.create(
        scenario=scenario, soort=soort, tekst=clean(tekst, 1000), door=by
    )
    note(Actie.argument_gegeven, argument, by)
    return argument


def _fill(project: Project, inhoud: Projectinhoud) -> None:
    check_owner(inhoud.eigenaar)
    if inhoud.domein not in Domein.values:
        raise Geweigerd("Kies een domein.")
    if inhoud.begin and inhoud.einde and inhoud.einde < inhoud.begin:
        raise Geweigerd("Het einde ligt voor het begin. Controleer de datums.")
    project.naam = clean(inhoud.naam, 200)
    project.organisatie = clean(inhoud.organisatie, 200)
    project.domein = inhoud.domein
    project.buurten = check_areas(project.onderzoek, inhoud.buurten)
    project.begin, project.einde, project.eigenaar = inhoud.begin, inhoud.einde, inhoud.eigenaar
    project.waarom = clean(inhoud.waarom, 1000)
    project.geprobeerd = clean(inhoud.geprobeerd, 1000, leeg=True)
    project.openstaand = clean(inhoud.openstaand, 1000, leeg=True)
    project.kennis = clean(inhoud.kennis, 500, leeg=True)
    project.save()
    eigen = [s for s in inhoud.speerpunten if s.onderzoek_id == project.onderzoek_id]
    project.speerpunten.set(eigen)


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update().get(pk=project.pk)
