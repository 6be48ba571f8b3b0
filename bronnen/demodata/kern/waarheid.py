"""What was planted, counted while the files are written. Standard library and numpy."""

import json
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bronnen.demodata.kern.bestanden import Geschreven
from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.gemeente import Gemeente
from bronnen.demodata.kern.kenmerkcodes import arrears_18_49, men_alone_18_49
from bronnen.demodata.kern.leveringsvorm import Vuilsoort
from bronnen.demodata.kern.model import DOELEN, EFFECTEN, FACTOREN, VANAF_LEEFTIJD
from bronnen.demodata.kern.tijd import Tijdvak
from bronnen.demodata.kern.toeval import Codes, Getallen, Masker
from bronnen.kern.kenmerken import KENMERKEN, VERDACHTE, Kenmerk

VERSIE = 1
REGELNUMMERS = 100  # row numbers kept per rule
GROEPEN = (
    ("inwoners", "alle inwoners"),
    ("mannen_alleen_18_49", "mannen van 18 tot 50 die alleen wonen"),
    ("achterstand_18_49", "inwoners van 18 tot 50 met meer dan 2 maanden betalingsachterstand"),
)
ONDERZOEK, GEMEENTE = "onderzoek", "gemeente"


@dataclass(frozen=True)
class Groep:
    """`verwacht` is the sum of the chances that the suspects were drawn with."""

    code: str
    omschrijving: str
    inwoners: int
    verdachten: int
    verwacht: float
    doel: float

    @property
    def aandeel(self) -> float:
        return self.verdachten / self.inwoners


@dataclass(frozen=True)
class Geweigerd:
    """What the door should refuse; `regels` are row numbers in the file (the header is 1)."""

    regel: str
    kolom: str
    aantal: int
    regels: tuple[int, ...]


@dataclass(frozen=True)
class Leveringswaarheid:
    """`niet_gekoppeld`: good rows that linking can't place or leaves aside, by reason."""

    bron: str
    bestand: str
    rijen: int
    sha256: str
    geweigerd: tuple[Geweigerd, ...]
    niet_gekoppeld: dict[str, int]
    extra_kolommen: tuple[str, ...]


@dataclass(frozen=True)
class Waarheid:
    """What `waarheid.json` holds; described in `bronnen.demodata`."""

    seed: int
    inwoners: int
    peildatum: date
    periode_begin: date
    vuil: bool
    buurten: tuple[str, ...]
    referentie: str
    groepen: tuple[Groep, ...]
    verdachten_geplant: int
    verdachten_verloren: int
    per_buurt: dict[str, dict[str, Any]]
    tellingen: dict[str, dict[str, dict[str, tuple[int, int]]]]
    leveringen: tuple[Leveringswaarheid, ...]

    def als_dict(self) -> dict[str, Any]:
        gegevens = {"versie": VERSIE, **asdict(self), "model": true_model()}
        for groep, vast in zip(gegevens["groepen"], self.groepen, strict=True):
            groep["aandeel"] = vast.aandeel
        for naam in ("peildatum", "periode_begin"):
            gegevens[naam] = gegevens[naam].isoformat()
        gegevens["leveringen"] = {deel.pop("bron"): deel for deel in gegevens["leveringen"]}
        return gegevens

    def write(self, pad: Path) -> None:
        pad.write_text(json.dumps(self.als_dict(), ensure_ascii=False, indent=1) + "\n", "utf-8")


def true_model() -> dict[str, Any]:
    """The true log-odds, by kenmerk and class; the reference class has 0."""
    return {
        "uitkomst": VERDACHTE.code,
        "vanaf_leeftijd": VANAF_LEEFTIJD,
        "intercept": EFFECTEN.intercept,
        "factoren": {
            factor.code: {
                "referentie": factor.klassen[factor.referentie],
                "log_odds": dict(_levels(factor)),
            }
            for factor in FACTOREN
        },
    }


def _levels(factor: Kenmerk) -> list[tuple[str, float]]:
    """Children under twelve are no level: they are never suspects."""
    paren = list(zip(factor.klassen, EFFECTEN.van(factor), strict=True))
    return paren[1:] if factor.code == "leeftijd" else paren


class Teller:
    """Adds up what is true, buurt by buurt."""

    def __init__(self, gemeente: Gemeente) -> None:
        self._onderzocht = {buurt.code for buurt in gemeente.onderzocht}
        self._klassen: dict[str, dict[str, Getallen]] = defaultdict(dict)
        self._groepen = np.zeros((len(GROEPEN), 2), dtype=np.int64)
        self._verwacht = np.zeros(len(GROEPEN))
        self._geplant = self._verloren = 0
        self._per_buurt: dict[str, dict[str, Any]] = {}

    def add(self, bevolking: Bevolking) -> None:
        verdachte = bevolking.verdachte
        code = bevolking.buurt.code
        self._geplant += int(bevolking.verdacht.sum())
        self._verloren += int(bevolking.verloren.sum())
        self._per_buurt[code] = {
            "naam": bevolking.buurt.naam,
            "soort": bevolking.buurt.profiel.naam,
            "inwoners": len(verdachte),
            "verdachten": int(verdachte.sum()),
        }
        self._count_classes(GEMEENTE, bevolking.kenmerken, verdachte)
        if code in self._onderzocht:
            self._count_classes(ONDERZOEK, bevolking.kenmerken, verdachte)
            self._count_classes(code, bevolking.kenmerken, verdachte)
            self._count_groups(bevolking)

    def _count_classes(self, gebied: str, kenmerken: dict[str, Codes], verdachte: Masker) -> None:
        for kenmerk in KENMERKEN:
            if kenmerk.code not in kenmerken:
                continue
            cellen = kenmerken[kenmerk.code].astype(np.int64) * 2 + verdachte
            telling = np.bincount(cellen, minlength=2 * len(kenmerk.klassen)).reshape(-1, 2)
            eerder = self._klassen[gebied].get(kenmerk.code, 0)
            self._klassen[gebied][kenmerk.code] = eerder + telling

    def _count_groups(self, bevolking: Bevolking) -> None:
        verdachte = bevolking.verdachte
        maskers = (
            np.ones(len(verdachte), dtype=np.bool_),
            men_alone_18_49(bevolking.kenmerken),
            arrears_18_49(bevolking.kenmerken),
        )
        for nummer, masker in enumerate(maskers):
            self._groepen[nummer] += (masker.sum(), (masker & verdachte).sum())
            self._verwacht[nummer] += bevolking.kans[masker].sum()

    def truth(
        self,
        gemeente: Gemeente,
        seed: int,
        tijdvak: Tijdvak,
        leveringen: tuple[Leveringswaarheid, ...],
        *,
        vuil: bool,
    ) -> Waarheid:
        return Waarheid(
            seed=seed,
            inwoners=gemeente.inwoners,
            peildatum=tijdvak.peildatum,
            periode_begin=tijdvak.begin,
            vuil=vuil,
            buurten=tuple(buurt.code for buurt in gemeente.onderzocht),
            referentie=gemeente.onderzocht[2].code,
            groepen=self._group_truth(),
            verdachten_geplant=self._geplant,
            verdachten_verloren=self._verloren,
            per_buurt=self._per_buurt,
            tellingen={gebied: _named(klassen) for gebied, klassen in self._klassen.items()},
            leveringen=leveringen,
        )

    def _group_truth(self) -> tuple[Groep, ...]:
        return tuple(
            Groep(code, omschrijving, int(n), int(y), round(float(verwacht), 3), doel)
            for (code, omschrijving), (n, y), verwacht, doel in zip(
                GROEPEN, self._groepen, self._verwacht, DOELEN, strict=True
            )
        )


def _named(klassen: dict[str, Getallen]) -> dict[str, dict[str, tuple[int, int]]]:
    """Residents and suspects by kenmerk and class."""
    namen = {kenmerk.code: kenmerk.klassen for kenmerk in KENMERKEN}
    return {
        code: {
            klasse: (int(nee + ja), int(ja))
            for klasse, (nee, ja) in zip(namen[code], telling, strict=True)
        }
        for code, telling in klassen.items()
    }


class Leveringsteller:
    """Counts for one delivery what should be refused and what linking can't place."""

    def __init__(self) -> None:
        self._geweigerd: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._aantal: Counter[tuple[str, str]] = Counter()
        self._verlies: Counter[str] = Counter()

    def lose(self, verlies: dict[str, int]) -> None:
        self._verlies.update(verlies)

    def refuse(self, soort: Vuilsoort, regel: int) -> None:
        sleutel = (soort.regel, soort.kolom)
        self._aantal[sleutel] += 1
        if len(self._geweigerd[sleutel]) < REGELNUMMERS:
            self._geweigerd[sleutel].append(regel)

    def truth(self, geschreven: Geschreven, extra_kolommen: tuple[str, ...]) -> Leveringswaarheid:
        geweigerd = tuple(
            Geweigerd(regel, kolom, self._aantal[regel, kolom], tuple(regels))
            for (regel, kolom), regels in self._geweigerd.items()
        )
        return Leveringswaarheid(
            bron=geschreven.bron,
            bestand=geschreven.bestand,
            rijen=geschreven.rijen,
            sha256=geschreven.sha256,
            geweigerd=geweigerd,
            niet_gekoppeld={reden: n for reden, n in self._verlies.items() if n},
            extra_kolommen=extra_kolommen,
        )
