"""People and workers in one house, who do what they may at a moment that chance picks.

What is heavy is replaced by something that writes a file; states, keys, files, votes and jobs are
the real ones.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db.models import Model
from django.db.models.functions import Now

from analyses import actions as analyse_actions
from analyses import uitvoering as analyse_uitvoering
from analyses.models import Analyse, Resultaat
from bronnen import leverschemas, opslag, uitvoering
from bronnen.actions import koppeling
from bronnen.actions import levering as lever_actions
from bronnen.models import Bronakkoord, Koppelbestand, Landing, Levering
from bronnen.tasks import clean_landings
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import OPEN, Taak
from buurtmonitor.taken.uitvoeren import perform
from privacy import kluis, vernietigbaar, vernietiging
from privacy.actions import vernietiging as vernietig_actions
from privacy.kern.certificaat import Botsing, Keuze, Keuzesoort
from privacy.kern.uitspraken import Register
from privacy.modellen_vernietiging import Opschorting, Vernietigingslijst, Vernietigingspost
from privacy.models import Account, Sleutel, Uitkomst
from privacy.tasks import sweep as sweep_terms
from privacy.uitzonderingen import Geweigerd
from tests.gemeente import (
    ask,
    municipal_house,
    public_figures,
    question,
    real_candidate,
    real_result,
)
from tests.materiaal import (
    REDEN,
    announce,
    decide_delivery,
    decide_source,
    fill,
    report,
    request_source,
)

BOTSING = Botsing(tuple(Keuze(soort, 1) for soort in Keuzesoort), ())


class Werkstroom:
    """People and workers in one house; `toeval` decides who does what next."""

    def __init__(self, lap: pytest.MonkeyPatch, toeval: Random) -> None:
        self.lap, self.toeval = lap, toeval
        self.huis = municipal_house()
        self.teller = 0
        self.kopie: dict[Path, bytes] = {}
        self.rijen: dict[tuple[type[Model], object], dict[str, Any]] = {}
        self.tijdens: Daad | None = None  # what happens while a worker computes
        self.botst = False  # whether results now and then tell too much beside earlier ones

    def officer(self) -> Account:
        return self.huis[self.toeval.choice(["officer", "tweede"])]

    def outcome(self) -> Uitkomst:
        return self.toeval.choice([Uitkomst.akkoord] * 6 + list(Uitkomst))

    def source(self) -> str:
        return self.toeval.choice(["brp", "verdachten"])

    # --- deeds ------------------------------------------------------------------------------------
    def ask_for_source(self) -> None:
        bron = self.source()
        namen = list(leverschemas.schema(bron).elementen)
        with suppress(Geweigerd):
            request_source(self.huis, bron, self.toeval.choice([namen, namen, namen[:-1]]))

    def decide_on_sources(self) -> None:
        for akkoord in Bronakkoord.objects.all():
            with suppress(Geweigerd):
                decide_source(akkoord, self.officer(), uitkomst=self.outcome())

    def deliver(self) -> None:
        """Now and then the same file again."""
        self.teller += self.toeval.random() < 0.8
        bron = self.source()
        with suppress(Geweigerd):
            fill(announce(self.huis, bron), f"{bron} {self.teller}".encode())

    def decide_on_deliveries(self) -> None:
        for levering in Levering.objects.all():
            with suppress(Geweigerd):
                decide_delivery(levering, self.officer(), uitkomst=self.outcome())

    def withdraw(self) -> None:
        for levering in Levering.objects.all()[:1]:
            with suppress(Geweigerd):
                lever_actions.withdraw(levering=levering, by=self.huis["leverancier"])

    def link(self) -> None:
        leveringen = Levering.objects.filter(status="goedgekeurd").order_by("bron", "-ontvangen_op")
        with suppress(Geweigerd):
            koppeling.start_linking(
                onderzoek=self.huis.onderzoek,
                leveringen=leveringen.distinct("bron"),
                by=self.huis["analist"],
            )

    def analyse(self) -> None:
        bestand = Koppelbestand.objects.filter(status="klaar").first()
        if bestand is not None:
            with suppress(Geweigerd):
                ask(self.huis, bestand, question("geslacht"))

    def stop(self) -> None:
        """Somebody stops what was asked last, perhaps a moment ago."""
        self.toeval.choice([self.link, self.analyse])()
        for taak in Taak.objects.filter(status__in=OPEN).reverse()[:1]:
            taken.request_cancel(taak_id=taak.pk)

    def choose(self) -> None:
        """The author decides what to do with what tells too much."""
        for analyse in Analyse.objects.filter(status="botst")[:1]:
            with suppress(Geweigerd):
                analyse_actions.choose_way_out(
                    analyse=analyse, keuze=self.toeval.choice(list(Keuzesoort)),
                    by=self.huis["analist"],
                )  # fmt: skip

    def release_elsewhere(self) -> None:
        """Somebody else shows something of the same residents."""
        public_figures(self.huis.onderzoek)

    def offer(self) -> None:
        for resultaat in Resultaat.objects.all():
            with suppress(Geweigerd):
                analyse_actions.request_release(resultaat=resultaat, by=self.huis["analist"])

    def decide_on_release(self) -> None:
        for resultaat in Resultaat.objects.all():
            with suppress(Geweigerd):
                analyse_actions.decide_release(
                    resultaat=resultaat, uitkomst=self.outcome(), reden=REDEN,
                    gezien=analyse_actions.release_version(resultaat), by=self.officer(),
                )  # fmt: skip

    def withdraw_release(self) -> None:
        for resultaat in Resultaat.objects.filter(status="vrijgegeven")[:1]:
            analyse_actions.withdraw_release(
                resultaat=resultaat, reden=REDEN, by=self.huis["officer"]
            )

    def let_a_day_go_by(self) -> None:
        Landing.objects.update(aangemaakt_op=Now() - timedelta(hours=25))
        clean_landings()

    # --- destruction ------------------------------------------------------------------------------
    def let_terms_end(self) -> None:
        """Of everything that was linked, or refused."""
        gisteren = Now() - timedelta(days=1)
        Levering.objects.filter(bewaren_tot__isnull=False).update(bewaren_tot=gisteren)
        sweep_terms()

    def ask_to_destroy(self) -> None:
        bewaard = [b for b in vernietigbaar.everything() if b.soort != "onderzoek"]
        if bewaard:
            gekozen = self.toeval.choice(bewaard)
            with suppress(Geweigerd):
                vernietig_actions.make_list(
                    onderzoek=self.huis.onderzoek,
                    objecten=[(gekozen.soort, gekozen.object_id)], reden=REDEN, by=self.officer(),
                )  # fmt: skip

    def decide_on_destruction(self) -> None:
        for lijst in Vernietigingslijst.objects.all():
            with suppress(Geweigerd):
                vernietig_actions.decide_list(
                    lijst=lijst, uitkomst=self.outcome(), reden=REDEN,
                    gezien=vernietig_actions.list_version(lijst), by=self.officer(),
                )  # fmt: skip

    def go_on_destroying(self) -> None:
        for lijst in Vernietigingslijst.objects.filter(status="bezig"):
            with suppress(Geweigerd):
                vernietig_actions.go_on(lijst=lijst, by=self.officer())

    def die_while_destroying(self, stap: str) -> None:
        """The worker ends just before this step, and is not heard of again."""
        for taak in Taak.objects.filter(soort="vernietiging", status__in=OPEN)[:1]:
            with self.lap.context() as even, suppress(KeyboardInterrupt):
                even.setattr(f"privacy.{stap}", _end_here)
                perform(taak.pk, heartbeat=False)
            Taak.objects.filter(pk=taak.pk).update(lease_tot=Now() - timedelta(seconds=1))
            taken.take_back(taak_id=taak.pk)

    def hold(self) -> None:
        """Something has to stay, until it need not any more: what waits to be destroyed first."""
        lopend = list(Opschorting.objects.filter(opgeheven_op=None))
        for opschorting in lopend:
            vernietig_actions.lift_hold(opschorting=opschorting, reden=REDEN, by=self.officer())
        wachtend = list(Vernietigingspost.objects.filter(stap="wacht"))
        bewaard = [] if lopend else wachtend or list(vernietigbaar.everything())
        if not bewaard:
            return
        gekozen = self.toeval.choice(bewaard)
        with suppress(Geweigerd):
            vernietig_actions.hold(
                soort=gekozen.soort, object_id=gekozen.object_id, reden=REDEN, by=self.officer()
            )

    def keep_copy(self) -> None:
        """Of the store, the vault, and the rows that say what may be used."""
        mappen = (opslag.data_folder(), kluis.vault_folder())
        self.kopie |= {
            pad: pad.read_bytes() for map_ in mappen for pad in map_.rglob("*") if pad.is_file()
        }
        weg = _destroyed()
        self.rijen |= {
            (model, waarden["id"]): waarden
            for model in (Levering, Koppelbestand, Sleutel)
            for waarden in model._default_manager.values()
            if str(waarden["id"]) not in weg
        }

    def restore(self) -> None:
        """What was destroyed is back as it stood in the copy; then what a start does."""
        weg = _destroyed()
        for pad, inhoud in self.kopie.items():
            if pad.suffix == ".sleutel" or pad.name.partition(".")[0] in weg:
                pad.write_bytes(inhoud)
        for (model, nummer), waarden in self.rijen.items():
            if str(nummer) in weg:
                model._default_manager.filter(pk=nummer).update(**waarden)
        vernietiging.replay(by=None)

    # --- workers ----------------------------------------------------------------------------------
    def work(self) -> None:
        """Two workers: not everything that waits is done at once."""
        for taak in Taak.objects.filter(status__in=OPEN)[:2]:
            self._replace(aanvaard=self.toeval.random() < 0.7, fout=self.toeval.random() < 0.1)
            perform(taak.pk, heartbeat=False)

    def work_well(self, tijdens: Daad | None = None) -> None:
        """All that waits, and nothing fails; `tijdens` happens in the middle of the first."""
        self.tijdens = tijdens
        for taak in Taak.objects.filter(status__in=OPEN).order_by("aangemaakt_op"):
            self._replace(aanvaard=True, fout=False)
            perform(taak.pk, heartbeat=False)
        self.tijdens = None

    def die(self) -> None:
        """Claimed, begun, and not heard of again."""
        for taak in Taak.objects.filter(status__in=OPEN).exclude(soort="vernietiging")[:1]:
            taken.claim(taak_id=taak.pk)
            with suppress(Geweigerd):
                _begin(taak)
            Taak.objects.filter(pk=taak.pk).update(lease_tot=Now() - timedelta(seconds=1))
            taken.take_back(taak_id=taak.pk)

    def _replace(self, *, aanvaard: bool, fout: bool) -> None:
        """What is heavy writes a file, or fails half-way."""

        def door(opdracht: Any, **_: Any) -> Any:
            opdracht.doel.write_bytes(b"cijfertekst")
            if fout:
                raise ZeroDivisionError
            if not aanvaard:
                opdracht.doel.unlink()
            return report(opdracht.bron, aanvaard=aanvaard)

        def link(*, doel: Any, **_: Any) -> Any:
            doel.write(b"bewoners")
            self._meanwhile()
            if fout:
                raise ZeroDivisionError
            return Verslag()

        def run(_: Any, __: Any, gezien: Register, keuze: Keuzesoort | None) -> Any:
            self._meanwhile()
            if fout:
                raise ZeroDivisionError
            if self.botst and keuze is None and self.toeval.random() < 0.3:
                raise BOTSING
            return real_candidate("geslacht", gezien)

        self.lap.setattr(uitvoering, "run_child", door)
        self.lap.setattr(uitvoering, "link", link)
        self.lap.setattr(uitvoering, "protected_match", lambda *_, **__: real_result("geslacht"))
        self.lap.setattr(analyse_uitvoering, "_run", run)

    def _meanwhile(self) -> None:
        daad, self.tijdens = self.tijdens, None
        if daad is not None:
            with suppress(Geweigerd):
                daad(self)


Daad = Callable[[Werkstroom], None]


def _destroyed() -> set[str]:
    """Ids of what is gone or going, and of its keys."""
    posten = Vernietigingspost.objects.filter(stap__in=["begonnen", "gewist"])
    return {nummer for post in posten for nummer in (post.object_id, *post.sleutels)}


def _end_here(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def _begin(taak: Taak) -> None:
    nummer = taak.onderwerp_id
    if taak.soort == "deur":
        lever_actions.start_check(levering_id=nummer, by=None)
    elif taak.soort == "koppelen":
        koppeling.begin_linking(koppelbestand_id=nummer, by=None)
    elif taak.soort == "hercontrole":
        analyse_actions.begin_recheck(resultaat_id=nummer, by=None)
    else:
        analyse_actions.begin_analysis(analyse_id=nummer, by=None)


class Verslag:
    """A report of a linking that was not really done."""

    def als_dict(self) -> dict[str, Any]:
        return {}
