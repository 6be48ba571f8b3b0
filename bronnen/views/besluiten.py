"""What the pages on which an officer decides have in common."""

from privacy.forms import Besluitformulier
from privacy.queries import events_since


def refused(formulier: Besluitformulier, versie: str, object_id: object) -> dict[str, object]:
    """For the page again: the words that were typed, and what happened while they were."""
    intussen = events_since(object_id, formulier.bekeken)
    formulier.look_again(versie)
    return {"besluit": formulier, "formulier": formulier, "intussen": intussen}
