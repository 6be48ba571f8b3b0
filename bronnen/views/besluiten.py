"""What the pages on which an officer decides have in common."""

from django.http import HttpRequest

from privacy.models import Uitkomst

KIES = "Kies wat u besluit: akkoord, terugsturen of weigeren."


def chosen_outcome(request: HttpRequest) -> Uitkomst | None:
    """None where nothing was chosen, or something that does not exist."""
    gekozen = request.POST.get("uitkomst", "")
    return Uitkomst(gekozen) if gekozen in Uitkomst.values else None
