"""Decisions: four eyes, a reason, and nothing decided on what changed meanwhile."""

import threading
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from privacy import actions, besluiten
from privacy.besluiten import Besluitstand, decide, history, reason_not_to_decide, standing
from privacy.models import Account, Besluit, Logregel, Onderwerp, Uitkomst
from privacy.rollen import Rol
from privacy.uitzonderingen import Geweigerd, Gewijzigd
from tests.privacy.mensen import make_account

REDEN = "Voldoet aan het convenant."
ZAAK = uuid.UUID(int=7)
ANDER = uuid.UUID(int=9)


def _decide(by: Account, **anders: Any) -> Besluitstand:
    velden = {
        "onderwerp": Onderwerp.levering,
        "onderwerp_id": ZAAK,
        "versie": "v1",
        "huidige_versie": "v1",
        "uitkomst": Uitkomst.akkoord,
        "reden": REDEN,
        "aanvrager_id": ANDER,
        "akkoorden_nodig": 1,
    }
    return decide(**{**velden, **anders}, by=by)


def test_one_officer_decides_what_needs_one(officer: Account):
    assert _decide(officer).uitkomst == Uitkomst.akkoord


def test_what_needs_two_waits_for_a_second(officer: Account):
    stand = _decide(officer, akkoorden_nodig=2)
    assert stand.uitkomst is None
    assert stand.wacht_op_tweede


def test_two_different_officers_decide_together(officer: Account, tweede_officer: Account):
    _decide(officer, akkoorden_nodig=2)
    assert _decide(tweede_officer, akkoorden_nodig=2).uitkomst == Uitkomst.akkoord


def test_the_same_officer_does_not_count_twice(officer: Account):
    _decide(officer, akkoorden_nodig=2)
    with pytest.raises(Geweigerd, match="van iemand anders"):
        _decide(officer, akkoorden_nodig=2)
    assert Besluit.objects.count() == 1


def test_nobody_decides_on_an_own_request(officer: Account):
    with pytest.raises(Geweigerd, match="van uzelf"):
        _decide(officer, aanvrager_id=officer.pk)
    assert not Besluit.objects.exists()


@pytest.mark.parametrize("reden", ["", "   ", "prima", "x" * 9])
def test_a_decision_needs_a_reason(officer: Account, reden: str):
    with pytest.raises(Geweigerd, match="waarom"):
        _decide(officer, reden=reden)


def test_nothing_is_decided_on_what_changed_meanwhile(officer: Account):
    with pytest.raises(Gewijzigd):
        _decide(officer, huidige_versie="v2")
    assert not Besluit.objects.exists()


def test_votes_lapse_when_the_content_changes(officer: Account, tweede_officer: Account):
    _decide(officer, akkoorden_nodig=2)
    stand = _decide(tweede_officer, akkoorden_nodig=2, versie="v2", huidige_versie="v2")
    assert stand.uitkomst is None
    assert stand.akkoorden == 1


@pytest.mark.parametrize("uitkomst", [Uitkomst.geweigerd, Uitkomst.teruggestuurd])
def test_one_refusal_or_return_decides(
    officer: Account, tweede_officer: Account, uitkomst: Uitkomst
):
    _decide(officer, akkoorden_nodig=2)
    stand = _decide(tweede_officer, akkoorden_nodig=2, uitkomst=uitkomst)
    assert stand.uitkomst == uitkomst


def test_what_is_decided_is_not_decided_again(officer: Account, tweede_officer: Account):
    _decide(officer)
    with pytest.raises(Geweigerd, match="al besloten"):
        _decide(tweede_officer)


@pytest.mark.parametrize("rol", [rol for rol in Rol if rol is not Rol.privacy_officer])
def test_only_the_privacy_officer_decides(kluisje: object, rol: Rol):
    with pytest.raises(Geweigerd, match="mag dit niet"):
        _decide(make_account(rol))


def test_an_officer_who_lost_the_role_no_longer_decides(officer: Account, tweede_officer: Account):
    verouderd = Account.objects.get(pk=officer.pk)
    actions.change_role(account=officer, rol=Rol.analist, organisatie=None, by=None)
    with pytest.raises(Geweigerd, match="mag dit niet"):
        _decide(verouderd)


def test_a_blocked_officer_no_longer_decides(officer: Account, tweede_officer: Account):
    verouderd = Account.objects.get(pk=officer.pk)
    actions.block_account(account=officer, by=None)
    with pytest.raises(Geweigerd):
        _decide(verouderd)


def test_a_decision_is_logged_with_what_was_seen(officer: Account):
    _decide(officer)
    rij = Logregel.objects.get(actie="levering_besluit")
    assert rij.bijzonderheden == {"uitkomst": "akkoord", "versie": "v1"}
    assert rij.object_id == str(ZAAK)


def test_a_refused_decision_is_logged_too(officer: Account):
    with pytest.raises(Geweigerd):
        _decide(officer, aanvrager_id=officer.pk)
    assert Logregel.objects.get(actie="levering_besluit").resultaat == "geweigerd"


def test_every_subject_has_a_right_and_an_event():
    assert set(besluiten.RECHT_VOOR) == set(besluiten.ACTIE_VOOR) == set(Onderwerp)


def test_the_page_says_why_there_is_no_form(officer: Account, tweede_officer: Account):
    vraag = {"onderwerp": Onderwerp.levering, "onderwerp_id": ZAAK, "versie": "v1"}
    _decide(officer, akkoorden_nodig=2)
    assert "iemand anders" in reason_not_to_decide(**vraag, by=officer, aanvrager_id=ANDER)
    assert "van uzelf" in reason_not_to_decide(
        **vraag, by=tweede_officer, aanvrager_id=tweede_officer.pk
    )
    assert reason_not_to_decide(**vraag, by=tweede_officer, aanvrager_id=ANDER) == ""


def test_history_keeps_decisions_on_earlier_versions(officer: Account, tweede_officer: Account):
    _decide(officer, uitkomst=Uitkomst.teruggestuurd)
    _decide(tweede_officer, versie="v2", huidige_versie="v2")
    assert [b.versie for b in history(Onderwerp.levering, ZAAK)] == ["v1", "v2"]
    assert standing(Onderwerp.levering, ZAAK, "v2", 1).uitkomst == Uitkomst.akkoord


def test_the_database_itself_refuses_a_second_vote(officer: Account):
    _decide(officer)
    dubbel = {"onderwerp": "levering", "onderwerp_id": str(ZAAK), "versie": "v1", "reden": REDEN}
    with pytest.raises(DatabaseError), transaction.atomic():
        Besluit.objects.create(**dubbel, uitkomst="akkoord", door=officer)


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_exactly_one_wins(transactional_db: None, kluisje: object):
    officers = [make_account(Rol.privacy_officer, naam) for naam in ("een", "twee", "drie")]
    hek, uitkomsten = threading.Barrier(len(officers)), []

    def beslis(officer: Account) -> None:
        hek.wait()
        try:
            uitkomsten.append(_decide(officer).uitkomst)
        except Geweigerd as weigering:
            uitkomsten.append(weigering.melding)
        finally:
            connection.close()

    draden = [threading.Thread(target=beslis, args=[officer]) for officer in officers]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()

    assert uitkomsten.count(Uitkomst.akkoord) == 1
    assert uitkomsten.count(besluiten.AFGEROND) == 2
