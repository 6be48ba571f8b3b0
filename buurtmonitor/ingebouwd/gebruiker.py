"""The account that the engines run as, and what it can reach."""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Motorgebruiker:
    """`wissel` is false when the engines run as ourselves."""

    uid: int
    gid: int
    wissel: bool

    def popen_arguments(self) -> dict[str, object]:
        if not self.wissel:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.wissel:
            os.chown(path, self.uid, self.gid)

    def make_folder(self, path: Path) -> None:
        """A folder that only this account (and root) can enter."""
        path.mkdir(mode=0o700, parents=False, exist_ok=True)
        path.chmod(0o700)
        self.own(path)


def engine_user() -> Motorgebruiker:
    """Root's engines run as an account without rights: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return Motorgebruiker(os.geteuid(), os.getegid(), wissel=False)
    account = pwd.getpwnam(os.environ.get("BUURTMONITOR_MOTORGEBRUIKER", "nobody"))
    return Motorgebruiker(account.pw_uid, account.pw_gid, wissel=True)


def can_reach(user: Motorgebruiker, path: Path) -> bool:
    """May this account enter every folder above, and read and enter the path itself?"""
    if not user.wissel:
        return True
    above = all(_allows(user, folder, 1) for folder in path.resolve().parents)
    return above and _allows(user, path.resolve(), 5)


def _allows(user: Motorgebruiker, path: Path, wanted: int) -> bool:
    """Compare mode bits as the kernel does; `wanted` is 1 (enter) or 5 (read and enter)."""
    status = path.stat()
    shift = 6 if status.st_uid == user.uid else 3 if status.st_gid == user.gid else 0
    return stat.S_IMODE(status.st_mode) >> shift & wanted == wanted
