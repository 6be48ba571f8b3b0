from datetime import date

import numpy as np
import pytest

from bronnen.demodata.kern.adressen import INWONERS_PER_STRAAT
from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.personen import ALLEEN, INSTELLING, VOLLEDIG
from bronnen.demodata.kern.tijd import birthday, days
from bronnen.demodata.kern.uitkeringen import AANVRAGER
from bronnen.kern.datums import ages
from bronnen.kern.kenmerken import KENMERKEN
from tests.bronnen.demodata.onderzoek import PEILDATUM, population, study

PEILDATA = (PEILDATUM, date(2016, 2, 29), date(2023, 6, 15))


@pytest.fixture(scope="module", params=PEILDATA, ids=str)
def buurt(request: pytest.FixtureRequest) -> Bevolking:
    return population(5, peildatum=request.param)[0]


def test_a_buurt_has_as_many_residents_as_planned(buurt: Bevolking) -> None:
    assert len(buurt.personen) == buurt.buurt.inwoners == 3_000


def test_the_age_is_that_on_the_peildatum(buurt: Bevolking) -> None:
    datums = buurt.personen.geboren.astype("datetime64[D]").astype(object)
    geboren = np.array([d.year * 10_000 + d.month * 100 + d.day for d in datums])
    dag = buurt.tijdvak.peildatum
    peildatum = dag.year * 10_000 + dag.month * 100 + dag.day
    assert (ages(geboren, peildatum) == buurt.personen.jaren).all()


def test_who_lives_alone_is_of_the_type_eenpersoons_and_nobody_else(buurt: Bevolking) -> None:
    huishoudens = buurt.bewoners.huishoudens
    assert ((huishoudens.grootte == 1) == (huishoudens.soort == ALLEEN)).all()


def test_every_household_begins_with_an_adult_whose_birth_date_is_known(buurt: Bevolking) -> None:
    hoofd = buurt.bewoners.huishoudens.eerste
    assert (buurt.personen.jaren[hoofd] >= 18).all()
    assert (buurt.personen.datumvorm[hoofd] == VOLLEDIG).all()


def test_nobody_shares_a_birth_date_with_somebody_at_the_same_address(buurt: Bevolking) -> None:
    personen = buurt.personen
    volledig = personen.datumvorm == VOLLEDIG
    paren = np.column_stack((personen.huishouden, personen.geboren))[volledig]
    assert len(np.unique(paren, axis=0)) == len(paren)


def test_every_household_has_an_address_of_its_own(buurt: Bevolking) -> None:
    adressen = buurt.adressen
    volledig = (adressen.postcode, adressen.huisnummer, adressen.huisletter, adressen.toevoeging)
    assert len(np.unique(np.column_stack(volledig), axis=0)) == len(adressen)
    assert len(np.unique(adressen.van_huishouden)) == len(buurt.bewoners.huishoudens)


def test_streets_are_about_as_large_as_each_other(buurt: Bevolking) -> None:
    per_straat = np.bincount(buurt.adressen.straat[buurt.adres_van_persoon])
    assert per_straat.min() > INWONERS_PER_STRAAT / 2
    assert per_straat.max() < INWONERS_PER_STRAAT * 2


def test_a_benefit_begins_after_the_eighteenth_birthday(buurt: Bevolking) -> None:
    rijen = buurt.geld.bijstand
    assert (rijen.begin >= birthday(buurt.personen.geboren[rijen.persoon], 18)).all()
    assert ((rijen.einde < 0) | (rijen.einde >= rijen.begin)).all()


def test_nobody_has_two_running_benefits_of_one_kind(buurt: Bevolking) -> None:
    rijen = buurt.geld.bijstand
    lopend = rijen.persoon[rijen.einde < -100_000]
    assert len(np.unique(lopend)) == len(lopend)
    assert len(np.unique(rijen.persoon[rijen.rol == AANVRAGER])) > 0


def test_rent_arrears_stand_with_tenants_of_the_corporation_alone(buurt: Bevolking) -> None:
    codes = buurt.kenmerken
    huurt = codes["eigendom"] == 2
    volwassen = buurt.personen.jaren >= 18
    assert ((codes["huurachterstand"] > 0) == (huurt & volwassen)).all()


def test_nothing_open_is_above_what_was_imposed(buurt: Bevolking) -> None:
    rijen = buurt.geld.belastingen
    assert (rijen.openstaand <= rijen.opgelegd).all()
    assert ((rijen.maanden == 0) | (rijen.openstaand > 0)).all()


def test_an_institution_gets_no_assessment_and_no_contract(buurt: Bevolking) -> None:
    huishouden = buurt.personen.huishouden
    soort = buurt.bewoners.huishoudens.soort
    assert not (soort[huishouden[buurt.geld.belastingen.persoon]] == INSTELLING).any()
    assert not (soort[buurt.geld.contracten.huishouden] == INSTELLING).any()


def test_children_under_twelve_are_never_suspects(buurt: Bevolking) -> None:
    kinderen = buurt.personen.jaren < 12
    assert buurt.kans[kinderen].sum() == 0
    assert not buurt.verdacht[kinderen].any()


def test_every_kenmerk_but_verdachte_is_known_of_everyone(buurt: Bevolking) -> None:
    verwacht = {kenmerk.code: len(kenmerk.klassen) for kenmerk in KENMERKEN}
    del verwacht["verdachte"]
    assert set(buurt.kenmerken) == set(verwacht)
    assert all(buurt.kenmerken[code].max() < aantal for code, aantal in verwacht.items())


def test_the_period_is_the_twelve_months_that_end_on_the_peildatum(buurt: Bevolking) -> None:
    tijdvak = buurt.tijdvak
    assert days(tijdvak.peildatum) - days(tijdvak.begin) in (364, 365)
    assert len(tijdvak.maanden) in (11, 12)


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    eerste, tweede, ander = population(5)[1], population(5)[1], population(6)[1]
    assert (eerste.personen.geboren == tweede.personen.geboren).all()
    assert (eerste.verdacht == tweede.verdacht).all()
    assert not np.array_equal(eerste.personen.geboren, ander.personen.geboren)


def test_namesakes_share_surname_and_birth_date_and_no_address() -> None:
    buurt = population(5)[0]
    links, rechts = buurt.naamgenoten.T
    assert len(links) == 3
    assert (buurt.personen.geboren[links] == buurt.personen.geboren[rechts]).all()
    assert (buurt.personen.achternaam[links] == buurt.personen.achternaam[rechts]).all()
    assert (buurt.personen.huishouden[links] != buurt.personen.huishouden[rechts]).all()


def test_buurten_under_pressure_have_more_arrears_and_more_benefits() -> None:
    onderzoek = study(5)
    aandeel = [
        [
            (onderzoek.kenmerken[code] >= vanaf)[onderzoek.buurt == nummer].mean()
            for nummer in range(3)
        ]
        for code, vanaf in (("huurachterstand", 2), ("bijstand", 1), ("achterstand_2m", 1))
    ]
    assert all(min(een, twee) > 1.3 * drie for een, twee, drie in aandeel)
