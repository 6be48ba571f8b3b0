"""From delivery files through the real door to the linked file, against the slow implementation.

The rows of the random deliveries are written out as suppliers write them, each source in its own
way: names with their tussenvoegsels before or behind, dates and postcodes in other forms.
"""

import io
import random
from datetime import date
from functools import cache
from typing import Any

import pytest

from bronnen.kern.arrowstroom import open_container
from bronnen.kern.deur import process
from bronnen.kern.herkenning import Bestandssoort
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.kern.levering import Opener
from bronnen.kern.leverschema import Aanbieding, Leververslag
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.leverschemas import schema
from privacy.kern.versleuteling import GEEN_SLEUTEL_ID, new_key
from tests.bronnen.kern.koppelmateriaal import PEILDATUM, link_rows, specify
from tests.bronnen.kern.koppelreferentie import Referentie
from tests.bronnen.kern.test_koppeling_referentie import named, random_deliveries

ZADEN = range(6)
NAMEN = ("Vries", "Jansen", "Öztürk", "Bakker-Smit", "Dijk", "Boer", "Linden")
Rijen = list[dict[str, Any]]


@cache
def bsn(persoon: str | None) -> str:
    """A BSN that passes the elfproef, another one for each person."""
    if persoon is None:
        return ""
    begin = 10_000_000 + 1009 * int(persoon[1:])
    for kandidaat in range(begin * 10, begin * 10 + 20):
        cijfers = [int(c) for c in f"{kandidaat:09d}"]
        gewogen = sum(c * w for c, w in zip(cijfers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
        if gewogen % 11 == 0:
            return f"{kandidaat:09d}"
    raise AssertionError


def surname(naam: str | None, *, achteraan: bool = False) -> str:
    if naam is None:
        return ""
    kern = NAMEN[int(naam[1:]) % len(NAMEN)]
    return f"{kern}, de" if achteraan else f"de {kern}".upper()


def born(naam: str | None, jaren: int | None) -> date | None:
    """The birth date that goes with a name; without one, a date that gives the age."""
    if naam is not None:
        return date(1930 + 2 * int(naam[1:]), 3, 1 + int(naam[1:]))
    return None if jaren is None else date(PEILDATUM.year - jaren, 6, 1)


def age(geboren: date) -> int:
    verjaard = (PEILDATUM.month, PEILDATUM.day) >= (geboren.month, geboren.day)
    return PEILDATUM.year - geboren.year - (not verjaard)


def address(adres: str | None, *, spatie: bool = True) -> dict[str, str]:
    if adres is None:
        return {"postcode": "", "huisnummer": "", "huisletter": "", "toevoeging": ""}
    nummer = int(adres[1:])
    return {
        "postcode": f"52{nummer:02d}{' ' if spatie else ''}AB",
        "huisnummer": str(nummer + 1),
        "huisletter": "a" if nummer % 3 == 0 else "",
        "toevoeging": "bis" if nummer % 5 == 0 else "",
    }


def consistent(bronnen: dict[str, Rijen]) -> dict[str, Rijen]:
    """Ages that follow from the birth dates, and only what the door lets in."""
    for rij in bronnen["brp"]:
        if rij["leeftijd"] is None:
            rij["naamgeboorte"] = None
        geboren = born(rij["naamgeboorte"], rij["leeftijd"])
        rij["leeftijd"] = None if geboren is None else age(geboren)
    bronnen["huurachterstanden"] = [
        rij for rij in bronnen["huurachterstanden"] if all(w is not None for w in rij.values())
    ]
    return bronnen


def brp_row(rij: dict[str, Any]) -> dict[str, str]:
    geboren = born(rij["naamgeboorte"], rij["leeftijd"])
    return {
        "bsn": bsn(rij["persoon"]),
        "geslachtsnaam": surname(rij["naamgeboorte"]),
        "geboortedatum": "00000000" if geboren is None else f"{geboren:%Y%m%d}",
        "geslacht": rij["geslacht"] or "",
        "huishoudnummer": rij["huishouden"] or "",
        "huishoudtype": rij["huishoudtype"] or "onbekend",
        "herkomst": rij["herkomst"] or ".",
        **address(rij["adres"]),
        "straat": rij["straat"],
        "buurtcode": rij["buurtcode"] or "",
        "functie_adres": rij["functie_adres"] or "",
        "opschorting_reden": rij["opschorting_reden"] or "",
    }


def suspect_row(rij: dict[str, Any]) -> dict[str, str]:
    geboren = born(rij["naamgeboorte"], None)
    return {
        "rol": "VERDACHTE",
        "bsn": bsn(rij["persoon"]),
        "geslachtsnaam": surname(rij["naamgeboorte"], achteraan=True),
        "geboortedatum": "" if geboren is None else f"{geboren:%d-%m-%Y}",
        **address(rij["adres"], spatie=False),
        "pleegdatum": rij["pleegdatum"],
        "mk_code": rij["mk_code"],
        "pleeglocatie_buurtcode": rij["pleeglocatie_buurtcode"] or "",
    }


def rent_row(rij: dict[str, Any]) -> dict[str, str]:
    geboren = born(rij["naamgeboorte"], None)
    return {
        "contractnummer": rij["contract"],
        "geslachtsnaam": surname(rij["naamgeboorte"], achteraan=True).title(),
        "geboortedatum": f"{geboren}",
        **address(rij["adres"], spatie=False),
        "peilmaand": rij["peilmaand"],
        "huurachterstand_maanden": rij["huurachterstand_maanden"].replace(".", ","),
    }


def home_row(rij: dict[str, Any]) -> dict[str, str]:
    return {
        **address(rij["adres"]),
        "eigendom": rij["eigendom"] or "onbekend",
        "buurtcode": rij["buurtcode"] or "",
    }


def by_bsn_row(rij: dict[str, Any]) -> dict[str, str]:
    uit = {naam: "" if w is None else str(w) for naam, w in rij.items() if naam != "persoon"}
    extra = {"rol": "aanvrager", "regeling": "IOAW"} if "datum_begin" in rij else {}
    kosten = {"kostensoort": "inrichting"} if "besluit" in rij else {}
    return {"bsn": bsn(rij["persoon"]), **extra, **kosten, **uit}


SCHRIJVERS = {
    "brp": brp_row,
    "verdachten": suspect_row,
    "huurachterstanden": rent_row,
    "woningmarktmonitor": home_row,
}


def as_csv(bron: str, rijen: Rijen) -> bytes:
    regels = [SCHRIJVERS.get(bron, by_bsn_row)(rij) for rij in rijen]
    tekst = "\r\n".join(";".join(regel) for regel in ([*regels[0]], *(r.values() for r in regels)))
    return tekst.encode("utf-8" if bron == "brp" else "windows-1252")


def deliver(
    bron: str, rijen: Rijen, sleutels: Koppelsleutels, zonder: frozenset[str] = frozenset()
) -> tuple[Opener, Leververslag]:
    doel, datasleutel = io.BytesIO(), new_key()
    verslag = process(
        bron=io.BytesIO(as_csv(bron, rijen)),
        soort=Bestandssoort.csv,
        schema=schema(bron),
        goedgekeurd=frozenset(schema(bron).elementen) - zonder,
        aanbieding=Aanbieding(bron, PEILDATUM, date(2016, 1, 1), PEILDATUM),
        sleutels=sleutels,
        doel=doel,
        datasleutel=datasleutel,
        datasleutel_id=GEEN_SLEUTEL_ID,
        voortgang=lambda rij: None,
    )
    return lambda: open_container(io.BytesIO(doel.getvalue()), datasleutel), verslag


@cache
def delivered(zaad: int) -> tuple[dict[str, Rijen], dict[str, Opener], dict[str, Leververslag]]:
    bronnen = consistent(random_deliveries(zaad))
    sleutels = Koppelsleutels.of_project(new_key())
    uitkomsten = {bron: deliver(bron, rijen, sleutels) for bron, rijen in bronnen.items()}
    return (
        bronnen,
        {bron: opener for bron, (opener, _) in uitkomsten.items()},
        {bron: verslag for bron, (_, verslag) in uitkomsten.items()},
    )


@pytest.mark.parametrize("zaad", ZADEN)
def test_the_door_lets_every_row_in(zaad: int) -> None:
    _, _, verslagen = delivered(zaad)
    assert {b: (v.weigering, v.rijen_geweigerd) for b, v in verslagen.items()} == dict.fromkeys(
        verslagen, (None, 0)
    )


def in_some_order(rijen: Rijen) -> list[str]:
    return sorted(repr(sorted(rij.items(), key=lambda veld: veld[0])) for rij in rijen)


def sorted_sets(rij: dict[str, Any]) -> dict[str, Any]:
    return {n: sorted(w) if isinstance(w, set) else w for n, w in rij.items()}


@pytest.mark.parametrize("zaad", ZADEN)
def test_residents_get_through_the_door_what_the_second_implementation_gives(zaad: int) -> None:
    bronnen, openers, _ = delivered(zaad)
    tabel, verslag = link_rows(openers)
    referentie = Referentie(bronnen, specify())
    gekregen = [sorted_sets(named(rij, verslag)) for rij in tabel.iter_rows(named=True)]
    verwacht = [sorted_sets(referentie.row(persoon)) for persoon in referentie.bewoners]
    assert in_some_order(gekregen) == in_some_order(verwacht)


def totals(verslag: Koppelverslag) -> dict[tuple[str, str, str], int]:
    return {
        (t.bron, t.buurt, wijze): getattr(t, wijze)
        for t in verslag.tellingen
        for wijze in ("persoon", "naamgeboorte_adres", "naamgeboorte", "meerduidig",
                      "niet_gekoppeld", "niet_in_bestand")
        if t.bron != "woningmarktmonitor" and getattr(t, wijze)
    }  # fmt: skip


@pytest.mark.parametrize("zaad", ZADEN)
def test_rows_are_found_through_the_door_as_the_second_implementation_finds_them(
    zaad: int,
) -> None:
    bronnen, openers, _ = delivered(zaad)
    _, verslag = link_rows(openers)
    assert totals(verslag) == dict(Referentie(bronnen, specify()).tellingen)


def test_deliveries_under_the_keys_of_another_project_do_not_meet() -> None:
    bronnen = consistent(random_deliveries(1))
    een, ander = (Koppelsleutels.of_project(new_key()) for _ in range(2))
    openers = {
        "brp": deliver("brp", bronnen["brp"], een)[0],
        "verdachten": deliver("verdachten", bronnen["verdachten"], ander)[0],
    }
    telling = link_rows(openers)[1].telling("verdachten")
    assert (telling.gekoppeld, telling.niet_gekoppeld) == (0, len(bronnen["verdachten"]))


@pytest.mark.parametrize(
    ("zonder", "ontbreekt"),
    [
        ({"herkomst"}, {"herkomst"}),
        ({"huisletter"}, set()),
        ({"huishoudnummer", "postcode"}, {"gezinsgrootte"}),
        ({"straat"}, {"straat"}),
    ],
)
def test_what_the_officer_did_not_approve_is_not_linked(
    zonder: set[str], ontbreekt: set[str]
) -> None:
    brp = consistent(random_deliveries(2))["brp"]
    sleutels = Koppelsleutels.of_project(new_key())
    opener, _ = deliver("brp", brp, sleutels, frozenset(zonder))
    tabel, verslag = link_rows({"brp": opener})
    over = {"herkomst", "gezinsgrootte", "straat"} - set(tabel.columns)
    assert over == ontbreekt
    assert ontbreekt <= {o.code for o in verslag.ontbrekende_kenmerken}


def test_the_order_of_the_linked_file_is_another_one_under_another_key() -> None:
    """So that nobody who has the delivery knows a resident by his place."""
    rijen = consistent(random_deliveries(3))["brp"]
    random.Random(1).shuffle(rijen)
    bestanden = []
    for _ in range(2):
        opener, _ = deliver("brp", rijen, Koppelsleutels.of_project(new_key()))
        bestanden.append(link_rows({"brp": opener})[0]["jaren"].to_list())
    assert bestanden[0] != bestanden[1]
    assert sorted(bestanden[0]) == sorted(bestanden[1])
