"""Ways out for an author whose result tells too much beside earlier ones, and what each costs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from analyses.kern.ontwerp import GEORDEND
from analyses.kern.specificatie import (
    Bereik,
    Buurtdeelspecificatie,
    Buurtspreidingspecificatie,
    Kenmerkspecificatie,
    Openbarespecificatie,
    Overige,
    Specificatie,
)
from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.kenmerken import LEEFTIJD, Kenmerk, kenmerk
from privacy.kern.beschermen import NIETS_OPGELEGD, Opgelegd
from privacy.kern.certificaat import Botsing, Kandidaat, Keuze, Keuzesoort
from privacy.kern.register import Proef, hidden_before, published, to_leave_out
from privacy.kern.uitspraken import Register

Poging = Callable[[Specificatie, Mapping[str, Opgelegd], str], Proef]

RONDEN = 6
APART = frozenset({"geen", "betaald"})  # not having it is another thing than having little of it
GEEN_UITWEG: Mapping[Keuzesoort, str] = {
    Keuzesoort.meer_weglaten: "Weglaten helpt niet genoeg. Kies grotere groepen of wacht.",
    Keuzesoort.grover: "Ook met grotere gebieden of klassen zegt dit samen met eerdere te veel.",
    Keuzesoort.eerder_patroon: "Het eerdere resultaat weglaten zoals toen helpt hier niet.",
    Keuzesoort.wachten: "Er is niets gemaakt. Start de analyse opnieuw bij een nieuwe peildatum.",
}


STAPPEN: Mapping[Keuzesoort, str] = {
    Keuzesoort.meer_weglaten: "Botst met eerdere cijfers: proberen wat meer weglaten kost",
    Keuzesoort.grover: "Botst met eerdere cijfers: proberen wat grotere groepen kosten",
    Keuzesoort.eerder_patroon: "Botst met eerdere cijfers: weglaten wat toen is weggelaten",
}


class Pogingen:
    """Attempts at one question. The same attempt is made once: ways out share their steps, and a
    choice that does not help is followed by the list of what does."""

    def __init__(self, attempt: Poging) -> None:
        self._attempt = attempt
        self._gedaan: dict[tuple[str, str], Proef] = {}

    def __call__(
        self, specificatie: Specificatie, opgelegd: Mapping[str, Opgelegd], stap: str = ""
    ) -> Proef:
        eisen = {naam: eis for naam, eis in sorted(opgelegd.items()) if eis != NIETS_OPGELEGD}
        sleutel = (
            repr(specificatie),
            repr([(naam, sorted(eis.dicht), sorted(eis.open)) for naam, eis in eisen.items()]),
        )
        if sleutel not in self._gedaan:
            self._gedaan[sleutel] = self._attempt(specificatie, eisen, stap)
        return self._gedaan[sleutel]


def without_choice(specificatie: Specificatie, attempt: Pogingen, register: Register) -> Kandidaat:
    """The candidate; `Botsing` with every way out that there is."""
    proef = attempt(specificatie, {})
    if proef.kandidaat is not None:
        return proef.kandidaat
    keuzes = tuple(
        Keuze(soort, _cost(proef, _candidate(soort, specificatie, attempt, register, proef)))
        for soort in Keuzesoort
    )
    raise Botsing(keuzes, proef.met)


def chosen_beforehand(
    keuze: Keuzesoort, specificatie: Specificatie, attempt: Pogingen, register: Register
) -> Kandidaat:
    """As chosen; `Botsing` with what there is beside it when that is no way out."""
    proef = attempt(specificatie, {})
    kandidaat = proef.kandidaat or _candidate(keuze, specificatie, attempt, register, proef)
    if kandidaat is None and keuze is Keuzesoort.wachten:
        raise Botsing((), proef.met)
    return kandidaat or without_choice(specificatie, attempt, register)


def carry_out(
    keuze: Keuzesoort, specificatie: Specificatie, attempt: Pogingen, register: Register
) -> Kandidaat:
    """The candidate as the author chose; GeenResultaat when that is no way out, such as waiting."""
    proef = attempt(specificatie, {})
    if proef.kandidaat is not None:
        return proef.kandidaat
    kandidaat = _candidate(keuze, specificatie, attempt, register, proef)
    if kandidaat is None:
        raise GeenResultaat(GEEN_UITWEG[keuze])
    return kandidaat


def _cost(proef: Proef, kandidaat: Kandidaat | None) -> int | None:
    return None if kandidaat is None else max(0, proef.getoond - kandidaat.bewijs.getoond)


def _candidate(
    keuze: Keuzesoort,
    specificatie: Specificatie,
    attempt: Pogingen,
    register: Register,
    proef: Proef,
) -> Kandidaat | None:
    try:
        match keuze:
            case Keuzesoort.meer_weglaten:
                return _with_less(specificatie, attempt, register, proef)
            case Keuzesoort.eerder_patroon:
                return _as_before(specificatie, attempt, register, proef)
            case Keuzesoort.grover:
                return _coarser(specificatie, attempt)
            case Keuzesoort.wachten:
                return None
    except GeenResultaat:
        return None


def _with_less(
    specificatie: Specificatie, attempt: Pogingen, register: Register, proef: Proef
) -> Kandidaat | None:
    """Protect again with what was published as known; then leave out what still tells too much."""
    open_ = published(proef.delen, register)
    dicht: dict[str, frozenset[int]] = {}
    for _ in range(RONDEN):
        proef = attempt(specificatie, _demands(dicht, open_), STAPPEN[Keuzesoort.meer_weglaten])
        if proef.kandidaat is not None:
            return proef.kandidaat
        meer = to_leave_out(proef)
        if all(cellen <= dicht.get(naam, frozenset()) for naam, cellen in meer.items()):
            return None
        dicht = {n: dicht.get(n, frozenset()) | meer.get(n, frozenset()) for n in {*dicht, *meer}}
    return None


def _as_before(
    specificatie: Specificatie, attempt: Pogingen, register: Register, proef: Proef
) -> Kandidaat | None:
    """Hide what an earlier result of the same cells hid."""
    dicht = hidden_before(proef.delen, register)
    if not any(dicht.values()):
        return None
    eisen = _demands(dicht, published(proef.delen, register))
    return attempt(specificatie, eisen, STAPPEN[Keuzesoort.eerder_patroon]).kandidaat


def _coarser(specificatie: Specificatie, attempt: Pogingen) -> Kandidaat | None:
    """Larger areas or larger classes: of the first of each that passes the one that shows most."""
    gevonden = [
        kandidaat
        for ruimer in (_larger_areas(specificatie), larger_classes(specificatie))
        if (kandidaat := _first_that_passes(ruimer, attempt)) is not None
    ]
    return max(gevonden, key=lambda kandidaat: kandidaat.bewijs.getoond, default=None)


def _first_that_passes(
    specificaties: Iterator[Specificatie], attempt: Pogingen
) -> Kandidaat | None:
    for specificatie in specificaties:
        try:
            kandidaat = attempt(specificatie, {}, STAPPEN[Keuzesoort.grover]).kandidaat
        except GeenResultaat:
            continue
        if kandidaat is not None:
            return kandidaat
    return None


def larger_classes(specificatie: Specificatie) -> Iterator[Specificatie]:
    """Neighbouring classes of a kenmerk in twos, then in two halves, then all that can be.

    The same for every municipality: which classes are small tells nothing that way. Who has none
    of it ("geen", "niet van toepassing") stays apart.
    """
    if not isinstance(specificatie, Kenmerkspecificatie) or specificatie.klassen:
        return
    plekken = _that_can_merge(kenmerk(specificatie.kenmerk))
    if len(plekken) < 2:
        return
    for stap in dict.fromkeys((2, (len(plekken) + 1) // 2, len(plekken))):
        delen = [tuple(plekken[van : van + stap]) for van in range(0, len(plekken), stap)]
        klassen = tuple(deel for deel in delen if len(deel) > 1)
        if klassen and (len(delen) > 1 or APART & set(kenmerk(specificatie.kenmerk).klassen)):
            yield replace(specificatie, klassen=klassen)


def _that_can_merge(kenmerk_: Kenmerk) -> list[int]:
    """Positions of classes that lie in order; of leeftijd those of the base, from 12 on."""
    if kenmerk_.code not in GEORDEND:
        return []
    eerste = int(kenmerk_ is LEEFTIJD)
    return [
        plek
        for plek, naam in enumerate(kenmerk_.klassen)
        if plek >= eerste and plek != kenmerk_.niet_van_toepassing and naam not in APART
    ]


def _larger_areas(specificatie: Specificatie) -> Iterator[Specificatie]:
    """The other buurten together, then none of them, then without the whole municipality."""
    if isinstance(specificatie, Openbarespecificatie):  # public figures have no areas to choose
        return
    if isinstance(specificatie, Buurtdeelspecificatie | Buurtspreidingspecificatie):
        return  # these lay every buurt beside the others
    keuze = specificatie.gebieden
    if keuze.overige is Overige.apart:
        keuze = replace(keuze, overige=Overige.samen)
        yield _with(specificatie, gebieden=keuze)
    if keuze.overige is Overige.samen:
        zonder = tuple(bereik for bereik in keuze.samen if bereik is not Bereik.gemeente)
        yield _with(specificatie, gebieden=replace(keuze, overige=Overige.weg, samen=zonder))


def _with(specificatie: Specificatie, **velden: Any) -> Specificatie:
    return replace(specificatie, **velden)


def _demands(
    dicht: Mapping[str, frozenset[int]], open_: Mapping[str, frozenset[int]]
) -> dict[str, Opgelegd]:
    geen: frozenset[int] = frozenset()
    return {
        naam: Opgelegd(dicht.get(naam, geen), open_.get(naam, geen) - dicht.get(naam, geen))
        for naam in {*dicht, *open_}
    }
