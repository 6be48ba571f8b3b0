"""Verklaring van vernietiging: what was destroyed, why, how, when and by whom. No personal data."""

import hashlib
import json
from dataclasses import asdict, dataclass

WERKWIJZE = (
    "Lopende verwerkingen zijn gestopt. De sleutel is overschreven, verwijderd en van de schijf "
    "gewist (crypto-shredding, NIST SP 800-88): elke kopie en elke back-up van de gegevens is "
    "daarna onleesbaar. Daarna zijn de versleutelde bestanden verwijderd, en alles wat ervan is "
    "afgeleid en nog over personen kan gaan. Ten slotte is gecontroleerd dat niets meer opengaat."
)


@dataclass(frozen=True)
class Vernietigd:
    """One object; `hashes` are SHA-256 of its encrypted files, `sleutels` the ids of its keys."""

    soort: str
    titel: str
    grond: str
    op: str  # ISO
    sleutels: tuple[str, ...]
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class Akkoord:
    """Who agreed, when; `rol` in words."""

    naam: str
    rol: str
    op: str


@dataclass(frozen=True)
class Verklaringstekst:
    nummer: str
    op: str
    onderzoek: str
    organisatie: str  # empty: of nobody in particular
    aanleiding: str
    reden: str
    werkwijze: str
    akkoorden: tuple[Akkoord, ...]
    objecten: tuple[Vernietigd, ...]

    def als_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.als_json().encode()).hexdigest()

    @classmethod
    def from_json(cls, tekst: str) -> "Verklaringstekst":
        velden = json.loads(tekst)
        velden["akkoorden"] = tuple(Akkoord(**deel) for deel in velden["akkoorden"])
        velden["objecten"] = tuple(
            Vernietigd(
                **{**deel, "sleutels": tuple(deel["sleutels"]), "hashes": tuple(deel["hashes"])}
            )
            for deel in velden["objecten"]
        )
        return cls(**velden)
