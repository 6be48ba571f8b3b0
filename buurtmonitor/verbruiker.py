"""A message that is no job of ours is dropped; left to itself Celery dies of it.

Some it even puts back in the queue first, and so dies of it again and again. Nothing is lost by
dropping: what must be done stands in the database.
"""

from collections.abc import Callable
from queue import Empty
from typing import Any

import structlog
from celery.worker.consumer import Consumer
from kombu.transport import redis

log = structlog.get_logger(__name__)

GEEN_BERICHT = (ValueError, TypeError, LookupError, AttributeError)


class Kanaal(redis.Channel):
    """Drops what is no message at all: not JSON, or without the parts of an envelope."""

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[no-untyped-call]
        except GEEN_BERICHT as error:
            log.warning("bericht_onleesbaar", fouttype=type(error).__name__)
            raise Empty from None


class Verbruiker(Consumer):  # type: ignore[misc]
    """Drops a message whose envelope is right and whose content is not."""

    def create_task_handler(self, *args: Any, **kwargs: Any) -> Callable[[Any], None]:
        handle = super().create_task_handler(*args, **kwargs)

        def on_task_received(message: Any) -> None:
            try:
                handle(message)
            except GEEN_BERICHT as error:
                self.on_invalid_task(None, message, error)

        return on_task_received


# Set where the worker loads its consumer, so for workers alone.
redis.Transport.Channel = Kanaal
