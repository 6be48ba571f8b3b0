"""What an analysis is called in lists, made from its specification."""

from collections.abc import Iterable

from analyses.kern.specificatie import (
    BREDE_FACTOREN,
    Gelijkenisspecificatie,
    Kenmerkspecificatie,
    Leefklimaatspecificatie,
    Regressiespecificatie,
    Samenhangspecificatie,
    Specificatie,
    Trendspecificatie,
)
from analyses.kern.woorden import capital
from analyses.models import Resultaat
from bronnen.kern.kenmerken import kenmerk

NAMEN = {
    "betaalgedrag": "Betaalgedrag gemeentelijke belastingen",
    "huurachterstand": "Maximale huurachterstand",
    "verdachten": "Verdachten van een incident, per buurt",
    "overlap": "Waar verdachten wonen en waar het incident was",
    "spreiding": "Spreiding van verdachten over de straten",
    "misdrijf": "Welke kenmerken bij welk soort misdrijf?",
    "buurtdeel": "Het eigen deel van de buurt",
    "buurtspreiding": "Alle buurten naast elkaar, en of er groepen zijn",
    "regels": "Regels: bij welke groepen komt het vaker voor?",
}
# Where a result stands in a list, by its kind; in this order.
ONDERWERPEN = (
    ("Financiële situatie", ("betaalgedrag", "huurachterstand")),
    ("Wie geregistreerd staat als verdachte, en waar", ("verdachten", "overlap", "kenmerk")),
    ("Liggen verdachten bij elkaar?", ("spreiding", "buurtspreiding")),
    ("Wat samenhangt met verdacht zijn", ("regressie", "misdrijf", "regels", "buurtdeel")),
)
OPENBAAR = "Openbare cijfers over buurten"


def by_subject(resultaten: Iterable[Resultaat]) -> list[tuple[str, list[Resultaat]]]:
    """Headed by its subject, in the order given; a subject without results is left out."""
    kop_van = {soort: kop for kop, soorten in ONDERWERPEN for soort in soorten}
    gevonden: dict[str, list[Resultaat]] = {kop: [] for kop in (*kop_van.values(), OPENBAAR)}
    for resultaat in resultaten:
        gevonden[kop_van.get(resultaat.analyse.soort, OPENBAAR)].append(resultaat)
    return [(kop, rijen) for kop, rijen in gevonden.items() if rijen]


def analysis_name(vraag: Specificatie) -> str:
    if isinstance(vraag, Kenmerkspecificatie):
        return f"{kenmerk(vraag.kenmerk).naam} en verdachten"
    if isinstance(vraag, Regressiespecificatie):
        breed = vraag.factoren == BREDE_FACTOREN
        naam = f"Logistische regressie{' met alle financiële kenmerken' if breed else ''}"
        paar = " en ".join(kenmerk(code).naam.lower() for code in vraag.wisselwerking)
        return f"{naam}, wisselwerking van {paar}" if paar else naam
    if isinstance(vraag, Samenhangspecificatie):
        return capital(f"{vraag.indicator_x} en {vraag.indicator_y}, {vraag.jaar}")
    if isinstance(vraag, Trendspecificatie):
        return capital(f"{vraag.indicator} door de jaren")
    if isinstance(vraag, Gelijkenisspecificatie):
        return f"Welke buurten lijken op de buurten in beeld, {vraag.jaar}"
    if isinstance(vraag, Leefklimaatspecificatie):
        return "Leefklimaat: wat bewoners noemen"
    return NAMEN[vraag.soort]
