"""The stored figures of a result, as they are: nothing is drawn while somebody waits."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response

from privacy.kern.veilig import VeiligResultaat


def figure_response(request: HttpRequest, inhoud: VeiligResultaat, versie: str) -> HttpResponse:
    """All Plotly figures of one result; `versie` makes the ETag, and the browser asks each time."""
    etag = f'"{versie}"'
    voorwaardelijk = get_conditional_response(request, etag=etag)
    if isinstance(voorwaardelijk, HttpResponseNotModified):
        antwoord: HttpResponse = voorwaardelijk
    else:
        tekst = json.dumps(list(inhoud.figuren), ensure_ascii=False, separators=(",", ":"))
        antwoord = HttpResponse(tekst, content_type="application/json; charset=utf-8")
    antwoord["ETag"] = etag
    antwoord["Cache-Control"] = "private, no-cache"
    return antwoord
