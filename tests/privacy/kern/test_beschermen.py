"""Protected tables: nothing under the thresholds, nothing to compute, the same every time."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from privacy.kern import beschermen
from privacy.kern.beschermen import protect_frequencies, protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.stelsel import OplosserGestopt
from privacy.kern.veilig import Reden, VeiligeTabel
from tests.privacy.kern.langzame_auditor import is_secret, leaves_of, narrowed, shown
from tests.privacy.kern.tabelmateriaal import (
    DREMPELS,
    KLEIN,
    area_table,
    random_table,
    tiny_table,
)

ZADEN = range(20)  # and three hundred more in `test_eigenschappen`
FREQUENTIES = range(1000, 1030)


def one_group(aantal: int, basis: int, nul_gevoelig: bool = True) -> VeiligeTabel:
    """One class beside two large ones, without a total that could tell."""
    dimensie = Dimensie("klasse", "Klasse", ("klein", "groot", "ook groot"))
    return protect_shares(
        Celtabel(
            "t",
            "T",
            (dimensie,),
            np.array([basis, 1000, 1000]),
            np.array([aantal, 200, 300]),
            nul_gevoelig,
        ),
        DREMPELS,
    )


def digest(tabel: VeiligeTabel) -> str:
    return hashlib.sha256(repr(tabel).encode()).hexdigest()


@pytest.mark.parametrize(
    ("aantal", "basis", "reden"),
    [
        (9, 100, Reden.aantal),
        (10, 100, None),
        (11, 100, None),
        (12, 49, Reden.basis),
        (12, 50, None),
        (12, 51, None),
        (91, 100, Reden.complement),
        (90, 100, None),
        (89, 100, None),
        (181, 200, Reden.groepsonthulling),
        (180, 200, None),
        (179, 200, None),
        (0, 100, Reden.aantal),
        (0, 0, Reden.basis),
        (1, 100, Reden.aantal),
    ],
)
def test_each_rule_hides_from_its_threshold(aantal: int, basis: int, reden: Reden | None) -> None:
    assert one_group(aantal, basis).rijen[0].reden is reden


def test_a_zero_that_is_no_secret_is_shown() -> None:
    rij = one_group(0, 100, nul_gevoelig=False).rijen[0]
    assert rij.waarden == ("klein", 100, 0, 0, 0, 4)


def test_a_count_below_the_threshold_is_hidden_where_zeros_are_no_secret() -> None:
    assert not one_group(1, 100, nul_gevoelig=False).rijen[0].getoond


def test_figures_come_from_rounded_counts() -> None:
    rij = one_group(23, 98).rijen[0]
    assert rij.waarden == ("klein", 100, 25, 25, 17, 35)


def test_a_hidden_row_holds_its_labels_alone() -> None:
    assert one_group(9, 100).rijen[0].waarden == ("klein", None, None, None, None, None)


def test_rows_follow_the_order_of_the_dimensions() -> None:
    tabel = area_table()
    labels = [rij.waarden[:2] for rij in protect_shares(tabel, DREMPELS).rijen]
    gebied, klasse = tabel.dimensies
    assert labels == [(g, k) for g in gebied.labels for k in klasse.labels]


def test_columns_are_the_dimensions_and_five_figures() -> None:
    koppen = [kop.code for kop in protect_shares(area_table(), DREMPELS).koppen]
    assert koppen == ["gebied", "klasse", "groep", "aantal", "aandeel", "van", "tot"]


def test_a_total_does_not_give_the_hidden_class_away() -> None:
    dimensie = Dimensie("sekse", "Sekse", ("man", "vrouw"), (("allen", (0, 1)),))
    tabel = Celtabel("t", "T", (dimensie,), np.array([400, 400]), np.array([60, 4]))
    assert [rij.reden for rij in protect_shares(tabel, DREMPELS).rijen] == [
        Reden.beschermt,
        Reden.aantal,
        None,
    ]


def test_two_groups_that_differ_by_few_persons_are_not_both_shown() -> None:
    dimensie = Dimensie(
        "leeftijd", "Leeftijd", ("a", "b", "c"), (("a en b", (0, 1)), ("alle", (0, 1, 2)))
    )
    tabel = Celtabel("t", "T", (dimensie,), np.array([300, 200, 5]), np.array([60, 40, 1]))
    getoond = [rij.getoond for rij in protect_shares(tabel, DREMPELS).rijen]
    assert not (getoond[3] and getoond[4])


@pytest.mark.parametrize("zaad", ZADEN)
def test_a_random_table_passes_its_audit_and_shows_nothing_under_a_threshold(zaad: int) -> None:
    tabel = random_table(zaad)
    veilig = protect_shares(tabel, DREMPELS)
    assert passed(veilig)
    assert secret_rows_shown(tabel, veilig) == 0


def passed(veilig: VeiligeTabel) -> bool:
    return veilig.audit is not None and veilig.audit.geslaagd


def secret_rows_shown(tabel: Celtabel, veilig: VeiligeTabel) -> int:
    assert tabel.aantal is not None
    aantal, basis = tabel.aantal.ravel(), tabel.basis.ravel()
    return sum(
        rij.getoond
        and is_secret(aantal[bladen].sum(), basis[bladen].sum(), tabel.nul_gevoelig, DREMPELS)
        for bladen, rij in zip(leaves_of(tabel), veilig.rijen, strict=True)
    )


@pytest.mark.parametrize("zaad", FREQUENTIES)
def test_a_random_frequency_table_passes_its_audit(zaad: int) -> None:
    tabel = random_table(zaad, frequentie=True)
    assert passed(protect_frequencies(tabel, DREMPELS, verdeling="as1"))


@pytest.mark.parametrize("zaad", range(2000, 2080))
def test_trying_every_possible_table_finds_nothing_too_narrow(zaad: int) -> None:
    tabel = tiny_table(zaad)
    assert narrowed(tabel, protect_shares(tabel, KLEIN), KLEIN) == []


@pytest.mark.parametrize("zaad", [3, 17, 21])
def test_the_same_table_gives_the_same_bytes(zaad: int) -> None:
    assert digest(protect_shares(random_table(zaad), DREMPELS)) == digest(
        protect_shares(random_table(zaad), DREMPELS)
    )


def test_an_empty_table_is_hidden_whole() -> None:
    tabel = replace(area_table(), basis=np.zeros((12, 8), int), aantal=np.zeros((12, 8), int))
    assert protect_shares(tabel, DREMPELS).verborgen == 13 * 9


def test_a_solver_that_stops_hides_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise OplosserGestopt("stopped")

    monkeypatch.setattr(beschermen, "hide", stop)
    assert protect_shares(area_table(), DREMPELS).verborgen == 13 * 9


def test_a_stricter_set_hides_more() -> None:
    streng = Drempelset(min_aantal=20, min_basis=100, min_complement=20, min_verschil=20)
    tabel = area_table(3)
    assert protect_shares(tabel, streng).verborgen > protect_shares(tabel, DREMPELS).verborgen


def test_a_frequency_table_adds_classes_up_to_the_group() -> None:
    tabel = pay_table()
    rijen = protect_frequencies(tabel, DREMPELS, verdeling="gedrag", gewoon=("betaald",)).rijen
    assert [rij.waarden[2:5] for rij in rijen[:2]] == [(1000, 960, 96), (None, None, None)]


def test_a_high_share_is_hidden_where_the_class_is_a_secret() -> None:
    rijen = protect_frequencies(pay_table(), DREMPELS, verdeling="gedrag").rijen
    assert rijen[0].reden is Reden.groepsonthulling


def pay_table() -> Celtabel:
    buurten = Dimensie("gebied", "Gebied", ("Buurt 1", "Buurt 2"))
    gedrag = Dimensie("gedrag", "Gedrag", ("betaald", "aanmaning", "dwangbevel"))
    basis = np.array([[960, 4, 36], [700, 250, 50]])
    return Celtabel("t", "T", (buurten, gedrag), basis)


def test_a_share_of_a_shown_row_follows_from_its_rounded_counts() -> None:
    tabel = protect_shares(area_table(5), DREMPELS)
    for rij in tabel.rijen:
        groep, aantal = shown(tabel, rij, "groep"), shown(tabel, rij, "aantal")
        if groep and aantal is not None:
            assert shown(tabel, rij, "aandeel") == int(100 * aantal / groep + 0.5)


def test_a_share_table_needs_an_outcome() -> None:
    with pytest.raises(ValueError, match="dimension that divides"):
        protect_shares(pay_table(), DREMPELS)


@pytest.mark.parametrize("verdeling", ["anders", ""])
def test_a_frequency_table_needs_the_dimension_that_divides(verdeling: str) -> None:
    with pytest.raises(ValueError, match="dimension that divides"):
        protect_frequencies(pay_table(), DREMPELS, verdeling=verdeling)


def test_a_table_with_an_outcome_is_no_frequency_table() -> None:
    with pytest.raises(ValueError, match="dimension that divides"):
        protect_frequencies(area_table(), DREMPELS, verdeling="klasse")
