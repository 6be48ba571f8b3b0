"""What expires when, as iCalendar (RFC 5545): days, kinds and numbers, and nothing that anybody
wrote, for such a file leaves this system and lies in somebody's mail program."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256

from django.utils import timezone

from privacy import vernietigbaar
from privacy.bewaren import Kalenderregel

KOP = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Buurtmonitor//Bewaren//NL")
UITLEG = "Open de Buurtmonitor en kies Bewaren."


def calendar_file(regels: Iterable[Kalenderregel], moment: datetime) -> str:
    """One entry for each kind and day that is still to come; what has to stay is left out."""
    namen = vernietigbaar.kinds()
    aantallen = Counter(
        (timezone.localdate(regel.bewaard.tot), namen[regel.bewaard.soort])
        for regel in regels
        if regel.bewaard.tot is not None and not regel.verlopen and regel.opschorting is None
    )
    delen = [line for sleutel in sorted(aantallen) for line in _entry(*sleutel, aantallen, moment)]
    return "\r\n".join([*KOP, *delen, "END:VCALENDAR", ""])


def _entry(
    dag: date, naam: str, aantallen: Counter[tuple[date, str]], moment: datetime
) -> Iterator[str]:
    """The same number for the same day and kind, so that a later file takes its place."""
    yield "BEGIN:VEVENT"
    yield f"UID:{sha256(f'{dag} {naam}'.encode()).hexdigest()[:32]}@buurtmonitor"
    yield f"DTSTAMP:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{dag:%Y%m%d}"
    yield f"SUMMARY:Bewaartermijn eindigt: {naam} ({aantallen[dag, naam]})"
    yield f"DESCRIPTION:{UITLEG}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
