"""The tables of a buurt, rendered once for all who may see the same figures."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from analyses.buurtprofiel import BREED, HOOG, LIJNBREED, Groep, Regel

register = template.Library()

TABELLEN = 512  # that a process keeps rendered
MATEN = {"breed": BREED, "hoog": HOOG, "lijnbreed": LIJNBREED}


@register.simple_tag
def profieltabel(groep: Groep) -> SafeString:
    return _rendered(
        groep.bron.sleutel, groep.titel, groep.koppen, groep.regels, groep.schaal, groep.jaren
    )


@lru_cache(maxsize=TABELLEN)
def _rendered(
    sleutel: str,
    titel: str,
    koppen: tuple[str, ...],
    regels: tuple[Regel, ...],
    schaal: int | None,
    jaren: str,
) -> SafeString:
    """Kept by every figure in it: who was not given the rows has nothing to ask this with."""
    rijen = {"koppen": koppen, "regels": regels, "schaal": schaal, "jaren": jaren}
    context = {"sleutel": sleutel, "titel": titel, **rijen, **MATEN}
    return render_to_string("analyses/_profieltabel.html", context)
