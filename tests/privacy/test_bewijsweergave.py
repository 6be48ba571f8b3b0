"""What the officer reads of the evidence: one sentence for each case, and nothing left out."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from privacy.bewijsweergave import (
    NIET_GEHEIM,
    NIET_GEZOCHT,
    NIET_NAGEREKEND,
    OPEN_TOT,
    ZELF_NIET_GEHEIM,
    Bewijsstand,
    Bewijsweergave,
    percentage,
    present_evidence,
    span_text,
    together_with,
)
from privacy.kern.certificaat import Bewijs, Bewijscel, Certificaat, Marge, certify
from privacy.kern.uitspraken import Spanne
from privacy.kern.veilig import REDENTEKST, Reden, VeiligResultaat

KOPPEN = [
    {"code": "buurt", "label": "Buurt", "maat": "label"},
    {"code": "leeftijd", "label": "Leeftijd", "maat": "label"},
    {"code": "aantal", "label": "Aantal", "maat": "aantal"},
]


def table(*redenen: str | None, naam: str = "leeftijd", titel: str = "Leeftijd") -> dict[str, Any]:
    """A row for each reason, numbered; None is a row that is shown."""
    rijen = [
        {
            "waarden": ["Buurt 1", f"klasse {plek}", None if reden else 25],
            "getoond": not reden,
            "reden": reden,
        }
        for plek, reden in enumerate(redenen)
    ]
    return {"naam": naam, "titel": titel, "koppen": KOPPEN, "rijen": rijen, "audit": None}


def result(*tabellen: dict[str, Any]) -> VeiligResultaat:
    gegevens = {
        "soort": "kenmerk", "bevinding": "Bevinding", "ondertitel": "O", "zin": "Z",
        "leeswijzer": [], "alt": "A", "bronnen": ["BRP"], "peildatum": "2016-12-31",
        "periode": "2016", "n": 4000, "basis": "inwoners", "definities": [],
        "tabellen": list(tabellen), "figuren": [], "specificatie": {},
        "drempels": {"min_aantal": 10, "versie": 1},
    }  # fmt: skip
    tekst = json.dumps(gegevens)
    return VeiligResultaat.uit_json(tekst, hashlib.sha256(tekst.encode()).hexdigest())


def certificate(*, versmald: int = 0, eerdere: int = 0) -> Certificaat:
    return certify(
        sha256="a" * 64,
        drempelset_versie=1,
        registerkop="0" * 64,
        methode="m",
        beschermd=3,
        versmald=versmald,
        eerdere=eerdere,
    )


def cell(plek: int, aantal: Spanne | None, **anders: Any) -> Bewijscel:
    velden: dict[str, Any] = {
        "tabel": "leeftijd", "klassen": ("Buurt 1", f"klasse {plek}"), "reden": Reden.aantal,
        "aantal": aantal, "grootte": None, "vereist": 10,
    }  # fmt: skip
    return Bewijscel(**velden | anders)


def proof(*cellen: Bewijscel, verlies: float = 0.0, kloof: float = 0.0) -> Bewijs:
    return Bewijs(getoond=1, verborgen=cellen, verwant=(), verlies=verlies, kloof=kloof)


def shown(
    resultaat: VeiligResultaat,
    bewijs: Bewijs | None = None,
    certificaat: Certificaat | None = None,
    *,
    personen: bool = True,
) -> Bewijsweergave:
    return present_evidence(
        resultaat,
        bewijs or proof(),
        certificaat or certificate(),
        personen=personen,
        peildatum="31 december 2016",
    )


# --- what it comes to -----------------------------------------------------------------------------
def test_a_passed_certificate_says_that_nobody_can_compute_what_is_hidden() -> None:
    weergave = shown(result(table(None, "aantal")), certificaat=certificate(eerdere=4))
    assert weergave.stand is Bewijsstand.geslaagd
    assert weergave.risico == (
        "Niemand kan uit deze cijfers, ook niet samen met de 4 eerdere resultaten, uitrekenen"
        " hoeveel personen achter een cijfer zitten dat geheim moet blijven."
    )
    assert "ten minste 10 personen" in weergave.toelichting[0]


def test_a_failed_certificate_says_how_many_are_too_precise() -> None:
    weergave = shown(result(table(None, "aantal")), certificaat=certificate(versmald=2))
    assert weergave.stand is Bewijsstand.niet_geslaagd
    assert "2 weggelaten cijfers zijn te precies" in weergave.risico


def test_a_failed_certificate_of_public_figures_is_not_talked_away() -> None:
    weergave = shown(result(table(None)), certificaat=certificate(versmald=1), personen=False)
    assert weergave.stand is Bewijsstand.niet_geslaagd


def test_public_figures_need_no_proof_and_the_page_says_so() -> None:
    weergave = shown(result(table(None)), personen=False)
    assert weergave.stand is Bewijsstand.openbaar
    assert "openbare cijfers" in weergave.risico
    assert weergave.niet_gedekt == ()


@pytest.mark.parametrize(
    ("bewijs", "certificaat"), [(None, None), (proof(), None), (None, certificate())]
)
def test_a_result_of_before_certificates_must_be_run_again(
    bewijs: Bewijs | None, certificaat: Certificaat | None
) -> None:
    weergave = present_evidence(
        result(table(None)), bewijs, certificaat, personen=True, peildatum="vandaag"
    )
    assert weergave.stand is Bewijsstand.ontbreekt
    assert "opnieuw uit te voeren" in weergave.toelichting[0]
    assert weergave.niet_gedekt == ()


def test_only_a_passed_certificate_says_what_it_does_not_cover() -> None:
    weergave = shown(result(table(None, "aantal")))
    assert "31 december 2016" in weergave.niet_gedekt[0]
    assert len(weergave.niet_gedekt) == 4
    assert "10 tot en met 49 personen" in weergave.niet_gedekt[1]


@pytest.mark.parametrize(
    ("gevonden", "zin"),
    [
        ([True, True], ""),
        ([True, False, False], "Van 1 van de 3 cijfers"),
        ([True, None], "naast elkaar legt. Met dit resultaat alleen"),
    ],
)
def test_of_who_is_counted_himself_is_said_how_many_cells_were_proved(
    gevonden: list[bool | None], zin: str
) -> None:
    cellen = [cell(plek, Spanne(0, 20), insiders=uit) for plek, uit in enumerate(gevonden)]
    open_ = cell(9, Spanne(3, 3), vereist=0)
    weergave = shown(result(table(*["aantal"] * len(gevonden))), proof(*cellen, open_))
    niet = [tekst for tekst in weergave.niet_gedekt if "zelf in de cijfers" in tekst]
    assert [zin in tekst for tekst in niet] == ([True] if zin else [])
    assert any("Van alle 2 cijfers" in tekst for tekst in weergave.toelichting) is not bool(zin)
    onbewezen = [cel.onbewezen for cel in weergave.tabellen[0].cellen]
    assert onbewezen == [uit is False for uit in gevonden]


def test_nothing_hidden_and_nothing_shown_have_words_of_their_own() -> None:
    assert "weggelaten" not in shown(result(table(None, None))).risico
    assert "geen enkel cijfer getoond" in shown(result(table("basis", "aantal"))).risico


@pytest.mark.parametrize(
    ("eerdere", "tekst"),
    [(0, ""), (1, "het eerdere resultaat"), (1200, "de 1.200 eerdere resultaten")],
)
def test_earlier_results_are_counted_in_words(eerdere: int, tekst: str) -> None:
    assert together_with(eerdere) == tekst


# --- hidden cells ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("spanne", "tekst"),
    [
        (None, NIET_NAGEREKEND),
        (Spanne(0, 14), "tussen 0 en 14 personen"),
        (Spanne(1000, 1012), "tussen 1.000 en 1.012 personen"),
        (Spanne(0, 1), "tussen 0 en 1 persoon"),
        (Spanne(7, 7), "precies 7 personen"),
    ],
)
def test_a_span_is_written_out(spanne: Spanne | None, tekst: str) -> None:
    assert span_text(spanne) == tekst


def test_a_hidden_cell_stands_with_its_reason_and_what_a_reader_can_compute() -> None:
    bewijs = proof(cell(1, Spanne(0, 14), grootte=Spanne(40, 60)))
    [tabel] = shown(result(table(None, "aantal")), bewijs).tabellen
    [cel] = tabel.cellen
    assert (cel.klassen, cel.reden) == (("Buurt 1", "klasse 1"), REDENTEKST[Reden.aantal])
    assert cel.aantal == "ten minste tussen 0 en 14 personen"
    assert (cel.grootte, cel.vereist) == ("tussen 40 en 60 personen", "10 personen")
    assert (tabel.koppen, tabel.getoond) == (("Buurt", "Leeftijd"), 1)


@pytest.mark.parametrize(("tot", "te_smal"), [(9, True), (10, False), (11, False)])
def test_a_span_under_what_was_asked_is_marked(tot: int, te_smal: bool) -> None:
    [tabel] = shown(result(table("aantal")), proof(cell(0, Spanne(0, tot)))).tabellen
    assert tabel.cellen[0].te_smal is te_smal


def test_a_cell_that_only_hides_others_does_not_give_its_count_away() -> None:
    cel = cell(0, Spanne(37, 37), vereist=0, grootte=Spanne(80, 80))
    [tabel] = shown(result(table("beschermt")), proof(cel)).tabellen
    assert (tabel.cellen[0].aantal, tabel.cellen[0].grootte) == (ZELF_NIET_GEHEIM, NIET_GEHEIM)
    assert not tabel.cellen[0].te_smal


def test_a_hidden_cell_without_evidence_is_not_left_out() -> None:
    [tabel] = shown(result(table("aantal", "basis")), proof(cell(0, Spanne(0, 20)))).tabellen
    gezocht = [cel.aantal for cel in tabel.cellen]
    assert gezocht == ["ten minste tussen 0 en 20 personen", NIET_NAGEREKEND]
    assert tabel.cellen[0].grootte == NIET_GEHEIM


@pytest.mark.parametrize(
    ("buiten", "zelf", "teksten"),
    [
        (None, None, (NIET_GEZOCHT, NIET_GEZOCHT)),
        (Marge(0, 23, True), None, ("tussen 0 en 23 personen", "tussen 0 en 23 personen")),
        (
            Marge(0, 23, False),
            Marge(1, 23, True),
            ("ten minste tussen 0 en 23 personen", "tussen 1 en 23 personen"),
        ),
    ],
)
def test_what_one_table_tells_an_outsider_and_who_is_counted_himself(
    buiten: Marge | None, zelf: Marge | None, teksten: tuple[str, str]
) -> None:
    bewijs = proof(cell(0, Spanne(0, 12), buitenstaander=buiten, betrokkene=zelf))
    [cel] = shown(result(table("aantal")), bewijs).tabellen[0].cellen
    assert (cel.buitenstaander, cel.betrokkene) == teksten
    assert Bewijs.uit_json(bewijs.als_json()) == bewijs


def test_evidence_of_before_the_intervals_can_still_be_read() -> None:
    gegevens = json.loads(proof(cell(0, Spanne(0, 12))).als_json())
    for veld in ("buitenstaander", "betrokkene", "insiders"):
        del gegevens["verborgen"][0][veld]
    assert Bewijs.uit_json(json.dumps(gegevens)) == proof(cell(0, Spanne(0, 12)))


def test_evidence_that_belongs_to_no_row_is_not_left_out() -> None:
    bewijs = proof(cell(0, Spanne(0, 20), tabel="eerder", klassen=("Vrouw", "12 tot 18")))
    tabel = shown(result(table(None)), bewijs).tabellen[1]
    assert (tabel.titel, tabel.cellen[0].klassen) == ("eerder", ("Vrouw · 12 tot 18",))


def test_reasons_are_counted_the_commonest_first() -> None:
    [tabel] = shown(result(table("basis", "aantal", "aantal", None))).tabellen
    assert [(r.aantal, r.tekst) for r in tabel.redenen] == [
        (2, REDENTEKST[Reden.aantal]), (1, REDENTEKST[Reden.basis]),
    ]  # fmt: skip


@pytest.mark.parametrize(("aantal", "open_"), [(OPEN_TOT, True), (OPEN_TOT + 1, False)])
def test_many_hidden_cells_are_folded_away(aantal: int, open_: bool) -> None:
    [tabel] = shown(result(table(*["aantal"] * aantal))).tabellen
    assert tabel.open is open_


# --- loss -----------------------------------------------------------------------------------------
def test_the_loss_is_that_of_cells_that_could_have_been_shown() -> None:
    resultaat = result(table(None, None, None, "aantal", "beschermt"))
    verlies = shown(resultaat, proof(verlies=0.2, kloof=0.03)).verlies
    assert (verlies.getoond, verlies.geregeld, verlies.beschermend) == (3, 1, 1)
    assert (verlies.mocht, verlies.totaal) == (4, 5)
    assert verlies.zinnen[0].endswith("Dat is 25%.")
    assert "20%" in verlies.zinnen[1]
    assert "misschien 3%" in verlies.zinnen[2]


@pytest.mark.parametrize(
    ("redenen", "zin"),
    [
        ((None, "aantal"), "Alle cijfers die volgens de drempels mogen, zijn getoond."),
        (("aantal",), "Volgens de drempels mocht geen enkel cijfer worden getoond."),
    ],
)
def test_without_loss_that_is_said(redenen: tuple[str | None, ...], zin: str) -> None:
    assert shown(result(table(*redenen))).verlies.zinnen == (zin,)


@pytest.mark.parametrize(
    ("deel", "tekst"), [(0.0, "0%"), (0.004, "minder dan 1%"), (0.01, "1%"), (0.256, "26%")]
)
def test_a_share_is_written_in_whole_percents(deel: float, tekst: str) -> None:
    assert percentage(deel) == tekst
