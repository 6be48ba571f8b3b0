"""The linked file and a kept delivery at rest: what can be read, and what cannot."""

import io
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from bronnen.kern.arrowstroom import open_container
from bronnen.kern.koppelbestand import (
    RIJEN_PER_BLOK,
    count_blocks,
    linked_columns,
    read_blocks,
    read_linked,
    residents_of,
    write_linked,
)
from bronnen.kern.koppelverslag import Koppelfout
from bronnen.kern.levering import Levering, Opener
from privacy.kern.versleuteling import Onleesbaar, Schrijver, new_key
from tests.bronnen.kern.koppelmateriaal import PEILDATUM, SLEUTEL_ID, inwoner, pack, pseudonym

SLEUTEL = new_key()
TABEL = pl.DataFrame(
    {
        "geslacht": pl.Series([0, 1, 1], dtype=pl.UInt8),
        "huishouden": pl.Series([2, 0, 1], dtype=pl.UInt32),
        "pleegbuurten": pl.Series([[], [0, 3], [1]], dtype=pl.List(pl.UInt16)),
    }
)


def written(tabel: pl.DataFrame = TABEL) -> bytes:
    doel = io.BytesIO()
    write_linked(tabel, doel, SLEUTEL, SLEUTEL_ID, PEILDATUM)
    return doel.getvalue()


def many_rows() -> pl.DataFrame:
    """More than a chunk of the container."""
    toeval = np.random.default_rng(1).integers(0, 1 << 32, 700_000, dtype=np.uint32)
    return pl.DataFrame({"huishouden": toeval})


def test_a_linked_file_is_read_back_as_it_was() -> None:
    assert read_linked(io.BytesIO(written()), SLEUTEL).equals(TABEL)


def test_some_columns_are_read_in_the_order_asked_for() -> None:
    tabel = read_linked(io.BytesIO(written()), SLEUTEL, columns=["huishouden", "geslacht"])
    assert tabel.equals(TABEL.select("huishouden", "geslacht"))


def test_a_linked_file_is_read_from_its_path(tmp_path: Path) -> None:
    pad = tmp_path / "bewoners"
    pad.write_bytes(written())
    assert residents_of(pad, SLEUTEL)(["geslacht"]).equals(TABEL.select("geslacht"))


def test_the_columns_are_known_without_reading_the_rows() -> None:
    assert linked_columns(io.BytesIO(written()), SLEUTEL) == tuple(TABEL.columns)


def test_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        read_linked(io.BytesIO(written()), SLEUTEL, columns=["naam"])


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Onleesbaar):
        read_linked(io.BytesIO(written()), new_key())


def test_a_file_that_was_cut_off_is_not_read_as_a_shorter_one() -> None:
    inhoud = written(many_rows())
    with pytest.raises(Onleesbaar):
        read_linked(io.BytesIO(inhoud[: -(1 << 18)]), SLEUTEL)


def test_a_file_of_several_chunks_is_read_back_as_it_was() -> None:
    tabel = many_rows()
    assert read_linked(io.BytesIO(written(tabel)), SLEUTEL).equals(tabel)


@pytest.mark.parametrize("blokken", [range(0), range(1), range(3, 11), range(10, 11)], ids=str)
def test_some_blocks_are_read_by_themselves(tmp_path: Path, blokken: range) -> None:
    tabel, pad = many_rows(), tmp_path / "bewoners"
    pad.write_bytes(written(tabel))
    delen = list(read_blocks(pad, SLEUTEL, ["huishouden"], blokken))
    gelezen = pl.concat([tabel.clear(), *delen])
    begin, einde = (RIJEN_PER_BLOK * plek for plek in (blokken.start, blokken.stop))
    assert gelezen.equals(tabel[begin:einde])


@pytest.mark.parametrize(("rijen", "blokken"), [(0, 0), (1, 1), (65_536, 1), (65_537, 2)])
def test_residents_are_written_in_so_many_blocks(tmp_path: Path, rijen: int, blokken: int) -> None:
    pad = tmp_path / "bewoners"
    pad.write_bytes(written(pl.DataFrame({"geslacht": np.zeros(rijen, dtype=np.uint8)})))
    assert count_blocks(pad, SLEUTEL) == blokken


def test_a_delivery_is_no_linked_file() -> None:
    levering = pack("brp", [inwoner("jan")])
    doel = io.BytesIO()
    with levering() as bron, Schrijver(doel, SLEUTEL) as container:
        container.write(bron.read())
    with pytest.raises(ValueError, match="linked file"):
        read_linked(io.BytesIO(doel.getvalue()), SLEUTEL)


def test_what_is_written_does_not_hold_the_rows_in_clear() -> None:
    tabel = pl.DataFrame({"buurt": pl.Series([0x4E4D] * 500, dtype=pl.UInt16)})
    assert b"MNMNMN" not in written(tabel)
    assert b"buurt" not in written(tabel)


def test_keys_are_read_as_the_same_128_bits() -> None:
    levering = Levering("brp", pack("brp", [inwoner(n) for n in ("jan", "piet", "klaas", "x")]))
    verwacht = [
        int.from_bytes(pseudonym(n) or b"", "little", signed=True)
        for n in ("jan", "piet", "klaas", "x")
    ]
    assert levering.read("persoon")["persoon"].to_list() == verwacht


def test_a_missing_key_is_null_and_a_key_that_is_not_kept_is_null_everywhere() -> None:
    rijen = [inwoner("jan", adres=None), inwoner("piet")]
    zonder = [naam for naam in rijen[0] if naam != "naamgeboorte"]
    levering = Levering("brp", pack("brp", rijen, zonder))
    tabel = levering.read_or_empty("adres", "naamgeboorte")
    assert tabel.null_count().row(0) == (1, 2)


def test_an_element_that_is_not_kept_cannot_be_read() -> None:
    levering = Levering("brp", pack("brp", [inwoner("jan")], ["persoon"]))
    with pytest.raises(Koppelfout):
        levering.read("geslacht")


def big_delivery() -> Opener:
    """More than a chunk of the container, in blocks that cross the end of a chunk."""
    return pack("brp", [inwoner(str(i)) for i in range(20_000)], blok=700)


def test_a_delivery_of_several_chunks_is_read_whole() -> None:
    levering = Levering("brp", big_delivery())
    assert levering.read("persoon")["persoon"].n_unique() == levering.count_rows() == 20_000


def test_a_delivery_that_lost_its_end_is_not_read_as_a_shorter_one() -> None:
    doel = io.BytesIO()
    with big_delivery()() as bron, Schrijver(doel, SLEUTEL) as container:
        container.write(bron.read())
    kort = doel.getvalue()[: -(1 << 18)]
    with pytest.raises(Onleesbaar):
        Levering("brp", lambda: open_container(io.BytesIO(kort), SLEUTEL)).read("persoon")
