"""Statements and evidence: what is written is read back, and what cannot be is refused."""

import json

import pytest

from privacy.kern.certificaat import Bewijs, Bewijscel, Certificaat, Verwant, certify
from privacy.kern.uitspraken import Bijdrage, Soort, Spanne, Uitspraak, Voorwaarde, group
from privacy.kern.veilig import OnveiligResultaat, Reden

BUURT = Voorwaarde("buurt", ("BU00000001", "BU00000002"))
VANAF_12 = Voorwaarde("jaren", tuple(range(12, 121)))
VERDACHT = (Voorwaarde("verdachte", (1,)),)
GROEP = group([VANAF_12, BUURT])
GETOOND = Uitspraak(Soort.cel, GROEP, VERDACHT, Spanne(98, 102), Spanne(18, 22))
GEHEIM = Uitspraak(Soort.cel, (BUURT,), VERDACHT, None, None, geheim=True, nul_gevoelig=False)
VELDEN = {
    "sha256": "a" * 64, "drempelset_versie": 1, "registerkop": "b" * 64, "methode": "m",
    "beschermd": 3, "versmald": 0, "eerdere": 2,
}  # fmt: skip


def test_a_contribution_is_read_back_as_it_was_written():
    bijdrage = Bijdrage("a" * 64, "Verdachten naar leeftijd", (GETOOND, GEHEIM))
    assert Bijdrage.uit_json(bijdrage.als_json()) == bijdrage


def test_a_group_is_written_once():
    tekst = Bijdrage("a" * 64, "n", (GETOOND,) * 5).als_json()
    assert len(json.loads(tekst)["groepen"]) == 2


def test_the_same_group_in_another_order_is_the_same_group():
    assert group([BUURT, VANAF_12]) == GROEP


@pytest.mark.parametrize("waarden", [(), (2, 1), (1, 1), ("b", "a")])
def test_a_condition_without_an_order_is_refused(waarden: tuple[int, ...]):
    with pytest.raises(ValueError, match="sorted values"):
        Voorwaarde("leeftijd", waarden)


def test_two_conditions_on_one_kenmerk_are_refused():
    with pytest.raises(ValueError, match="one condition"):
        group([Voorwaarde("leeftijd", (1,)), Voorwaarde("leeftijd", (2,))])


@pytest.mark.parametrize(("van", "tot"), [(-1, 3), (4, 3)])
def test_a_range_that_cannot_be_is_refused(van: int, tot: int):
    with pytest.raises(ValueError, match="range"):
        Spanne(van, tot)


def test_a_secret_statement_tells_nothing():
    with pytest.raises(ValueError, match="secret"):
        Uitspraak(Soort.cel, GROEP, (), Spanne(50, 54), None, geheim=True)


def test_evidence_is_read_back_as_it_was_written():
    cel = Bewijscel("verdachten", ("man", "A"), Reden.aantal, Spanne(0, 12), None, 10)
    bewijs = Bewijs(4, (cel,), (Verwant("c" * 64, "Eerder", 3),), 0.1, 0.0)
    assert Bewijs.uit_json(bewijs.als_json()) == bewijs


def test_a_certificate_passes_only_when_nothing_was_narrowed():
    assert certify(**VELDEN).geslaagd
    assert not certify(**{**VELDEN, "versmald": 1}).geslaagd


def test_nobody_else_makes_a_certificate():
    with pytest.raises(OnveiligResultaat):
        Certificaat(**VELDEN, zegel=object())
