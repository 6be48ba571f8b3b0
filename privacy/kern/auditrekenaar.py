"""The auditor's solver, run as a process of its own (`python auditrekenaar.py` < ask > answer).

OR-tools and highspy each carry a libhighs of the same name and another version, so one process
can't hold both; and an auditor in a process of its own shares nothing with what it audits. It
proposes tables of whole persons; `audit` checks them by adding up and trusts nothing else.
Standard input: JSON list of systems; standard output: for each the tables found, or null.
"""

import json
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

Getallen = NDArray[np.float64]
Tabellen = NDArray[np.int64]
Programma = tuple[pywraplp.Solver, list[pywraplp.Variable]]

# Whole answers where GLOP's corner is not whole; bounded in work, not in wall clock, so that the
# same table gives the same answer on any machine.
INSTELLING = "num_workers:1,random_seed:1,max_deterministic_time:10"
DICHTBIJ = INSTELLING + ",cp_model_presolve:false"  # for a search so near that it costs more


# From this many doubtful sums on, several are looked at in one programme.
SAMEN = 8
KLEIN = 1e-6


class Sommen:
    """Sums over lists of leaves, all at once."""

    def __init__(self, lijsten: list[list[int]]) -> None:
        self.bladen = np.array([blad for lijst in lijsten for blad in lijst], dtype=np.int64)
        lengte = [len(lijst) for lijst in lijsten]
        self.begin = np.concatenate([[0], np.cumsum(lengte)[:-1]]).astype(np.int64)
        self.leeg = not lijsten

    def of(self, tabel: Tabellen) -> Tabellen:
        if self.leeg:
            return np.zeros(0, dtype=np.int64)
        return np.add.reduceat(tabel[self.bladen], self.begin)


class Zoektocht:
    """Looks, question by question, for tables far apart; `tabellen` are those worth keeping."""

    def __init__(self, stelsel: dict[str, Any]) -> None:
        self.stelsel, self.feiten = stelsel, stelsel["feiten"]
        self.som = Sommen([feit[0] for feit in stelsel["feiten"]])
        self.onder = np.array([feit[1] for feit in stelsel["feiten"]], dtype=np.int64)
        self.boven = np.array([feit[2] for feit in stelsel["feiten"]], dtype=np.int64)
        self.dak = np.array(stelsel["dak"], dtype=np.int64)
        self.vraag = Sommen([vraag[0] for vraag in stelsel["vragen"]])
        self.vereist = np.array([vraag[1] for vraag in stelsel["vragen"]], dtype=np.int64)
        waarheid = np.array(stelsel["waarheid"], dtype=np.int64)
        self.laag = self.vraag.of(waarheid)
        self.hoog = self.laag.copy()
        self.tabellen: list[list[int]] = []
        self.alles = (np.zeros(self.dak.size), self.dak.astype(np.float64))
        self.glop = build("", self.alles, self.feiten)
        self.krap = build("", self.alles, self.narrower(waarheid))

    def narrower(self, waarheid: Tabellen) -> list[Any]:
        """Facts less one person on either side where the true table leaves room, so that a corner
        can be rounded to whole persons."""
        som = self.som.of(waarheid)
        krap = (som > self.onder) & (som < self.boven)
        grenzen = zip(self.onder + krap, self.boven - krap, strict=True)
        return [
            [feit[0], int(onder), int(boven)]
            for feit, (onder, boven) in zip(self.feiten, grenzen, strict=True)
        ]

    def run(self) -> list[list[int]]:
        self.look_together()
        for nummer in self.doubtful().tolist():
            if self.missing(nummer) > 0:
                self.look_at(nummer)
        return self.tabellen

    def missing(self, nummer: int) -> int:
        """Persons that the tables found still lack to be far enough apart."""
        return int(self.vereist[nummer] - (self.hoog[nummer] - self.laag[nummer]))

    def look_at(self, nummer: int) -> None:
        """GLOP's corners first; else CP-SAT on the whole system, which is slow and exact."""
        gewicht = np.zeros(self.dak.size)
        gewicht[self.stelsel["vragen"][nummer][0]] = 1.0
        for meest in (True, False):
            self.remember(self.corner(self.glop, gewicht, meest))
            if self.missing(nummer) <= 0:
                return
        for meest in (True, False):
            programma = build(INSTELLING, self.alles, self.feiten)
            self.remember(as_whole(optimise(programma, gewicht, meest)))

    def corner(self, glop: Programma, gewicht: Getallen, meest: bool) -> Tabellen | None:
        """A table of whole persons at, or else near, the corner that GLOP finds."""
        hoek = optimise(glop, gewicht, meest)
        if hoek is None:
            return None
        heel = as_whole(hoek)
        for straal in (0, 1):
            if heel is not None and self.agrees(heel):
                return heel
            onder = np.maximum(np.floor(hoek + KLEIN) - straal, 0)
            boven = np.minimum(np.ceil(hoek - KLEIN) + straal, self.dak)
            programma = build(DICHTBIJ, (onder, boven), self.feiten)
            heel = as_whole(optimise(programma, np.zeros(self.dak.size), meest))
        return heel

    def doubtful(self) -> Tabellen:
        return np.flatnonzero(self.hoog - self.laag < self.vereist)

    def look_together(self) -> None:
        """Tables with many sums at once at their most or least, as long as that settles some."""
        toeval = np.random.default_rng(1)
        twijfel = self.doubtful()
        while twijfel.size >= SAMEN:
            gewicht = np.zeros(self.dak.size)
            for nummer, kant in zip(twijfel, toeval.choice([-1, 1], twijfel.size), strict=True):
                np.add.at(gewicht, self.stelsel["vragen"][nummer][0], kant)
            for meest in (True, False):
                self.remember(self.corner(self.krap, gewicht, meest))
            over = self.doubtful()
            if over.size > twijfel.size * 0.95:
                return
            twijfel = over

    def agrees(self, tabel: Tabellen) -> bool:
        sommen = self.som.of(tabel)
        return bool(
            (tabel >= 0).all()
            and (tabel <= self.dak).all()
            and (sommen >= self.onder).all()
            and (sommen <= self.boven).all()
        )

    def remember(self, tabel: Tabellen | None) -> None:
        if tabel is None:
            return
        gevonden = self.vraag.of(tabel)
        if (gevonden < self.laag).any() or (gevonden > self.hoog).any():
            self.tabellen.append(tabel.tolist())
        self.laag = np.minimum(self.laag, gevonden)
        self.hoog = np.maximum(self.hoog, gevonden)


def as_whole(breuk: Getallen | None) -> Tabellen | None:
    return None if breuk is None else np.rint(breuk).astype(np.int64)


def build(heel: str, bereik: tuple[Getallen, Getallen], feiten: list[Any]) -> Programma:
    """GLOP, or CP-SAT with the settings in `heel` for whole persons."""
    solver = pywraplp.Solver.CreateSolver("SAT" if heel else "GLOP")
    if heel:
        solver.SetSolverSpecificParametersAsString(heel)
    maak = solver.IntVar if heel else solver.NumVar
    bladen = [maak(float(o), float(b), "") for o, b in zip(*bereik, strict=True)]
    for lijst, onder, boven in feiten:
        rij = solver.Constraint(onder, boven)
        for blad in lijst:
            rij.SetCoefficient(bladen[blad], 1)
    return solver, bladen


def optimise(programma: Programma, gewicht: Getallen, meest: bool) -> Getallen | None:
    solver, variabelen = programma
    doel = solver.Objective()
    doel.Clear()
    for blad in np.flatnonzero(gewicht).tolist():
        doel.SetCoefficient(variabelen[blad], float(gewicht[blad]))
    doel.SetOptimizationDirection(meest)
    if solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return None
    return np.array([variabele.solution_value() for variabele in variabelen])


def main() -> None:
    stelsels = json.load(sys.stdin)
    json.dump([Zoektocht(stelsel).run() for stelsel in stelsels], sys.stdout)


if __name__ == "__main__":
    main()
