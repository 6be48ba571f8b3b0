"""A result that tells too much beside an earlier one, and the ways out of that."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from analyses.kern import uitwegen
from analyses.kern.analyse import run
from analyses.kern.specificatie import Gebiedskeuze, Kenmerkspecificatie, from_dict, to_dict
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.uitwegen import Pogingen, larger_classes
from benchmarks.inbreker.kennis import members
from privacy.kern import beschermen
from privacy.kern.beschermen import NIETS_OPGELEGD, Opgelegd
from privacy.kern.certificaat import Botsing, Kandidaat, Keuzesoort
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register

KEUZE = Gebiedskeuze(("BU99990001", "BU99990002"), ("BU99990003",))


@pytest.fixture(scope="module")
def doe(koppeling: Any, onderzoek: Any) -> Any:
    def run_it(
        kenmerk: str, register: Register, keuze: Keuzesoort | None = None, vooraf: bool = False
    ) -> Kandidaat:
        return run(
            Kenmerkspecificatie(kenmerk, KEUZE),
            bewoners=koppeling.lees,
            verslag=koppeling.verslag,
            drempels=Drempelset(),
            onderzoek=onderzoek,
            voortgang=lambda percent, stap: None,
            register=register,
            keuze=keuze,
            vooraf=vooraf,
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


def test_a_choice_made_beforehand_that_does_not_help_is_asked(
    doe: Any, eerder: Register, botsing: Botsing
) -> None:
    with pytest.raises(Botsing) as fout:
        doe("schuldhulp", eerder, Keuzesoort.eerder_patroon, vooraf=True)
    assert fout.value.keuzes == botsing.keuzes


def test_what_is_looked_at_again_only_looks_for_no_ways_out(doe: Any, eerder: Register) -> None:
    with pytest.raises(Botsing) as fout:
        doe("schuldhulp", eerder, Keuzesoort.wachten, vooraf=True)
    assert fout.value.keuzes == ()


def test_the_same_attempt_is_made_once() -> None:
    gemaakt: list[str] = []

    def attempt(vraag: Any, opgelegd: Any, stap: str) -> Any:
        gemaakt.append(stap)
        return object()

    pogingen = Pogingen(attempt)
    vraag = Kenmerkspecificatie("schuldhulp", KEUZE)
    eerst = pogingen(vraag, {})
    assert pogingen(vraag, {"tabel": NIETS_OPGELEGD}, "weglaten") is eerst
    assert pogingen(vraag, {"tabel": Opgelegd(dicht=frozenset({1}))}, "weglaten") is not eerst
    assert gemaakt == ["", "weglaten"]


@pytest.mark.parametrize(
    ("code", "klassen"),
    [
        ("leeftijd", [((1, 2), (3, 4), (5, 6)), ((1, 2, 3), (4, 5, 6))]),
        ("gezinsgrootte", [((0, 1), (2, 3)), ((0, 1, 2), (3, 4))]),
        (
            "bijstand",
            [((1, 2), (3, 4)), ((1, 2, 3), (4, 5)), ((1, 2, 3, 4, 5),)],
        ),
        ("huurachterstand", [((2, 3), (4, 5)), ((2, 3, 4, 5),)]),
        ("huishoudtype", []),
        ("schuldhulp", []),
    ],
)
def test_classes_are_taken_together_by_rule_and_not_by_what_was_counted(
    code: str, klassen: list[tuple[tuple[int, ...], ...]]
) -> None:
    ruimer = list(larger_classes(Kenmerkspecificatie(code, KEUZE)))
    assert [r.klassen for r in ruimer if isinstance(r, Kenmerkspecificatie)] == klassen
    assert not any(list(larger_classes(r)) for r in ruimer)


@dataclass(frozen=True)
class _Getoond:
    getoond: int


@pytest.mark.parametrize(
    ("gebieden", "klassen", "kosten"), [(None, 12, 8), (15, 12, 5), (12, 15, 5), (None, None, None)]
)
def test_larger_groups_are_the_areas_or_the_classes_that_show_most(
    gebieden: int | None, klassen: int | None, kosten: int | None
) -> None:
    """Of 20 cells; None: that way does not pass either."""

    def attempt(vraag: Any, opgelegd: Any, stap: str) -> Any:
        over = klassen if vraag.klassen else gebieden
        if vraag == Kenmerkspecificatie("bijstand", KEUZE) or over is None:
            return SimpleNamespace(kandidaat=None, getoond=20, met=(), delen=(), oordeel=None)
        return SimpleNamespace(kandidaat=SimpleNamespace(bewijs=_Getoond(over)))

    pogingen = Pogingen(attempt)
    kandidaat = uitwegen._coarser(Kenmerkspecificatie("bijstand", KEUZE), pogingen)
    proef = pogingen(Kenmerkspecificatie("bijstand", KEUZE), {})
    assert uitwegen._cost(proef, kandidaat) == kosten


def test_a_table_of_larger_classes_says_what_they_are(koppeling: Any, onderzoek: Any) -> None:
    kandidaat = run(
        Kenmerkspecificatie("bijstand", KEUZE, klassen=((1, 2, 3, 4, 5),)),
        bewoners=koppeling.lees,
        verslag=koppeling.verslag,
        drempels=Drempelset(),
        onderzoek=onderzoek,
        voortgang=lambda percent, stap: None,
        register=Register(""),
    )
    tabel = kandidaat.resultaat.tabellen[0]
    klassen = list(dict.fromkeys(tabel.kolom("bijstand")))
    assert len(klassen) == 3
    assert str(klassen[1]).startswith("3 maanden of korter of 4 tot en met 12 maanden of")
    assert members("bijstand", str(klassen[1])) == {1, 2, 3, 4, 5}
    assert from_dict(to_dict(Kenmerkspecificatie("bijstand", KEUZE, ((1, 2),)))).klassen == (
        (1, 2),
    )
