"""A supplier's program: announce a file, send it, as anyone would by the API."""

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class NietAangenomen(Exception):
    """The API refused; holds its sentence."""


class Bezorger:
    """`adres`: http://localhost:PORT; `token`: that of the supplier's account."""

    def __init__(self, adres: str, token: str) -> None:
        delen = urlsplit(adres)
        self.host, self.poort = delen.hostname or "localhost", delen.port or 80
        self.koppen = {"Authorization": f"Bearer {token}"}

    def deliver(self, *, onderzoek: str, aanbieding: dict[str, Any], pad: Path) -> dict[str, Any]:
        gegevens = {**aanbieding, "onderzoek": onderzoek, "bestandsnaam": pad.name}
        inhoud = json.dumps(gegevens).encode()
        plek = self._ask("POST", "/api/v1/leveringen/", inhoud, "application/json")
        with pad.open("rb") as bestand:
            return self._ask("PUT", plek["adres"], bestand, "application/octet-stream", pad)

    def follow(self, levering_id: str) -> dict[str, Any]:
        return self._ask("GET", f"/api/v1/leveringen/{levering_id}/")

    def _ask(
        self,
        methode: str,
        pad: str,
        inhoud: Any = None,
        soort: str = "",
        bestand: Path | None = None,
    ) -> dict[str, Any]:
        koppen = dict(self.koppen)
        if soort:
            koppen["Content-Type"] = soort
        if bestand is not None:
            koppen["Content-Length"] = str(bestand.stat().st_size)
        verbinding = http.client.HTTPConnection(self.host, self.poort, timeout=120)
        try:
            verbinding.request(methode, pad, body=inhoud, headers=koppen)
            antwoord = verbinding.getresponse()
            gegevens: dict[str, Any] = json.loads(antwoord.read() or b"{}")
        finally:
            verbinding.close()
        if antwoord.status >= 400:
            raise NietAangenomen(gegevens.get("detail", f"status {antwoord.status}"))
        return gegevens
