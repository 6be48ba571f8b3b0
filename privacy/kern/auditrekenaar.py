"""The auditor's solver, run as a process of its own (`auditproces`).

OR-tools and highspy each carry a libhighs of the same name and another version, so one process
can't hold both; and an auditor in a process of its own shares nothing with what it audits. It
proposes tables of whole persons; `audit` checks them by adding up and trusts nothing else.
A line of standard input: JSON list of systems; a line of standard output: for each the tables
found.
"""

import json
import sys
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import linear_solver_pb2, pywraplp

Getallen = NDArray[np.float64]
Tabellen = NDArray[np.int64]
Masker = NDArray[np.bool_]
Bereik = tuple[Tabellen, Tabellen]
Hoeken = tuple[Getallen | None, Getallen | None]  # at the most and at the least of a sum

# Whole answers where GLOP's corner is not whole; bounded in work, not in wall clock, so that the
# same table gives the same answer on any machine.
INSTELLING = "num_workers:1,random_seed:1,max_deterministic_time:{}"
DICHTBIJ = INSTELLING.format(1) + ",cp_model_presolve:false"  # so near that presolving costs more
VERWEG = INSTELLING.format(10)
BEURTEN = 60  # searches far off in one system

# From this many doubtful sums on, several are looked at in one programme.
SAMEN = 8
KLEIN = 1e-6

# From this many leaves on, parts of a system are looked at first, with the rest as it truly is.
IN_DELEN = 1000
DEEL = 0.25  # of the leaves: a larger part gains nothing
BEURTEN_DEEL = 4

# From this many leaves on, what the parts leave is looked for in moves away from the true table.
GROOT = 1500
VEELVRAGEN = 200_000  # leaves times questions that are left: more takes too long
STAP = 12  # persons that a move changes in one leaf at most
DUUR = 1e-3  # for each of them, so that moves stay small
ERBIJ = 150  # columns in one go
RONDES = 40
VEEL = 400  # columns: then it starts again
BUITEN = 0  # the number of the outsider among the readers
NIETS = np.iinfo(np.int64).max // 4


class Sommen:
    """Sums over lists of leaves, all at once: `rij` and `blad` say which leaf counts where."""

    def __init__(self, lijsten: list[list[int]]) -> None:
        self.aantal = len(lijsten)
        self.blad = np.array([blad for lijst in lijsten for blad in lijst], dtype=np.int64)
        self.rij = np.repeat(np.arange(self.aantal), [len(lijst) for lijst in lijsten])

    def of(self, tabel: Tabellen) -> Tabellen:
        som = np.bincount(self.rij, weights=tabel[self.blad], minlength=self.aantal)
        return np.rint(som).astype(np.int64)

    def leaves(self, nummer: int) -> Tabellen:
        van, tot = np.searchsorted(self.rij, [nummer, nummer + 1])
        return self.blad[van:tot]

    def per_leaf(self, gewicht: Getallen, bladen: int) -> Getallen:
        """What each leaf weighs when the sums weigh `gewicht`."""
        gewichten = gewicht[self.rij].astype(np.float64)
        return np.bincount(self.blad, weights=gewichten, minlength=bladen).astype(np.float64)


class Lezers:
    """Readers: number r knows that leaf `blad[r]` counts from `onder[r]` to `boven[r]`, for he is
    one of `aantal[r]` persons in it who know their own records. An outsider is one of none."""

    def __init__(self, lezers: list[list[int]], bereik: Bereik) -> None:
        buiten = [0, int(bereik[0][0]), int(bereik[1][0]), 0]
        alle = np.array([buiten, *lezers], dtype=np.int64)
        self.blad, self.onder, self.boven, self.aantal = alle.T
        self.bereik = bereik

    def possible(self, tabel: Tabellen) -> Masker:
        """Which readers can think that this is the table."""
        telling = tabel[self.blad]
        return np.asarray((telling >= self.onder) & (telling <= self.boven), dtype=np.bool_)

    def strict(self) -> Bereik:
        """What they know together."""
        onder, boven = self.bereik[0].copy(), self.bereik[1].copy()
        np.maximum.at(onder, self.blad, self.onder)
        np.minimum.at(boven, self.blad, self.boven)
        return onder, boven

    def alone(self, lezer: int, rest: Bereik) -> Bereik:
        """What one of them knows, with `rest` for the other leaves."""
        onder, boven = rest[0].copy(), rest[1].copy()
        blad = self.blad[lezer]
        onder[blad], boven[blad] = self.onder[lezer], self.boven[lezer]
        return onder, boven


class Programma:
    """GLOP over the leaves, kept warm; `feiten` in whole numbers."""

    def __init__(self, som: Sommen, feiten: Bereik, bereik: Bereik) -> None:
        self.bereik = bereik
        self.solver = self._load(som, feiten)
        self.bladen = self.solver.variables()

    def _load(self, som: Sommen, feiten: Bereik) -> pywraplp.Solver:
        return load("GLOP", som, feiten, [(1.0, self.bereik)])

    def within(self, bereik: Bereik) -> None:
        anders = (bereik[0] != self.bereik[0]) | (bereik[1] != self.bereik[1])
        for blad in np.flatnonzero(anders).tolist():
            self.bladen[blad].SetBounds(float(bereik[0][blad]), float(bereik[1][blad]))
        self.bereik = bereik

    def optimise(self, gewicht: Getallen, meest: bool) -> Getallen | None:
        set_objective(self.solver, self.bladen, gewicht, meest)
        return self.solve()

    def solve(self) -> Getallen | None:
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        antwoord = linear_solver_pb2.MPSolutionResponse()
        self.solver.FillSolutionResponseProto(antwoord)
        return np.array(antwoord.variable_value)


class Rekbaar(Programma):
    """The same with leaves that may go beyond `streng`, as little as possible and not beyond
    `bereik`; one more row says how far a question must go."""

    def __init__(self, som: Sommen, feiten: Bereik, streng: Bereik, bereik: Bereik) -> None:
        self.uiterst = bereik
        super().__init__(som, feiten, streng)
        n = streng[0].size
        alle = self.bladen
        self.bladen, self.onder, self.boven = alle[:n], alle[n : 2 * n], alle[2 * n :]
        self.ver = self.solver.Constraint(0.0, 0.0)

    def _load(self, som: Sommen, feiten: Bereik) -> pywraplp.Solver:
        nul = np.zeros_like(self.bereik[0])
        onder, boven = self.bereik[0] - self.uiterst[0], self.uiterst[1] - self.bereik[1]
        kolommen = [(1.0, self.bereik), (-1.0, (nul, onder)), (1.0, (nul, boven))]
        return load("GLOP", som, feiten, kolommen)

    def beyond(self, bereik: Bereik, uiterst: Bereik) -> None:
        """From here on leaves are within `bereik`, and may be stretched to `uiterst`."""
        rek = bereik[0] - uiterst[0], uiterst[1] - bereik[1]
        was = self.bereik[0] - self.uiterst[0], self.uiterst[1] - self.bereik[1]
        self.within(bereik)
        for kant, nieuw, oud in zip((self.onder, self.boven), rek, was, strict=True):
            for blad in np.flatnonzero(nieuw != oud).tolist():
                kant[blad].SetUb(float(nieuw[blad]))
        self.uiterst = uiterst

    def stretch(self, bladen: Tabellen, minst: float, meest: float) -> Getallen | None:
        """The table with the sum of these leaves within bounds that asks least of the others."""
        self.ver.Clear()
        self.ver.SetBounds(minst, meest)
        doel = self.solver.Objective()
        doel.Clear()
        doel.SetMinimization()
        for variabele in (*self.onder, *self.boven):
            doel.SetCoefficient(variabele, 1.0)
        for blad in bladen.tolist():
            self.ver.SetCoefficient(self.bladen[blad], 1.0)
            self.ver.SetCoefficient(self.onder[blad], -1.0)
            self.ver.SetCoefficient(self.boven[blad], 1.0)
        gevonden = self.solve()
        if gevonden is None:
            return None
        binnen, onder, boven = gevonden.reshape(3, -1)
        return np.asarray(binnen - onder + boven, dtype=np.float64)


class Beweging:
    """Moves away from the true table, for systems of thousands of leaves: a programme over those
    leaves alone that help, which it finds by the prices of the facts (column generation)."""

    def __init__(self, som: Sommen, feiten: Bereik, streng: Bereik, waarheid: Tabellen) -> None:
        volgorde = np.argsort(som.blad, kind="stable")
        self.rij, self.blad = som.rij[volgorde], som.blad[volgorde]
        self.begin = np.searchsorted(self.blad, np.arange(waarheid.size + 1))
        telling = som.of(waarheid)
        self.speling = (feiten[0] - telling).tolist(), (feiten[1] - telling).tolist()
        meer = np.minimum(streng[1] - waarheid, STAP)
        minder = np.minimum(waarheid - streng[0], STAP)
        self.ruimte = np.concatenate([meer, minder])  # more persons in a leaf, or fewer
        self._start()

    def _start(self) -> None:
        """An empty programme: no move."""
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        paren = zip(*self.speling, strict=True)
        self.rijen = [self.solver.Constraint(onder, boven) for onder, boven in paren]
        self.ver = self.solver.Constraint(-np.inf, np.inf)
        self.kolommen: dict[int, pywraplp.Variable] = {}

    def far(self, gewicht: Getallen, ver: float, rondes: int) -> Getallen | None:
        """The change of each leaf that moves this sum up most, but no further than `ver`."""
        kant = np.concatenate([gewicht, -gewicht])
        if len(self.kolommen) > VEEL:
            self._start()
        self._enter(np.flatnonzero((kant != 0) & (self.ruimte > 0)))
        self.ver.SetBounds(-np.inf, ver)
        self.ver.Clear()
        doel = self.solver.Objective()
        doel.Clear()
        doel.SetMaximization()
        for kolom, variabele in self.kolommen.items():
            doel.SetCoefficient(variabele, float(kant[kolom]) - DUUR)
            if kant[kolom]:
                self.ver.SetCoefficient(variabele, float(kant[kolom]))
        return self._generate(kant, ver, rondes)

    def _generate(self, kant: Getallen, ver: float, rondes: int) -> Getallen | None:
        doel = self.solver.Objective()
        verschil = None
        for _ in range(rondes):
            if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
                return verschil
            verschil = self._change()
            if kant[: verschil.size] @ verschil >= ver - KLEIN:
                return verschil
            nieuw = self._helpful(kant)
            if not nieuw.size:
                return verschil
            self._enter(nieuw)
            for kolom in nieuw.tolist():
                doel.SetCoefficient(self.kolommen[kolom], float(kant[kolom]) - DUUR)
        return verschil

    def _change(self) -> Getallen:
        verschil = np.zeros(self.ruimte.size)
        for kolom, variabele in self.kolommen.items():
            verschil[kolom] = variabele.solution_value()
        n = verschil.size // 2
        return np.asarray(verschil[:n] - verschil[n:], dtype=np.float64)

    def _helpful(self, kant: Getallen) -> Tabellen:
        """Columns outside the programme that would raise the sum, the best first."""
        prijs = np.array([rij.dual_value() for rij in self.rijen])
        per_blad = np.bincount(self.blad, weights=prijs[self.rij], minlength=kant.size // 2)
        winst = kant * (1 - self.ver.dual_value()) - DUUR - np.concatenate([per_blad, -per_blad])
        winst[self.ruimte <= 0] = 0.0
        winst[list(self.kolommen)] = 0.0
        beste = np.argsort(-winst, kind="stable")[:ERBIJ]
        return np.asarray(beste[winst[beste] > KLEIN], dtype=np.int64)

    def _enter(self, kolommen: Tabellen) -> None:
        n = self.ruimte.size // 2
        for kolom in kolommen.tolist():
            if kolom in self.kolommen:
                continue
            variabele = self.solver.NumVar(0.0, float(self.ruimte[kolom]), "")
            self.kolommen[kolom] = variabele
            for rij in self.rij[self.begin[kolom % n] : self.begin[kolom % n + 1]].tolist():
                self.rijen[rij].SetCoefficient(variabele, 1.0 if kolom < n else -1.0)


class Zoektocht:
    """Looks for tables so far apart, for each reader and question; `tabellen` are those found."""

    def __init__(self, stelsel: dict[str, Any], beurten: int = BEURTEN) -> None:
        self.stelsel = stelsel
        self.som = Sommen([feit[0] for feit in stelsel["feiten"]])
        self.feiten = as_range([feit[1:] for feit in stelsel["feiten"]])
        self.vraag = Sommen([vraag[0] for vraag in stelsel["vragen"]])
        self.vereist = np.array([vraag[1] for vraag in stelsel["vragen"]], dtype=np.int64)
        self.groepen = [(np.array(vraag[2], np.int64), vraag[3]) for vraag in stelsel["vragen"]]
        self.bereik = as_range(list(zip(stelsel["bodem"], stelsel["dak"], strict=True)))
        self.lezers = Lezers(stelsel["lezers"], self.bereik)
        self.streng = self.lezers.strict()
        waarheid = np.array(stelsel["waarheid"], dtype=np.int64)
        self.tabellen = [waarheid]
        self.sommen = [self.vraag.of(waarheid)]
        self.mogelijk = [self.lezers.possible(waarheid)]
        self.beurten = beurten
        self.verloren = False  # some person knows too much: the other persons matter no more
        self.tot_slot = False
        self.rekbaar: Rekbaar | None = None

    def _narrower(self, waarheid: Tabellen) -> Bereik:
        """Facts less one person on either side where the true table leaves room, so that a corner
        can be rounded to whole persons."""
        som, (onder, boven) = self.som.of(waarheid), self.feiten
        krap = (som > onder) & (som < boven)
        return onder + krap, boven - krap

    def run(self) -> list[list[int]]:
        if self.streng[0].size >= IN_DELEN:
            self._look_in_parts()
        else:
            self.look()
        return self._found()

    def look(self) -> None:
        """In the whole system."""
        if not self.vereist.size:
            return
        self.krap = Programma(self.som, self._narrower(self.tabellen[0]), self.streng)
        self.glop = Programma(self.som, self.feiten, self.bereik)
        self._look_together()
        for nummer in self._doubtful().tolist():
            self._look_at(nummer)

    def _look_in_parts(self) -> None:
        """Then, for the questions that are left, in all leaves that can count anything else."""
        los = loose_leaves(self.stelsel)
        self.delen = Delen(self.stelsel, self.som, self.feiten)
        for deel in parts(self.stelsel, los) if len(los) >= IN_DELEN else []:
            self._look_in(deel, BEURTEN_DEEL, self._doubtful().tolist(), tot_slot=True)
        if len(los) >= GROOT:
            self._move()
        over = [nummer for nummer in self._doubtful().tolist() if self._unsettled(nummer)]
        if len(los) < GROOT or len(los) * len(over) < VEELVRAGEN:
            self._look_in(los, self.beurten, over)

    def _look_in(
        self, bladen: list[int], beurten: int, over: list[int], tot_slot: bool = False
    ) -> None:
        """`tot_slot`: also when some person knows too much within this part, for who looks further
        may find more."""
        stelsel = self.delen.part(bladen, over)
        if stelsel is None:
            return
        deel = Zoektocht(stelsel, beurten)
        deel.tot_slot = tot_slot
        deel.look()
        for tabel in deel.tabellen[1:]:
            heel = self.tabellen[0].copy()
            heel[bladen] = tabel
            self._remember(heel)

    def extremes(self) -> dict[str, Any]:
        """The least and the most of each question for an outsider, with the bounds of GLOP."""
        self.glop = Programma(self.som, self.feiten, self.bereik)
        grenzen = [self._outer(nummer) for nummer in range(self.vraag.aantal)]
        return {"tabellen": self._found(), "grenzen": grenzen}

    def _outer(self, nummer: int) -> list[int | None]:
        gewicht = np.zeros(self.bereik[0].size)
        gewicht[self.vraag.leaves(nummer)] = 1.0
        grenzen: list[int | None] = []
        for meest in (False, True):
            hoek = self.glop.optimise(gewicht, meest)
            if hoek is None:
                grenzen.append(None)
                continue
            uiterste = gewicht @ hoek
            grens = np.floor(uiterste + KLEIN) if meest else np.ceil(uiterste - KLEIN)
            grenzen.append(int(grens))
            self._remember(self._near(hoek, gewicht, meest, self.bereik))
            if self._reached(nummer, meest) != int(grens) and self.beurten:
                self.beurten -= 1
                self._remember(self._anywhere(self.bereik, gewicht, meest))
        return grenzen

    def _reached(self, nummer: int, meest: bool) -> int:
        sommen = [int(som[nummer]) for som in self.sommen]
        return max(sommen) if meest else min(sommen)

    def _anywhere(self, bereik: Bereik, gewicht: Getallen, meest: bool) -> Tabellen | None:
        """CP-SAT on the whole system, which is slow and exact."""
        alles = np.ones(gewicht.size, dtype=np.bool_)
        ergens = np.zeros(gewicht.size, dtype=np.int64)
        return self._whole(VERWEG, ergens, (alles, bereik), gewicht, meest)

    def _found(self) -> list[list[int]]:
        return [tabel.tolist() for tabel in self.tabellen[1:]]

    def _doubtful(self) -> Tabellen:
        """Questions that the tables possible to all readers together leave too narrow."""
        voor_allen = np.array([mogelijk.all() for mogelijk in self.mogelijk])
        breedte = np.ptp(np.array(self.sommen)[voor_allen], axis=0)
        return np.flatnonzero(breedte < self.vereist)

    def _move(self) -> None:
        """Small changes of the true table, with many sums at once, then one by one. What they
        don't reach is not looked for further: a programme over all leaves takes too long."""
        waarheid = self.tabellen[0]
        beweging = Beweging(self.som, self.feiten, self.streng, waarheid)
        for gewicht in self._random_sums():
            self._step(beweging, gewicht, np.inf, SAMEN)
            self._step(beweging, -gewicht, np.inf, SAMEN)
        for nummer in self._doubtful().tolist():
            for kant in (1.0, -1.0):
                nodig = self._still_needed(nummer)
                if nodig <= 0:
                    break
                gewicht = np.zeros(waarheid.size)
                gewicht[self.vraag.leaves(nummer)] = kant
                self._step(beweging, gewicht, float(nodig), RONDES)

    def _step(self, beweging: Beweging, gewicht: Getallen, ver: float, rondes: int) -> None:
        stap = beweging.far(gewicht, ver, rondes)
        if stap is not None:
            hoek = self.tabellen[0] + stap
            self._remember(self._near(hoek, gewicht, True, self.streng, stap != 0))

    def _random_sums(self) -> Iterator[Getallen]:
        """Doubtful questions together, each for more or for fewer, as long as that settles some."""
        toeval = np.random.default_rng(1)
        twijfel = self._doubtful()
        while twijfel.size >= SAMEN:
            kant = np.zeros(self.vraag.aantal)
            kant[twijfel] = toeval.choice([-1.0, 1.0], twijfel.size)
            yield self.vraag.per_leaf(kant, self.streng[0].size)
            over = self._doubtful()
            if over.size > twijfel.size * 0.95:
                return
            twijfel = over

    def _still_needed(self, nummer: int) -> int:
        voor_allen = [
            som[nummer] for som, kan in zip(self.sommen, self.mogelijk, strict=True) if kan.all()
        ]
        return int(self.vereist[nummer] - (max(voor_allen) - min(voor_allen)))

    def _look_together(self) -> None:
        """Tables with many sums at once at their most or least."""
        for gewicht in self._random_sums():
            for meest in (True, False):
                hoek = self.krap.optimise(gewicht, meest)
                self._remember(self._near(hoek, gewicht, meest, self.streng))

    def _look_at(self, nummer: int) -> None:
        """One question, for all readers whom it is still too narrow for."""
        geprobeerd: set[int] = set()
        while over := [lezer for lezer in self._unsettled(nummer) if lezer not in geprobeerd]:
            if self.verloren and over[0] != BUITEN:
                return
            geprobeerd.add(over[0])
            self._look_for(nummer, over[0])
            if self._missing(nummer, over[0]):
                self.verloren = not self.tot_slot
                if self.tot_slot:
                    return

    def _look_for(self, nummer: int, lezer: int) -> None:
        """First with what all others know too, so that one pair of tables serves many; then with
        as little as possible beyond that; then with what this reader knows alone."""
        bladen, groep = self.vraag.leaves(nummer), self.groepen[nummer][0]
        nodig = float(self._required(nummer)[lezer])
        gewicht = np.zeros(self.streng[0].size)
        gewicht[bladen] = 1.0
        krap = self.lezers.alone(lezer, self._group_open(groep))
        breedte, hoeken = self._extremes(gewicht, krap)
        self._keep(hoeken, gewicht, krap)
        if breedte >= nodig - KLEIN and not self._missing(nummer, lezer):
            return
        ruim = self.lezers.alone(lezer, self.bereik)
        self.rekbaar = self.rekbaar or Rekbaar(self.som, self.feiten, self.streng, self.bereik)
        self.rekbaar.beyond(krap, ruim)
        self._keep(self._stretched(bladen, hoeken, nodig), gewicht, ruim)
        if self._missing(nummer, lezer):
            self._look_alone(nummer, lezer, gewicht, nodig)

    def _group_open(self, groep: Tabellen) -> Bereik:
        """What all know together, but nothing of the leaves of one group."""
        onder, boven = self.streng[0].copy(), self.streng[1].copy()
        onder[groep], boven[groep] = self.bereik[0][groep], self.bereik[1][groep]
        return onder, boven

    def _stretched(self, bladen: Tabellen, hoeken: Hoeken, nodig: float) -> Hoeken:
        """Further than the strictest corners, above or else below."""
        meest, minst = hoeken
        if self.rekbaar is None or meest is None or minst is None:
            return None, None
        hoog, laag = np.rint(meest[bladen].sum()), np.rint(minst[bladen].sum())
        boven = self.rekbaar.stretch(bladen, laag + nodig, np.inf)
        if boven is not None:
            return boven, None
        return None, self.rekbaar.stretch(bladen, -np.inf, hoog - nodig)

    def _look_alone(self, nummer: int, lezer: int, gewicht: Getallen, nodig: float) -> None:
        """GLOP's corners; else CP-SAT."""
        bereik = self.lezers.alone(lezer, self.bereik)
        breedte, hoeken = self._extremes(gewicht, bereik)
        if breedte < nodig - KLEIN:
            return
        self._keep(hoeken, gewicht, bereik)
        for meest in (True, False):
            if self.beurten and self._missing(nummer, lezer):
                self.beurten -= 1
                self._remember(self._anywhere(bereik, gewicht, meest))

    def _extremes(self, gewicht: Getallen, bereik: Bereik) -> tuple[float, Hoeken]:
        """How wide a sum is, and the corners where it is most and least."""
        self.glop.within(bereik)
        meest, minst = (self.glop.optimise(gewicht, kant) for kant in (True, False))
        if meest is None or minst is None:
            return 0.0, (None, None)
        return float(gewicht @ (meest - minst)), (meest, minst)

    def _keep(self, hoeken: Hoeken, gewicht: Getallen, bereik: Bereik) -> None:
        for hoek, meest in zip(hoeken, (True, False), strict=True):
            self._remember(self._near(hoek, gewicht, meest, bereik))

    def _unsettled(self, nummer: int) -> list[int]:
        """Readers for whom the tables found leave the question too narrow: the outsider first,
        then the largest groups of persons."""
        over = np.flatnonzero(self._widths(nummer) < self._required(nummer))
        aantal = np.where(over == BUITEN, NIETS, self.lezers.aantal[over])
        volgorde: list[int] = over[np.argsort(-aantal, kind="stable")].tolist()
        return volgorde

    def _missing(self, nummer: int, lezer: int) -> bool:
        return bool(self._widths(nummer)[lezer] < self._required(nummer)[lezer])

    def _widths(self, nummer: int) -> Tabellen:
        """For each reader how far apart the tables found lie that he can think possible."""
        waar, *alle = (int(som[nummer]) for som in self.sommen)
        anders = [plek for plek, som in enumerate(alle, 1) if som != waar]
        som = np.array([alle[plek - 1] for plek in anders], dtype=np.int64)[:, None]
        mogelijk = np.array([self.mogelijk[plek] for plek in anders])
        mogelijk = mogelijk.reshape(len(anders), self.lezers.blad.size)
        # Every reader can think the true table possible, and here it stands for all like it.
        eind = np.where(mogelijk, som, waar)
        breedte = eind.max(axis=0, initial=waar) - eind.min(axis=0, initial=waar)
        return np.asarray(breedte, dtype=np.int64)

    def _required(self, nummer: int) -> Tabellen:
        """In a group smaller than the threshold fewer persons are unknown to who is in it."""
        groep, grootte = self.groepen[nummer]
        nodig = np.full(self.lezers.blad.size, self.vereist[nummer])
        if grootte is None:
            return nodig
        anderen = np.minimum(nodig, grootte - self.lezers.aantal)
        return np.where(np.isin(self.lezers.blad, groep), anderen, nodig)

    def _near(
        self,
        hoek: Getallen | None,
        gewicht: Getallen,
        meest: bool,
        bereik: Bereik,
        ruim: Masker | None = None,
    ) -> Tabellen | None:
        """A table of whole persons at, or else near, the corner that GLOP found; at the last only
        leaves in `ruim` may be one person off."""
        if hoek is None:
            return None
        heel = np.rint(hoek).astype(np.int64)
        if self._agrees(heel):
            return heel
        breuk = np.abs(hoek - heel) > KLEIN
        ruim = np.ones_like(breuk) if ruim is None else ruim
        for straal, vrij in ((0, breuk), (1, breuk), (1, ruim)):
            onder = np.floor(hoek + KLEIN).astype(np.int64) - straal
            boven = np.ceil(hoek - KLEIN).astype(np.int64) + straal
            ruimte = np.maximum(onder, bereik[0]), np.minimum(boven, bereik[1])
            gevonden = self._whole(DICHTBIJ, heel, (vrij, ruimte), gewicht, meest)
            if gevonden is not None:
                return gevonden
        return None

    def _whole(
        self,
        instelling: str,
        tabel: Tabellen,
        vrij: tuple[Masker, Bereik],
        gewicht: Getallen,
        meest: bool,
    ) -> Tabellen | None:
        """The best table of whole persons that differs from `tabel` on the free leaves only."""
        kolommen = np.flatnonzero(vrij[0])
        ruimte = vrij[1][0][kolommen], vrij[1][1][kolommen]
        if (ruimte[0] > ruimte[1]).any():
            return None
        vast = self.som.of(np.where(vrij[0], 0, tabel))
        deel, rijen = self._part(vrij[0])
        over = (self.feiten[0] - vast)[rijen], (self.feiten[1] - vast)[rijen]
        solver = load("SAT", deel, over, [(1.0, ruimte)], heel=True)
        solver.SetSolverSpecificParametersAsString(instelling)
        variabelen = solver.variables()
        set_objective(solver, variabelen, gewicht[kolommen], meest)
        if solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return None
        heel = tabel.copy()
        heel[kolommen] = np.rint([variabele.solution_value() for variabele in variabelen])
        return heel if self._agrees(heel) else None

    def _part(self, vrij: Masker) -> tuple[Sommen, Tabellen]:
        """The facts about free leaves, on those leaves alone, and which facts they are."""
        telt = vrij[self.som.blad]
        rijen, rij = np.unique(self.som.rij[telt], return_inverse=True)
        deel = Sommen([])
        deel.aantal, deel.rij = rijen.size, rij
        deel.blad = (np.cumsum(vrij) - 1)[self.som.blad[telt]]
        return deel, rijen

    def _agrees(self, tabel: Tabellen) -> bool:
        sommen = self.som.of(tabel)
        return within(tabel, self.bereik) and within(sommen, self.feiten)

    def _remember(self, tabel: Tabellen | None) -> None:
        if tabel is not None:
            self.tabellen.append(tabel)
            self.sommen.append(self.vraag.of(tabel))
            self.mogelijk.append(self.lezers.possible(tabel))


def loose_leaves(stelsel: dict[str, Any]) -> list[int]:
    """The leaves of which what is shown does not tell the count."""
    vast = {
        lijst[0] for lijst, onder, boven in stelsel["feiten"] if [onder] * len(lijst) == [boven]
    }
    grenzen = enumerate(zip(stelsel["bodem"], stelsel["dak"], strict=True))
    return [blad for blad, (onder, boven) in grenzen if onder < boven and blad not in vast]


def parts(stelsel: dict[str, Any], los: list[int]) -> list[list[int]]:
    """Leaves that facts and questions tie together, up to a size at which they tie too many."""
    bond, mag = Bond(los), set(los)
    sommen = [som[0] for som in (*stelsel["feiten"], *stelsel["vragen"])]
    lijsten = [[blad for blad in som if blad in mag] for som in sommen]
    gevonden: list[list[int]] = []
    for _, even in groupby(sorted(filter(None, lijsten), key=len), key=len):
        for lijst in even:
            bond.tie(lijst)
        delen = bond.parts()
        if max(map(len, delen)) > DEEL * len(los):
            return gevonden
        gevonden = delen
    return gevonden


class Bond:
    """Which leaves are tied to which."""

    def __init__(self, bladen: list[int]) -> None:
        self.naar = {blad: blad for blad in bladen}

    def _end(self, blad: int) -> int:
        while self.naar[blad] != blad:
            self.naar[blad] = self.naar[self.naar[blad]]
            blad = self.naar[blad]
        return blad

    def tie(self, bladen: list[int]) -> None:
        eind = self._end(bladen[0])
        for blad in bladen:
            self.naar[self._end(blad)] = eind

    def parts(self) -> list[list[int]]:
        delen: dict[int, list[int]] = {}
        for blad in self.naar:
            delen.setdefault(self._end(blad), []).append(blad)
        return list(delen.values())


class Delen:
    """A system that is taken apart, with the facts kept by leaf so that a part finds its own."""

    def __init__(self, stelsel: dict[str, Any], som: Sommen, feiten: Bereik) -> None:
        self.stelsel, self.som = stelsel, som
        self.volgorde = np.argsort(som.blad, kind="stable")
        self.waarheid = np.array(stelsel["waarheid"], dtype=np.int64)
        self.begin = np.searchsorted(som.blad[self.volgorde], np.arange(self.waarheid.size + 1))
        telling = som.of(self.waarheid)
        self.speling = feiten[0] - telling, feiten[1] - telling

    def part(self, bladen: list[int], vragen: list[int]) -> dict[str, Any] | None:
        """The system of these leaves, when all others count what they truly do; of the questions
        those that are about them alone. None when there are none."""
        plek = {blad: nummer for nummer, blad in enumerate(bladen)}
        over = [self.stelsel["vragen"][nummer] for nummer in vragen]
        eigen = [
            ([plek[blad] for blad in lijst], nodig, [plek[b] for b in groep if b in plek], grootte)
            for lijst, nodig, groep, grootte in over
            if all(blad in plek for blad in lijst)
        ]
        if not eigen:
            return None
        delen = {
            soort: [self.stelsel[soort][blad] for blad in bladen]
            for soort in ("bodem", "dak", "waarheid")
        }
        lezers = [[plek[blad], *rest] for blad, *rest in self.stelsel["lezers"] if blad in plek]
        return {**delen, "feiten": self._facts(bladen), "vragen": eigen, "lezers": lezers}

    def _facts(self, bladen: list[int]) -> list[tuple[tuple[int, ...], int, int]]:
        """Each sum of these leaves once, with the narrowest range."""
        hier = [self.volgorde[self.begin[blad] : self.begin[blad + 1]] for blad in bladen]
        plekken = np.repeat(np.arange(len(bladen)), [deel.size for deel in hier])
        alle = np.concatenate(hier)
        op_volgorde = np.argsort(alle, kind="stable")
        alle, plekken = alle[op_volgorde], plekken[op_volgorde]
        rijen, eerste = np.unique(self.som.rij[alle], return_index=True)
        telling = np.add.reduceat(self.waarheid[self.som.blad[alle]], eerste) if alle.size else 0
        onder, boven = ((kant[rijen] + telling).tolist() for kant in self.speling)
        feiten: dict[tuple[int, ...], tuple[int, int]] = {}
        for binnen, minst, meest in zip(
            map(tuple, _split(plekken.tolist(), eerste.tolist())), onder, boven, strict=True
        ):
            laag, hoog = feiten.get(binnen, (minst, meest))
            feiten[binnen] = max(laag, minst), min(hoog, meest)
        return [(lijst, *grenzen) for lijst, grenzen in feiten.items()]


def _split(lijst: list[int], begin: list[int]) -> Iterator[list[int]]:
    return (lijst[van:tot] for van, tot in pairwise([*begin, len(lijst)]))


def within(waarden: Tabellen, grenzen: Bereik) -> bool:
    return bool((waarden >= grenzen[0]).all() and (waarden <= grenzen[1]).all())


def as_range(paren: list[Any]) -> Bereik:
    onder, boven = np.array(paren, dtype=np.int64).reshape(-1, 2).T
    return onder, boven


def load(
    soort: str,
    som: Sommen,
    feiten: Bereik,
    kolommen: list[tuple[float, Bereik]],
    heel: bool = False,
) -> pywraplp.Solver:
    """A solver with the facts as rows. Each of `kolommen` holds a variable for every leaf, with its
    range, that counts so often in the rows of that leaf. In one go: a call from Python for each
    coefficient takes longer than the solving."""
    model = linear_solver_pb2.MPModelProto()
    for _, bereik in kolommen:
        for onder, boven in _pairs(bereik):
            model.variable.add(lower_bound=onder, upper_bound=boven, is_integer=heel)
    n = kolommen[0][1][0].size
    begin = np.searchsorted(som.rij, np.arange(som.aantal + 1)).tolist()
    for (onder, boven), (van, tot) in zip(_pairs(feiten), pairwise(begin), strict=True):
        rij = model.constraint.add(lower_bound=onder, upper_bound=boven)
        for plek, (keer, _) in enumerate(kolommen):
            rij.var_index.extend((som.blad[van:tot] + plek * n).tolist())
            rij.coefficient.extend([keer] * (tot - van))
    solver = pywraplp.Solver.CreateSolver(soort)
    if fout := solver.LoadModelFromProto(model):
        raise RuntimeError(fout)
    return solver


def _pairs(bereik: Bereik) -> Iterator[tuple[int, int]]:
    return zip(bereik[0].tolist(), bereik[1].tolist(), strict=True)


def set_objective(
    solver: pywraplp.Solver, bladen: list[pywraplp.Variable], gewicht: Getallen, meest: bool
) -> None:
    doel = solver.Objective()
    doel.Clear()
    for blad in np.flatnonzero(gewicht).tolist():
        doel.SetCoefficient(bladen[blad], float(gewicht[blad]))
    doel.SetOptimizationDirection(meest)


def main() -> None:
    for regel in sys.stdin:
        antwoorden = [answer(stelsel) for stelsel in json.loads(regel)]
        sys.stdout.write(json.dumps(antwoorden) + "\n")
        sys.stdout.flush()


def answer(stelsel: dict[str, Any]) -> Any:
    zoektocht = Zoektocht(stelsel)
    return zoektocht.extremes() if stelsel["uitersten"] else zoektocht.run()


if __name__ == "__main__":
    main()
