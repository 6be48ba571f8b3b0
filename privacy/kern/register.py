"""The release ledger (vrijgaveregister): whether a candidate may stand beside what was seen."""

from collections.abc import Sequence

from privacy.kern.atomen import Bestand
from privacy.kern.certificaat import Bewijs, Bewijscel, Kandidaat, certify
from privacy.kern.drempels import Drempelset
from privacy.kern.tabeluitspraken import Deel
from privacy.kern.uitspraken import Bijdrage, Register
from privacy.kern.veilig import Reden, VeiligResultaat


def judge(
    resultaat: VeiligResultaat,
    delen: Sequence[Deel],
    register: Register,
    bestand: Bestand,
    drempels: Drempelset,
) -> Kandidaat:
    """The candidate with its certificate."""
    uitspraken = dict.fromkeys(u for deel in delen for u in deel.uitspraken)
    bijdrage = Bijdrage(resultaat.sha256, resultaat.bevinding, tuple(uitspraken))
    certificaat = certify(
        sha256=resultaat.sha256,
        drempelset_versie=drempels.versie,
        registerkop=register.kop,
        methode="elke tabel apart",
        beschermd=sum(t.audit.beschermd for t in resultaat.tabellen if t.audit),
        versmald=0,
        eerdere=len(register.bijdragen),
    )
    return Kandidaat(resultaat, bijdrage, certificaat, _evidence(resultaat, delen, drempels))


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


def _evidence(resultaat: VeiligResultaat, delen: Sequence[Deel], drempels: Drempelset) -> Bewijs:
    verborgen = tuple(
        Bewijscel(deel.naam, klassen, reden or Reden.beschermt, None, None, drempels.min_aantal)
        for deel in delen
        for uitspraak, klassen, reden in zip(
            deel.uitspraken, deel.klassen, deel.redenen, strict=True
        )
        if uitspraak.geheim
    )
    rijen = [rij for tabel in resultaat.tabellen for rij in tabel.rijen]
    audits = [tabel.audit for tabel in resultaat.tabellen if tabel.audit]
    return Bewijs(
        getoond=sum(rij.getoond for rij in rijen),
        verborgen=verborgen,
        verwant=(),
        verlies=max((audit.verlies for audit in audits), default=0.0),
        kloof=max((audit.kloof for audit in audits), default=0.0),
    )
