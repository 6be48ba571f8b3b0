"""The release ledger (vrijgaveregister): whether a candidate may stand beside what was seen.

Readers are taken to know everything that counts in the ledger, within its rounding, the rules
themselves, and the exact size of every group that is made of buurt, age and sex alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from privacy.kern.atomen import Bestand, Masker, population
from privacy.kern.auditproces import one_auditor
from privacy.kern.certificaat import (
    Bewijs,
    Bewijscel,
    Botsing,
    Kandidaat,
    Verwant,
    certify,
)
from privacy.kern.drempels import Drempelset
from privacy.kern.mogelijkheden import OPENBAAR, Bewezen, Geheim, Weten, Zoeker
from privacy.kern.primair import broken_rules
from privacy.kern.speelruimte import Ruim, margins
from privacy.kern.tabeluitspraken import Deel
from privacy.kern.uitspraken import Bijdrage, Groep, Register, Soort, Spanne, Uitspraak, both
from privacy.kern.veilig import Reden, VeiligResultaat

METHODE = (
    "Verschillen van 1 tot en met 9 personen tussen groepen, en mogelijke gemeenten van hele "
    "personen bij alles wat is getoond (OR-tools GLOP en CP-SAT)"
)
SCHETSEN = 12
MAX_VERWANT = 10


@dataclass(frozen=True)
class Regel:
    """A statement in the ledger, and where it comes from: a part of the candidate (0 and up), or an
    earlier result (-1 and down)."""

    uitspraak: Uitspraak
    bron: int

    @property
    def som(self) -> Groep | None:
        return both(self.uitspraak.groep, self.uitspraak.uitkomst)


@dataclass(frozen=True)
class Oordeel:
    """What the audit of everything together found.

    `dichtbij`: pairs of statements about groups or counts that differ by 1 to 9 persons;
    `zoeker`: how wide each secret sum was proved.
    """

    regels: tuple[Regel, ...]
    dichtbij: tuple[tuple[Regel, Regel], ...]
    zoeker: Zoeker

    @property
    def versmald(self) -> int:
        return len(self.dichtbij) + len(self.zoeker.narrow())


class Boek:
    """Everything that counts, over the residents as they are now."""

    def __init__(
        self,
        delen: Sequence[Sequence[Uitspraak]],
        eerdere: Sequence[Bijdrage],
        bestand: Bestand,
        drempels: Drempelset,
    ) -> None:
        """Statements on kenmerken that are not in this linked file are left out: residents can't
        be told apart by them here."""
        alle = [Regel(u, bron) for bron, deel in enumerate(delen) for u in dict.fromkeys(deel)]
        alle += [Regel(u, -1 - i) for i, b in enumerate(eerdere) for u in b.uitspraken]
        self.regels = [
            r for r in alle if bestand.has(r.uitspraak.groep) and bestand.has(r.uitspraak.uitkomst)
        ]
        self.drempels = drempels
        groepen = [g for r in self.regels for g in (r.uitspraak.groep, r.uitspraak.uitkomst)]
        sommen = [som for r in self.regels if (som := r.som) is not None]
        self.bevolking = population(bestand, [*groepen, *sommen])
        self._aantal: dict[Groep, int] = {}

    def count(self, groep: Groep) -> int:
        if groep not in self._aantal:
            self._aantal[groep] = self.bevolking.count(groep)
        return self._aantal[groep]

    def judge(self) -> Oordeel:
        dichtbij = (*self._near_groups(), *self._changed_counts())
        zoeker = Zoeker(self.bevolking, self._known(), self._secrets())
        zoeker.run()
        return Oordeel(tuple(self.regels), dichtbij, zoeker)

    def _known(self) -> list[Weten]:
        """Every shown sum with the narrowest range; widened to the truth where an earlier result
        was made from another delivery."""
        bereik: dict[Groep, tuple[int, int]] = {}
        for groep, spanne, _ in self._shown():
            van, tot = bereik.get(groep, (0, spanne.tot))
            bereik[groep] = max(van, spanne.van), min(tot, spanne.tot)
        return [
            Weten(groep, min(van, tot, n), max(van, tot, n))
            for groep, (van, tot) in bereik.items()
            for n in (self.count(groep),)
        ]

    def _shown(self) -> Iterable[tuple[Groep, Spanne, Regel]]:
        for regel in self.regels:
            uitspraak, som = regel.uitspraak, regel.som
            if uitspraak.grootte is not None:
                yield uitspraak.groep, uitspraak.grootte, regel
            if uitspraak.aantal is not None and uitspraak.uitkomst and som is not None:
                yield som, uitspraak.aantal, regel

    def _changed_counts(self) -> list[tuple[Regel, Regel]]:
        """A figure shown again with another value: few persons changed since that delivery."""
        eigen = [(g, s, r) for g, s, r in self._shown() if r.bron >= 0]
        eerder: dict[Groep, list[tuple[Spanne, Regel]]] = {}
        for groep, spanne, regel in self._shown():
            if regel.bron < 0:
                eerder.setdefault(groep, []).append((spanne, regel))
        return [
            (regel, ander)
            for groep, spanne, regel in eigen
            for was, ander in eerder.get(groep, ())
            if 0 < max(spanne.van - was.tot, was.van - spanne.tot, 0) < self.drempels.min_verschil
        ]

    def _near_groups(self) -> list[tuple[Regel, Regel]]:
        """Shown groups of different tables that differ by 1 to 9 persons."""
        getoond = self._shown_groups()
        groepen = list(getoond)
        if not groepen:
            return []
        schets = self._sketches(groepen)
        grens = self.drempels.min_verschil
        uit = []
        for plek, groep in enumerate(groepen):
            if not any(r.bron >= 0 for r in getoond[groep]):
                continue
            ver = np.abs(schets - schets[plek]).max(axis=1)
            for ander in np.flatnonzero(ver < grens).tolist():
                paar = self._comparable(getoond[groep], getoond[groepen[ander]])
                if paar and 0 < self._apart(groep, groepen[ander]) < grens:
                    uit.append(paar)
        return uit

    def _shown_groups(self) -> dict[Groep, list[Regel]]:
        getoond: dict[Groep, list[Regel]] = {}
        for regel in self.regels:
            if regel.uitspraak.grootte is not None or regel.uitspraak.aantal is not None:
                getoond.setdefault(regel.uitspraak.groep, []).append(regel)
        return getoond

    def _sketches(self, groepen: Sequence[Groep]) -> NDArray[np.int64]:
        """Sizes, and sums of residents with random signs: groups that differ by few persons differ
        by few in each of them."""
        tekens = np.random.default_rng(1).choice([-1, 1], (self.bevolking.n.size, SCHETSEN))
        gewicht = np.column_stack([np.ones(self.bevolking.n.size, np.int64), tekens])
        gewicht *= self.bevolking.n[:, None]
        return np.array([gewicht[self.bevolking.members(g)].sum(axis=0) for g in groepen])

    def _apart(self, een: Groep, ander: Groep) -> int:
        verschil = self.bevolking.members(een) ^ self.bevolking.members(ander)
        return int(self.bevolking.n[verschil].sum())

    def _comparable(
        self, een: Sequence[Regel], ander: Sequence[Regel]
    ) -> tuple[Regel, Regel] | None:
        """Of different tables, and about the same outcome or about groups not known to all."""
        for a in een:
            for b in ander:
                zelfde = a.uitspraak.uitkomst == b.uitspraak.uitkomst and a.uitspraak.uitkomst
                bekend = _public(a.uitspraak.groep) and _public(b.uitspraak.groep)
                if _different_tables(a, b) and a.bron >= 0 and (zelfde or not bekend):
                    return a, b
        return None

    def _secrets(self) -> list[Geheim]:
        """Hidden cells, and differences of shown cells that would break a rule. A hidden cell
        that breaks no rule itself hides others, and need not be wide."""
        geheimen: dict[tuple[Groep, Groep, Groep | None], Geheim] = {}
        for geheim in (*self._hidden(), *self._differences()):
            sleutel = geheim.groep, geheim.uitkomst, geheim.zonder
            eerder = geheimen.get(sleutel, geheim)
            geheimen[sleutel] = max(eerder, geheim, key=lambda g: (g.vereist, g.doel))
        return [g for g in geheimen.values() if g.vereist or g.doel]

    def _hidden(self) -> Iterable[Geheim]:
        minst = self.drempels.min_aantal
        for regel in self.regels:
            u = regel.uitspraak
            if not u.geheim:
                continue
            n, som = self.count(u.groep), regel.som
            doel = minst if regel.bron >= 0 else 0  # evidence for the officer
            if not _public(u.groep):
                yield Geheim(u.groep, (), minst if n < minst else 0, doel=doel)
            if som is not None and u.uitkomst and n:
                vereist = min(minst, n) if self._breaks(self.count(som), n, u) else 0
                yield Geheim(u.groep, u.uitkomst, vereist, doel=min(doel, n))

    def _breaks(self, telling: int, basis: int, u: Uitspraak) -> bool:
        return bool(self._broken(np.array([telling]), np.array([basis]), u)[0])

    def _broken(
        self, telling: NDArray[np.int64], basis: NDArray[np.int64], u: Uitspraak
    ) -> NDArray[np.bool_]:
        niet = np.zeros(telling.size, dtype=np.bool_)
        gewoon = np.full(telling.size, u.gewoon)
        regels = broken_rules(telling, basis, niet, gewoon, u.nul_gevoelig, self.drempels)
        return np.asarray(np.logical_or.reduce([gebroken for _, gebroken in regels]))

    def _differences(self) -> Iterable[Geheim]:
        """Cells of which one lies within the other, in different tables, with the same outcome."""
        per_uitkomst: dict[Groep, list[Regel]] = {}
        for regel in self.regels:
            if regel.uitspraak.aantal is not None and regel.uitspraak.uitkomst:
                per_uitkomst.setdefault(regel.uitspraak.uitkomst, []).append(regel)
        for uitkomst, regels in per_uitkomst.items():
            yield from self._differences_of(uitkomst, regels)

    def _differences_of(self, uitkomst: Groep, regels: Sequence[Regel]) -> Iterable[Geheim]:
        bron: dict[Groep, set[int]] = {}
        for regel in regels:
            bron.setdefault(regel.uitspraak.groep, set()).add(regel.bron)
        groepen = list(bron)
        basis = np.array([self.count(g) for g in groepen], dtype=np.int64)
        sommen = [both(g, uitkomst) for g in groepen]
        telling = np.array([self.count(s) if s is not None else 0 for s in sommen], dtype=np.int64)
        eigen = np.array([max(bronnen) >= 0 for bronnen in bron.values()])
        deel, geheel = np.nonzero(self._nested(groepen) & (eigen[:, None] | eigen[None, :]))
        verschil, minder = basis[geheel] - basis[deel], telling[geheel] - telling[deel]
        fout = (verschil > 0) & self._broken(minder, verschil, regels[0].uitspraak)
        for d, g in zip(deel[fout].tolist(), geheel[fout].tolist(), strict=True):
            if len(bron[groepen[d]] | bron[groepen[g]]) > 1:
                vereist = min(self.drempels.min_aantal, int(basis[g] - basis[d]))
                yield Geheim(groepen[g], uitkomst, vereist, groepen[d])

    def _nested(self, groepen: Sequence[Groep]) -> Masker:
        """(G × G) whether the conditions of the first put everybody in the second."""
        b = self.bevolking
        breed = [int(kolom.max()) + 1 for kolom in b.codes.T]
        begin = np.concatenate([[0], np.cumsum(breed)]).astype(np.int64)
        ruim = np.ones((len(groepen), int(begin[-1])), dtype=np.float32)
        for rij, groep in enumerate(groepen):
            for voorwaarde in groep:
                plek = b.plek[voorwaarde.kenmerk]
                leden = b.binnen[voorwaarde][: breed[plek]]
                ruim[rij, begin[plek] : begin[plek + 1]] = leden
        binnen = ruim @ (1 - ruim).T == 0
        return np.asarray(binnen & ~binnen.T)


def _different_tables(een: Regel, ander: Regel) -> bool:
    """What one table tells was audited with it. The levels of a regression were not: each was
    looked at by itself, and two kenmerken may hold nearly the same residents."""
    soorten = {een.uitspraak.soort, ander.uitspraak.soort}
    return een.bron != ander.bron or soorten == {Soort.regressie}


def _public(groep: Groep) -> bool:
    return all(v.kenmerk in OPENBAAR for v in groep)


@dataclass(frozen=True)
class Proef:
    """A result laid beside the ledger. `kandidaat` is None when it tells too much; `met`: hashes of
    the earlier results that stand in the way."""

    resultaat: VeiligResultaat
    delen: tuple[Deel, ...]
    oordeel: Oordeel
    kandidaat: Kandidaat | None
    met: tuple[str, ...]

    @property
    def getoond(self) -> int:
        return sum(rij.getoond for tabel in self.resultaat.tabellen for rij in tabel.rijen)


def examine(
    resultaat: VeiligResultaat,
    delen: Sequence[Deel],
    register: Register,
    bestand: Bestand,
    drempels: Drempelset,
) -> Proef:
    """Audit a result with everything that counts; the certificate only if nothing is too narrow."""
    with one_auditor():
        return _examine(resultaat, delen, register, bestand, drempels)


def _examine(
    resultaat: VeiligResultaat,
    delen: Sequence[Deel],
    register: Register,
    bestand: Bestand,
    drempels: Drempelset,
) -> Proef:
    uitspraken = dict.fromkeys(u for deel in delen for u in deel.uitspraken)
    bijdrage = Bijdrage(resultaat.sha256, resultaat.bevinding, tuple(uitspraken))
    eerdere = [b for b in register.bijdragen if b.sha256 != bijdrage.sha256]
    oordeel = Boek([d.uitspraken for d in delen], eerdere, bestand, drempels).judge()
    if oordeel.versmald:
        return Proef(resultaat, tuple(delen), oordeel, None, _whom(oordeel, eerdere))
    certificaat = certify(
        sha256=resultaat.sha256,
        drempelset_versie=drempels.versie,
        registerkop=register.kop,
        methode=METHODE,
        beschermd=sum(geheim.vereist > 0 for geheim in oordeel.zoeker.geheimen),
        versmald=0,
        eerdere=len(eerdere),
    )
    verwant = _related(bijdrage, eerdere)
    bewijs = _evidence(resultaat, delen, oordeel, verwant, drempels)
    kandidaat = Kandidaat(resultaat, bijdrage, certificaat, bewijs)
    return Proef(resultaat, tuple(delen), oordeel, kandidaat, ())


def judge(
    resultaat: VeiligResultaat,
    delen: Sequence[Deel],
    register: Register,
    bestand: Bestand,
    drempels: Drempelset,
) -> Kandidaat:
    """`examine` for who makes no choices: `Botsing` when it tells too much beside the ledger."""
    proef = examine(resultaat, delen, register, bestand, drempels)
    if proef.kandidaat is None:
        raise Botsing((), proef.met)
    return proef.kandidaat


def _whom(oordeel: Oordeel, eerdere: Sequence[Bijdrage]) -> tuple[str, ...]:
    """Hashes of the earlier results that stand in the way."""
    bronnen = {r.bron for paar in oordeel.dichtbij for r in paar if r.bron < 0}
    smal = [oordeel.zoeker.geheimen[plek] for plek in oordeel.zoeker.narrow()]
    raak = {k for geheim in smal for k in geheim.eigen | geheim.wat}
    bronnen |= {
        r.bron
        for r in oordeel.regels
        if r.bron < 0 and raak & {v.kenmerk for v in (*r.uitspraak.groep, *r.uitspraak.uitkomst)}
    }
    return tuple(eerdere[-1 - bron].sha256 for bron in sorted(bronnen, reverse=True))


def _related(bijdrage: Bijdrage, eerdere: Sequence[Bijdrage]) -> tuple[Verwant, ...]:
    """Earlier results that tell of the same groups, most of them first."""
    eigen = {u.groep for u in bijdrage.uitspraken}
    verwant = [
        Verwant(b.sha256, b.naam, sum(u.groep in eigen for u in b.uitspraken)) for b in eerdere
    ]
    gevonden = [v for v in verwant if v.samen]
    return tuple(sorted(gevonden, key=lambda v: -v.samen)[:MAX_VERWANT])


def to_leave_out(proef: Proef) -> dict[str, frozenset[int]]:
    """Of each table the cells that would have to go: those too near to another group, and for a
    sum that is too narrow the least of the shown cells that tell of it."""
    weg: dict[str, set[int]] = {}
    for paar in proef.oordeel.dichtbij:
        for regel in paar:
            for deel, plek in _places_of(proef, regel):
                weg.setdefault(deel.naam, set()).add(deel.cellen[plek])
    zoeker = proef.oordeel.zoeker
    for nummer in zoeker.narrow():
        keuze = _least_telling(proef, zoeker.geheimen[nummer])
        if keuze is not None:
            weg.setdefault(keuze[0].naam, set()).add(keuze[0].cellen[keuze[1]])
    return {naam: frozenset(cellen) for naam, cellen in weg.items()}


def _places_of(proef: Proef, regel: Regel) -> Iterable[tuple[Deel, int]]:
    """The cells of the candidate about this group."""
    if regel.bron < 0:
        return
    for deel in proef.delen:
        for plek, uitspraak in enumerate(deel.uitspraken):
            if deel.cellen and deel.cellen[plek] >= 0 and uitspraak.groep == regel.uitspraak.groep:
                yield deel, plek


def _least_telling(proef: Proef, geheim: Geheim) -> tuple[Deel, int] | None:
    """The shown cell with the fewest persons that lies within the same groups."""
    eerder = {r.som for r in proef.oordeel.regels if r.bron < 0 and not r.uitspraak.geheim}
    delen = {geheim.groep, geheim.zonder}
    mogelijk = []
    for deel in proef.delen:
        for plek, u in enumerate(deel.uitspraken):
            if not deel.cellen or deel.cellen[plek] < 0 or u.geheim:
                continue
            zelf = u.groep in delen and u.uitkomst == geheim.uitkomst
            naast = _beside(u.groep, geheim.groep)
            if (zelf or naast) and both(u.groep, u.uitkomst) not in eerder:
                omvang = (u.aantal or u.grootte or Spanne(0, 0)).tot
                mogelijk.append((not zelf, omvang, deel.naam, plek, deel))
    if not mogelijk:
        return None
    beste = min(mogelijk, key=lambda m: m[:4])
    return beste[4], beste[3]


def _beside(een: Groep, ander: Groep) -> bool:
    """The same but for one condition."""
    return len(set(een) ^ set(ander)) in (1, 2)


def published(delen: Sequence[Deel], register: Register) -> dict[str, frozenset[int]]:
    """Of each table the cells that an earlier result showed."""
    getoond = {
        (u.groep, u.uitkomst)
        for b in register.bijdragen
        for u in b.uitspraken
        if u.grootte is not None and (u.aantal is not None or not u.uitkomst)
    }
    return _cells(delen, getoond)


def hidden_before(delen: Sequence[Deel], register: Register) -> dict[str, frozenset[int]]:
    """Of each table the cells that an earlier result hid."""
    verborgen = {
        (u.groep, u.uitkomst) for b in register.bijdragen for u in b.uitspraken if u.geheim
    }
    return _cells(delen, verborgen)


def _cells(delen: Sequence[Deel], sommen: set[tuple[Groep, Groep]]) -> dict[str, frozenset[int]]:
    return {
        deel.naam: frozenset(
            cel
            for cel, u in zip(deel.cellen, deel.uitspraken, strict=True)
            if cel >= 0 and (u.groep, u.uitkomst) in sommen
        )
        for deel in delen
        if deel.cellen
    }


def without_persons(
    resultaat: VeiligResultaat, register: Register, drempels: Drempelset
) -> Kandidaat:
    """Public figures about areas: nothing to protect, and nothing for the ledger."""
    certificaat = certify(
        sha256=resultaat.sha256,
        drempelset_versie=drempels.versie,
        registerkop=register.kop,
        methode="openbare cijfers, geen personen",
        beschermd=0,
        versmald=0,
        eerdere=0,
    )
    bijdrage = Bijdrage(resultaat.sha256, resultaat.bevinding, ())
    getoond = sum(len(tabel.rijen) for tabel in resultaat.tabellen)
    return Kandidaat(resultaat, bijdrage, certificaat, Bewijs(getoond, (), (), 0.0, 0.0))


def _evidence(
    resultaat: VeiligResultaat,
    delen: Sequence[Deel],
    oordeel: Oordeel,
    verwant: tuple[Verwant, ...],
    drempels: Drempelset,
) -> Bewijs:
    bekend = oordeel.zoeker.proved()
    verborgen = tuple(cel for deel in delen for cel in _hidden_cells(deel, bekend, drempels))
    rijen = [rij for tabel in resultaat.tabellen for rij in tabel.rijen]
    audits = [tabel.audit for tabel in resultaat.tabellen if tabel.audit]
    return Bewijs(
        getoond=sum(rij.getoond for rij in rijen),
        verborgen=verborgen,
        verwant=verwant,
        verlies=max((audit.verlies for audit in audits), default=0.0),
        kloof=max((audit.kloof for audit in audits), default=0.0),
    )


def _hidden_cells(
    deel: Deel, bekend: dict[tuple[Groep, Groep], Bewezen], drempels: Drempelset
) -> Iterable[Bewijscel]:
    ruim = margins(deel.herkomst, drempels) if deel.herkomst is not None else {}
    cellen = deel.cellen or (-1,) * len(deel.uitspraken)
    rijen = zip(deel.uitspraken, deel.klassen, deel.redenen, cellen, strict=True)
    for uitspraak, klassen, reden, cel in rijen:
        if uitspraak.geheim:
            waarom = reden or Reden.beschermt
            yield _hidden_cell(deel.naam, klassen, waarom, uitspraak, bekend, ruim.get(cel))


def _hidden_cell(
    tabel: str,
    klassen: tuple[str, ...],
    reden: Reden,
    uitspraak: Uitspraak,
    bekend: dict[tuple[Groep, Groep], Bewezen],
    ruim: Ruim | None,
) -> Bewijscel:
    """`aantal` and `grootte` are as wide as was proved; an intruder may be left with more."""
    aantal, grootte = (
        bekend.get((uitspraak.groep, uitkomst)) for uitkomst in (uitspraak.uitkomst, ())
    )
    return Bewijscel(
        tabel,
        klassen,
        reden,
        aantal.spanne if aantal and uitspraak.uitkomst else None,
        grootte.spanne if grootte else None,
        aantal.vereist if aantal else 0,
        ruim.buitenstaander if ruim else None,
        ruim.betrokkene if ruim else None,
        aantal.insiders if aantal else None,
    )
