"""What an officer fills in to destroy, to hold, or to say that the clock is right."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from privacy.bewaren import Kalenderregel
from privacy.forms import BevestigMixin, reason_field
from privacy.models import Uitkomst


class Lijstformulier(BevestigMixin):
    """What is to be destroyed. What was made of it goes along, and is shown before it is agreed."""

    objecten = forms.MultipleChoiceField(
        label="Wat moet er vernietigd worden?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies wat er vernietigd moet worden."},
    )
    reden = reason_field("Waarom nu?")

    def __init__(self, *args: Any, regels: Sequence[Kalenderregel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["objecten"]).choices = choices(regels)


class Opschortformulier(BevestigMixin):
    wat = forms.ChoiceField(
        label="Wat moet bewaard blijven?", error_messages={"required": "Kies wat."}
    )
    reden = reason_field("Waarom?")

    def __init__(self, *args: Any, regels: Sequence[Kalenderregel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["wat"]).choices = [("", "Kies"), *choices(regels)]


class Opheffingformulier(BevestigMixin):
    reden = reason_field("Waarom mag het weer?")


class Vernietigbesluitformulier(BevestigMixin):
    """Agree or not; none preselected. `gezien`: `list_version` of the page."""

    uitkomst = forms.ChoiceField(
        label="Wat besluit u?",
        widget=forms.RadioSelect,
        choices=[
            (Uitkomst.akkoord.value, "Vernietigen: dit is niet terug te draaien"),
            (Uitkomst.geweigerd.value, "Niet vernietigen"),
        ],
        error_messages={"required": "Kies wat u besluit."},
    )
    reden = reason_field("Reden")
    gezien = forms.CharField(widget=forms.HiddenInput, max_length=64)


class Klokformulier(BevestigMixin):
    """The confirmation alone."""


def choices(regels: Sequence[Kalenderregel]) -> list[tuple[str, str]]:
    return [(f"{r.bewaard.soort}:{r.bewaard.object_id}", r.bewaard.titel) for r in regels]


def pair(waarde: str) -> tuple[str, str]:
    """Kind and id of a choice."""
    soort, _, nummer = waarde.partition(":")
    return soort, nummer
