"""One real installation with the demonstration in it, and a real browser that logs in as anyone."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django_otp.oath import TOTP
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bronnen.demodata.kern.gemeente import plan_gemeente
from bronnen.demodata.kern.schrijven import (
    STANDAARD_INWONERS,
    STANDAARD_PEILDATUM,
    write_deliveries,
)
from buurtmonitor.ingebouwd import Ingebouwd

WORTEL = Path(__file__).resolve().parents[2]
SCHERMEN = WORTEL / "docs" / "schermen"
NIEUW_WACHTWOORD = "een-lang-wachtwoord-voor-de-proef"
CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@dataclass
class Demo:
    """The running demonstration: address, accounts by name, findings, and the delivery files."""

    adres: str
    map: Path
    leveringen: Path
    uitkomst: dict[str, Any]
    omgeving: dict[str, str]
    ingebouwd: Ingebouwd
    eigen_wachtwoord: set[str] = field(default_factory=set)
    gebruikt: dict[str, int] = field(default_factory=dict)
    sessies: dict[str, Any] = field(default_factory=dict)

    def account(self, naam: str) -> dict[str, str]:
        return next(a for a in self.uitkomst["accounts"] if a["inlognaam"] == naam)

    def code(self, naam: str) -> str:
        """A code that was not used before: the server takes each once."""
        stap = int(time.time()) // 30
        if self.gebruikt.get(naam, 0) >= stap:
            time.sleep((stap + 1) * 30 - time.time() + 0.1)
            stap += 1
        self.gebruikt[naam] = stap
        seed = self.account(naam)["totp"]
        sleutel = base64.b32decode(seed + "=" * (-len(seed) % 8))
        return f"{TOTP(sleutel, step=30).token():06d}"


LANGST = 900  # seconds for the demonstration, on a machine that does other work too


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whichever test comes first waits for the demonstration."""
    for item in items:
        if "tests/e2e/" in item.nodeid:
            item.add_marker(pytest.mark.timeout(LANGST + 300))


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The steps of `make demo`, in an installation of its own."""
    leveringen = tmp_path_factory.mktemp("leveringen")
    write_deliveries(leveringen)
    buurten = [buurt.code for buurt in plan_gemeente(STANDAARD_INWONERS).buurten[:3]]
    tijdelijk = str(tmp_path_factory.mktemp("tijdelijk"))
    ingebouwd = Ingebouwd(los=True, omgeving={"TMPDIR": tijdelijk})
    omgeving = ingebouwd.start()
    try:
        argv = [sys.executable, "manage.py", "demo_binnen", "--leveringen", str(leveringen)]
        argv += ["--peildatum", STANDAARD_PEILDATUM.isoformat(), "--buurten", ",".join(buurten[:2])]
        argv += ["--referentie", buurten[2], "--adres", omgeving["BUURTMONITOR_ADRES"]]
        schoon = {n: w for n, w in os.environ.items() if not n.startswith(("DATABASE_", "REDIS_"))}
        schoon.pop("BUURTMONITOR_DATABASEROL", None)
        klaar = subprocess.run(
            argv, env=schoon | omgeving, cwd=WORTEL, capture_output=True, text=True, timeout=LANGST
        )
        assert klaar.stdout, klaar.stderr[-2000:]
        yield Demo(
            adres=omgeving["BUURTMONITOR_ADRES"],
            map=Path(omgeving["BUURTMONITOR_MAP"]),
            leveringen=leveringen,
            uitkomst=json.loads(klaar.stdout),
            omgeving=omgeving,
            ingebouwd=ingebouwd,
        )
    finally:
        ingebouwd.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    pad = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=pad, args=CHROMIUM)
        yield chromium
        chromium.close()


@dataclass
class Bezoeker:
    """Somebody at a browser, and what the browser complained about."""

    page: Page
    klachten: list[str]
    vreemd: list[str]

    def goto(self, pad: str) -> Any:
        return self.page.goto(pad)

    def decide(self, uitkomst: str, reden: str) -> None:
        """On a result, by the form; the password as well where it asks for it."""
        self.page.check(f"[name=uitkomst][value={uitkomst}]")
        self.page.fill("[name=reden]", reden)
        if self.page.locator("[name=bevestiging]").count():
            self.page.fill("[name=bevestiging]", NIEUW_WACHTWOORD)
        self.page.click("text=Besluit bewaren")

    def decide_too_late(self) -> None:
        """On something else than what is there by now: nothing is decided, the words stay."""
        formulier = self.page.locator("main form", has=self.page.locator("[name=gezien]")).first
        formulier.locator("[name=gezien]").evaluate("(veld) => (veld.value = 'iets anders')")
        reden = "Verantwoordelijkheidsbewustzijnsbevorderingsprogramma " * 2
        with self.page.expect_response(lambda a: a.request.method == "POST") as antwoord:
            self.decide("akkoord", reden)
        assert antwoord.value.status == 409
        assert self.page.input_value("[name=reden]").strip() == reden.strip()

    def screenshot(self, naam: str, deel: str = "") -> None:
        """Of the page or a part of it, into `docs/schermen` when SCHERMEN=1; else nothing is made,
        for a picture of a whole page takes up to a second."""
        if os.environ.get("SCHERMEN") != "1":
            return
        page = self.page
        beeld = page.locator(deel).screenshot() if deel else page.screenshot(full_page=True)
        save_picture(beeld, naam)

    def paper(self, naam: str) -> None:
        """The first page as it comes out of a printer."""
        argv = ["pdftoppm", "-png", "-r", "80", "-singlefile", "-"]
        pdf = self.page.pdf(format="A4", print_background=True)
        save_picture(subprocess.run(argv, input=pdf, capture_output=True, check=True).stdout, naam)


HOOGST = 6000  # pixels of a picture: what stands below is more of the same


def save_picture(beeld: bytes, naam: str) -> None:
    """In 128 colours: a page has few, and the repository stays small."""
    SCHERMEN.mkdir(exist_ok=True, parents=True)
    with Image.open(io.BytesIO(beeld)) as vol:
        boven = vol.convert("RGB").crop((0, 0, vol.width, min(vol.height, HOOGST)))
        boven.quantize(128).save(SCHERMEN / f"{naam}.png", optimize=True)


@pytest.fixture
def als(demo: Demo, browser: Browser) -> Iterator[Callable[..., Bezoeker]]:
    """`als("analist")`: a fresh browser, logged in as that account, at the start page.

    Who logged in before goes on in that session, for a code counts once in half a minute.
    """
    contexten: list[BrowserContext] = []
    bezoekers: list[Bezoeker] = []

    def log_in(naam: str, *, breedte: int = 1280, hoogte: int = 900) -> Bezoeker:
        context = browser.new_context(
            base_url=demo.adres,
            viewport={"width": breedte, "height": hoogte},
            locale="nl-NL",
            storage_state=demo.sessies.get(naam),
        )
        contexten.append(context)
        bezoeker = Bezoeker(context.new_page(), [], [])
        bezoekers.append(bezoeker)
        _listen(bezoeker, demo.adres)
        bezoeker.page.goto("/")
        if "/aanmelden/" in bezoeker.page.url:
            _log_in(bezoeker.page, demo, naam)
            demo.sessies[naam] = context.storage_state()
        return bezoeker

    yield log_in
    for context in contexten:
        context.close()
    for bezoeker in bezoekers:
        assert bezoeker.klachten == []
        assert bezoeker.vreemd == []


def _listen(bezoeker: Bezoeker, adres: str) -> None:
    """Every violation of the content policy, script error, and request to another host."""
    page = bezoeker.page
    page.on("pageerror", lambda fout: bezoeker.klachten.append(str(fout)))
    page.on(
        "console",
        lambda regel: (
            bezoeker.klachten.append(regel.text)
            if regel.type == "error" and "Content Security Policy" in regel.text
            else None
        ),
    )
    page.on(
        "request",
        lambda verzoek: (
            None
            if verzoek.url.startswith((adres, "data:", "blob:"))
            else bezoeker.vreemd.append(verzoek.url)
        ),
    )


def _log_in(page: Page, demo: Demo, naam: str) -> None:
    eerste = naam not in demo.eigen_wachtwoord
    page.goto("/aanmelden/")
    page.fill("[name=username]", naam)
    page.fill("[name=password]", demo.account(naam)["wachtwoord"] if eerste else NIEUW_WACHTWOORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/aanmelden/code/")
    page.fill("[name=code]", demo.code(naam))
    page.click("main button[type=submit]")
    if eerste:
        page.wait_for_url("**/aanmelden/wachtwoord/")
        for veld in page.locator("main input[type=password]").all():
            veld.fill(NIEUW_WACHTWOORD)
        page.click("main button[type=submit]")
        demo.eigen_wachtwoord.add(naam)
    page.wait_for_selector("h1")
