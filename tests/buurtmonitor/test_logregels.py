from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Callable

import pytest
import structlog

from buurtmonitor import logregels

GEHEIM = "999990019 Jansen"


def raise_with_a_value() -> None:
    raise ValueError(GEHEIM)


def with_structlog() -> None:
    structlog.get_logger("buurtmonitor.proef").exception("mislukt")


def with_a_library() -> None:
    """As Celery does: the text of the exception among the arguments."""
    logging.getLogger("celery.app.trace").error(
        "Task raised: %s", GEHEIM, exc_info=True, extra={"data": GEHEIM}
    )


@pytest.fixture
def lines() -> Callable[[], list[dict[str, object]]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    config = logregels.logging_config("INFO")
    formatter = config["formatters"]["json"]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
        )
    )
    handler.addFilter(logregels.ZonderWaarden())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.mark.parametrize("write", [with_structlog, with_a_library])
def test_the_text_of_an_exception_is_never_written(
    lines: Callable[[], list[dict[str, object]]], write: Callable[[], None]
) -> None:
    try:
        raise_with_a_value()
    except ValueError:
        write()
    (line,) = lines()
    assert "Jansen" not in json.dumps(line)
    assert line["fouttype"] == "ValueError"
    assert str(line["plaats"]).startswith("tests/buurtmonitor/test_logregels.py:")


def test_one_event_is_one_line_whatever_is_in_it(
    lines: Callable[[], list[dict[str, object]]],
) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", "/a\r\n\x1b[31m{}")
    assert [line["event"] for line in lines()] == ["Not Found: /a\r\n\x1b[31m{}"]
