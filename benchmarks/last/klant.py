"""A browser without a screen: one connection kept alive, cookies, and the ETags it has seen.

Standard library only, so that little of the processor goes to the side that asks. Refuses to talk
to anything but this machine.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

HIER = {"localhost", "127.0.0.1"}


class NietHier(ValueError):
    """The address is not of this machine."""


@dataclass(frozen=True)
class Antwoord:
    """`seconden`: from the first byte asked to the last one read."""

    soort: str
    status: int
    seconden: float
    octetten: int
    tekst: bytes = b""

    @property
    def goed(self) -> bool:
        return self.status in (200, 201, 204, 304)


@dataclass
class Klant:
    adres: str
    koeken: dict[str, str]
    etags: dict[str, str] = field(default_factory=dict)
    _lezer: asyncio.StreamReader | None = None
    _schrijver: asyncio.StreamWriter | None = None

    def __post_init__(self) -> None:
        if urlsplit(self.adres).hostname not in HIER:
            raise NietHier(self.adres)

    async def get(self, soort: str, pad: str, koppen: Mapping[str, str] | None = None) -> Antwoord:
        alle = dict(koppen or {})
        if pad in self.etags:
            alle["If-None-Match"] = self.etags[pad]
        return await self._ask(soort, "GET", pad, b"", alle)

    async def post(self, soort: str, pad: str, velden: Mapping[str, str]) -> Antwoord:
        """As a script of the page sends it."""
        koppen = {
            "X-Live": "1", "X-CSRFToken": self.koeken["__Host-csrf"], "Origin": self.adres,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        return await self._ask(soort, "POST", pad, urlencode(velden).encode(), koppen)

    async def close(self) -> None:
        if self._schrijver is not None:
            self._schrijver.close()
        self._lezer = self._schrijver = None

    async def _ask(
        self, soort: str, methode: str, pad: str, lijf: bytes, koppen: dict[str, str]
    ) -> Antwoord:
        """Once more over a new connection when the server had closed the old one meanwhile."""
        begin = time.perf_counter()
        for poging in (1, 2):
            try:
                return await self._exchange(soort, methode, pad, lijf, koppen, begin)
            except (ConnectionError, asyncio.IncompleteReadError):
                await self.close()
                if poging == 2:
                    break
        return Antwoord(soort, 0, time.perf_counter() - begin, 0)

    async def _exchange(
        self, soort: str, methode: str, pad: str, lijf: bytes, koppen: dict[str, str], begin: float
    ) -> Antwoord:
        lezer, schrijver = await self._connected()
        koek = "; ".join(f"{naam}={waarde}" for naam, waarde in self.koeken.items())
        regels = [f"{methode} {pad} HTTP/1.1", f"Host: {urlsplit(self.adres).netloc}"]
        regels += [f"Cookie: {koek}", f"Content-Length: {len(lijf)}", "Accept-Encoding: gzip"]
        regels += [f"{naam}: {waarde}" for naam, waarde in koppen.items()]
        schrijver.write("\r\n".join([*regels, "", ""]).encode() + lijf)
        await schrijver.drain()
        status, terug = await _head(lezer)
        inhoud = b"" if status in (204, 304) else await _body(lezer, terug)
        if "etag" in terug:
            self.etags[pad] = terug["etag"]
        if terug.get("connection") == "close":
            await self.close()
        return Antwoord(soort, status, time.perf_counter() - begin, len(inhoud), inhoud)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._lezer is None or self._schrijver is None:
            plek = urlsplit(self.adres)
            self._lezer, self._schrijver = await asyncio.open_connection("127.0.0.1", plek.port)
        return self._lezer, self._schrijver


async def _head(lezer: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    regels = (await lezer.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    paren = (regel.partition(":") for regel in regels[1:] if regel)
    return int(regels[0].split()[1]), {naam.lower(): waarde.strip() for naam, _, waarde in paren}


async def _body(lezer: asyncio.StreamReader, koppen: dict[str, str]) -> bytes:
    if koppen.get("transfer-encoding") != "chunked":
        return await lezer.readexactly(int(koppen.get("content-length", "0")))
    delen = []
    while lengte := int((await lezer.readline()).split(b";")[0], 16):
        delen.append(await lezer.readexactly(lengte))
        await lezer.readexactly(2)
    await lezer.readexactly(2)
    return b"".join(delen)
