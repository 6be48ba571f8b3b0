"""The container: what was written comes back, and nothing that was changed does."""

import io
import os
import shutil
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.kern.versleuteling import (
    BLOK,
    TAG,
    Bladeraar,
    Lezer,
    Onleesbaar,
    Schrijver,
    as_binary,
    chunk_nonce,
    new_key,
    read_key_id,
    unwrap_key,
    wrap_key,
)

KOP = 44
SLEUTEL_ID = bytes(range(16))


def encrypt(inhoud: bytes, sleutel: bytes, sleutel_id: bytes = SLEUTEL_ID) -> bytes:
    doel = io.BytesIO()
    with Schrijver(doel, sleutel, sleutel_id) as schrijver:
        schrijver.write(inhoud)
    return doel.getvalue()


def decrypt(container: bytes, sleutel: bytes) -> bytes:
    return Lezer(io.BytesIO(container), sleutel).readall() or b""


def chunks(container: bytes) -> list[bytes]:
    return [container[i : i + BLOK + TAG] for i in range(KOP, len(container), BLOK + TAG)]


@pytest.mark.parametrize("lengte", [0, 1, BLOK - 1, BLOK, BLOK + 1, 2 * BLOK, 3 * BLOK + 17])
def test_what_was_written_comes_back(lengte: int) -> None:
    inhoud, sleutel = os.urandom(lengte), new_key()
    assert decrypt(encrypt(inhoud, sleutel), sleutel) == inhoud


@settings(deadline=None)
@given(delen=st.lists(st.binary(max_size=400), max_size=30), stap=st.integers(1, 700))
def test_the_size_of_writes_and_reads_does_not_matter(delen: list[bytes], stap: int) -> None:
    sleutel, doel = new_key(), io.BytesIO()
    with Schrijver(doel, sleutel) as schrijver:
        for deel in delen:
            schrijver.write(deel)
    doel.seek(0)
    lezer = Lezer(doel, sleutel)
    assert b"".join(iter(lambda: lezer.read(stap) or b"", b"")) == b"".join(delen)


def test_a_source_that_reads_in_drips_gives_the_same() -> None:
    class Druppel(io.BytesIO):
        def read(self, aantal: int | None = -1, /) -> bytes:
            return super().read(min(aantal or 0, 1000))

    inhoud, sleutel = os.urandom(BLOK + 5), new_key()
    assert Lezer(Druppel(encrypt(inhoud, sleutel)), sleutel).readall() == inhoud


@settings(max_examples=60, deadline=None)
@given(plaats=st.integers(0, 2 * BLOK + 100 + KOP + 3 * TAG - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_makes_it_unreadable(plaats: int, bit: int) -> None:
    gewijzigd = bytearray(CONTAINER)
    gewijzigd[plaats] ^= 1 << bit
    if 5 <= plaats < 21:
        assert read_key_id(io.BytesIO(gewijzigd)) != SLEUTEL_ID
    with pytest.raises(Onleesbaar):
        decrypt(bytes(gewijzigd), SLEUTEL)


@settings(max_examples=60, deadline=None)
@given(lengte=st.integers(0, 2 * BLOK + 100 + KOP + 3 * TAG - 1))
def test_a_container_that_was_cut_off_is_unreadable(lengte: int) -> None:
    with pytest.raises(Onleesbaar):
        decrypt(CONTAINER[:lengte], SLEUTEL)


@pytest.mark.parametrize("aantal", [1, 2])
def test_a_container_that_was_cut_off_between_chunks_is_unreadable(aantal: int) -> None:
    with pytest.raises(Onleesbaar):
        decrypt(CONTAINER[: KOP + aantal * (BLOK + TAG)], SLEUTEL)


@pytest.mark.parametrize("volgorde", [(1, 0, 2), (0, 2, 1), (0, 0, 1, 2), (0, 1, 2, 2), (0, 2)])
def test_chunks_that_were_moved_doubled_or_left_out_are_unreadable(volgorde: tuple[int]) -> None:
    delen = chunks(CONTAINER)
    with pytest.raises(Onleesbaar):
        decrypt(CONTAINER[:KOP] + b"".join(delen[i] for i in volgorde), SLEUTEL)


def test_a_chunk_of_another_container_under_the_same_key_is_unreadable() -> None:
    ander = chunks(encrypt(os.urandom(2 * BLOK + 100), SLEUTEL))
    delen = chunks(CONTAINER)
    with pytest.raises(Onleesbaar):
        decrypt(CONTAINER[:KOP] + delen[0] + ander[1] + delen[2], SLEUTEL)


def test_bytes_after_the_end_make_it_unreadable() -> None:
    with pytest.raises(Onleesbaar):
        decrypt(CONTAINER + b"x", SLEUTEL)


# --- reading any part ----------------------------------------------------------------------------


def leaf(container: bytes, sleutel: bytes) -> bytes:
    return Bladeraar(io.BytesIO(container), sleutel).readall() or b""


@pytest.mark.parametrize("lengte", [0, 1, BLOK - 1, BLOK, BLOK + 1, 2 * BLOK, 3 * BLOK + 17])
def test_any_part_of_what_was_written_can_be_read(lengte: int) -> None:
    inhoud, sleutel = os.urandom(lengte), new_key()
    lezer = Bladeraar(io.BytesIO(encrypt(inhoud, sleutel)), sleutel)
    for plek in (0, lengte - 1, BLOK - 3, BLOK, lengte // 2, lengte + 5):
        assert lezer.seek(max(plek, 0)) == lezer.tell()
        assert lezer.read(BLOK + 7) == inhoud[max(plek, 0) :][: BLOK + 7]
    assert lezer.seek(0, io.SEEK_END) == lengte


@settings(max_examples=60, deadline=None)
@given(plaats=st.integers(0, 2 * BLOK + 100 + KOP + 3 * TAG - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_is_found_by_who_reads_that_part(plaats: int, bit: int) -> None:
    gewijzigd = bytearray(CONTAINER)
    gewijzigd[plaats] ^= 1 << bit
    with pytest.raises(Onleesbaar):
        leaf(bytes(gewijzigd), SLEUTEL)


@settings(max_examples=60, deadline=None)
@given(lengte=st.integers(0, 2 * BLOK + 100 + KOP + 3 * TAG - 1))
def test_a_container_of_another_length_never_opens(lengte: int) -> None:
    for anders in (CONTAINER[:lengte], CONTAINER + bytes(lengte + 1)):
        with pytest.raises(Onleesbaar):
            Bladeraar(io.BytesIO(anders), SLEUTEL)


@pytest.mark.parametrize("volgorde", [(1, 0, 2), (0, 2, 1), (0, 0, 1, 2), (0, 1, 2, 2), (0, 2)])
def test_chunks_that_were_moved_are_found_by_who_reads_them(volgorde: tuple[int]) -> None:
    delen = chunks(CONTAINER)
    with pytest.raises(Onleesbaar):
        leaf(CONTAINER[:KOP] + b"".join(delen[i] for i in volgorde), SLEUTEL)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(Onleesbaar):
        decrypt(CONTAINER, new_key())


def test_a_reader_that_met_a_changed_chunk_gives_nothing_more() -> None:
    gewijzigd = bytearray(CONTAINER)
    gewijzigd[KOP + BLOK + TAG] ^= 1
    lezer = Lezer(io.BytesIO(gewijzigd), SLEUTEL)
    assert len(lezer.read(BLOK) or b"") == BLOK
    for _ in range(2):
        with pytest.raises(Onleesbaar):
            lezer.read(1)


def test_a_writer_that_broke_off_leaves_nothing_readable() -> None:
    doel = io.BytesIO()
    with suppress(RuntimeError), Schrijver(doel, SLEUTEL) as schrijver:
        schrijver.write(b"x" * BLOK)
        raise RuntimeError
    with pytest.raises(Onleesbaar):
        decrypt(doel.getvalue(), SLEUTEL)


def test_a_writer_that_was_lost_leaves_nothing_readable() -> None:
    doel = io.BytesIO()
    schrijver = Schrijver(doel, SLEUTEL)
    schrijver.write(b"x" * 10)
    del schrijver
    with pytest.raises(Onleesbaar):
        decrypt(doel.getvalue(), SLEUTEL)


def test_a_closed_writer_takes_nothing_more_and_closes_twice() -> None:
    doel = io.BytesIO()
    schrijver = Schrijver(doel, SLEUTEL)
    schrijver.close()
    schrijver.close()
    with pytest.raises(ValueError, match="closed"):
        schrijver.write(b"x")
    assert decrypt(doel.getvalue(), SLEUTEL) == b""


def test_the_clear_text_is_not_in_the_container() -> None:
    assert b"canary" not in encrypt(b"canary" * 1000, SLEUTEL)


def test_the_same_text_twice_shares_no_chunk() -> None:
    een, twee = encrypt(b"x" * 100, SLEUTEL), encrypt(b"x" * 100, SLEUTEL)
    assert een[KOP:] != twee[KOP:]


def test_the_header_names_the_key() -> None:
    assert read_key_id(io.BytesIO(CONTAINER)) == SLEUTEL_ID
    assert Lezer(io.BytesIO(CONTAINER), SLEUTEL).sleutel_id == SLEUTEL_ID


@pytest.mark.parametrize(
    "begin", [b"", b"OKVC", b"PK\x03\x04" + bytes(60), b"OKVC\x02" + bytes(60)]
)
def test_no_container_or_another_version_is_refused(begin: bytes) -> None:
    with pytest.raises(Onleesbaar):
        Lezer(io.BytesIO(begin), SLEUTEL)


def test_a_million_chunks_have_a_million_nonces() -> None:
    nonces = {chunk_nonce(b"1234567", i, last=False) for i in range(1_000_000)}
    nonces.add(chunk_nonce(b"1234567", 999_999, last=True))
    assert len(nonces) == 1_000_001


def test_the_last_index_is_the_last() -> None:
    assert len(chunk_nonce(b"1234567", 2**32 - 1, last=True)) == 12
    with pytest.raises(OverflowError):
        chunk_nonce(b"1234567", 2**32, last=True)


@pytest.mark.parametrize("lengte", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(lengte: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Schrijver(io.BytesIO(), bytes(lengte))
    with pytest.raises(ValueError, match="32 bytes"):
        wrap_key(bytes(lengte), new_key(), sleutel_id=SLEUTEL_ID, doel="levering")


@pytest.mark.parametrize("lengte", [0, 15, 17])
def test_a_key_id_of_another_length_is_refused(lengte: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Schrijver(io.BytesIO(), SLEUTEL, bytes(lengte))
    with pytest.raises(ValueError, match="16 bytes"):
        wrap_key(SLEUTEL, new_key(), sleutel_id=bytes(lengte), doel="levering")


def test_a_wrapped_key_opens_with_its_master_key_id_and_purpose() -> None:
    sleutel = new_key()
    ingepakt = wrap_key(SLEUTEL, sleutel, sleutel_id=SLEUTEL_ID, doel="levering")
    assert unwrap_key(SLEUTEL, ingepakt, sleutel_id=SLEUTEL_ID, doel="levering") == sleutel
    assert sleutel not in ingepakt


@pytest.mark.parametrize(
    ("hoofdsleutel", "sleutel_id", "doel"),
    [
        (bytes(32), SLEUTEL_ID, "levering"),
        (None, bytes(16), "levering"),
        (None, SLEUTEL_ID, "landing"),
    ],
)
def test_a_wrapped_key_does_not_open_otherwise(
    hoofdsleutel: bytes | None, sleutel_id: bytes, doel: str
) -> None:
    ingepakt = wrap_key(SLEUTEL, new_key(), sleutel_id=SLEUTEL_ID, doel="levering")
    with pytest.raises(Onleesbaar):
        unwrap_key(hoofdsleutel or SLEUTEL, ingepakt, sleutel_id=sleutel_id, doel=doel)


@given(plaats=st.integers(0, 1 + 12 + 32 + 16 - 1), bit=st.integers(0, 7))
def test_a_wrapped_key_with_a_flipped_bit_does_not_open(plaats: int, bit: int) -> None:
    ingepakt = bytearray(wrap_key(SLEUTEL, new_key(), sleutel_id=SLEUTEL_ID, doel="levering"))
    ingepakt[plaats] ^= 1 << bit
    with pytest.raises(Onleesbaar):
        unwrap_key(SLEUTEL, bytes(ingepakt), sleutel_id=SLEUTEL_ID, doel="levering")


@pytest.mark.parametrize("lengte", [0, 1, 28])
def test_a_wrapped_key_that_was_cut_off_does_not_open(lengte: int) -> None:
    ingepakt = wrap_key(SLEUTEL, new_key(), sleutel_id=SLEUTEL_ID, doel="levering")
    with pytest.raises(Onleesbaar):
        unwrap_key(SLEUTEL, ingepakt[:lengte], sleutel_id=SLEUTEL_ID, doel="levering")


def test_a_reader_and_a_writer_serve_where_a_binary_file_is_asked_for() -> None:
    kopie = io.BytesIO()
    with Schrijver(kopie, SLEUTEL) as schrijver:
        shutil.copyfileobj(as_binary(Lezer(io.BytesIO(CONTAINER), SLEUTEL)), as_binary(schrijver))
    assert decrypt(kopie.getvalue(), SLEUTEL) == decrypt(CONTAINER, SLEUTEL)


def test_the_version_stands_in_the_header() -> None:
    assert CONTAINER[:5] == b"OKVC\x01"


SLEUTEL = new_key()
CONTAINER = encrypt(os.urandom(2 * BLOK + 100), SLEUTEL)
