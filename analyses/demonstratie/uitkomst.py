"""The demonstration as a whole: run it, search for the canary, gather the findings."""

import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from analyses.demonstratie.bevindingen import findings
from analyses.demonstratie.kanarie import Treffer, collect, date_forms, search
from analyses.demonstratie.stappen import Opdracht, Verloop, run
from analyses.demonstratie.wachten import Mislukt, say
from privacy.uitzonderingen import Geweigerd

# The copied programs of the engines hold no data and many words.
GEEN_GEGEVENS = ("programma", "bin", "lib", "share")


def perform(
    *,
    adres: str,
    folder: Path,
    peildatum: date,
    buurten: tuple[str, ...],
    referentie: tuple[str, ...],
) -> dict[str, Any]:
    """Accounts, findings and mistakes as plain data."""
    try:
        verloop = run(Opdracht(adres, folder, peildatum, buurten, referentie))
    except (Mislukt, Geweigerd) as fout:
        return {"fouten": [str(fout)], "accounts": [], "bevindingen": {}, "seconden": {}}
    say("Zoeken naar persoonsgegevens waar die niet horen")
    treffers = canary(folder, adres, verloop)
    for treffer in treffers:
        say(f"gevonden: {treffer.soort} in {treffer.plaats}")
    mensen = verloop.mensen.with_fresh_passwords()
    fouten = [f"Er staat een {t.soort} in {t.plaats}." for t in treffers]
    return {
        "fouten": fouten,
        "accounts": [demo.als_dict() for demo in mensen.accounts.values()],
        "bevindingen": findings(verloop),
        "seconden": verloop.seconden,
    }


def canary(folder: Path, adres: str, verloop: Verloop) -> list[Treffer]:
    bestanden = [pad for pad in folder.iterdir() if pad.suffix in (".csv", ".xlsx")]
    gezocht = collect(bestanden, zonder=_dates(verloop))
    return search(gezocht, _folders(), _answers(adres, verloop))


def _folders() -> list[Path]:
    """The installation, and the temporary folder that its processes were given."""
    map_ = Path(os.environ["BUURTMONITOR_MAP"])
    delen = [pad for pad in map_.iterdir() if pad.is_dir() and pad.name not in GEEN_GEGEVENS]
    return [*delen, Path(tempfile.gettempdir())]


def _dates(verloop: Verloop) -> set[str]:
    """The dates of the onderzoek stand on every page; some resident was born on one of them."""
    onderzoek = verloop.onderzoek
    datums = (onderzoek.peildatum, onderzoek.periode_begin, onderzoek.periode_einde)
    return {vorm for datum in datums for vorm in date_forms(datum.isoformat())}


def _answers(adres: str, verloop: Verloop) -> dict[str, bytes]:
    """What a program and a stranger get to see."""
    antwoorden = {}
    for naam, paden in {
        "burgerzaken": ["leveringen/", "bronnen/"],
        "politie": ["leveringen/", "resultaten/"],
        "beleidsmedewerker": [
            "resultaten/",
            *(f"resultaten/{resultaat.pk}/" for resultaat in verloop.resultaten),
        ],
    }.items():
        account = verloop.mensen[naam]
        token = verloop.mensen.token(account)
        for pad in paden:
            antwoorden[f"{naam} {pad}"] = _get(f"{adres}/api/v1/{pad}", token)
    antwoorden["foutpagina"] = _get(f"{adres}/bestaat-niet/", "")
    return antwoorden


def _get(url: str, token: str) -> bytes:
    verzoek = Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})  # noqa: S310
    try:
        with urlopen(verzoek, timeout=30) as antwoord:  # noqa: S310
            return bytes(antwoord.read())
    except HTTPError as fout:
        return fout.read()
