"""Celery's consumer, but a message that is no job of ours is dropped instead of killing the worker.

Left to itself the worker dies of it, puts it back in the queue, and dies of it again. Nothing is
lost by dropping: what must be done stands in the database.
"""

from collections.abc import Callable
from typing import Any

from celery.worker.consumer import Consumer


class Verbruiker(Consumer):  # type: ignore[misc]
    def create_task_handler(self, *args: Any, **kwargs: Any) -> Callable[[Any], None]:
        handle = super().create_task_handler(*args, **kwargs)

        def on_task_received(message: Any) -> None:
            try:
                handle(message)
            except (TypeError, LookupError, ValueError, AttributeError) as error:
                self.on_invalid_task(None, message, error)

        return on_task_received
