"""Writing the release ledger: who holds the lock writes the next line, and nobody else.

A certificate is worth something at one head. When the ledger grew meanwhile, it is carried to the
new head if nothing was added that counts for its candidate; else the candidate is audited again.
"""

from datetime import date

from django.utils import timezone

from analyses.models import Certificaat, Postsoort, Registerpost, Resultaat
from analyses.queries import ledger_head, line_parts, register_for, released_since
from privacy.kern.certificaat import Certificaat as Bewezen
from privacy.kern.certificaat import Kandidaat, carry
from privacy.kern.registerketen import head
from privacy.kern.uitspraken import Bijdrage, Register
from privacy.logboek import Actie, log
from privacy.models import Account, Onderzoek
from privacy.slot import lock_until_commit
from privacy.uitzonderingen import Geweigerd

SLOT = "vrijgaveregister"


class Ingehaald(Exception):
    """The ledger grew since the audit by what counts for this candidate: audit it again."""


class Verouderd(Geweigerd):
    """Others released since this result was certified: it must be certified again."""

    def __init__(self) -> None:
        super().__init__(
            "Intussen is er iets anders vrijgegeven over dezelfde inwoners. Dit resultaat wordt "
            "daarom opnieuw gecontroleerd. Kijk over een minuut weer."
        )


def enter_draft(
    *, kandidaat: Kandidaat, gezien: Register, onderzoek: Onderzoek, zonder: str, by: Account
) -> Registerpost:
    """Certificate and line of a draft, in the caller's transaction.

    `gezien`: the ledger that was audited against; `zonder` as in `register_for`.
    """
    lock_until_commit(SLOT)
    certificaat = _at_head(kandidaat.certificaat, gezien, onderzoek, zonder)
    rij = Certificaat.objects.create(
        sha256=certificaat.sha256,
        drempelset_versie=certificaat.drempelset_versie,
        registerkop=certificaat.registerkop,
        geslaagd=certificaat.geslaagd,
        methode=certificaat.methode,
        beschermd=certificaat.beschermd,
        versmald=certificaat.versmald,
        eerdere=certificaat.eerdere,
        bewijs=kandidaat.bewijs.als_json(),
    )
    _log(Actie.certificaat_geslaagd, "certificaat", rij.pk, by, registerkop=rij.registerkop)
    return _append(
        Postsoort.concept, onderzoek.peildatum, kandidaat.bijdrage, by, onderzoek, certificaat=rij
    )


def _at_head(certificaat: Bewezen, gezien: Register, onderzoek: Onderzoek, zonder: str) -> Bewezen:
    if not certificaat.geslaagd or certificaat.registerkop != gezien.kop:
        raise Geweigerd("De controle op herleidbaarheid is niet geslaagd.")
    if ledger_head() == gezien.kop:
        return certificaat
    nu = register_for(onderzoek, zonder)
    if nu.bijdragen != gezien.bijdragen:
        raise Ingehaald
    return carry(certificaat, gezien, nu)


def enter_release(*, resultaat: Resultaat, by: Account) -> Registerpost:
    """The line of a release, in the caller's transaction, while its certificate still holds."""
    lock_until_commit(SLOT)
    check_current(resultaat)
    eerder = resultaat.conceptpost
    if eerder is None:
        raise Geweigerd("Dit resultaat heeft geen certificaat. Voer de analyse opnieuw uit.")
    bijdrage = Bijdrage.uit_json(eerder.bijdrage)
    onderzoek = resultaat.onderzoek
    return _append(Postsoort.vrijgave, onderzoek.peildatum, bijdrage, by, onderzoek)


def enter_public(*, bijdrage: Bijdrage, peildatum: date, by: Account) -> Registerpost | None:
    """Public figures about the same residents, once; None when they are in the ledger already."""
    lock_until_commit(SLOT)
    al_bekend = Registerpost.objects.filter(
        soort=Postsoort.openbaar, peildatum=peildatum, sha256=bijdrage.sha256
    )
    return None if al_bekend.exists() else _append(Postsoort.openbaar, peildatum, bijdrage, by)


def check_current(resultaat: Resultaat) -> None:
    """`Verouderd` when others released since it was certified."""
    if released_since(resultaat).exists():
        raise Verouderd


def _append(
    soort: Postsoort,
    peildatum: date,
    bijdrage: Bijdrage,
    by: Account,
    onderzoek: Onderzoek | None = None,
    certificaat: Certificaat | None = None,
) -> Registerpost:
    """The next line; the caller holds the lock."""
    vorige = Registerpost.objects.order_by("volgnummer").last()
    post = Registerpost(
        volgnummer=vorige.volgnummer + 1 if vorige else 1,
        soort=soort,
        onderzoek=onderzoek,
        peildatum=peildatum,
        sha256=bijdrage.sha256,
        bijdrage=bijdrage.als_json(),
        certificaat=certificaat,
        vorige=ledger_head(),
        op=timezone.now(),
    )
    post.kop = head(post.vorige, line_parts(post))
    post.save(force_insert=True)
    _log(Actie.register_bijgeschreven, "registerpost", post.pk, by, post=soort, kop=post.kop)
    return post


def _log(actie: Actie, soort: str, pk: object, by: Account, **bijzonderheden: str) -> None:
    log(actie=actie, door=by, object_soort=soort, object_id=pk, bijzonderheden=bijzonderheden)
