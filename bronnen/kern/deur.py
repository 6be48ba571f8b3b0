"""The door: read, check, pseudonymise, code and encrypt a delivery in one pass.

Direct identifiers exist in the memory of this pass alone. What is written is a container around
an Arrow stream with pseudonyms and codes; of a refused file it stays without its last chunk, so
that nobody can read it.
"""

import hashlib
import io
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from bronnen.kern import kaart, meldingen
from bronnen.kern.bevindingen import Verzamelaar
from bronnen.kern.gelezen import Gelezen
from bronnen.kern.herkenning import BestandGeweigerd, Bestandssoort
from bronnen.kern.leveringschrijver import Leveringschrijver
from bronnen.kern.leverschema import Aanbieding, Leverschema, Leververslag
from bronnen.kern.lezen import read_gebieden, read_table
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.kern.toetsing import Toetser
from privacy.kern.versleuteling import Schrijver, as_binary

GEOJSON = "geojson"
VERKEERDE_SOM = (
    "De controlesom (SHA-256) past niet bij het bestand: het is veranderd of niet compleet. "
    "Kies het goede bestand en lever opnieuw."
)
_BLOK = 1 << 20
Voortgang = Callable[[int], None]


@dataclass(frozen=True)
class Deurwerk:
    """What one delivery is, and what may be read of it."""

    soort: Bestandssoort
    schema: Leverschema
    goedgekeurd: frozenset[str]
    aanbieding: Aanbieding
    sleutels: Koppelsleutels

    def open_writer(self, uit: Schrijver, gelezen: Gelezen) -> Leveringschrijver:
        kolommen = frozenset(gelezen.kolommen)
        return Leveringschrijver(
            uit, self.schema, kolommen, self.goedgekeurd, self.aanbieding, self.sleutels
        )


class Telstroom(io.RawIOBase):
    """Passes bytes on and takes their SHA-256."""

    def __init__(self, bron: BinaryIO) -> None:
        self._bron, self._som = bron, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, doel: Any, /) -> int:
        stuk = self._bron.read(len(doel))
        self._som.update(stuk)
        doel[: len(stuk)] = stuk
        return len(stuk)

    def sha256(self) -> str:
        """Of the whole stream: what nobody read is read first."""
        while stuk := self._bron.read(_BLOK):
            self._som.update(stuk)
        return self._som.hexdigest()


@dataclass
class _Boek:
    """What is known of the file so far."""

    verzamelaar: Verzamelaar = field(default_factory=Verzamelaar)
    gelezen: Gelezen | None = None
    rijen: int = 0
    aanvaard: int = 0
    opmerkingen: tuple[str, ...] = ()

    @property
    def vervolgrijen(self) -> int:
        return self.gelezen.telling.vervolgrijen if self.gelezen else 0

    @property
    def geweigerd(self) -> int:
        return self.rijen - self.vervolgrijen - self.aanvaard


def process(
    *,
    bron: BinaryIO,
    soort: Bestandssoort,
    schema: Leverschema,
    goedgekeurd: frozenset[str],
    aanbieding: Aanbieding,
    sleutels: Koppelsleutels,
    doel: BinaryIO,
    datasleutel: bytes,
    datasleutel_id: bytes,
    voortgang: Voortgang,
) -> Leververslag:
    """Streams `bron` through the door into `doel`; a refused file gives a report as well.

    Raises what reading `bron` or writing `doel` raises: that is not the supplier's fault.
    """
    werk = Deurwerk(soort, schema, goedgekeurd, aanbieding, sleutels)
    stroom, boek = Telstroom(bron), _Boek()
    weigering = None
    try:
        with Schrijver(doel, datasleutel, datasleutel_id) as uit:
            neem = _take_map if schema.formaat == GEOJSON else _take_table
            neem(werk, as_binary(stroom), uit, boek, voortgang)
            _refuse_whole(werk, stroom, boek)
    except BestandGeweigerd as fout:
        weigering = VERKEERDE_SOM if _is_other_file(aanbieding, stroom) else fout.melding
    return _report(werk, stroom, boek, weigering)


def _take_table(
    werk: Deurwerk, stroom: BinaryIO, uit: Schrijver, boek: _Boek, voortgang: Voortgang
) -> None:
    gelezen = boek.gelezen = read_table(
        stroom,
        soort=werk.soort,
        schema=werk.schema,
        toegestaan=werk.goedgekeurd,
        blad=werk.aanbieding.blad,
    )
    toetser = Toetser(werk.schema, werk.aanbieding, gelezen.kolommen)
    boek.verzamelaar = toetser.verzamelaar
    _refuse_file_rule(toetser)
    with werk.open_writer(uit, gelezen) as schrijver:
        boek.opmerkingen = (*_not_needed(gelezen), *toetser.opmerkingen, *schrijver.opmerkingen)
        with closing(gelezen.batches()) as batches:
            for rijnummers, batch in batches:
                boek.rijen = gelezen.telling.rijen
                getoetst = toetser.check(batch, rijnummers)
                _refuse_file_rule(toetser)
                boek.aanvaard += schrijver.write(getoetst)
                voortgang(boek.rijen)
    boek.rijen = gelezen.telling.rijen


def _take_map(
    werk: Deurwerk, stroom: BinaryIO, uit: Schrijver, boek: _Boek, voortgang: Voortgang
) -> None:
    """The map is kept as GeoJSON: it holds no persons."""
    gebieden = read_gebieden(stroom, jaar=werk.aanbieding.peildatum.year)
    features = list(kaart.features(gebieden, werk.goedgekeurd))
    boek.rijen = len(gebieden.buurten) + len(gebieden.straten)
    boek.aanvaard = boek.rijen
    uit.write(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    voortgang(boek.rijen)


def _not_needed(gelezen: Gelezen) -> tuple[str, ...]:
    namen = ", ".join(gelezen.niet_nodig)
    return (f"Niet nodig voor het onderzoek en niet gelezen: {namen}.",) if namen else ()


def _refuse_file_rule(toetser: Toetser) -> None:
    if toetser.weigering is not None:
        raise BestandGeweigerd(toetser.weigering, "bestandsregel")


def _refuse_whole(werk: Deurwerk, stroom: Telstroom, boek: _Boek) -> None:
    """What can be said of the file only when all of it was read."""
    if _is_other_file(werk.aanbieding, stroom):
        raise BestandGeweigerd(VERKEERDE_SOM, "sha256")
    opgegeven = werk.aanbieding.aantal_rijen
    if opgegeven is not None and opgegeven != boek.rijen:
        raise BestandGeweigerd(
            f"Het bestand heeft {boek.rijen} rijen, maar u gaf {opgegeven} rijen op. "
            "Controleer het bestand en lever opnieuw.",
            "aantal_rijen",
        )
    if boek.geweigerd > werk.schema.max_afgekeurd * boek.rijen:
        raise BestandGeweigerd(
            f"Er zijn te veel rijen met een fout: {boek.geweigerd} van de {boek.rijen}. "
            "Kijk in het rapport welke rijen dat zijn, verbeter ze en lever opnieuw.",
            "te_veel_fouten",
        )
    if not boek.aanvaard:
        raise BestandGeweigerd(
            "Er is geen enkele rij over. Kies het goede bestand en lever opnieuw.", "geen_rijen"
        )


def _is_other_file(aanbieding: Aanbieding, stroom: Telstroom) -> bool:
    """Cut off or changed on its way: that explains whatever else is wrong."""
    return aanbieding.sha256 is not None and aanbieding.sha256.lower() != stroom.sha256()


def _report(werk: Deurwerk, stroom: Telstroom, boek: _Boek, weigering: str | None) -> Leververslag:
    gelezen = boek.gelezen
    if gelezen is not None:
        boek.rijen = gelezen.telling.rijen
        _count_reader(gelezen, boek.verzamelaar)
    return Leververslag(
        bron=werk.schema.code,
        schema_versie=werk.schema.versie,
        aanvaard=weigering is None,
        weigering=weigering,
        bestandssoort=werk.soort.value,
        codering=gelezen.codering if gelezen else None,
        scheidingsteken=gelezen.scheidingsteken if gelezen else None,
        sha256=stroom.sha256(),
        rijen_gelezen=boek.rijen,
        rijen_aanvaard=boek.aanvaard if weigering is None else 0,
        rijen_geweigerd=boek.geweigerd,
        bevindingen=boek.verzamelaar.bevindingen(),
        gelezen_kolommen=gelezen.kolommen if gelezen else (),
        onbekende_kolommen=gelezen.onbekend.aantal if gelezen else 0,
        onbekende_kolomnamen=gelezen.onbekend.namen if gelezen else (),
        niet_goedgekeurd=gelezen.niet_goedgekeurd if gelezen else (),
        opmerkingen=boek.opmerkingen,
    )


def _count_reader(gelezen: Gelezen, verzamelaar: Verzamelaar) -> None:
    telling = gelezen.telling
    verzamelaar.add_count(
        meldingen.AANTAL_VELDEN, telling.verkeerd_aantal_velden, telling.verkeerde_rijen
    )
    verzamelaar.add_count(meldingen.GEEN_ACTUELE_RIJ, telling.vervolgrijen, weigert=False)
