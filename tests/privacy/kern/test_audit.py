"""The audit refuses tables that were protected badly, whoever made them."""

from dataclasses import replace

import numpy as np
import pytest

from privacy.kern import auditproces
from privacy.kern.afronding import wilson_percent
from privacy.kern.audit import (
    Uitersten,
    audit_table,
    intervals,
    possible_tables,
    widths,
)
from privacy.kern.audit import passes as passes_all
from privacy.kern.auditlezing import Feit, Kennis, Vraag
from privacy.kern.auditproces import AuditGestopt
from privacy.kern.beschermen import protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import Reden, VeiligeRij
from tests.privacy.kern.langzame_auditor import all_tables
from tests.privacy.kern.tabelmateriaal import DREMPELS, area_table

SEKSE = Dimensie("sekse", "Sekse", ("man", "vrouw"), (("allen", (0, 1)),))
TABEL = Celtabel("t", "T", (SEKSE,), np.array([400, 400]), np.array([60, 4]))
DICHT = VeiligeRij(("vrouw", *[None] * 5), False, Reden.aantal)
MAN = VeiligeRij(("man", 400, 60, 15, 12, 19))
ALLEN = VeiligeRij(("allen", 800, 65, 8, 6, 11))
VEILIG = (VeiligeRij(("man", *[None] * 5), False, Reden.beschermt), DICHT, ALLEN)


def passes(rijen: tuple[VeiligeRij, ...], tabel: Celtabel = TABEL) -> bool:
    return audit_table(tabel, rijen, DREMPELS).geslaagd


def test_a_table_with_enough_hidden_passes() -> None:
    assert passes(VEILIG)


def test_a_hidden_cell_that_follows_by_subtraction_fails() -> None:
    assert not passes((MAN, DICHT, ALLEN))


def test_a_secret_cell_that_is_shown_fails() -> None:
    vrouw = VeiligeRij(("vrouw", 400, 5, 1, 0, 3))
    assert not passes((VEILIG[0], vrouw, ALLEN))


def test_a_figure_that_is_not_rounded_fails() -> None:
    assert not passes((VEILIG[0], DICHT, VeiligeRij(("allen", 800, 64, 8, 6, 10))))


def test_an_exact_interval_fails() -> None:
    assert not passes((VEILIG[0], DICHT, VeiligeRij(("allen", 800, 65, 8, 7, 10))))


def test_a_hidden_row_that_holds_a_figure_fails() -> None:
    assert not passes((VEILIG[0], replace(DICHT, waarden=("vrouw", 400, *[None] * 4)), ALLEN))


def test_rows_must_match_the_table() -> None:
    with pytest.raises(ValueError, match="row for every combination"):
        passes(VEILIG[:2])


@pytest.mark.parametrize(("rest", "geslaagd"), [(1, False), (9, False), (10, True), (11, True)])
def test_nested_groups_that_differ_by_few_with_the_outcome_fail(rest: int, geslaagd: bool) -> None:
    """The difference, class b, is large enough itself; only its outcome may be too small."""
    dimensie = Dimensie("d", "D", ("a", "b"), (("allen", (0, 1)),))
    tabel = Celtabel("t", "T", (dimensie,), np.array([500, 500]), np.array([100, rest]))
    rest_rij = protect_shares(tabel, DREMPELS).rijen[1]
    rijen = (figures("a", 500, 100), rest_rij, figures("allen", 1000, 100 + rest))
    assert passes(rijen, tabel) == geslaagd


def figures(klasse: str, groep: int, aantal: int) -> VeiligeRij:
    aantal = (aantal + 2) // 5 * 5
    interval = wilson_percent(aantal, groep)
    return VeiligeRij((klasse, groep, aantal, int(100 * aantal / groep + 0.5), *interval))


def test_what_the_suppression_makes_is_what_the_audit_takes() -> None:
    veilig = protect_shares(area_table(7), DREMPELS)
    assert audit_table(area_table(7), veilig.rijen, DREMPELS).geslaagd


def test_a_pattern_made_for_other_thresholds_fails() -> None:
    veilig = protect_shares(area_table(7), DREMPELS)
    streng = Drempelset(min_aantal=40, min_basis=200)
    assert not audit_table(area_table(7), veilig.rijen, streng).geslaagd


def knowledge(waarheid: tuple[int, ...], feiten: tuple[Feit, ...], vereist: int) -> Kennis:
    n = len(waarheid)
    vraag = Vraag((0,), vereist, frozenset([0]))
    return Kennis(waarheid, (0,) * n, (50,) * n, feiten, (vraag,))


def certified(kennis: Kennis) -> list[int]:
    return widths(kennis, possible_tables([kennis])[0])


def test_a_width_is_proved_by_tables_of_whole_persons() -> None:
    assert certified(knowledge((5, 6), (Feit((0, 1), 9, 13),), 10))[0] >= 10


def test_whole_persons_can_be_narrower_than_the_linear_programme() -> None:
    """x + y and y + z and x + z are all 5 or 6: in halves x is 2 to 3.5, in persons 2 or 3."""
    paren = tuple(Feit(paar, 5, 6) for paar in ((0, 1), (1, 2), (0, 2)))
    assert certified(knowledge((3, 3, 3), paren, 2)) == [1]


def test_a_table_that_does_not_agree_with_the_facts_is_refused() -> None:
    with pytest.raises(AuditGestopt, match="agree"):
        certified(knowledge((5, 6), (Feit((0, 1), 20, 20),), 10))


def insider_passes(kennis: Kennis, kring: int = 1) -> bool:
    kennis = replace(kennis, kring=kring)
    return passes_all([kennis], possible_tables([kennis]))


@pytest.mark.parametrize(("boven", "insider"), [(10, False), (11, True), (12, True)])
def test_who_knows_his_own_record_is_one_person_further(boven: int, insider: bool) -> None:
    """From 0 to 10 is wide enough for an outsider; who is one of them knows 1 to 10."""
    vraag = Vraag((0,), 10, frozenset([0]), 12)
    feit = Feit((0, 1), 0, boven)
    kennis = Kennis((3, 0), (0, 0), (12, 30), (feit,), (vraag,), dak_is_groep=True)
    assert certified(kennis)[0] >= 10
    assert insider_passes(kennis) == insider


@pytest.mark.parametrize("kring", [1, 2, 3])
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_who_put_their_records_together_are_as_many_persons_further(kring: int, over: int) -> None:
    vraag = Vraag((0,), 10, frozenset([0]), 30)
    feit = Feit((0, 1), 0, 10 + kring + over)
    kennis = Kennis((3, 0), (0, 0), (30, 30), (feit,), (vraag,), dak_is_groep=True)
    assert insider_passes(kennis, kring) == (over >= 0)


@pytest.mark.parametrize("kring", [1, 3])
@pytest.mark.parametrize("grootte", [4, 10, 11, 12, 13, 14])
def test_insiders_of_a_small_group_know_that_fewer_are_left(grootte: int, kring: int) -> None:
    """In a group smaller than the threshold the whole group is open to an outsider."""
    vraag = Vraag((0,), min(10, grootte), frozenset([0]), grootte)
    kennis = Kennis((2,), (0,), (grootte,), (), (vraag,), dak_is_groep=True)
    assert insider_passes(kennis, kring)
    feit = Feit((0,), 1, grootte)
    assert insider_passes(replace(kennis, feiten=(feit,)), kring) == (grootte > 10 + kring)


def test_no_table_that_is_possible_to_an_insider_proves_nothing() -> None:
    vraag = Vraag((0,), 10, frozenset([0]), 12)
    kennis = Kennis((2,), (0,), (12,), (), (vraag,), dak_is_groep=True, kring=1)
    tabellen = possible_tables([kennis])[0]
    assert passes_all([kennis], [tabellen])
    assert not passes_all([kennis], [tabellen[:1]])


def test_a_solver_that_fails_gives_no_certificate(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(auditproces, "REKENAAR", f"{tmp_path}/bestaat_niet.py")
    with pytest.raises(AuditGestopt, match="stopped"):
        certified(knowledge((5, 6), (Feit((0, 1), 9, 13),), 10))


def test_a_solver_that_takes_too_long_gives_no_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditproces, "GEDULD", 0.001)
    with pytest.raises(AuditGestopt, match="too long"):
        certified(knowledge((5, 6), (Feit((0, 1), 9, 13),), 10))


def large_system(kring: int) -> Kennis:
    """A cube of 1,728 leaves of which all sums over one axis are known within the rounding, and of
    which one leaf is known to be 4 to 6."""
    toeval = np.random.default_rng(4)
    telling = toeval.integers(3, 40, (12, 12, 12))
    telling[0, 0, 0] = 5
    nummers = np.arange(telling.size).reshape(telling.shape)
    rijen = [np.moveaxis(nummers, as_, 2).reshape(-1, 12) for as_ in range(3)]
    waarheid = telling.ravel()
    feiten = [Feit((0,), 4, 6)]
    for rij in np.concatenate(rijen):
        getoond = (int(waarheid[rij].sum()) + 2) // 5 * 5
        feiten.append(Feit(tuple(rij.tolist()), getoond - 2, getoond + 2))
    plekken = [0, *range(100, 1700, 100)]
    vragen = tuple(Vraag((plek,), 10, frozenset([plek])) for plek in plekken)
    n = waarheid.size
    bekend = tuple(waarheid.tolist())
    return Kennis(bekend, (0,) * n, (5000,) * n, tuple(feiten), vragen, kring=kring)


@pytest.mark.parametrize("kring", [0, 1])
def test_a_system_of_many_leaves_is_settled_by_small_changes_of_the_true_table(kring: int) -> None:
    kennis = large_system(kring)
    tabellen = possible_tables([kennis])[0]
    eng, *ruim = widths(kennis, tabellen)
    assert (eng <= 2, min(ruim) >= 10) == (True, True)
    assert not passes_all([kennis], [tabellen])
    assert passes_all([replace(kennis, vragen=kennis.vragen[1:])], [tabellen])


def test_the_interval_of_a_sum_is_the_least_and_the_most_of_all_tables() -> None:
    """Against trying every table of up to nine persons a leaf."""
    feiten = (Feit((0, 1), 5, 9), Feit((1, 2), 4, 6), Feit((0, 2), 7, 7))
    vragen = tuple(Vraag((plek,), 10, frozenset([plek])) for plek in range(3))
    kennis = Kennis(
        (4, 3, 3), (0, 0, 0), (9, 9, 9), feiten, (*vragen, Vraag((0, 1), 10, frozenset()))
    )
    alle = all_tables([9, 9, 9])
    past = [
        (alle[:, list(f.bladen)].sum(1) >= f.onder) & (alle[:, list(f.bladen)].sum(1) <= f.boven)
        for f in feiten
    ]
    alle = alle[np.logical_and.reduce(past)]
    verwacht = []
    for vraag in kennis.vragen:
        som = alle[:, list(vraag.bladen)].sum(axis=1)
        verwacht.append(Uitersten(int(som.min()), int(som.max()), True))
    assert intervals(kennis) == verwacht


def test_an_interval_of_whole_persons_is_narrower_than_that_of_the_linear_programme() -> None:
    paren = tuple(Feit(paar, 5, 6) for paar in ((0, 1), (1, 2), (0, 2)))
    assert intervals(knowledge((3, 3, 3), paren, 2)) == [Uitersten(2, 3, True)]


def test_one_solver_answers_all_that_is_asked_within_one_piece_of_work() -> None:
    vraag = knowledge((5, 6), (Feit((0, 1), 9, 13),), 10)
    los = [possible_tables([vraag])[0].tolist() for _ in range(2)]
    with auditproces.one_auditor() as auditor, auditproces.one_auditor() as dezelfde:
        samen = [possible_tables([vraag])[0].tolist() for _ in range(2)]
        kind = auditor._kind
        assert dezelfde is auditor
    assert samen == los
    assert kind is not None
    assert kind.returncode is not None


def test_after_a_solver_that_failed_a_new_one_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    vraag = knowledge((5, 6), (Feit((0, 1), 9, 13),), 10)
    goed = auditproces.REKENAAR
    with auditproces.one_auditor():
        monkeypatch.setattr(auditproces, "REKENAAR", "/bestaat/niet.py")
        with pytest.raises(AuditGestopt, match="stopped"):
            possible_tables([vraag])
        monkeypatch.setattr(auditproces, "REKENAAR", goed)
        assert len(possible_tables([vraag])[0]) > 1
