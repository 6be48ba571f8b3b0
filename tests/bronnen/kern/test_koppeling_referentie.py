"""Linking against the slow and obvious second implementation, on small random deliveries."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from bronnen.kern.kenmerken import KENMERKEN, MISDRIJFGROEPEN
from bronnen.kern.koppelverslag import Huurtelling
from tests.bronnen.kern.koppelmateriaal import (
    BUURT_1,
    BUURT_2,
    BUURT_3,
    Rij,
    link_rows,
    specify,
)
from tests.bronnen.kern.koppelreferentie import Referentie

ELDERS = "BU99990909"
ZADEN = range(40)


def random_deliveries(zaad: int) -> dict[str, list[dict[str, Any]]]:
    """Few names and addresses for many rows, so that all kinds of matches occur."""
    toeval = random.Random(zaad)
    brp = [_resident(toeval, nummer) for nummer in range(40)]
    return {
        "brp": brp,
        "woningmarktmonitor": [_home(toeval, nummer % 22) for nummer in range(24)],
        "bijstandsuitkeringen": [
            _by_bsn(toeval) | _dates(toeval, "datum_begin", "datum_einde", 2300) for _ in range(25)
        ],
        "bijzondere_bijstand": [
            _by_bsn(toeval)
            | {
                "datum_besluit": _day(toeval, 800),
                "besluit": toeval.choice(["toegekend", "gedeeltelijk", "afgewezen"]),
            }
            for _ in range(15)
        ],
        "schuldhulpverlening": [
            _by_bsn(toeval) | _dates(toeval, "datum_aanmelding", "datum_einde", 900)
            for _ in range(15)
        ],
        "gemeentelijke_belastingen": [_by_bsn(toeval) | _assessment(toeval) for _ in range(40)],
        "verdachten": [_suspect(toeval) for _ in range(30)],
        "huurachterstanden": [_arrear(toeval, brp) for _ in range(30)],
    }


def _pick(toeval: random.Random, *keuzes: Any) -> Any:
    return toeval.choice(keuzes)


def _resident(toeval: random.Random, nummer: int) -> dict[str, Any]:
    return {
        "persoon": f"p{nummer}",
        "naamgeboorte": toeval.choice([None] + [f"n{i}" for i in range(25)]),
        "adres": toeval.choice([None] + [f"a{i}" for i in range(20)]),
        "huishouden": toeval.choice([None, None] + [f"h{i}" for i in range(12)]),
        "straat": f"s{nummer % 4}",
        "geslacht": _pick(toeval, "M", "V", "M", "V", "M", "V", "O", None),
        "leeftijd": _pick(toeval, None, *range(0, 90, 3), 11, 12, 17, 18, 19, 49, 50),
        "huishoudtype": _pick(toeval, None, "eenpersoons", "eenouder", "institutioneel"),
        "herkomst": _pick(toeval, None, "Nederland", "buiten Europa", "autochtoon", "westers"),
        "buurtcode": _pick(toeval, None, BUURT_1, BUURT_1, BUURT_2, BUURT_3, ELDERS),
        "functie_adres": _pick(toeval, "W", "W", "W", "W", "W", "W", "B", None),
        "opschorting_reden": _pick(toeval, *[None] * 8, "O", "E"),
    }


def _home(toeval: random.Random, nummer: int) -> dict[str, Any]:
    return {
        "adres": f"a{nummer}",
        "eigendom": _pick(toeval, None, "koop", "huur corporatie", "huur corporatie"),
        "buurtcode": _pick(toeval, None, BUURT_1, BUURT_2, ELDERS),
    }


def _by_bsn(toeval: random.Random) -> dict[str, Any]:
    return {"persoon": f"p{toeval.randrange(45)}"}


def _day(toeval: random.Random, dagen: int) -> str:
    return str(date(2017, 2, 1) - timedelta(days=toeval.randrange(dagen)))


def _dates(toeval: random.Random, begin: str, einde: str, dagen: int) -> dict[str, Any]:
    eerste, laatste = sorted((_day(toeval, dagen), _day(toeval, dagen)))
    return {begin: eerste, einde: toeval.choice([None, laatste])}


def _assessment(toeval: random.Random) -> dict[str, Any]:
    return {
        "belastingjaar": toeval.randrange(2014, 2018),
        "maanden_achterstand": _pick(toeval, None, 0, 0, 1, 2, 3, 6, 7, 12, 13),
        "status": _pick(
            toeval, "open", "open", "betaald", "betalingsregeling", "aanmaning", "dwangbevel",
            "beslag", "oninbaar", "kwijtgescholden",
        ),
        "kwijtschelding": _pick(toeval, None, "geen", "automatisch", "volledig", "afgewezen"),
    }  # fmt: skip


def _suspect(toeval: random.Random) -> dict[str, Any]:
    return {
        "persoon": toeval.choice([None, None, f"p{toeval.randrange(45)}"]),
        "naamgeboorte": toeval.choice([None] + [f"n{i}" for i in range(28)]),
        "adres": toeval.choice([None] + [f"a{i}" for i in range(24)]),
        "pleegdatum": _day(toeval, 500),
        "mk_code": _pick(toeval, "A20", "C40", "F550", "F70", "D20", "F40", "F93"),
        "pleeglocatie_buurtcode": _pick(toeval, None, BUURT_1, BUURT_3, ELDERS),
    }


def _arrear(toeval: random.Random, brp: list[dict[str, Any]]) -> dict[str, Any]:
    houder = toeval.choice(brp)
    return {
        "contract": f"c{toeval.randrange(9)}",
        "naamgeboorte": houder["naamgeboorte"],
        "adres": toeval.choice([houder["adres"], houder["adres"], "a3", "a21"]),
        "peilmaand": f"{_pick(toeval, 2015, 2016, 2016, 2016, 2017)}-{toeval.randrange(1, 13):02d}",
        "huurachterstand_maanden": _pick(toeval, None, "0", "0.5", "1", "2", "2.01", "6", "6.01"),
    }


def named(rij: Rij, verslag: Any) -> dict[str, Any]:
    """A row of the linked file with the names of its classes."""
    uit: dict[str, Any] = {k.code: k.klassen[rij[k.code]] for k in KENMERKEN}
    uit["jaren"], uit["buurt"] = rij["jaren"], verslag.buurtcodes[rij["buurt"]]
    uit["misdrijfgroepen"] = {
        groep for i, groep in enumerate(MISDRIJFGROEPEN) if rij["misdrijfgroepen"] >> i & 1
    }
    uit["pleegbuurten"] = {verslag.pleegbuurten[i] for i in rij["pleegbuurten"]}
    return uit


@pytest.mark.parametrize("zaad", ZADEN)
def test_every_resident_gets_what_the_second_implementation_gives(zaad: int) -> None:
    anders: dict[str, Any] = {
        "hele_gemeente": zaad % 2 == 0,
        "huurachterstand_telt_voor": list(Huurtelling)[zaad // 2 % 2],
    }
    bronnen = random_deliveries(zaad)
    tabel, verslag = link_rows(bronnen, **anders)
    referentie = Referentie(bronnen, specify(**anders))
    verwacht = [referentie.row(persoon) for persoon in referentie.volgorde]
    assert [named(rij, verslag) for rij in tabel.iter_rows(named=True)] == verwacht


@pytest.mark.parametrize("zaad", ZADEN)
def test_every_row_is_counted_as_the_second_implementation_counts_it(zaad: int) -> None:
    bronnen = random_deliveries(zaad)
    _, verslag = link_rows(bronnen, hele_gemeente=zaad % 2 == 0)
    referentie = Referentie(bronnen, specify(hele_gemeente=zaad % 2 == 0))
    geteld = {
        (t.bron, t.buurt, wijze): getattr(t, wijze)
        for t in verslag.tellingen
        for wijze in ("persoon", "naamgeboorte_adres", "naamgeboorte", "meerduidig",
                      "niet_gekoppeld", "niet_in_bestand")
        if t.bron != "woningmarktmonitor" and getattr(t, wijze)
    }  # fmt: skip
    assert geteld == dict(referentie.tellingen)


@pytest.mark.parametrize("zaad", ZADEN)
def test_everyone_of_the_brp_is_linked_or_left_out_for_one_reason(zaad: int) -> None:
    bronnen = random_deliveries(zaad)
    _, verslag = link_rows(bronnen)
    referentie = Referentie(bronnen, specify())
    geteld = {reden: n for reden, n in verslag.uitval_per_reden.items() if n}
    assert geteld | {None: verslag.bewoners} == dict(referentie.uitval)


@pytest.mark.parametrize("zaad", ZADEN)
def test_households_are_the_groups_of_the_second_implementation(zaad: int) -> None:
    bronnen = random_deliveries(zaad)
    tabel, verslag = link_rows(bronnen)
    referentie = Referentie(bronnen, specify())
    groepen = [referentie.household(referentie.brp[p]) for p in referentie.volgorde]
    paren = set(zip(groepen, tabel["huishouden"].to_list(), strict=True))
    assert len(paren) == len(set(groepen)) == verslag.huishoudens
