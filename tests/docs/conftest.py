"""Store, vault and people for the examples of the README."""

from tests.opstelling import huis, plek

__all__ = ["huis", "plek"]
