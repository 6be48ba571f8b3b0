"""What may not stand in a text that a colleague types. Standard library only."""

import re

GEEN_NUMMERS = "Schrijf geen nummers van personen op: ook niet in een vraag."
# Eight or nine digits that stand alone: how a BSN is written.
_NUMMER = re.compile(r"(?<!\w)\d{8,9}(?!\w)")


def holds_number(tekst: str) -> bool:
    """Whether a number stands in it that could be that of a person."""
    return bool(_NUMMER.search(tekst))
