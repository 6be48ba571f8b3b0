"""What is filled in for the dossier of an onderzoek."""

from datetime import date
from typing import Any

from django import forms

from privacy.dossier import AFSPRAKEN, Aggregatieniveau, Documentsoort
from privacy.forms import VERPLICHT, Besluitformulier, _datum, _tekst
from privacy.models import Account, Onderzoek
from privacy.queries import possible_participants

PERSONEN = {"required": "Kies ten minste één persoon.", "invalid_choice": "Kies uit de lijst."}


def _minimum(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=10_000,
        help_text="In personen. Leeg: de drempels die gelden. Strenger mag, ruimer niet.",
        error_messages={"invalid": "Schrijf een heel getal, bijvoorbeeld 20."},
    )


class Afsprakenformulier(forms.Form):
    """The five questions, the level, the end date and who works on it."""

    aggregatieniveau = forms.ChoiceField(
        label="Op welk niveau worden de cijfers getoond?",
        choices=Aggregatieniveau.choices,
        widget=forms.RadioSelect,
        help_text="Grover dan per buurt: dan zijn er alleen analyses over de hele gemeente samen.",
    )
    min_aantal = _minimum("Kleinste aantal dat wordt getoond")
    min_basis = _minimum("Kleinste groep waarover iets wordt getoond")
    loopt_tot = _datum("Tot en met welke dag mogen de gegevens worden gebruikt?")
    deelnemers = forms.ModelMultipleChoiceField(
        label="Wie werkt aan het onderzoek?",
        queryset=Account.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages=PERSONEN,
    )

    def __init__(self, *args: Any, onderzoek: Onderzoek, **kwargs: Any) -> None:
        kwargs["initial"] = _arrangements(onderzoek)
        super().__init__(*args, **kwargs)
        rest = dict(self.fields)
        self.fields.clear()
        for veld, vraag, uitleg in AFSPRAKEN:
            self.fields[veld] = _tekst(
                vraag, help_text=uitleg, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.fields.update(rest)
        self.fields["deelnemers"].queryset = possible_participants()  # type: ignore[attr-defined]

    def velden(self) -> dict[str, Any]:
        """As `actions.set_arrangements` takes them."""
        velden = dict(self.cleaned_data)
        afspraken = {veld: velden.pop(veld) for veld, _, _ in AFSPRAKEN}
        niveau = Aggregatieniveau(velden.pop("aggregatieniveau"))
        return {**velden, "afspraken": afspraken, "aggregatieniveau": niveau}


def _arrangements(onderzoek: Onderzoek) -> dict[str, object]:
    teksten = {veld: getattr(onderzoek, veld) for veld, _, _ in AFSPRAKEN}
    return {
        **teksten,
        "aggregatieniveau": onderzoek.aggregatieniveau,
        "min_aantal": onderzoek.min_aantal,
        "min_basis": onderzoek.min_basis,
        "loopt_tot": onderzoek.loopt_tot,
        "deelnemers": list(onderzoek.deelnemers.values_list("pk", flat=True)),
    }


class Documentformulier(forms.Form):
    soort = forms.ChoiceField(
        label="Welk document?",
        choices=[("", "Kies een document"), *Documentsoort.choices],
        error_messages={**VERPLICHT, "required": "Kies een document."},
    )
    kenmerk = _tekst(
        "Kenmerk", max_length=200, help_text="Zoals het op het document staat, met de versie."
    )
    geldig_van = _datum("Geldig vanaf")
    geldig_tot = _datum("Geldig tot en met", help_text="Na deze dag is de bron vanzelf dicht.")
    voorwaarden = _tekst(
        "Voorwaarden", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    personen = forms.ModelMultipleChoiceField(
        label="Wie noemt het document?",
        queryset=Account.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Noemt het niemand, laat dit dan leeg. Anders mogen alleen zij ermee werken.",
        error_messages=PERSONEN,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["personen"].queryset = possible_participants()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        velden = super().clean() or {}
        van, tot = velden.get("geldig_van"), velden.get("geldig_tot")
        if isinstance(van, date) and isinstance(tot, date) and tot < van:
            self.add_error("geldig_tot", "Het einde ligt voor het begin. Draai de datums om.")
        return velden

    def velden(self) -> dict[str, Any]:
        return {**self.cleaned_data, "soort": Documentsoort(self.cleaned_data["soort"])}


class Onderzoekbesluitformulier(Besluitformulier):
    voorwaarden = _tekst(
        "Voorwaarden bij het akkoord",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
