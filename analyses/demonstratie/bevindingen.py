"""The findings of the demonstration as plain data; docs/bevindingen.md documents each key.

Figures come from released results alone, so everything here is protected; the delivery reports
hold rows and rules, never values.
"""

from collections.abc import Iterable
from typing import Any

from analyses import queries
from analyses.demonstratie.stappen import Verloop
from analyses.kern.gebieden import together
from analyses.kern.specificatie import ACHTERSTAND_18_50, MAN_ALLEEN_18_50
from analyses.kern.woorden import rule_words
from analyses.models import Resultaat
from bronnen import queries as bronnen_queries
from bronnen.models import Levering
from privacy.kern.veilig import REDENTEKST, VeiligeRij, VeiligeTabel, VeiligResultaat


def findings(verloop: Verloop) -> dict[str, Any]:
    resultaten = [(r, queries.full_content(r)) for r in verloop.resultaten]
    match = bronnen_queries.match_of(verloop.koppelbestand)
    regels = _of_kind(resultaten, "regels")
    return {
        "deliveries": [_delivery(levering) for levering in verloop.leveringen],
        "match": _tables(match) if match else [],
        "base_rate": _base_rate(verloop, _of_kind(resultaten, "verdachten")),
        "headline_groups": _headline_groups(_table_named(regels, "regels")),
        "regression": [_tables(inhoud) for inhoud in _of_kind(resultaten, "regressie")],
        "rules": _table_named(regels, "regels"),
        "figures": [_figure(resultaat, inhoud) for resultaat, inhoud in resultaten],
        "suppressed": [hidden for r, inhoud in resultaten for hidden in _hidden(r, inhoud)],
    }


def _base_rate(verloop: Verloop, resultaten: list[VeiligResultaat]) -> list[dict[str, Any]]:
    """All residents of the studied buurten together."""
    onderzoek = verloop.onderzoek
    samen = together(len(onderzoek.buurten) + len(onderzoek.referentiebuurten))
    return [rij for rij in _table_named(resultaten, "verdachten") if rij["gebied"] == samen]


def _headline_groups(regels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The two groups that the project named, in its order."""
    namen = [rule_words(groep) for groep in (MAN_ALLEEN_18_50, ACHTERSTAND_18_50)]
    return [rij for naam in namen for rij in regels if rij["regel"] == naam]


def _delivery(levering: Levering) -> dict[str, Any]:
    verslag = bronnen_queries.report_of(levering)
    if verslag is None:
        return {"source": levering.bron, "accepted": False}
    return {
        "source": levering.bron,
        "number": levering.nummer,
        "accepted": verslag.aanvaard,
        "rows_read": verslag.rijen_gelezen,
        "rows_accepted": verslag.rijen_aanvaard,
        "rows_refused": verslag.rijen_geweigerd,
        "findings": [
            {
                "rule": bevinding.regel,
                "column": bevinding.kolom,
                "count": bevinding.aantal,
                "refuses": bevinding.weigert,
            }
            for bevinding in verslag.bevindingen
        ],
        "unknown_columns": verslag.onbekende_kolommen,
    }


def _of_kind(
    resultaten: Iterable[tuple[Resultaat, VeiligResultaat]], soort: str
) -> list[VeiligResultaat]:
    return [inhoud for resultaat, inhoud in resultaten if resultaat.analyse.soort == soort]


def _figure(resultaat: Resultaat, inhoud: VeiligResultaat) -> dict[str, Any]:
    return {
        "name": resultaat.analyse.naam,
        "kind": resultaat.analyse.soort,
        "finding": inhoud.bevinding,
        "sentence": inhoud.zin,
        "n": inhoud.n,
        "hidden": inhoud.verborgen,
        "tables": _tables(inhoud),
    }


def _tables(inhoud: VeiligResultaat) -> list[dict[str, Any]]:
    return [
        {"name": tabel.naam, "title": tabel.titel, "rows": _rows(tabel)}
        for tabel in inhoud.tabellen
    ]


def _table_named(resultaten: Iterable[VeiligResultaat], naam: str) -> list[dict[str, Any]]:
    return [
        rij
        for inhoud in resultaten
        for tabel in inhoud.tabellen
        if tabel.naam == naam
        for rij in _rows(tabel)
    ]


def _rows(tabel: VeiligeTabel) -> list[dict[str, Any]]:
    return [{**_row(tabel, rij), "shown": rij.getoond} for rij in tabel.rijen]


def _row(tabel: VeiligeTabel, rij: VeiligeRij) -> dict[str, Any]:
    return {kop.code: waarde for kop, waarde in zip(tabel.koppen, rij.waarden, strict=True)}


def _hidden(resultaat: Resultaat, inhoud: VeiligResultaat) -> Iterable[dict[str, Any]]:
    for tabel in inhoud.tabellen:
        for rij in tabel.rijen:
            if not rij.getoond:
                yield {
                    "figure": resultaat.analyse.naam,
                    "table": tabel.naam,
                    "row": {k: v for k, v in _row(tabel, rij).items() if v is not None},
                    "reason": rij.reden.value if rij.reden else None,
                    "text": REDENTEKST[rij.reden] if rij.reden else None,
                }
