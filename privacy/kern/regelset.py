"""Association rules: shown only if no small group can be computed from them together.

Each shown rule tells how many persons its condition holds (within the rounding), and how many of
them have the outcome. Rules with related conditions tell more by inclusion and exclusion; the
least interesting rule goes first until nothing small can be computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from privacy.kern.afronding import known_range, percent, round_count, round_counts, wilson_percent
from privacy.kern.drempels import Drempelset
from privacy.kern.indringer import Indringer
from privacy.kern.onderdrukking import NietTeBeschermen
from privacy.kern.regelaudit import Regelcijfer, audit_rules
from privacy.kern.regelkanalen import Atomen, Indeling, Item, Items, channels, mask
from privacy.kern.stelsel import ALTIJD, Getallen, Masker, Matrix, Stelsel
from privacy.kern.veilig import _ZEGEL, Auditverslag, Kop, Maat, VeiligeRij, VeiligeTabel

# Beyond this many atoms the rules are too many for one system: the least interesting go first.
MAX_ATOMEN = 8192


@dataclass(frozen=True)
class Regel:
    """A rule that ends in the outcome. `basis`: persons with all `items`; `aantal`: of these, with
    the outcome. `p`: corrected for all that was tested; `reden`: why it was kept, without figures
    of the data."""

    items: tuple[Item, ...]
    tekst: str
    basis: int
    aantal: int
    p: float | None = None
    reden: str = ""


@dataclass(frozen=True)
class Regelset:
    """Rules in order of interest, the most interesting first, among `personen` residents of whom
    `uitkomsten` have the outcome. The first `vast` of them were named beforehand and stay in front.

    `codes`: the classes behind an item that groups several (its own class alone if not given);
    `klassen`: how many classes a kenmerk has. A reader knows both.
    """

    naam: str
    titel: str
    regels: tuple[Regel, ...]
    personen: int
    uitkomsten: int
    codes: Mapping[Item, tuple[int, ...]] = field(default_factory=dict)
    klassen: Mapping[str, int] = field(default_factory=dict)
    vast: int = 0

    @property
    def indeling(self) -> Indeling:
        return Indeling(self.codes, self.klassen)


KOPPEN = (
    Kop("regel", "Regel", Maat.tekst),
    Kop("groep", "Groep", Maat.aantal),
    Kop("aantal", "Aantal", Maat.aantal),
    Kop("aandeel", "Aandeel", Maat.procent),
    Kop("van", "Van", Maat.procent),
    Kop("tot", "Tot", Maat.procent),
    Kop("basis", "Gemiddeld", Maat.procent),
    Kop("lift", "Keer zo vaak", Maat.verhouding),
    Kop("lift_van", "Van", Maat.verhouding),
    Kop("lift_tot", "Tot", Maat.verhouding),
)


def protect_rules(regelset: Regelset, drempels: Drempelset) -> VeiligeTabel:
    """The rules that may be shown together; the others are left out.

    Beyond those that were named beforehand they stand in the order of what is shown: that of the
    exact figures would tell which of two equal rounded ones is larger.
    """
    if not _shown_by_itself(regelset.personen, regelset.uitkomsten, drempels):
        raise NietTeBeschermen("the outcome itself may not be shown")
    toonbaar = [regel for regel in regelset.regels if _passes(regel, regelset, drempels)]
    regels = _clean(_within_reach(toonbaar, regelset.indeling), regelset, drempels)
    rijen = tuple(_row(regel, regelset, drempels) for regel in regels)
    audit = _audit(regels, rijen, regelset, drempels, len(regelset.regels) - len(toonbaar))
    if not audit.geslaagd:
        raise NietTeBeschermen("the audit finds a group that can be computed")
    voorop = {regel.tekst: plek for plek, regel in enumerate(regelset.regels[: regelset.vast])}
    rijen = tuple(sorted(rijen, key=lambda rij: _place(rij, voorop)))
    return VeiligeTabel(regelset.naam, regelset.titel, KOPPEN, rijen, audit, _ZEGEL)


def _place(rij: VeiligeRij, voorop: Mapping[str, int]) -> tuple[float, float, float, float, str]:
    """By the lower end of "times as often", that itself, the share, and the words."""
    tekst = str(rij.waarden[0])
    aandeel, lift, van = (float(rij.waarden[plek] or 0) for plek in (3, 7, 8))
    return voorop.get(tekst, len(voorop)), -van, -lift, -aandeel, tekst


def _audit(
    regels: Sequence[Regel],
    rijen: Sequence[VeiligeRij],
    regelset: Regelset,
    drempels: Drempelset,
    onder_drempel: int,
) -> Auditverslag:
    cijfers = [
        Regelcijfer(frozenset(regel.items), int(rij.waarden[1] or 0), int(rij.waarden[2] or 0))
        for regel, rij in zip(regels, rijen, strict=True)
    ]
    return audit_rules(
        cijfers,
        Regelcijfer(frozenset(), *_rounded_total(regelset, drempels)),
        regelset.indeling,
        drempels,
        aangeboden=len(regelset.regels),
        onder_drempel=onder_drempel,
    )


def _shown_by_itself(basis: int, aantal: int, drempels: Drempelset) -> bool:
    return (
        aantal >= drempels.min_aantal
        and basis >= drempels.min_basis
        and basis - aantal >= drempels.min_complement
        and aantal <= drempels.max_aandeel * basis + 1e-9
    )


def _passes(regel: Regel, regelset: Regelset, drempels: Drempelset) -> bool:
    """Thresholds on the rule, on its exceptions, and on the residents outside its condition."""
    buiten = regelset.personen - regel.basis
    uitkomst_buiten = regelset.uitkomsten - regel.aantal
    return _shown_by_itself(regel.basis, regel.aantal, drempels) and (
        buiten >= drempels.min_basis
        and uitkomst_buiten >= drempels.min_aantal
        and buiten - uitkomst_buiten >= drempels.min_complement
    )


def _within_reach(regels: Sequence[Regel], indeling: Indeling) -> list[Regel]:
    """As many rules from the front as one system can hold."""
    gekozen = list(regels)
    while gekozen and Atomen(_items(gekozen), indeling).aantal > MAX_ATOMEN:
        gekozen.pop()
    return gekozen


def _items(regels: Sequence[Regel]) -> list[Item]:
    return [item for regel in regels for item in regel.items]


def _clean(regels: list[Regel], regelset: Regelset, drempels: Drempelset) -> list[Regel]:
    """Drop the least interesting rule of those that give a small group away, until none do."""
    if not regels:
        return []
    stelsel, groepen = _system(regels, regelset, drempels)
    indringer = Indringer(stelsel)
    weg = np.zeros(len(regels), dtype=np.bool_)
    while (schuldig := _guilty(indringer, groepen, weg, drempels)) is not None:
        weg[schuldig] = True
    return [regel for regel, verborgen in zip(regels, weg, strict=True) if not verborgen]


def _guilty(indringer: Indringer, groepen: int, weg: Masker, drempels: Drempelset) -> int | None:
    """The least interesting rule without which the first small group can't be computed."""
    indringer.show(weg)
    for doel in indringer.narrow():
        if _is_harmless(indringer, doel, groepen, drempels):
            continue
        oorzaak = indringer.reasons(doel)
        if not oorzaak:
            raise NietTeBeschermen("a small group can be computed without any rule")
        return max(oorzaak)
    return None


def _is_harmless(indringer: Indringer, doel: int, groepen: int, drempels: Drempelset) -> bool:
    """A sum may be known precisely where it is certainly large enough to be shown.

    The first `groepen` sums are sizes of groups; those after it are counts in the same groups.
    """
    if doel < groepen:
        return indringer.least(doel) >= drempels.min_verschil - 1e-6
    return (
        indringer.least(doel) >= drempels.min_aantal - 1e-6
        and indringer.least(doel % groepen) >= drempels.min_basis - 1e-6
    )


def _system(
    regels: Sequence[Regel], regelset: Regelset, drempels: Drempelset
) -> tuple[Stelsel, int]:
    """Atoms with and without the outcome; three sums of each channel: all, with and without."""
    sets = [frozenset(regel.items) for regel in regels]
    atomen = Atomen(_items(regels), regelset.indeling)
    leden = atomen.membership()
    kanalen = _distinct([mask(kanaal, leden) for kanaal in channels(sets)])
    sommen, onder, boven = _facts(regels, regelset, _conditions(sets, leden), drempels)
    nummers = np.arange(len(regels))
    stelsel = Stelsel(
        sommen=sommen,
        onder=onder,
        boven=boven,
        eenheid=np.concatenate([[ALTIJD, ALTIJD], np.tile(nummers, 6)]),
        dak=np.full(2 * atomen.aantal, float(regelset.personen + drempels.afronding)),
        doelen=_three(kanalen),
        vereist=np.full(3 * len(kanalen), float(drempels.min_aantal)),
    )
    return stelsel, len(kanalen)


def _facts(
    regels: Sequence[Regel], regelset: Regelset, groep: Masker, drempels: Drempelset
) -> tuple[Matrix, Getallen, Getallen]:
    """Sums of atoms with their ranges: the totals; of each rule persons and persons with the
    outcome as shown; and, as the rules tell, the least of exceptions and of those outside."""
    alle = np.ones((1, groep.shape[1]), dtype=np.bool_)
    sommen = [_sums(alle, True, True), _sums(alle, True, False)]
    bereik = [
        _known([regelset.personen], drempels.min_basis, drempels),
        _known([regelset.uitkomsten], drempels.min_aantal, drempels),
        _known([regel.basis for regel in regels], drempels.min_basis, drempels),
        _known([regel.aantal for regel in regels], drempels.min_aantal, drempels),
    ]
    sommen += [_sums(groep, True, True), _sums(groep, True, False)]
    for masker, met, zonder, minst in (
        (groep, False, True, drempels.min_complement),
        (~groep, True, True, drempels.min_basis),
        (~groep, True, False, drempels.min_aantal),
        (~groep, False, True, drempels.min_complement),
    ):
        sommen.append(_sums(masker, met, zonder))
        bereik.append((np.full(len(regels), float(minst)), np.full(len(regels), np.inf)))
    onder, boven = (np.concatenate(grenzen) for grenzen in zip(*bereik, strict=True))
    return sparse.csr_array(sparse.vstack(sommen, format="csr")), onder, boven


def _conditions(sets: Sequence[Items], leden: Mapping[Item, Masker]) -> Masker:
    return np.array([np.logical_and.reduce([leden[i] for i in sorted(s)]) for s in sets])


def _distinct(maskers: Sequence[Masker]) -> Masker:
    uniek = {masker.tobytes(): masker for masker in maskers if masker.any()}
    return np.array(list(uniek.values()))


def _sums(groep: Masker, met: bool, zonder: bool) -> Matrix:
    """Sums over the atoms with, then those without the outcome."""
    deel = sparse.csr_array(groep.astype(np.int64))
    return sparse.csr_array(sparse.hstack([deel * int(met), deel * int(zonder)], format="csr"))


def _three(groep: Masker) -> Matrix:
    keuzes = ((True, True), (True, False), (False, True))
    return sparse.csr_array(sparse.vstack([_sums(groep, *k) for k in keuzes], format="csr"))


def _known(tellingen: Sequence[int], minst: int, drempels: Drempelset) -> tuple[Getallen, Getallen]:
    afgerond = round_counts(np.array(tellingen, dtype=np.int64), drempels.afronding)
    onder, boven = known_range(afgerond, drempels.afronding)
    return np.maximum(onder, minst).astype(np.float64), boven.astype(np.float64)


def _rounded_total(regelset: Regelset, drempels: Drempelset) -> tuple[int, int]:
    return (
        round_count(regelset.personen, drempels.afronding),
        round_count(regelset.uitkomsten, drempels.afronding),
    )


def _row(regel: Regel, regelset: Regelset, drempels: Drempelset) -> VeiligeRij:
    groep = round_count(regel.basis, drempels.afronding)
    aantal = round_count(regel.aantal, drempels.afronding)
    personen, uitkomsten = _rounded_total(regelset, drempels)
    van, tot = wilson_percent(aantal, groep)
    gemiddeld = 100 * uitkomsten / personen
    aandeel = 100 * aantal / groep
    lifts = (round(deel / gemiddeld, 1) for deel in (aandeel, van, tot))
    gerond = (percent(aantal, groep), van, tot, percent(uitkomsten, personen))
    return VeiligeRij((regel.tekst, groep, aantal, *gerond, *lifts))
