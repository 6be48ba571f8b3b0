"""One row out of what the account may see, or 404 and a row in the logbook."""

from uuid import UUID

from django.http import HttpRequest

from analyses import queries
from analyses.models import Aanvraag, Analyse, Resultaat
from privacy.models import Onderzoek
from privacy.permissions import current_account, object_or_404


def analysis_or_404(request: HttpRequest, pk: UUID) -> Analyse:
    by = current_account(request)
    return object_or_404(queries.analyses_for(by), by=by, object_soort="analyse", object_id=pk)


def draft_or_404(request: HttpRequest, pk: UUID) -> Resultaat:
    by = current_account(request)
    return object_or_404(queries.drafts_for(by), by=by, object_soort="resultaat", object_id=pk)


def released_or_404(request: HttpRequest, pk: UUID) -> Resultaat:
    by = current_account(request)
    return object_or_404(queries.released_for(by), by=by, object_soort="resultaat", object_id=pk)


def request_or_404(request: HttpRequest, pk: UUID | str) -> Aanvraag:
    by = current_account(request)
    return object_or_404(queries.requests_for(by), by=by, object_soort="aanvraag", object_id=pk)


def study_with_results_or_404(request: HttpRequest, pk: UUID) -> Onderzoek:
    by = current_account(request)
    rijen = queries.studies_with_results_for(by)
    return object_or_404(rijen, by=by, object_soort="onderzoek", object_id=pk)
