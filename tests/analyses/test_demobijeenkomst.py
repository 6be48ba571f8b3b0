"""The demonstration has a meeting that was held and one that goes on."""

from __future__ import annotations

from analyses.demonstratie.bijeenkomst import Gezelschap, prepare_meetings
from analyses.werkgroep.models import Argument, Plan, Project, Scenario, Speerpunt
from tests.gemeente import drafted, released
from tests.materiaal import Huis


def company(huis: Huis) -> Gezelschap:
    return Gezelschap(huis["werkgroep"], huis["derde"], huis["lid"], huis["analist"])


def test_a_meeting_was_held_and_one_goes_on_with_every_part_filled_in(gemeente: Huis):
    resultaat = released(gemeente, drafted(gemeente, "huurachterstand"))
    eerder, nu = prepare_meetings(gemeente.onderzoek, [resultaat], company(gemeente))
    eerder.refresh_from_db()
    nu.refresh_from_db()
    assert (eerder.status, nu.status) == ("vastgesteld", "open")
    punt = nu.punten.get(resultaat=resultaat)
    soorten = set(punt.duidingen.values_list("soort", flat=True))
    assert soorten == {"twijfel", "antwoord", "eens", "aanvulling", "vraag"}
    assert punt.conclusie
    assert punt.voorstellen.get().status == "open"
    besloten = eerder.punten.last().voorstellen.get()
    assert set(besloten.stemmen.values_list("keuze", flat=True)) == {
        "eens", "niet_eens", "geen_mening",
    }  # fmt: skip
    assert set(Speerpunt.objects.values_list("domein", flat=True)) == {
        "sociaal",
        "fysiek",
        "veilig",
    }
    assert Speerpunt.objects.get(punt=punt).metingen.get().resultaat == resultaat
    aantallen = [model.objects.count() for model in (Project, Plan, Scenario, Argument)]
    assert aantallen == [2, 1, 3, 9]


def test_without_released_results_there_is_no_meeting(gemeente: Huis):
    concept = drafted(gemeente, "huurachterstand")
    assert prepare_meetings(gemeente.onderzoek, [concept], company(gemeente)) == []
