"""What people of the werkgroep fill in; what may be written is checked by the deed itself."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from analyses.models import Resultaat
from analyses.werkgroep import queries
from analyses.werkgroep.actions.bijeenkomsten import Bijeenkomstinhoud
from analyses.werkgroep.actions.projecten import Projectinhoud
from analyses.werkgroep.actions.speerpunten import Speerpuntinhoud
from analyses.werkgroep.models import (
    Argumentsoort,
    Bijeenkomst,
    Domein,
    Oordeel,
    Project,
    Regeling,
    Speerpunt,
    Voorstelstatus,
)
from bronnen.forms import NIET_TE_KIEZEN
from privacy.models import Account, Onderzoek

VERPLICHT = {"required": "Vul dit in."}
KIES = {"required": "Maak een keuze.", "invalid_choice": NIET_TE_KIEZEN}
DATUM_ONJUIST = "Deze datum klopt niet. Schrijf bijvoorbeeld 2016-12-31."
GEEN_PERSONEN = "Schrijf geen namen of andere gegevens van bewoners op."


def _regel(label: str, hoogstens: int, **opties: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=hoogstens, error_messages=VERPLICHT, **opties)


def _tekst(label: str, hoogstens: int, rijen: int = 3, **opties: Any) -> forms.CharField:
    vak = forms.Textarea(attrs={"rows": rijen})
    return _regel(label, hoogstens, widget=vak, **opties)


def _datum(label: str, **opties: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**VERPLICHT, "invalid": DATUM_ONJUIST},
        **opties,
    )


def _persoon(label: str, **opties: Any) -> "forms.ModelChoiceField[Account]":
    return forms.ModelChoiceField(
        label=label,
        queryset=Account.objects.none(),
        empty_label="kies een collega",
        error_messages=KIES,
        **opties,
    )


def _grafiek(label: str, **opties: Any) -> "forms.ModelChoiceField[Resultaat]":
    return forms.ModelChoiceField(
        label=label,
        queryset=Resultaat.objects.none(),
        required=False,
        empty_label="geen grafiek",
        error_messages=KIES,
        **opties,
    )


class Werkgroepformulier(forms.Form):
    """Fields that choose a colleague or a chart get their lists here."""

    def _people(self, naam: str, mensen: QuerySet[Account]) -> None:
        cast("forms.ModelChoiceField[Account]", self.fields[naam]).queryset = mensen

    def _charts(self, resultaten: QuerySet[Resultaat]) -> None:
        veld = cast("forms.ModelChoiceField[Resultaat]", self.fields["resultaat"])
        veld.queryset = resultaten

    def _areas(self, onderzoek: Onderzoek) -> None:
        codes = [*onderzoek.buurten, *onderzoek.referentiebuurten]
        keuzes = [(code, onderzoek.buurtnamen.get(code, code)) for code in codes]
        cast(forms.MultipleChoiceField, self.fields["buurten"]).choices = keuzes


def _buurten() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Buurten",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Vinkt u niets aan, dan geldt het voor alle buurten van het onderzoek.",
        error_messages=KIES,
    )


class Bijeenkomstformulier(Werkgroepformulier):
    onderzoek = forms.ModelChoiceField(
        label="Onderzoek", queryset=Onderzoek.objects.none(), error_messages=KIES,
        empty_label=None,
    )  # fmt: skip
    naam = _regel("Naam van de bijeenkomst", 200)
    datum = _datum("Datum")
    plaats = _regel("Plaats", 200, required=False, help_text="Een zaal, of ‘op afstand’.")
    voorzitter = _persoon("Voorzitter")
    secretaris = _persoon("Secretaris", help_text="Werkt de conclusies en het verslag uit.")
    deelnemers = forms.ModelMultipleChoiceField(
        label="Deelnemers",
        queryset=Account.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=KIES,
    )

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for naam in ("voorzitter", "secretaris", "deelnemers"):
            self._people(naam, queries.members())
        veld = cast("forms.ModelChoiceField[Onderzoek]", self.fields["onderzoek"])
        veld.queryset = queries.studies_for(by)

    def inhoud(self) -> Bijeenkomstinhoud:
        gegevens = dict(self.cleaned_data)
        gegevens.pop("onderzoek", None)
        return Bijeenkomstinhoud(**gegevens | {"deelnemers": tuple(gegevens["deelnemers"])})


def meeting_initial(bijeenkomst: Bijeenkomst) -> dict[str, Any]:
    velden = ("onderzoek", "naam", "datum", "plaats", "voorzitter", "secretaris")
    deelnemers = [deelnemer.account_id for deelnemer in bijeenkomst.deelnemers.all()]
    return {veld: getattr(bijeenkomst, veld) for veld in velden} | {"deelnemers": deelnemers}


class Agendapuntformulier(Werkgroepformulier):
    resultaat = _grafiek("Grafiek")
    naam = _regel(
        "Onderwerp", 300, required=False,
        help_text="Laat leeg om de bevinding van de grafiek te gebruiken.",
    )  # fmt: skip
    besluitvraag = _regel("Wat willen we hierover besluiten?", 500)

    def __init__(self, *args: Any, resultaten: QuerySet[Resultaat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._charts(resultaten)

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean() or {}
        if not gegevens.get("resultaat") and not gegevens.get("naam"):
            self.add_error("naam", "Kies een grafiek, of vul een onderwerp in.")
        return gegevens


class Uitkomstformulier(Werkgroepformulier):
    naar = forms.ChoiceField(
        label="Besluit",
        widget=forms.RadioSelect,
        choices=[k for k in Voorstelstatus.choices if k[0] != Voorstelstatus.open],
        error_messages=KIES,
    )
    uitkomst = _tekst("Uitkomst in één of twee zinnen", 1000, 2)
    eigenaar = _persoon("Wie doet het", required=False)
    gereed_op = _datum("Klaar op", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people("eigenaar", queries.owners())


class Speerpuntformulier(Werkgroepformulier):
    naam = _regel("Speerpunt", 200)
    domein = forms.ChoiceField(label="Domein", choices=Domein.choices, error_messages=KIES)
    regeling = forms.ChoiceField(
        label="Onderwerp",
        choices=Regeling.choices,
        error_messages=KIES,
        help_text="Herstructurering hoort bij fysiek, veiligheid bij veilig, de andere bij"
        " sociaal.",
    )
    buurten = _buurten()
    eigenaar = _persoon("Eigenaar")
    gereed_op = _datum("Klaar op")
    effect = _tekst("Welk effect verwachten we?", 1000, help_text=GEEN_PERSONEN)
    indicator = _regel("Aan welk cijfer zien we dat?", 300)
    resultaat = _grafiek("In welke grafiek staat dat cijfer nu?")
    bestuursakkoord = _regel(
        "Plaats in het bestuursakkoord", 300, required=False,
        help_text="Bijvoorbeeld: hoofdstuk 3, iedereen doet mee.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, onderzoek: Onderzoek, resultaten: QuerySet[Resultaat], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._people("eigenaar", queries.owners())
        self._charts(resultaten)
        self._areas(onderzoek)

    def inhoud(self) -> Speerpuntinhoud:
        return Speerpuntinhoud(
            **self.cleaned_data | {"buurten": tuple(self.cleaned_data["buurten"])}
        )


def focus_initial(speerpunt: Speerpunt) -> dict[str, Any]:
    return {veld: getattr(speerpunt, veld) for veld in Speerpuntformulier.base_fields}


class Metingformulier(Werkgroepformulier):
    oordeel = forms.ChoiceField(
        label="Wat ziet u?", widget=forms.RadioSelect, choices=Oordeel.choices, error_messages=KIES
    )
    toelichting = _tekst("Toelichting", 1000, help_text=GEEN_PERSONEN)
    resultaat = _grafiek("Waaraan ziet u dat?")

    def __init__(self, *args: Any, resultaten: QuerySet[Resultaat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._charts(resultaten)


class Projectformulier(Werkgroepformulier):
    naam = _regel("Project", 200)
    organisatie = _regel("Wie voert het uit?", 200, help_text="Een organisatie of een afdeling.")
    domein = forms.ChoiceField(label="Domein", choices=Domein.choices, error_messages=KIES)
    buurten = _buurten()
    begin = _datum("Begin", required=False)
    einde = _datum("Einde", required=False)
    eigenaar = _persoon("Eigenaar")
    speerpunten = forms.ModelMultipleChoiceField(
        label="Speerpunten waar het aan bijdraagt",
        queryset=Speerpunt.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=KIES,
    )
    waarom = _tekst("Waarom doen we dit?", 1000, help_text=GEEN_PERSONEN)
    geprobeerd = _tekst("Wat is al geprobeerd, en wat leverde het op?", 1000, required=False)
    openstaand = _tekst("Wat staat nog open?", 1000, required=False)
    kennis = _tekst("Wie weet hier meer van?", 500, 2, required=False,
                    help_text="Een functie of een afdeling.")  # fmt: skip

    def __init__(self, *args: Any, onderzoek: Onderzoek, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people("eigenaar", queries.owners())
        self._areas(onderzoek)
        veld = cast("forms.ModelMultipleChoiceField[Speerpunt]", self.fields["speerpunten"])
        veld.queryset = Speerpunt.objects.filter(onderzoek=onderzoek)

    def inhoud(self) -> Projectinhoud:
        gegevens = self.cleaned_data
        lijsten = {naam: tuple(gegevens[naam]) for naam in ("buurten", "speerpunten")}
        return Projectinhoud(**gegevens | lijsten)


def project_initial(project: Project) -> dict[str, Any]:
    velden = {veld: getattr(project, veld) for veld in Projectformulier.base_fields}
    return velden | {"speerpunten": [s.pk for s in project.speerpunten.all()]}


class Planformulier(forms.Form):
    naam = _regel("Naam van het plan", 200)
    vraag = _tekst("Wat willen we kiezen?", 1000)


class Scenarioformulier(forms.Form):
    naam = _regel("Naam van het scenario", 200)
    omschrijving = _tekst("Wat houdt het in?", 2000, 4)


class Argumentformulier(forms.Form):
    soort = forms.ChoiceField(label="Soort", choices=Argumentsoort.choices, error_messages=KIES)
    tekst = _tekst("Argument", 1000, 2, help_text=GEEN_PERSONEN)


def number_or_none(tekst: str) -> UUID | None:
    try:
        return UUID(tekst)
    except ValueError:
        return None
