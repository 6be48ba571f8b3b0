"""Copies what pages need from the installed packages: `python -m buurtmonitor.activa`.

Nothing of others stands in the repository, and nothing comes from a CDN.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

BASIS = Path(__file__).resolve().parent.parent
BRON = BASIS / "node_modules"
DOEL = BASIS / "assets"

_UTRECHT = "@utrecht/component-library-css"
_VOORBEELD = "@nl-design-system-unstable/voorbeeld-design-tokens"
_PLOTLY = "plotly.js-basic-dist-min"
# What `{% static %}` calls it, and where it comes from.
BESTANDEN = {
    "plotly/plotly-basic.min.js": f"{_PLOTLY}/plotly-basic.min.js",
    "plotly/LICENSE": f"{_PLOTLY}/LICENSE",
    "utrecht/index.css": f"{_UTRECHT}/dist/index.css",
    "utrecht/LICENSE.md": f"{_UTRECHT}/LICENSE.md",
    "voorbeeld/theme.css": f"{_VOORBEELD}/dist/theme.css",
    "voorbeeld/LICENSE.md": f"{_VOORBEELD}/LICENSE.md",
}


def copy() -> None:
    """Whole: what an earlier version left behind goes."""
    missing = [source for source in BESTANDEN.values() if not (BRON / source).is_file()]
    if missing:
        sys.exit(f"Het bestand {missing[0]} ontbreekt in node_modules; draai eerst ‘npm ci’.")
    shutil.rmtree(DOEL, ignore_errors=True)
    for name, source in BESTANDEN.items():
        target = DOEL / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(BRON / source, target)


if __name__ == "__main__":
    copy()
