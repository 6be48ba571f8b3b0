"""A result that tells too much beside an earlier one, and the ways out of that."""

from collections.abc import Iterator
from typing import Any

import pytest

from analyses.kern.analyse import run
from analyses.kern.specificatie import Gebiedskeuze, Kenmerkspecificatie
from analyses.kern.uitkomst import GeenResultaat
from privacy.kern import beschermen
from privacy.kern.certificaat import Botsing, Kandidaat, Keuzesoort
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register

KEUZE = Gebiedskeuze(("BU99990001", "BU99990002"), ("BU99990003",))


@pytest.fixture(scope="module")
def doe(koppeling: Any, onderzoek: Any) -> Any:
    def run_it(kenmerk: str, register: Register, keuze: Keuzesoort | None = None) -> Kandidaat:
        return run(
            Kenmerkspecificatie(kenmerk, KEUZE),
            bewoners=koppeling.lees,
            verslag=koppeling.verslag,
            drempels=Drempelset(),
            onderzoek=onderzoek,
            voortgang=lambda percent, stap: None,
            register=register,
            keuze=keuze,
        )

    return run_it


@pytest.fixture(scope="module")
def eerder(doe: Any) -> Register:
    """A table that shows the totals of every buurt."""
    return Register("kop", (doe("geslacht", Register("")).bijdrage,))


@pytest.fixture(scope="module", autouse=True)
def krap() -> Iterator[None]:
    """Tables that keep no room for other results, so that they meet."""
    with pytest.MonkeyPatch.context() as anders:
        anders.setattr(beschermen, "MARGES", (1, 2, 4))
        yield


@pytest.fixture(scope="module")
def botsing(doe: Any, eerder: Register) -> Botsing:
    with pytest.raises(Botsing) as fout:
        doe("schuldhulp", eerder)
    return fout.value


def test_a_table_that_hides_a_total_shown_before_is_refused(
    botsing: Botsing, eerder: Register
) -> None:
    assert botsing.met == (eerder.bijdragen[0].sha256,)


def test_every_way_out_has_its_cost(botsing: Botsing) -> None:
    kosten = {keuze.soort: keuze.cellen for keuze in botsing.keuzes}
    assert set(kosten) == set(Keuzesoort)
    assert kosten[Keuzesoort.wachten] is None
    assert kosten[Keuzesoort.meer_weglaten] is not None


def test_leaving_out_more_ends_in_a_certificate_at_that_cost(
    doe: Any, eerder: Register, botsing: Botsing
) -> None:
    kandidaat = doe("schuldhulp", eerder, Keuzesoort.meer_weglaten)
    kosten = {keuze.soort: keuze.cellen for keuze in botsing.keuzes}[Keuzesoort.meer_weglaten]
    alleen = doe("schuldhulp", Register(""))
    assert kandidaat.certificaat.geslaagd
    assert kandidaat.certificaat.registerkop == "kop"
    assert alleen.bewijs.getoond - kandidaat.bewijs.getoond == kosten


def test_the_same_table_again_passes_beside_itself(doe: Any) -> None:
    eerst = doe("schuldhulp", Register(""))
    opnieuw = doe("schuldhulp", Register("kop", (eerst.bijdrage,)))
    assert opnieuw.resultaat.sha256 == eerst.resultaat.sha256


def test_waiting_ends_without_a_result(doe: Any, eerder: Register) -> None:
    with pytest.raises(GeenResultaat, match="peildatum"):
        doe("schuldhulp", eerder, Keuzesoort.wachten)
