"""Before an analysis: what it could find, from rounded counts that its analist has seen."""

from __future__ import annotations

import pytest

from analyses.vooraf import foreseen
from tests.gemeente import drafted, questions
from tests.materiaal import Huis

VERDACHTEN = "Verdachten van een incident, per buurt"


def page(huis: Huis) -> str:
    adres = f"/onderzoeken/{huis.onderzoek.pk}/analyses/nieuw/"
    return huis.bij("analist").get(adres).content.decode()


def test_without_a_result_the_page_says_what_is_needed(gemeente: Huis) -> None:
    assert foreseen(gemeente.onderzoek, gemeente["analist"]) is None
    assert "zodra er een resultaat is" in page(gemeente)


def test_the_page_shows_the_smallest_difference_for_groups_of_four_sizes(gemeente: Huis) -> None:
    drafted(gemeente, questions()[VERDACHTEN])
    vooraf = foreseen(gemeente.onderzoek, gemeente["analist"])
    assert vooraf is not None
    assert [r.groep.split("%")[0] for r in vooraf.regels] == ["5", "10", "25", "50"]
    grenzen = [float(r.vanaf.split("(")[1].split(" ")[0].replace(",", ".")) for r in vooraf.regels]
    assert grenzen == sorted(grenzen, reverse=True)
    tekst = page(gemeente)
    assert vooraf.regels[0].vanaf in tekst
    assert int(vooraf.personen.replace(".", "")) % 5 == 0


@pytest.mark.parametrize("wie", ["beleid", "werkgroep"])
def test_who_may_not_see_drafts_learns_nothing_from_them(gemeente: Huis, wie: str) -> None:
    drafted(gemeente, questions()[VERDACHTEN])
    assert foreseen(gemeente.onderzoek, gemeente[wie]) is None
