"""The intervals on the evidence page, against trying every possible table."""

import numpy as np
import pytest

from privacy.kern import speelruimte
from privacy.kern.beschermen import protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.certificaat import Marge
from privacy.kern.speelruimte import Ruim, margins
from privacy.kern.tabeluitspraken import Herkomst
from privacy.kern.veilig import Reden, VeiligeRij
from tests.privacy.kern.langzame_auditor import insiders, leaves_of, possible_outcomes
from tests.privacy.kern.tabelmateriaal import DREMPELS, KLEIN, tiny_table

SEKSE = Dimensie("sekse", "Sekse", ("man", "vrouw"), (("allen", (0, 1)),))
TABEL = Celtabel("t", "T", (SEKSE,), np.array([400, 400]), np.array([60, 4]))
RIJEN = (
    VeiligeRij(("man", *[None] * 5), False, Reden.beschermt),
    VeiligeRij(("vrouw", *[None] * 5), False, Reden.aantal),
    VeiligeRij(("allen", 800, 65, 8, 6, 11)),
)
TWEE = Herkomst(TABEL, RIJEN, None, ())


def test_two_hidden_cells_beside_their_total() -> None:
    """From 63 to 67 together; who is a man with the outcome knows that it is not all women."""
    gevonden = margins(TWEE, DREMPELS)
    assert gevonden[1] == Ruim(Marge(0, 67, True), Marge(0, 66, True))
    assert gevonden[0].buitenstaander == Marge(0, 67, True)
    assert gevonden[0].betrokkene in (Marge(1, 67, True), Marge(0, 66, True))


@pytest.mark.parametrize("zaad", range(2000, 2004))
def test_both_ends_are_those_of_all_possible_tables(zaad: int) -> None:
    tabel = tiny_table(zaad)
    veilig = protect_shares(tabel, KLEIN)
    uitkomsten = possible_outcomes(tabel, veilig, KLEIN)
    ook_binnen = [mogelijk for _, mogelijk in insiders(tabel, uitkomsten)]
    bladen = leaves_of(tabel)
    for cel, ruim in margins(Herkomst(tabel, veilig.rijen, None, ()), KLEIN).items():
        som = uitkomsten[:, bladen[cel]].sum(axis=1)
        smalst = min(int(np.ptp(m[:, bladen[cel]].sum(axis=1))) for m in ook_binnen)
        zelf = ruim.betrokkene or ruim.buitenstaander
        assert ruim.buitenstaander == Marge(int(som.min()), int(som.max()), True)
        assert (zelf.tot - zelf.van, zelf.precies) == (smalst, True)


def test_what_is_left_out_for_lack_of_work_is_not_called_exact(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(speelruimte, "WERK", 0)
    ruim = margins(TWEE, DREMPELS)[1]
    assert ruim.betrokkene is not None
    assert not ruim.betrokkene.precies
    assert 0 <= ruim.betrokkene.van <= ruim.betrokkene.tot <= 67


def test_a_table_that_is_too_large_has_no_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speelruimte, "MEESTE_BLADEN", 1)
    assert margins(TWEE, DREMPELS) == {}


def test_cells_that_break_a_rule_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speelruimte, "MEESTE_CELLEN", 1)
    assert list(margins(TWEE, DREMPELS)) == [1]
