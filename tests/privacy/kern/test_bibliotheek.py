"""From data frames to tables and back, and what is refused on the way."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from privacy.kern.beschermen import protect_shares
from privacy.kern.bibliotheek import (
    LEEG,
    from_crosstab,
    from_frame,
    read_persons,
    release,
    to_frame,
)
from privacy.kern.drempels import Drempelset
from privacy.kern.invoerfouten import (
    GeenGeheelGetal,
    GeenPersonen,
    Invoerfout,
    MeerDanDeGroep,
    NegatieveWaarde,
    OnbekendeKlasse,
    OntbrekendeWaarde,
    TeltNietOp,
    TeVeelCellen,
    VerkeerdeVorm,
)
from privacy.kern.veilig import NEUTRALE_TEKST, REDENTEKST

DREMPELS = Drempelset()


@pytest.fixture(scope="module")
def bewoners() -> pd.DataFrame:
    toeval = np.random.default_rng(5)
    n = 2000
    return pd.DataFrame(
        {
            "buurt": toeval.choice(["Noord", "Zuid", "Dorp"], n, p=[0.6, 0.35, 0.05]),
            "leeftijd": pd.Categorical(
                toeval.choice(["oud", "jong"], n), categories=["jong", "oud"]
            ),
            "schuld": toeval.random(n) < 0.1,
            "euro": np.round(toeval.lognormal(5, 1, n), 2),
        }
    )


def test_a_frame_is_counted_in_the_order_of_its_classes(bewoners: pd.DataFrame) -> None:
    tabel = from_frame(bewoners, ["buurt", "leeftijd"], uitkomst="schuld")
    telling = bewoners.groupby(["buurt", "leeftijd"], observed=True)["schuld"].agg(["size", "sum"])
    assert [d.klassen for d in tabel.dimensies] == [("Dorp", "Noord", "Zuid"), ("jong", "oud")]
    assert tabel.basis.ravel().tolist() == telling["size"].tolist()
    assert tabel.aantal is not None
    assert tabel.aantal.ravel().tolist() == telling["sum"].tolist()


def test_polars_gives_the_same_table_as_pandas(bewoners: pd.DataFrame) -> None:
    soort = pl.Enum(["jong", "oud"])
    ander = pl.from_pandas(bewoners.astype({"leeftijd": str})).with_columns(
        pl.col("leeftijd").cast(soort)
    )
    een, twee = (from_frame(f, ["leeftijd"], uitkomst="schuld") for f in (bewoners, ander))
    assert een.dimensies == twee.dimensies
    assert een.basis.tolist() == twee.basis.tolist()


def test_a_class_without_persons_stays_a_class() -> None:
    leeftijd = pd.Categorical(["jong"] * 80, categories=["jong", "oud"])
    frame = pd.DataFrame({"leeftijd": leeftijd, "schuld": [True] * 20 + [False] * 60})
    tabel = from_frame(frame, ["leeftijd"], uitkomst="schuld")
    veilig = protect_shares(tabel, DREMPELS)
    assert tabel.basis.tolist() == [80, 0]
    assert not veilig.rijen[1].getoond


def test_an_outcome_that_everybody_has_counts_everybody() -> None:
    frame = pd.DataFrame({"wijk": ["a", "b"], "schuld": [1, 1]})
    tabel = read_persons(frame).table(["wijk"], uitkomst="schuld")
    assert tabel.aantal is not None
    assert tabel.aantal.tolist() == [1, 1]


def crosstab(bewoners: pd.DataFrame) -> pd.DataFrame:
    return pd.crosstab(bewoners["buurt"], bewoners["leeftijd"], margins=True)


def test_a_crosstab_is_the_same_table(bewoners: pd.DataFrame) -> None:
    kruis, rijen = (
        from_crosstab(crosstab(bewoners), totaal="All"),
        from_frame(bewoners, ["buurt", "leeftijd"]),
    )
    assert kruis.basis.tolist() == rijen.basis.tolist()
    assert kruis.dimensies[0].samen == (("All", (0, 1, 2)),)


@pytest.mark.parametrize(
    ("plek", "waarde", "fout"),
    [
        (("Zuid", "jong"), 1, TeltNietOp),
        (("All", "jong"), 1, TeltNietOp),
        (("Zuid", "All"), 1, TeltNietOp),
        (("All", "All"), 1, TeltNietOp),
    ],
)
def test_margins_that_do_not_add_up_are_refused(
    bewoners: pd.DataFrame, plek: tuple[str, str], waarde: int, fout: type[Invoerfout]
) -> None:
    kruis = crosstab(bewoners)
    kruis.loc[plek] += waarde
    with pytest.raises(fout):
        from_crosstab(kruis, totaal="All")


@pytest.mark.parametrize(
    ("waarde", "fout"),
    [
        (-1, NegatieveWaarde),
        (np.nan, OntbrekendeWaarde),
        (np.inf, OntbrekendeWaarde),
        (1.5, GeenGeheelGetal),
    ],
)
def test_counts_that_cannot_be_are_refused(waarde: float, fout: type[Invoerfout]) -> None:
    with pytest.raises(fout):
        from_crosstab(pd.DataFrame({"a": [10.0, waarde], "b": [20.0, 30.0]}))


def test_whole_numbers_kept_as_floats_are_whole() -> None:
    assert from_crosstab(pd.DataFrame({"a": [10.0, 20.0]})).basis.tolist() == [[10], [20]]


def test_more_persons_with_the_outcome_than_persons_are_refused() -> None:
    basis = pd.DataFrame({"a": [10, 20]})
    with pytest.raises(MeerDanDeGroep):
        from_crosstab(basis, basis + 1)


def test_two_tables_with_other_classes_are_refused() -> None:
    with pytest.raises(VerkeerdeVorm):
        from_crosstab(pd.DataFrame({"a": [10, 20]}), pd.DataFrame({"b": [1, 2]}))
    with pytest.raises(VerkeerdeVorm):
        from_crosstab(pd.DataFrame({"a": [10, 20]}), totaal="All")


@pytest.mark.parametrize(
    ("verandering", "dimensies", "fout"),
    [
        ({"buurt": None}, ["buurt"], OntbrekendeWaarde),
        ({"schuld": None}, ["buurt"], OntbrekendeWaarde),
        ({"schuld": 2}, ["buurt"], OnbekendeKlasse),
        ({}, ["straat"], VerkeerdeVorm),
        ({}, [], VerkeerdeVorm),
    ],
)
def test_a_frame_that_cannot_be_counted_is_refused(
    bewoners: pd.DataFrame,
    verandering: dict[str, object],
    dimensies: list[str],
    fout: type[Invoerfout],
) -> None:
    frame = bewoners.astype({"schuld": object})
    for kolom, waarde in verandering.items():
        frame.loc[3, kolom] = waarde
    with pytest.raises(fout):
        from_frame(frame, dimensies, uitkomst="schuld")


def test_nobody_is_refused(bewoners: pd.DataFrame) -> None:
    with pytest.raises(GeenPersonen):
        from_frame(bewoners[:0], ["buurt"])


def test_a_missing_amount_or_household_is_refused(bewoners: pd.DataFrame) -> None:
    frame = bewoners.assign(huis=bewoners.index % 7).astype({"huis": "Int64"})
    frame.loc[2, "huis"] = pd.NA
    with pytest.raises(OntbrekendeWaarde):
        read_persons(frame).amounts(["buurt"], bedrag="euro", houder="huis")
    frame.loc[1, "euro"] = np.nan
    with pytest.raises(OntbrekendeWaarde):
        read_persons(frame).amounts(["buurt"], bedrag="euro")


def test_amounts_become_whole_cents(bewoners: pd.DataFrame) -> None:
    tabel = read_persons(bewoners).amounts(["buurt"], bedrag="euro")
    cent = (bewoners.groupby("buurt")["euro"].sum() * 100).round().astype(int)
    assert tabel.totaal.tolist() == cent.tolist()


def test_more_cells_than_can_be_protected_are_refused() -> None:
    frame = pd.DataFrame({naam: [str(i) for i in range(150)] for naam in "ab"})
    with pytest.raises(TeVeelCellen):
        protect_shares(from_frame(frame.assign(c=True), ["a", "b"], uitkomst="c"), DREMPELS)


def test_every_error_speaks_both_languages_and_names_no_value() -> None:
    soorten = [
        soort for basis in Invoerfout.__subclasses__() for soort in (basis, *basis.__subclasses__())
    ]
    assert len({soort.melding for soort in soorten}) == len(soorten)
    assert all(soort.melding.endswith(".") and "{" not in soort.melding for soort in soorten)


def test_a_frame_of_a_safe_table_has_no_figures_in_hidden_rows(bewoners: pd.DataFrame) -> None:
    veilig = protect_shares(
        from_frame(bewoners, ["buurt", "leeftijd"], uitkomst="schuld"), DREMPELS
    )
    rijen = to_frame(veilig)
    verborgen = rijen["aantal"].isna()
    assert verborgen.sum() == veilig.verborgen > 0
    assert rijen.loc[verborgen, ["groep", "aandeel", "van", "tot"]].isna().all(axis=None)
    assert set(rijen.loc[verborgen, "reden"]) <= set(REDENTEKST.values())
    assert NEUTRALE_TEKST not in set(rijen["reden"])


def test_what_viewers_get_has_no_reasons(bewoners: pd.DataFrame) -> None:
    veilig = protect_shares(
        from_frame(bewoners, ["buurt", "leeftijd"], uitkomst="schuld"), DREMPELS
    )
    assert "reden" not in to_frame(veilig, redenen=False)
    assert "reden" not in to_frame(veilig.without_reasons())


def test_the_register_grows_with_each_release(bewoners: pd.DataFrame) -> None:
    personen = read_persons(bewoners)
    een, register = release(personen, personen.table(["leeftijd"], uitkomst="schuld"), DREMPELS)
    assert een.certificaat.registerkop == LEEG.kop
    assert register.bijdragen == (een.bijdrage,)
    tabel = personen.table(["buurt", "leeftijd"])
    twee, _ = release(personen, tabel, DREMPELS, register, verdeling="leeftijd")
    assert twee.certificaat.registerkop == register.kop
