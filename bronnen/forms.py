"""What a supplier and an analist fill in."""

from datetime import date
from typing import Any, cast

from django import forms

from bronnen import leverschemas
from bronnen.kern.leverschema import Aanbieding, Leverschema
from bronnen.models import Bronakkoord
from privacy.models import Onderzoek

# Django's own sentence repeats what came in.
NIET_TE_KIEZEN = "Dit kunt u niet (meer) kiezen. Kies opnieuw."
DATUMFORMATEN = ["%Y-%m-%d", "%d-%m-%Y"]


def _datum(label: str, **opties: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DATUMFORMATEN,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Deze datum klopt niet. Schrijf bijvoorbeeld 2016-12-31."},
        **opties,
    )


class Aanbiedingsformulier(forms.Form):
    """The aanbiedingsgegevens; the file itself travels apart, as the raw body of a PUT."""

    keuze = forms.ChoiceField(
        label="Bron",
        error_messages={"required": "Kies een bron.", "invalid_choice": NIET_TE_KIEZEN},
    )
    peildatum = _datum("Peildatum", help_text="De dag waarop de gegevens gelden.")
    periode_begin = _datum("Begin van de periode", required=False)
    periode_einde = _datum("Einde van de periode", required=False)
    aantal_rijen = forms.IntegerField(
        label="Aantal rijen",
        min_value=1,
        required=False,
        help_text="Zonder de regel met kolomnamen.",
    )
    sha256 = forms.RegexField(
        label="Controlegetal (SHA-256)",
        regex=r"^[0-9a-fA-F]{64}$",
        required=False,
        error_messages={"invalid": "Een controlegetal heeft 64 tekens: cijfers en a tot en met f."},
    )
    contact = forms.CharField(label="Wie kunnen wij bellen of mailen?", max_length=200)
    blad = forms.CharField(
        label="Naam van het werkblad",
        max_length=100,
        required=False,
        help_text="Alleen voor Excel. Leeg betekent: het eerste blad.",
    )
    nul_aanvullen = forms.BooleanField(
        label="Zet een nul voor een bsn van 8 cijfers",
        required=False,
        help_text="Kies dit alleen als uw programma de eerste nul heeft weggelaten.",
    )
    bestandsnaam = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, akkoorden: list[Bronakkoord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.akkoorden = {str(akkoord.pk): akkoord for akkoord in akkoorden}
        cast(forms.ChoiceField, self.fields["keuze"]).choices = [
            (sleutel, f"{leverschemas.schema(akkoord.bron).naam} — {akkoord.onderzoek.naam}")
            for sleutel, akkoord in self.akkoorden.items()
        ]

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean() or {}
        begin, einde = gegevens.get("periode_begin"), gegevens.get("periode_einde")
        if begin and einde and einde < begin:
            self.add_error("periode_einde", "Het einde ligt voor het begin. Draai de datums om.")
        return gegevens

    def offer(self) -> tuple[Onderzoek, Aanbieding]:
        """The valid form as the onderzoek and the Aanbieding it is for."""
        akkoord = self.akkoorden[self.cleaned_data["keuze"]]
        onderzoek = akkoord.onderzoek
        peildatum: date = self.cleaned_data["peildatum"]
        return onderzoek, Aanbieding(
            bron=akkoord.bron,
            peildatum=peildatum,
            periode_begin=self.cleaned_data["periode_begin"] or onderzoek.periode_begin,
            periode_einde=self.cleaned_data["periode_einde"] or peildatum,
            aantal_rijen=self.cleaned_data["aantal_rijen"],
            sha256=self.cleaned_data["sha256"].lower() or None,
            contact=self.cleaned_data["contact"],
            blad=self.cleaned_data["blad"] or None,
            nul_aanvullen=self.cleaned_data["nul_aanvullen"],
        )


class Bronaanvraag(forms.Form):
    """Which elements the analist asks for, and why."""

    elementen = forms.MultipleChoiceField(
        label="Elementen", widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Kies minstens één element.", "invalid_choice": NIET_TE_KIEZEN,
        },
    )  # fmt: skip
    toelichting = forms.CharField(
        label="Waarvoor hebt u deze gegevens nodig?",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Schrijf op waarvoor u deze gegevens nodig hebt."},
    )

    def __init__(self, *args: Any, schema: Leverschema, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = cast(forms.MultipleChoiceField, self.fields["elementen"])
        veld.choices = [(kolom.naam, kolom.naam) for kolom in schema.kolommen]
