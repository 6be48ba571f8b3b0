"""The building blocks of pages: form fields, error summary, alerts, badges, tables, progress."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from privacy.getallen import getal
from privacy.kern.presentatie import Tabelweergave
from privacy.rollen import ROLNAMEN, Rol
from privacy.woordenlijst import explained

register = template.Library()

KLASSEN: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "utrecht-textarea"),
    (forms.CheckboxInput, "utrecht-checkbox utrecht-checkbox--html-input utrecht-checkbox--custom"),
    (forms.Select, "utrecht-select utrecht-select--html-select"),
)
TABELLEN = 256  # that a process keeps rendered
TEKSTVAK = "utrecht-textbox utrecht-textbox--html-input"
SOORTEN = {"debug": "info", "info": "info", "success": "ok", "warning": "warning", "error": "error"}
SOORTNAMEN = {"info": "Let op", "ok": "Gelukt", "warning": "Waarschuwing", "error": "Fout"}


@register.inclusion_tag("onderdelen/veld.html")
def veld(field: BoundField, kort: bool = False) -> dict[str, Any]:
    """A form field with label, explanation and error, tied together for screen readers.

    `kort`: does not say that it may stay empty, for filters where nothing is required.
    """
    return {
        "kort": kort,
        "field": field,
        "soort": _kind(field),
        "invoer": _control(field),
        "uitleg_id": f"{field.auto_id}_uitleg",
        "fout_id": f"{field.auto_id}_fout",
    }


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    # Before RadioSelect: Django derives the one from the other.
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "vinkjes"
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    return "vinkje" if isinstance(widget, forms.CheckboxInput) else "tekst"


def _control(field: BoundField) -> SafeString | str:
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""
    attrs: dict[str, Any] = {"class": _classes(widget)}
    beschrijving = [f"{field.auto_id}_uitleg"] if field.help_text else []
    if field.errors:
        attrs["aria-invalid"] = "true"
        if isinstance(widget, forms.Textarea):
            attrs["class"] += " utrecht-textarea--invalid"
        beschrijving.append(f"{field.auto_id}_fout")
    if beschrijving:
        attrs["aria-describedby"] = " ".join(beschrijving)
    return field.as_widget(attrs=attrs)


def _classes(widget: forms.Widget) -> str:
    extra = str(widget.attrs.get("class", ""))
    eigen = next((klasse for soort, klasse in KLASSEN if isinstance(widget, soort)), TEKSTVAK)
    return f"{eigen} {extra}".strip()


@register.inclusion_tag("onderdelen/foutoverzicht.html")
def foutoverzicht(formulier: forms.BaseForm | None, melding: str = "") -> dict[str, Any]:
    """What is wrong, on top, with links to the fields; gets the focus when the page opens."""
    if not formulier:
        return {"algemeen": [melding] if melding else [], "velden": []}
    algemeen = [*formulier.non_field_errors(), *([melding] if melding else [])]
    velden = [(f, fout) for f in formulier if not f.is_hidden for fout in f.errors]
    verborgen = [fout for f in formulier.hidden_fields() for fout in f.errors]
    return {"algemeen": [*algemeen, *verborgen], "velden": velden}


@register.inclusion_tag("onderdelen/melding.html")
def melding(soort: str, tekst: str) -> dict[str, str]:
    """An alert; `soort` info, ok, warning or error (or a level of django.contrib.messages)."""
    naam = SOORTEN.get(soort, soort)
    return {"soort": naam, "soortnaam": SOORTNAMEN[naam], "tekst": tekst}


@register.inclusion_tag("onderdelen/status.html")
def status(soort: str, tekst: str) -> dict[str, str]:
    """A badge; `soort` safe, warning, danger or neutral. The text says it, not the colour."""
    return {"soort": soort, "tekst": tekst}


@register.inclusion_tag("onderdelen/voortgang.html")
def voortgang(percent: int, stap: str, gestart: datetime | None = None) -> dict[str, Any]:
    """Progress with a spoken line that changes at the start, at each quarter and at the end.

    `gestart`: when the job began; then it also says how long still.
    """
    seconden = (timezone.now() - gestart).total_seconds() if gestart else 0.0
    return {
        "percent": percent,
        "stap": stap,
        "kwart": int(percent) // 25 * 25,
        "nog": time_left(int(percent), seconden),
    }


def time_left(percent: int, seconden: float) -> str:
    """As if the rest goes as fast; nothing before there is something to go by."""
    if percent < 5 or seconden < 3:
        return ""
    minuten = seconden * (100 - percent) / percent / 60
    if minuten < 1:
        return "Nog minder dan een minuut."
    if minuten < 90:
        return f"Nog ongeveer {round(minuten)} {'minuut' if round(minuten) == 1 else 'minuten'}."
    return f"Nog ongeveer {round(minuten / 60)} uur."


@register.inclusion_tag("onderdelen/leeg.html")
def leeg(tekst: str, url: str = "", knop: str = "") -> dict[str, str]:
    """An empty list: what is missing, and what to do about it."""
    return {"tekst": tekst, "url": url, "knop": knop}


@register.inclusion_tag("onderdelen/kruimels.html")
def kruimelpad(*delen: str) -> dict[str, Any]:
    """`{% kruimelpad "Onderzoeken" url_a "Naam" url_b "Hier" %}`: title and address in turn."""
    paren = list(zip(delen[:-1:2], delen[1:-1:2], strict=True))
    return {"paden": paren, "hier": delen[-1]}


@register.simple_block_tag(end_name="eindtabelvak")
def tabelvak(content: str, naam: str, lang: bool = False, bij: str | int = "") -> SafeString:
    """A box around a table that may scroll sideways: reachable by keyboard, with a name. `lang`:
    the box is no higher than a screen, and scrolls. `bij`: which one of several of that name.

    The name differs from that of the section around it, so that a list of regions tells them apart.
    """
    return format_html(
        '<div class="utrecht-table-container bm-tabelvak{}" tabindex="0" role="region"'
        ' aria-label="Tabel{}: {}">{}</div>',
        " bm-tabelvak--lang" if lang else "",
        f" {bij}" if bij else "",
        naam,
        content,
    )


@register.simple_tag
def begrip(woord: str) -> SafeString | str:
    """A word with its explanation at hand, by pointer and by keyboard; else just the word."""
    uitleg = explained(woord)
    if not uitleg:
        return woord
    return format_html(
        '<button class="bm-begrip" type="button" data-uitleg="{}">{}</button>', uitleg, woord
    )


@register.simple_tag
def veilige_tabel(tabel: Tabelweergave, bij: str | int = "") -> SafeString:
    """A protected table. One of hundreds of cells takes longer than all else of a page. `bij`:
    which one, where a page shows several."""
    return _rendered(tabel, str(bij))


@lru_cache(maxsize=TABELLEN)
def _rendered(tabel: Tabelweergave, bij: str) -> SafeString:
    """Kept by every cell of it: who was not given the table has nothing to ask this with."""
    return render_to_string("onderdelen/veilige_tabel.html", {"tabel": tabel, "bij": bij})


register.filter("getal", getal)


@register.filter
def rolnaam(code: str) -> str:
    return ROLNAMEN[Rol(code)] if code in Rol.__members__ else code


@register.filter
def woorden(code: str) -> str:
    return code.replace("_", " ")


@register.filter
def logwaarde(waarde: object) -> str:
    """A detail of a log row: ja and nee, lists with commas, numbers in Dutch notation."""
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, list):
        return ", ".join(logwaarde(deel) for deel in waarde) or "geen"
    if isinstance(waarde, dict):
        return ", ".join(f"{naam} {logwaarde(deel)}" for naam, deel in waarde.items())
    return getal(waarde)


@register.filter
def datum(iso: str) -> str:
    """1 januari 2016, from 2016-01-01; anything else is left alone."""
    try:
        return date_format(date.fromisoformat(iso), "j F Y")
    except (TypeError, ValueError):
        return iso
