"""The solver of the auditor of amounts, run as a process of its own (see `auditrekenaar`).

It proposes tables of amounts; `bedragaudit` checks them by adding up and trusts nothing else.
Standard input: JSON {waarheid, bodem, dak, feiten: [[leaves, from, to]], vragen: [[leaves, bound,
direction, leaves known]]}; standard output: {tabellen, gevonden: for each question the number of a
table that reaches its bound or else comes nearest, or null}.
"""

import json
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

Getallen = NDArray[np.float64]
SPELING = 1e-7


class Bedragzoektocht:
    def __init__(self, ask: dict[str, Any]) -> None:
        self.waarheid = np.array(ask["waarheid"], dtype=np.float64)
        self.bodem, self.dak = ask["bodem"], ask["dak"]
        self.vragen = ask["vragen"]
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.bladen = [self.solver.NumVar(bodem, self.dak, "") for bodem in self.bodem]
        for leden, onder, boven in ask["feiten"]:
            rij = self.solver.Constraint(onder, boven)
            for blad in leden:
                rij.SetCoefficient(self.bladen[blad], 1)
        self.tabellen: list[Getallen] = [self.waarheid]

    def run(self) -> dict[str, Any]:
        gevonden = [self.find(*vraag) for vraag in self.vragen]
        return {"tabellen": [tabel.tolist() for tabel in self.tabellen], "gevonden": gevonden}

    def find(self, leden: list[int], grens: float, richting: int, bekend: list[int]) -> int | None:
        """A table met before, or the one with the sum at its most (1) or least (-1)."""
        for nummer, tabel in enumerate(self.tabellen):
            if self.reaches(tabel, leden, grens, richting) and self.agrees(tabel, bekend):
                return nummer
        uiterste = self.extreme(leden, richting, bekend)
        if uiterste is None:
            return None
        self.tabellen.append(uiterste)
        return len(self.tabellen) - 1

    def reaches(self, tabel: Getallen, leden: list[int], grens: float, richting: int) -> bool:
        return bool(richting * (tabel[leden].sum() - grens) >= -SPELING)

    def agrees(self, tabel: Getallen, bekend: list[int]) -> bool:
        return bool((np.abs(tabel[bekend] - self.waarheid[bekend]) <= SPELING).all())

    def extreme(self, leden: list[int], richting: int, bekend: list[int]) -> Getallen | None:
        doel = self.solver.Objective()
        doel.Clear()
        for blad in leden:
            doel.SetCoefficient(self.bladen[blad], 1.0)
        doel.SetOptimizationDirection(richting > 0)
        for blad in bekend:
            self.bladen[blad].SetBounds(self.waarheid[blad], self.waarheid[blad])
        klaar = self.solver.Solve() == pywraplp.Solver.OPTIMAL
        punt = np.array([blad.solution_value() for blad in self.bladen]) if klaar else None
        for blad in bekend:
            self.bladen[blad].SetBounds(self.bodem[blad], self.dak)
        return punt


def main() -> None:
    json.dump([Bedragzoektocht(ask).run() for ask in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
