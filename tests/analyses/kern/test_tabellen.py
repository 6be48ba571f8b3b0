"""Tables against a second implementation that walks the residents one by one."""

import numpy as np
import polars as pl
import pytest

from analyses.kern import gebieden as g
from analyses.kern import tabellen
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.patronen import spread_out
from analyses.kern.specificatie import Basis, Bereik, Gebiedskeuze, Overige
from analyses.kern.telling import Telvraag, counted
from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.kenmerken import kenmerk


@pytest.fixture(scope="module")
def indeling(koppeling, gebieden, onderzoek) -> g.Gebieden:
    return g.areas(gebieden, koppeling.verslag, onderzoek)


def adults(bewoners: pl.DataFrame) -> pl.DataFrame:
    return tabellen.of_age(bewoners, Basis.vanaf_12)


def walk(bewoners: pl.DataFrame, klassen: list[str], code: str, vanaf: int):
    """(class, gebied) -> [persons, suspects], in plain Python."""
    tellen: dict[tuple[str, str], list[int]] = {}
    for rij in bewoners.iter_rows(named=True):
        klasse = kenmerk(code).klassen[rij[code]]
        if rij["jaren"] < vanaf or klasse not in klassen:
            continue
        gebied = f"Buurt {rij['buurt'] + 1}" if rij["buurt"] < 3 else "Overige buurten"
        cel = tellen.setdefault((klasse, gebied), [0, 0])
        cel[0] += 1
        cel[1] += rij["verdachte"]
    return tellen


@pytest.mark.parametrize("code", ["geslacht", "leeftijd", "huurachterstand", "schuldhulp"])
def test_a_table_of_a_kenmerk_equals_a_walk_over_residents(code, bewoners, indeling) -> None:
    tabel = tabellen.kenmerk_table(adults(bewoners), code, indeling)
    klassen, gebieden_ = (list(d.klassen) for d in tabel.dimensies)
    traag = walk(bewoners, klassen, code, 12)
    for rij, klasse in enumerate(klassen):
        for kolom, gebied in enumerate(gebieden_):
            cel = [tabel.basis[rij, kolom], tabel.aantal[rij, kolom]]
            assert cel == traag.get((klasse, gebied), [0, 0])


def test_classes_taken_together_add_up(bewoners, indeling) -> None:
    """Whoever is in one of them is in the row; the areas and their sums stay as they were."""
    apart = tabellen.kenmerk_table(adults(bewoners), "leeftijd", indeling)
    samen = tabellen.kenmerk_table(adults(bewoners), "leeftijd", indeling, ((1, 2), (3, 4, 5)))
    assert samen.dimensies[0].klassen == (
        "12 tot en met 17 of 18 tot en met 24",
        "25 tot en met 34 of 35 tot en met 49 of 50 tot en met 64",
        "65 en ouder",
    )
    for naam in ("basis", "aantal"):
        delen, geheel = getattr(apart, naam), getattr(samen, naam)
        assert np.array_equal(np.add.reduceat(delen, [0, 2, 5]), geheel)


def test_arrears_hold_corporation_tenants_of_eighteen_and_over(bewoners, indeling) -> None:
    tabel = tabellen.arrears_table(tabellen.of_age(bewoners, Basis.vanaf_18), indeling)
    traag = walk(bewoners, list(tabel.dimensies[0].klassen), "huurachterstand", 18)
    assert tabel.basis.sum() == sum(n for n, _ in traag.values())
    assert "niet van toepassing" not in tabel.dimensies[0].klassen


def test_payment_holds_residents_with_a_bill(bewoners, indeling) -> None:
    tabel = tabellen.payment_table(bewoners, indeling)
    assert tabel.basis.sum() == bewoners.filter(pl.col("betaalgedrag") > 0).height
    assert tabel.dimensies[0].klassen[0] == "betaald"


def test_the_last_row_of_payment_joins_the_two_rarest_classes(bewoners, indeling) -> None:
    dimensie = tabellen.payment_table(bewoners, indeling).dimensies[0]
    assert dimensie.klassen[-1] == "dwangbevel, beslag of oninbaar"
    assert dimensie.betekenis[-1].waarden == (4, 5)


def test_the_joined_row_counts_who_is_in_either_class(bewoners, indeling) -> None:
    basis = tabellen.payment_table(bewoners, indeling).basis
    samen = bewoners.filter(pl.col("betaalgedrag").is_in([4, 5])).height
    assert (basis[-1].sum(), basis.shape[0]) == (samen, 4)


def test_remission_is_counted_among_residents_with_a_bill(bewoners, indeling) -> None:
    tabel = tabellen.remission_table(bewoners, indeling)
    hier = bewoners.filter((pl.col("betaalgedrag") > 0) & (pl.col("buurt") == 1))
    assert tabel.basis[1] == hier.height
    assert tabel.aantal[1] == hier["kwijtschelding"].sum()


def test_suspects_are_counted_among_all_residents(bewoners, indeling) -> None:
    tabel = tabellen.suspects_table(bewoners, indeling)
    assert tabel.basis.tolist() == [3000, 3000, 3000, 9000]
    assert tabel.aantal.sum() == bewoners["verdachte"].sum()


def test_overlap_counts_a_suspect_once_in_each_buurt(
    bewoners, koppeling, gebieden, onderzoek
) -> None:
    tabel = tabellen.overlap_table(bewoners, gebieden, koppeling.verslag, onderzoek)
    for woon in range(3):
        verdachten = [
            set(rij["pleegbuurten"])
            for rij in bewoners.iter_rows(named=True)
            if rij["buurt"] == woon and rij["verdachte"]
        ]
        verwacht = [sum(pleeg in plaatsen for plaatsen in verdachten) for pleeg in range(3)]
        elders = sum(any(plaats > 2 for plaats in plaatsen) for plaatsen in verdachten)
        assert tabel.aantal[woon].tolist() == [*verwacht, elders]
        assert set(tabel.basis[woon].tolist()) == {len(verdachten)}


def test_overlap_columns_have_no_sum(bewoners, koppeling, gebieden, onderzoek) -> None:
    tabel = tabellen.overlap_table(bewoners, gebieden, koppeling.verslag, onderzoek)
    assert all(not d.samen for d in tabel.dimensies)


def test_the_age_class_that_cannot_be_is_left_out(bewoners, indeling) -> None:
    tabel = tabellen.kenmerk_table(adults(bewoners), "leeftijd", indeling)
    assert tabel.dimensies[0].klassen[0] == "12 tot en met 17"


def test_a_class_that_happens_to_be_empty_stays(bewoners, indeling) -> None:
    zonder = bewoners.filter(pl.col("bijstand") != 5)
    tabel = tabellen.kenmerk_table(adults(zonder), "bijstand", indeling)
    assert "langer dan 60 maanden" in tabel.dimensies[0].klassen


@pytest.mark.parametrize(
    ("overige", "labels"),
    [
        (Overige.samen, ["Overige buurten", "De drie buurten samen", "Hele gemeente"]),
        (Overige.weg, ["De drie buurten samen"]),
    ],
)
def test_other_buurten_are_merged_or_left_out(
    overige, labels, koppeling, onderzoek, gebieden
) -> None:
    keuze = Gebiedskeuze(gebieden.onder_druk, gebieden.referentie, overige=overige)
    dimensie = g.areas(keuze, koppeling.verslag, onderzoek).dimensie
    assert list(dimensie.labels) == ["Buurt 1", "Buurt 2", "Buurt 3", *labels]


def test_every_buurt_apart_when_asked(koppeling, onderzoek, gebieden) -> None:
    keuze = Gebiedskeuze(gebieden.onder_druk, gebieden.referentie, overige=Overige.apart)
    assert len(g.areas(keuze, koppeling.verslag, onderzoek).dimensie.klassen) == 12


def test_one_buurt_has_no_sum_of_buurten(koppeling, onderzoek, gebieden) -> None:
    keuze = Gebiedskeuze(gebieden.onder_druk[:1], samen=(Bereik.onderzocht,))
    labels = g.areas(keuze, koppeling.verslag, onderzoek).labels
    assert labels.samen is None
    assert labels.panelen == ("Buurt 1",)


def test_a_buurt_that_was_not_linked_is_refused(koppeling, onderzoek) -> None:
    with pytest.raises(GeenResultaat, match="niet in de gekoppelde gegevens"):
        g.areas(Gebiedskeuze(("BU88880001",)), koppeling.verslag, onderzoek)


def test_residents_outside_the_table_do_not_count(bewoners, koppeling, onderzoek, gebieden) -> None:
    keuze = Gebiedskeuze(gebieden.onder_druk, gebieden.referentie, overige=Overige.weg)
    smal = g.areas(keuze, koppeling.verslag, onderzoek)
    assert tabellen.suspects_table(bewoners, smal).basis.sum() == 9000


def test_within_takes_the_studied_buurten(bewoners, indeling) -> None:
    assert g.within(bewoners, indeling, Bereik.onderzocht).height == 9000
    assert g.within(bewoners, indeling, Bereik.gemeente).height == 18000


@pytest.mark.parametrize(("basis", "jongste"), [(Basis.alle, 0), (Basis.vanaf_12, 12)])
def test_the_base_begins_at_its_age(basis, jongste, bewoners) -> None:
    assert tabellen.of_age(bewoners, basis)["jaren"].min() == jongste


def test_nobody_is_said_in_one_sentence(bewoners, indeling: g.Gebieden) -> None:
    with pytest.raises(GeenResultaat, match="geen inwoners"):
        tabellen.suspects_table(bewoners.head(0), indeling)


def test_names_come_from_the_study() -> None:
    gegevens = Onderzoekgegevens("x", "2016-12-31", "2016-01-01", "2016-12-31", {"BU1": "Noord"})
    assert gegevens.buurt("BU1") == "Noord"
    assert gegevens.buurt("BU2") == "BU2"


def test_a_row_with_a_weight_counts_as_so_many_residents(
    bewoners: pl.DataFrame, indeling: g.Gebieden
) -> None:
    vraag = Telvraag(("bijstand", "buurt"), vanaf=12)
    geteld = spread_out(counted(bewoners, vraag).patronen, "verdachte")
    heel = tabellen.kenmerk_table(adults(bewoners), "bijstand", indeling)
    samen = tabellen.kenmerk_table(geteld, "bijstand", indeling)
    assert geteld.height < bewoners.height / 10
    assert np.array_equal(heel.basis, samen.basis)
    assert np.array_equal(heel.aantal, samen.aantal)
