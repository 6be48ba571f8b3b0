"""Pseudonyms: equal if and only if what went in is equal, and nothing without the key."""

import string
from dataclasses import fields

import numpy as np
import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given, settings
from hypothesis import strategies as st

from bronnen.kern import pseudoniem
from bronnen.kern.pseudoniem import (
    Adrescijfer,
    Deel,
    Koppelsleutels,
    Persoonscijfer,
    Samengesteld,
    Tekstcijfer,
    normalise_name,
    normalise_street,
)
from bronnen.kern.teksten import byte_matrix

SLEUTEL = bytes(range(32))


@pytest.mark.parametrize(
    ("naam", "genormaliseerd"),
    [
        ("Jansen", "JANSEN"),
        ("de Vries", "VRIES"),
        ("Vries, de", "VRIES"),
        ("van der Berg", "BERG"),
        ("Berg, van den", "BERG"),
        ("VAN DER BERG", "BERG"),
        ("Jansen-de Vries", "JANSENVRIES"),
        ("in 't Veld", "VELD"),
        ("in ’t Veld", "VELD"),
        ("'s-Gravesande", "GRAVESANDE"),
        ("Müller", "MULLER"),
        ("Mu\u0308ller", "MULLER"),
        ("Çelik", "CELIK"),
        ("Béamont", "BEAMONT"),
        ("O'Neill", "ONEILL"),
        ("d'Ancona", "ANCONA"),
        ("El Idrissi", "IDRISSI"),
        ("Sigurðardóttir", "SIGURARDOTTIR"),
        ("Groß", "GROSS"),
        ("ĳsbrand", "IJSBRAND"),
        ("Ten", "TEN"),
        ("van der", "VANDER"),
        ("  Jansen  ", "JANSEN"),
        ("Jansen2", "JANSEN"),
        ("Ng", "NG"),
        ("王", ""),
        ("---", ""),
        ("", ""),
    ],
)
def test_a_surname_is_compared_by_its_letters(naam: str, genormaliseerd: str) -> None:
    assert normalise_name(naam) == genormaliseerd


@given(st.text(max_size=30))
def test_a_normalised_surname_has_letters_alone(naam: str) -> None:
    assert all("A" <= teken <= "Z" for teken in normalise_name(naam))


@given(st.text(string.printable, max_size=30))
def test_a_surname_is_the_same_in_any_case(naam: str) -> None:
    assert normalise_name(naam.lower()) == normalise_name(naam.upper())


@pytest.mark.parametrize(
    ("straat", "genormaliseerd"),
    [("Markt", "MARKT"), ("1e Straat", "1ESTRAAT"), ("St.-Jansplein", "STJANSPLEIN"), ("é", "E")],
)
def test_a_street_keeps_its_digits(straat: str, genormaliseerd: str) -> None:
    assert normalise_street(straat) == genormaliseerd


def test_keys_of_a_project_differ_among_each_other_and_from_another_project() -> None:
    een, ander = Koppelsleutels.of_project(SLEUTEL), Koppelsleutels.of_project(bytes(32))
    alle = [getattr(s, veld.name) for s in (een, ander) for veld in fields(s)]
    assert len(set(alle)) == 8
    assert Koppelsleutels.of_project(SLEUTEL) == een


@pytest.mark.parametrize("lengte", [0, 31, 33])
def test_a_project_key_has_32_bytes(lengte: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Koppelsleutels.of_project(bytes(lengte))


def test_keys_are_not_shown() -> None:
    assert "b'" not in repr(Koppelsleutels.of_project(SLEUTEL))


def encrypt_bsns(*bsns: int, sleutel: bytes = SLEUTEL) -> list[bytes]:
    blokken = Persoonscijfer(sleutel).encrypt(np.array(bsns, dtype=np.int64))
    return [blok.tobytes() for blok in blokken]


def test_a_bsn_is_one_aes_block() -> None:
    sleutelloos = Cipher(AES256(SLEUTEL), ECB()).decryptor()
    (blok,) = encrypt_bsns(111222333)
    assert int.from_bytes(sleutelloos.update(blok), "little") == 111222333


@given(st.lists(st.integers(1, 999_999_999), min_size=1, max_size=200))
def test_two_bsns_share_a_pseudonym_only_if_they_are_the_same(bsns: list[int]) -> None:
    assert len(set(encrypt_bsns(*bsns))) == len(set(bsns))


def test_another_key_gives_another_pseudonym() -> None:
    assert encrypt_bsns(111222333) != encrypt_bsns(111222333, sleutel=bytes(32))


def encrypt_names(*paren: tuple[str, int]) -> list[bytes]:
    cijfer = Samengesteld(SLEUTEL, normalise_name)
    afdrukken, _ = cijfer.digests(pa.array([naam for naam, _ in paren]))
    datums = np.array([datum for _, datum in paren], dtype=np.int64)
    return [blok.tobytes() for blok in cijfer.encrypt(afdrukken, datums)]


def test_name_and_birth_date_together_make_one_pseudonym() -> None:
    een, zelfde, andere_dag, andere_naam = encrypt_names(
        ("de Vries", 19800101), ("VRIES", 19800101), ("de Vries", 19800102), ("Vriess", 19800101)
    )
    assert een == zelfde
    assert len({een, andere_dag, andere_naam}) == 3


@given(
    st.lists(
        st.tuples(st.text("ABab é", max_size=4), st.integers(0, 99_991_231)),
        min_size=1,
        max_size=50,
    )
)
def test_names_share_a_pseudonym_only_if_name_and_date_are_the_same(
    paren: list[tuple[str, int]],
) -> None:
    gelijk = {(normalise_name(naam), datum) for naam, datum in paren}
    assert len(set(encrypt_names(*paren))) == len(gelijk)


def test_namesakes_of_ten_thousand_birth_dates_all_differ() -> None:
    namen = encrypt_names(*(("Jansen", 19_000_000 + dag) for dag in range(10_000)))
    assert len(set(namen)) == 10_000


def test_a_name_without_letters_has_no_digest() -> None:
    _, gevuld = Samengesteld(SLEUTEL, normalise_name).digests(pa.array(["Jansen", "王", ""]))
    assert gevuld.tolist() == [True, False, False]


def test_the_memory_of_names_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudoniem, "MEESTE_BEWAARD", 10)
    cijfer = Samengesteld(SLEUTEL, normalise_name)
    eerst, _ = cijfer.digests(pa.array(["Jansen"]))
    for i in range(50):
        cijfer.digests(pa.array([f"naam{chr(65 + i % 26)}{i}"]))
    assert (cijfer.digests(pa.array(["Jansen"]))[0] == eerst).all()
    cijfer.digests(pa.array(["lang" * 1000]))
    assert len(cijfer._afdruk._bekend) <= 12
    assert max(map(len, cijfer._afdruk._bekend)) < 100


Adres = tuple[str, int, str, str]


def encrypt_addresses(*adressen: Adres, sleutel: bytes = SLEUTEL) -> list[bytes]:
    plaats = np.arange(len(adressen), dtype=np.int32)
    leeg = np.zeros(len(adressen), dtype=np.bool_)
    postcode = byte_matrix(pa.array([a[0] for a in adressen]), 6)
    nummer = np.array([a[1] for a in adressen], dtype=np.int64)
    letter = Deel.of_texts(pa.array([a[2] for a in adressen]), plaats, leeg)
    toevoeging = Deel.of_texts(pa.array([a[3] for a in adressen]), plaats, leeg)
    blokken = Adrescijfer(sleutel).encrypt(postcode, nummer, letter, toevoeging)
    return [blok.tobytes() for blok in blokken]


def test_an_address_is_told_from_its_neighbours() -> None:
    adressen: list[Adres] = [
        ("5211AB", 1, "", ""),
        ("5211AB", 11, "", ""),
        ("5211AC", 1, "", ""),
        ("5211AB", 1, "A", ""),
        ("5211AB", 1, "", "A"),
        ("5211AB", 1, "A", "A"),
        ("5211AB", 1, "", "BIS"),
        ("5211AB", 1, "", "BISBISBIS"),
        ("5211AB", 1, "B", "ISBISBIS"),
        ("5211AB", 1, "BIS", "BISBIS"),
        ("5211AB", 65537, "", ""),
    ]
    assert len(set(encrypt_addresses(*adressen))) == len(adressen)


@pytest.mark.parametrize("anders", ["a", "A", " a ", "-A", "á"])
def test_a_house_letter_is_the_same_in_any_case(anders: str) -> None:
    een, ander = encrypt_addresses(("5211AB", 1, "A", ""), ("5211AB", 1, anders, ""))
    assert een == ander


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["5211AB", "5211AC"]),
            st.integers(1, 99_999),
            st.text("ABa|", max_size=3),
            st.text("12a|", max_size=9),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_addresses_share_a_pseudonym_only_if_all_parts_are_the_same(adressen: list[Adres]) -> None:
    delen = {(p, n, normalise_street(a), normalise_street(b)) for p, n, a, b in adressen}
    assert len(set(encrypt_addresses(*adressen))) == len(delen)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=40))
def test_numbers_of_any_length_share_a_pseudonym_only_if_they_are_the_same(
    teksten: list[str],
) -> None:
    blokken = Tekstcijfer(SLEUTEL).encrypt(pa.array(teksten, pa.string()))
    assert len({blok.tobytes() for blok in blokken}) == len(set(teksten))


@pytest.mark.parametrize("teksten", [["a" * 15, "a" * 16, "a" * 17], ["", "\x80", "\x00"]])
def test_padding_does_not_make_two_numbers_one(teksten: list[str]) -> None:
    blokken = Tekstcijfer(SLEUTEL).encrypt(pa.array(teksten))
    assert len({blok.tobytes() for blok in blokken}) == len(teksten)
