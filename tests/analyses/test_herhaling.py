"""The same question on another peildatum: side by side, from released results alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from analyses.herhaling import repeated
from analyses.models import Resultaat
from analyses.queries import viewers_content
from tests.gemeente import drafted, put_in_state, unguard_results
from tests.materiaal import Huis, make_study, open_gate


def on_date(huis: Huis, dag: date) -> Huis:
    """The same house with an onderzoek of another peildatum."""
    onderzoek = make_study(
        huis["analist"], naam=f"Monitor {dag.year}", buurten=huis.onderzoek.buurten,
        referentiebuurten=huis.onderzoek.referentiebuurten, buurtnamen=huis.onderzoek.buurtnamen,
        peildatum=dag, periode_begin=date(dag.year, 1, 1), periode_einde=dag,
    )  # fmt: skip
    return replace(huis, onderzoek=open_gate(onderzoek))


def shown(huis: Huis, kenmerk: str = "leeftijd") -> Resultaat:
    resultaat = drafted(huis, kenmerk)
    put_in_state(huis, resultaat, "vrijgegeven")
    return resultaat


@pytest.fixture
def later(gemeente: Huis) -> Huis:
    return on_date(gemeente, date(2018, 12, 31))


@pytest.fixture
def twee(gemeente: Huis, later: Huis) -> tuple[Resultaat, Resultaat]:
    """Released: the same question, on the peildatum and two years later."""
    return shown(gemeente), shown(later)


def _sha(tekst: str) -> str:
    return hashlib.sha256(tekst.encode()).hexdigest()


def test_a_reader_sees_both_peildata(gemeente: Huis, twee: tuple[Resultaat, Resultaat]) -> None:
    tekst = gemeente.bij("beleid").get(f"/resultaten/{twee[0].pk}/").content.decode()
    assert "Dezelfde vraag op andere peildata" in tekst
    assert f"/resultaten/{twee[1].pk}/" in tekst
    assert "31 december 2018" in tekst


def test_figures_stand_side_by_side_in_order(
    gemeente: Huis, twee: tuple[Resultaat, Resultaat]
) -> None:
    nu = Resultaat.objects.select_related("analyse", "onderzoek").get(pk=twee[0].pk)
    uit = repeated(nu, viewers_content(nu), gemeente["beleid"])
    assert uit is not None
    assert [p.peildatum for p in uit.peilingen] == ["2016-12-31", "2018-12-31"]
    assert all(eerst == later for _, (eerst, later) in uit.rijen)


def test_a_withdrawn_result_does_not_count(
    gemeente: Huis, twee: tuple[Resultaat, Resultaat]
) -> None:
    Resultaat.objects.filter(pk=twee[1].pk).update(status="ingetrokken")
    tekst = gemeente.bij("beleid").get(f"/resultaten/{twee[0].pk}/").content.decode()
    assert "Dezelfde vraag op andere peildata" not in tekst


def test_another_question_is_not_beside_it(gemeente: Huis, later: Huis) -> None:
    nu = shown(gemeente)
    shown(later, "geslacht")
    tekst = gemeente.bij("beleid").get(f"/resultaten/{nu.pk}/").content.decode()
    assert "Dezelfde vraag op andere peildata" not in tekst


def test_another_definition_is_said(gemeente: Huis, twee: tuple[Resultaat, Resultaat]) -> None:
    unguard_results()
    tekst = twee[1].inhoud_kijkers.replace('"definities":["', '"definities":["Nieuw: ')
    Resultaat.objects.filter(pk=twee[1].pk).update(inhoud_kijkers=tekst, sha256_kijkers=_sha(tekst))
    bladzijde = gemeente.bij("beleid").get(f"/resultaten/{twee[0].pk}/").content.decode()
    assert bladzijde.count("(andere definitie)") == 1
