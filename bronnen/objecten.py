"""One row out of what the account may see, or 404 and a row in the logbook."""

from uuid import UUID

from django.http import HttpRequest

from bronnen import queries
from bronnen.models import Bronakkoord, Koppelbestand, Landing, Levering
from privacy.models import Onderzoek
from privacy.permissions import current_account, object_or_404
from privacy.queries import studies_for


def study_or_404(request: HttpRequest, pk: UUID) -> Onderzoek:
    by = current_account(request)
    return object_or_404(studies_for(by), by=by, object_soort="onderzoek", object_id=pk)


def source_request_or_404(request: HttpRequest, pk: UUID) -> Bronakkoord:
    by = current_account(request)
    rijen = queries.source_requests_for(by)
    return object_or_404(rijen, by=by, object_soort="bronakkoord", object_id=pk)


def landing_or_404(request: HttpRequest, pk: UUID) -> Landing:
    by = current_account(request)
    rijen = queries.landings_for(by)
    return object_or_404(rijen, by=by, object_soort="landing", object_id=pk)


def delivery_or_404(request: HttpRequest, pk: UUID) -> Levering:
    by = current_account(request)
    rijen = queries.deliveries_for(by)
    return object_or_404(rijen, by=by, object_soort="levering", object_id=pk)


def linked_file_or_404(request: HttpRequest, pk: UUID) -> Koppelbestand:
    by = current_account(request)
    rijen = queries.linked_files_for(by)
    return object_or_404(rijen, by=by, object_soort="koppelbestand", object_id=pk)
