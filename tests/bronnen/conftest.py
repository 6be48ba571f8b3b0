"""Store, vault and people for the tests of this app."""

from tests.opstelling import huis, plek

__all__ = ["huis", "plek"]
