"""The sources, one declaration a file: adding a source is adding a file with a constant SCHEMA.

Files in this folder are found by themselves. A municipality that has sources of its own names the
folders of their declarations in the environment variable LEVERSCHEMA_MAPPEN (separated as PATH
is), so that the web process, the workers and the door's child process all see the same sources.
Standard library only.
"""

import importlib
import importlib.util
import os
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType

from bronnen.kern.leverschema import Leverschema

MAPPEN_VARIABELE = "LEVERSCHEMA_MAPPEN"


def all_schemas(mappen: Iterable[Path] | None = None) -> Mapping[str, Leverschema]:
    """Every declared source by its code; `mappen` are extra folders, else the environment's."""
    extra = _configured_folders() if mappen is None else tuple(mappen)
    return _load(extra)


def schema(code: str, mappen: Iterable[Path] | None = None) -> Leverschema:
    """Raises KeyError for a source that is not declared."""
    return all_schemas(mappen)[code]


def _configured_folders() -> tuple[Path, ...]:
    named = os.environ.get(MAPPEN_VARIABELE, "")
    return tuple(Path(part) for part in named.split(os.pathsep) if part)


@cache
def _load(extra: tuple[Path, ...]) -> Mapping[str, Leverschema]:
    found: dict[str, Leverschema] = {}
    for module in (*_own_modules(), *_modules_in(extra)):
        declared = _declared(module)
        if declared.code in found:
            raise ValueError(f"source {declared.code!r} is declared twice")
        found[declared.code] = declared
    return MappingProxyType(found)


def _declared(module: ModuleType) -> Leverschema:
    declared = getattr(module, "SCHEMA", None)
    if not isinstance(declared, Leverschema):
        raise TypeError(f"{module.__name__} declares no SCHEMA")
    return declared


def _own_modules() -> Iterator[ModuleType]:
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        if not info.name.startswith("_"):
            yield importlib.import_module(f"{__name__}.{info.name}")


def _modules_in(folders: tuple[Path, ...]) -> Iterator[ModuleType]:
    for folder in folders:
        if not folder.is_dir():
            raise ValueError(f"{MAPPEN_VARIABELE}: {folder} is not a folder")
        for path in sorted(folder.glob("[!_]*.py")):
            yield _module_from(path)


def _module_from(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{__name__}.extra_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} cannot be read as a declaration")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
