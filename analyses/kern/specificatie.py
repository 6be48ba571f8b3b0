"""What an analysis is asked: frozen, serialisable specifications, one class per kind.

A specification is stored with its result, so that any result can be made again. `to_dict` and
`from_dict` are each other's inverse; `soort` tells the kinds apart. Standard library only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, ClassVar, get_args

from bronnen.kern import kenmerken


class OnjuisteSpecificatie(ValueError):
    """The specification cannot be; the message is a Dutch sentence for the analist."""


class Bereik(Enum):
    """Over which residents, when several buurten are taken together."""

    onderzocht = "onderzocht"  # buurten onder druk and reference buurten
    gemeente = "gemeente"


class Overige(Enum):
    """What becomes of the buurten that are not studied themselves."""

    samen = "samen"
    apart = "apart"
    weg = "weg"


class Basis(Enum):
    """From which age residents count; children under 12 cannot be suspects."""

    alle = "alle"
    vanaf_12 = "vanaf_12"
    vanaf_18 = "vanaf_18"

    @property
    def jaren(self) -> int:
        return {"alle": 0, "vanaf_12": 12, "vanaf_18": 18}[self.value]


@dataclass(frozen=True)
class Gebiedskeuze:
    """Buurten (codes `BU` + 8 digits) in the order of the screen, and what is taken together."""

    onder_druk: tuple[str, ...]
    referentie: tuple[str, ...] = ()
    overige: Overige = Overige.samen
    samen: tuple[Bereik, ...] = (Bereik.onderzocht, Bereik.gemeente)

    def __post_init__(self) -> None:
        _eis(bool(self.onder_druk), "Kies minstens één buurt onder druk.")
        _eis(
            all(map(_is_buurtcode, self.onderzocht)), "Schrijf een buurtcode als BU met 8 cijfers."
        )
        _eis(len(set(self.onderzocht)) == len(self.onderzocht), "Een buurt is twee keer gekozen.")

    @property
    def onderzocht(self) -> tuple[str, ...]:
        return (*self.onder_druk, *self.referentie)


@dataclass(frozen=True)
class Kenmerkspecificatie:
    """Share of suspects by the classes of one kenmerk, per gebied; `klassen`: neighbouring classes
    (positions) that are taken together."""

    soort: ClassVar[str] = "kenmerk"
    kenmerk: str
    gebieden: Gebiedskeuze
    klassen: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        _eis_kenmerken((self.kenmerk,))
        bestaand = range(len(kenmerken.kenmerk(self.kenmerk).klassen))
        alle = [klasse for groep in self.klassen for klasse in groep]
        _eis(set(alle) <= set(bestaand), "Een samengenomen klasse bestaat niet.")
        _eis(len(set(alle)) == len(alle), "Een klasse is twee keer samengenomen.")
        buren = all(groep == tuple(range(groep[0], groep[-1] + 1)) for groep in self.klassen)
        _eis(buren, "Alleen klassen die naast elkaar liggen, kunnen samen.")


@dataclass(frozen=True)
class Betaalgedragspecificatie:
    """How residents with a municipal tax bill pay it, and who is let off."""

    soort: ClassVar[str] = "betaalgedrag"
    gebieden: Gebiedskeuze


@dataclass(frozen=True)
class Huurachterstandspecificatie:
    """Maximum rent arrears of corporation tenants of 18 and over."""

    soort: ClassVar[str] = "huurachterstand"
    gebieden: Gebiedskeuze


@dataclass(frozen=True)
class Verdachtenspecificatie:
    """Share of suspects among all residents, per buurt."""

    soort: ClassVar[str] = "verdachten"
    gebieden: Gebiedskeuze


@dataclass(frozen=True)
class Overlapspecificatie:
    """Where suspects live × where their incidents were."""

    soort: ClassVar[str] = "overlap"
    gebieden: Gebiedskeuze


@dataclass(frozen=True)
class Spreidingspecificatie:
    """Do suspects live spread over the streets, or in clusters?"""

    soort: ClassVar[str] = "spreiding"
    gebieden: Gebiedskeuze
    bereik: Bereik = Bereik.onderzocht
    basis: Basis = Basis.vanaf_12


VIJF_FACTOREN = ("geslacht", "leeftijd", "gezinsgrootte", "huurachterstand", "bijstand")
BREDE_FACTOREN = (
    *VIJF_FACTOREN, "belastingachterstand", "kwijtschelding", "bijzondere_bijstand", "schuldhulp",
)  # fmt: skip


@dataclass(frozen=True)
class Regressiespecificatie:
    """Logistic regression of verdachte on kenmerken.

    The default is the project's own five factors, so that its findings can be found again;
    `BREDE_FACTOREN` adds the rest of the financial position. achterstand_2m is left out of both:
    it is made of huurachterstand and belastingachterstand. `wisselwerking`: two of the factors, to
    see whether the difference by the one is the same in every class of the other.
    """

    soort: ClassVar[str] = "regressie"
    gebieden: Gebiedskeuze
    factoren: tuple[str, ...] = VIJF_FACTOREN
    basis: Basis = Basis.vanaf_12
    bereik: Bereik = Bereik.onderzocht
    wisselwerking: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _eis_kenmerken(self.factoren)
        paar = self.wisselwerking
        _eis(
            len(set(paar)) == len(paar) and len(paar) in (0, 2),
            "Kies voor een wisselwerking twee verschillende kenmerken.",
        )
        _eis(
            set(paar) <= set(self.factoren),
            "Kies voor een wisselwerking kenmerken die in het model zitten.",
        )
        _eis("herkomst" not in paar,
             "Migratieachtergrond kan niet in een wisselwerking: dan staat er geen verschil naast "
             "zonder rekening met andere kenmerken.")  # fmt: skip


@dataclass(frozen=True)
class Misdrijfspecificatie:
    """The same kenmerken beside each kind of crime: a regression for each misdrijfgroep."""

    soort: ClassVar[str] = "misdrijf"
    gebieden: Gebiedskeuze
    factoren: tuple[str, ...] = VIJF_FACTOREN
    basis: Basis = Basis.vanaf_12
    bereik: Bereik = Bereik.onderzocht

    def __post_init__(self) -> None:
        _eis_kenmerken(self.factoren)
        _eis(
            "herkomst" not in self.factoren,
            "Migratieachtergrond kan niet per soort misdrijf. Kies de gewone regressie: daar staat "
            "het verschil zonder rekening met andere kenmerken ernaast.",
        )


REGELKENMERKEN = (
    "geslacht", "leeftijd", "gezinsgrootte", "huishoudtype", "eigendom", "huurachterstand",
    "betaalgedrag", "belastingachterstand", "kwijtschelding", "achterstand_2m", "bijstand",
    "bijzondere_bijstand", "schuldhulp",
)  # fmt: skip
MAN_ALLEEN_18_50 = ("geslacht=man", "gezinsgrootte=1 persoon", "leeftijd=18 tot en met 49")
ACHTERSTAND_18_50 = ("achterstand_2m=ja", "leeftijd=18 tot en met 49")
KERNGROEPEN: Mapping[str, tuple[str, ...]] = {
    "man_alleen_18_50": MAN_ALLEEN_18_50,
    "achterstand_18_50": ACHTERSTAND_18_50,
}


@dataclass(frozen=True)
class Regelspecificatie:
    """Association rules that end in verdachte; the base is all residents.

    `min_support` is a share of the residents, `min_verbetering` the percentage points (as a
    fraction) by which a rule must beat each of its shorter ones, `aantal` how many are shown.
    `vast` are rules shown whenever protection allows it: the project's two headline groups, and
    what the analist pins. `weg` are rules that he hides: they take part in the search, and are not
    shown.
    """

    soort: ClassVar[str] = "regels"
    gebieden: Gebiedskeuze
    kenmerken: tuple[str, ...] = REGELKENMERKEN
    min_support: float = 0.005
    max_lengte: int = 3
    min_verbetering: float = 0.02
    aantal: int = 10
    vast: tuple[tuple[str, ...], ...] = tuple(KERNGROEPEN.values())
    bereik: Bereik = Bereik.onderzocht
    weg: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        _eis_kenmerken(self.kenmerken)
        _eis(
            "herkomst" not in self.kenmerken,
            "Migratieachtergrond kan niet in regels. Kies de regressie: daar staat het verschil "
            "zonder rekening met andere kenmerken ernaast.",
        )
        dubbel = {frozenset(items) for items in self.vast} & {frozenset(i) for i in self.weg}
        _eis(not dubbel, "Een regel kan niet vastgezet en verborgen zijn.")
        _eis(0 < self.min_support < 1, "Kies een support tussen 0 en 1.")
        _eis(1 <= self.max_lengte <= 4, "Kies regels van 1 tot en met 4 kenmerken.")
        _eis(0 <= self.min_verbetering < 1, "Kies een verbetering tussen 0 en 1.")
        _eis(1 <= self.aantal <= 50, "Kies 1 tot en met 50 regels.")


@dataclass(frozen=True)
class Buurtdeelspecificatie:
    """How much of the difference between buurten is who lives there, and how much the buurt's own;
    residents of 12 and over of the whole municipality."""

    soort: ClassVar[str] = "buurtdeel"
    gebieden: Gebiedskeuze
    factoren: tuple[str, ...] = BREDE_FACTOREN

    def __post_init__(self) -> None:
        _eis_kenmerken(self.factoren)


@dataclass(frozen=True)
class Buurtspreidingspecificatie:
    """All buurten beside the limits of chance, and whether those with more lie together."""

    soort: ClassVar[str] = "buurtspreiding"
    gebieden: Gebiedskeuze


@dataclass(frozen=True)
class Samenhangspecificatie:
    """Rank correlation of two public indicators over buurten; no persons."""

    soort: ClassVar[str] = "samenhang"
    indicator_x: str
    indicator_y: str
    jaar: int

    def __post_init__(self) -> None:
        _eis(self.indicator_x != self.indicator_y, "Kies twee verschillende indicatoren.")
        _eis(_is_year(self.jaar), "Kies een jaar tussen 1990 en 2100.")


@dataclass(frozen=True)
class Trendspecificatie:
    """A public indicator over the years, in the studied buurten and the municipality; `breuken`
    are the years from which a new definition holds."""

    soort: ClassVar[str] = "trend"
    indicator: str
    gebieden: Gebiedskeuze
    breuken: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _eis(bool(self.indicator.strip()), "Kies een cijfer.")
        _eis(all(map(_is_year, self.breuken)), "Kies een jaar tussen 1990 en 2100.")
        _eis(len(set(self.breuken)) == len(self.breuken), "Een jaar is twee keer gekozen.")


@dataclass(frozen=True)
class Gelijkenisspecificatie:
    """Which buurten look most like those onder druk in public figures of one year; a proposal of
    reference buurten, from which a person chooses."""

    soort: ClassVar[str] = "gelijkenis"
    gebieden: Gebiedskeuze
    jaar: int
    aantal: int = 5

    def __post_init__(self) -> None:
        _eis(_is_year(self.jaar), "Kies een jaar tussen 1990 en 2100.")
        _eis(1 <= self.aantal <= 20, "Kies 1 tot en met 20 buurten.")


@dataclass(frozen=True)
class Leefklimaatspecificatie:
    """The seven themes of the survey, in every buurt and wijk of the municipality and over the
    years; years before the last of `breuken` had another definition and are left out."""

    soort: ClassVar[str] = "leefklimaat"
    gebieden: Gebiedskeuze
    breuken: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _eis(all(map(_is_year, self.breuken)), "Kies een jaar tussen 1990 en 2100.")


Openbarespecificatie = (
    Samenhangspecificatie | Trendspecificatie | Gelijkenisspecificatie | Leefklimaatspecificatie
)

Specificatie = (
    Kenmerkspecificatie
    | Betaalgedragspecificatie
    | Huurachterstandspecificatie
    | Verdachtenspecificatie
    | Overlapspecificatie
    | Spreidingspecificatie
    | Regressiespecificatie
    | Misdrijfspecificatie
    | Regelspecificatie
    | Buurtdeelspecificatie
    | Buurtspreidingspecificatie
    | Openbarespecificatie
)
OPENBAAR = frozenset(soort.soort for soort in get_args(Openbarespecificatie))
SOORTEN: Mapping[str, type[Specificatie]] = {soort.soort: soort for soort in get_args(Specificatie)}


def standaardset(
    onder_druk: Sequence[str], referentie: Sequence[str], *, herkomst: bool = False
) -> tuple[Specificatie, ...]:
    """The project's analyses in the order of its slides; herkomst only where it was approved.

    belastingachterstand by class is left out: how taxes are paid and who is more than two months
    behind are both shown, and beside those its classes tell too much.
    """
    keuze = Gebiedskeuze(tuple(onder_druk), tuple(referentie))
    apart = Gebiedskeuze(keuze.onder_druk, keuze.referentie, overige=Overige.apart)
    codes = ["geslacht", "leeftijd", "gezinsgrootte", "herkomst", "bijzondere_bijstand"]
    codes += ["bijstand", "schuldhulp", "huurachterstand", "kwijtschelding", "achterstand_2m"]
    per_kenmerk = [Kenmerkspecificatie(c, keuze) for c in codes if herkomst or c != "herkomst"]
    return (
        Betaalgedragspecificatie(keuze),
        Huurachterstandspecificatie(keuze),
        Verdachtenspecificatie(apart),
        Overlapspecificatie(keuze),
        *per_kenmerk,
        Spreidingspecificatie(keuze),
        Regressiespecificatie(keuze),
        Regressiespecificatie(keuze, factoren=BREDE_FACTOREN),
        Buurtdeelspecificatie(keuze),
        Buurtspreidingspecificatie(keuze),
        Misdrijfspecificatie(keuze),
        Regelspecificatie(keuze),
    )


def shows_buurten(specificatie: Specificatie) -> bool:
    """Whether it tells something about residents of chosen buurten, apart or together."""
    if specificatie.soort in OPENBAAR:
        return False
    return getattr(specificatie, "bereik", Bereik.onderzocht) is not Bereik.gemeente


def widened(specificatie: Specificatie) -> Specificatie | None:
    """The same over the whole municipality; None where it can't be asked so."""
    if not shows_buurten(specificatie):
        return specificatie
    if not isinstance(
        specificatie,
        Spreidingspecificatie | Regressiespecificatie | Misdrijfspecificatie | Regelspecificatie,
    ):
        return None
    return replace(specificatie, bereik=Bereik.gemeente)


# What is told first wins. A regression can leave nothing out, and the suspects per buurt have
# nothing to hide; a table can always leave out more.
VOORRANG = (
    Verdachtenspecificatie.soort, Overlapspecificatie.soort, Regressiespecificatie.soort,
    Misdrijfspecificatie.soort, Buurtdeelspecificatie.soort, Buurtspreidingspecificatie.soort,
    Regelspecificatie.soort,
)  # fmt: skip


def turn(soort: str) -> int:
    """Of several analyses that are asked at once, the lowest is computed first."""
    return VOORRANG.index(soort) if soort in VOORRANG else len(VOORRANG)


def to_dict(specificatie: Specificatie) -> dict[str, Any]:
    """Plain data, ready for JSON."""
    return {"soort": specificatie.soort, **_plain(specificatie)}


def from_dict(gegevens: Mapping[str, Any]) -> Specificatie:
    """The inverse of `to_dict`; OnjuisteSpecificatie with a Dutch sentence when it cannot be."""
    soort = SOORTEN.get(str(gegevens.get("soort")))
    if soort is None:
        raise OnjuisteSpecificatie("Deze soort analyse bestaat niet.")
    velden = {naam: waarde for naam, waarde in gegevens.items() if naam != "soort"}
    return soort(**_read_fields(soort, velden))


def _plain(waarde: Any) -> Any:
    if isinstance(waarde, Enum):
        return waarde.value
    if is_dataclass(waarde) and not isinstance(waarde, type):
        return {veld.name: _plain(getattr(waarde, veld.name)) for veld in fields(waarde)}
    if isinstance(waarde, tuple):
        return [_plain(deel) for deel in waarde]
    return waarde


def _read_fields(soort: type[Any], gegevens: Any) -> dict[str, Any]:
    _eis(isinstance(gegevens, Mapping), "Een deel van de vraag heeft niet de goede vorm.")
    namen = {veld.name for veld in fields(soort)}
    _eis(set(gegevens) <= namen, "De vraag heeft een veld dat niet bestaat.")
    for veld in fields(soort):
        verplicht = veld.default is MISSING
        _eis(veld.name in gegevens or not verplicht, f"Het veld {veld.name} ontbreekt.")
    return {naam: _read(naam, waarde) for naam, waarde in gegevens.items()}


def _read(naam: str, waarde: Any) -> Any:
    try:
        return _LEZERS[naam](waarde)
    except (TypeError, ValueError) as fout:
        if isinstance(fout, OnjuisteSpecificatie):
            raise
        raise OnjuisteSpecificatie(f"Het veld {naam} heeft niet de goede vorm.") from None


def _text(waarde: Any) -> str:
    if not isinstance(waarde, str):
        raise TypeError
    return waarde


def _whole(waarde: Any) -> int:
    if not isinstance(waarde, int) or isinstance(waarde, bool):
        raise TypeError
    return waarde


def _number(waarde: Any) -> float:
    if not isinstance(waarde, int | float) or isinstance(waarde, bool):
        raise TypeError
    return float(waarde)


def _many(lezer: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def read(waarde: Any) -> tuple[Any, ...]:
        if not isinstance(waarde, list | tuple):
            raise TypeError
        return tuple(lezer(deel) for deel in waarde)

    return read


def _area_choice(waarde: Any) -> Gebiedskeuze:
    return Gebiedskeuze(**_read_fields(Gebiedskeuze, waarde))


_LEZERS: Mapping[str, Callable[[Any], Any]] = {
    "gebieden": _area_choice,
    "onder_druk": _many(_text),
    "referentie": _many(_text),
    "overige": Overige,
    "samen": _many(Bereik),
    "bereik": Bereik,
    "basis": Basis,
    "kenmerk": _text,
    "kenmerken": _many(_text),
    "klassen": _many(_many(_whole)),
    "factoren": _many(_text),
    "wisselwerking": _many(_text),
    "min_support": _number,
    "min_verbetering": _number,
    "max_lengte": _whole,
    "aantal": _whole,
    "vast": _many(_many(_text)),
    "weg": _many(_many(_text)),
    "indicator_x": _text,
    "indicator_y": _text,
    "jaar": _whole,
    "indicator": _text,
    "breuken": _many(_whole),
}


def _eis(voorwaarde: bool, melding: str) -> None:
    if not voorwaarde:
        raise OnjuisteSpecificatie(melding)


def _is_year(jaar: int) -> bool:
    return 1990 <= jaar <= 2100


def _is_buurtcode(code: str) -> bool:
    return len(code) == 10 and code.startswith("BU") and code[2:].isdigit()


def _eis_kenmerken(codes: Sequence[str]) -> None:
    bekend = {k.code for k in kenmerken.KENMERKEN} - {kenmerken.VERDACHTE.code}
    _eis(bool(codes), "Kies minstens één kenmerk.")
    _eis(set(codes) <= bekend, "Een gekozen kenmerk bestaat niet.")
    _eis(len(set(codes)) == len(codes), "Een kenmerk is twee keer gekozen.")
