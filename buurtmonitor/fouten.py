"""Error answers: a sentence for people, problem+json for programs, never a value, path or stack."""

from __future__ import annotations

import sys
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import format_html

log = structlog.get_logger(__name__)

ZINNEN = {
    400: ("Dit verzoek klopt niet", "Ga terug en probeer het opnieuw."),
    401: ("U bent niet aangemeld", "Meld u aan, of geef een geldig token mee."),
    403: ("U mag dit niet doen", "Vraag de beheerder of u de juiste rol heeft."),
    404: ("Deze pagina bestaat niet", "Controleer het adres of ga terug."),
    405: ("Dit kan hier niet", "Ga terug en gebruik de knop op de pagina."),
    409: ("Er is intussen iets veranderd", "Open de pagina opnieuw en kijk wat er veranderde."),
    413: ("Dit bestand is te groot", "Lever een kleiner bestand."),
    415: ("Dit soort bestand kan hier niet", "Lever het bestand zoals de handleiding zegt."),
    429: ("U doet te veel verzoeken", "Wacht een paar minuten en probeer het opnieuw."),
    500: ("Er ging iets mis", "Probeer het opnieuw. Lukt het niet, meld het bij de beheerder."),
    503: ("De Buurtmonitor is even niet bereikbaar", "Probeer het over een minuut opnieuw."),
}
KAAL = (
    '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{} · Buurtmonitor</title></head>'
    '<body><main><h1>{}</h1><p>{}</p><p><a href="/">Naar het begin</a></p></main></body></html>'
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403, getattr(exception, "melding", ""))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is away passes by itself: 503. Everything else is our fault: 500."""
    return error_page(request, 503 if _is_outage(sys.exc_info()[1]) else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403)


def error_page(request: HttpRequest, status: int, detail: str = "") -> HttpResponse:
    """`detail` is a sentence of ours in place of the general one."""
    if request.path.startswith("/api/"):
        return problem(status, detail=detail)
    title, sentence = ZINNEN[status]
    sentence = detail or sentence
    if status < 500:
        context = {"title": title, "sentence": sentence, "status": status}
        try:
            return HttpResponse(render_to_string("fout.html", context, request), status=status)
        except Exception as error:
            # The page around the sentence failed; the sentence itself still goes out.
            log.error("foutpagina_kaal", exc_info=error)
    return HttpResponse(format_html(KAAL, title, title, sentence), status=status)


def problem(
    status: int, *, detail: str = "", velden: dict[str, list[str]] | None = None
) -> JsonResponse:
    """RFC 9457. `detail` is a sentence of ours, never a value that came in; `velden` names the
    refused fields with a code each."""
    title, sentence = ZINNEN.get(status, ZINNEN[400])
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or sentence}
    more = {"velden": velden} if velden else {}
    return JsonResponse(body | more, status=status, content_type="application/problem+json")


def problem_json(exc: Exception, context: dict[str, Any]) -> HttpResponse:
    """The exception handler of the API."""
    from rest_framework.views import exception_handler, set_rollback

    answer = exception_handler(exc, context)
    if answer is None:
        set_rollback()
        log.error("api_fout", exc_info=exc)
        return problem(503 if _is_outage(exc) else 500)
    return _as_problem(exc, answer)


def _as_problem(exc: Exception, answer: Any) -> HttpResponse:
    from rest_framework.exceptions import ValidationError

    velden = _field_errors(answer.data) if isinstance(exc, ValidationError) else None
    response = problem(answer.status_code, velden=velden)
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in answer.headers:
            response.headers[name] = answer.headers[name]
    return response


def _field_errors(data: Any) -> dict[str, list[str]]:
    """The code of each refused field: DRF's sentences repeat what was sent."""
    if not isinstance(data, dict):
        return {}
    return {
        str(field): sorted({str(getattr(error, "code", "invalid")) for error in _listed(errors)})
        for field, errors in data.items()
    }


def _listed(errors: Any) -> list[Any]:
    return list(errors) if isinstance(errors, list) else [errors]


def _is_outage(error: BaseException | None) -> bool:
    return isinstance(error, OperationalError | InterfaceError)
