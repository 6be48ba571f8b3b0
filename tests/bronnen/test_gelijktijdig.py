"""At the same moment: two uploads, two officers, an officer and a supplier, job and supplier."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import Any

import pytest

from bronnen import opslag
from bronnen.actions import koppeling
from bronnen.actions import levering as actions
from bronnen.models import Koppelbestand, Landing, Levering
from buurtmonitor.taken.models import Taak
from privacy.models import Besluit, Logregel
from privacy.uitzonderingen import Geweigerd
from tests.bronnen.kern.deurmateriaal import as_csv, residents
from tests.materiaal import (
    Huis,
    accepted,
    announce,
    approve_source,
    approved,
    decide_delivery,
    decide_source,
    deliver,
    fill,
    in_parallel,
    request_source,
    stored_files,
    work,
)

pytestmark = pytest.mark.django_db(transaction=True)
INHOUD = as_csv(residents(3))


@pytest.fixture
def brp(huis: Huis) -> Huis:
    approve_source(huis, "brp")
    return huis


def refused(uitkomsten: list[object]) -> list[Geweigerd]:
    """Who was told no; anything else that went wrong is an error of the test."""
    anders = [u for u in uitkomsten if isinstance(u, Exception) and not isinstance(u, Geweigerd)]
    assert anders == []
    return [u for u in uitkomsten if isinstance(u, Geweigerd)]


def test_the_same_file_sent_twice_at_once_is_one_delivery(brp: Huis):
    landingen = [announce(brp) for _ in range(3)]
    uitkomsten = in_parallel(*(partial(fill, landing, INHOUD) for landing in landingen))
    assert refused(uitkomsten) == []
    levering = Levering.objects.get()
    assert uitkomsten == [levering] * 3
    assert Landing.objects.filter(vernietigd_op=None).get() == levering.landing
    assert stored_files() == [opslag.landing_path(levering.landing.pk)]
    assert Taak.objects.filter(onderwerp_id=str(levering.pk)).count() == 1


def test_two_uploads_to_one_landing_leave_one_whole_file(brp: Huis):
    landing = announce(brp)
    ander = as_csv(residents(4))
    uitkomsten = in_parallel(partial(fill, landing, INHOUD), partial(fill, landing, ander))
    assert len(refused(uitkomsten)) == 1
    levering = Levering.objects.get()
    assert work(levering).status == "klaar"
    levering.refresh_from_db()
    assert (levering.status, levering.verslag["sha256"]) == ("wacht_op_akkoord", levering.sha256)


def test_an_upload_that_breaks_takes_no_filled_landing_with_it(brp: Huis):
    landing = announce(brp)
    levering = fill(landing, INHOUD)
    actions.abandon_landing(landing=landing, by=brp["leverancier"])
    landing.refresh_from_db()
    assert landing.vernietigd_op is None
    assert work(levering).status == "klaar"


def test_of_two_announcements_over_the_limit_at_once_one_is_refused(brp: Huis):
    for _ in range(actions.MAX_OPEN_LANDINGEN - 1):
        announce(brp)
    uitkomsten = in_parallel(*(partial(announce, brp) for _ in range(4)))
    assert len(refused(uitkomsten)) == 3
    assert Landing.objects.count() == actions.MAX_OPEN_LANDINGEN


def test_of_two_officers_at_once_one_decides_on_a_source(huis: Huis):
    akkoord = request_source(huis, "brp")
    besluiten = [
        partial(decide_source, akkoord, huis[naam], elementen=["bsn"])
        for naam in ("officer", "tweede")
    ]
    assert len(refused(in_parallel(*besluiten))) == 1
    akkoord.refresh_from_db()
    assert akkoord.status == "goedgekeurd"
    assert Besluit.objects.count() == 1


def test_of_two_officers_at_once_one_decides_on_a_delivery(brp: Huis):
    levering = accepted(brp)
    gezien = actions.delivery_version(levering)
    besluiten = [
        partial(decide_delivery, levering, brp[naam], gezien=gezien)
        for naam in ("officer", "tweede")
    ]
    assert len(refused(in_parallel(*besluiten))) == 1
    levering.refresh_from_db()
    assert levering.status == "goedgekeurd"
    assert Besluit.objects.filter(onderwerp="levering").count() == 1


def test_two_officers_at_once_are_both_counted_where_two_are_needed(huis: Huis):
    approve_source(huis, "schuldhulpverlening")
    levering = accepted(huis, "schuldhulpverlening")
    gezien = actions.delivery_version(levering)
    besluiten = [
        partial(decide_delivery, levering, huis[naam], gezien=gezien)
        for naam in ("officer", "tweede")
    ]
    assert refused(in_parallel(*besluiten)) == []
    levering.refresh_from_db()
    assert levering.status == "goedgekeurd"


def test_one_officer_twice_at_once_is_one_vote(huis: Huis):
    approve_source(huis, "schuldhulpverlening")
    levering = accepted(huis, "schuldhulpverlening")
    gezien = actions.delivery_version(levering)
    besluit = partial(decide_delivery, levering, huis["officer"], gezien=gezien)
    assert len(refused(in_parallel(besluit, besluit))) == 1
    levering.refresh_from_db()
    assert levering.status == "wacht_op_tweede"


def test_approving_and_withdrawing_at_once_end_in_one_state(brp: Huis):
    """Withdrawing wins in the end: first or second, the data are gone."""
    levering = accepted(brp)
    gezien = actions.delivery_version(levering)
    in_parallel(
        partial(decide_delivery, levering, brp["officer"], gezien=gezien),
        partial(actions.withdraw, levering=levering, by=brp["leverancier"]),
    )
    levering.refresh_from_db()
    assert levering.status == "ingetrokken"
    assert not stored_files()


def test_of_linking_and_withdrawing_at_once_one_wins(brp: Huis):
    levering = approved(brp)
    uitkomsten = in_parallel(
        partial(
            koppeling.start_linking,
            onderzoek=brp.onderzoek, leveringen=[levering], by=brp["analist"],
        ),
        partial(actions.withdraw, levering=levering, by=brp["leverancier"]),
    )  # fmt: skip
    assert len(refused(uitkomsten)) == 1
    levering.refresh_from_db()
    assert (levering.status == "goedgekeurd") is Koppelbestand.objects.exists()


def test_of_asking_anew_and_linking_at_once_nothing_unapproved_is_linked(brp: Huis):
    levering = approved(brp)
    uitkomsten = in_parallel(
        partial(
            koppeling.start_linking,
            onderzoek=brp.onderzoek, leveringen=[levering], by=brp["analist"],
        ),
        partial(request_source, brp, "brp", ["bsn"]),
    )  # fmt: skip
    refused(uitkomsten)
    for bestand in Koppelbestand.objects.all():
        assert work(bestand).status == "mislukt"
    assert not [pad for pad in stored_files() if "koppelbestanden" in str(pad)]


def test_withdrawing_while_the_job_publishes_blocks_nobody(
    brp: Huis, monkeypatch: pytest.MonkeyPatch
):
    """Both lock the job and the delivery; in another order they would wait for each other."""
    levering = deliver(brp, INHOUD)
    echt, bezig = actions.record_report, threading.Event()

    def slow(**velden: Any) -> Levering:
        bezig.set()
        time.sleep(0.5)
        return echt(**velden)

    def withdraw() -> object:
        assert bezig.wait(30)
        return actions.withdraw(levering=levering, by=brp["leverancier"])

    monkeypatch.setattr(actions, "record_report", slow)
    assert refused(in_parallel(partial(work, levering), withdraw)) == []
    levering.refresh_from_db()
    assert levering.status == "ingetrokken"
    assert not stored_files()


def test_every_refusal_of_a_race_is_logged(brp: Huis):
    levering = accepted(brp)
    gezien = actions.delivery_version(levering)
    besluit = partial(decide_delivery, levering, brp["officer"], gezien=gezien)
    in_parallel(besluit, besluit)
    rijen = Logregel.objects.filter(object_id=str(levering.pk), actie="levering_besluit")
    assert sorted(rijen.values_list("resultaat", flat=True)) == ["gelukt", "geweigerd"]
