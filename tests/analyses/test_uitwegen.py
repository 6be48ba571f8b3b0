"""The ways out of a conflict: always all four, and what is none says why."""

from __future__ import annotations

import pytest

from analyses.models import Analyse
from analyses.uitwegen import GEEN_UITWEG, ways_out
from privacy.kern.certificaat import Keuze, Keuzesoort
from tests.gemeente import ask, light_linked, question
from tests.materiaal import Huis

S = Keuzesoort


@pytest.mark.parametrize(
    ("cellen", "uitleg"),
    [
        (0, "Er valt geen cijfer extra weg."),
        (1, "1 cijfer valt extra weg."),
        (12, "12 cijfers vallen extra weg."),
        (1200, "1.200 cijfers vallen extra weg."),
        (None, GEEN_UITWEG[S.meer_weglaten]),
    ],
)
def test_a_choice_says_what_it_costs(cellen: int | None, uitleg: str):
    weg = ways_out([Keuze(S.meer_weglaten, cellen)])[0]
    assert (weg.uitleg, weg.kan) == (uitleg, cellen is not None)


def test_all_four_stand_there_in_one_order_and_waiting_always_can():
    wegen = ways_out([Keuze(S.wachten, None)])
    assert [weg.waarde for weg in wegen] == [soort.value for soort in Keuzesoort]
    assert [weg.kan for weg in wegen] == [False, False, False, True]


def test_the_page_of_a_conflict_offers_its_author_the_choice_and_nobody_else(gemeente: Huis):
    analyse = ask(gemeente, light_linked(gemeente), question("geslacht"))
    keuzes = [{"soort": "meer_weglaten", "cellen": 3}, {"soort": "grover", "cellen": None}]
    Analyse.objects.filter(pk=analyse.pk).update(
        status="botst", botsing={"keuzes": keuzes, "met": []}
    )
    pad = f"/analyses/{analyse.pk}/"
    eigen = gemeente.bij("analist").get(pad).content.decode()
    assert "samen met cijfers die al bekend zijn, te veel over een kleine groep" in eigen
    assert "3 cijfers vallen extra weg." in eigen
    assert 'name="keuze"' not in gemeente.bij("officer").get(pad).content.decode()
    for keuze, stand in (("", "botst"), ("grover", "botst"), ("x", "botst"), ("wachten", "botst"),
                         ("meer_weglaten", "wacht")):  # fmt: skip
        assert gemeente.bij("analist").post(f"{pad}keuze/", {"keuze": keuze}).status_code == 302
        analyse.refresh_from_db()
        assert (keuze, analyse.status) == (keuze, stand)
