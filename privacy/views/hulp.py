"""What the pages share."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form: an empty POST is sent too, and must be checked."""
    return request.POST if request.method == "POST" else None
