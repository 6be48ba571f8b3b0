"""The tour: offered until it was seen or skipped, and found again."""

from __future__ import annotations

import pytest
from django.test import Client

from privacy.models import Account, Logregel
from privacy.rollen import Rol
from privacy.rondleiding import MEESTE, steps_for

AANBOD = "data-rondleiding-begin"


def start(klant: Client, zoek: str = "") -> str:
    return klant.get(f"/{zoek}").content.decode()


def test_the_tour_is_offered_until_it_was_skipped(bij_analist: Client, bij_officer: Client):
    assert AANBOD in start(bij_analist)
    assert bij_analist.post("/rondleiding/").status_code == 302
    assert AANBOD not in start(bij_analist)
    assert AANBOD in start(bij_officer)


def test_the_tour_is_found_again_on_the_page_with_words(bij_analist: Client):
    bij_analist.post("/rondleiding/")
    assert "/rondleiding/" in bij_analist.get("/uitleg/").content.decode()
    assert "/?rondleiding=1" in bij_analist.get("/rondleiding/").content.decode()
    assert "data-meteen" in start(bij_analist, "?rondleiding=1")


def test_seeing_it_twice_is_one_line_in_the_logbook(bij_officer: Client):
    for _ in range(2):
        bij_officer.post("/rondleiding/")
    assert Logregel.objects.filter(actie="rondleiding_bekeken").count() == 1


@pytest.mark.parametrize("rol", Rol)
def test_every_role_reads_about_its_own_places(rol: Rol):
    stappen = steps_for(Account(rol=rol.value))
    koppen = [stap.kop for stap in stappen]
    assert len(set(koppen)) == len(koppen) <= MEESTE + 4
    assert all(stap.tekst for stap in stappen)
