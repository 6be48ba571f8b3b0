"""Every kind of job tells how far it is, and a stop while it works leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from analyses import actions
from analyses.kern.specificatie import (
    SOORTEN,
    Gebiedskeuze,
    Gelijkenisspecificatie,
    Leefklimaatspecificatie,
    Samenhangspecificatie,
    Specificatie,
    Trendspecificatie,
)
from analyses.models import Registerpost, Resultaat
from bronnen.actions import koppeling
from bronnen.models import Koppelbestand, Levering
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak
from buurtmonitor.taken.werk import Werk
from privacy.models import Sleutel
from tests.bronnen.kern.deurmateriaal import as_csv, residents
from tests.gemeente import (
    ONDER_DRUK,
    REFERENTIE,
    ask,
    linked,
    question,
    questions,
    supply,
    supply_all,
)
from tests.materiaal import Huis, approve_source, deliver, stored_files, work

KEUZE = Gebiedskeuze(tuple(ONDER_DRUK), tuple(REFERENTIE))
VRAGEN: dict[str, Specificatie] = {v.soort: v for v in reversed(questions().values())}
OPENBAAR: tuple[Specificatie, ...] = (
    Samenhangspecificatie("overlast jongeren", "onveiligheidsgevoelens", 2016),
    Trendspecificatie("onveiligheidsgevoelens", KEUZE),
    Gelijkenisspecificatie(KEUZE, 2016),
    Leefklimaatspecificatie(KEUZE),
)


@pytest.fixture
def verteld(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[int]]:
    """From this percentage on somebody asks the job to stop; what it told until then."""
    echt = Werk.voortgang

    def stop_at(grens: int) -> list[int]:
        gezegd: list[int] = []

        def voortgang(werk: Werk, percent: float, stap: str) -> None:
            gezegd.append(int(percent))
            if percent >= grens:
                taken.request_cancel(taak_id=werk.taak_id)
            echt(werk, percent, stap)

        monkeypatch.setattr(Werk, "voortgang", voortgang)
        return gezegd

    return stop_at


def told_and_stopped(taak: Taak, gezegd: list[int], grens: int) -> None:
    """Rising, from before it, and not a step further."""
    assert (taak.status, taak.fout) == ("geannuleerd", "")
    assert gezegd == sorted(gezegd)
    assert gezegd[0] < grens <= gezegd[-1] < 100
    assert [percent for percent in gezegd if percent >= grens] == gezegd[-1:]


def test_a_stop_ends_every_kind_of_analysis(
    gemeente: Huis, verteld: Callable[[int], list[int]]
) -> None:
    bestand = linked(gemeente)
    ervoor = stored_files()
    for vraag in VRAGEN.values():
        with transaction.atomic():
            gezegd = verteld(20)
            analyse = ask(gemeente, bestand, vraag)
            told_and_stopped(work(analyse), gezegd, 20)
            analyse.refresh_from_db()
            assert analyse.status == "geannuleerd"
            assert not Resultaat.objects.exists()
            assert not Registerpost.objects.filter(soort="concept").exists()
            transaction.set_rollback(True)
    assert stored_files() == ervoor


@pytest.mark.parametrize("vraag", OPENBAAR, ids=lambda vraag: vraag.soort)
def test_a_stop_ends_an_analysis_of_public_figures(
    gemeente: Huis, verteld: Callable[[int], list[int]], vraag: Specificatie
) -> None:
    context = supply(gemeente, "context")
    gezegd = verteld(60)
    analyse = ask(gemeente, None, vraag, context)
    told_and_stopped(work(analyse), gezegd, 60)
    assert not Resultaat.objects.exists()


@pytest.mark.parametrize("grens", [10, 28, 94])
def test_a_stop_at_any_step_leaves_nothing_linked(
    gemeente: Huis, verteld: Callable[[int], list[int]], grens: int
) -> None:
    leveringen = supply_all(gemeente)
    ervoor = stored_files()
    bestand = koppeling.start_linking(
        onderzoek=gemeente.onderzoek, leveringen=leveringen, by=gemeente["analist"]
    )
    gezegd = verteld(grens)
    told_and_stopped(work(bestand), gezegd, grens)
    assert stored_files() == ervoor
    assert key_is_gone(bestand)


def test_a_stop_while_the_door_is_at_work_leaves_no_delivery(
    huis: Huis, verteld: Callable[[int], list[int]]
) -> None:
    approve_source(huis, "brp")
    levering = deliver(huis, as_csv(residents(3)))
    verteld(0)
    assert work(levering).status == "geannuleerd"
    levering.refresh_from_db()
    assert levering.verslag is None
    assert not [pad for pad in stored_files() if pad.parent.name == "leveringen"]
    assert key_is_gone(levering)


def key_is_gone(rij: Koppelbestand | Levering) -> bool:
    rij.refresh_from_db()
    return not Sleutel.objects.filter(pk=rij.sleutel_id, vernietigd_op=None).exists()


def test_every_kind_of_question_is_stopped_in_a_test() -> None:
    assert {*VRAGEN, *(vraag.soort for vraag in OPENBAAR)} == set(SOORTEN)


def test_a_stop_of_a_recheck_leaves_the_old_proof(
    gemeente: Huis, verteld: Callable[[int], list[int]]
) -> None:
    """What was offered stays as it was; nothing new is entered in the ledger."""
    resultaat = offered(gemeente)
    voor = (resultaat.status, resultaat.certificaat_id, Registerpost.objects.count())
    for grens in (20, 90):
        actions.plan_recheck(resultaat=resultaat, by=gemeente["officer"])
        gezegd = verteld(grens)
        told_and_stopped(work(resultaat), gezegd, grens)
        resultaat.refresh_from_db()
        assert (resultaat.status, resultaat.certificaat_id, Registerpost.objects.count()) == voor


def offered(huis: Huis) -> Resultaat:
    analyse = ask(huis, linked(huis), question("geslacht"))
    assert work(analyse).status == "klaar"
    resultaat = Resultaat.objects.get(analyse=analyse)
    actions.request_release(resultaat=resultaat, by=huis["analist"])
    resultaat.refresh_from_db()
    return resultaat
