"""What else could be true: other municipalities that agree with all that was shown.

A sum that must stay unknown is proved wide by two of them that differ enough on it. They are made
from the true one by letting residents exchange some kenmerken: whoever shares all that statements
say beside those (a context) is exchanged with each other, so that every other statement, however
many there are, holds as before. Only the statements on the exchanged kenmerken go into the
programme, which keeps it small. What is found is checked by adding up. What is not found in time
counts as narrow: that errs on the safe side.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from privacy.kern.atomen import Bevolking, Codes, Masker, Tellingen, numbered
from privacy.kern.audit import intervals, possible_tables
from privacy.kern.auditlezing import Feit, Kennis, Vraag
from privacy.kern.auditproces import AuditGestopt
from privacy.kern.betrokkenen import wide_for_all
from privacy.kern.binnenstaander import Som, betrayed
from privacy.kern.uitspraken import Groep, Spanne, Voorwaarde

# What everybody can know of everybody: exact sizes of groups made of these alone are known.
OPENBAAR = ("buurt", "jaren", "geslacht")
MAX_KOLOMMEN = 2500
MEESTE_LOS = 4  # secret sums that are looked at one by one
BIJNA = 0.7  # of the width asked: then it is worth while to go to the very ends
KOLOMMEN_LOS = 1400  # for one of them, so that the whole of it is one programme
MAX_WAARDEN = 60  # combinations of the exchanged kenmerken
MEESTE_BINNEN = 60  # secret sums that are looked at for who is counted, where that takes long
MEESTE_VERRADEN = 12  # of which a breach is looked for
KOLOMMEN_BINNEN = 700
KOLOMMEN_PERSOON = 150  # where every person is asked apart
VERWACHT = 20  # persons expected: a combination that nobody has is then held to be impossible


@dataclass(frozen=True)
class Weten:
    """A sum of residents that a reader knows within a range."""

    groep: Groep
    van: int
    tot: int


@dataclass(frozen=True)
class Geheim:
    """A sum that must stay `vereist` wide: residents of `groep` with `uitkomst`, without those of
    `zonder`. `doel`: how wide it is looked for where nothing is required, as evidence."""

    groep: Groep
    uitkomst: Groep
    vereist: int
    zonder: Groep | None = None
    doel: int = 0

    @property
    def eigen(self) -> frozenset[str]:
        """Kenmerken of the group that not everybody can know."""
        return self.plaats - set(OPENBAAR)

    @property
    def plaats(self) -> frozenset[str]:
        return frozenset(v.kenmerk for v in (*self.groep, *(self.zonder or ()))) - self.wat

    @property
    def wat(self) -> frozenset[str]:
        return frozenset(v.kenmerk for v in self.uitkomst)


@dataclass(frozen=True)
class Bewezen:
    """How far a secret sum was brought, how wide it had to be, and whether that holds for everybody
    who is counted himself as well; None for a sum that need not be wide."""

    spanne: Spanne
    vereist: int
    insiders: bool | None


@dataclass(frozen=True)
class Keus:
    """Combinations that residents exchange (W × kenmerken), within each `groep` (W) of them."""

    waarden: Codes
    groep: Tellingen


@dataclass(frozen=True)
class Ruimte:
    """Columns (context, combination) that residents can move between, as the auditor takes it."""

    codes: Codes  # (U × K)
    n: Tellingen  # (U) residents in truth
    kennis: Kennis
    open: tuple[int, ...]  # the secret sums that contexts tell apart


class Zoeker:
    """Looks for possible municipalities; `laag` and `hoog`: how far each secret sum was brought."""

    def __init__(
        self, bevolking: Bevolking, weten: Sequence[Weten], geheimen: Sequence[Geheim]
    ) -> None:
        self.bevolking = bevolking
        self._mag: dict[tuple[int, int], Masker] = {}
        self.geheimen = geheimen = [g for g in geheimen if not self.is_impossible(g)]
        self.weten = [(w, bevolking.count(w.groep)) for w in weten]
        self.waarheid = np.array([self._truth(g) for g in geheimen], dtype=np.int64)
        self.vereist = np.array([g.vereist for g in geheimen], dtype=np.int64)
        self.laag, self.hoog = self.waarheid.copy(), self.waarheid.copy()
        # Proved wide for everybody who is counted himself; and proved too narrow for one of them.
        self.ook_binnen = self.vereist == 0
        self.verraden = np.zeros(self.vereist.size, dtype=np.bool_)

    def _truth(self, geheim: Geheim) -> int:
        return int(self.bevolking.n[self._members(geheim, self.bevolking.codes)].sum())

    def _members(self, geheim: Geheim, codes: Codes) -> Masker:
        uit = self.bevolking.members(geheim.groep, codes)
        uit &= self.bevolking.members(geheim.uitkomst, codes)
        return uit if geheim.zonder is None else uit & ~self.bevolking.members(geheim.zonder, codes)

    def narrow(self) -> list[int]:
        """The sums that are not proved wide, or are proved narrow for who is counted himself."""
        smal = (self.hoog - self.laag < self.vereist) | self.verraden
        plekken: list[int] = np.flatnonzero(smal).tolist()
        return plekken

    def proved(self) -> dict[tuple[Groep, Groep], Bewezen]:
        """What is proved of each secret group and outcome."""
        alle = zip(self.geheimen, self.laag, self.hoog, self.ook_binnen, strict=True)
        return {
            (g.groep, g.uitkomst): Bewezen(
                Spanne(int(laag), int(hoog)), g.vereist, bool(binnen) if g.vereist else None
            )
            for g, laag, hoog, binnen in alle
            if g.zonder is None
        }

    def run(self) -> None:
        """For outsiders; when every sum is wide for them, for who is counted himself too."""
        self._run()
        if not self.narrow():
            with suppress(AuditGestopt):  # what was not looked at is not proved
                self._run_for_insiders()

    def _run(self) -> None:
        """Exchange what is nobody's business first, then outcomes, then places, then all."""
        self._look(_private, self._unseen(), MAX_KOLOMMEN)
        self._look_at_places()
        for stap in (self._with_ties, self._outcomes, _places, self._both):
            if not self.narrow():
                return
            self._look(stap, self.narrow(), MAX_KOLOMMEN // 2)
        self._stretch()

    def _stretch(self) -> None:
        """What is still too narrow one by one, with all the room there is around it; many are no
        lack of searching. The solver goes to the ends only where they lie far enough apart."""
        if len(self.narrow()) > MEESTE_LOS:
            return
        for stap in (_private, self._outcomes, self._with_ties, self._both, _places):
            paren = [(plek, stap(self.geheimen[plek])) for plek in self.narrow()]
            ruimten = [self.space(ruil, [plek], KOLOMMEN_LOS) for plek, ruil in paren if ruil]
            self._solve([ruimte for ruimte in ruimten if ruimte is not None])
        for plek in self.narrow():
            if self.hoog[plek] - self.laag[plek] >= BIJNA * self.vereist[plek]:
                self._reach(plek)

    def _reach(self, plek: int) -> None:
        """A near miss to its very ends, which takes long: in the most room that there is."""
        for stap in (_private, self._outcomes, self._with_ties, self._both, _places):
            ruil = stap(self.geheimen[plek])
            ruimte = self.space(ruil, [plek]) if ruil else None
            if ruimte is not None:
                self._to_the_ends(plek, ruimte)
            if self.hoog[plek] - self.laag[plek] >= self.vereist[plek]:
                return

    def _to_the_ends(self, plek: int, ruimte: Ruimte) -> None:
        (uiterste,) = intervals(ruimte.kennis)
        leden = self._members(self.geheimen[plek], ruimte.codes)
        elders = int(self.waarheid[plek]) - int(ruimte.n[leden].sum())
        self.laag[plek] = min(self.laag[plek], uiterste.van + elders)
        self.hoog[plek] = max(self.hoog[plek], uiterste.tot + elders)

    def _unseen(self) -> list[int]:
        """Every secret sum, those that are looked at as evidence alone too."""
        return [plek for plek, g in enumerate(self.geheimen) if max(g.vereist, g.doel) > 0]

    def _run_for_insiders(self) -> None:
        """What is not proved for everybody who is counted is asked whether it is proved narrow for
        one of them: that is a breach. What is neither is left open, and the officer is told.

        Municipalities with somebody in every column that is not empty in truth are possible for all
        of them at once; a search for each person takes long, and only few sums get one.
        """
        later = ((self._outcomes,), (self._with_ties, self._both, _places))
        for stappen, meeste in (((_private,), None), *((deel, MEESTE_BINNEN) for deel in later)):
            open_ = self._unproved()[:meeste]
            ruilen = [paar for stap in stappen for paar in self._exchanges(stap, open_).items()]
            ruimten = [self.space(ruil, plekken, KOLOMMEN_BINNEN) for ruil, plekken in ruilen]
            self._solve([_kept(ruimte) for ruimte in ruimten if ruimte is not None])
        paren = [(plek, _private(self.geheimen[plek])) for plek in self._unproved()[:MEESTE_LOS]]
        ruimten = [self.space(ruil, [plek], KOLOMMEN_PERSOON) for plek, ruil in paren if ruil]
        self._solve([ruimte for ruimte in ruimten if ruimte is not None], kring=1)
        open_ = self._unproved()[:MEESTE_VERRADEN]
        bekend = [(w.groep, w.van, w.tot) for w, _ in self.weten]
        sommen = [
            Som(g.groep, g.uitkomst, g.zonder, g.vereist)
            for g in (self.geheimen[plek] for plek in open_)
        ]
        self.verraden[open_] = betrayed(self.bevolking, bekend, sommen, OPENBAAR)

    def _unproved(self) -> list[int]:
        plekken: list[int] = np.flatnonzero(~self.ook_binnen).tolist()
        return plekken

    def _look(
        self, stap: Callable[[Geheim], frozenset[str]], plekken: Sequence[int], breed: int
    ) -> None:
        ruilen = self._exchanges(stap, plekken)
        ruimten = [self.space(ruil, open_, breed) for ruil, open_ in ruilen.items()]
        self._solve([ruimte for ruimte in ruimten if ruimte is not None])

    def _exchanges(
        self, stap: Callable[[Geheim], frozenset[str]], plekken: Sequence[int]
    ) -> dict[frozenset[str], list[int]]:
        """What is exchanged for which of these secret sums."""
        ruilen: dict[frozenset[str], list[int]] = {}
        for plek in plekken:
            ruil = stap(self.geheimen[plek])
            if ruil:
                ruilen.setdefault(ruil, []).append(plek)
        return ruilen

    def _look_at_places(self) -> None:
        """Exchange places that statements on other kenmerken do not tell apart."""
        ruilen: dict[tuple[frozenset[str], frozenset[str]], list[int]] = {}
        for plek in self.narrow():
            geheim = self.geheimen[plek]
            if not geheim.eigen and geheim.plaats:
                ruilen.setdefault((geheim.plaats, geheim.wat), []).append(plek)
        ruimten = [
            self.space(ruil, open_, MAX_KOLOMMEN, alleen)
            for (ruil, wat), open_ in ruilen.items()
            if (alleen := self._alike(ruil, wat))
        ]
        self._solve([ruimte for ruimte in ruimten if ruimte is not None])

    def _alike(self, ruil: frozenset[str], wat: frozenset[str]) -> list[Codes]:
        """Combinations in groups that no statement on yet other kenmerken tells apart. They go
        into one programme: what one group gives up in a column another can take."""
        alle = np.unique(self.bevolking.codes[:, self.bevolking.columns(sorted(ruil))], axis=0)
        volledig = np.zeros((len(alle), len(self.bevolking.kenmerken)), dtype=np.int32)
        volledig[:, self.bevolking.columns(sorted(ruil))] = alle
        delen = dict.fromkeys(
            tuple(v for v in w.groep if v.kenmerk in ruil)
            for w, _ in self.weten
            if {v.kenmerk for v in w.groep} - ruil - wat
        )
        maskers = (self.bevolking.members(deel, volledig) for deel in delen)
        nummers = numbered(maskers, np.zeros(len(alle), dtype=np.int64))
        groepen = [alle[nummers == nummer] for nummer in range(int(nummers.max()) + 1)]
        return [groep for groep in groepen if len(groep) > 1]

    def _with_ties(self, geheim: Geheim) -> frozenset[str]:
        return self._tied_to(geheim.eigen) - geheim.wat

    def _outcomes(self, geheim: Geheim) -> frozenset[str]:
        return self._tied_to(geheim.wat)

    def _both(self, geheim: Geheim) -> frozenset[str]:
        return self._tied_to(geheim.wat) | geheim.eigen if geheim.eigen else frozenset()

    def is_impossible(self, geheim: Geheim) -> bool:
        """Nobody of these ages can have the outcome: that is the law, and no secret."""
        if "jaren" not in self.bevolking.plek:
            return False
        jaren, leden = (
            self.bevolking.plek["jaren"],
            self._members(replace(geheim, uitkomst=()), self.bevolking.codes),
        )
        leeftijden = np.unique(self.bevolking.codes[leden, jaren])
        return any(
            not self._allowed(jaren, plek)[leeftijden][:, self._met(voorwaarde)].any()
            for voorwaarde in geheim.uitkomst
            for plek in (self.bevolking.plek[voorwaarde.kenmerk],)
        )

    def _met(self, voorwaarde: Voorwaarde) -> NDArray[np.int64]:
        return np.flatnonzero(self.bevolking.binnen[voorwaarde])

    def _tied_to(self, kenmerken: frozenset[str]) -> frozenset[str]:
        """With the kenmerken that go together with them: nobody has one without the other."""
        eigen = set(self.bevolking.columns(kenmerken))
        mee = {b for a in eigen for b in range(len(self.bevolking.kenmerken)) if self._tied(a, b)}
        return frozenset(self.bevolking.kenmerken[b] for b in eigen | mee) - set(OPENBAAR)

    def _tied(self, a: int, b: int) -> bool:
        return a != b and not self._allowed(a, b).all()

    def _allowed(self, a: int, b: int) -> Masker:
        """Combinations of codes that somebody has, or that too few could have to tell."""
        if (a, b) not in self._mag:
            links, rechts = self.bevolking.codes[:, a], self.bevolking.codes[:, b]
            vorm = (int(links.max()) + 1, int(rechts.max()) + 1)
            plek = links.astype(np.int64) * vorm[1] + rechts
            n = np.bincount(plek, weights=self.bevolking.n, minlength=vorm[0] * vorm[1]).reshape(
                vorm
            )
            verwacht = np.outer(n.sum(axis=1), n.sum(axis=0)) / max(n.sum(), 1.0)
            self._mag[a, b] = np.asarray((n > 0) | (verwacht < VERWACHT))
        return self._mag[a, b]

    def _solve(self, ruimten: Sequence[Ruimte], kring: int = 0) -> None:
        if not ruimten:
            return
        gevonden = possible_tables([replace(r.kennis, kring=kring) for r in ruimten])
        for ruimte, tabellen in zip(ruimten, gevonden, strict=True):
            for plek in ruimte.open:
                leden = self._members(self.geheimen[plek], ruimte.codes)
                som = tabellen[:, leden].sum(axis=1) - int(ruimte.n[leden].sum())
                som += self.waarheid[plek]
                self.laag[plek] = min(self.laag[plek], int(som.min()))
                self.hoog[plek] = max(self.hoog[plek], int(som.max()))
            self._as_insiders(ruimte, tabellen)

    def _as_insiders(self, ruimte: Ruimte, tabellen: Tellingen) -> None:
        """What these municipalities prove for everybody in a column, who knows that it holds one
        person at least. Who is in none of them knows nothing of what is exchanged."""
        open_ = [plek for plek in ruimte.open if not self.ook_binnen[plek]]
        if not open_ or len(tabellen) < 2:
            return
        vragen = tuple(self._question(plek, ruimte.codes) for plek in open_)
        breed = wide_for_all(replace(ruimte.kennis, vragen=vragen, kring=1), tabellen)
        self.ook_binnen[open_] |= np.array(breed)

    def space(
        self,
        ruil: frozenset[str],
        open_: Sequence[int],
        breed: int = MAX_KOLOMMEN,
        alleen: Sequence[Codes] = (),
    ) -> Ruimte | None:
        """Residents who differ in nothing that statements say but `ruil` exchange that; `alleen`:
        only within each of these groups of combinations."""
        kolommen = self.bevolking.columns(sorted(ruil))
        keus, waarde = self._values(ruil, kolommen, open_, alleen)
        weten = [(w, som) for w, som in self.weten if self._speaks(w.groep, ruil, keus)]
        eigen = keus.groep[waarde]  # who has none of the combinations is left out further on
        context = self._contexts(ruil, kolommen, [w.groep for w, _ in weten], open_, eigen)
        codes, n, context = self._columns(kolommen, keus, waarde, context, open_, breed)
        if not n.size:
            return None
        feiten = [*_totals(context, n), *self._facts(weten, codes, n, context)]
        if ruil & set(OPENBAAR):
            feiten += _totals(self._public(codes), n)
        vragen = self._questions(open_, codes, context)
        if not vragen:
            return None
        dak = np.bincount(context, weights=n).astype(np.int64)[context]
        nul = (0,) * n.size
        kennis = Kennis(tuple(n.tolist()), nul, tuple(dak.tolist()), tuple(feiten), tuple(vragen))
        return Ruimte(codes, n, kennis, tuple(open_))

    def _values(
        self,
        ruil: frozenset[str],
        kolommen: list[int],
        open_: Sequence[int],
        alleen: Sequence[Codes],
    ) -> tuple[Keus, Tellingen]:
        """Combinations to exchange, and of each pattern which it has, or -1.

        Those that occur in groups with a secret come first, then those that many have.
        """
        codes = self.bevolking.codes[:, kolommen]
        alle, waarde = _combinations(codes)
        naar = np.full(len(alle), -1, dtype=np.int64)
        if alleen:
            mee = np.concatenate(alleen)
            plekken = {combinatie: plek for plek, combinatie in enumerate(map(tuple, mee.tolist()))}
            naar = np.array([plekken.get(tuple(c), -1) for c in alle.tolist()], dtype=np.int64)
            groep = np.repeat(np.arange(len(alleen)), [len(deel) for deel in alleen])
            return Keus(mee, groep), naar[waarde]
        n = np.bincount(waarde, weights=self.bevolking.n)
        geheim = np.zeros(len(alle))
        for plek in open_:
            deel = tuple(v for v in self.geheimen[plek].groep if v.kenmerk in ruil)
            if deel:
                geheim[waarde[self.bevolking.members(deel)]] = 1
        volgorde = np.lexsort((np.arange(len(alle)), -n, -geheim))[:MAX_WAARDEN]
        naar[volgorde] = np.arange(len(volgorde))
        return Keus(alle[volgorde], np.zeros(len(volgorde), dtype=np.int64)), naar[waarde]

    def _speaks(self, groep: Groep, ruil: frozenset[str], keus: Keus) -> bool:
        """Whether a statement tells the exchanged combinations of a group apart."""
        kolommen = {naam: rij for rij, naam in enumerate(sorted(ruil & set(self.bevolking.plek)))}
        past = np.ones(len(keus.waarden), dtype=np.bool_)
        for v in groep:
            if v.kenmerk in kolommen:
                past &= self.bevolking.binnen[v][keus.waarden[:, kolommen[v.kenmerk]]]
        telling = np.bincount(keus.groep, weights=past)
        return bool(((telling > 0) & (telling < np.bincount(keus.groep))).any())

    def _contexts(
        self,
        ruil: frozenset[str],
        kolommen: list[int],
        groepen: Iterable[Groep],
        open_: Sequence[int],
        begin: Tellingen,
    ) -> Tellingen:
        """Number the patterns by `begin`, and by all that statements on `ruil` say beside it."""
        lijst = list(groepen)
        for plek in open_:
            geheim = self.geheimen[plek]
            lijst += [geheim.groep, geheim.uitkomst, geheim.zonder or ()]
        resten = dict.fromkeys(tuple(v for v in groep if v.kenmerk not in ruil) for groep in lijst)
        for b in range(len(self.bevolking.kenmerken)):
            if b not in kolommen and any(self._tied(a, b) for a in kolommen):
                eigen = self.bevolking.codes[:, b].astype(np.int64)
                begin = np.unique(begin * (int(eigen.max()) + 1) + eigen, return_inverse=True)[1]
        return numbered((self.bevolking.members(rest) for rest in resten if rest), begin)

    def _columns(
        self,
        kolommen: list[int],
        keus: Keus,
        waarde: Tellingen,
        context: Tellingen,
        open_: Sequence[int],
        ruimte: int,
    ) -> tuple[Codes, Tellingen, Tellingen]:
        """Codes, residents and context of each column, as many contexts as there is room for."""
        mee = waarde >= 0
        telling = np.zeros((int(context.max()) + 1, len(keus.waarden)), dtype=np.int64)
        np.add.at(telling, (context[mee], waarde[mee]), self.bevolking.n[mee])
        eerste = np.full(len(telling), -1)
        plekken = np.flatnonzero(mee)[::-1]
        eerste[context[plekken]] = plekken
        gekozen = self._chosen(telling, eerste, keus, ruimte, kolommen, open_)
        eigen = keus.groep[waarde[eerste[gekozen]]]
        wie, wat = np.nonzero(eigen[:, None] == keus.groep[None, :])
        codes = self.bevolking.codes[eerste[gekozen[wie]]]
        codes[:, kolommen] = keus.waarden[wat]
        n = telling[gekozen[wie], wat]
        mag = np.ones(len(codes), dtype=np.bool_)
        for a in kolommen:
            for b in range(codes.shape[1]):
                if self._tied(a, b):
                    mag &= self._allowed(a, b)[codes[:, a], codes[:, b]]
        mag |= n > 0
        return codes[mag], n[mag], wie[mag]

    def _chosen(
        self,
        telling: Tellingen,
        eerste: Tellingen,
        keus: Keus,
        ruimte: int,
        kolommen: list[int],
        open_: Sequence[int],
    ) -> Tellingen:
        """Contexts: first those in which secrets lie, then those with much variety."""
        gevuld = np.flatnonzero(eerste >= 0)
        grootte = np.bincount(keus.groep)
        breed = max(1, int(grootte.max()))
        plaats = max(2, ruimte // breed)
        if gevuld.size <= plaats or (grootte.size > 1 and gevuld.size * grootte.mean() <= ruimte):
            return gevuld
        geheim = np.zeros(gevuld.size)
        for plek in open_:
            rest = tuple(
                v
                for v in (*self.geheimen[plek].groep, *self.geheimen[plek].uitkomst)
                if self.bevolking.plek[v.kenmerk] not in kolommen
            )
            geheim += self.bevolking.members(rest)[eerste[gevuld]] / (1 + self.waarheid[plek])
        soorten = (telling[gevuld] > 0).sum(axis=1)
        toeval = np.random.default_rng(1).random(gevuld.size)
        voor = np.lexsort((toeval, -soorten, -geheim))
        rest_ = np.lexsort((toeval, -soorten))
        helft = voor[: (2 * plaats) // 3]
        ander = rest_[~np.isin(rest_, helft)][: plaats - helft.size]
        return np.sort(gevuld[np.concatenate([helft, ander])])

    def _facts(
        self, weten: Sequence[tuple[Weten, int]], codes: Codes, n: Tellingen, context: Tellingen
    ) -> list[Feit]:
        """Each sum of columns once, with the narrowest range."""
        feiten: dict[bytes, Feit] = {}
        dak = np.bincount(context, weights=n).astype(np.int64)
        for w, som in weten:
            leden = self.bevolking.members(w.groep, codes)
            vast = som - int(n[leden].sum())
            onder, boven = w.van - vast, w.tot - vast
            geraakt = np.bincount(context, weights=leden, minlength=dak.size) > 0
            if not leden.any() or (onder <= 0 and boven >= dak[geraakt].sum()):
                continue
            sleutel = leden.tobytes()
            eerder = feiten.get(sleutel)
            if eerder is not None:
                onder, boven = max(onder, eerder.onder), min(boven, eerder.boven)
            feiten[sleutel] = Feit(tuple(np.flatnonzero(leden).tolist()), onder, boven)
        return list(feiten.values())

    def _public(self, codes: Codes) -> Tellingen:
        kolommen = self.bevolking.columns(OPENBAAR)
        nummers = np.unique(codes[:, kolommen], axis=0, return_inverse=True)[1]
        return nummers.ravel().astype(np.int64)

    def _questions(self, open_: Sequence[int], codes: Codes, context: Tellingen) -> list[Vraag]:
        """The secret sums that exchanging can change."""
        vragen = []
        for plek in open_:
            leden = self._members(self.geheimen[plek], codes)
            per = np.bincount(context, weights=leden)
            if ((per > 0) & (per < np.bincount(context))).any():
                doel = max(self.geheimen[plek].vereist, self.geheimen[plek].doel)
                vragen.append(replace(self._question(plek, codes), vereist=doel))
        return vragen

    def _question(self, plek: int, codes: Codes) -> Vraag:
        """In a group so small that all of it must stay open, one who is in it knows of one less."""
        geheim = self.geheimen[plek]
        bladen = tuple(np.flatnonzero(self._members(geheim, codes)).tolist())
        wie = replace(geheim, uitkomst=())
        groep = frozenset(np.flatnonzero(self._members(wie, codes)).tolist())
        grootte = self._truth(wie) if geheim.uitkomst else None
        return Vraag(bladen, geheim.vereist, groep, grootte)


def _kept(ruimte: Ruimte) -> Ruimte:
    """The same, with nobody's combination of columns emptied."""
    bodem = tuple(min(1, n) for n in ruimte.kennis.waarheid)
    return replace(ruimte, kennis=replace(ruimte.kennis, bodem=bodem))


def _private(geheim: Geheim) -> frozenset[str]:
    return geheim.eigen


def _places(geheim: Geheim) -> frozenset[str]:
    return geheim.plaats & set(OPENBAAR)


def _combinations(codes: Codes) -> tuple[Codes, Tellingen]:
    """Distinct rows in order, and of each row which it is."""
    sleutel = np.zeros(len(codes), dtype=np.int64)
    for kolom in codes.T:
        breed = int(kolom.max(initial=0)) + 1
        sleutel = np.unique(sleutel * breed + kolom, return_inverse=True)[1].astype(np.int64)
    eerste, waarde = np.unique(sleutel, return_index=True, return_inverse=True)[1:]
    return codes[eerste], waarde.ravel().astype(np.int64)


def _totals(nummers: Tellingen, n: Tellingen) -> list[Feit]:
    """Everybody of a number stays of that number."""
    volgorde = np.argsort(nummers, kind="stable")
    grenzen = np.flatnonzero(np.diff(nummers[volgorde], prepend=-1, append=-1))
    return [
        Feit(tuple(np.sort(deel).tolist()), int(n[deel].sum()), int(n[deel].sum()))
        for van, tot in pairwise(grenzen.tolist())
        if (deel := volgorde[van:tot]).size
    ]
