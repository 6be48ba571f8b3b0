"""The scheduler of beat: in memory, and it shows that it turns.

Celery's default keeps its state in a file of pickles; the schedule is short and safe to repeat.
"""

from celery.beat import Scheduler

from buurtmonitor import levensteken


class Klok(Scheduler):  # type: ignore[misc]
    def tick(self, *args: object, **kwargs: object) -> float:
        levensteken.touch("beat")
        wait: float = super().tick(*args, **kwargs)
        return wait
