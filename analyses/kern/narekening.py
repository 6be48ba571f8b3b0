"""Other packages compute the shown figures again, in every run; `Afwijking` blocks the result."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from mlxtend.frequent_patterns import association_rules
from numpy.typing import NDArray
from scipy import sparse, special, stats
from sklearn.metrics import roc_auc_score

from analyses.kern.meerniveau import Meerniveau
from analyses.kern.newton import Schatting
from analyses.kern.patronen import Patronen
from analyses.kern.regels import Regel, item_codes
from analyses.kern.uitkomst import Afwijking

Vector = NDArray[np.float64]

TOEGESTAAN = 1e-6
BREED = 9.0  # errors around each mode that the net holds
FIJN = 1.6  # points of the net within an error of the sharpest area
MEESTE_PUNTEN = 20_000
MATEN = ("support", "confidence", "lift", "leverage", "conviction", "zhangs_metric")


def recheck_statsmodels(
    matrix: NDArray[np.float64], patronen: Patronen, schatting: Schatting
) -> float:
    """GLM Binomial on the patterns: coefficients, standard errors and deviance; the largest
    difference, of the deviance as a share."""
    tellingen = np.column_stack([patronen.y, patronen.n - patronen.y])
    model = sm.GLM(tellingen, matrix, family=sm.families.Binomial())
    anders = model.fit(tol=1e-13, maxiter=100)
    verschil = max(
        float(np.abs(anders.params - schatting.coef).max()),
        float(np.abs(anders.bse - schatting.se).max()),
        abs(anders.deviance / deviance(schatting.loglik, patronen) - 1),
    )
    return _demand(verschil, "statsmodels")


def recheck_firth(
    matrix: NDArray[np.float64],
    patronen: Patronen,
    schatting: Schatting,
    hefboom: NDArray[np.float64],
) -> float:
    """Firth's estimate is the ordinary one with half of each leverage added to both outcomes, so
    GLM must find it again; its standard errors are those of GLM's information there."""
    half = hefboom / 2
    tellingen = np.column_stack([patronen.y + half, patronen.n - patronen.y + half])
    model = sm.GLM(tellingen, matrix, family=sm.families.Binomial())
    anders = model.fit(tol=1e-13, maxiter=200, start_params=schatting.coef)
    geteld = np.column_stack([patronen.y, patronen.n - patronen.y])
    zonder = sm.GLM(geteld, matrix, family=sm.families.Binomial())
    informatie = -zonder.hessian(anders.params, scale=1.0, observed=False)
    fout = np.sqrt(np.diag(np.linalg.inv(informatie)))
    verschil = max(
        float(np.abs(anders.params - schatting.coef).max()),
        float(np.abs(fout - schatting.se).max()),
    )
    return _demand(verschil, "statsmodels")


def deviance(loglik: float, patronen: Patronen) -> float:
    """2(ℓ of the saturated model − ℓ), both without the binomial coefficients."""
    n, y = patronen.n, patronen.y
    vol = special.xlogy(y, y / n) + special.xlogy(n - y, 1 - y / n)
    return float(2 * (vol.sum() - loglik))


def recheck_sklearn(score: NDArray[np.float64], patronen: Patronen, auc: float) -> float:
    """AUC from every pattern twice, weighted by its suspects and its others."""
    uitkomst = np.repeat([1, 0], len(score))
    gewicht = np.concatenate([patronen.y, patronen.n - patronen.y])
    anders = roc_auc_score(uitkomst, np.concatenate([score, score]), sample_weight=gewicht)
    return _demand(abs(float(anders) - auc), "scikit-learn")


def recheck_areas(
    matrix: Vector, n: Vector, y: Vector, gebied: NDArray[np.intp], gevonden: Meerniveau
) -> float:
    """The integral over what areas differ, by the trapezium rule on one even net for all areas
    instead of Gauss–Hermite around each mode: how far its own next step moves the coefficients
    and log σ, and the log-likelihood as a share."""
    fout = np.maximum(gevonden.spits, 1e-12)
    rand = [gevonden.effect - BREED * fout, gevonden.effect + BREED * fout]
    stap = float(fout.min()) / FIJN
    net = np.arange(rand[0].min(), rand[1].max() + stap, stap)
    if len(net) > MEESTE_PUNTEN:
        raise Afwijking("tweede rekenwijze")
    logs = _on_the_net(matrix, n, y, gebied, gevonden, net)
    loglik = float((special.logsumexp(logs, axis=0) + np.log(stap)).sum())
    kans = special.softmax(logs, axis=0)
    eta, rest = matrix @ gevonden.coef, y.copy()
    for u, deel in zip(net, kans, strict=True):
        rest -= deel[gebied] * n * special.expit(eta + u)
    spreiding = (kans * ((net / gevonden.sigma) ** 2 - 1)[:, None]).sum()
    helling = np.append(matrix.T @ rest, spreiding)[: len(gevonden.volledig)]
    verder = float(np.abs(gevonden.volledig @ helling).max())
    return _demand(max(verder, abs(loglik / gevonden.loglik - 1)), "tweede rekenwijze")


def _on_the_net(
    matrix: Vector, n: Vector, y: Vector, gebied: NDArray[np.intp], gevonden: Meerniveau,
    net: Vector,
) -> Vector:  # fmt: skip
    """Log of the integrand [Q × G]."""
    eta, plek = matrix @ gevonden.coef, np.arange(len(n))
    som = sparse.csr_array((np.ones(len(n)), (gebied, plek)))
    delen = [som @ (y * (eta + u) - n * np.logaddexp(0.0, eta + u)) for u in net]
    return np.array(delen) + stats.norm.logpdf(net, scale=gevonden.sigma)[:, None]


def recheck_mlxtend(regels: Sequence[Regel], patronen: Patronen) -> float:
    """Supports counted again by pandas, metrics by mlxtend; the largest difference."""
    items = sorted({item for regel in regels for item in regel.items})
    kolommen = {item: _has(patronen, item) for item in items}
    verschil = 0.0
    for regel in regels:
        frame = pd.DataFrame({item: kolommen[item] for item in regel.items})
        verschil = max(verschil, _metrics_differ(regel, frame, patronen))
    return _demand(verschil, "mlxtend")


def _has(patronen: Patronen, item: str) -> NDArray[np.bool_]:
    """Which patterns hold an item, read from its label."""
    code, klasse = item.split("=", 1)
    return np.isin(patronen.kolom(code), item_codes(code, klasse))


def _metrics_differ(regel: Regel, frame: pd.DataFrame, patronen: Patronen) -> float:
    sets = _supports(frame, patronen)
    rijen = association_rules(
        sets, num_itemsets=patronen.personen, metric="support", min_threshold=0
    )
    [anders] = rijen[rijen["consequents"] == frozenset({"verdachte"})][
        lambda r: r["antecedents"] == frozenset(regel.items)
    ].to_dict("records")
    paren = [(float(anders[maat]), float(getattr(regel, maat))) for maat in MATEN]
    return max(0.0 if een == ander else abs(een - ander) for een, ander in paren)


def _supports(frame: pd.DataFrame, patronen: Patronen) -> pd.DataFrame:
    """Support of every itemset over the rule's items and verdachte, in mlxtend's form."""
    rijen: list[tuple[float, frozenset[str]]] = []
    for lengte in range(len(frame.columns) + 1):
        for deel in combinations(frame.columns, lengte):
            hier = frame[list(deel)].all(axis=1).to_numpy()
            y = patronen.y[hier].sum() / patronen.personen
            rijen.append((float(y), frozenset({*deel, "verdachte"})))
            if deel:
                n = patronen.n[hier].sum() / patronen.personen
                rijen.append((float(n), frozenset(deel)))
    return pd.DataFrame(rijen, columns=["support", "itemsets"])


def _demand(verschil: float, pakket: str) -> float:
    if not verschil <= TOEGESTAAN:
        raise Afwijking(pakket)
    return verschil
