"""Random tables with hierarchies, zeros and groups in which almost everyone has the outcome."""

import numpy as np

from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset

DREMPELS = Drempelset()
# Small enough to try every possible table.
KLEIN = Drempelset(
    min_aantal=4, min_basis=8, min_complement=2, min_verschil=3, max_aandeel=0.8, afronding=3
)


def dimension(toeval: np.random.Generator, nummer: int, klassen: int) -> Dimensie:
    """Leaves, mostly with a total, sometimes with a class in between (buurt ⊂ wijk ⊂ gemeente)."""
    namen = tuple(f"klasse {i + 1}" for i in range(klassen))
    samen = []
    if klassen > 2 and toeval.random() < 0.5:
        samen.append(("wijk", tuple(range(int(toeval.integers(2, klassen))))))
    if toeval.random() < 0.8:
        samen.append(("alle", tuple(range(klassen))))
    return Dimensie(f"as{nummer}", f"As {nummer}", namen, tuple(samen))


def random_table(zaad: int, *, frequentie: bool = False) -> Celtabel:
    """Two to four dimensions, groups of a few to some hundreds of persons."""
    toeval = np.random.default_rng(zaad)
    assen = int(toeval.integers(2, 5))
    grootste = {2: 7, 3: 4, 4: 2}[assen]
    dims = tuple(dimension(toeval, i, int(toeval.integers(2, grootste + 1))) for i in range(assen))
    vorm = tuple(len(d.klassen) for d in dims)
    verwacht = toeval.lognormal(toeval.uniform(2.5, 5.5), 1.0, vorm)
    basis = toeval.poisson(verwacht * (toeval.random(vorm) > 0.1)).astype(np.int64)
    if frequentie:
        return Celtabel("proef", "Proef", dims, basis, None, bool(toeval.random() < 0.7))
    kans = np.clip(toeval.beta(0.8, 4, vorm) * toeval.choice([1.0, 4.0], vorm, p=[0.9, 0.1]), 0, 1)
    aantal = toeval.binomial(basis, kans).astype(np.int64)
    return Celtabel("proef", "Proef", dims, basis, aantal, bool(toeval.random() < 0.7))


def tiny_table(zaad: int) -> Celtabel:
    """At most four leaves of at most fourteen persons."""
    toeval = np.random.default_rng(zaad)
    vormen = [(2,), (3,), (4,), (2, 2)]
    vorm = vormen[int(toeval.integers(len(vormen)))]
    dims = tuple(dimension(toeval, i, n) for i, n in enumerate(vorm))
    basis = toeval.integers(0, 15, vorm).astype(np.int64)
    aantal = toeval.binomial(basis, toeval.uniform(0.1, 0.9, vorm)).astype(np.int64)
    return Celtabel("proef", "Proef", dims, basis, aantal, bool(toeval.random() < 0.7))


def area_table(zaad: int = 0, klassen: int = 9) -> Celtabel:
    """Thirteen areas × nine classes of suspects, as in the demonstration."""
    toeval = np.random.default_rng(zaad)
    buurten = Dimensie(
        "gebied",
        "Gebied",
        tuple(f"Buurt {i + 1}" for i in range(12)),
        (("De drie buurten", (0, 1, 2)),),
    )
    namen = tuple(f"klasse {i + 1}" for i in range(klassen - 1))
    klasse = Dimensie("klasse", "Klasse", namen, (("alle", tuple(range(klassen - 1))),))
    inwoners = [3000] * 3 + [1000] * 9
    verdeling = toeval.dirichlet(np.ones(klassen - 1))
    basis = np.stack([toeval.multinomial(n, verdeling) for n in inwoners]).astype(np.int64)
    kans = toeval.beta(1.5, 12, (1, klassen - 1))
    aantal = toeval.binomial(basis, np.broadcast_to(kans, basis.shape)).astype(np.int64)
    return Celtabel("gebieden", "Gebieden", (buurten, klasse), basis, aantal)
