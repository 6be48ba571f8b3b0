"""Log lines: one JSON object an event, on standard output, without values from the data.

The text of an exception may hold a value (a database error quotes the row), so only its type and
the place where it was raised are written.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_BASE = Path(__file__).resolve().parent.parent
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def place(error: BaseException) -> str:
    """`module.py:line` of the innermost line of our own, else of the innermost line."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_ours(frame.filename)]
    if not frames:
        return "onbekend"
    last = (own or frames)[-1]
    return f"{_short(last.filename)}:{last.lineno}"


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(_BASE) and ".venv" not in path.parts


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(_BASE)) if _is_ours(filename) else "/".join(path.parts[-2:])


def replace_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Type and place instead of the exception's text and the frames' variables."""
    error = _error(event.pop("exc_info", None))
    if error is not None:
        event["fouttype"] = type(error).__name__
        event["plaats"] = place(error)
    return event


def _error(exc_info: bool | BaseException | _ExcInfo | None) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1]
    return sys.exc_info()[1] if exc_info else None


def drop_stack(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.pop("stack_info", None)
    event.pop("stack", None)
    return event


class ZonderWaarden(logging.Filter):
    """Libraries write the text of an exception into their message: keep the message's form alone.

    A request's path stays: it names no person.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.args and record.name != "django.request":
            record.args = None
        return True


def logging_config(level: str) -> dict[str, Any]:
    """A dictConfig for every logger, ours and the libraries'."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="tijdstip"),
        replace_exception,
        drop_stack,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
                "foreign_pre_chain": shared,
            }
        },
        "filters": {"zonder_waarden": {"()": ZonderWaarden}},
        "handlers": {
            "uit": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["zonder_waarden"],
            }
        },
        "root": {"handlers": ["uit"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True, "level": level},
            # Queries hold values; never, at any level.
            "django.db.backends": {"level": "ERROR"},
            # Two lines for every sweep say nothing.
            "celery.beat": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "gunicorn.error": {"handlers": ["uit"], "propagate": False, "level": "WARNING"},
            "gunicorn.access": {"handlers": [], "propagate": False},
        },
    }
