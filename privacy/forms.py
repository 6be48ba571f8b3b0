"""What people fill in on the pages of this app."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from privacy import aanmelden, bronnenlijst, sessies
from privacy.actions.drempels import GRENZEN
from privacy.models import Account, Onderzoek, Organisatie, Uitkomst
from privacy.permissions import current_account
from privacy.queries import Logfilter
from privacy.rollen import ROLNAMEN, Rol

VERPLICHT = {"required": "Vul dit in."}
BEVESTIG_ELDERS = (
    "Bevestig eerst via uw organisatie dat u het bent. Open daarvoor /bevestigen/ in een ander"
    " tabblad en verstuur dit formulier dan opnieuw."
)
DATUM_ONJUIST = "Deze datum klopt niet. Schrijf bijvoorbeeld 2016-12-31."


def _tekst(label: str, **opties: Any) -> forms.CharField:
    fouten = {**VERPLICHT, **opties.pop("error_messages", {})}
    return forms.CharField(label=label, error_messages=fouten, **opties)


def reason_field(label: str) -> forms.CharField:
    return _tekst(
        label,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Eén of twee zinnen. De reden blijft bewaard.",
    )


def _datum(label: str, **opties: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**VERPLICHT, "invalid": DATUM_ONJUIST},
        **opties,
    )


class Aanmeldformulier(forms.Form):
    """The names of the fields are those that password managers know."""

    username = _tekst(
        "Inlognaam",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _tekst(
        "Wachtwoord",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class Codeformulier(forms.Form):
    """A code of the app, or a recovery code."""

    code = _tekst(
        "Code uit uw app",
        max_length=40,
        help_text="Zes cijfers. Plakken mag.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "bm-code"}
        ),
    )


class Herstelcodeformulier(forms.Form):
    code = _tekst(
        "Herstelcode",
        max_length=40,
        help_text="Een van de codes die u kreeg toen u uw app koppelde.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "bm-code"}),
    )


class EigenWachtwoordformulier(forms.Form):
    """A new password; who already had one of his own gives it as well."""

    huidig = _tekst(
        "Uw huidige wachtwoord",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    nieuw = _tekst(
        "Nieuw wachtwoord",
        max_length=1000,
        strip=False,
        help_text="Ten minste 12 tekens. Een zin van een paar woorden werkt goed.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    herhaald = _tekst(
        "Nog een keer het nieuwe wachtwoord",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account = account
        if account.wachtwoord_eenmalig:
            del self.fields["huidig"]

    def clean_huidig(self) -> str:
        huidig: str = self.cleaned_data["huidig"]
        if not self._account.check_password(huidig):
            raise forms.ValidationError("Dit is niet uw huidige wachtwoord.")
        return huidig

    def clean(self) -> dict[str, Any]:
        velden = super().clean() or {}
        nieuw, herhaald = velden.get("nieuw"), velden.get("herhaald")
        if nieuw and herhaald and nieuw != herhaald:
            self.add_error("herhaald", "De twee wachtwoorden zijn niet gelijk.")
        if nieuw and self._account.check_password(nieuw):
            self.add_error("nieuw", "Kies een ander wachtwoord dan u nu hebt.")
        return velden


class BevestigMixin(forms.Form):
    """Asks the password or a code again, unless it was given in the last ten minutes.

    For what can't be undone: approving, releasing, thresholds. Put it first among the bases and
    pass `request`; the field `bevestiging` is there only when it is needed.
    """

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.elders = False
        if sessies.vers_bevestigd(request):
            return
        if sessies.confirms_elsewhere(request, current_account(request)):
            self.elders = True
        else:
            self.fields["bevestiging"] = _tekst(
                "Uw wachtwoord, of een code uit uw app",
                max_length=1000,
                strip=False,
                help_text="Om zeker te weten dat u dit bent.",
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        if self.elders:
            raise forms.ValidationError(BEVESTIG_ELDERS)
        return super().clean() or {}

    def clean_bevestiging(self) -> str:
        account = current_account(self.request)
        if not aanmelden.confirm_again(self.request, account, self.cleaned_data["bevestiging"]):
            raise forms.ValidationError(aanmelden.BEVESTIGEN_MISLUKT)
        return ""


class Besluitformulier(BevestigMixin):
    """A decision: none preselected, a reason, the hash of what was seen, and since when.

    `ja`: what an akkoord means on this page.
    """

    uitkomst = forms.ChoiceField(
        label="Wat besluit u?",
        widget=forms.RadioSelect,
        choices=[
            (Uitkomst.akkoord.value, "Akkoord"),
            (Uitkomst.teruggestuurd.value, "Terugsturen: er moet iets veranderen"),
            (Uitkomst.geweigerd.value, "Weigeren: dit gaat niet door"),
        ],
        error_messages={"required": "Kies wat u besluit."},
    )
    reden = _tekst(
        "Reden",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Eén of twee zinnen. De reden blijft bewaard bij het besluit.",
    )
    gezien = forms.CharField(widget=forms.HiddenInput, max_length=64)
    bekeken_op = forms.DateTimeField(
        widget=forms.HiddenInput, required=False, initial=lambda: timezone.now().isoformat()
    )

    def __init__(self, *args: Any, ja: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ja:
            keuzes = [(Uitkomst.akkoord.value, ja), *self.base_fields["uitkomst"].choices[1:]]  # type: ignore[attr-defined]
            _set_choices(self, "uitkomst", keuzes)

    @property
    def bekeken(self) -> datetime | None:
        """Since when the page was looked at, of a form that was sent."""
        gegeven: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        return gegeven.get("bekeken_op")

    def look_again(self, versie: str) -> None:
        """Refused, for it changed meanwhile: the words stay, for the version of now."""
        velden = dict(self.data.items())
        velden["gezien"], velden["bekeken_op"] = versie, timezone.now().isoformat()
        self.data = velden


class Intrekformulier(BevestigMixin):
    """Why an approval is taken back."""

    reden = _tekst(
        "Reden",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Eén of twee zinnen. De reden blijft bewaard bij het besluit.",
    )


class Herkomstformulier(forms.Form):
    toelichting = _tekst(
        "Waarom is herkomst hier nodig?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Wat wilt u weten dat zonder herkomst niet kan? Wat doet u met het antwoord?",
    )


class Werkplekformulier(BevestigMixin):
    rol = forms.ChoiceField(
        label="Voor welke rol?",
        choices=[("", "Kies een rol"), *((r.value, naam) for r, naam in ROLNAMEN.items())],
        error_messages={**VERPLICHT, "required": "Kies een rol."},
    )
    netwerken = _tekst(
        "Netwerken",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="Eén per regel, bijvoorbeeld 10.20.0.0/16. Leeg betekent: overal.",
    )
    alleen_geregistreerd = forms.BooleanField(
        label="Alleen op een geregistreerd apparaat",
        required=False,
        help_text="Registreer eerst de apparaten. Programma's kunnen dan voor deze rol niets doen.",
    )
    reden = _tekst("Waarom?", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def velden(self) -> dict[str, Any]:
        """As `actions.propose_networks` takes them."""
        gegeven = self.cleaned_data
        return {
            "rol": Rol(gegeven["rol"]),
            "netwerken": gegeven["netwerken"].split(),
            "alleen_geregistreerd": gegeven["alleen_geregistreerd"],
            "reden": gegeven["reden"],
        }


class Apparaatcodeformulier(BevestigMixin):
    """Asks for a code for a device that is to come."""

    naam = _tekst(
        "Naam van het apparaat",
        max_length=60,
        help_text="Zoals collega's het noemen, bijvoorbeeld Laptop balie 2. Geen naam van iemand.",
    )


class Apparaatformulier(BevestigMixin):
    """Registers the device that it is filled in on."""

    code = _tekst(
        "Code voor dit apparaat",
        max_length=40,
        help_text="Tien tekens. U krijgt de code van de beheerder of van een privacy-officer.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "bm-code"}
        ),
    )


class Bevestigformulier(BevestigMixin):
    """The confirmation alone, for a page that must not open without."""


class Accountformulier(forms.Form):
    gebruikersnaam = _tekst(
        "Inlognaam",
        max_length=150,
        help_text="Kleine letters, cijfers, punt of streepje. Ten minste 3 tekens.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    naam = _tekst("Naam", max_length=200, help_text="Zoals collega's die kennen.")
    rol = forms.ChoiceField(
        label="Rol",
        choices=[("", "Kies een rol"), *((r.value, naam) for r, naam in ROLNAMEN.items())],
        error_messages={**VERPLICHT, "required": "Kies een rol."},
    )
    organisatie = forms.ModelChoiceField(
        label="Organisatie",
        queryset=Organisatie.objects.order_by("naam"),
        required=False,
        empty_label="Geen",
        help_text="Alleen bij een bronleverancier.",
    )


class Rolformulier(forms.Form):
    rol = Accountformulier.base_fields["rol"]
    organisatie = Accountformulier.base_fields["organisatie"]


class Aanmelddienstformulier(forms.Form):
    iss = _tekst("Adres van de aanmelddienst", max_length=300, required=False)
    sub = _tekst("Nummer van de persoon bij die dienst", max_length=300, required=False)


class Organisatieformulier(forms.Form):
    naam = _tekst("Naam", max_length=200)
    bronnen = forms.MultipleChoiceField(
        label="Bronnen",
        required=False,
        help_text="Wat deze organisatie levert.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keuzes = sorted(bronnenlijst.all_sources().items(), key=lambda paar: paar[1])
        _set_choices(self, "bronnen", keuzes)


class Tokenformulier(BevestigMixin):
    naam = _tekst("Naam", max_length=100, help_text="Bijvoorbeeld: nachtelijke levering.")
    dagen = forms.TypedChoiceField(
        label="Hoe lang geldig?",
        choices=[(30, "30 dagen"), (90, "90 dagen"), (365, "een jaar")],
        coerce=int,
        initial=90,
    )

    @property
    def geldig(self) -> timedelta:
        return timedelta(days=self.cleaned_data["dagen"])


DREMPELVELDEN: Mapping[str, tuple[str, str]] = {
    "min_aantal": ("Kleinste aantal", "Een aantal onder deze grens tonen we niet."),
    "min_basis": ("Kleinste groep", "Over een kleinere groep tonen we niets."),
    "min_complement": ("Kleinste rest", "Zoveel personen in de groep hebben het kenmerk niet."),
    "min_verschil": ("Kleinste verschil", "Twee groepen verschillen ten minste zoveel personen."),
    "max_aandeel": ("Grootste aandeel", "Een groter aandeel tonen we niet. 0,9 is 90 procent."),
    "afronding": ("Afronding", "Aantallen ronden we af op dit veelvoud."),
    "dominantie_een": ("Grootste aandeel van één", "Bij bedragen: van de som."),
    "dominantie_twee": ("Grootste aandeel van twee", "Bij bedragen: van de som."),
    "p_procent": ("Nauwkeurigheid bij bedragen", "Zo dicht mag niemand een bedrag schatten."),
    "min_vrijheidsgraden": ("Vrijheidsgraden", "Bij regressie: ten minste zoveel over."),
    "max_parameters": ("Parameters", "Bij regressie: ten hoogste dit deel van de personen."),
    "min_gebeurtenissen": ("Gebeurtenissen", "Bij regressie: per klasse, wel en niet."),
}
GEHEEL = frozenset(naam for naam, (laagste, _) in GRENZEN.items() if isinstance(laagste, int))


def _dutch(waarde: float) -> str:
    return str(waarde).replace(".", ",")


def _drempel(naam: str) -> forms.Field:
    label, uitleg = DREMPELVELDEN[naam]
    laagste, hoogste = GRENZEN[naam]
    soort: Any = forms.IntegerField if naam in GEHEEL else forms.FloatField
    grens = f"Kies een waarde van {_dutch(laagste)} tot en met {_dutch(hoogste)}."
    veld: forms.Field = soort(
        label=label,
        help_text=uitleg,
        min_value=laagste,
        max_value=hoogste,
        localize=True,
        error_messages={
            **VERPLICHT, "invalid": grens, "min_value": grens, "max_value": grens,
        },
        widget=forms.TextInput(
            attrs={"inputmode": "numeric" if naam in GEHEEL else "decimal", "class": "bm-getal"}
        ),
    )  # fmt: skip
    return veld


class Drempelformulier(BevestigMixin):
    reden = _tekst(
        "Waarom veranderen de drempels?", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        laatste: dict[str, forms.Field] = {
            naam: self.fields.pop(naam) for naam in ("reden", "bevestiging") if naam in self.fields
        }
        self.fields.update({naam: _drempel(naam) for naam in DREMPELVELDEN})
        self.fields["nul_gevoelig"] = forms.BooleanField(
            label="Bescherm ook een nul", required=False
        )
        self.fields.update(laatste)

    @property
    def waarden(self) -> dict[str, Any]:
        return {naam: self.cleaned_data[naam] for naam in (*DREMPELVELDEN, "nul_gevoelig")}


class Keuzelijst(forms.Select):
    """Options without groups, written in one go: Django renders a template for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        gekozen = set(self.format_value(value))
        opties = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (code, mark_safe(" selected") if str(code) in gekozen else "", naam)
                for code, naam in self.choices
            ),
        )
        eigen = {"name": name, **self.build_attrs(self.attrs, attrs)}
        return format_html("<select{}>{}</select>", flatatt(eigen), opties)


class Logboekformulier(forms.Form):
    actor = forms.ChoiceField(label="Wie", required=False, widget=Keuzelijst)
    actie = forms.ChoiceField(label="Wat", required=False, widget=Keuzelijst)
    resultaat = forms.ChoiceField(
        label="Uitkomst",
        required=False,
        choices=[("", "Alles"), *((w, w) for w in ("gelukt", "geweigerd", "mislukt"))],
    )
    van = _datum("Van", required=False)
    tot = _datum("Tot en met", required=False)

    def __init__(self, *args: Any, actoren: list[tuple[str, str]], acties: list[str], **kw: Any):
        super().__init__(*args, **kw)
        _set_choices(self, "actor", [("", "Iedereen"), *actoren])
        _set_choices(self, "actie", [("", "Alles"), *((a, a.replace("_", " ")) for a in acties)])

    def keuze(self) -> Logfilter:
        """What is filled in wrong does not filter; the page shows what is wrong."""
        self.is_valid()
        velden = self.cleaned_data
        return Logfilter(
            actor=velden.get("actor", ""),
            actie=velden.get("actie", ""),
            resultaat=velden.get("resultaat", ""),
            van=velden.get("van"),
            tot=velden.get("tot"),
        )


def _set_choices(formulier: forms.Form, naam: str, keuzes: list[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, formulier.fields[naam]).choices = keuzes


class Buurtenveld(forms.CharField):
    """One buurt a line: its code and, after it, the name that is shown."""

    widget = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})

    def to_python(self, value: Any) -> list[tuple[str, str]]:  # type: ignore[override]
        regels = [regel.strip() for regel in (super().to_python(value) or "").splitlines()]
        delen = [regel.partition(" ") for regel in regels if regel]
        return [(code.strip().upper(), naam.strip()) for code, _, naam in delen]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{code} {naam}".strip() for code, naam in value)
        return value


class Onderzoekformulier(forms.Form):
    naam = _tekst("Naam van het onderzoek", max_length=200)
    vraag = _tekst("Wat wilt u weten?", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    doel = _tekst(
        "Doel",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text="Waarvoor de gegevens worden gebruikt (doelbinding).",
    )
    grondslag = _tekst(
        "Grondslag",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text="Het artikel van de wet dat dit toestaat.",
    )
    peildatum = _datum("Peildatum", help_text="De dag waarop de gegevens gelden.")
    periode_begin = _datum("Begin van de periode")
    periode_einde = _datum("Einde van de periode")
    buurten = Buurtenveld(
        label="Buurten in beeld",
        error_messages=VERPLICHT,
        help_text="Eén buurt per regel: de code, een spatie en de naam. BU07960001 Buurt 1",
    )
    referentiebuurten = Buurtenveld(
        label="Referentiebuurten", required=False, help_text="Waarmee u vergelijkt."
    )
    hele_gemeente = forms.BooleanField(
        label="Vergelijk ook met de hele gemeente", required=False, initial=True
    )
    huurachterstand_telt_voor = forms.ChoiceField(
        label="Voor wie telt een huurachterstand?",
        widget=forms.RadioSelect,
        choices=Onderzoek._meta.get_field("huurachterstand_telt_voor").choices or (),
        initial="adres",
    )

    velden_van_model: ClassVar[tuple[str, ...]] = (
        "naam", "vraag", "doel", "grondslag", "peildatum", "periode_begin", "periode_einde",
        "hele_gemeente", "huurachterstand_telt_voor",
    )  # fmt: skip

    def velden(self) -> dict[str, Any]:
        """As `actions.create_onderzoek` takes them."""
        buurten, referentie = self.cleaned_data["buurten"], self.cleaned_data["referentiebuurten"]
        namen = {code: naam for code, naam in (*buurten, *referentie) if naam}
        return {
            **{naam: self.cleaned_data[naam] for naam in self.velden_van_model},
            "buurten": [code for code, _ in buurten],
            "referentiebuurten": [code for code, _ in referentie],
            "buurtnamen": namen,
        }


def study_initial(onderzoek: Onderzoek) -> dict[str, Any]:
    """The fields as the form shows them."""
    namen = onderzoek.buurtnamen
    return {
        **{naam: getattr(onderzoek, naam) for naam in Onderzoekformulier.velden_van_model},
        "buurten": [(code, namen.get(code, "")) for code in onderzoek.buurten],
        "referentiebuurten": [(code, namen.get(code, "")) for code in onderzoek.referentiebuurten],
    }
