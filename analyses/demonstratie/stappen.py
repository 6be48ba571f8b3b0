"""The steps of the demonstration, from accounts to released results."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from analyses import actions as analyse_actions
from analyses import queries
from analyses.demonstratie.bestanden import Bestand, find_deliveries, period
from analyses.demonstratie.bezorgen import Bezorger
from analyses.demonstratie.bijeenkomst import Gezelschap, minutes_ready, prepare_meetings
from analyses.demonstratie.mensen import Mensen, make_people
from analyses.demonstratie.wachten import Mislukt, say, wait_for
from analyses.kern.specificatie import (
    Gebiedskeuze,
    Gelijkenisspecificatie,
    Leefklimaatspecificatie,
    Samenhangspecificatie,
    Specificatie,
    Trendspecificatie,
    standaardset,
    to_dict,
)
from analyses.models import Analyse, Analysestatus, BijBotsing, Resultaat, Resultaatstatus
from analyses.namen import analysis_name
from bronnen import leverschemas
from bronnen.actions import bronakkoord, koppeling
from bronnen.actions import levering as lever_actions
from bronnen.models import Koppelbestand, Levering, Leveringstatus
from privacy import poort
from privacy.actions import dossier
from privacy.actions.onderzoeken import create_onderzoek
from privacy.dossier import Aggregatieniveau, Documentsoort
from privacy.models import Account, Onderzoek, Uitkomst

EEN_JAAR = timedelta(days=365)
AFSPRAKEN = {
    "apparaten": "Alleen op beheerde laptops van de gemeente, met een versleutelde schijf.",
    "aanlevering": "Door dit systeem, over een beveiligde verbinding. Niet per mail of usb-stick.",
    "opslag": "Op een eigen server van de gemeente, versleuteld met een sleutel per levering.",
    "toegang": "De deelnemers zien alleen beschermde tabellen. Niemand ziet rijen van personen.",
    "vernietiging": "Eerst de sleutels, dan de bestanden. Twee personen, met een verklaring.",
}
DOCUMENTEN = (
    (Documentsoort.dpia, "Verzonnen DPIA 1", "De DPIA wordt elk jaar opnieuw bekeken."),
    (Documentsoort.advies_fg, "Verzonnen advies FG 1", ""),
    (
        Documentsoort.toestemming_om,
        "Verzonnen toestemming OM 1",
        "Alleen wie in de toestemming staat, koppelt en analyseert.",
    ),
    (Documentsoort.convenant, "Verzonnen convenant 1", ""),
)
REDEN_BRON = "Nodig voor de vraag van het onderzoek, en niet meer dan nodig."
REDEN_LEVERING = "Het leververslag klopt met de aanbiedingsgegevens."
REDEN_VRIJGAVE = "Alleen groepen boven de drempels; de controle op herleidbaarheid is geslaagd."


@dataclass(frozen=True)
class Opdracht:
    adres: str
    folder: Path
    peildatum: date
    buurten: tuple[str, ...]
    referentie: tuple[str, ...]


@dataclass(frozen=True)
class Verloop:
    """What the demonstration made; `seconden` per step."""

    mensen: Mensen
    onderzoek: Onderzoek
    leveringen: list[Levering]
    koppelbestand: Koppelbestand
    analyses: list[Analyse]
    resultaten: list[Resultaat]
    seconden: dict[str, float]


def run(opdracht: Opdracht) -> Verloop:
    seconden: dict[str, float] = {}
    begin = time.monotonic()

    def timed(stap: str) -> None:
        nonlocal begin
        seconden[stap] = round(time.monotonic() - begin, 1)
        begin = time.monotonic()

    bestanden = find_deliveries(opdracht.folder, opdracht.peildatum)
    if not any(bestand.bron == "brp" for bestand in bestanden):
        raise Mislukt("In de map met leveringen staat geen bestand brp.csv of brp.xlsx.")
    mensen = make_people()
    onderzoek = make_study(opdracht, bestanden, mensen)
    fill_in_dossier(onderzoek, mensen)
    approve_sources(onderzoek, [bestand.bron for bestand in bestanden], mensen)
    timed("accounts en akkoorden")
    leveringen = deliver(opdracht, onderzoek, bestanden, mensen)
    timed("leveren en controleren")
    approve_deliveries(leveringen, mensen)
    bestand = link(onderzoek, leveringen, mensen)
    timed("koppelen")
    analyses = analyse(onderzoek, bestand, leveringen, mensen)
    timed("analyseren")
    resultaten = release(analyses, mensen)
    timed("vrijgeven")
    meet(onderzoek, resultaten, mensen)
    timed("werkgroep")
    return Verloop(mensen, onderzoek, leveringen, bestand, analyses, resultaten, seconden)


def meet(onderzoek: Onderzoek, resultaten: Sequence[Resultaat], mensen: Mensen) -> None:
    """The werkgroep met once, with minutes, and meets again today."""
    wie = Gezelschap(
        mensen["voorzitter"], mensen["secretaris"], mensen["werkgroeplid"], mensen["analist"]
    )
    for bijeenkomst in prepare_meetings(onderzoek, resultaten, wie)[:1]:
        minutes_ready(bijeenkomst, wie)


def make_study(opdracht: Opdracht, bestanden: Sequence[Bestand], mensen: Mensen) -> Onderzoek:
    begin, einde = period(opdracht.peildatum)
    return create_onderzoek(
        naam="Financiële positie en verdachten",
        vraag="Is er een relatie tussen crimineel gedrag en de financiële positie van huishoudens "
        "in de buurt? Zo ja, welke factoren wegen het meest?",
        doel="De gemeente wil begrijpen waarom een buurt laag blijft scoren in de monitor, om haar "
        "aanpak te richten. Het gaat over groepen en buurten, nooit over één persoon.",
        grondslag="Algemeen belang (AVG 6 lid 1 onder e); statistiek (AVG 89, Uitvoeringswet 24); "
        "politiegegevens met toestemming van het Openbaar Ministerie (Wpg 22).",
        peildatum=opdracht.peildatum,
        periode_begin=begin,
        periode_einde=einde,
        buurten=opdracht.buurten,
        referentiebuurten=opdracht.referentie,
        buurtnamen=_area_names(bestanden),
        by=mensen["analist"],
    )


def fill_in_dossier(onderzoek: Onderzoek, mensen: Mensen) -> None:
    """Agreements and documents of an invented municipality, submitted and approved."""
    analist, officer, dag = mensen["analist"], mensen["privacy-officer-1"], poort.today()
    dossier.set_arrangements(
        onderzoek=onderzoek,
        afspraken=AFSPRAKEN,
        aggregatieniveau=Aggregatieniveau.buurt,
        loopt_tot=dag + EEN_JAAR,
        deelnemers=[analist],
        by=analist,
    )
    for soort, kenmerk, voorwaarden in DOCUMENTEN:
        dossier.add_document(
            onderzoek=onderzoek,
            soort=soort,
            kenmerk=kenmerk,
            geldig_van=dag,
            geldig_tot=dag + EEN_JAAR,
            voorwaarden=voorwaarden,
            personen=[analist] if soort == Documentsoort.toestemming_om else [],
            by=analist,
        )
    dossier.submit_study(onderzoek=onderzoek, by=analist)
    dossier.review_study(onderzoek=onderzoek, by=officer)
    dossier.decide_study(
        onderzoek=onderzoek,
        uitkomst=Uitkomst.akkoord,
        reden="De afspraken zijn compleet en de documenten zijn gezien.",
        voorwaarden="Alleen groepen; niets over één persoon verlaat dit systeem.",
        gezien=dossier.study_version(onderzoek),
        by=officer,
    )


def _area_names(bestanden: Sequence[Bestand]) -> dict[str, str]:
    """Names of buurten as the gebieden file gives them: public data."""
    pad = next((bestand.pad for bestand in bestanden if bestand.bron == "gebieden"), None)
    if pad is None:
        return {}
    vlakken = json.loads(pad.read_text(encoding="utf-8"))["features"]
    eigenschappen = [v["properties"] for v in vlakken if v["geometry"]["type"] != "Point"]
    return {e["code"]: e["naam"] for e in eigenschappen if str(e.get("code", "")).startswith("BU")}


def approve_sources(onderzoek: Onderzoek, bronnen: Sequence[str], mensen: Mensen) -> None:
    """The analist asks for every element but herkomst beside suspects; two officers decide."""
    for bron in bronnen:
        schema = leverschemas.schema(bron)
        akkoord = bronakkoord.request_source(
            onderzoek=onderzoek,
            bron=bron,
            elementen=schema.elementen,
            toelichting=schema.omschrijving,
            by=mensen["analist"],
        )
        for officer in _officers(mensen, schema.tweede_akkoord):
            akkoord.refresh_from_db()
            bronakkoord.decide_source(
                akkoord=akkoord,
                uitkomst=Uitkomst.akkoord,
                elementen=schema.elementen,
                reden=REDEN_BRON,
                gezien=bronakkoord.request_version(akkoord),
                by=officer,
            )


def _officers(mensen: Mensen, twee: bool) -> list[Account]:
    namen = ("privacy-officer-1", "privacy-officer-2")
    return [mensen[naam] for naam in namen[: 2 if twee else 1]]


def deliver(
    opdracht: Opdracht, onderzoek: Onderzoek, bestanden: Sequence[Bestand], mensen: Mensen
) -> list[Levering]:
    """Every file by the API, as its own supplier; then the door."""
    tokens = {
        account.pk: mensen.token(account)
        for account in {mensen.supplier_of(bestand.bron) for bestand in bestanden}
    }
    nummers = []
    for bestand in bestanden:
        token = tokens[mensen.supplier_of(bestand.bron).pk]
        antwoord = Bezorger(opdracht.adres, token).deliver(
            onderzoek=str(onderzoek.pk), aanbieding=bestand.aanbieding, pad=bestand.pad
        )
        nummers.append(antwoord["id"])
        say(f"geleverd: {bestand.pad.name}")
    wait_for("deur", nummers, "Controleren aan de deur")
    leveringen = list(Levering.objects.filter(pk__in=nummers).select_related("onderzoek"))
    for levering in leveringen:
        if levering.status != Leveringstatus.wacht_op_akkoord:
            reden = (levering.verslag or {}).get("weigering") or levering.get_status_display()
            raise Mislukt(f"De levering van {levering.bron} is niet aanvaard: {reden}")
    return leveringen


def approve_deliveries(leveringen: Sequence[Levering], mensen: Mensen) -> None:
    for levering in leveringen:
        for officer in _officers(mensen, leverschemas.schema(levering.bron).tweede_akkoord):
            levering.refresh_from_db()
            lever_actions.decide_delivery(
                levering=levering,
                uitkomst=Uitkomst.akkoord,
                reden=REDEN_LEVERING,
                gezien=lever_actions.delivery_version(levering),
                by=officer,
            )
        levering.refresh_from_db()


def link(onderzoek: Onderzoek, leveringen: Sequence[Levering], mensen: Mensen) -> Koppelbestand:
    personen = [x for x in leveringen if leverschemas.schema(x.bron).personen]
    bestand = koppeling.start_linking(
        onderzoek=onderzoek, leveringen=personen, by=mensen["analist"]
    )
    wait_for("koppelen", [str(bestand.pk)], "Koppelen")
    bestand.refresh_from_db()
    return bestand


def analyse(
    onderzoek: Onderzoek,
    bestand: Koppelbestand,
    leveringen: Sequence[Levering],
    mensen: Mensen,
) -> list[Analyse]:
    lijst = standaardset(onderzoek.buurten, onderzoek.referentiebuurten)
    analyses = analyse_actions.start_analyses(
        onderzoek=onderzoek,
        koppelbestand=bestand,
        specificatielijst=[(analysis_name(vraag), to_dict(vraag)) for vraag in lijst],
        bij_botsing=BijBotsing.meer_weglaten,
        by=mensen["analist"],
    )
    context = next((levering for levering in leveringen if levering.bron == "context"), None)
    if context is not None:
        analyses += analyse_actions.start_analyses(
            onderzoek=onderzoek,
            context=context,
            specificatielijst=context_questions(onderzoek),
            by=mensen["analist"],
        )
    wait_for("analyse", [str(analyse.pk) for analyse in analyses], "Analyseren", alles=False)
    choose_ways_out(analyses, mensen)
    return analyses


def choose_ways_out(analyses: Sequence[Analyse], mensen: Mensen) -> None:
    """For what tells too much beside the others, though more was left out: the first that helps."""
    gekozen = []
    for botsend in Analyse.objects.filter(
        pk__in=[analyse.pk for analyse in analyses], status=Analysestatus.botst
    ):
        helpt = [keuze.soort for keuze in queries.choices_of(botsend) if keuze.cellen is not None]
        if helpt:
            analyse_actions.choose_way_out(analyse=botsend, keuze=helpt[0], by=mensen["analist"])
            gekozen.append(str(botsend.pk))
        else:
            say(f"Niet getoond, want het zegt te veel naast de andere: {botsend.naam}")
    if gekozen:
        wait_for("analyse", gekozen, "Anders kiezen")


def context_questions(onderzoek: Onderzoek) -> list[tuple[str, dict[str, Any]]]:
    """Two themes of the survey that residents name together, one of them over the years, which
    buurten are like those under pressure, and all seven themes in every buurt."""
    jaar = onderzoek.peildatum.year
    keuze = Gebiedskeuze(tuple(onderzoek.buurten), tuple(onderzoek.referentiebuurten))
    vragen: tuple[Specificatie, ...] = (
        Samenhangspecificatie("overlast jongeren", "onveiligheidsgevoelens", jaar),
        Trendspecificatie("onveiligheidsgevoelens", keuze),
        Gelijkenisspecificatie(keuze, jaar),
        Leefklimaatspecificatie(keuze),
    )
    return [(analysis_name(vraag), to_dict(vraag)) for vraag in vragen]


def release(analyses: Sequence[Analyse], mensen: Mensen) -> list[Resultaat]:
    """The analist offers, an officer releases; herkomst would ask for two."""
    resultaten = list(Resultaat.objects.filter(analyse__in=analyses).select_related("analyse"))
    for resultaat in resultaten:
        analyse_actions.request_release(resultaat=resultaat, by=mensen["analist"])
        resultaat.refresh_from_db()
        analyse_actions.decide_release(
            resultaat=resultaat,
            uitkomst=Uitkomst.akkoord,
            reden=REDEN_VRIJGAVE,
            gezien=analyse_actions.release_version(resultaat),
            by=mensen["privacy-officer-1"],
        )
        resultaat.refresh_from_db()
    if any(resultaat.status != Resultaatstatus.vrijgegeven for resultaat in resultaten):
        raise Mislukt("Niet elk resultaat is vrijgegeven.")
    say_certificates(resultaten)
    return resultaten


def say_certificates(resultaten: Sequence[Resultaat]) -> None:
    """Mislukt when a result has no passed certificate."""
    certificaten = [c for r in resultaten if (c := queries.certificate_of(r)) and c.geslaagd]
    if len(certificaten) != len(resultaten):
        raise Mislukt("Niet elk resultaat heeft een certificaat.")
    beschermd = sum(certificaat.beschermd for certificaat in certificaten)
    say(
        f"{len(certificaten)} resultaten vrijgegeven, elk met een certificaat. "
        f"{beschermd} weggelaten sommen nagerekend, geen is te smal."
    )
