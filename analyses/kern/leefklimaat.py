"""Seven themes of a survey among residents: each buurt beside its wijk and the municipality.

Published figures about areas, as they were delivered: shares of respondents in percent, with the
bounds of the survey. No persons.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.specificatie import Leefklimaatspecificatie
from analyses.kern.trend import Jaarcijfer, year_trends
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.veeltoetsen import false_discovery

GEMEENTE = "Hele gemeente"
# As deliveries call them, with what stands on the screen; in this order.
THEMAS: Mapping[str, str] = {
    "bevolkingssamenstelling": "Samenstelling van de bevolking",
    "sociale cohesie": "Omgang met elkaar (sociale cohesie)",
    "overlast jongeren": "Overlast van jongeren",
    "overlast omwonenden": "Overlast van omwonenden",
    "intimidatie": "Intimidatie",
    "bedreiging": "Bedreiging",
    "onveiligheidsgevoelens": "Gevoel van onveiligheid",
}
OOK = {"onveiligheid": "onveiligheidsgevoelens"}  # other names of the same theme
STIJGT, DAALT, GELIJK = "stijgt", "daalt", "geen duidelijke verandering"
NIET_GETOETST = "niet getoetst"
KANS = 0.05
GEEN_THEMA = "De zeven thema’s van het leefklimaat staan niet bij deze buurten in de levering."
DUBBEL = "Een thema heeft twee cijfers voor één gebied in hetzelfde jaar."

Reeksen = Mapping[tuple[str, str], tuple[Jaarcijfer, ...]]  # by code of the area and theme


@dataclass(frozen=True)
class Themacijfer:
    """One theme in one area: whole percents, the bounds widened to them; `eerder` by year."""

    code: str
    gebied: str
    thema: str
    aandeel: int | None
    van: int | None
    tot: int | None
    eerder: Mapping[int, int | None]
    richting: str


@dataclass(frozen=True)
class Leefklimaat:
    jaren: tuple[int, ...]
    cijfers: tuple[Themacijfer, ...]
    deelnemers: int | None  # in the whole municipality, in the last year

    @property
    def gebieden(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cijfer.gebied for cijfer in self.cijfers))


def climate(
    context: pl.DataFrame, vraag: Leefklimaatspecificatie, onderzoek: Onderzoekgegevens
) -> Leefklimaat:
    """All areas of the municipality of the studied buurten; GeenResultaat with one sentence."""
    hier = _themes_here(context, vraag.gebieden.onderzocht[0][2:6])
    codes = _areas(hier, vraag.gebieden.onderzocht)
    if not any(code in codes for code in vraag.gebieden.onderzocht):
        raise GeenResultaat(GEEN_THEMA)
    jaren = _comparable_years(hier, vraag.breuken)
    hier = hier.filter(pl.col("jaar").is_in(jaren))
    if hier.select("gebied", "thema", "jaar").is_duplicated().any():
        raise GeenResultaat(DUBBEL)
    reeksen = _series(hier)
    richting, namen = _directions(reeksen), _names(codes, onderzoek)
    cijfers = tuple(
        _figure(code, namen[code], thema, reeksen.get((code, thema), ()), jaren, richting)
        for code in codes
        for thema in THEMAS
    )
    return Leefklimaat(tuple(jaren), cijfers, _respondents(hier, jaren[-1]))


def _themes_here(context: pl.DataFrame, gemeente: str) -> pl.DataFrame:
    naam = pl.col("indicator").str.to_lowercase().str.strip_chars().replace(OOK)
    return context.with_columns(naam.alias("thema")).filter(
        pl.col("thema").is_in(list(THEMAS))
        & (pl.col("gebied").str.slice(2, 4) == gemeente)
        & pl.col("waarde").is_finite()
    )


def _areas(hier: pl.DataFrame, onderzocht: Sequence[str]) -> list[str]:
    """Studied buurten first, then the other buurten, wijken, and the municipality."""
    gevonden = sorted(set(hier["gebied"]))
    eerst = [code for code in onderzocht if code in gevonden]
    rest = [code for code in gevonden if code not in eerst]
    return eerst + [code for soort in ("BU", "WK", "GM") for code in rest if code[:2] == soort]


def _comparable_years(hier: pl.DataFrame, breuken: Sequence[int]) -> list[int]:
    """From the last new definition on."""
    jaren = sorted({int(jaar) for jaar in hier["jaar"]})
    vanaf = max((breuk for breuk in breuken if breuk <= jaren[-1]), default=jaren[0])
    return [jaar for jaar in jaren if jaar >= vanaf]


def _series(hier: pl.DataFrame) -> dict[tuple[str, str], tuple[Jaarcijfer, ...]]:
    reeksen: dict[tuple[str, str], list[Jaarcijfer]] = {}
    kolommen = ("gebied", "thema", "jaar", "waarde", "ondergrens", "bovengrens")
    for gebied, thema, jaar, *cijfer in hier.select(kolommen).sort("jaar").rows():
        reeksen.setdefault((gebied, thema), []).append(Jaarcijfer(int(jaar), *cijfer))
    return {plek: tuple(cijfers) for plek, cijfers in reeksen.items()}


def _directions(reeksen: Reeksen) -> dict[tuple[str, str], str]:
    """In words, p corrected for testing all areas and themes at once."""
    trends = {plek: year_trends(cijfers)[0] for plek, cijfers in reeksen.items()}
    getoetst = {plek: t.p for plek, t in trends.items() if t.p is not None}
    p = dict(zip(getoetst, false_discovery(np.array(list(getoetst.values()))), strict=True))
    woorden = {}
    for plek, verloop in trends.items():
        if plek not in p:
            woorden[plek] = NIET_GETOETST
        elif p[plek] >= KANS:
            woorden[plek] = GELIJK
        else:
            woorden[plek] = STIJGT if (verloop.per_jaar or 0) > 0 else DAALT
    return woorden


def _names(codes: Sequence[str], onderzoek: Onderzoekgegevens) -> dict[str, str]:
    """What each area is called; a name that two have is followed by the code."""
    namen = {code: _name(code, onderzoek) for code in codes}
    gelijk = {naam for naam in namen.values() if list(namen.values()).count(naam) > 1}
    return {c: f"{naam} ({c})" if naam in gelijk else naam for c, naam in namen.items()}


def _name(code: str, onderzoek: Onderzoekgegevens) -> str:
    if code.startswith("GM"):
        return GEMEENTE
    return wijk_name(code) if code.startswith("WK") else onderzoek.buurt(code)


def wijk_name(code: str) -> str:
    """Of a wijk or of a buurt in it: deliveries name neither."""
    return f"Wijk {code[6:8]}"


def _figure(
    code: str,
    gebied: str,
    thema: str,
    cijfers: Sequence[Jaarcijfer],
    jaren: Sequence[int],
    richting: Mapping[tuple[str, str], str],
) -> Themacijfer:
    per_jaar = {cijfer.jaar: cijfer for cijfer in cijfers}
    nu = per_jaar.get(jaren[-1])
    eerder = {jaar: _half_up(per_jaar[jaar].waarde) if jaar in per_jaar else None for jaar in jaren}
    return Themacijfer(
        code=code,
        gebied=gebied,
        thema=THEMAS[thema],
        aandeel=eerder.pop(jaren[-1]),
        van=None if nu is None or nu.van is None else math.floor(nu.van),
        tot=None if nu is None or nu.tot is None else math.ceil(nu.tot),
        eerder=eerder,
        richting=richting.get((code, thema), NIET_GETOETST),
    )


def _half_up(waarde: float) -> int:
    return math.floor(waarde + 0.5)


def _respondents(hier: pl.DataFrame, jaar: int) -> int | None:
    """Of the question that most answered."""
    nu = hier.filter((pl.col("jaar") == jaar) & pl.col("gebied").str.starts_with("GM"))["n"]
    hoogste = nu.max()
    return int(hoogste) if isinstance(hoogste, int | float) else None
