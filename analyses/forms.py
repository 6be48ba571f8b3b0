"""What the analist fills in to start one analysis."""

import re
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from analyses.kern import specificatie as specificaties
from analyses.kern.vrijetekst import GEEN_NUMMERS, holds_number
from analyses.models import Aanvraagstatus, BijBotsing, Resultaat
from analyses.namen import NAMEN, analysis_name
from analyses.policies import at_level
from bronnen.forms import NIET_TE_KIEZEN
from bronnen.kern.kenmerken import KENMERKEN, VERDACHTE
from bronnen.models import Koppelbestand, Levering
from privacy.forms import Besluitformulier
from privacy.models import Onderzoek, Uitkomst

SOORTEN = [
    ("kenmerk", "Aandeel verdachten per kenmerk"),
    *NAMEN.items(),
    ("regressie", "Logistische regressie"),
    ("samenhang", "Samenhang van twee cijfers over buurten (openbare cijfers)"),
    ("trend", "Een cijfer door de jaren (openbare cijfers)"),
    ("leefklimaat", "Leefklimaat: zeven thema’s per buurt (openbare cijfers)"),
    ("gelijkenis", "Voorstel voor referentiebuurten (openbare cijfers)"),
]


class Analyseformulier(forms.Form):
    soort = forms.ChoiceField(label="Soort analyse", choices=SOORTEN)
    kenmerk = forms.ChoiceField(
        label="Kenmerk", required=False, help_text="Alleen voor ‘aandeel verdachten per kenmerk’."
    )
    factoren = forms.MultipleChoiceField(
        label="Kenmerken in het model",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=list(specificaties.VIJF_FACTOREN),
        help_text="Voor de logistische regressie en voor de vergelijking van soorten misdrijven.",
    )
    wisselwerking_een = forms.ChoiceField(
        label="Wisselwerking: eerste kenmerk",
        required=False,
        help_text="Alleen voor de logistische regressie. Kies twee kenmerken uit het model. U ziet "
        "dan of het verschil naar het ene in elke klasse van het andere even groot is. "
        "Bijvoorbeeld: geslacht en leeftijd.",
    )
    wisselwerking_ander = forms.ChoiceField(label="Wisselwerking: tweede kenmerk", required=False)
    aantal = forms.IntegerField(
        label="Hoeveel regels?",
        min_value=1,
        max_value=50,
        required=False,
        initial=10,
        help_text="Alleen voor regels. Kiest u er meer, dan kunt u daarna verbergen wat niets "
        "toevoegt.",
    )
    overige = forms.ChoiceField(
        label="Andere buurten",
        choices=[("samen", "samen als één groep"), ("apart", "elk apart"), ("weg", "weglaten")],
    )
    bij_botsing = forms.ChoiceField(
        label="Zegt het resultaat te veel naast eerdere resultaten?",
        choices=BijBotsing.choices,
        initial=BijBotsing.vragen.value,
        required=False,
        help_text="Samen met eerdere cijfers kan een nieuw cijfer te veel zeggen over een kleine "
        "groep. Dan kunt u kiezen wat er gebeurt.",
    )
    indicator_x = forms.CharField(
        label="Eerste cijfer",
        max_length=100,
        required=False,
        help_text="Alleen voor samenhang, en voor een cijfer door de jaren.",
    )
    indicator_y = forms.CharField(label="Tweede cijfer", max_length=100, required=False)
    jaar = forms.IntegerField(label="Jaar", min_value=1990, max_value=2100, required=False)
    breuken = forms.CharField(
        label="Jaren met een nieuwe definitie",
        max_length=100,
        required=False,
        help_text="Alleen voor een cijfer door de jaren. Bijvoorbeeld: 2012, 2017.",
    )

    def __init__(
        self,
        *args: Any,
        onderzoek: Onderzoek,
        bestanden: QuerySet[Koppelbestand],
        contextleveringen: QuerySet[Levering],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.onderzoek = onderzoek
        self.bestand = bestanden.first()
        self.context = contextleveringen.first()
        keuzes = allowed_kenmerken(onderzoek)
        for naam in ("kenmerk", "factoren"):
            cast(forms.ChoiceField, self.fields[naam]).choices = keuzes
        for naam in ("wisselwerking_een", "wisselwerking_ander"):
            paren = [("", "geen wisselwerking"), *keuzes]
            cast(forms.ChoiceField, self.fields[naam]).choices = paren
        for veld in self.fields.values():
            veld.error_messages["invalid_choice"] = NIET_TE_KIEZEN

    def clean_breuken(self) -> list[int]:
        delen = re.split(r"[\s,;]+", self.cleaned_data["breuken"].strip())
        if not all(re.fullmatch(r"\d{4}|", deel) for deel in delen):
            raise forms.ValidationError("Schrijf jaren met vier cijfers, met een komma ertussen.")
        return [int(deel) for deel in delen if deel]

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean() or {}
        openbaar = gegevens.get("soort") in specificaties.OPENBAAR
        if openbaar and self.context is None:
            raise forms.ValidationError("Er is nog geen goedgekeurde levering van contextcijfers.")
        if not openbaar and self.bestand is None:
            raise forms.ValidationError("Er is nog geen koppelbestand. Koppel eerst de leveringen.")
        try:
            vraag = specificaties.from_dict(self._plain(gegevens))
        except specificaties.OnjuisteSpecificatie as fout:
            raise forms.ValidationError(str(fout)) from None
        # What can't be asked at the level of the onderzoek is refused by the action, with why.
        self.vraag = next(iter(at_level(self.onderzoek, [vraag])), vraag)
        return gegevens

    def order(self) -> dict[str, Any]:
        """The keyword arguments of `actions.start_analyses`, but for onderzoek and by."""
        openbaar = self.vraag.soort in specificaties.OPENBAAR
        naam, gegevens = analysis_name(self.vraag), specificaties.to_dict(self.vraag)
        return {
            "koppelbestand": None if openbaar else self.bestand,
            "context": self.context if openbaar else None,
            "specificatielijst": [(naam, gegevens)],
            "bij_botsing": BijBotsing(self.cleaned_data["bij_botsing"] or BijBotsing.vragen),
        }

    def _plain(self, gegevens: dict[str, Any]) -> dict[str, Any]:
        soort = gegevens.get("soort")
        if soort == "samenhang":
            velden = ("soort", "indicator_x", "indicator_y", "jaar")
            return {veld: gegevens.get(veld) for veld in velden}
        plat = {
            "soort": soort,
            "gebieden": {
                "onder_druk": self.onderzoek.buurten,
                "referentie": self.onderzoek.referentiebuurten,
                "overige": gegevens.get("overige") or "samen",
            },
        }
        if soort == "trend":
            plat["indicator"] = gegevens.get("indicator_x")
            plat["breuken"] = gegevens.get("breuken") or []
        if soort == "leefklimaat":
            plat["breuken"] = gegevens.get("breuken") or []
        if soort == "gelijkenis":
            plat["jaar"] = gegevens.get("jaar")
        if soort == "kenmerk":
            plat["kenmerk"] = gegevens.get("kenmerk")
        if soort in ("regressie", "misdrijf"):
            plat["factoren"] = gegevens.get("factoren")
        if soort == "regressie":
            paar = (gegevens.get("wisselwerking_een"), gegevens.get("wisselwerking_ander"))
            plat["wisselwerking"] = [code for code in paar if code]
        if soort == "regels" and gegevens.get("aantal"):
            plat["aantal"] = gegevens["aantal"]
        return plat


VRIJGAVEKEUZES = [
    (Uitkomst.akkoord.value, "Vrijgeven: beleidsmedewerkers en werkgroep mogen dit zien"),
    (Uitkomst.teruggestuurd.value, "Terugsturen met een opmerking: er moet iets veranderen"),
    (Uitkomst.geweigerd.value, "Weigeren: dit gaat niet door"),
]


class Vrijgaveformulier(Besluitformulier):
    """The officer's decision on a candidate; without `vrij` releasing is no choice."""

    def __init__(self, *args: Any, vrij: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keuzes = VRIJGAVEKEUZES if vrij else VRIJGAVEKEUZES[1:]
        cast(forms.ChoiceField, self.fields["uitkomst"]).choices = keuzes
        self.fields["reden"].label = "Reden of opmerking"


class Aanvraagformulier(forms.Form):
    """What a reader would like to see; plain words first, lists to help the analist."""

    vraag = forms.CharField(
        label="Wat wilt u weten?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In uw eigen woorden. Schrijf geen namen of andere gegevens van personen op.",
        error_messages={"required": "Schrijf op wat u wilt weten."},
    )
    kenmerk = forms.ChoiceField(label="Kenmerk", required=False)
    buurten = forms.MultipleChoiceField(
        label="Buurten",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Vinkt u niets aan, dan vraagt u alle buurten van dit onderzoek.",
    )

    def __init__(self, *args: Any, onderzoek: Onderzoek, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [*onderzoek.buurten, *onderzoek.referentiebuurten]
        lijsten = {
            "kenmerk": [("", "iets anders, of dat weet ik niet"), *allowed_kenmerken(onderzoek)],
            "buurten": [(code, onderzoek.buurtnamen.get(code, code)) for code in codes],
        }
        for naam, keuzes in lijsten.items():
            cast(forms.ChoiceField, self.fields[naam]).choices = keuzes
            self.fields[naam].error_messages["invalid_choice"] = NIET_TE_KIEZEN

    def clean_vraag(self) -> str:
        vraag: str = self.cleaned_data["vraag"]
        if holds_number(vraag):
            raise forms.ValidationError(GEEN_NUMMERS)
        return vraag


class Antwoordformulier(forms.Form):
    """The analist's answer: a released result, or a reason why not."""

    uitkomst = forms.ChoiceField(
        label="Uw antwoord",
        widget=forms.RadioSelect,
        choices=[
            (Aanvraagstatus.beantwoord.value, "Beantwoorden met een resultaat"),
            (Aanvraagstatus.afgewezen.value, "Afwijzen: dit kan niet"),
        ],
        error_messages={"required": "Kies: beantwoorden of afwijzen."},
    )
    resultaat = forms.ModelChoiceField(
        label="Resultaat",
        queryset=Resultaat.objects.none(),
        required=False,
        empty_label="kies een vrijgegeven resultaat",
        error_messages={"invalid_choice": NIET_TE_KIEZEN},
    )
    antwoord = forms.CharField(
        label="Toelichting of reden",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="De aanvrager leest dit. Bij afwijzen is een reden nodig.",
    )

    def __init__(self, *args: Any, resultaten: QuerySet[Resultaat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Resultaat]", self.fields["resultaat"]).queryset = resultaten

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean() or {}
        uitkomst = gegevens.get("uitkomst")
        if uitkomst == Aanvraagstatus.beantwoord and gegevens.get("resultaat") is None:
            self.add_error("resultaat", "Kies het resultaat dat het antwoord is.")
        if uitkomst == Aanvraagstatus.afgewezen and not gegevens.get("antwoord"):
            self.add_error("antwoord", "Schrijf op waarom dit niet kan.")
        return gegevens


def allowed_kenmerken(onderzoek: Onderzoek) -> list[tuple[str, str]]:
    """Code and name; herkomst only where it was approved beside suspects."""
    return [
        (k.code, k.naam)
        for k in KENMERKEN
        if k != VERDACHTE and (k.code != "herkomst" or onderzoek.herkomst_bij_verdachten)
    ]
