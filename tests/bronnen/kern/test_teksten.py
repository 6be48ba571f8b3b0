import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from bronnen.kern.teksten import byte_matrix

teksten = st.lists(st.text(max_size=12), max_size=30)


@given(teksten, st.integers(1, 16), st.integers(0, 5))
def test_a_matrix_holds_the_first_bytes_of_every_text_and_zeros_after_them(
    gegeven: list[str], breedte: int, vanaf: int
) -> None:
    reeks = pa.array(gegeven, pa.string())[vanaf:]
    verwacht = [list(t.encode()[:breedte].ljust(breedte, b"\0")) for t in gegeven[vanaf:]]
    assert byte_matrix(reeks, breedte).tolist() == verwacht
