"""What the function of a job gets in hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from buurtmonitor.taken import actions
from buurtmonitor.taken.models import Taak
from buurtmonitor.taken.uitzonderingen import Achterhaald


class Werk:
    """A claimed job in the hands of one worker."""

    def __init__(self, taak: Taak) -> None:
        self.taak_id: UUID = taak.pk
        self.soort: str = taak.soort
        self.onderwerp_id: str = taak.onderwerp_id
        self.aangevraagd_door_id: str = taak.aangevraagd_door_id
        self.poging: int = taak.poging
        self.fence: int = taak.fence
        self.gepubliceerd = False
        self.verloren = threading.Event()
        self._laatst: tuple[int, str] | None = None

    def voortgang(self, percent: float, stap: str) -> None:
        """Tell how far it is; raises `Geannuleerd` or `Achterhaald`. Call it often: only a
        change of a whole percent or of the step is written. Not within a transaction of your own.
        """
        if self.verloren.is_set():
            raise Achterhaald
        if (step := (int(percent), stap)) == self._laatst:
            return
        self._laatst = step
        actions.report_progress(taak_id=self.taak_id, fence=self.fence, percent=step[0], stap=stap)

    def controleer(self) -> None:
        """Raises unless this worker still holds the job and nobody asked to stop."""
        with transaction.atomic():
            actions.lock(taak_id=self.taak_id, fence=self.fence)

    @contextmanager
    def publiceren(self) -> Iterator[None]:
        """One transaction in which the result is written and the job marked klaar, or neither.

        The job's row stays locked meanwhile, so nobody can cancel or take over half-way.
        """
        with transaction.atomic():
            actions.lock(taak_id=self.taak_id, fence=self.fence)
            yield
            actions.finish(taak_id=self.taak_id, fence=self.fence)
        self.gepubliceerd = True
