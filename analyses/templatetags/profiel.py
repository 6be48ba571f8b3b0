"""The tables of a buurt, rendered once for all who may see the same figures."""

from functools import lru_cache
from itertools import zip_longest

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from analyses.buurtprofiel import BREED, HOOG, LIJNBREED, Groep, Regel
from analyses.kern.kleuren import Slot

register = template.Library()

TABELLEN = 512  # that a process keeps rendered
MATEN = {"breed": BREED, "hoog": HOOG, "lijnbreed": LIJNBREED}


@register.simple_tag
def profieltabel(groep: Groep, bij: int) -> SafeString:
    """`bij`: which one of its part of the page."""
    return _rendered(
        bij,
        groep.bron.sleutel, groep.titel, groep.koppen, groep.regels, groep.schaal, groep.jaren,
        groep.tekens,
    )  # fmt: skip


@lru_cache(maxsize=TABELLEN)
def _rendered(
    bij: int,
    sleutel: str,
    titel: str,
    koppen: tuple[str, ...],
    regels: tuple[Regel, ...],
    schaal: int | None,
    jaren: str,
    tekens: tuple[Slot, ...],
) -> SafeString:
    """Kept by every figure in it: who was not given the rows has nothing to ask this with."""
    gekopt = list(zip_longest(koppen, tekens))
    rijen = {"koppen": gekopt, "regels": regels, "schaal": schaal, "jaren": jaren}
    context = {"bij": bij, "sleutel": sleutel, "titel": titel, **rijen, **MATEN}
    return render_to_string("analyses/_profieltabel.html", context)
