"""An analist pins, hides and searches among the protected rules of a concept."""

from __future__ import annotations

from typing import Any

import pytest

from analyses.actions import choose_rules
from analyses.kern.specificatie import KERNGROEPEN, from_dict
from analyses.models import Analyse, Resultaat
from analyses.queries import full_content
from analyses.regelkeuze import Regelkeuze, Regelstand, chosen, question_of, rules_of, with_choices
from privacy.models import Logregel
from privacy.uitzonderingen import Geweigerd
from tests.gemeente import ask, drafted, linked, question, questions
from tests.materiaal import Huis, work

REGELS = "Regels: bij welke groepen komt het vaker voor?"


@pytest.fixture
def concept(gemeente: Huis) -> Resultaat:
    return drafted(gemeente, questions()[REGELS])


def shown(resultaat: Resultaat) -> tuple[Any, ...]:
    return full_content(resultaat).tabellen[0].kolom("regel")


def test_a_hidden_rule_is_not_in_the_new_concept(gemeente: Huis) -> None:
    analyse = ask(gemeente, linked(gemeente), questions()[REGELS])
    work(analyse)
    concept = analyse.resultaat
    eerst, tweede, *rest = shown(concept)
    antwoord = gemeente.bij("analist").post(
        f"/concepten/{concept.pk}/regels/", {"doe": "maken", "regel_1": "weg", "regel_0": "vast"}
    )
    nieuw = Analyse.objects.exclude(pk=concept.analyse_id).get()
    assert antwoord.url == f"/analyses/{nieuw.pk}/"
    work(nieuw)
    assert tweede not in shown(nieuw.resultaat)
    assert shown(nieuw.resultaat)[0] == eerst
    assert set(rest) <= set(shown(nieuw.resultaat))
    assert tweede not in full_content(nieuw.resultaat).als_json()
    assert shown(concept)[1] == tweede  # what was made stays as it is


def test_a_choice_is_stored_and_logged(gemeente: Huis, concept: Resultaat) -> None:
    gemeente.bij("analist").post(
        f"/concepten/{concept.pk}/regels/", {"doe": "maken", "regel_0": "weg"}
    )
    nieuw = Analyse.objects.exclude(pk=concept.analyse_id).get()
    vraag: Any = from_dict(nieuw.specificatie)
    assert [set(items) for items in vraag.weg] == [set(KERNGROEPEN["man_alleen_18_50"])]
    regel = Logregel.objects.get(actie="regels_gekozen")
    assert regel.object_id == str(concept.pk)
    assert regel.bijzonderheden == {"vast": len(vraag.vast), "weg": 1}


def test_searching_shows_what_fits_and_keeps_what_was_chosen(
    gemeente: Huis, concept: Resultaat
) -> None:
    adres = f"/concepten/{concept.pk}/regels/"
    velden = {"doe": "zoeken", "zoek": "alleen wonen", "regel_1": "weg"}
    tekst = gemeente.bij("analist").post(adres, velden).content.decode()
    assert " van de " in tekst
    assert '<input type="hidden" name="regel_1" value="weg">' in tekst
    assert Analyse.objects.count() == 1


def test_the_page_names_figures_and_reasons_of_the_concept(
    gemeente: Huis, concept: Resultaat
) -> None:
    pagina = gemeente.bij("analist").get(f"/concepten/{concept.pk}/")
    assert f"/concepten/{concept.pk}/regels/" in pagina.content.decode()
    tekst = gemeente.bij("analist").get(f"/concepten/{concept.pk}/regels/").content.decode()
    assert "keer zo vaak als gemiddeld" in tekst
    assert "Deze groep noemt het onderzoek zelf." in tekst


def test_a_result_without_rules_goes_back_to_its_page(gemeente: Huis) -> None:
    ander = drafted(gemeente, question("geslacht"))
    antwoord = gemeente.bij("analist").get(f"/concepten/{ander.pk}/regels/")
    assert antwoord.url == f"/concepten/{ander.pk}/"
    with pytest.raises(Geweigerd):
        choose_rules(resultaat=ander, regels=[], by=gemeente["analist"])


def test_another_word_than_the_three_is_refused(gemeente: Huis, concept: Resultaat) -> None:
    adres = f"/concepten/{concept.pk}/regels/"
    for stand in ("", "alles", "VAST"):
        gemeente.bij("analist").post(adres, {"doe": "maken", "regel_0": stand})
        with pytest.raises(Geweigerd):
            with_choices(rules_of(concept), {"regel_0": stand})
    assert Analyse.objects.count() == 1


def test_hiding_all_rules_is_refused(concept: Resultaat) -> None:
    vraag = question_of(concept)
    alles = [
        Regelkeuze(r.plek, r.items, r.tekst, r.cijfers, r.reden, Regelstand.weg)
        for r in rules_of(concept)
    ]
    with pytest.raises(Geweigerd, match="niet alle"):
        chosen(vraag, alles)


def test_only_an_analist_chooses(gemeente: Huis, concept: Resultaat) -> None:
    with pytest.raises(Geweigerd):
        choose_rules(resultaat=concept, regels=rules_of(concept), by=gemeente["officer"])
