"""The makers of safe tables and results: counts go in, rounded and hidden cells come out.

The only place, with `veilig`, that holds the seal. Everything shown (shares, intervals) comes from
rounded counts.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from privacy.kern.afronding import percent, round_count, round_counts, wilson_percent
from privacy.kern.audit import audit_table
from privacy.kern.bedragen import protect_amounts
from privacy.kern.buurten import (
    Buurtcijfer,
    Buurtligging,
    Buurttoets,
    Gebiedsverschil,
    Trechterlijn,
    Verschildeel,
    protect_area_effects,
    protect_area_spread,
    protect_area_variation,
    protect_difference,
)
from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.koppelcijfers import Koppelcijfer, protect_match
from privacy.kern.modelpassing import Modelband, protect_calibration, protect_weights
from privacy.kern.onderdrukking import NietTeBeschermen, Patroon, Voortgang, part_of
from privacy.kern.patroon import hide, losses
from privacy.kern.primair import Cellen, Masker, cells, primary
from privacy.kern.regelmaten import Zeef, rule_measures, sieve
from privacy.kern.regelset import Regel, Regelset, protect_rules
from privacy.kern.regressie import (
    Modelfactor,
    Modelterm,
    Modeluitkomst,
    Niveauoordeel,
    check_levels,
    check_model,
    protect_regression,
    side_by_side,
)
from privacy.kern.stelsel import OplosserGestopt
from privacy.kern.straten import (
    STRAATGRENZEN,
    Straatspreiding,
    Straattoets,
    protect_spread,
    protect_street_tests,
)
from privacy.kern.veilig import (
    _ZEGEL,
    Auditverslag,
    Kop,
    Maat,
    Reden,
    VeiligeRij,
    VeiligeTabel,
    VeiligResultaat,
)

__all__ = [
    "NIETS_OPGELEGD",
    "STRAATGRENZEN",
    "Buurtcijfer",
    "Buurtligging",
    "Buurttoets",
    "Gebiedsverschil",
    "Koppelcijfer",
    "Modelband",
    "Modelfactor",
    "Modelterm",
    "Modeluitkomst",
    "NietTeBeschermen",
    "Niveauoordeel",
    "Opgelegd",
    "Regel",
    "Regelset",
    "Straatspreiding",
    "Straattoets",
    "Trechterlijn",
    "Verschildeel",
    "Zeef",
    "check_levels",
    "check_model",
    "protect_amounts",
    "protect_area_effects",
    "protect_area_spread",
    "protect_area_variation",
    "protect_calibration",
    "protect_difference",
    "protect_frequencies",
    "protect_match",
    "protect_regression",
    "protect_rules",
    "protect_shares",
    "protect_spread",
    "protect_street_tests",
    "protect_weights",
    "public_table",
    "rule_measures",
    "safe_result",
    "side_by_side",
    "sieve",
]


@dataclass(frozen=True)
class Opgelegd:
    """What earlier results ask of a table, as numbers of cells: `dicht` is hidden, `open` was
    published and stays known."""

    dicht: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()


NIETS_OPGELEGD = Opgelegd()

# Persons to ask for above the threshold, one after the other, until the audit passes. One, because
# who knows his own record is one person further than an outsider; and room for what other results
# will tell of the same residents.
MARGES = (4, 6, 8)

MAATKOPPEN = (
    Kop("groep", "Groep", Maat.aantal),
    Kop("aantal", "Aantal", Maat.aantal),
    Kop("aandeel", "Aandeel", Maat.procent),
    Kop("van", "Van", Maat.procent),
    Kop("tot", "Tot", Maat.procent),
)


def protect_shares(
    tabel: Celtabel,
    drempels: Drempelset,
    *,
    opgelegd: Opgelegd = NIETS_OPGELEGD,
    voortgang: Voortgang | None = None,
) -> VeiligeTabel:
    """Share with the outcome, for every combination of shown classes.

    Columns: one per dimension, then groep, aantal, aandeel, van, tot. NietTeBeschermen when no
    pattern passes the audit. `opgelegd`: what earlier results ask of it; `voortgang` hears what
    share is done.
    """
    return _protect(tabel, drempels, None, (), opgelegd, voortgang)


def protect_frequencies(
    tabel: Celtabel,
    drempels: Drempelset,
    *,
    verdeling: str,
    gewoon: tuple[str, ...] = (),
    opgelegd: Opgelegd = NIETS_OPGELEGD,
    voortgang: Voortgang | None = None,
) -> VeiligeTabel:
    """How a group divides over the classes of dimension `verdeling`; columns as for shares.

    `gewoon` names classes that are nobody's secret ("geen", "betaald"): a high share of them or a
    zero may be shown.
    """
    return _protect(tabel, drempels, verdeling, gewoon, opgelegd, voortgang)


def _protect(
    tabel: Celtabel,
    drempels: Drempelset,
    verdeling: str | None,
    gewoon: tuple[str, ...],
    opgelegd: Opgelegd,
    voortgang: Voortgang | None,
) -> VeiligeTabel:
    """The first pattern that passes the audit; the last one tried hides every cell."""
    cellen = cells(tabel, verdeling, gewoon)
    redenen = primary(cellen, drempels)
    for cel in sorted(opgelegd.dicht):
        redenen[cel] = redenen[cel] or Reden.verschil
    geheim = np.array([reden is not None for reden in redenen], dtype=np.bool_)
    patronen = _patterns(tabel, cellen, geheim, drempels, verdeling, opgelegd.open, voortgang)
    for patroon in patronen:
        rijen = _rows(tabel, cellen, redenen, patroon.verborgen, drempels)
        audit = audit_table(tabel, rijen, drempels, verdeling=verdeling, gewoon=gewoon)
        if audit.geslaagd:
            return _table(tabel, rijen, _with_loss(audit, cellen, geheim, patroon))
    raise NietTeBeschermen("the audit finds a cell that can be computed")


def _patterns(
    tabel: Celtabel,
    cellen: Cellen,
    geheim: Masker,
    drempels: Drempelset,
    verdeling: str | None,
    open_: frozenset[int],
    voortgang: Voortgang | None,
) -> Iterator[Patroon]:
    blijft = np.isin(np.arange(geheim.size), sorted(open_)) if open_ else None
    for nummer, marge in enumerate(MARGES):
        # Mostly the first pattern passes; the next ones share what is left.
        deel = part_of(voortgang, 1 - 0.2**nummer, 1 - 0.2 ** (nummer + 1))
        try:
            yield hide(tabel, cellen, geheim, drempels, verdeling, marge, blijft, deel)
        except (NietTeBeschermen, OplosserGestopt):
            continue
    alles = np.ones_like(geheim)
    yield Patroon(alles, float(losses(cellen)[~geheim].sum()), 0.0)


def _with_loss(
    audit: Auditverslag, cellen: Cellen, geheim: Masker, patroon: Patroon
) -> Auditverslag:
    kosten = losses(cellen)
    totaal = float(kosten[~geheim].sum())
    verlies = float(kosten[patroon.verborgen & ~geheim].sum()) / totaal if totaal else 0.0
    return replace(audit, verlies=round(verlies, 4), kloof=round(patroon.kloof, 4))


def _rows(
    tabel: Celtabel,
    cellen: Cellen,
    redenen: Sequence[Reden | None],
    verborgen: Masker,
    drempels: Drempelset,
) -> tuple[VeiligeRij, ...]:
    labels = list(product(*(d.labels for d in tabel.dimensies)))
    telling = round_counts(cellen.telling, drempels.afronding).tolist()
    groep = round_counts(cellen.basis, drempels.afronding).tolist()
    rijen = []
    for plek, klassen in enumerate(labels):
        if verborgen[plek]:
            reden = redenen[plek] or Reden.beschermt
            rijen.append(VeiligeRij((*klassen, None, None, None, None, None), False, reden))
        else:
            rijen.append(VeiligeRij((*klassen, *_figures(telling[plek], groep[plek]))))
    return tuple(rijen)


def _figures(telling: int, groep: int) -> tuple[int, int, int | None, int, int]:
    van, tot = wilson_percent(telling, groep)
    return groep, telling, percent(telling, groep), van, tot


def _table(tabel: Celtabel, rijen: tuple[VeiligeRij, ...], audit: Auditverslag) -> VeiligeTabel:
    koppen = tuple(Kop(d.code, d.label, Maat.label) for d in tabel.dimensies)
    return VeiligeTabel(tabel.naam, tabel.titel, (*koppen, *MAATKOPPEN), rijen, audit, _ZEGEL)


def public_table(
    *,
    naam: str,
    titel: str,
    koppen: tuple[Kop, ...],
    rijen: Sequence[Sequence[str | int | float | None]],
    bronvermelding: str,
) -> VeiligeTabel:
    """Public figures about areas (CBS and the like), as published: no persons, nothing to hide."""
    if not bronvermelding.strip():
        raise ValueError("public figures need their source")
    if any(len(rij) != len(koppen) for rij in rijen):
        raise ValueError("a row has more or fewer values than the table has columns")
    veilig = tuple(VeiligeRij(tuple(rij)) for rij in rijen)
    return VeiligeTabel(naam, f"{titel} ({bronvermelding})", koppen, veilig, None, _ZEGEL)


def safe_result(
    *,
    soort: str,
    bevinding: str,
    ondertitel: str,
    zin: str,
    leeswijzer: tuple[str, ...],
    alt: str,
    bronnen: tuple[str, ...],
    peildatum: str,
    periode: str,
    n: int,
    basis: str,
    definities: tuple[str, ...],
    tabellen: tuple[VeiligeTabel, ...],
    figuren: tuple[Mapping[str, Any], ...],
    specificatie: Mapping[str, Any],
    drempels: Drempelset,
    personen: bool = True,
) -> VeiligResultaat:
    """What is released. `n` is rounded here; figures must be plain data drawn from `tabellen`.

    Without `personen` the result holds public figures about areas, and `n` counts areas.
    """
    for tabel in tabellen:
        if not isinstance(tabel, VeiligeTabel):
            raise TypeError("a result holds safe tables only")
        if tabel.audit is not None and not tabel.audit.geslaagd:
            raise NietTeBeschermen("a table did not pass its audit")
    if personen and n < drempels.min_basis:
        raise NietTeBeschermen("fewer persons than the smallest group that may be shown")
    plain = json.loads(json.dumps([list(figuren), dict(specificatie)], allow_nan=False))
    return VeiligResultaat(
        soort=soort,
        bevinding=bevinding,
        ondertitel=ondertitel,
        zin=zin,
        leeswijzer=leeswijzer,
        alt=alt,
        bronnen=bronnen,
        peildatum=peildatum,
        periode=periode,
        n=round_count(n, drempels.afronding) if personen else n,
        basis=basis,
        definities=definities,
        tabellen=tabellen,
        figuren=tuple(plain[0]),
        specificatie=plain[1],
        drempels=drempels.als_dict(),
        zegel=_ZEGEL,
    )
