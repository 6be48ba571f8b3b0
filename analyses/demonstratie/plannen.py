"""What the werkgroep of the demonstration wants to reach, what runs already, and one plan."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from analyses.werkgroep.actions import projecten, speerpunten
from analyses.werkgroep.actions.projecten import Projectinhoud
from analyses.werkgroep.actions.speerpunten import Speerpuntinhoud
from analyses.werkgroep.models import (
    Agendapunt,
    Argumentsoort,
    Domein,
    Oordeel,
    Regeling,
    Speerpunt,
    Speerpuntstatus,
)
from privacy.models import Account, Onderzoek

SPEERPUNTEN: Sequence[Mapping[str, Any]] = (
    {
        "naam": "Eerder hulp bij huurachterstand",
        "domein": Domein.sociaal,
        "regeling": Regeling.schuldhulp,
        "effect": "Minder huishoudens lopen langer dan 2 maanden achter met de huur.",
        "indicator": "Aandeel inwoners met meer dan 2 maanden huurachterstand",
        "bestuursakkoord": "Hoofdstuk ‘Iedereen doet mee’",
    },
    {
        "naam": "Een meer open buurt",
        "domein": Domein.fysiek,
        "regeling": Regeling.herstructurering,
        "effect": "Bewoners voelen zich vaker veilig op straat en in het portiek.",
        "indicator": "Thema onveiligheid van de bewonersenquête",
        "bestuursakkoord": "Hoofdstuk ‘Wonen in de wijk’",
    },
    {
        "naam": "Aanpak in de hele buurt, niet per straat",
        "domein": Domein.veilig,
        "regeling": Regeling.veiligheid,
        "effect": "Wijkagent en jongerenwerk zijn in elke straat bekend.",
        "indicator": "Spreiding van verdachten over de straten",
        "bestuursakkoord": "",
    },
)
PROJECTEN: Sequence[Mapping[str, Any]] = (
    {
        "naam": "Spreekuur geldzaken",
        "organisatie": "Welzijnswerk",
        "domein": Domein.sociaal,
        "waarom": "Mensen met geldzorgen komen laat in beeld.",
        "geprobeerd": "Een folder in de bus. Er kwam bijna niemand op af.",
        "openstaand": "Afspreken wie belt na twee maanden achterstand.",
        "kennis": "De teamleider schuldhulp",
    },
    {
        "naam": "Schone portieken",
        "organisatie": "Woningcorporatie",
        "domein": Domein.fysiek,
        "waarom": "Bewoners noemen de portieken als plek waar zij zich onveilig voelen.",
        "geprobeerd": "Extra verlichting. Dat hielp, maar niet overal.",
        "openstaand": "Wie houdt het bij als de huismeester vertrekt?",
        "kennis": "De opzichter van de corporatie",
    },
)
PLAN = "Herstructurering van de buurt"
PLANVRAAG = "Slopen, opknappen, of eerst met bewoners praten?"
VOOR, TEGEN, BEWONERS = Argumentsoort.voor, Argumentsoort.tegen, Argumentsoort.bewoners
SCENARIOS: Sequence[tuple[str, str, Sequence[tuple[Argumentsoort, str]]]] = (
    (
        "Opknappen",
        "De woningen krijgen nieuwe gevels en betere isolatie. Iedereen blijft wonen.",
        (
            (VOOR, "Bewoners houden hun huis en hun buren."),
            (TEGEN, "De buitenkant is nieuw, maar de geldzorgen blijven."),
            (BEWONERS, "Bewoners vragen of de huur dan omhooggaat."),
        ),
    ),
    (
        "Een meer open buurt",
        "Een deel van de woningen maakt plaats voor groen en nieuwe woningen.",
        (
            (VOOR, "Er komt ruimte voor koop en huur door elkaar."),
            (TEGEN, "Wie moet verhuizen, raakt zijn netwerk kwijt."),
            (BEWONERS, "Bewoners willen eerst weten waar zij tijdens het werk wonen."),
        ),
    ),
    (
        "Eerst samen ontwerpen",
        "Een jaar lang maken bewoners met de corporatie een plan. Daarna kiezen we.",
        (
            (VOOR, "Wat bewoners zelf bedenken, houdt langer stand."),
            (TEGEN, "Het duurt langer, en verwachtingen worden groter."),
            (BEWONERS, "Bewoners vinden dit goed als er ook echt iets met hun plan gebeurt."),
        ),
    ),
)


def make_plans(onderzoek: Onderzoek, punt: Agendapunt | None, lid: Account) -> None:
    """Speerpunten of every domain, projects that add to them, and one plan with scenario's."""
    gemaakt = [_focus(onderzoek, wat, punt, lid) for wat in SPEERPUNTEN]
    _start_measuring(gemaakt[0], punt, lid)
    for wat, speerpunt in zip(PROJECTEN, gemaakt, strict=False):
        _project(onderzoek, wat, speerpunt, lid)
    _plan(onderzoek, lid)


def _focus(
    onderzoek: Onderzoek, wat: Mapping[str, Any], punt: Agendapunt | None, lid: Account
) -> Speerpunt:
    """The first came up at the item of the meeting; its chart shows the indicator of now."""
    eerste = wat is SPEERPUNTEN[0]
    inhoud = Speerpuntinhoud(
        **wat,
        buurten=tuple(onderzoek.buurten),
        eigenaar=lid,
        gereed_op=timezone.localdate() + timedelta(days=365),
        resultaat=punt.resultaat if punt and eerste else None,
    )
    return speerpunten.create_focus(
        onderzoek=onderzoek, inhoud=inhoud, punt=punt if eerste else None, by=lid
    )


def _start_measuring(speerpunt: Speerpunt, punt: Agendapunt | None, lid: Account) -> None:
    """The first measurement is where it starts; whether it helps is not known yet."""
    speerpunten.move_focus(speerpunt=speerpunt, naar=Speerpuntstatus.loopt, by=lid)
    speerpunten.measure_focus(
        speerpunt=speerpunt,
        oordeel=Oordeel.onbekend,
        toelichting="Dit is de beginmeting. We kijken opnieuw als er nieuwe leveringen zijn.",
        resultaat=punt.resultaat if punt else None,
        by=lid,
    )


def _project(
    onderzoek: Onderzoek, wat: Mapping[str, Any], speerpunt: Speerpunt, lid: Account
) -> None:
    inhoud = Projectinhoud(
        **wat,
        buurten=tuple(onderzoek.buurten),
        begin=onderzoek.periode_begin,
        einde=None,
        eigenaar=lid,
        speerpunten=(speerpunt,),
    )
    projecten.create_project(onderzoek=onderzoek, inhoud=inhoud, by=lid)


def _plan(onderzoek: Onderzoek, lid: Account) -> None:
    plan = projecten.create_plan(onderzoek=onderzoek, naam=PLAN, vraag=PLANVRAAG, by=lid)
    for naam, wat, argumenten in SCENARIOS:
        scenario = projecten.add_scenario(plan=plan, naam=naam, omschrijving=wat, by=lid)
        for soort, tekst in argumenten:
            projecten.add_argument(scenario=scenario, soort=soort, tekst=tekst, by=lid)
