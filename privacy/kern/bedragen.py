"""The maker of safe tables of amounts: contributions go in, rounded and hidden totals come out.

Each table is audited by itself. The ledger holds statements about persons, not amounts, so no
result of the Buurtmonitor shows them: two tables over groups that differ by a few persons
would give away what those owe.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from privacy.kern.bedragaudit import audit_amounts
from privacy.kern.bedragpatroon import Bedragstelsel, amounts_system, hide_amounts
from privacy.kern.bedragtabel import Bedragtabel
from privacy.kern.celtabel import check_size
from privacy.kern.dominantie import (
    Bijdragen,
    Masker,
    cell_sums,
    contributions,
    primary_amounts,
)
from privacy.kern.drempels import Drempelset
from privacy.kern.onderdrukking import Patroon
from privacy.kern.sneden import NietTeBeschermen
from privacy.kern.stelsel import Getallen, OplosserGestopt
from privacy.kern.veilig import (
    _ZEGEL,
    Auditverslag,
    Kop,
    Maat,
    Reden,
    VeiligeRij,
    VeiligeTabel,
)

STAP = 100  # euros
KLEINSTE_STAP = 10


def protect_amounts(tabel: Bedragtabel, drempels: Drempelset, *, stap: int = STAP) -> VeiligeTabel:
    """Total amount for every combination of shown classes, in euros rounded to `stap`.

    Columns: one per dimension, then bedrag. The first pattern that passes the audit; the last one
    tried hides every cell. NietTeBeschermen when even that does not pass.
    """
    if stap < KLEINSTE_STAP:
        raise ValueError("amounts are rounded to ten euros or more")
    check_size(tabel.dimensies)
    sommen = cell_sums(tabel)
    cellen = contributions(tabel, sommen)
    redenen = primary_amounts(cellen, tabel.nul_gevoelig, drempels)
    geheim = np.array([reden is not None for reden in redenen], dtype=np.bool_)
    kosten = _losses(tabel, cellen)
    stelsel = amounts_system(tabel, sommen, cellen, geheim, drempels, 100 * stap)
    for patroon in _patterns(stelsel, geheim, kosten):
        rijen = _rows(tabel, cellen, redenen, patroon.verborgen, stap)
        audit = audit_amounts(tabel, rijen, drempels, stap=100 * stap)
        if audit.geslaagd:
            return _table(tabel, rijen, _with_loss(audit, kosten, geheim, patroon), stap)
    raise NietTeBeschermen("the audit finds an amount that can be estimated")


def _patterns(stelsel: Bedragstelsel, geheim: Masker, kosten: Getallen) -> Iterator[Patroon]:
    for streng in (False, True):
        try:
            yield hide_amounts(stelsel, geheim, kosten, streng=streng)
        except (NietTeBeschermen, OplosserGestopt):
            continue
    yield Patroon(np.ones_like(geheim), float(kosten[~geheim].sum()), 0.0)


def _losses(tabel: Bedragtabel, cellen: Bijdragen) -> Getallen:
    """Loss of hiding a cell: the root of its contributors; one that adds classes up weighs more."""
    opgeteld = np.zeros(1)
    for d in tabel.dimensies:
        eigen = (np.arange(len(d.labels)) >= len(d.klassen)).astype(np.float64)
        opgeteld = (opgeteld[:, None] + eigen).ravel()
    return np.asarray(np.sqrt(np.maximum(cellen.aantal, 1)) * (1.0 + opgeteld))


def _rows(
    tabel: Bedragtabel,
    cellen: Bijdragen,
    redenen: Sequence[Reden | None],
    verborgen: Masker,
    stap: int,
) -> tuple[VeiligeRij, ...]:
    cent = 100 * stap
    bedragen = ((cellen.totaal + cent // 2) // cent * stap).tolist()
    rijen = []
    for plek, klassen in enumerate(product(*(d.labels for d in tabel.dimensies))):
        if verborgen[plek]:
            reden = redenen[plek] or Reden.beschermt
            rijen.append(VeiligeRij((*klassen, None), False, reden))
        else:
            rijen.append(VeiligeRij((*klassen, bedragen[plek])))
    return tuple(rijen)


def _with_loss(
    audit: Auditverslag, kosten: Getallen, geheim: Masker, patroon: Patroon
) -> Auditverslag:
    totaal = float(kosten[~geheim].sum())
    verlies = float(kosten[patroon.verborgen & ~geheim].sum()) / totaal if totaal else 0.0
    return replace(audit, verlies=round(verlies, 4), kloof=round(patroon.kloof, 4))


def _table(
    tabel: Bedragtabel, rijen: tuple[VeiligeRij, ...], audit: Auditverslag, stap: int
) -> VeiligeTabel:
    koppen = tuple(Kop(d.code, d.label, Maat.label) for d in tabel.dimensies)
    bedrag = Kop("bedrag", f"Bedrag, afgerond op {stap} euro", Maat.getal)
    return VeiligeTabel(tabel.naam, tabel.titel, (*koppen, bedrag), rijen, audit, _ZEGEL)
