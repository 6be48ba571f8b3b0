"""Counting a large linked file on several workers; runs in workers alone.

The question and the counts of the parts lie in the store, encrypted with the key of the linked file
and named after it, so that they are destroyed with it at the latest.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar, cast
from uuid import UUID

from django.conf import settings

from analyses.kern.telling import (
    Gedaan,
    Geteld,
    Tel,
    Telvraag,
    as_bytes,
    count_part,
    from_bytes,
    parts,
    together,
)
from analyses.kern.uitkomst import GeenResultaat
from bronnen import opslag
from bronnen.inhoud import key_of
from bronnen.kern.koppelbestand import by_household, count_blocks, read_blocks
from bronnen.models import Koppelbestand
from buurtmonitor.taken.delen import share
from buurtmonitor.taken.uitzonderingen import OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk
from privacy.kern.versleuteling import Lezer, Schrijver
from privacy.opdracht import requester
from privacy.rollen import Recht

SOORT = "deeltelling"
STAP = "Inwoners tellen"
Blok = TypeVar("Blok")


def counter(bestand: Koppelbestand, inwoners: int, werk: Werk) -> Tel | None:
    """None for a linked file that is not worth sharing."""
    if inwoners <= settings.TELDEEL:
        return None
    blokken = count_blocks(opslag.linked_path(bestand.pk), key_of(bestand.sleutel))
    delen = parts(blokken, max(blokken * settings.TELDEEL // inwoners, 1))
    opdracht = f"{werk.taak_id.hex[:16]}-{werk.fence}"
    return lambda vraag, gedaan: _count(bestand, delen, opdracht, vraag, gedaan, werk)


def _count(
    bestand: Koppelbestand,
    delen: tuple[range, ...],
    opdracht: str,
    vraag: Telvraag,
    gedaan: Gedaan,
    werk: Werk,
) -> Geteld:
    """Whatever happens, nothing of it is left in the store."""
    sleutel = key_of(bestand.sleutel)
    nummers = range(len(delen))
    blokken = [[deel.start, deel.stop] for deel in delen]
    tekst = json.dumps({"vraag": vraag.als_dict(), "blokken": blokken})
    try:
        _write(opslag.question_path(bestand.pk, opdracht), tekst.encode(), bestand)
        onderwerpen = [f"{bestand.pk.hex}.{opdracht}.{nummer}" for nummer in nummers]
        share(werk, soort=SOORT, onderwerpen=onderwerpen, gedaan=gedaan)
        paden = [opslag.count_path(bestand.pk, opdracht, nummer) for nummer in nummers]
        return together([from_bytes(_read(pad, sleutel)) for pad in paden])
    finally:
        for rest in opslag.count_files(bestand.pk, opdracht):
            opslag.remove(rest)


def count_one(werk: Werk) -> None:
    """One part: some blocks of the linked file -> counts in the store."""
    requester(werk, Recht.analyse_uitvoeren)
    bestand_hex, opdracht, nummer = werk.onderwerp_id.split(".")
    bestand = Koppelbestand.objects.get(pk=UUID(bestand_hex))
    doel = opslag.count_path(bestand.pk, opdracht, int(nummer))
    poging = opslag.attempt_path(doel, werk.fence)
    try:
        _write(poging, _counted(bestand, opdracht, int(nummer), werk), bestand)
        requester(werk, Recht.analyse_uitvoeren)
        with werk.publiceren():
            opslag.move(poging, doel)
    finally:
        opslag.remove(poging)


def _counted(bestand: Koppelbestand, opdracht: str, nummer: int, werk: Werk) -> bytes:
    sleutel = key_of(bestand.sleutel)
    gevraagd = json.loads(_read(opslag.question_path(bestand.pk, opdracht), sleutel))
    vraag = Telvraag.uit_dict(gevraagd["vraag"])
    blokken = range(*gevraagd["blokken"][nummer])
    pad = opslag.linked_path(bestand.pk)
    stroom = _told(read_blocks(pad, sleutel, vraag.kolommen, blokken), len(blokken), werk)
    try:
        return as_bytes(count_part(stroom, vraag, op_volgorde=by_household(pad, sleutel)))
    except GeenResultaat as fout:
        raise OnjuisteOpdracht(fout.melding) from None


def _told(blokken: Iterable[Blok], aantal: int, werk: Werk) -> Iterator[Blok]:
    for plek, blok in enumerate(blokken):
        werk.voortgang(100 * plek / aantal, STAP)
        yield blok


def _write(pad: Path, inhoud: bytes, bestand: Koppelbestand) -> None:
    sleutel, sleutel_id = key_of(bestand.sleutel), cast(UUID, bestand.sleutel_id).bytes
    with opslag.new_file(pad) as doel, Schrijver(doel, sleutel, sleutel_id) as schrijver:
        schrijver.write(inhoud)


def _read(pad: Path, sleutel: bytes) -> bytes:
    with pad.open("rb") as bron:
        return Lezer(bron, sleutel).read()
