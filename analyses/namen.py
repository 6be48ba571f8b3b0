"""What an analysis is called in lists, made from its specification."""

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


def analysis_name(vraag: Specificatie) -> str:
    if isinstance(vraag, Kenmerkspecificatie):
        return f"{kenmerk(vraag.kenmerk).naam} en verdachten"
    if isinstance(vraag, Regressiespecificatie):
        breed = vraag.factoren == BREDE_FACTOREN
        return f"Logistische regressie{' met alle financiële kenmerken' if breed else ''}"
    if isinstance(vraag, Samenhangspecificatie):
        return f"{vraag.indicator_x} en {vraag.indicator_y}, {vraag.jaar}"
    if isinstance(vraag, Trendspecificatie):
        return f"{vraag.indicator} door de jaren"
    if isinstance(vraag, Gelijkenisspecificatie):
        return f"Welke buurten lijken op de buurten in beeld, {vraag.jaar}"
    if isinstance(vraag, Leefklimaatspecificatie):
        return "Leefklimaat: wat bewoners noemen"
    return NAMEN[vraag.soort]
