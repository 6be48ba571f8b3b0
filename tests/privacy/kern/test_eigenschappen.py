"""Properties of 300 random tables; `python -m scripts.eigenschappen` looks at 10,000."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from privacy.kern.afronding import percent, round_count, wilson_percent
from privacy.kern.audit import audit_table
from privacy.kern.primair import cells, primary
from privacy.kern.veilig import Reden, VeiligeRij
from tests.privacy.kern.eigenschappen import examine, warm_auditor
from tests.privacy.kern.proeftabellen import Proef, trial
from tests.privacy.kern.tegenlezer import faults

ZADEN = range(300)
PER_TEST = 25


@pytest.fixture(autouse=True, scope="module")
def _warm() -> Iterator[None]:
    with warm_auditor():
        yield


@pytest.mark.parametrize("eerste", ZADEN[::PER_TEST])
def test_random_tables_tell_nothing_to_whoever_computes(eerste: int) -> None:
    """A fault is printed with its seed: `examine(seed)` gives it again."""
    uitslagen = [examine(z, opnieuw=z % 10 == 0) for z in range(eerste, eerste + PER_TEST)]
    assert [(u.zaad, u.soort, u.fouten) for u in uitslagen if u.fouten] == []


@pytest.mark.parametrize("zaad", range(5000, 5030))
def test_the_auditor_refuses_whatever_the_second_intruder_computes(zaad: int) -> None:
    """One hidden cell is shown again: sometimes that is harmless, mostly it is not."""
    proef = trial(zaad)
    rijen = _one_shown_again(proef)
    audit = audit_table(
        proef.tabel, rijen, proef.drempels, verdeling=proef.verdeling, gewoon=proef.gewoon
    )
    assert not (audit.geslaagd and faults(proef, rijen))


def test_the_second_intruder_finds_what_threshold_and_rounding_alone_leave() -> None:
    gevonden = [faults(proef, _shown_but_for_primary(proef)) for proef in map(trial, range(20))]
    assert sum(bool(fouten) for fouten in gevonden) > 5


def _one_shown_again(proef: Proef) -> list[VeiligeRij]:
    rijen = list(proef.protect().rijen)
    over = [plek for plek, rij in enumerate(rijen) if rij.reden is Reden.beschermt]
    if over:
        plek = int(np.random.default_rng(proef.zaad).choice(over))
        rijen[plek] = _with_figures(proef)[plek]
    return rijen


def _shown_but_for_primary(proef: Proef) -> list[VeiligeRij]:
    redenen = primary(cells(proef.tabel, proef.verdeling, proef.gewoon), proef.drempels)
    leeg = [None] * 5
    return [
        rij if reden is None else VeiligeRij((*rij.waarden[:-5], *leeg), False, reden)
        for rij, reden in zip(_with_figures(proef), redenen, strict=True)
    ]


def _with_figures(proef: Proef) -> list[VeiligeRij]:
    """Every row as it looks when it is shown."""
    cellen = cells(proef.tabel, proef.verdeling, proef.gewoon)
    namen = product(*(d.labels for d in proef.tabel.dimensies))
    stap = proef.drempels.afronding
    rijen = []
    for klassen, telling, basis in zip(namen, cellen.telling, cellen.basis, strict=True):
        aantal, groep = round_count(int(telling), stap), round_count(int(basis), stap)
        figuren = (groep, aantal, percent(aantal, groep), *wilson_percent(aantal, groep))
        rijen.append(VeiligeRij((*klassen, *figuren)))
    return rijen
