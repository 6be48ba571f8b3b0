"""The onderzoek: made by the analist, with a key of its own, fixed once something refers to it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bronnen.models import Bronakkoord
from privacy import actions, kluis
from privacy.actions.onderzoeken import in_use
from privacy.models import Account, Onderzoek
from privacy.rollen import Rol
from privacy.uitzonderingen import Geweigerd
from tests.privacy.mensen import log_in, make_account, make_study

FORMULIER = {
    "naam": "Monitor",
    "vraag": "Is er een relatie?",
    "doel": "Leefkwaliteit",
    "grondslag": "Gemeentewet",
    "peildatum": "2016-12-31",
    "periode_begin": "2016-01-01",
    "periode_einde": "2016-12-31",
    "buurten": "BU07960001 Buurt 1\r\nbu07960002",
    "referentiebuurten": "BU07960003  Buurt 3 aan de rand",
    "hele_gemeente": "on",
    "huurachterstand_telt_voor": "adres",
}


def test_the_analist_makes_an_onderzoek_on_the_page(bij_analist: Client, analist: Account):
    antwoord = bij_analist.post("/onderzoeken/nieuw/", FORMULIER)
    onderzoek = Onderzoek.objects.get()
    assert antwoord.url == f"/onderzoeken/{onderzoek.pk}/"
    assert onderzoek.buurten == ["BU07960001", "BU07960002"]
    assert onderzoek.buurtnamen == {"BU07960001": "Buurt 1", "BU07960003": "Buurt 3 aan de rand"}
    assert onderzoek.opgesteld_door == analist


def test_every_onderzoek_has_a_pseudonym_key_of_its_own(analist: Account):
    een, ander = make_study(analist), make_study(analist, naam="Tweede")
    assert kluis.open_key(een.pseudoniemsleutel) != kluis.open_key(ander.pseudoniemsleutel)


@pytest.mark.parametrize("rol", [rol for rol in Rol if rol is not Rol.analist])
def test_only_the_analist_makes_one(kluisje: object, rol: Rol):
    with pytest.raises(Geweigerd):
        make_study(make_account(rol))


@pytest.mark.parametrize(
    ("velden", "melding"),
    [
        ({"buurten": []}, "ten minste één buurt"),
        ({"buurten": ["BU0796000"]}, "BU en acht cijfers"),
        ({"buurten": ["bu07960001"]}, "BU en acht cijfers"),
        ({"buurten": ["BU07960001", "BU07960001"]}, "twee keer"),
        ({"referentiebuurten": ["BU07960001"]}, "twee keer"),
        ({"periode_begin": date(2017, 1, 1)}, "De periode"),
        ({"periode_einde": date(2017, 1, 1)}, "De periode"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    analist: Account, velden: dict[str, object], melding: str
):
    with pytest.raises(Geweigerd, match=melding):
        make_study(analist, **velden)
    assert not Onderzoek.objects.exists()


def test_the_form_keeps_what_was_typed_when_it_is_refused(bij_analist: Client):
    antwoord = bij_analist.post("/onderzoeken/nieuw/", {**FORMULIER, "buurten": "BU1 Kort"})
    pagina = antwoord.content.decode()
    assert "BU en acht cijfers" in pagina
    assert "BU1 Kort" in pagina


def test_an_unused_onderzoek_can_still_change(analist: Account):
    onderzoek = make_study(analist)
    actions.update_onderzoek(onderzoek=onderzoek, by=analist, doel="Anders", buurten=["BU07960009"])
    assert (onderzoek.doel, onderzoek.buurten) == ("Anders", ["BU07960009"])


def _use(onderzoek: Onderzoek, analist: Account) -> None:
    Bronakkoord.objects.create(
        onderzoek=onderzoek,
        bron="brp",
        schema_versie="1",
        toelichting="x",
        aangevraagd_door=analist,
    )


def test_a_used_onderzoek_keeps_what_was_approved(analist: Account):
    onderzoek = make_study(analist)
    _use(onderzoek, analist)
    assert in_use(onderzoek)
    with pytest.raises(Geweigerd, match="Er zijn al gegevens aangevraagd"):
        actions.update_onderzoek(onderzoek=onderzoek, by=analist, peildatum=date(2017, 12, 31))


def test_names_of_a_used_onderzoek_can_still_change(analist: Account):
    onderzoek = make_study(analist)
    _use(onderzoek, analist)
    actions.update_onderzoek(
        onderzoek=onderzoek, by=analist, naam="Beter", buurtnamen={"BU07960001": "Oost"}
    )
    assert onderzoek.naam == "Beter"


def test_the_officer_sees_it_and_changes_nothing(officer: Account, analist: Account):
    onderzoek, bij_officer = make_study(analist), log_in(officer)
    pagina = bij_officer.get(reverse("onderzoek", args=[onderzoek.pk])).content.decode()
    assert "10 op 50 personen" in pagina
    assert "Wijzigen" not in pagina
    assert bij_officer.post(reverse("onderzoek_bewerken", args=[onderzoek.pk])).status_code == 403


def test_the_page_leads_on_to_sources_and_analyses(bij_analist: Client, analist: Account):
    onderzoek = make_study(analist)
    pagina = bij_analist.get(reverse("onderzoek", args=[onderzoek.pk])).content.decode()
    assert reverse("bronnen:bronnen", args=[onderzoek.pk]) in pagina
    assert reverse("analyses:analyses", args=[onderzoek.pk]) in pagina


def test_editing_shows_the_form_as_it_was_filled_in(bij_analist: Client, analist: Account):
    onderzoek = make_study(analist)
    pagina = bij_analist.get(reverse("onderzoek_bewerken", args=[onderzoek.pk])).content.decode()
    assert "BU07960001 Buurt 1" in pagina
    assert 'value="2016-12-31"' in pagina
