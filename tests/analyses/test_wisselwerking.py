"""The analist asks for an interaction by name, and reads what became of it."""

from __future__ import annotations

from analyses.models import Analyse
from tests.gemeente import linked
from tests.materiaal import Huis, work

FACTOREN = ["geslacht", "leeftijd", "bijstand"]


def test_the_analist_names_two_kenmerken_and_reads_of_each_pair(gemeente: Huis) -> None:
    linked(gemeente)
    analist = gemeente.bij("analist")
    pad = f"/onderzoeken/{gemeente.onderzoek.pk}/analyses/nieuw/"
    velden = {"soort": "regressie", "overige": "samen", "factoren": FACTOREN}
    een = analist.post(pad, velden | {"wisselwerking_een": "geslacht"})
    assert "Kies voor een wisselwerking twee verschillende kenmerken." in een.content.decode()
    paar = {"wisselwerking_een": "geslacht", "wisselwerking_ander": "leeftijd"}
    assert analist.post(pad, velden | paar).status_code == 302
    analyse = Analyse.objects.get()
    assert analyse.naam == "Logistische regressie, wisselwerking van geslacht en leeftijd"
    assert work(analyse).fout == ""
    inhoud = analyse.resultaat.inhoud
    assert "man, " in inhoud
    assert "Geslacht en leeftijd: wisselwerking" in inhoud
