"""What a person is told when something is not allowed: one Dutch sentence, without values."""

from django.core.exceptions import PermissionDenied


class Geweigerd(Exception):
    """The rules say no. `melding` goes to the screen: what, and what now.

    `gelogd`: its row in the logbook is written, or waits until the request ends.
    """

    gelogd = False

    def __init__(self, melding: str) -> None:
        super().__init__(melding)
        self.melding = melding


class Gewijzigd(Geweigerd):
    """What was decided on is no longer what was seen; nothing was decided (409)."""

    def __init__(self, melding: str = "") -> None:
        super().__init__(
            melding or "Dit is veranderd terwijl u keek. Er is niets besloten. Kijk opnieuw."
        )


class NietHier(PermissionDenied):
    """Allowed to this role, not from this address or on this device (403, with this sentence)."""

    def __init__(self, melding: str) -> None:
        super().__init__(melding)
        self.melding = melding


class Mislukt(Exception):
    """It is allowed but could not be done; `melding` as above."""

    def __init__(self, melding: str) -> None:
        super().__init__(melding)
        self.melding = melding
