"""The gate: may data of this onderzoek be used now? Asked again at every step that uses it.

Past an end date it closes by itself: the dates are compared with the database's clock.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format

from privacy import klok
from privacy.dossier import AFSPRAKEN, Document, Documentsoort, Documentstatus
from privacy.models import Account, Onderzoek
from privacy.standen import BRUIKBAAR
from privacy.uitzonderingen import Geweigerd
from privacy.vereisten import of_study

NIET_GOEDGEKEURD = (
    "De privacy-officer heeft het onderzoek niet (of niet meer) goedgekeurd. Open het dossier van "
    "het onderzoek om te zien wat er nog nodig is."
)
GEEN_DEELNEMER = (
    "U staat niet op de lijst van wie aan dit onderzoek werkt. Vraag de opsteller of de "
    "privacy-officer."
)
NIET_GENOEMD = (
    "De toestemming bij een van de bronnen noemt wie ermee mag werken. U staat daar niet bij."
)
WAARSCHUWING = timedelta(days=30)
LAATSTE_WEEK = timedelta(days=7)


def today() -> date:
    """Of the database's clock, which no worker or web process can move, and never earlier than
    a moment that was certainly reached."""
    return timezone.localdate(klok.moment())


def check_study(onderzoek_id: UUID) -> Onderzoek:
    """Geweigerd unless it is approved and has not ended; held until the caller's transaction ends.

    Held, so that an approval can't be withdrawn between this look and what follows from it.
    """
    onderzoek = Onderzoek.objects.select_for_update(no_key=True).get(pk=onderzoek_id)
    if onderzoek.status not in BRUIKBAAR:
        raise Geweigerd(NIET_GOEDGEKEURD)
    if onderzoek.loopt_tot is None or onderzoek.loopt_tot < today():
        raise Geweigerd(ended("Het onderzoek", onderzoek.loopt_tot))
    check_documents(onderzoek_id, {Documentsoort.dpia})
    return onderzoek


def check_documents(onderzoek_id: UUID, soorten: Collection[str]) -> None:
    """Geweigerd unless a confirmed document of each kind holds today."""
    for soort in sorted(soorten):
        if not valid_documents(onderzoek_id, soort):
            raise Geweigerd(_why_not_valid(onderzoek_id, Documentsoort(soort)))


def check_person(onderzoek: Onderzoek, soorten: Collection[str], by: Account | None) -> None:
    """Geweigerd unless `by` works on it, and is named where a document names persons."""
    if by is None:
        return
    if not onderzoek.deelnemers.filter(pk=by.pk).exists():
        raise Geweigerd(GEEN_DEELNEMER)
    for soort in soorten:
        geldig = valid_documents(onderzoek.pk, soort)
        genoemd = [{persoon.pk for persoon in document.personen.all()} for document in geldig]
        if not any(not namen or by.pk in namen for namen in genoemd):
            raise Geweigerd(NIET_GENOEMD)


def valid_documents(onderzoek_id: UUID, soort: str) -> list[Document]:
    dag = today()
    return list(
        Document.objects.filter(
            onderzoek_id=onderzoek_id, soort=soort, status=Documentstatus.bevestigd,
            geldig_van__lte=dag, geldig_tot__gte=dag,
        ).prefetch_related("personen")
    )  # fmt: skip


def _why_not_valid(onderzoek_id: UUID, soort: Documentsoort) -> str:
    naam = str(soort.label)
    laatste = (
        Document.objects.filter(
            onderzoek_id=onderzoek_id, soort=soort, status=Documentstatus.bevestigd
        )
        .order_by("geldig_tot")
        .last()
    )
    if laatste is None:
        return f"Er is nog geen bevestigd document: {naam}. Leg het vast in het dossier."
    if laatste.geldig_van > today():
        dag = date_format(laatste.geldig_van, "j F Y")
        return f"Dit document geldt pas vanaf {dag}: {naam}. Wacht tot die dag."
    return ended(f"Dit document: {naam},", laatste.geldig_tot)


def ended(wat: str, dag: date | None) -> str:
    if dag is None:
        return f"{wat} heeft geen einddatum. Vul die in en dien het opnieuw in."
    return f"{wat} gold tot en met {date_format(dag, 'j F Y')}. Zonder verlenging kan dit niet."


# --- what is missing, and what ends soon ----------------------------------------------------------
@dataclass(frozen=True)
class Gebrek:
    """What is missing. `indienen`: it must be there before the onderzoek can be submitted."""

    tekst: str
    indienen: bool


@dataclass(frozen=True)
class Einde:
    """Something that ends; `dagen` from today, below zero when it has ended."""

    wat: str
    dag: date
    dagen: int

    @property
    def voorbij(self) -> bool:
        return self.dagen < 0

    @property
    def dringend(self) -> bool:
        return self.dagen <= LAATSTE_WEEK.days


def missing(onderzoek: Onderzoek) -> list[Gebrek]:
    """Everything that still has to be settled, in the order of the page."""
    gebreken = [
        Gebrek(f"Nog niet beantwoord: {vraag}", indienen=True)
        for veld, vraag, _ in AFSPRAKEN
        if not getattr(onderzoek, veld).strip()
    ]
    if onderzoek.loopt_tot is None or onderzoek.loopt_tot < today():
        gebreken.append(Gebrek("De einddatum van het onderzoek ontbreekt of is voorbij.", True))
    if not onderzoek.deelnemers.exists():
        gebreken.append(Gebrek("Er staat nog niet wie aan het onderzoek werkt.", True))
    return gebreken + _missing_documents(onderzoek)


def _missing_documents(onderzoek: Onderzoek) -> list[Gebrek]:
    dag = today()
    lopend = {
        document.soort
        for document in onderzoek.documenten.filter(
            status__in=[Documentstatus.voorgelegd, Documentstatus.bevestigd], geldig_tot__gte=dag
        )
    }
    return [
        Gebrek(f"Er is geen geldig document: {v.soort.label} (voor {v.waarvoor}).",
               indienen=v.soort == Documentsoort.dpia)
        for v in of_study(onderzoek)
        if v.soort not in lopend
    ]  # fmt: skip


def endings(onderzoek: Onderzoek) -> list[Einde]:
    """What ends within 30 days or has ended and was not followed by another, first one first.

    Of each kind of document the last one counts.
    """
    dag = today()
    laatste = {
        document.get_soort_display(): document.geldig_tot
        for document in onderzoek.documenten.filter(status=Documentstatus.bevestigd).order_by(
            "geldig_tot"
        )
    }
    alle = [*laatste.items(), ("het onderzoek zelf", onderzoek.loopt_tot)]
    binnenkort = [
        Einde(wat, tot, (tot - dag).days)
        for wat, tot in alle
        if tot is not None and tot - dag <= WAARSCHUWING
    ]
    return sorted(binnenkort, key=lambda einde: einde.dag)
