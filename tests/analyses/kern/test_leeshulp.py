"""Words from safe tables: a difference only where the shown intervals do not overlap."""

import numpy as np
import pytest

from analyses.kern import bescherming, leeshulp, leesmodel, leestabel, woorden
from analyses.kern.leeshulp import Cijfer, Leeshulp
from analyses.kern.onderzoek import Gebiedslabels, Onderzoekgegevens
from analyses.kern.tabellen import ALLE
from privacy.kern import beschermen
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import VeiligeTabel

LABELS = Gebiedslabels(("Noord", "Zuid"), "De twee buurten samen", "Hele gemeente")
GEBIED = Dimensie(
    "gebied",
    "Buurt",
    ("Noord", "Zuid", "Overige buurten"),
    (("De twee buurten samen", (0, 1)), ("Hele gemeente", (0, 1, 2))),
)


def shares(code: str, klassen: tuple[str, ...], aandelen: list[list[float]]) -> VeiligeTabel:
    """Groups of a thousand; a row of shares (percents) for each class."""
    dimensie = Dimensie(code, code, klassen, ((ALLE, tuple(range(len(klassen)))),))
    basis = np.full((len(klassen), 3), 1000)
    aantal = np.array(aandelen) * 10
    celtabel = Celtabel("t", "T", (dimensie, GEBIED), basis, aantal.astype(int))
    return bescherming.protect_shares(celtabel, Drempelset())


def areas(aandelen: list[float], n: int = 2000) -> VeiligeTabel:
    aantal = (np.array(aandelen) * n / 100).astype(int)
    return bescherming.protect_shares(
        Celtabel("v", "V", (GEBIED,), np.full(3, n), aantal), Drempelset()
    )


def kenmerk(aandelen: list[list[float]], onderzoek: Onderzoekgegevens) -> Leeshulp:
    tabel = shares("geslacht", ("man", "vrouw"), aandelen)
    return leestabel.read_kenmerk(tabel, "geslacht", LABELS, onderzoek)


def test_a_difference_in_every_buurt_is_said_so(onderzoek: Onderzoekgegevens) -> None:
    hulp = kenmerk([[20, 22, 18], [5, 6, 5]], onderzoek)
    assert hulp.bevinding == "Mannen staan in beide buurten vaker als verdachte geregistreerd"


def test_a_difference_in_one_buurt_is_not_said_of_all(onderzoek: Onderzoekgegevens) -> None:
    hulp = kenmerk([[30, 10, 18], [5, 10, 5]], onderzoek)
    assert hulp.bevinding == "Mannen staan vaker als verdachte geregistreerd"


def test_no_clear_difference_is_a_finding_too(onderzoek: Onderzoekgegevens) -> None:
    hulp = kenmerk([[10, 10, 10], [10, 11, 10]], onderzoek)
    assert hulp.bevinding == "Geen duidelijk verschil in aandeel verdachten naar geslacht"
    assert leeshulp.SAMEN_VOOR not in hulp.leeswijzer


@pytest.mark.parametrize(
    ("vrouwen", "aantal", "bevinding"),
    [
        ([20, 20, 1500], [4, 4, 450], "Vrouwen staan vaker als verdachte geregistreerd"),
        ([10, 10, 10], [2, 2, 2], "Te weinig cijfers getoond om te vergelijken naar geslacht"),
    ],
)
def test_what_is_hidden_is_not_read_as_no_difference(
    vrouwen: list[int], aantal: list[int], bevinding: str, onderzoek: Onderzoekgegevens
) -> None:
    dimensie = Dimensie("geslacht", "Geslacht", ("man", "vrouw"))
    celtabel = Celtabel(
        "t", "T", (dimensie, GEBIED), np.array([[1000] * 3, vrouwen]),
        np.array([[100] * 3, aantal]),
    )  # fmt: skip
    tabel = bescherming.protect_shares(celtabel, Drempelset())
    assert leestabel.read_kenmerk(tabel, "geslacht", LABELS, onderzoek).bevinding == bevinding


def test_both_figures_stand_in_the_sentence(onderzoek: Onderzoekgegevens) -> None:
    hulp = kenmerk([[20, 20, 18], [5, 5, 5]], onderzoek)
    assert hulp.zin == (
        "In de twee buurten samen staat 20% (18 tot 22%) van de mannen geregistreerd als "
        "verdachte, en 5% (4 tot 7%) van de vrouwen."
    )


@pytest.mark.parametrize(
    ("een", "ander", "hoger"),
    [((10, 12), (8, 9), True), ((10, 12), (8, 10), False), ((10, 12), (11, 14), False)],
)
def test_intervals_that_touch_are_no_clear_difference(
    een: tuple[int, int], ander: tuple[int, int], hoger: bool
) -> None:
    assert leeshulp.higher(Cijfer("a", 11, *een), Cijfer("b", 9, *ander)) is hoger


@pytest.mark.parametrize(
    ("aandelen", "bevinding"),
    [
        ([20, 10, 9], "In Noord staan meer inwoners als verdachte geregistreerd dan gemiddeld"),
        ([10, 10, 10], "Geen duidelijk verschil tussen de onderzochte buurten en de hele gemeente"),
        ([5, 5, 20], "Geen duidelijk verschil tussen de onderzochte buurten en de hele gemeente"),
    ],
)
def test_buurten_are_compared_with_the_municipality(
    aandelen: list[float], bevinding: str, onderzoek: Onderzoekgegevens
) -> None:
    assert leestabel.read_suspects(areas(aandelen), LABELS, onderzoek).bevinding == bevinding


def test_hidden_figures_are_counted_in_neutral_words(onderzoek: Onderzoekgegevens) -> None:
    tabel = areas([0.2, 10, 10])
    hulp = leestabel.read_suspects(tabel, LABELS, onderzoek)
    zin = f"{tabel.verborgen} cijfers zijn niet getoond"
    assert tabel.verborgen > 1
    assert f"{zin}, om personen te beschermen." in hulp.leeswijzer
    assert zin in hulp.alt
    assert not any("Minder dan" in regel for regel in hulp.leeswijzer)


@pytest.mark.parametrize(
    ("p", "boven", "begin"),
    [
        (0.4, 0, "Verdachten wonen verspreid; geen straat springt eruit"),
        (0.01, 0, "Straten verschillen meer dan bij toeval, maar geen straat"),
        (0.001, 2, "Verdachten wonen niet gelijk verspreid"),
    ],
)
def test_spread_ends_in_a_sentence(
    p: float, boven: int, begin: str, onderzoek: Onderzoekgegevens
) -> None:
    kans = np.random.default_rng(1)
    n = kans.integers(100, 300, 60)
    straten = beschermen.Straatspreiding(
        "Noord", n, kans.binomial(n, 0.1), (0.3, 30.0, 28.0, 1.5, 0.2, 0.0, 0.0), 50.0, 59, p, boven
    )
    paar = beschermen.protect_spread([straten], Drempelset(), naam="s", titel="S")
    hulp = leesmodel.read_spread(paar, (), "Noord", onderzoek)
    assert hulp.bevinding.startswith(begin)


def overlap(aandelen: list[list[float]]) -> VeiligeTabel:
    woon = Dimensie("woonbuurt", "Woont in", LABELS.onderzocht)
    pleeg = Dimensie("pleegbuurt", "Incident in", (*LABELS.onderzocht, "Een andere buurt"))
    aantal = (np.array(aandelen) * 4).astype(int)
    celtabel = Celtabel("o", "O", (woon, pleeg), np.full((2, 3), 400), aantal)
    return bescherming.protect_shares(celtabel, Drempelset())


@pytest.mark.parametrize(
    ("aandelen", "bevinding"),
    [
        (
            [[70, 10, 30], [10, 70, 30]],
            "De meeste verdachten zijn dat van een incident in de eigen buurt",
        ),
        (
            [[70, 10, 30], [10, 40, 30]],
            "De meeste verdachten uit Noord zijn dat in de eigen buurt",
        ),
        (
            [[20, 10, 70], [10, 20, 70]],
            "De meeste verdachten zijn dat van een incident buiten de eigen buurt",
        ),
        (
            [[50, 10, 50], [10, 50, 50]],
            "Geen duidelijk verschil tussen incidenten in de eigen buurt en daarbuiten",
        ),
    ],
)
def test_overlap_says_where_most_incidents_are(
    aandelen: list[list[float]], bevinding: str, onderzoek: Onderzoekgegevens
) -> None:
    assert leestabel.read_overlap(overlap(aandelen), LABELS, onderzoek).bevinding == bevinding


@pytest.mark.parametrize(
    ("rho", "laag", "hoog", "sterkte"),
    [
        (0.68, 0.5, 0.8, "sterke samenhang"),
        (0.5, 0.1, 0.8, "sterke samenhang"),
        (0.49, 0.1, 0.8, "matige samenhang"),
        (0.27, 0.04, 0.47, "zwakke samenhang"),
        (0.27, -0.1, 0.5, "geen duidelijke samenhang"),
        (-0.4, -0.6, -0.1, "matige omgekeerde samenhang"),
    ],
)
def test_the_strength_of_a_relation(rho: float, laag: float, hoog: float, sterkte: str) -> None:
    assert leesmodel._strength(rho, laag, hoog) == sterkte


@pytest.mark.parametrize(
    ("aandeel", "tekst"),
    [
        (4, "Minder dan 1 van de 10"),
        (5, "Ongeveer 1 van de 10"),
        (73, "Ongeveer 7 van de 10"),
        (75, "Ongeveer 8 van de 10"),
        (95, "Bijna alle"),
    ],
)
def test_shares_in_tens(aandeel: int, tekst: str) -> None:
    assert leestabel._of_ten(aandeel) == tekst


def test_an_alt_text_is_cut_between_words_and_keeps_its_end() -> None:
    alt = leeshulp.cut("woord " * 80, "Tabel hieronder.")
    assert len(alt) <= 250
    assert alt.endswith("… Tabel hieronder.")


@pytest.mark.parametrize(
    ("items", "tekst"),
    [
        (
            ["geslacht=man", "gezinsgrootte=1 persoon", "leeftijd=18 tot en met 49"],
            "mannen van 18 tot 50 jaar die alleen wonen",
        ),
        (
            ["achterstand_2m=ja", "leeftijd=18 tot en met 49"],
            "inwoners van 18 tot 50 jaar met meer dan 2 maanden betalingsachterstand",
        ),
        (["leeftijd=65 en ouder"], "inwoners van 65 jaar en ouder"),
        (
            ["bijstand=langer dan 60 maanden", "schuldhulp=ja"],
            "inwoners die langer dan 60 maanden bijstand hebben en met schuldhulp",
        ),
        (
            ["huishoudtype=paar met kinderen"],
            "inwoners in een huishouden van een paar met kinderen",
        ),
    ],
)
def test_groups_are_said_in_plain_dutch(items: list[str], tekst: str) -> None:
    assert woorden.rule_words(items) == tekst


@pytest.mark.parametrize(
    ("van", "tot", "tekst"),
    [
        ("2016-01-01", "2016-12-31", "2016"),
        ("2016-03-01", "2016-05-31", "1 maart tot en met 31 mei 2016"),
        ("2015-07-02", "2016-07-01", "2 juli 2015 tot en met 1 juli 2016"),
    ],
)
def test_periods(van: str, tot: str, tekst: str) -> None:
    assert woorden.period(van, tot) == tekst


@pytest.mark.parametrize(
    ("gekregen", "verwacht"),
    [
        (woorden.whole(1235.4), "1.235"),
        (woorden.decimal(1.65), "1,7"),
        (woorden.decimal(0.681, 2), "0,68"),
        (woorden.points(4), "+4"),
        (woorden.points(-4), "−4"),
        (woorden.points(0), "0"),
        (woorden.shares(12, 10, 14), "12% (10 tot 14%)"),
        (woorden.enumerate_dutch(["a"]), "a"),
        (woorden.enumerate_dutch(["a", "b", "c"]), "a, b en c"),
    ],
)
def test_figures_are_written_the_dutch_way(gekregen: str, verwacht: str) -> None:
    assert gekregen == verwacht
