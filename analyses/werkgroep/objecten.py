"""One row out of what the account may see, or 404 and a row in the logbook."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from analyses.werkgroep import queries
from analyses.werkgroep.models import (
    Agendapunt,
    Bijeenkomst,
    Duiding,
    Plan,
    Project,
    Scenario,
    Speerpunt,
    Verslag,
    Voorstel,
)
from privacy.models import Account
from privacy.permissions import current_account, object_or_404

M = TypeVar("M", bound=Model)


def _one(by: Account, rijen: QuerySet[M], pk: UUID) -> M:
    return object_or_404(rijen, by=by, object_soort=str(rijen.model._meta.model_name), object_id=pk)


def meeting_or_404(request: HttpRequest, pk: UUID) -> Bijeenkomst:
    by = current_account(request)
    return _one(by, queries.meetings_for(by), pk)


def item_or_404(request: HttpRequest, pk: UUID) -> Agendapunt:
    by = current_account(request)
    return _one(by, queries.items_for(by), pk)


def reading_or_404(request: HttpRequest, pk: UUID) -> Duiding:
    by = current_account(request)
    return _one(by, queries.readings_for(by), pk)


def proposal_or_404(request: HttpRequest, pk: UUID) -> Voorstel:
    by = current_account(request)
    return _one(by, queries.proposals_for(by), pk)


def minutes_or_404(request: HttpRequest, pk: UUID) -> Verslag:
    by = current_account(request)
    return _one(by, queries.minutes_for(by), pk)


def focus_or_404(request: HttpRequest, pk: UUID) -> Speerpunt:
    by = current_account(request)
    return _one(by, queries.focuses_for(by), pk)


def project_or_404(request: HttpRequest, pk: UUID) -> Project:
    by = current_account(request)
    return _one(by, queries.projects_for(by), pk)


def plan_or_404(request: HttpRequest, pk: UUID) -> Plan:
    by = current_account(request)
    return _one(by, queries.plans_for(by), pk)


def scenario_or_404(request: HttpRequest, pk: UUID) -> Scenario:
    by = current_account(request)
    return _one(by, queries.scenarios_for(by), pk)
