"""Is a process of this container alive? `python -m buurtmonitor.levensteken NAAM`.

Worker, beat and sealer touch a file while they turn; the web server is asked for its health.
Standard library only, for this runs every few seconds.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

MAP = "BUURTMONITOR_LEVENSTEKEN"
OUDSTE = 60.0


def touch(naam: str) -> None:
    """Does nothing where no folder is named: only containers ask."""
    if folder := os.environ.get(MAP):
        Path(folder, naam).touch()


def turns(naam: str) -> bool:
    try:
        touched = Path(os.environ[MAP], naam).stat().st_mtime
    except (KeyError, OSError):
        return False
    return time.time() - touched < OUDSTE


def serves() -> bool:
    """Asked under the name that visitors use: another is refused."""
    port = os.environ.get("BUURTMONITOR_BIND", "127.0.0.1:8000").rpartition(":")[2]
    host = os.environ.get("BUURTMONITOR_HOSTS", "localhost").split(",")[0].strip()
    question = urllib.request.Request(f"http://127.0.0.1:{port}/gezondheid", headers={"Host": host})
    try:
        with urllib.request.urlopen(question, timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main(naam: str) -> int:
    return 0 if (serves() if naam == "web" else turns(naam)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
