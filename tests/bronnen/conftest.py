"""Store, vault and people for the tests of this app."""

from tests.opstelling import gemeente, huis, plek

__all__ = ["gemeente", "huis", "plek"]
