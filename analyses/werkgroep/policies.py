"""May it now? The states of a meeting and of what comes of it, and who leads."""

from analyses.werkgroep.models import (
    Bijeenkomst,
    Bijeenkomststatus,
    Projectstatus,
    Speerpuntstatus,
    Voorstelstatus,
)
from privacy.logboek import Actie
from privacy.models import Account
from privacy.policies import Overgang, Overgangen
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

VOEREN, BEHEREN = Recht.bijeenkomst_voeren, Recht.speerpunten_beheren
B = Bijeenkomststatus
BIJEENKOMST = Overgangen(
    Bijeenkomststatus,
    [
        Overgang(B.concept, B.open, VOEREN, Actie.bijeenkomst_geopend),
        Overgang(B.open, B.gesloten, VOEREN, Actie.bijeenkomst_gesloten),
        Overgang(B.gesloten, B.open, VOEREN, Actie.bijeenkomst_geopend),  # closed too early
        Overgang(B.gesloten, B.vastgesteld, VOEREN, Actie.verslag_vastgesteld),
    ],
)
V = Voorstelstatus
VOORSTEL = Overgangen(
    Voorstelstatus,
    [
        Overgang(V.open, naar, VOEREN, Actie.voorstel_besloten)
        for naar in (V.aangenomen, V.verworpen, V.aangehouden)
    ],
)
S = Speerpuntstatus
SPEERPUNT = Overgangen(
    Speerpuntstatus,
    [
        Overgang(S.voorgesteld, S.loopt, BEHEREN, Actie.speerpunt_voortgang),
        Overgang(S.loopt, S.afgerond, BEHEREN, Actie.speerpunt_voortgang),
        *(
            Overgang(van, S.gestopt, BEHEREN, Actie.speerpunt_voortgang)
            for van in (S.voorgesteld, S.loopt)
        ),
        *(
            Overgang(van, S.loopt, BEHEREN, Actie.speerpunt_voortgang)
            for van in (S.afgerond, S.gestopt)
        ),  # taken up again
    ],
)
P = Projectstatus
PROJECT = Overgangen(
    Projectstatus,
    [
        *(
            Overgang(P.loopt, naar, BEHEREN, Actie.project_voortgang)
            for naar in (P.afgerond, P.gestopt)
        ),
        *(
            Overgang(van, P.loopt, BEHEREN, Actie.project_voortgang)
            for van in (P.afgerond, P.gestopt)
        ),
    ],
)
# In which states of the meeting a deed can be done.
VOORBEREIDEN = frozenset({B.concept, B.open})  # agenda, participants
BESPREKEN = frozenset({B.concept, B.open})  # duiding, proposals: also beforehand
BESLUITEN = frozenset({B.open})  # opinions and outcomes; moving through the agenda
UITWERKEN = frozenset({B.concept, B.open, B.gesloten})  # conclusions; answers of the analist
VERSLAAN = frozenset({B.open, B.gesloten, B.vastgesteld})


def check_now(bijeenkomst: Bijeenkomst, standen: frozenset[Bijeenkomststatus]) -> None:
    if bijeenkomst.status not in standen:
        raise Geweigerd(
            f"Dit kan nu niet: de stand van de bijeenkomst is"
            f" ‘{bijeenkomst.get_status_display()}’. Open de pagina opnieuw."
        )


def leads(bijeenkomst: Bijeenkomst, account: Account) -> bool:
    return account.pk in (bijeenkomst.voorzitter_id, bijeenkomst.secretaris_id)


def check_leads(bijeenkomst: Bijeenkomst, by: Account) -> None:
    if not leads(bijeenkomst, by):
        raise Geweigerd("Dit doet de voorzitter of de secretaris van de bijeenkomst.")


def check_chair(bijeenkomst: Bijeenkomst, by: Account) -> None:
    if by.pk != bijeenkomst.voorzitter_id:
        raise Geweigerd("De uitkomst schrijft de voorzitter op.")


def takes_part(bijeenkomst: Bijeenkomst, account: Account) -> bool:
    return leads(bijeenkomst, account) or (
        bijeenkomst.deelnemers.filter(account_id=account.pk).exists()
    )


def check_takes_part(bijeenkomst: Bijeenkomst, by: Account) -> None:
    if not takes_part(bijeenkomst, by):
        raise Geweigerd("U staat niet op de lijst van deelnemers. Vraag het de voorzitter.")
