"""Store, vault and people for the attack."""

from tests.opstelling import plek

__all__ = ["plek"]
