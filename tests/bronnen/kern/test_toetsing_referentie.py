"""The checks equal their slow second implementation, for every source, on dirty rows."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bronnen.kern.leverschema import Leverschema
from tests.bronnen.kern import toetsreferentie
from tests.bronnen.kern.toetsmateriaal import check_rows, offer
from tests.bronnen.kern.toetsrijen import TABELLEN, dirty_rows


@settings(deadline=None, max_examples=60)
@given(data=st.data(), nul_aanvullen=st.booleans(), per_batch=st.sampled_from([1, 7, 100]))
@pytest.mark.parametrize("bron", TABELLEN, ids=lambda bron: bron.code)
def test_fast_and_slow_checks_agree(
    bron: Leverschema, data: Any, nul_aanvullen: bool, per_batch: int
) -> None:
    rijen = data.draw(dirty_rows(bron))
    snel = check_rows(bron, rijen, per_batch=per_batch, nul_aanvullen=nul_aanvullen)
    staat, bevindingen = toetsreferentie.check(bron, offer(nul_aanvullen=nul_aanvullen), rijen)
    assert snel.staat == staat
    assert {
        (b.regel, b.kolom): (b.aantal, list(b.rijnummers)) for b in snel.bevindingen if b.weigert
    } == {sleutel: (len(rijen), rijen[:20]) for sleutel, rijen in bevindingen.items()}
