"""What the manual promises that no other test looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.materiaal import Huis

OPNIEUW = "Opnieuw aanvragen"


@pytest.mark.parametrize(
    ("uitkomst", "kan_opnieuw"),
    [("teruggestuurd", True), ("geweigerd", True), ("akkoord", False)],
)
def test_an_analist_asks_again_for_a_source_that_did_not_get_leave(
    huis: Huis, uitkomst: str, kan_opnieuw: bool
) -> None:
    from privacy.models import Uitkomst
    from tests.materiaal import decide_source, request_source

    decide_source(request_source(huis, "brp"), huis["officer"], uitkomst=Uitkomst(uitkomst))
    pagina = huis.bij("analist").get(f"/onderzoeken/{huis.onderzoek.pk}/bronnen/")
    assert (OPNIEUW in pagina.content.decode()) is kan_opnieuw


def test_an_officer_cannot_ask_for_a_source(huis: Huis) -> None:
    pagina = huis.bij("officer").get(f"/onderzoeken/{huis.onderzoek.pk}/bronnen/")
    assert "anvragen</a>" not in pagina.content.decode()


def test_an_element_that_is_never_read_says_so(huis: Huis) -> None:
    pagina = huis.bij("analist").get(f"/onderzoeken/{huis.onderzoek.pk}/bronnen/verdachten/")
    assert "niet gelezen" in pagina.content.decode()
