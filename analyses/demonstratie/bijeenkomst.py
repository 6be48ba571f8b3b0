"""Two meetings of the werkgroep, one held and agreed and one that goes on, and what came of them.

So that who looks for the first time sees each part filled in. Nothing written here says a number
or what a chart of these invented residents shows: it holds whatever the figures are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from analyses.demonstratie.plannen import make_plans
from analyses.demonstratie.wachten import wait_for
from analyses.models import Resultaat, Resultaatstatus
from analyses.werkgroep.actions import besluiten, bijeenkomsten, gesprek, verslagen
from analyses.werkgroep.actions.bijeenkomsten import Bijeenkomstinhoud
from analyses.werkgroep.models import (
    Agendapunt,
    Bijeenkomst,
    Bijeenkomststatus,
    Duiding,
    Stemkeuze,
    Voorstelstatus,
)
from privacy.models import Account, Onderzoek

# On an agenda: kind of analysis, kenmerk, and what the werkgroep wants to decide.
Vraag = tuple[str, str, str]
EERDER: Sequence[Vraag] = (
    ("verdachten", "", "Herkennen we dit beeld van de buurten?"),
    ("kenmerk", "schuldhulp", "Willen we meer weten over geldzorgen?"),
)
NU: Sequence[Vraag] = (
    ("kenmerk", "huurachterstand", "Nemen we hulp bij huurachterstand als speerpunt?"),
    ("regels", "", "Wie bereiken we nu nog niet?"),
    ("spreiding", "", "Kiezen we voor een aanpak per straat, of voor de hele buurt?"),
)
ONDERWERP = "Plan voor de herstructurering"
ONDERWERPVRAAG = "Welke scenario’s werken we uit, en wie praat met bewoners?"


@dataclass(frozen=True)
class Gezelschap:
    """Who sits at the table, and who answers questions about the figures."""

    voorzitter: Account
    secretaris: Account
    lid: Account
    analist: Account


def prepare_meetings(
    onderzoek: Onderzoek, resultaten: Sequence[Resultaat], wie: Gezelschap
) -> list[Bijeenkomst]:
    """The meeting that was held and the one that goes on; none without released results."""
    vrij = [r for r in resultaten if r.status == Resultaatstatus.vrijgegeven]
    if not (_chosen(vrij, EERDER) or _chosen(vrij, NU)):
        return []
    eerder = _hold_first(onderzoek, vrij, wie)
    nu = _go_on(onderzoek, vrij, wie)
    make_plans(onderzoek, nu.punten.first(), wie.lid)
    return [eerder, nu]


def minutes_ready(bijeenkomst: Bijeenkomst, wie: Gezelschap) -> None:
    """The three documents, made by a worker as always."""
    verslagen.request_minutes(bijeenkomst=bijeenkomst, by=wie.secretaris)
    wait_for("verslag", [str(bijeenkomst.pk)], "Verslag maken")


def _chosen(vrij: Sequence[Resultaat], vragen: Sequence[Vraag]) -> list[tuple[Resultaat, str]]:
    return [(r, vraag) for soort, k, vraag in vragen for r in vrij if _is(r, soort, k)]


def _is(resultaat: Resultaat, soort: str, kenmerk: str) -> bool:
    analyse = resultaat.analyse
    return analyse.soort == soort and analyse.specificatie.get("kenmerk", "") == kenmerk


def _hold_first(onderzoek: Onderzoek, vrij: Sequence[Resultaat], wie: Gezelschap) -> Bijeenkomst:
    """Two weeks ago: opened, discussed, decided, closed, and its minutes agreed."""
    bijeenkomst = _meeting(onderzoek, "Kloppen de cijfers met wat wij zien?", -14, wie)
    punten = _agenda(bijeenkomst, _chosen(vrij, EERDER), wie)
    punten.append(_subject(bijeenkomst, "Afspraken", "Wie doet wat?", wie))
    _move(bijeenkomst, Bijeenkomststatus.open, wie)
    _join(bijeenkomst, wie)
    twijfel = _say(punten[0], "twijfel", "Zien we hier de buurt, of vooral de leeftijd?", wie.lid)
    _say(
        punten[0], "", "Dat staat in de grafiek van de regressie: daar is leeftijd gelijk "
        "gehouden. Zet die de volgende keer erbij.", wie.analist, twijfel,
    )  # fmt: skip
    _say(punten[0], "eens", "Dit past bij wat wijkwerkers vertellen.", wie.voorzitter)
    _settle(punten[0], wie)
    _decide(punten[-1], wie)
    _conclude(
        punten[0], "We herkennen het beeld. We zeggen erbij dat het gaat om wie geregistreerd is "
        "als verdachte, en om groepen. Niet om personen.", wie,
    )  # fmt: skip
    for stand in (Bijeenkomststatus.gesloten, Bijeenkomststatus.vastgesteld):
        _move(bijeenkomst, stand, wie)
    return bijeenkomst


def _go_on(onderzoek: Onderzoek, vrij: Sequence[Resultaat], wie: Gezelschap) -> Bijeenkomst:
    """Today: open, with something of each kind said, a proposal to vote on and a conclusion."""
    bijeenkomst = _meeting(onderzoek, "Waar beginnen we in de buurt?", 0, wie)
    punten = _agenda(bijeenkomst, _chosen(vrij, NU), wie)
    plan = _subject(bijeenkomst, ONDERWERP, ONDERWERPVRAAG, wie)
    _move(bijeenkomst, Bijeenkomststatus.open, wie)
    _join(bijeenkomst, wie)
    eerste = (punten or [plan])[0]
    _talk(eerste, wie)
    _propose_help(eerste, wie)
    _conclude(
        eerste, "Concept: wie lang achterloopt met de huur, is eerder te bereiken als de "
        "corporatie en de schuldhulp van elkaar weten wie belt.", wie,
    )  # fmt: skip
    _say(plan, "aanvulling", "Bewoners willen meepraten voordat er iets is getekend.", wie.lid)
    return bijeenkomst


def _talk(punt: Agendapunt, wie: Gezelschap) -> None:
    """An answered doubt, an agreement, an addition, and a question that waits for the analist."""
    twijfel = _say(
        punt, "twijfel", "Komt dit door de huurachterstand, of gaat het samen met iets anders?",
        wie.lid,
    )  # fmt: skip
    _say(
        punt, "", "Dat weten we niet. Deze twee dingen komen vaak samen voor. Dat betekent niet "
        "dat het ene door het andere komt.", wie.analist, twijfel,
    )  # fmt: skip
    _say(punt, "eens", "De corporatie ziet dit ook bij nieuwe huurders.", wie.secretaris)
    _say(punt, "aanvulling", "Wie al schuldhulp krijgt, telt hier ook mee.", wie.voorzitter)
    _say(punt, "vraag", "Is er verschil tussen een korte en een lange achterstand?", wie.lid)


def _propose_help(punt: Agendapunt, wie: Gezelschap) -> None:
    voorstel = besluiten.propose(
        punt=punt, by=wie.lid,
        tekst="Na twee maanden achterstand belt de corporatie, en biedt zij schuldhulp aan.",
    )  # fmt: skip
    besluiten.vote(voorstel=voorstel, keuze=Stemkeuze.eens, reden="", by=wie.lid)


def _decide(punt: Agendapunt, wie: Gezelschap) -> None:
    """All three opinions; the chair writes the outcome, and the minority stays in the minutes."""
    voorstel = besluiten.propose(
        punt=punt, by=wie.voorzitter,
        tekst="De analist kijkt per buurt welke geldzorgen het meest voorkomen.",
    )  # fmt: skip
    for account, keuze, reden in (
        (wie.voorzitter, Stemkeuze.eens, ""),
        (wie.secretaris, Stemkeuze.geen_mening, ""),
        (wie.lid, Stemkeuze.niet_eens, "Ik wil liever eerst met bewoners praten."),
    ):
        besluiten.vote(voorstel=voorstel, keuze=keuze, reden=reden, by=account)
    besluiten.write_outcome(
        voorstel=voorstel, naar=Voorstelstatus.aangenomen, eigenaar=wie.analist,
        uitkomst="We doen beide: eerst de cijfers, daarna een gesprek met bewoners.",
        gereed_op=timezone.localdate(), by=wie.voorzitter,
    )  # fmt: skip


def _meeting(onderzoek: Onderzoek, naam: str, dagen: int, wie: Gezelschap) -> Bijeenkomst:
    inhoud = Bijeenkomstinhoud(
        naam=naam,
        datum=timezone.localdate() + timedelta(days=dagen),
        plaats="Raadzaal en op afstand",
        voorzitter=wie.voorzitter,
        secretaris=wie.secretaris,
        deelnemers=(wie.lid,),
    )
    return bijeenkomsten.create_meeting(onderzoek=onderzoek, inhoud=inhoud, by=wie.voorzitter)


def _agenda(
    bijeenkomst: Bijeenkomst, gekozen: Sequence[tuple[Resultaat, str]], wie: Gezelschap
) -> list[Agendapunt]:
    return [
        bijeenkomsten.add_item(
            bijeenkomst=bijeenkomst, naam="", besluitvraag=vraag, resultaat=resultaat,
            by=wie.voorzitter,
        )
        for resultaat, vraag in gekozen
    ]  # fmt: skip


def _subject(bijeenkomst: Bijeenkomst, naam: str, vraag: str, wie: Gezelschap) -> Agendapunt:
    return bijeenkomsten.add_item(
        bijeenkomst=bijeenkomst, naam=naam, besluitvraag=vraag, resultaat=None, by=wie.voorzitter
    )


def _move(bijeenkomst: Bijeenkomst, naar: Bijeenkomststatus, wie: Gezelschap) -> None:
    bijeenkomsten.move_meeting(bijeenkomst=bijeenkomst, naar=naar, by=wie.voorzitter)


def _join(bijeenkomst: Bijeenkomst, wie: Gezelschap) -> None:
    for account in (wie.voorzitter, wie.secretaris, wie.lid):
        bijeenkomsten.join_meeting(bijeenkomst=bijeenkomst, by=account)


def _say(
    punt: Agendapunt, soort: str, tekst: str, by: Account, ouder: Duiding | None = None
) -> Duiding:
    return gesprek.give_reading(
        punt=punt, nummer=uuid4(), soort=soort, tekst=tekst, ouder=ouder, by=by
    )


def _settle(punt: Agendapunt, wie: Gezelschap) -> None:
    for duiding in punt.duidingen.filter(ouder=None):
        gesprek.resolve_thread(duiding=duiding, by=wie.voorzitter)


def _conclude(punt: Agendapunt, tekst: str, wie: Gezelschap) -> None:
    gesprek.write_conclusion(punt=punt, tekst=tekst, gezien=0, by=wie.secretaris)
