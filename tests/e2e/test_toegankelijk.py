"""Every page of every role, in every way of looking at it: complete by the table of addresses.

Each role follows the links it finds; an address that it may open and does not find is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import Resolver404, resolve

from buurtmonitor.fouten import ZINNEN, error_page
from tests.analyses.test_toegang import TABEL
from tests.e2e.staten import make_states
from tests.e2e.toegankelijk import SMAL, STANDEN, check, drawn, layout, look, violations

Als = Callable[..., Any]
pytestmark = pytest.mark.e2e
# A role a letter, as in the table of addresses.
ACCOUNTS = {
    "W": "voorzitter", "B": "beleidsmedewerker", "O": "privacy-officer-1", "A": "analist",
    "L": "sociale-zaken", "H": "beheerder",
}  # fmt: skip
# Answers to a program or a part of a page, and not a page.
GEEN_PAGINA = (
    "/api/", ".csv", ".txt", ".pdf", ".json", ".ics", "/stand/", "/live/", "/figuur/",
)  # fmt: skip
OOK_GEEN_PAGINA = {"/verslagen/<uuid:verslag_id>/", "/leveringen/<uuid:levering_id>/verslag/"}
# Of the way in, where somebody who is in does not come; the tests of logging in look at them.
VAN_HET_AANMELDEN = {
    "/aanmelden/code/", "/aanmelden/wachtwoord/", "/aanmelden/app/", "/bevestigen/",
}  # fmt: skip
# Where no link of the demonstration leads: what is not there, is for another, was withdrawn, is
# empty or under way, waits, or ended because every figure had to be left out.
STATEN: dict[str, list[str]] = {
    "B": ["/bestaat-niet/", "/logboek/", "/?rondleiding=1", "/resultaten/{ingetrokken}/",
          "/verhaal/{vol}/", "/aanvragen/", "/aanvragen/{vraag_b}/"],
    "W": ["/aanvragen/{vraag_w}/", "/bijeenkomsten/", "/bijeenkomsten/{bijeenkomst}/",
          "/bijeenkomsten/{bijeenkomst}/scherm/", "/agendapunten/{punt}/", "/speerpunten/",
          "/speerpunten/{speerpunt}/", "/projecten/", "/projecten/{project}/", "/plannen/",
          "/plannen/{plan}/"],
    "A": ["/onderzoeken/", "/concepten/{ingetrokken}/", "/analyses/{alles_weg}/",
          "/analyses/{bezig}/", "/analyses/{botst}/", "/aanvragen/{vraag_b}/",
          "/concepten/{regels}/regels/", "/onderzoeken/{leeg}/afspraken/",
          "/onderzoeken/{leeg}/bronnen/brp/"],
    "O": ["/bureau/", "/drempels/", "/vernietigingslijsten/", "/vernietigingslijsten/{lijst}/",
          "/bewaren/", "/opschortingen/{opschorting}/opheffen/", "/bewaren/klok/", "/werkplekken/",
          "/werkplekken/apparaten/{apparaat}/intrekken/", "/herkomst/{herkomst}/intrekken/",
          "/leveringen/{levering}/akkoord/intrekken/"],
    "H": ["/werkplekken/apparaten/{apparaat}/intrekken/"],
}  # fmt: skip
LEEG = ["", "bronnen/", "analyses/", "dossier/", "herkomst/"]  # of an onderzoek without anything
for _rol in "AO":
    STATEN[_rol] += [f"/onderzoeken/{{leeg}}/{deel}" for deel in LEEG]
Route = str
BEKEKEN: dict[
    Route, frozenset[str]
] = {}  # kinds of elements that were looked at there, by any role


@pytest.fixture(scope="module")
def staten(demo: Any) -> dict[str, str]:
    return make_states(demo)


def is_page(route: Route) -> bool:
    return route not in OOK_GEEN_PAGINA and not any(deel in route for deel in GEEN_PAGINA)


def pages_of(rol: str) -> set[Route]:
    """What this role may open and look at."""
    mag = {route for route, rij in TABEL.items() if rol in rij.get("GET", "")}
    return {route for route in mag - VAN_HET_AANMELDEN if is_page(route)}


def route_of(pad: str) -> Route | None:
    try:
        return "/" + resolve(urlsplit(pad).path).route
    except Resolver404:
        return None


def of_states() -> set[Route | None]:
    """Addresses that are looked at in a state, by one role at least."""
    nummers = dict.fromkeys(re.findall(r"{(\w+)}", str(STATEN)), uuid4())
    return {route_of(pad.format(**nummers)) for paden in STATEN.values() for pad in paden}


@dataclass(frozen=True)
class Blad:
    """A page as the server sends it; `soorten`: the kinds of elements that it has."""

    pad: str
    route: Route
    adres: str
    links: list[str]
    soorten: frozenset[str]


ONTLEED = """(html) => {
    const blad = new DOMParser().parseFromString(html, "text/html");
    const soort = (el) => [el.tagName, el.getAttribute("class"), el.getAttribute("role"), el.type];
    return [
        [...blad.querySelectorAll("a[href]")].map((a) => a.getAttribute("href").split("#")[0]),
        [...new Set([...blad.querySelectorAll("body *")].map((el) => soort(el).join(" ")))],
    ];
}"""


def fetch(bezoeker: Any, pad: str, route: Route) -> Blad:
    """Without drawing it."""
    antwoord = bezoeker.page.request.get(pad)
    verwijzingen, soorten = bezoeker.page.evaluate(ONTLEED, antwoord.text())
    eigen = [urlsplit(urljoin(antwoord.url, deel)) for deel in verwijzingen]
    hier = urlsplit(antwoord.url).netloc
    paden = [deel.path for deel in eigen if deel.netloc == hier]
    return Blad(pad, route, route_of(antwoord.url) or route, paden, frozenset(soorten))


def walk(bezoeker: Any) -> Iterator[Blad]:
    """From the start page, the first page of each address that a link leads to."""
    gezien: set[Route] = set()
    wachtrij = ["/"]
    while wachtrij:
        pad = wachtrij.pop(0)
        route = route_of(pad)
        if route is None or route in gezien or not is_page(route):
            continue
        blad = fetch(bezoeker, pad, route)
        gezien |= {route, blad.adres}
        wachtrij += blad.links
        yield blad


def name_of(rol: str, route: Route) -> str:
    """As `B-buurten-een`: a word of the address, and "een" for an object."""
    delen = ["een" if "<" in deel else deel for deel in route.strip("/").split("/") if deel]
    return "-".join([rol, *delen])


@pytest.mark.parametrize("rol", ACCOUNTS)
def test_every_page_of_a_role_is_fit_for_use(als: Als, rol: str) -> None:
    """A page that another role saw is looked at again where it has something else on it."""
    bezoeker = als(ACCOUNTS[rol])
    gezien, fouten = set(), []
    for blad in walk(bezoeker):
        gezien |= {blad.route, blad.adres}
        eerder = BEKEKEN.get(blad.adres, frozenset())
        if not blad.soorten <= eerder:
            bezoeker.goto(blad.pad)
            fouten += check(bezoeker, name_of(rol, blad.adres), (SMAL,) if eerder else STANDEN)
        BEKEKEN[blad.adres] = blad.soorten | eerder
    fouten += [
        f"no link leads to {route}" for route in sorted(pages_of(rol) - gezien - of_states())
    ]
    assert not fouten, "\n".join(fouten)


@pytest.mark.parametrize("rol", STATEN)
def test_every_state_of_a_page_is_fit_for_use(als: Als, staten: dict[str, str], rol: str) -> None:
    bezoeker, fouten = als(ACCOUNTS[rol]), []
    for pad in STATEN[rol]:
        bezoeker.goto(pad.format(**staten))
        fouten += check(bezoeker, f"{rol} {pad}", (SMAL,))
    assert not fouten, "\n".join(fouten)


# Where somebody decides on what another changed meanwhile.
BESLUITEN = (
    "/drempels/", "/werkplekken/", "/vernietigingslijsten/{lijst}/",
    "/onderzoeken/{leeg}/herkomst/",
)  # fmt: skip


@pytest.mark.parametrize("pad", BESLUITEN)
def test_who_decides_on_what_changed_meanwhile_keeps_the_text(
    als: Als, staten: dict[str, str], pad: str
) -> None:
    """Nothing is decided, and the page says what to look at again."""
    officer = als("privacy-officer-2")
    officer.goto(pad.format(**staten))
    officer.decide_too_late()
    assert check(officer, f"{pad} intussen veranderd", (SMAL,)) == []


def hidden_choices(page: Any) -> list[str]:
    """Addresses that choose the classes of a row with a hidden figure."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main tbody tr:has(.bm-verborgen)")].map((rij) => {
            const namen = [...rij.children].slice(0, 2).map((cel) => cel.textContent.trim());
            const vinkjes = [...document.querySelectorAll(".bm-kiezen input")]
                .filter((vinkje) => namen.includes(vinkje.labels[0].textContent.trim()));
            return vinkjes.length < 2 ? "" : location.pathname + "?" + vinkjes
                .map((vinkje) => `${vinkje.name}=${vinkje.value}`).join("&");
        }).filter(Boolean).slice(0, 2)"""
    )


def test_a_choice_of_nothing_but_hidden_figures_is_shown_as_such(als: Als) -> None:
    """Drawn as hidden, without a number, and still a page."""
    lezer = als("beleidsmedewerker")
    page = lezer.page
    lezer.goto("/resultaten/")
    rijen = page.locator("main tbody tr")
    verborgen = page.locator("main tbody tr:has(.bm-verborgen)")
    for adres in page.eval_on_selector_all("main ol a", "alle => alle.map((a) => a.href)"):
        lezer.goto(adres)
        for keuze in hidden_choices(page):
            lezer.goto(keuze)
            if rijen.count() == verborgen.count():
                break
        if "?" in page.url and rijen.count() == verborgen.count():
            break
    assert rijen.count() == verborgen.count() >= 1
    drawn(page)
    assert "niet getoond" in page.inner_text("main tbody")
    assert check(lezer, "alleen verborgen cijfers") == []


@pytest.mark.parametrize("status", [500, 503])
def test_a_page_that_fails_is_readable_without_anything_of_ours(als: Als, status: int) -> None:
    """What the server sends when it fails itself: without styles, menu or script."""
    page = als("beleidsmedewerker").page
    page.set_content(error_page(RequestFactory().get("/"), status).content.decode())
    assert ZINNEN[status][0] in page.inner_text("h1")
    assert violations(page) == []
    assert look(page, SMAL) == []


def test_work_that_is_ready_is_told_on_whatever_page_is_open(
    als: Als, staten: dict[str, str]
) -> None:
    analist, adres = als("analist"), f"/analyses/{staten['bezig']}/"
    page = analist.page
    analist.goto(adres)
    page.wait_for_selector("progress")
    analist.goto("/uitleg/")
    assert page.locator("[data-bericht]").count() == 0
    page.route("**/stand/", lambda verzoek: verzoek.fulfill(body="<div data-uit='klaar'></div>"))
    page.wait_for_selector(".bm-meldingen[role=status] [data-bericht]", timeout=10_000)
    assert ": klaar." in page.title()
    assert page.get_attribute("[data-bericht] a", "href") == adres
    page.reload()
    assert page.locator("[data-bericht]").count() == 0


# Where an empty form is sent, and who sends it.
FORMULIEREN = {
    "analist": ["/onderzoeken/nieuw/"],
    "beheerder": ["/accounts/nieuw/", "/organisaties/nieuw/"],
    "voorzitter": [
        "/bijeenkomsten/nieuw/", "/speerpunten/nieuw/", "/projecten/nieuw/", "/plannen/nieuw/",
    ],
    "privacy-officer-1": ["/bewaren/opschorten/"],
}  # fmt: skip


@pytest.mark.parametrize("wie", FORMULIEREN)
def test_a_refused_form_says_what_is_wrong_to_everybody(als: Als, wie: str) -> None:
    bezoeker = als(wie)
    page, fouten = bezoeker.page, []
    for pad in FORMULIEREN[wie]:
        bezoeker.goto(pad)
        page.evaluate("document.querySelector('main form[method=post]').noValidate = true")
        page.click("main form[method=post] button[type=submit]")
        page.wait_for_selector("[data-foutoverzicht]")
        assert page.title().startswith("Fout:")
        fouten += check(bezoeker, f"{pad}fout", (SMAL,))
    assert not fouten, "\n".join(fouten)


def test_the_tour_is_taken_by_keyboard_and_not_offered_again(als: Als) -> None:
    nieuw = als("secretaris")
    page = nieuw.page
    page.get_by_role("link", name="Rondleiding beginnen").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    gelezen = []
    while page.get_by_role("button", name="Volgende").is_visible():
        gelezen.append(page.evaluate("() => document.activeElement.textContent"))
        assert layout(page) == []
        page.get_by_role("button", name="Volgende").press("Enter")
    assert gelezen[0] == "Wat wacht op u"
    assert len(set(gelezen)) == len(gelezen) > 3
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    assert page.get_by_role("link", name="Rondleiding beginnen").count() == 0


def test_a_result_can_be_reached_and_read_by_keyboard_alone(als: Als) -> None:
    lezer = als("beleidsmedewerker")
    lezer.goto("/resultaten/")
    lezer.page.keyboard.press("Tab")
    assert lezer.page.evaluate("() => document.activeElement.getAttribute('href')") == "#inhoud"
    for _ in range(30):
        lezer.page.keyboard.press("Tab")
        adres = lezer.page.evaluate("() => document.activeElement.getAttribute('href') || ''")
        if adres.startswith("/resultaten/") and len(adres) > 20:
            break
    lezer.page.keyboard.press("Enter")
    lezer.page.wait_for_selector("#bevinding")
    assert lezer.page.locator("[tabindex='0'][role=region]").count() >= 1
