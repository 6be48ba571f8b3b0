"""The ledger of destructions: rows that the application can only add, and the same lines in a file.

Whoever puts back an older database, or an older vault, still has the other; `missing_lines` and
`privacy.vernietiging.replay` then take away again what came back.
"""

import os
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

from django.conf import settings

from privacy.kern.vernietigingsregister import BEGIN, Regel, read_lines
from privacy.klok import moment
from privacy.modellen_vernietiging import Vernietigingspost, Vernietigingsregel
from privacy.slot import lock_until_commit

BESTAND = "vernietigingen.register"


def register_file() -> Path:
    return Path(settings.KLUIS) / BESTAND


def enter(post: Vernietigingspost) -> Vernietigingsregel:
    """The line of this object, once; in the caller's transaction."""
    lock_until_commit("vernietigingsregister")
    bestaand = Vernietigingsregel.objects.filter(soort=post.soort, object_id=post.object_id).first()
    if bestaand is not None:
        return bestaand
    laatste = Vernietigingsregel.objects.order_by("-volgnummer").first()
    regel = Regel(
        volgnummer=laatste.volgnummer + 1 if laatste else 1,
        soort=post.soort,
        object_id=post.object_id,
        titel=post.titel,
        sleutels=tuple(post.sleutels),
        op=moment().astimezone(UTC).isoformat(timespec="seconds"),
        vorige=laatste.kop if laatste else BEGIN,
    )
    return _add(regel)


def _add(regel: Regel) -> Vernietigingsregel:
    return Vernietigingsregel.objects.create(
        volgnummer=regel.volgnummer,
        soort=regel.soort,
        object_id=regel.object_id,
        titel=regel.titel,
        sleutels=list(regel.sleutels),
        op=regel.op,
        vorige=regel.vorige,
        kop=regel.kop,
    )


def lines() -> list[Regel]:
    """Those of the database, in order."""
    return [
        Regel(
            volgnummer=rij.volgnummer,
            soort=rij.soort,
            object_id=rij.object_id,
            titel=rij.titel,
            sleutels=tuple(rij.sleutels),
            op=rij.op.astimezone(UTC).isoformat(timespec="seconds"),
            vorige=rij.vorige,
        )
        for rij in Vernietigingsregel.objects.order_by("volgnummer")
    ]


def read_file(pad: Path | None = None) -> list[Regel]:
    """Of the file beside the vault, or one kept elsewhere; `Registerfout` when it was changed."""
    try:
        return read_lines((pad or register_file()).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if pad is not None:
            raise
        return []


def save_file() -> None:
    """The file has every line of the database when this returns, on disk."""
    bekend = set(read_file())
    nieuw = [regel for regel in lines() if regel not in bekend]
    if not nieuw:
        return
    _cut_off_half_line()
    vlaggen = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    with os.fdopen(os.open(register_file(), vlaggen, 0o600), "ab") as bestand:
        bestand.write("".join(regel.als_tekst() for regel in nieuw).encode())
        bestand.flush()
        os.fsync(bestand.fileno())


def _cut_off_half_line() -> None:
    """Left by a crash while the file was written."""
    pad = register_file()
    inhoud = pad.read_bytes() if pad.exists() else b""
    if inhoud and not inhoud.endswith(b"\n"):
        with pad.open("r+b") as bestand:
            bestand.truncate(inhoud.rfind(b"\n") + 1)


def take_over(regels: Iterable[Regel]) -> int:
    """Lines that a restored database no longer has; how many there were. In one transaction."""
    lock_until_commit("vernietigingsregister")
    nieuw = 0
    for regel in regels:
        if not Vernietigingsregel.objects.filter(volgnummer=regel.volgnummer).exists():
            _add(regel)
            nieuw += 1
    return nieuw
