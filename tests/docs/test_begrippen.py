"""docs/begrippen.md names every Dutch noun of the code, and nothing that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BASIS = Path(__file__).resolve().parents[2]
BEGRIPPEN = BASIS / "docs" / "begrippen.md"
APPS = ("analyses", "bronnen", "privacy", "buurtmonitor")


def _words(tekst: str) -> frozenset[str]:
    return frozenset(tekst.split())


# Words of the framework, of formats and of programs.
ENGELS = _words(
    """
    12 18 actions active actor api apps backend bitmap cache celery command commands config csv
    database demo docx email fence forms geojson hash id is iss item itemsets json lease main
    management
    match max middleware mixin models newton object oidc pdf permissions policies postgres pptx
    queries
    register schema serializer settings sha256 status sub tasks templatetags upload urls valkey
    views webserver wsgi xlsx
    """
)
# Dutch, but no nouns: what happened or must happen, how something is, and small words.
GEEN_NAAMWOORD = _words(
    """
    aangemaakt aangenomen aangevraagd aanmelden aanvragen achterhaald afgebroken afgehandeld
    afgekeurd afgewezen aflezen afmelden alle altijd annuleren apart beantwoord beeindigd beheren
    bekeken bekend beoordelen beschermd beschermen beschermt bevestig bevestigd bevestigen bewaard
    bezet bezig bezorgen bij bijgeschreven bijzonder bijzondere binnen botst dan de decimaal dicht
    doen door een eenmalig eerdere eigen financieel geannuleerd geblokkeerd gebruikt gecontroleerd
    gedaan gedeblokkeerd gedeeld gedownload geen geheel gekoppeld gekozen geleverd gelezen gemaakt
    gemeentelijke genoeg gereed geschreven geslaagd gestart gesteld gestopt geldt getoetst gevonden
    gevraagd gewoon geweigerd gewijzigd goedgekeurd groot hele identificerend in ingebouwd ingediend
    ingehaald ingetrokken inrichten intrekken keer klaar koppelen laatst laatste lang lege lezen
    maatschappelijke maken migreer mislukt negatieve niet onbekend onbekende onderzocht onjuiste
    onleesbaar ontbreekt ontbrekend ontbrekende ontkoppeld ontvangen onveilig op open opgepakt
    opgesteld opstellen overige primair ruwe samen samengesteld schrijven stellen strafrechtelijk te
    aangehouden aanwezig afgegeven afgerond beantwoorden begonnen besloten beter bewaren
    bijgewoond eens gegeven gekozen gelijk gemeten geopend geprobeerd gesloten geven gewisseld
    opgeruimd gewist herhaald huidig loopt onzeker openstaand opgeheven opruimen slechter tegen telt
    ter
    teruggestuurd tot tweede uitvoeren vanaf vast vastgesteld vastgestelde veel veilig veilige
    verkeerde verloopt verlopen vernietigd vernietigen verouderd versmald vervallen verworpen
    verzonden voeren vol volgen voor voorgelegd voorgesteld vorige vragen vrijgegeven waarom wacht
    wachten wachtend weg wekken zien zonder
    vervangen geregistreerd uitgegeven hier
    aanwezig afgerond beantwoorden besloten beter bijgewoond eens gegeven gekozen gelijk gemeten
    geopend geprobeerd gesloten geven huidig openstaand slechter tegen verworpen voeren
    voorgesteld waarom
    """
)


def _sources() -> Iterator[Path]:
    for app in APPS:
        yield from (p for p in (BASIS / app).rglob("*.py") if "migrations" not in p.parts)


def _bases(klasse: ast.ClassDef) -> set[str]:
    return {ast.unparse(basis) for basis in klasse.bases}


def _members(klasse: ast.ClassDef, pad: Path) -> Iterator[str]:
    """Members of an enum, and the columns of a model."""
    enum = bool(_bases(klasse) & {"Enum", "models.TextChoices"})
    for deel in klasse.body:
        if isinstance(deel, ast.Assign) and isinstance(deel.targets[0], ast.Name):
            kolom = pad.name == "models.py" and ast.unparse(deel.value).startswith("models.")
            if enum or kolom:
                yield deel.targets[0].id


def _names(pad: Path) -> Iterator[str]:
    yield pad.parent.name if pad.name == "__init__.py" else pad.stem
    for deel in ast.parse(pad.read_text(encoding="utf-8")).body:
        if isinstance(deel, ast.ClassDef) and not deel.name.startswith("_"):
            yield deel.name
            yield from _members(deel, pad)


def _split(naam: str) -> list[str]:
    """`VeiligResultaat` and `wacht_op_tweede` into their words, in small letters."""
    naam = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", naam)
    return [woord.lower() for woord in naam.split("_") if woord]


@pytest.fixture(scope="module")
def in_code() -> dict[str, str]:
    """Each word with one file that uses it."""
    return {
        woord: str(pad.relative_to(BASIS))
        for pad in _sources()
        for naam in _names(pad)
        for woord in _split(naam)
    }


@pytest.fixture(scope="module")
def in_list() -> dict[str, str]:
    """Each listed word with its sentence."""
    rijen = re.findall(r"^\| (`.+?) \| (.+) \|$", BEGRIPPEN.read_text(encoding="utf-8"), re.M)
    return {
        woord: zin
        for woorden, zin in rijen
        for genoemd in re.findall(r"`([^`]+)`", woorden)
        for woord in genoemd.split()
    }


def test_every_noun_of_the_code_stands_in_the_list(
    in_code: dict[str, str], in_list: dict[str, str]
) -> None:
    bekend = ENGELS | GEEN_NAAMWOORD | set(in_list)
    assert {woord: pad for woord, pad in in_code.items() if woord not in bekend} == {}


def test_the_list_names_nothing_that_is_not_in_the_code(
    in_code: dict[str, str], in_list: dict[str, str]
) -> None:
    assert set(in_list) - set(in_code) == set()


def test_every_word_has_one_sentence(in_list: dict[str, str]) -> None:
    assert [woord for woord, zin in in_list.items() if not zin.rstrip().endswith(".")] == []


@pytest.mark.parametrize(
    ("naam", "woorden"),
    [
        ("VeiligResultaat", ["veilig", "resultaat"]),
        ("wacht_op_tweede", ["wacht", "op", "tweede"]),
        ("OIDCBackend", ["oidc", "backend"]),
        ("JSONSerializer", ["json", "serializer"]),
        ("Leverschema", ["leverschema"]),
    ],
)
def test_a_name_falls_apart_into_its_words(naam: str, woorden: list[str]) -> None:
    assert _split(naam) == woorden
