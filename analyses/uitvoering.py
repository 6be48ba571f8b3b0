"""The heavy work of analyses; runs in workers alone."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from analyses import actions
from analyses.deeltelling import counter
from analyses.kern import analyse as kern
from analyses.kern import specificatie as specificaties
from analyses.kern.openbaar import public_figures
from analyses.kern.openbaaranalyse import run_public
from analyses.kern.uitkomst import Afwijking, GeenResultaat
from analyses.kern.vraag import Lees
from analyses.models import Analyse, BijBotsing, Resultaat
from analyses.onderzoeksgegevens import study_facts
from analyses.queries import register_for
from analyses.vrijgaveregister import Ingehaald
from bronnen import opslag, queries
from bronnen.inhoud import key_of, open_delivery, read_report
from bronnen.kern.bewaardekaart import read_kept_map
from bronnen.kern.context import read_context
from bronnen.kern.koppelbestand import residents_of
from bronnen.kern.lezen_geojson import Gebieden as Kaart
from bronnen.models import Koppelbestand
from buurtmonitor.taken.uitzonderingen import OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk
from privacy.kern.atomen import Bestand
from privacy.kern.auditproces import AuditGestopt
from privacy.kern.certificaat import Botsing, Kandidaat, Keuzesoort
from privacy.kern.invoerfouten import Invoerfout
from privacy.kern.openbaar import public_contribution
from privacy.kern.sneden import NietTeBeschermen
from privacy.kern.stelsel import OplosserGestopt
from privacy.kern.uitspraken import Register
from privacy.models import Account, Onderzoek
from privacy.opdracht import refusals_shown, requester
from privacy.rollen import Recht
from privacy.slot import in_turn

POGINGEN = 5
WACHTTIJD = 0.3  # seconds between two looks whether it is one's turn
TE_DRUK = "Er wordt te veel tegelijk berekend om dit te controleren. Start de analyse opnieuw."
NIET_TE_TONEN = (
    "Dit kan niet zo worden getoond dat niemand herkenbaar is. Kies grotere groepen of minder "
    "kenmerken."
)
NIET_GECONTROLEERD = (
    "De controle op herleidbaarheid is niet afgekomen. Er is niets bewaard. Kies grotere groepen, "
    "of start de analyse opnieuw."
)


def run_analysis(werk: Werk) -> None:
    """Stored specification -> statistics -> protected draft, or a conflict to choose a way out of.

    When others told something meanwhile that counts, it is done again beside that.
    """
    by = requester(werk, Recht.analyse_uitvoeren)
    with refusals_shown():
        analyse = actions.begin_analysis(analyse_id=werk.onderwerp_id, by=by)
    with _in_turn(analyse, werk):
        _register_public(analyse, by)
        for _ in range(POGINGEN):
            _analyse(analyse, werk)
            if werk.gepubliceerd:
                return
    raise OnjuisteOpdracht(TE_DRUK)


def _analyse(analyse: Analyse, werk: Werk) -> None:
    gezien = register_for(analyse.onderzoek)
    try:
        with failures_shown():
            kandidaat = _run(analyse, werk, gezien, _choice(analyse))
    except Botsing as botsing:
        return _publish_conflict(werk, botsing)
    by = requester(werk, Recht.analyse_uitvoeren)
    with suppress(Ingehaald), refusals_shown(), werk.publiceren():
        actions.publish_draft(
            analyse_id=werk.onderwerp_id, kandidaat=kandidaat, gezien=gezien, by=by
        )
    return None


def run_recheck(werk: Werk) -> None:
    """A draft that others released beside: a certificate of now, or never a release."""
    by = requester(werk, Recht.concept_zien)
    with refusals_shown():
        resultaat = actions.begin_recheck(resultaat_id=werk.onderwerp_id, by=by)
    with _in_turn(resultaat.analyse, werk):
        _register_public(resultaat.analyse, by)
        for _ in range(POGINGEN):
            _recheck(resultaat, werk)
            if werk.gepubliceerd:
                return
    raise OnjuisteOpdracht(TE_DRUK)


def _recheck(resultaat: Resultaat, werk: Werk) -> None:
    gezien = register_for(resultaat.onderzoek, zonder=resultaat.sha256)
    with failures_shown():
        kandidaat = _same_again(resultaat, werk, gezien)
    by = requester(werk, Recht.concept_zien)
    with suppress(Ingehaald), refusals_shown(), werk.publiceren():
        if kandidaat is None:
            actions.refuse_certificate(resultaat_id=werk.onderwerp_id, by=by)
        else:
            actions.renew_certificate(
                resultaat_id=werk.onderwerp_id, kandidaat=kandidaat, gezien=gezien, by=by
            )


def _register_public(analyse: Analyse, by: Account) -> None:
    """What Statistics Netherlands publishes of the same residents, as far as it was delivered."""
    onderzoek, bestand = analyse.onderzoek, analyse.koppelbestand
    context = queries.approved_context(onderzoek).first()
    if bestand is None or context is None:
        return
    cijfers = public_figures(read_context(open_delivery(context)), onderzoek.peildatum.year)
    if not cijfers:
        return
    verslag = read_report(bestand)
    bewoners = Bestand(
        _residents(bestand), verslag.kolommen, verslag.buurtcodes, verslag.pleegbuurten
    )
    openbaar = public_contribution("Openbare cijfers", cijfers, bewoners)
    if openbaar.bijdrage.uitspraken:
        actions.register_public(onderzoek=onderzoek, bijdrage=openbaar.bijdrage, by=by)


def _residents(bestand: Koppelbestand) -> Lees:
    return residents_of(opslag.linked_path(bestand.pk), key_of(bestand.sleutel))


def _in_turn(analyse: Analyse, werk: Werk) -> AbstractContextManager[None]:
    """Two at once about the same residents would each make the other's audit old."""

    def wait() -> None:
        werk.controleer()
        time.sleep(WACHTTIJD)

    return in_turn(f"analyses:{analyse.onderzoek.peildatum.isoformat()}", wait)


@contextmanager
def failures_shown() -> Iterator[None]:
    """What `kern` can't do becomes the sentence that the page of the job shows."""
    try:
        yield
    except (GeenResultaat, Afwijking, Invoerfout) as fout:
        raise OnjuisteOpdracht(fout.melding) from None
    except NietTeBeschermen:
        raise OnjuisteOpdracht(NIET_TE_TONEN) from None
    except (AuditGestopt, OplosserGestopt):
        raise OnjuisteOpdracht(NIET_GECONTROLEERD) from None


def _choice(analyse: Analyse) -> Keuzesoort | None:
    if analyse.keuze:
        return Keuzesoort(analyse.keuze)
    vooraf = analyse.bij_botsing == BijBotsing.meer_weglaten
    return Keuzesoort.meer_weglaten if vooraf else None


def _publish_conflict(werk: Werk, botsing: Botsing) -> None:
    by = requester(werk, Recht.analyse_uitvoeren)
    with refusals_shown(), werk.publiceren():
        actions.record_conflict(analyse_id=werk.onderwerp_id, botsing=botsing, by=by)


def _same_again(resultaat: Resultaat, werk: Werk, gezien: Register) -> Kandidaat | None:
    """The same result beside the ledger of now; None when it no longer comes out. Nobody chooses
    here, so no ways out are looked for."""
    keuze = _choice(resultaat.analyse) or Keuzesoort.wachten
    try:
        kandidaat = _run(resultaat.analyse, werk, gezien, keuze)
    except (Botsing, GeenResultaat):
        return None
    return kandidaat if kandidaat.resultaat.sha256 == resultaat.sha256 else None


def _run(analyse: Analyse, werk: Werk, register: Register, keuze: Keuzesoort | None) -> Kandidaat:
    gevraagd = specificaties.from_dict(analyse.specificatie)
    kaart = _map(analyse.onderzoek)
    gegevens = study_facts(analyse.onderzoek, _map_names(kaart))
    drempels = analyse.onderzoek.drempels
    if isinstance(gevraagd, specificaties.Openbarespecificatie):
        if analyse.context is None:
            raise OnjuisteOpdracht("Bij deze analyse horen geen cijfers. Start de analyse opnieuw.")
        context = read_context(open_delivery(analyse.context))
        return run_public(
            gevraagd, context=context, drempels=drempels, onderzoek=gegevens, register=register,
            voortgang=werk.voortgang, vlakken=kaart.buurten if kaart else (),
        )  # fmt: skip
    if analyse.koppelbestand is None:
        raise OnjuisteOpdracht(
            "Bij deze analyse hoort geen koppelbestand. Start de analyse opnieuw."
        )
    verslag = read_report(analyse.koppelbestand)
    return kern.run(
        gevraagd,
        bewoners=_residents(analyse.koppelbestand),
        verslag=verslag,
        drempels=drempels,
        onderzoek=gegevens,
        voortgang=werk.voortgang,
        register=register,
        keuze=keuze,
        vooraf=not analyse.keuze,
        kaart=kaart,
        tel=counter(analyse.koppelbestand, verslag.bewoners, werk),
    )


def _map(onderzoek: Onderzoek) -> Kaart | None:
    """The newest approved map; None when none was delivered."""
    kaart = queries.approved_maps(onderzoek).first()
    if kaart is None:
        return None
    return read_kept_map(open_delivery(kaart), jaar=onderzoek.peildatum.year)


def _map_names(kaart: Kaart | None) -> dict[str, str]:
    return {buurt.code: buurt.naam for buurt in kaart.buurten} if kaart else {}
