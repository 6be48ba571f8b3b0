import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from analyses.kern.belang import auc

groepen = st.lists(
    st.tuples(st.sampled_from([-1.0, 0.0, 0.5, 2.0]), st.integers(1, 6), st.integers(0, 6)),
    min_size=1,
    max_size=12,
)


@given(groepen)
def test_grouped_auc_equals_scikit_learn_on_persons(
    gegevens: list[tuple[float, int, int]],
) -> None:
    score = np.array([rij[0] for rij in gegevens])
    n = np.array([rij[1] for rij in gegevens])
    y = np.minimum([rij[2] for rij in gegevens], n)
    assume(0 < y.sum() < n.sum())
    uitkomst = np.concatenate([[1] * a + [0] * (b - a) for a, b in zip(y, n, strict=True)])
    personen = roc_auc_score(uitkomst, np.repeat(score, n))
    assert auc(score, n, y) == pytest.approx(personen, abs=1e-12)
