"""The life of data as a state machine: deliver, approve, withdraw, run, release, expire, destroy,
crash, restore, in any order. No output of what is not approved, has expired or was destroyed.

The machine itself is tried too: with a check taken out of the code it must fail. What is heavy is
replaced by something that writes a file; states, keys, files, votes and jobs are the real ones.
"""

from __future__ import annotations

import inspect
import shutil
import textwrap
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.functions import Now
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from analyses import actions as analyse_actions
from analyses.models import Analyse, Resultaat
from bronnen import leverschemas, opslag
from bronnen.actions import bronakkoord, koppeling
from bronnen.actions import levering as lever_actions
from bronnen.models import Bronakkoord, Koppelbestand, Levering
from buurtmonitor.taken.models import OPEN, Taak
from buurtmonitor.taken.uitvoeren import perform
from privacy import klok, poort, vernietiging, vernietigingsregister
from privacy.actions import dossier
from privacy.actions import vernietiging as vernietig_actions
from privacy.dossier import Document, Documentstatus, Onderzoekstatus
from privacy.modellen_vernietiging import Vernietigingslijst
from privacy.models import Onderzoek, Uitkomst
from privacy.uitzonderingen import Geweigerd
from tests.analyses.test_vernietiging import agree
from tests.analyses.waarheden import (
    ALTIJD,
    NA_VERNIETIGEN,
    VAN_RESULTATEN,
    Stuk,
    may_be_used_now,
    published_now,
    states,
    the_chain_holds,
)
from tests.analyses.werkstroom import Daad, Werkstroom
from tests.gemeente import ask, light_linked, question
from tests.materiaal import (
    REDEN,
    announce,
    approve_source,
    decide_delivery,
    fill,
    officers,
)

WANDELINGEN = 3
STAPPEN = 5
ZAAD = st.integers(0, 2**16)  # who does it, to what, and how it ends
BRONNEN = ("brp", "huurachterstanden")


# --- ways in which leave ends ---------------------------------------------------------------------
def _term_of_deliveries(stroom: Werkstroom) -> None:
    Levering.objects.update(bewaren_tot=Now() - timedelta(days=1))


def _delivery_withdrawn(stroom: Werkstroom) -> None:
    """By its supplier; once it is linked, by the officer who had approved it."""
    levering = Levering.objects.filter(status="goedgekeurd", bron="brp").first()
    if levering is None:
        return
    try:
        lever_actions.withdraw(levering=levering, by=stroom.huis["leverancier"])
    except Geweigerd:
        lever_actions.withdraw_approval(levering=levering, reden=REDEN, by=stroom.huis["officer"])


def _source_withdrawn(stroom: Werkstroom) -> None:
    for akkoord in Bronakkoord.objects.filter(status="goedgekeurd", bron="huurachterstanden"):
        bronakkoord.withdraw_source(akkoord=akkoord, reden=REDEN, by=stroom.huis["officer"])


def _fewer_elements(stroom: Werkstroom) -> None:
    """Of a source that was delivered with all of them already."""
    approve_source(stroom.huis, "brp", leverschemas.schema("brp").elementen[:-1])


def _study_withdrawn(stroom: Werkstroom) -> None:
    onderzoek = Onderzoek.objects.get()
    dossier.withdraw_study(onderzoek=onderzoek, reden=REDEN, by=stroom.huis["officer"])


def _study_ended(stroom: Werkstroom) -> None:
    Onderzoek.objects.update(loopt_tot=poort.today() - timedelta(days=1))


def _dpia_ended(stroom: Werkstroom) -> None:
    Document.objects.filter(soort="dpia").update(geldig_tot=poort.today() - timedelta(days=1))


def _convenant_ended(stroom: Werkstroom) -> None:
    Document.objects.filter(soort="convenant").update(geldig_tot=poort.today() - timedelta(days=1))


def _convenant_withdrawn(stroom: Werkstroom) -> None:
    for document in Document.objects.filter(soort="convenant", status="bevestigd"):
        dossier.withdraw_document(document=document, reden=REDEN, by=stroom.huis["officer"])


EINDEN: tuple[Daad, ...] = (
    _term_of_deliveries, _delivery_withdrawn, _source_withdrawn, _fewer_elements,
    _study_withdrawn, _study_ended, _dpia_ended, _convenant_ended, _convenant_withdrawn,
)  # fmt: skip
MOMENTEN = ("vooraf", "gevraagd", "bij het koppelen", "bij de analyse")
ALLEDAAGS: tuple[Daad, ...] = (
    Werkstroom.ask_for_source, Werkstroom.decide_on_sources, Werkstroom.deliver, Werkstroom.work,
    Werkstroom.deliver, Werkstroom.work,
    Werkstroom.decide_on_deliveries, Werkstroom.withdraw, Werkstroom.link, Werkstroom.work,
    Werkstroom.analyse, Werkstroom.work, Werkstroom.offer, Werkstroom.decide_on_release,
    Werkstroom.withdraw_release, Werkstroom.stop, Werkstroom.die, Werkstroom.let_a_day_go_by,
)  # fmt: skip
STERFPLEKKEN = (
    "vernietigingsregister.save_file", "vernietiging.erase_keys", "vernietiging.erase_files",
    "vernietiging.erase_rows", "vernietiging.check_gone", "actions.vernietiging.finish_post",
    "actions.vernietiging.finish_list",
)  # fmt: skip


def _open_again() -> None:
    """As after a new round of the dossier: the study and its documents hold."""
    over_een_jaar = poort.today() + timedelta(days=365)
    dicht = Onderzoek.objects.exclude(status__in=["goedgekeurd", "in_gebruik"])
    dicht.update(status=Onderzoekstatus.goedgekeurd)
    Onderzoek.objects.update(loopt_tot=over_een_jaar)
    Document.objects.update(geldig_tot=over_een_jaar, status=Documentstatus.bevestigd)


def _deliver_again(stroom: Werkstroom) -> None:
    """Every source approved in full, with an approved delivery of all of it."""
    nodig = [bron for bron in BRONNEN if not _delivered(bron)]
    for bron in nodig:
        approve_source(stroom.huis, bron)
        stroom.teller += 1
        fill(announce(stroom.huis, bron), f"{bron} {stroom.teller}".encode())
    stroom.work_well()
    for bron in nodig:
        for officer in officers(stroom.huis, bron):
            decide_delivery(_latest(bron), officer)


def _delivered(bron: str) -> bool:
    """Whether there is a delivery of all that is approved now, that may be linked."""
    akkoord = Bronakkoord.objects.filter(bron=bron, status="goedgekeurd").first()
    levering = _latest(bron)
    return (
        akkoord is not None
        and akkoord.goedgekeurd == list(leverschemas.schema(bron).elementen)
        and levering is not None
        and levering.status == "goedgekeurd"
        and (levering.bewaren_tot is None or levering.bewaren_tot > klok.moment())
    )


def _linked() -> bool:
    """Whether the last linked file is of the last deliveries, and ready."""
    bestand = Koppelbestand.objects.order_by("aangemaakt_op").last()
    van = {_latest(bron) for bron in BRONNEN}
    return bestand is not None and bestand.status == "klaar" and {*bestand.leveringen.all()} == van


def _latest(bron: str) -> Levering | None:
    return Levering.objects.filter(bron=bron).order_by("ontvangen_op").last()


# --- what people try, whether they may or not -----------------------------------------------------
def _link(stroom: Werkstroom) -> None:
    """The last delivery of each source, whatever became of it."""
    leveringen = [levering for bron in BRONNEN if (levering := _latest(bron))]
    huis = stroom.huis
    koppeling.start_linking(onderzoek=huis.onderzoek, leveringen=leveringen, by=huis["analist"])


def _link_well(stroom: Werkstroom) -> None:
    _link(stroom)
    stroom.work_well()


def _analyse(stroom: Werkstroom) -> None:
    """The last linked files, whatever became of them."""
    for bestand in Koppelbestand.objects.order_by("-aangemaakt_op")[:2]:
        with suppress(Geweigerd):
            ask(stroom.huis, bestand, question("geslacht"))


def _analyse_well(stroom: Werkstroom) -> None:
    _analyse(stroom)
    stroom.work_well()


def _offer(stroom: Werkstroom) -> None:
    for resultaat in Resultaat.objects.filter(status="concept"):
        with suppress(Geweigerd):
            analyse_actions.request_release(resultaat=resultaat, by=stroom.huis["analist"])


def _release(stroom: Werkstroom) -> None:
    for resultaat in Resultaat.objects.filter(status="ter_vrijgave"):
        with suppress(Geweigerd):
            analyse_actions.decide_release(
                resultaat=resultaat, uitkomst=Uitkomst.akkoord, reden=REDEN,
                gezien=analyse_actions.release_version(resultaat), by=stroom.huis["officer"],
            )  # fmt: skip


def _agree_to_destroy(stroom: Werkstroom, soort: str) -> None:
    """The last linked file, or the delivery of residents that it was made of."""
    bestand = Koppelbestand.objects.filter(status="klaar").order_by("aangemaakt_op").last()
    assert bestand is not None
    rij = bestand if soort == "koppelbestand" else bestand.leveringen.get(bron="brp")
    lijst = vernietig_actions.make_list(
        onderzoek=stroom.huis.onderzoek, objecten=[(soort, str(rij.pk))], reden=REDEN,
        by=stroom.huis["officer"],
    )  # fmt: skip
    agree(lijst, stroom.huis["tweede"])


def _destroy_now(stroom: Werkstroom) -> None:
    """By another worker."""
    for taak in Taak.objects.filter(soort="vernietiging", status__in=OPEN):
        perform(taak.pk, heartbeat=False)


USE: tuple[Daad, ...] = (_link_well, _analyse_well, _offer, _release)


WAARHEDEN = dict.fromkeys([*ALTIJD, *NA_VERNIETIGEN, *VAN_RESULTATEN])


GEZOCHT = {
    "Levering.vernietigd", "Koppelbestand.vernietigd", "Koppelbestand.mislukt",
    "Resultaat.vrijgegeven", "Bronakkoord.ingetrokken",
    "Vernietigingslijst.vernietigd",
}  # fmt: skip


class Levensloop(RuleBasedStateMachine):
    """Each rule is what people or workers do; after each deed all that must hold is looked at."""

    bereikt: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.lap = pytest.MonkeyPatch()
        self.lap.setattr(vernietiging, "STOPTIJD", 0.0)
        self.blok = transaction.atomic()
        self.blok.__enter__()
        self.stroom = Werkstroom(self.lap, Random(0))
        self.eerder: set[Stuk] = set()

    def teardown(self) -> None:
        try:
            the_chain_holds()
        finally:
            transaction.set_rollback(True)
            self.blok.__exit__(None, None, None)
            self.lap.undo()
            shutil.rmtree(opslag.data_folder(), ignore_errors=True)
            vernietigingsregister.register_file().unlink(missing_ok=True)

    def do(self, *daden: Daad) -> None:
        """One after the other; what came out is checked against the moment it came out."""
        for daad in daden:
            with suppress(Geweigerd):
                daad(self.stroom)
            nu = published_now()
            for _, soort, nummer in nu - self.eerder:
                may_be_used_now(soort, Koppelbestand.objects.get(pk=nummer))
            self.eerder = nu

    @invariant()
    def what_must_hold_holds(self) -> None:
        for waarheid in WAARHEDEN:
            waarheid()
        self.bereikt.update(f"{naam}.{stand}" for naam, _, stand in states())

    # --- rules ------------------------------------------------------------------------------------
    @initialize()
    def begin(self) -> None:
        self.ready()

    @rule(zaad=ZAAD)
    def what_comes_of_it(self, zaad: int) -> None:
        """People and workers who do whatever they like, more or less in the usual order."""
        toeval = self.stroom.toeval = Random(zaad)
        _open_again()
        self.do(*(daad for daad in ALLEDAAGS if toeval.random() < 0.6))

    @rule(einde=st.sampled_from(EINDEN), wanneer=st.sampled_from(MOMENTEN))
    def leave_ends(self, einde: Daad, wanneer: str) -> None:
        """Before anybody asks, when it was asked and waits, or while a worker computes; and people
        go on trying."""
        self.ready()
        if wanneer == "gevraagd":
            self.do(_analyse_well, _offer, _link, _analyse)
        elif wanneer != "vooraf":
            self.do(_link if wanneer == "bij het koppelen" else _analyse)
            self.do(lambda stroom: stroom.work_well(einde))
        self.do(einde, *USE)

    @rule(
        soort=st.sampled_from(["koppelbestand", "levering"]),
        sterft=st.sampled_from([None, *STERFPLEKKEN]),
        tegelijk=st.booleans(),
    )
    def destroy(self, soort: str, sterft: str | None, tegelijk: bool) -> None:
        """Two officers agree; the worker may die half-way; copies are put back; and people go on
        trying to use it."""
        self.ready()
        self.do(Werkstroom.keep_copy, lambda stroom: _agree_to_destroy(stroom, soort))
        if tegelijk:
            self.do(_analyse, lambda stroom: stroom.work_well(_destroy_now))
        if sterft:
            self.do(
                lambda stroom: stroom.die_while_destroying(sterft), Werkstroom.restore,
                _analyse_well, _release,
            )  # fmt: skip
        self.do(Werkstroom.work_well, Werkstroom.restore, *USE)
        assert not Vernietigingslijst.objects.filter(status="bezig").exists()

    @rule(zaad=ZAAD)
    def terms_end_and_some_is_held(self, zaad: int) -> None:
        self.stroom.toeval = Random(zaad)
        twee = [Werkstroom.decide_on_destruction] * 2
        self.do(
            Werkstroom.let_terms_end, Werkstroom.ask_to_destroy, *twee, Werkstroom.hold,
            Werkstroom.work_well, Werkstroom.go_on_destroying,
        )  # fmt: skip
        self.what_must_hold_holds()
        self.do(Werkstroom.hold)

    def ready(self) -> None:
        """All that is needed is approved and in term: whatever ended begins anew."""
        _open_again()
        self.do(_deliver_again)
        if not _linked():
            self.do(_link_well)
        assert _linked()


def tour() -> None:
    """What no walk may miss: every way in which leave ends, every moment, every kind that goes."""
    machine = Levensloop()
    try:
        machine.begin()
        for einde, wanneer in zip(EINDEN, cycle(MOMENTEN), strict=False):
            machine.leave_ends(einde=einde, wanneer=wanneer)
            machine.what_must_hold_holds()
        for soort, sterft in (("koppelbestand", None), ("levering", "vernietiging.erase_files")):
            machine.destroy(soort=soort, sterft=sterft, tegelijk=sterft is None)
            machine.what_must_hold_holds()
        for zaad in range(3):
            machine.ready()
            machine.terms_end_and_some_is_held(zaad=zaad)
            machine.what_must_hold_holds()
    finally:
        machine.teardown()


def walk(machine: type[Levensloop] = Levensloop) -> None:
    """The same walks each run: nothing is kept of one run for the next."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=WANDELINGEN, stateful_step_count=STAPPEN, derandomize=True, database=None,
            deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_no_output_of_what_is_not_approved_has_expired_or_was_destroyed(plek: Path) -> None:
    Levensloop.bereikt = set()
    tour()
    walk()
    assert Levensloop.bereikt >= GEZOCHT


# --- the machine itself ---------------------------------------------------------------------------
def plant(lap: pytest.MonkeyPatch, functie: Callable[..., Any], was: str, wordt: str) -> None:
    """Change one line of the code of a function, wherever it is called from."""
    kaal = inspect.unwrap(functie)
    bron = textwrap.dedent(inspect.getsource(kaal))
    assert bron.count(was) == 1, "this line is no longer there: plant another fault"
    namen = dict(kaal.__globals__)
    exec(bron.replace(was, wordt), namen)
    lap.setattr(kaal, "__code__", inspect.unwrap(namen[kaal.__name__]).__code__)


# What somebody might break by accident: the function, a line of it, and what stands there then.
FOUTEN: dict[str, tuple[Callable[..., Any], str, str]] = {
    "a destroyed linked file may be used": (
        analyse_actions.check_usable,
        "if koppelbestand.status != Koppelstatus.klaar:", "if False:",
    ),
    "nobody looks again before a draft is stored": (
        analyse_actions.publish_draft,
        "check_usable(analyse.onderzoek, analyse.koppelbestand, analyse.context, by)", "pass",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fout", FOUTEN)
def test_a_planted_fault_is_found(plek: Path, monkeypatch: pytest.MonkeyPatch, fout: str) -> None:
    plant(monkeypatch, *FOUTEN[fout])
    with pytest.raises(AssertionError):
        tour()


class MetIndringer(Levensloop):
    """Somebody with the owner's rights changes a row of the logbook."""

    @rule()
    def change_a_row(self) -> None:
        the_chain_holds()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE privacy_logregel DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE privacy_logregel SET actor_rol = 'beheerder'"
                " WHERE id = (SELECT min(regel) FROM privacy_zegel)"
            )
            cursor.execute("ALTER TABLE privacy_logregel ENABLE TRIGGER USER")


def test_a_changed_row_of_the_logbook_is_found(plek: Path) -> None:
    with pytest.raises((AssertionError, Flaky)):
        walk(MetIndringer)


# --- what was ever shown --------------------------------------------------------------------------
# Deeds about results alone, where a linked file is there already, and how often each is done.
RESULTAATDADEN = {
    Werkstroom.work: 6, Werkstroom.die: 1, Werkstroom.stop: 1, Werkstroom.analyse: 4,
    Werkstroom.choose: 3, Werkstroom.offer: 3, Werkstroom.decide_on_release: 4,
    Werkstroom.withdraw_release: 1, Werkstroom.release_elsewhere: 1,
}  # fmt: skip


def test_whatever_happens_every_release_stands_in_the_ledger(
    plek: Path, monkeypatch: pytest.MonkeyPatch
):
    bereikt: set[tuple[str, str]] = set()
    for zaad in range(3):
        with transaction.atomic():
            bereikt |= _run_results(monkeypatch, Random(zaad))
            transaction.set_rollback(True)
    gezocht = {(m.__name__, s) for m in (Analyse, Resultaat) for s in _states(m)}
    # A conflict found by a recheck is rare by chance; tests of the ledger come to it on purpose.
    elders = {("Resultaat", "wacht_op_tweede"), ("Resultaat", "botst"), ("Analyse", "vernietigd")}
    assert gezocht - bereikt <= elders


def _states(*modellen: type[Model]) -> set[str]:
    keuzes = [m._meta.get_field("status").choices or [] for m in modellen]
    return {waarde for keuze in keuzes for waarde, _ in keuze}


def _run_results(lap: pytest.MonkeyPatch, toeval: Random) -> set[tuple[str, str]]:
    bereikt: set[tuple[str, str]] = set()
    stroom = Werkstroom(lap, toeval)
    stroom.botst = True
    light_linked(stroom.huis)
    for daad in toeval.choices(list(RESULTAATDADEN), list(RESULTAATDADEN.values()), k=60):
        daad(stroom)
        for waarheid in VAN_RESULTATEN:
            waarheid()
        for model in (Analyse, Resultaat):
            standen = model.objects.values_list("status", flat=True)
            bereikt.update((model.__name__, stand) for stand in standen)
    return bereikt
