"""Until when what is kept, and whether it may still be used. The clock is `privacy.klok`'s."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from privacy import klok, vernietigbaar
from privacy.modellen_vernietiging import (
    Opschorting,
    Poststap,
    Verklaring,
    Vernietigingslijst,
    Vernietigingspost,
)
from privacy.models import Account, Onderzoek
from privacy.permissions import mag
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.vernietigbaar import Bewaard

WORDT_VERNIETIGD = "Deze gegevens worden vernietigd. Ze mogen niet meer worden gebruikt."


def check_not_being_destroyed(soort: str, object_ids: Iterable[object]) -> None:
    """Geweigerd once the destruction of one of them has begun. Lock its row first."""
    nummers = [str(nummer) for nummer in object_ids]
    if Vernietigingspost.objects.filter(
        soort=soort, object_id__in=nummers, stap=Poststap.begonnen
    ).exists():
        raise Geweigerd(WORDT_VERNIETIGD)


def end_of(onderzoek: Onderzoek) -> datetime | None:
    """The first moment at which its data may no longer be used."""
    return start_of_day(onderzoek.loopt_tot + timedelta(days=1)) if onderzoek.loopt_tot else None


def start_of_day(dag: date) -> datetime:
    return timezone.make_aware(datetime.combine(dag, time.min))


def earliest(*momenten: datetime | None) -> datetime | None:
    gegeven = [moment for moment in momenten if moment is not None]
    return min(gegeven) if gegeven else None


def held(bewaard: Bewaard) -> Opschorting | None:
    """The hold on it, or on its onderzoek."""
    lopend = Opschorting.objects.filter(opgeheven_op__isnull=True)
    eigen = lopend.filter(soort=bewaard.soort, object_id=bewaard.object_id)
    geheel = lopend.filter(soort="onderzoek", object_id=str(bewaard.onderzoek_id))
    return (eigen | geheel).first()


@dataclass(frozen=True)
class Kalenderregel:
    """A line of the calendar; `dagen` until it expires, negative when it has."""

    bewaard: Bewaard
    dagen: int | None
    opschorting: Opschorting | None
    lijst_id: UUID | None

    @property
    def verlopen(self) -> bool:
        return self.dagen is not None and self.dagen < 0


def calendar(account: Account) -> list[Kalenderregel]:
    """What expires first comes first; a supplier sees what its own organisation delivered."""
    nu = klok.moment()
    regels = [_line(bewaard, nu) for bewaard in _visible(account)]
    return sorted(regels, key=lambda r: (r.dagen is None, r.dagen or 0, r.bewaard.titel))


def _visible(account: Account) -> list[Bewaard]:
    if not mag(account, Recht.bewaren_volgen):
        return []
    alles = list(vernietigbaar.everything())
    if mag(account, Recht.vernietigen):
        return alles
    return [b for b in alles if b.organisatie_id and b.organisatie_id == account.organisatie_id]


def _line(bewaard: Bewaard, nu: datetime) -> Kalenderregel:
    post = Vernietigingspost.objects.filter(
        soort=bewaard.soort,
        object_id=bewaard.object_id,
        stap__in=(Poststap.wacht, Poststap.begonnen),
    ).first()
    dagen = None if bewaard.tot is None else (bewaard.tot - nu).days
    return Kalenderregel(bewaard, dagen, held(bewaard), post.lijst_id if post else None)


def lists_for(account: Account) -> QuerySet[Vernietigingslijst]:
    rijen = Vernietigingslijst.objects.select_related("onderzoek", "opgesteld_door")
    return rijen if mag(account, Recht.vernietigen) else rijen.none()


def holds_for(account: Account) -> QuerySet[Opschorting]:
    rijen = Opschorting.objects.select_related("door", "opgeheven_door")
    return rijen if mag(account, Recht.vernietigen) else rijen.none()


def declarations_for(account: Account) -> QuerySet[Verklaring]:
    """All for an officer; for a supplier those of its own deliveries."""
    rijen = Verklaring.objects.select_related("lijst__onderzoek", "organisatie").defer("pdf")
    if mag(account, Recht.vernietigen):
        return rijen
    if not mag(account, Recht.bewaren_volgen) or account.organisatie_id is None:
        return rijen.none()
    return rijen.filter(organisatie_id=account.organisatie_id)


def open_post_for(soort: str, object_id: str) -> Vernietigingspost | None:
    return Vernietigingspost.objects.filter(
        soort=soort, object_id=object_id, stap__in=(Poststap.wacht, Poststap.begonnen)
    ).first()
