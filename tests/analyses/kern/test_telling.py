"""Counting in parts gives what counting at once gives."""

from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyses.kern.analyse import run
from analyses.kern.patronen import (
    Patronen,
    count_patterns,
    keys_of,
    merge,
    people,
    spread_out,
)
from analyses.kern.specificatie import (
    Betaalgedragspecificatie,
    Buurtdeelspecificatie,
    Buurtspreidingspecificatie,
    Gebiedskeuze,
    Huurachterstandspecificatie,
    Kenmerkspecificatie,
    Misdrijfspecificatie,
    Specificatie,
)
from analyses.kern.telling import (
    Gedaan,
    Geteld,
    Tel,
    Telvraag,
    as_bytes,
    count_blocks_of,
    count_part,
    counted,
    from_bytes,
    parts,
    together,
)
from analyses.kern.trossen import Trossen
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register

CODES = ("geslacht", "leeftijd", "bijstand")


def residents(n: int, seed: int = 3) -> pl.DataFrame:
    kans = np.random.default_rng(seed)
    breed = {"geslacht": 2, "leeftijd": 7, "bijstand": 6, "verdachte": 2, "buurt": 4, "jaren": 90}
    kolommen = {naam: kans.integers(0, b, n).astype(np.uint8) for naam, b in breed.items()}
    huis = np.sort(kans.integers(0, max(n // 2, 1), n))
    return pl.DataFrame(kolommen | {"huishouden": huis.astype(np.uint32)})


def same(een: Patronen, ander: Patronen) -> bool:
    return een.kenmerken == ander.kenmerken and all(
        np.array_equal(getattr(een, w), getattr(ander, w)) for w in ("codes", "n", "y")
    )


@settings(deadline=None, max_examples=40)
@given(n=st.integers(0, 300), knippen=st.lists(st.integers(0, 300), max_size=5))
def test_parts_together_are_the_whole(n: int, knippen: list[int]) -> None:
    bewoners = residents(n)
    grenzen = [0, *sorted(min(k, n) for k in knippen), n]
    delen = [bewoners[a:b] for a, b in pairwise(grenzen)]
    vraag = Telvraag(CODES)
    samen = together([from_bytes(as_bytes(count_part([deel], vraag))) for deel in delen])
    assert same(samen.patronen, count_patterns(bewoners, CODES))
    assert samen.trossen is None


def same_households(een: Trossen | None, ander: Trossen | None) -> bool:
    assert een is not None
    assert ander is not None
    return len(een.soorten) == len(ander.soorten) and all(
        np.array_equal(a.leden, b.leden) and np.array_equal(a.keer, b.keer)
        for a, b in zip(een.soorten, ander.soorten, strict=True)
    )


@settings(deadline=None, max_examples=60)
@given(
    n=st.integers(0, 300), knippen=st.lists(st.integers(0, 300), max_size=5),
    vanaf=st.sampled_from([0, 12, 60]), geschud=st.booleans(),
)  # fmt: skip
def test_households_across_a_border_are_put_together(
    n: int, knippen: list[int], vanaf: int, geschud: bool
) -> None:
    """Also where a member does not count, and of a file in another order."""
    bewoners = residents(n)
    if geschud:
        bewoners = bewoners.sample(fraction=1.0, shuffle=True, seed=5)
    grenzen = [0, *sorted(min(k, n) for k in knippen), n]
    delen = [bewoners[a:b] for a, b in pairwise(grenzen)]
    vraag = Telvraag(CODES, (0, 1, 2), vanaf=vanaf, huishoudens=True)
    geteld = [
        from_bytes(as_bytes(count_part([deel], vraag, op_volgorde=not geschud))) for deel in delen
    ]
    samen, heel = together(geteld), counted(bewoners, vraag)
    assert same(samen.patronen, heel.patronen)
    assert same_households(samen.trossen, heel.trossen)


def test_households_are_counted_by_who_lives_there() -> None:
    """A slow second way."""
    bewoners = residents(400)
    vraag = Telvraag(CODES, huishoudens=True)
    traag: dict[tuple[int, ...], int] = {}
    sleutels = keys_of(bewoners, CODES).tolist()
    for huis in set(bewoners["huishouden"].to_list()):
        waar = (bewoners["huishouden"] == huis).to_list()
        leden = tuple(sorted(s for s, ja in zip(sleutels, waar, strict=True) if ja))
        traag[leden] = traag.get(leden, 0) + 1
    trossen = counted(bewoners, vraag).trossen
    assert trossen is not None
    snel = {
        tuple(leden): keer
        for soort in trossen.soorten
        for leden, keer in zip(soort.leden.tolist(), soort.keer.tolist(), strict=True)
    }
    assert snel == traag


def test_a_part_in_order_holds_all_but_two_of_its_households() -> None:
    deel = count_part([residents(300)[100:200]], Telvraag(CODES, huishoudens=True))
    assert len(set(deel.tros.tolist())) == 2


def test_a_huge_household_is_counted_too() -> None:
    """A home for many people, beside everybody else."""
    bewoners = residents(300).with_columns(
        huishouden=pl.when(pl.int_range(pl.len()) < 150).then(0).otherwise("huishouden")
    )
    vraag = Telvraag(CODES, huishoudens=True)
    samen = together([count_part([bewoners[:90]], vraag), count_part([bewoners[90:]], vraag)])
    assert same_households(samen.trossen, counted(bewoners, vraag).trossen)


def test_residents_without_a_misdrijfgroep_or_buurt_count_too() -> None:
    bewoners = residents(200).with_columns(misdrijfgroepen=pl.col("leeftijd") * 18)
    patronen = count_patterns(bewoners, ("geslacht", "misdrijfgroepen", "buurt"), "")
    traag = bewoners.group_by("geslacht", "misdrijfgroepen", "buurt").len()
    assert (len(patronen.n), patronen.personen, patronen.gebeurtenissen) == (len(traag), 200, 0)
    rijen = spread_out(patronen, "")
    assert people(rijen.filter(pl.col("buurt") == 3)) == (bewoners["buurt"] == 3).sum()


def test_only_residents_of_the_asked_buurten_count() -> None:
    bewoners = residents(500)
    geteld = count_blocks_of([bewoners], Telvraag(CODES, (1, 3)))
    assert same(geteld, count_patterns(bewoners.filter(pl.col("buurt").is_in([1, 3])), CODES))


def test_the_stream_is_cut_in_pieces_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    heel = count_patterns(residents(1000), CODES)
    monkeypatch.setattr("analyses.kern.patronen.DEEL", 7)
    assert same(count_patterns(residents(1000), CODES), heel)


def test_counts_over_other_kenmerken_are_not_added_up() -> None:
    een, ander = (count_patterns(residents(9), codes) for codes in (CODES, CODES[:2]))
    with pytest.raises(ValueError, match="other kenmerken"):
        merge([een, ander])


@pytest.mark.parametrize(
    ("blokken", "per_deel", "verwacht"),
    [
        (0, 3, (range(0),)),
        (3, 3, (range(3),)),
        (4, 3, (range(2), range(2, 4))),
        (7, 3, (range(2), range(2, 4), range(4, 7))),
    ],
)
def test_blocks_are_divided_evenly(
    blokken: int, per_deel: int, verwacht: tuple[range, ...]
) -> None:
    assert parts(blokken, per_deel) == verwacht


@pytest.mark.parametrize("vraag", [Telvraag(CODES), Telvraag(CODES, (0, 2), "", 12, True)])
def test_a_question_is_read_back_as_it_was(vraag: Telvraag) -> None:
    assert Telvraag.uit_dict(vraag.als_dict()) == vraag


KEUZE = Gebiedskeuze(("BU99990001", "BU99990002"), ("BU99990003",))


IN_DELEN: tuple[Specificatie, ...] = (
    Misdrijfspecificatie(KEUZE),
    Kenmerkspecificatie("herkomst", KEUZE),
    Betaalgedragspecificatie(KEUZE),
    Huurachterstandspecificatie(KEUZE),
    Buurtdeelspecificatie(KEUZE, factoren=("geslacht", "gezinsgrootte", "bijstand")),
    Buurtspreidingspecificatie(KEUZE),
)


@pytest.mark.parametrize("vraag", IN_DELEN, ids=lambda vraag: vraag.soort)
def test_an_analysis_of_which_parts_were_counted_apart_is_the_same(
    koppeling: Any, onderzoek: Any, vraag: Specificatie
) -> None:
    """To the last digit, with the errors of households."""
    frame = koppeling.bewoners.sort("huishouden")
    gevraagd: list[Telvraag] = []

    def tel(telvraag: Telvraag, gedaan: Gedaan) -> Geteld:
        gevraagd.append(telvraag)
        delen = [frame[van : van + 1111] for van in range(0, frame.height, 1111)]
        return together([from_bytes(as_bytes(count_part([deel], telvraag))) for deel in delen])

    def result(tel: Tel | None) -> str:
        uit = run(
            vraag, bewoners=frame.select, verslag=koppeling.verslag, drempels=Drempelset(),
            onderzoek=onderzoek, voortgang=lambda percent, stap: None, register=Register(""),
            tel=tel,
        )  # fmt: skip
        return uit.resultaat.sha256

    assert result(tel) == result(None)
    assert any(t.huishoudens for t in gevraagd) is (vraag.soort in ("misdrijf", "kenmerk"))
