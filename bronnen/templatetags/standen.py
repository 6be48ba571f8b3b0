"""How sources and states are written on the screen."""

from django import template

from bronnen import leverschemas

register = template.Library()

# The word says it too, never the colour alone.
KLEUREN = {
    "goedgekeurd": "safe",
    "klaar": "safe",
    "vrijgegeven": "safe",
    "wacht_op_akkoord": "warning",
    "wacht_op_tweede": "warning",
    "aangevraagd": "warning",
    "ter_vrijgave": "warning",
    "beantwoord": "safe",
    "vastgesteld": "safe",
    "aangenomen": "safe",
    "afgerond": "safe",
    "open": "warning",
    "in_behandeling": "warning",
    "botst": "warning",
    "afgewezen": "danger",
    "teruggestuurd": "warning",
    "afgekeurd": "danger",
    "mislukt": "danger",
    "geweigerd": "danger",
    "ingetrokken": "danger",
    "akkoord_ingetrokken": "danger",
}


@register.filter
def bronnaam(code: str) -> str:
    """The name of a source; its code where the declaration is gone."""
    schema = leverschemas.all_schemas().get(code)
    return schema.naam if schema else code


@register.filter
def kleur(status: str) -> str:
    return KLEUREN.get(status, "neutral")
