"""What the analist fills in to start one analysis."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from analyses.kern import specificatie as specificaties
from analyses.namen import NAMEN, analysis_name
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
]


class Analyseformulier(forms.Form):
    soort = forms.ChoiceField(label="Soort analyse", choices=SOORTEN)
    kenmerk = forms.ChoiceField(
        label="Kenmerk", required=False, help_text="Alleen voor ‘aandeel verdachten per kenmerk’."
    )
    factoren = forms.MultipleChoiceField(
        label="Kenmerken in de regressie",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=list(specificaties.VIJF_FACTOREN),
        help_text="Alleen voor de logistische regressie.",
    )
    overige = forms.ChoiceField(
        label="Andere buurten",
        choices=[("samen", "samen als één groep"), ("apart", "elk apart"), ("weg", "weglaten")],
    )
    indicator_x = forms.CharField(
        label="Eerste cijfer", max_length=100, required=False, help_text="Alleen voor samenhang."
    )
    indicator_y = forms.CharField(label="Tweede cijfer", max_length=100, required=False)
    jaar = forms.IntegerField(label="Jaar", min_value=1990, max_value=2100, required=False)

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
        keuzes = [(k.code, k.naam) for k in KENMERKEN if k != VERDACHTE and self._allowed(k.code)]
        for naam in ("kenmerk", "factoren"):
            cast(forms.ChoiceField, self.fields[naam]).choices = keuzes
        for veld in self.fields.values():
            veld.error_messages["invalid_choice"] = NIET_TE_KIEZEN

    def _allowed(self, code: str) -> bool:
        return code != "herkomst" or self.onderzoek.herkomst_bij_verdachten

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean() or {}
        openbaar = gegevens.get("soort") == "samenhang"
        if openbaar and self.context is None:
            raise forms.ValidationError("Er is nog geen goedgekeurde levering van contextcijfers.")
        if not openbaar and self.bestand is None:
            raise forms.ValidationError("Er is nog geen koppelbestand. Koppel eerst de leveringen.")
        try:
            self.vraag = specificaties.from_dict(self._plain(gegevens))
        except specificaties.OnjuisteSpecificatie as fout:
            raise forms.ValidationError(str(fout)) from None
        return gegevens

    def order(self) -> dict[str, Any]:
        """The keyword arguments of `actions.start_analyses`, but for onderzoek and by."""
        openbaar = self.vraag.soort == "samenhang"
        naam, gegevens = analysis_name(self.vraag), specificaties.to_dict(self.vraag)
        return {
            "koppelbestand": None if openbaar else self.bestand,
            "context": self.context if openbaar else None,
            "specificatielijst": [(naam, gegevens)],
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
        if soort == "kenmerk":
            plat["kenmerk"] = gegevens.get("kenmerk")
        if soort == "regressie":
            plat["factoren"] = gegevens.get("factoren")
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
