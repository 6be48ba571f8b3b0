import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bronnen.kern.codering import _is_utf8
from tests.bronnen.kern.leesmateriaal import names, read, refusal

KOP = "nummer;naam\n"


@pytest.mark.parametrize(
    ("encoded", "shown"),
    [
        (f"{KOP}1;Müller €\n".encode(), "utf-8"),
        (f"{KOP}1;Müller €\n".encode("utf-8-sig"), "utf-8"),
        (f"{KOP}1;Müller €\n".encode("cp1252"), "windows-1252"),
        (f"\ufeff{KOP}1;Müller €\n".encode("utf-16-le"), "utf-16-le"),
        (f"\ufeff{KOP}1;Müller €\n".encode("utf-16-be"), "utf-16-be"),
    ],
)
@pytest.mark.parametrize("step", [1, 1 << 20])
def test_each_encoding_is_detected_and_shown(encoded: bytes, shown: str, step: int) -> None:
    gelezen = read(encoded, step=step)
    assert names(gelezen) == ["Müller €"]
    assert gelezen.codering == shown


def test_an_accent_far_down_the_file_still_decides() -> None:
    body = "1;Jansen\n" * 300_000
    gelezen = read(f"{KOP}{body}1;René\n".encode("cp1252"))
    assert names(gelezen)[-1] == "René"
    assert gelezen.codering == "windows-1252"


def test_an_accent_as_the_very_last_byte_is_read() -> None:
    assert names(read(f"{KOP}1;René".encode("cp1252"))) == ["René"]


@pytest.mark.parametrize(
    "name", ["D’Arcy", "Šimić".replace("ć", "c"), "“Groen”", "1–2", "Zoë", "Ångström", "SÃO", "N°"]
)
def test_signs_that_windows_1252_has_are_no_reason_to_refuse(name: str) -> None:
    assert names(read(f"{KOP}1;Café\n2;{name}\n".encode("cp1252"))) == ["Café", name]


@settings(deadline=None)
@given(st.text("abcZÀÁÄÇÈÉÊËÍÏÑÓÖÜàáäçèéêëíïñóöüß '-", min_size=1).filter(lambda t: t.strip()))
def test_dutch_names_survive_windows_1252(name: str) -> None:
    assert names(read(f"{KOP}1;é\n2;{name}\n".encode("cp1252")))[1] == name


MENGSELS = [
    f"{KOP}1;Müller\n".encode() + "2;Müller\n".encode("cp1252"),
    f"{KOP}1;Müller\n".encode("cp1252") + "2;Müller\n".encode(),
    f"{KOP}1;Jan\n2;Zoë\n".encode("cp1252") + "3;D’Arcy\n".encode(),
]


@pytest.mark.parametrize(
    ("contents", "line"), [(MENGSELS[0], 3), (MENGSELS[1], 3), (MENGSELS[2], 4)]
)
@pytest.mark.parametrize("step", [1, 1 << 20])
def test_mixed_encodings_are_refused_with_the_line(contents: bytes, line: int, step: int) -> None:
    error = refusal(contents, step=step)
    assert error.code == "codering_gemengd"
    assert error.melding.startswith(f"Regel {line}:")


def test_a_mixed_line_far_down_the_file_is_named() -> None:
    error = refusal(f"{KOP}1;Müller\n".encode() * 200_000 + "2;Müller\n".encode("cp1252"))
    assert error.melding.startswith("Regel 400001:")


@pytest.mark.parametrize("name", ["Müller", "André", "’t Hooft", "Çelik", "Åse", "€"])
def test_text_that_was_encoded_twice_is_refused(name: str) -> None:
    double = name.encode().decode("latin-1" if name in ("Çelik", "Åse") else "cp1252")
    error = refusal(f"{KOP}1;Jan\n2;{double}\n")
    assert error.code == "codering_dubbel"
    assert error.melding.startswith("Regel 3:")


@pytest.mark.parametrize("name", ["João", "SÃO", "Ângela", "âge", "Ã", "â €"])
def test_the_same_letters_in_real_names_are_no_reason_to_refuse(name: str) -> None:
    assert names(read(f"{KOP}1;{name}\n")) == [name]


@pytest.mark.parametrize("name", ["Müller", "René", "Köln", "Daniël", "Çelik", "Muñoz", "García"])
def test_a_dos_code_page_is_refused_with_the_line(name: str) -> None:
    error = refusal(f"{KOP}1;Jan\n2;{name}\n".encode("cp850"))
    assert error.code == "codering_onbekend"
    assert error.melding.startswith("Regel 3:")


@pytest.mark.parametrize(
    "contents", [f"{KOP}1;J\0n\n".encode(), f"{KOP}1;Jan\n".encode("utf-16-le")]
)
def test_nul_bytes_are_refused(contents: bytes) -> None:
    assert refusal(contents).code == "nul_teken"


@pytest.mark.parametrize(
    "contents",
    [f"{KOP}1;Zoë\n2;Zoë".encode()[:-1], f"\ufeff{KOP}1;Zoë".encode("utf-16-le")[:-1]],
)
def test_half_a_character_at_the_end_means_cut_off(contents: bytes) -> None:
    assert refusal(contents).code == "afgekapt"


def test_a_broken_utf_16_file_is_refused() -> None:
    contents = f"\ufeff{KOP}1;".encode("utf-16-le") + b"\x00\xd8" + "Jan\n".encode("utf-16-le")
    assert refusal(contents).code == "codering_onbekend"


halve_tekens = st.text(st.characters(categories=["Cs", "L", "S"]), max_size=6)


@given(
    st.one_of(st.binary(max_size=12), halve_tekens.map(lambda t: t.encode(errors="surrogatepass")))
)
def test_what_is_utf8_is_what_python_can_decode(inhoud: bytes) -> None:
    assert _is_utf8(inhoud) == decodes(inhoud)


def decodes(inhoud: bytes) -> bool:
    try:
        inhoud.decode()
    except UnicodeDecodeError:
        return False
    return True
