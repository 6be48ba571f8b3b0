"""The calendar as a file: days, kinds and numbers, and nothing that anybody wrote."""

from datetime import timedelta

from privacy import klok
from privacy.modellen_vernietiging import Opschorting
from privacy.models import Logregel
from tests.gemeente import light_linked
from tests.materiaal import REDEN, Huis

ADRES = "/bewaren/kalender.ics"


def entries(huis: Huis, naam: str) -> list[dict[str, str]]:
    tekst = huis.bij(naam).get(ADRES).content.decode()
    delen = tekst.split("BEGIN:VEVENT\r\n")[1:]
    return [dict(r.split(":", 1) for r in deel.splitlines() if ":" in r) for deel in delen]


def test_an_entry_says_the_day_the_kind_and_how_many(gemeente: Huis):
    bestand = light_linked(gemeente)
    tot = klok.moment() + timedelta(days=10)
    bestand.leveringen.update(bewaren_tot=tot)
    gevonden = {regel["SUMMARY"]: regel for regel in entries(gemeente, "officer")}
    levering = gevonden["Bewaartermijn eindigt: levering (1)"]
    assert levering["DTSTART;VALUE=DATE"] == f"{tot.astimezone():%Y%m%d}"
    assert "Bewaartermijn eindigt: koppelbestand (1)" in gevonden


def test_nothing_that_somebody_wrote_stands_in_it(gemeente: Huis):
    bestand = light_linked(gemeente)
    bestand.leveringen.update(bewaren_tot=klok.moment() + timedelta(days=10))
    tekst = gemeente.bij("officer").get(ADRES).content.decode()
    namen = [gemeente.onderzoek.naam, str(bestand.pk)[:8], "Gemeente", "L-", "Collega"]
    assert not [naam for naam in namen if naam in tekst]


def test_a_supplier_gets_its_own_days_alone(gemeente: Huis):
    light_linked(gemeente).leveringen.update(bewaren_tot=klok.moment() + timedelta(days=10))
    assert [r["SUMMARY"] for r in entries(gemeente, "leverancier")] == [
        "Bewaartermijn eindigt: levering (1)"
    ]
    assert entries(gemeente, "politie") == []


def test_what_is_past_or_has_to_stay_is_left_out(gemeente: Huis):
    bestand = light_linked(gemeente)
    bestand.leveringen.update(bewaren_tot=klok.moment() - timedelta(days=2))
    Opschorting.objects.create(
        soort="koppelbestand", object_id=str(bestand.pk), titel="x", reden=REDEN,
        door=gemeente["officer"],
    )  # fmt: skip
    namen = {regel["SUMMARY"] for regel in entries(gemeente, "officer")}
    assert not [n for n in namen if "levering" in n or "koppelbestand" in n]


def test_a_file_has_the_lines_that_programs_ask_for_and_is_logged(gemeente: Huis):
    light_linked(gemeente)
    antwoord = gemeente.bij("officer").get(ADRES)
    regels = antwoord.content.decode().split("\r\n")
    assert antwoord["Content-Type"] == "text/calendar; charset=utf-8"
    assert (regels[0], regels[1], regels[-2]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert max(len(regel.encode()) for regel in regels) <= 75
    assert Logregel.objects.filter(actie="kalender_gedownload").count() == 1
