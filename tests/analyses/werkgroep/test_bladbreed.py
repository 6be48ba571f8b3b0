"""A stored sheet at the width of paper: the same words on fewer lines, no mark lost."""

import pytest

from analyses.kern.tekenblad import As, Blad, Rij, draw
from analyses.kern.vlakfiguren import array_figure
from analyses.werkgroep.kern.bladbreed import fitted

LANG = "Mannen van 18 tot 50 jaar met meer dan 2 maanden betalingsachterstand & kwijtschelding"
RIJEN = (
    Rij(LANG, "43% (35 tot 50%)", 43, 35, 50),
    Rij("Kort", "10% (8 tot 12%)", 10, 8, 12, streep=9),
    Rij("Weg", "niet getoond"),
)
FIGUUR = draw(Blad("Titel", As(0, 60, (0, 20, 40, 60), "%", nullijn=0), RIJEN, "Onder de titel"))


def test_paper_shows_the_same_words_on_fewer_lines() -> None:
    ruim = fitted(FIGUUR, 640)
    oud, nieuw = ([a["text"] for a in f["layout"]["annotations"]] for f in (FIGUUR, ruim))
    assert [tekst.replace("<br>", " ") for tekst in oud] == [t.replace("<br>", " ") for t in nieuw]
    assert sum(t.count("<br>") for t in nieuw) < sum(t.count("<br>") for t in oud)
    assert ruim["layout"]["height"] < FIGUUR["layout"]["height"]


@pytest.mark.parametrize("breed", [400, 640, 900])
def test_marks_stay_below_their_own_words(breed: int) -> None:
    figuur = fitted(FIGUUR, breed)
    labels = [a for a in figuur["layout"]["annotations"] if a["x"] == 0 and a["yref"] == "y"][-3:]
    onder = [a["y"] + 18 * (a["text"].count("<br>") + 1) for a in labels]
    stippen = next(s for s in figuur["data"] if s.get("marker", {}).get("size") == 12)
    tegel = next(s for s in figuur["data"] if "pattern" in s.get("marker", {}))
    assert [*stippen["y"], *tegel["y"]] == [y + 10 for y in onder]


def test_what_is_no_sheet_stays_as_it_is() -> None:
    figuur = array_figure(34, ["Alle inwoners"], "regels")
    assert fitted(figuur, 640) is figuur
