"""Valkey from a wheel: a unix socket and a password, no port, nothing kept on disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import redis

from buurtmonitor.ingebouwd.gebruiker import Motorgebruiker
from buurtmonitor.ingebouwd.geheimen import Geheimen
from buurtmonitor.ingebouwd.plaats import Plaats
from buurtmonitor.ingebouwd.postgres import NietGereed
from buurtmonitor.ingebouwd.proces import Proces

WACHT_OP_START = 20.0


def configure(plaats: Plaats, user: Motorgebruiker, geheimen: Geheimen) -> Path:
    """A file, for arguments can be read by everyone on the machine."""
    file = plaats.motormap / "valkey.conf"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    user.own(file)
    lines = (
        "port 0",
        f'unixsocket "{_socket(plaats)}"',
        "unixsocketperm 700",
        f"requirepass {geheimen.read('redis')}",
        f'dir "{plaats.motormap}"',
        'save ""',
        "appendonly no",
        "maxmemory 256mb",
        # Only what the cache keeps for a time may be dropped, never a message.
        "maxmemory-policy volatile-lru",
        "databases 2",
    )
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def process(plaats: Plaats, user: Motorgebruiker, config: Path, log: Path) -> Proces:
    return Proces(
        naam="valkey",
        argv=(str(plaats.valkey), str(config)),
        omgeving={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        map=plaats.motormap,
        log=log,
        gebruiker=user,
        stoptijd=5,
        voor_start=lambda: _socket(plaats).unlink(missing_ok=True),
    )


def _socket(plaats: Plaats) -> Path:
    return plaats.socketmap / "valkey.sock"


def url(plaats: Plaats, geheimen: Geheimen) -> str:
    return f"unix://:{quote(geheimen.read('redis'), safe='')}@{_socket(plaats)}?db=0"


def wait_until_ready(plaats: Plaats, geheimen: Geheimen, still_runs: Callable[[], bool]) -> None:
    client = redis.Redis.from_url(url(plaats, geheimen), socket_timeout=2, retry=None)
    deadline = time.monotonic() + WACHT_OP_START
    while True:
        try:
            client.ping()
            return client.close()
        except redis.RedisError:
            if time.monotonic() > deadline or not still_runs():
                raise NietGereed("Valkey start niet; kijk in logboeken/valkey.log.") from None
            time.sleep(0.02)
