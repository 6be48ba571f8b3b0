"""The work of destruction; runs in workers alone."""

from collections.abc import Iterator
from datetime import UTC, datetime

from buurtmonitor.taken.uitzonderingen import OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk
from privacy import klok, vernietiging
from privacy.actions import vernietiging as actions
from privacy.besluiten import history
from privacy.kern.verklaring import WERKWIJZE, Akkoord, Verklaringstekst, Vernietigd
from privacy.kern.verklaringpdf import make_pdf
from privacy.modellen_vernietiging import (
    Lijststatus,
    Poststap,
    Vernietigingslijst,
    Vernietigingspost,
)
from privacy.models import Account, Onderwerp, Uitkomst
from privacy.opdracht import refusals_shown, requester
from privacy.rollen import Recht
from privacy.vernietigbaar import kinds

GEEN_LIJST = "Deze lijst is niet (meer) vastgesteld. Er is niets vernietigd."


def destroy(werk: Werk) -> None:
    """An agreed list, to the verklaring. What was begun is finished, whoever may do what now."""
    lijst = Vernietigingslijst.objects.get(pk=werk.onderwerp_id)
    if lijst.status != Lijststatus.bezig:
        raise OnjuisteOpdracht(GEEN_LIJST)
    by = _by(werk, lijst)
    try:
        vernietiging.destroy_list(lijst, by=by, controleer=werk.controleer)
    except vernietiging.NietWeg:
        raise OnjuisteOpdracht(vernietiging.NIET_GELUKT) from None
    with refusals_shown(), werk.publiceren():
        _declare(lijst, by)
        actions.finish_list(lijst=lijst, by=by)


def _by(werk: Werk, lijst: Vernietigingslijst) -> Account | None:
    """Who agreed last, and a clock that can be trusted; once begun neither may stop it."""
    if lijst.posten.exclude(stap=Poststap.wacht).exists():
        return Account.objects.filter(pk=werk.aangevraagd_door_id).first()
    with refusals_shown():
        klok.check()
    return requester(werk, Recht.vernietigen)


def _declare(lijst: Vernietigingslijst, by: Account | None) -> None:
    """One for each supplier, and one for what is nobody's own."""
    gewist = list(lijst.posten.filter(stap=Poststap.gewist).select_related("organisatie"))
    for organisatie_id in dict.fromkeys(post.organisatie_id for post in gewist):
        posten = [post for post in gewist if post.organisatie_id == organisatie_id]
        volgnummer, nummer = actions.next_number(by=by)
        tekst = _text(lijst, posten, nummer)
        actions.add_declaration(
            lijst=lijst,
            organisatie_id=organisatie_id,
            tekst=tekst,
            volgnummer=volgnummer,
            pdf=make_pdf(tekst),
            by=by,
        )


def _text(
    lijst: Vernietigingslijst, posten: list[Vernietigingspost], nummer: str
) -> Verklaringstekst:
    organisatie = posten[0].organisatie
    return Verklaringstekst(
        nummer=nummer,
        op=_iso(klok.moment()),
        onderzoek=lijst.onderzoek.naam,
        organisatie=organisatie.naam if organisatie else "",
        aanleiding=lijst.get_aanleiding_display(),
        reden=lijst.reden,
        werkwijze=WERKWIJZE,
        akkoorden=tuple(_agreements(lijst)),
        objecten=tuple(_object(post) for post in posten),
    )


def _agreements(lijst: Vernietigingslijst) -> Iterator[Akkoord]:
    if lijst.opgesteld_door:
        yield Akkoord(lijst.opgesteld_door.naam, "stelde de lijst op", _iso(lijst.opgesteld_op))
    for besluit in history(Onderwerp.vernietiging, lijst.pk):
        if besluit.uitkomst == Uitkomst.akkoord:
            yield Akkoord(besluit.door.naam, "privacy-officer, akkoord", _iso(besluit.op))


def _object(post: Vernietigingspost) -> Vernietigd:
    return Vernietigd(
        soort=kinds().get(post.soort, post.soort),
        titel=post.titel,
        grond=post.grond,
        op=_iso(post.gewist_op or klok.moment()),
        sleutels=tuple(post.sleutels),
        hashes=tuple(post.hashes),
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
