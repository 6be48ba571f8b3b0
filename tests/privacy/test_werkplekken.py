"""Where a role may work from: set by two, and asked at every delivery and decision."""

from __future__ import annotations

import pytest
from django.test import Client

from privacy import actions
from privacy.actions.werkplekken import networks_version
from privacy.models import Account, Logregel, Uitkomst
from privacy.rollen import Recht, Rol
from privacy.standen import WERKPLEK
from privacy.uitzonderingen import Geweigerd
from privacy.werkplek import Werkplek, Werkplekstatus
from privacy.werkplekgrens import refused_here

REDEN = "Alleen vanaf het stadhuis."
THUIS, STADHUIS = "192.0.2.7", "10.20.3.4"


def proposed(by: Account, *netwerken: str, rol: Rol = Rol.privacy_officer) -> Werkplek:
    return actions.propose_networks(rol=rol, netwerken=netwerken, reden=REDEN, by=by)


def decide(regel: Werkplek, by: Account, uitkomst: Uitkomst = Uitkomst.akkoord) -> None:
    actions.decide_networks(
        regel=regel, uitkomst=uitkomst, reden=REDEN, gezien=networks_version(regel), by=by
    )


def allowed(account: Account, adres: str, methode: str = "POST") -> bool:
    return not refused_here(account, Recht.drempels_stellen, methode, adres, None)


def test_without_a_rule_everything_is_allowed(officer: Account):
    assert allowed(officer, THUIS)


def test_a_proposal_alone_changes_nothing(officer: Account, beheerder: Account):
    proposed(beheerder, "10.20.0.0/16")
    assert allowed(officer, THUIS)


@pytest.mark.parametrize(
    ("adres", "mag"),
    [
        ("10.20.0.0", True), ("10.20.255.255", True), ("10.19.255.255", False),
        ("10.21.0.0", False), ("::ffff:10.20.3.4", True), ("2001:db8::1", False),
        ("", False), ("geen adres", False),
    ],
)  # fmt: skip
def test_a_rule_binds_to_its_networks(officer: Account, beheerder: Account, adres: str, mag: bool):
    decide(proposed(beheerder, "10.20.0.0/16"), officer)
    assert allowed(officer, adres) == mag


def test_looking_stays_possible_and_so_does_another_role(
    officer: Account, beheerder: Account, analist: Account
):
    decide(proposed(beheerder, "10.20.0.0/16"), officer)
    assert allowed(officer, THUIS, "GET")
    assert allowed(analist, THUIS)
    assert not refused_here(officer, Recht.werkplekken_stellen, "POST", THUIS, None)


def test_who_proposes_does_not_decide(officer: Account):
    with pytest.raises(Geweigerd, match="van uzelf"):
        decide(proposed(officer, "10.20.0.0/16"), officer)


def test_a_later_rule_takes_the_place_of_the_first(officer: Account, beheerder: Account):
    decide(proposed(beheerder, "10.20.0.0/16"), officer)
    decide(proposed(beheerder), officer)
    assert allowed(officer, THUIS)
    assert Werkplek.objects.filter(status=Werkplekstatus.vervangen).count() == 1


@pytest.mark.parametrize("netwerk", ["10.20.0.1/16", "stadhuis", "10.20.0.0/33", "10.20/16"])
def test_what_is_no_network_is_refused(beheerder: Account, netwerk: str):
    with pytest.raises(Geweigerd, match="Schrijf elk netwerk"):
        proposed(beheerder, netwerk)


def test_from_elsewhere_nothing_is_decided_and_it_is_logged(
    officer: Account, beheerder: Account, bij_officer: Client
):
    decide(proposed(beheerder, "10.20.0.0/16"), officer)
    assert bij_officer.post("/drempels/nieuw/", REMOTE_ADDR=THUIS).status_code == 403
    rij = Logregel.objects.filter(actie="toegang_geweigerd").latest("id")
    assert rij.bijzonderheden == {"methode": "POST", "werkplek": "ander netwerk"}
    assert rij.oorsprong == THUIS
    assert bij_officer.post("/drempels/nieuw/", REMOTE_ADDR=STADHUIS).status_code == 200


def test_two_persons_set_it_on_the_page(bij_beheerder: Client, bij_officer: Client):
    velden = {"rol": "privacy_officer", "netwerken": "127.0.0.0/8", "reden": REDEN}
    assert bij_beheerder.post("/werkplekken/", velden).status_code == 302
    regel = Werkplek.objects.get()
    assert "127.0.0.0/8" in bij_officer.get("/werkplekken/").content.decode()
    bij_officer.post(
        f"/werkplekken/{regel.pk}/besluit/",
        {"uitkomst": "akkoord", "reden": REDEN, "gezien": networks_version(regel)},
    )
    regel.refresh_from_db()
    assert regel.status == Werkplekstatus.geldt


def test_every_state_is_reached_or_is_the_first():
    bereikt = {o.naar for o in WERKPLEK.alle} | {Werkplekstatus.voorgesteld}
    assert bereikt == set(Werkplekstatus)
