"""From what the API and the CSV give to claims: so many residents meet these conditions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.inbreker.kennis import (
    GEWOON,
    KLASSEN,
    NAMEN,
    Drempels,
    Groep,
    Kaart,
    group,
    meet,
    members,
)
from benchmarks.inbreker.zinnen import rule_group

ALLE_KLASSEN = "Alle klassen samen"
VERDACHT = {"verdachte": (1,)}


@dataclass(frozen=True)
class Bewering:
    """At least `onder` and at most `boven` residents are in `groep`."""

    groep: Groep
    onder: float
    boven: float


@dataclass(frozen=True)
class Rij:
    """A row of a table: the residents in `basis`, and those of them with `uitkomst`.

    `groep` and `aantal` are as printed; None where hidden. `gewoon`: nobody's secret.
    """

    basis: Groep
    uitkomst: Groep
    groep: int | None
    aantal: int | None
    bron: str
    gewoon: bool = False

    @property
    def getoond(self) -> bool:
        return self.aantal is not None

    @property
    def doel(self) -> Groep:
        return meet(self.basis, self.uitkomst)


@dataclass(frozen=True)
class Niveau:
    """A level of a regression as printed: its classes, its row, odds ratio with bounds, points."""

    code: str
    klassen: frozenset[int]
    rij: Rij
    odds: tuple[float, float, float]
    punten: float | None


@dataclass
class Regressie:
    """A whole regression: `fit` holds what stands beside it by name."""

    wie: Groep
    niveaus: list[Niveau] = field(default_factory=list)
    fit: dict[str, float] = field(default_factory=dict)


@dataclass
class Gelezen:
    """What one release tells: rows of tables, totals of groups, and regressions."""

    rijen: list[Rij] = field(default_factory=list)
    totalen: list[Bewering] = field(default_factory=list)
    modellen: list[Regressie] = field(default_factory=list)


def read_release(
    inhoud: Mapping[str, Any], gebied: frozenset[int], kaart: Kaart, drempels: Drempels, bron: str
) -> Gelezen:
    """`inhoud` as the API gives it; `gebied`: the buurten of a result that names no areas."""
    inhoud = {**inhoud, "gebied": gebied}
    uit = Gelezen()
    basis = _base(inhoud["basis"])
    for tabel in inhoud["tabellen"]:
        if tabel["naam"] in _ZWIJGEN:
            continue
        lees = _LEZERS.get((inhoud["soort"], tabel["naam"]), _LEZERS.get((inhoud["soort"], "")))
        if lees is None:
            raise ValueError(f"a table that nobody reads: {inhoud['soort']} {tabel['naam']}")
        lees(uit, inhoud, tabel, basis, kaart, drempels, bron)
    return uit


def _base(zin: str) -> dict[str, Sequence[int]]:
    """Ages that count, from a sentence such as "inwoners van 12 jaar en ouder"."""
    if "van 18 jaar en ouder" in zin:
        return {"leeftijd": range(2, 7)}
    return {"leeftijd": range(1, 7)} if "van 12 jaar en ouder" in zin else {}


def told(rij: Rij, drempels: Drempels) -> Iterator[Bewering]:
    """The figure itself, its rounding, and what the rules say of a figure that is shown."""
    if rij.groep is None or rij.aantal is None:
        return
    onder, boven = drempels.spread(rij.groep)
    yield Bewering(rij.basis, max(onder, drempels.basis), boven)
    laag, hoog = drempels.spread(rij.aantal)
    if rij.aantal == 0:
        yield Bewering(rij.doel, 0, 0)
        return
    if drempels.complementregel and rij.uitkomst:
        hoog = min(hoog, boven - drempels.complement)
        hoog = hoog if rij.gewoon else min(hoog, drempels.aandeel * boven)
    yield Bewering(rij.doel, max(laag, drempels.aantal), hoog)


def _figures(tabel: Mapping[str, Any], *codes: str) -> Iterator[list[Any]]:
    """The named columns of every row; None where hidden."""
    plekken = [[kop["code"] for kop in tabel["koppen"]].index(code) for code in codes]
    for rij in tabel["rijen"]:
        yield [rij["waarden"][plek] for plek in plekken]


def _areas(tabel: Mapping[str, Any], kaart: Kaart) -> dict[str, frozenset[int]]:
    labels = list(dict.fromkeys(waarde for (waarde,) in _figures(tabel, "gebied")))
    return {label: kaart.area(label, labels[:plek]) for plek, label in enumerate(labels)}


def _read_classes(
    uit: Gelezen, inhoud: Mapping[str, Any], tabel: Mapping[str, Any], basis: Any, kaart: Kaart,
    drempels: Drempels, bron: str,
) -> None:  # fmt: skip
    """Suspects by the classes of a kenmerk and area; or per area alone."""
    dims = [kop["code"] for kop in tabel["koppen"] if kop["maat"] == "label"]
    if "gebied" not in dims:
        return
    gebieden, code = _areas(tabel, kaart), dims[0]
    ja = {"kwijtschelding": (1,)} if tabel["naam"] == "kwijtschelding" else VERDACHT
    if ja is not VERDACHT:
        basis = basis | {"betaalgedrag": range(1, 6)}
    for *labels, groep, aantal in _figures(tabel, *dims, "groep", "aantal"):
        wie = dict(basis) | {"buurt": gebieden[labels[-1]]}
        if code in KLASSEN and labels[0] != ALLE_KLASSEN:
            klasse = members(code, labels[0])
            wie[code] = klasse & set(wie.get(code, klasse))
        uit.rijen.append(Rij(group(wie, kaart), group(ja, kaart), groep, aantal, bron))
    _whole(uit, inhoud, frozenset().union(*gebieden.values()), basis, kaart, drempels)


def _whole(
    uit: Gelezen, inhoud: Mapping[str, Any], gebied: frozenset[int], basis: Any, kaart: Kaart,
    drempels: Drempels,
) -> None:  # fmt: skip
    """The number of residents under every result."""
    groep = group(dict(basis) | {"buurt": gebied}, kaart)
    uit.totalen.append(Bewering(groep, *drempels.spread(inhoud["n"])))


def _read_division(
    uit: Gelezen, inhoud: Mapping[str, Any], tabel: Mapping[str, Any], basis: Any, kaart: Kaart,
    drempels: Drempels, bron: str,
) -> None:  # fmt: skip
    """How a group divides over the classes of a kenmerk."""
    code = tabel["koppen"][0]["code"]
    gebieden = _areas(tabel, kaart)
    basis = dict(basis) | {code: range(1, len(KLASSEN[code]))}
    for klasse, gebied, groep, aantal in _figures(tabel, code, "gebied", "groep", "aantal"):
        wie = group(basis | {"buurt": gebieden[gebied]}, kaart)
        van = group({code: members(code, klasse)}, kaart)
        gewoon = klasse in GEWOON.get(code, ())
        uit.rijen.append(Rij(wie, van, groep, aantal, bron, gewoon))
    _whole(uit, inhoud, frozenset().union(*gebieden.values()), basis, kaart, drempels)


def _read_payment(
    uit: Gelezen, inhoud: Mapping[str, Any], tabel: Mapping[str, Any], *rest: Any
) -> None:
    lees = _read_classes if tabel["naam"] == "kwijtschelding" else _read_division
    lees(uit, inhoud, tabel, *rest)


def _read_overlap(
    uit: Gelezen, inhoud: Mapping[str, Any], tabel: Mapping[str, Any], basis: Any, kaart: Kaart,
    drempels: Drempels, bron: str,
) -> None:  # fmt: skip
    """Of the suspects in a buurt, those with an incident in another."""
    rijen = list(_figures(tabel, "woonbuurt", "pleegbuurt", "groep", "aantal"))
    genoemd = {kaart.namen.index(rij[1]) for rij in rijen if rij[1] in kaart.namen}
    for woon, pleeg, groep, aantal in rijen:
        waar = {kaart.namen.index(pleeg)} if pleeg in kaart.namen else kaart.alle - genoemd
        naam = "pleeg:" + ",".join(map(str, sorted(waar))) + ("" if pleeg in kaart.namen else "+")
        wie = group({"buurt": {kaart.namen.index(woon)}} | VERDACHT, kaart)
        uit.rijen.append(Rij(wie, group({naam: {1}}, kaart), groep, aantal, bron))


def _read_terms(
    uit: Gelezen, inhoud: Mapping[str, Any], tabel: Mapping[str, Any], basis: Any, kaart: Kaart,
    drempels: Drempels, bron: str,
) -> None:  # fmt: skip
    """Persons and events of every level; levels taken together are named one after the other.

    A model with an interaction is read by its counts alone: those of its pairs of classes."""
    wie = dict(basis) | {"buurt": inhoud["gebied"]}
    model, paren = Regressie(group(wie, kaart)), False
    codes = ("kenmerk", "klasse", "groep", "aantal", "odds_ratio", "van", "tot", "punten")
    for naam, klasse, groep, aantal, *odds, punten in _figures(tabel, *codes):
        eigen = _level(naam, klasse)
        rij = Rij(group(wie | eigen, kaart), group(VERDACHT, kaart), groep, aantal, bron)
        paren |= len(eigen) > 1
        if rij.getoond:
            uit.rijen.append(rij)
            [(code, klassen), *_] = eigen.items()
            model.niveaus.append(Niveau(code, klassen, rij, tuple(odds), punten))
    if not paren:
        uit.modellen.append(model)


def _level(naam: str, klasse: str) -> dict[str, frozenset[int]]:
    """Of a kenmerk; or of two, "Geslacht en leeftijd", and a pair of their classes."""
    if naam in NAMEN:
        return {NAMEN[naam]: members(NAMEN[naam], klasse)}
    klein = {n.lower(): code for n, code in NAMEN.items()}
    for een, code in NAMEN.items():
        ander = naam.removeprefix(f"{een} en ")
        if ander != naam and ander in klein:
            return _pair(code, klein[ander], klasse)
    raise ValueError(f"a kenmerk that nobody knows: {naam}")


def _pair(een: str, ander: str, klasse: str) -> dict[str, frozenset[int]]:
    """Names of classes may hold a comma themselves."""
    delen = klasse.split(", ")
    for plek in range(1, len(delen)):
        try:
            eigen = members(een, ", ".join(delen[:plek])), members(ander, ", ".join(delen[plek:]))
        except ValueError:
            continue
        if all(eigen):
            return {een: eigen[0], ander: eigen[1]}
    raise ValueError(f"a pair of classes that nobody knows: {klasse}")


def _read_fit(
    uit: Gelezen, inhoud: Mapping[str, Any], tabel: Mapping[str, Any], basis: Any, kaart: Kaart,
    drempels: Drempels, bron: str,
) -> None:  # fmt: skip
    wie = group(dict(basis) | {"buurt": inhoud["gebied"]}, kaart)
    waarden = dict(_figures(tabel, "onderdeel", "waarde"))
    uit.totalen.append(Bewering(wie, *drempels.spread(waarden["Personen"])))
    if uit.modellen:
        uit.modellen[-1].fit = waarden
    met = meet(wie, group(VERDACHT, kaart))
    uit.totalen.append(Bewering(met, *drempels.spread(waarden["Personen met de uitkomst"])))


def _read_rules(
    uit: Gelezen, inhoud: Mapping[str, Any], tabel: Mapping[str, Any], basis: Any, kaart: Kaart,
    drempels: Drempels, bron: str,
) -> None:  # fmt: skip
    """Groups in words; and all suspects, from the mean and from every lift."""
    allen = group({"buurt": inhoud["gebied"]}, kaart)
    ja, n = group(VERDACHT, kaart), inhoud["n"]
    uit.totalen.append(Bewering(allen, *drempels.spread(n)))
    gezien = []
    for tekst, groep, aantal, *cijfers in _figures(
        tabel, "regel", "groep", "aantal", "basis", "lift", "lift_van", "lift_tot"
    ):
        wie = meet(allen, group(rule_group(tekst), kaart))
        uit.rijen.append(Rij(wie, ja, groep, aantal, bron))
        gezien.append((groep, aantal, *cijfers))
    mogelijk = [
        y for y in range(0, n + 1, drempels.stap) if all(_fits(rij, y, n) for rij in gezien)
    ]
    _all_suspects(uit, meet(allen, ja), mogelijk, drempels)


def _all_suspects(uit: Gelezen, wie: Groep, mogelijk: Sequence[int], drempels: Drempels) -> None:
    """Their number lies within the rounding of what is possible."""
    marge = drempels.stap // 2
    if mogelijk:
        onder, boven = max(mogelijk[0] - marge, 0), mogelijk[-1] + drempels.stap - 1 - marge
        uit.totalen.append(Bewering(wie, float(onder), float(boven)))


def _read_measures(
    uit: Gelezen, inhoud: Mapping[str, Any], tabel: Mapping[str, Any], basis: Any, kaart: Kaart,
    drempels: Drempels, bron: str,
) -> None:  # fmt: skip
    """All suspects again: measures of a rule lay its counts beside those of everybody."""
    (regels,) = (t for t in inhoud["tabellen"] if t["naam"] == "regels")
    tellingen = list(_figures(regels, "groep", "aantal"))
    maten = list(_figures(tabel, "support", "wracc", "conviction", "zhang", "odds_ratio"))
    n = inhoud["n"]
    mogelijk = [
        y
        for y in range(0, n + 1, drempels.stap)
        if all(_measured(*rij, y, n, maat) for rij, maat in zip(tellingen, maten, strict=True))
    ]
    wie = meet(group({"buurt": inhoud["gebied"]}, kaart), group(VERDACHT, kaart))
    _all_suspects(uit, wie, mogelijk, drempels)


def _measured(groep: int, met: int, y: int, n: int, maten: Sequence[float | None]) -> bool:
    """Whether these measures are printed when `y` of `n`, as rounded, have the outcome."""
    support, wracc, conviction, zhang, odds = maten
    zonder, elders, niemand = groep - met, y - met, n - groep - y + met
    if min(elders, niemand) < 0:
        return False
    boven = met / n - groep / n * (y / n)
    grootst = max(met / n * (1 - groep / n), groep / n * (y / n - met / n))
    paren = [(support, 100 * met / n, 0.051), (wracc, 1000 * boven, 0.051)]
    if grootst > 0:
        paren.append((zhang, boven / grootst, 0.0051))
    if zonder:
        paren.append((conviction, (1 - y / n) / (zonder / groep), 0.0051))
    if min(met, zonder, elders, niemand) > 0:
        paren.append((odds, met * niemand / (zonder * elders), 0.051))
    return all(getoond is None or abs(getoond - w) < marge for getoond, w, marge in paren)


def _fits(rij: tuple[int, int, float, float, float, float], y: int, n: int) -> bool:
    """Whether a rule can be printed so when `y` of `n`, as rounded, have the outcome."""
    groep, aantal, gemiddeld, *lifts = rij
    if not y or (200 * y + n) // (2 * n) != gemiddeld:
        return False
    midden, straal = _wilson(aantal, groep)
    delen = (aantal / groep, _floor(midden - straal), _ceil(midden + straal))
    return all(abs(deel * n / y - lift) < 0.0501 for deel, lift in zip(delen, lifts, strict=True))


def _wilson(y: float, n: float) -> tuple[float, float]:
    """Middle and half width of the score interval."""
    p, z2 = y / n, 1.959963984540054**2
    straal = math.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return (p + z2 / (2 * n)) / (1 + z2 / n), straal


def _floor(deel: float) -> float:
    return math.floor(100 * max(deel, 0.0) + 1e-9) / 100


def _ceil(deel: float) -> float:
    return math.ceil(100 * min(deel, 1.0) - 1e-9) / 100


_LEZERS: Mapping[tuple[str, str], Any] = {
    ("kenmerk", ""): _read_classes,
    ("verdachten", ""): _read_classes,
    ("betaalgedrag", ""): _read_payment,
    ("huurachterstand", ""): _read_division,
    ("overlap", ""): _read_overlap,
    ("regressie", "regressie"): _read_terms,
    ("regressie", "regressie_model"): _read_fit,
    ("regels", ""): _read_rules,
    ("regels", "regels_maten"): _read_measures,
}
# Tables that hold no count of residents, and why they tell nothing of one.
_ZWIJGEN: Mapping[str, str] = {
    "regressie_factoren": "chi-square in two digits, of models that are not shown themselves",
    "regressie_groepen": "whole percents of what is explained, of models that are not shown",
    "regressie_ijking": "a verdict on groups of patterns, that leaves ten counts or more possible",
    "regels_zeef": "counts combinations of classes, no residents, in two digits",
    "spreiding": "counts streets, none of them by name; the test of the spread looks after those",
    "spreiding_toets": "counts streets and compares them",
    "spreiding_kaart": "tests over all streets together, one figure in one decimal",
    "samenhang": "public figures of areas",
    "samenhang_maat": "public figures of areas",
}
