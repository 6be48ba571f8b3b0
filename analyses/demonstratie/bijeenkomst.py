"""One meeting of the werkgroep that is prepared, so that it can be tried at once."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from analyses.models import Resultaat, Resultaatstatus
from analyses.werkgroep.actions import bijeenkomsten, gesprek, projecten, speerpunten
from analyses.werkgroep.actions.bijeenkomsten import Bijeenkomstinhoud
from analyses.werkgroep.actions.projecten import Projectinhoud
from analyses.werkgroep.actions.speerpunten import Speerpuntinhoud
from analyses.werkgroep.models import Agendapunt, Bijeenkomst, Domein, Regeling
from privacy.models import Account, Onderzoek

# On the agenda, by the kind of analysis and the kenmerk: what the werkgroep wants to decide.
AGENDA: Sequence[tuple[str, str, str]] = (
    ("verdachten", "", "Herkennen we dit beeld van de buurten?"),
    ("kenmerk", "huurachterstand", "Nemen we hulp bij huurachterstand als speerpunt?"),
    ("spreiding", "", "Kiezen we voor een aanpak per straat, of voor de hele buurt?"),
)


def prepare_meeting(
    onderzoek: Onderzoek, resultaten: Sequence[Resultaat], lid: Account
) -> Bijeenkomst | None:
    """With charts on the agenda, a question, a speerpunt, a project and a plan; None without
    released results."""
    vrij = [r for r in resultaten if r.status == Resultaatstatus.vrijgegeven]
    gekozen = [(r, vraag) for soort, k, vraag in AGENDA for r in vrij if _is(r, soort, k)]
    if not gekozen:
        return None
    bijeenkomst = bijeenkomsten.create_meeting(
        onderzoek=onderzoek,
        inhoud=Bijeenkomstinhoud(
            naam="Wat betekenen de cijfers voor de buurt?",
            datum=timezone.localdate(),
            plaats="Raadzaal en op afstand",
            voorzitter=lid,
            secretaris=lid,
            deelnemers=(),
        ),
        by=lid,
    )
    punten = [
        bijeenkomsten.add_item(
            bijeenkomst=bijeenkomst, naam="", besluitvraag=vraag, resultaat=resultaat, by=lid
        )
        for resultaat, vraag in gekozen
    ]
    _around(onderzoek, punten[-1], lid)
    return bijeenkomst


def _is(resultaat: Resultaat, soort: str, kenmerk: str) -> bool:
    analyse = resultaat.analyse
    return analyse.soort == soort and analyse.specificatie.get("kenmerk", "") == kenmerk


def _around(onderzoek: Onderzoek, punt: Agendapunt, lid: Account) -> None:
    gesprek.give_reading(
        punt=punt, nummer=uuid4(), soort="vraag", ouder=None, by=lid,
        tekst="Geldt dit ook als we naar leeftijd kijken?",
    )  # fmt: skip
    speerpunt = speerpunten.create_focus(
        onderzoek=onderzoek,
        inhoud=Speerpuntinhoud(
            naam="Eerder hulp bij huurachterstand",
            domein=Domein.sociaal,
            regeling=Regeling.schuldhulp,
            buurten=tuple(onderzoek.buurten),
            eigenaar=lid,
            gereed_op=timezone.localdate() + timedelta(days=365),
            effect="Minder huishoudens lopen langer dan 2 maanden achter met de huur.",
            indicator="Aandeel inwoners met meer dan 2 maanden huurachterstand",
            resultaat=None,
            bestuursakkoord="Iedereen doet mee",
        ),
        punt=None,
        by=lid,
    )
    projecten.create_project(
        onderzoek=onderzoek,
        inhoud=Projectinhoud(
            naam="Spreekuur geldzaken",
            organisatie="Welzijnswerk",
            domein=Domein.sociaal,
            buurten=tuple(onderzoek.buurten),
            begin=onderzoek.periode_begin,
            einde=None,
            eigenaar=lid,
            speerpunten=(speerpunt,),
            waarom="Mensen met geldzorgen komen laat in beeld.",
            geprobeerd="Een folder in de bus. Er kwam bijna niemand op af.",
            openstaand="Afspreken wie belt na twee maanden achterstand.",
            kennis="De teamleider schuldhulp",
        ),
        by=lid,
    )
    _plan(onderzoek, lid)


def _plan(onderzoek: Onderzoek, lid: Account) -> None:
    plan = projecten.create_plan(
        onderzoek=onderzoek, naam="Herstructurering van de buurt",
        vraag="Slopen, opknappen, of eerst met bewoners praten?", by=lid,
    )  # fmt: skip
    for naam, wat in (
        ("Opknappen", "De woningen krijgen nieuwe gevels. Iedereen blijft wonen."),
        ("Een meer open buurt", "Een deel maakt plaats voor groen en nieuwe woningen."),
    ):
        scenario = projecten.add_scenario(plan=plan, naam=naam, omschrijving=wat, by=lid)
    projecten.add_argument(
        scenario=scenario, soort="bewoners", by=lid,
        tekst="Bewoners willen eerst weten waar zij tijdens het werk wonen.",
    )  # fmt: skip
