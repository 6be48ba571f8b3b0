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

# Whole answers where GLOP's corner is not whole; bounded in work, not in wall clock, so that the
# same table gives the same answer on any machine.
INSTELLING = "num_workers:1,random_seed:1,max_deterministic_time:10"


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
        self.stelsel = stelsel
        self.som = Sommen([feit[0] for feit in stelsel["feiten"]])
        self.onder = np.array([feit[1] for feit in stelsel["feiten"]], dtype=np.int64)
        self.boven = np.array([feit[2] for feit in stelsel["feiten"]], dtype=np.int64)
        self.dak = np.array(stelsel["dak"], dtype=np.int64)
        self.vraag = Sommen([vraag[0] for vraag in stelsel["vragen"]])
        waarheid = np.array(stelsel["waarheid"], dtype=np.int64)
        self.laag = self.vraag.of(waarheid)
        self.hoog = self.laag.copy()
        self.tabellen: list[list[int]] = []
        self.glop, self.variabelen = build("GLOP", stelsel)

    def run(self) -> list[list[int]]:
        for nummer, (_, vereist) in enumerate(self.stelsel["vragen"]):
            for richting in (True, False):
                if self.hoog[nummer] - self.laag[nummer] < vereist:
                    self.remember(self.extreme(nummer, richting))
        return self.tabellen

    def extreme(self, nummer: int, richting: bool) -> Tabellen | None:
        """The possible table with the most (or fewest) persons in the question's sum."""
        bladen = self.stelsel["vragen"][nummer][0]
        breuk = optimise(self.glop, self.variabelen, bladen, richting)
        if breuk is not None:
            heel = np.rint(breuk).astype(np.int64)
            if self.agrees(heel) and np.abs(breuk[bladen].sum() - heel[bladen].sum()) < 1e-6:
                return heel
        solver, variabelen = build("SAT", self.stelsel)
        punt = optimise(solver, variabelen, bladen, richting)
        return None if punt is None else np.rint(punt).astype(np.int64)

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


def build(soort: str, stelsel: dict[str, Any]) -> tuple[pywraplp.Solver, list[pywraplp.Variable]]:
    solver = pywraplp.Solver.CreateSolver(soort)
    if soort == "SAT":
        solver.SetSolverSpecificParametersAsString(INSTELLING)
        bladen = [solver.IntVar(0, dak, "") for dak in stelsel["dak"]]
    else:
        bladen = [solver.NumVar(0, dak, "") for dak in stelsel["dak"]]
    for lijst, onder, boven in stelsel["feiten"]:
        rij = solver.Constraint(onder, boven)
        for blad in lijst:
            rij.SetCoefficient(bladen[blad], 1)
    return solver, bladen


def optimise(
    solver: pywraplp.Solver, variabelen: list[pywraplp.Variable], bladen: list[int], meest: bool
) -> Getallen | None:
    doel = solver.Objective()
    doel.Clear()
    for blad in bladen:
        doel.SetCoefficient(variabelen[blad], 1)
    doel.SetOptimizationDirection(meest)
    if solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return None
    return np.array([variabele.solution_value() for variabele in variabelen])


def main() -> None:
    stelsels = json.load(sys.stdin)
    json.dump([Zoektocht(stelsel).run() for stelsel in stelsels], sys.stdout)


if __name__ == "__main__":
    main()
