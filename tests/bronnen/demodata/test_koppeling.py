"""The deliveries through the real door and the real linking: what comes out is what was planted.

The truth is counted by the generator from what it made, not from the files: two implementations of
the rules of BRONNEN.md that have to agree to the last resident.
"""

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from bronnen.demodata.kern.leveringen import BRONBESTANDEN
from bronnen.demodata.kern.schrijven import write_deliveries
from bronnen.demodata.kern.waarheid import GEMEENTE, ONDERZOEK, Leveringswaarheid, Waarheid
from bronnen.kern.arrowstroom import open_container
from bronnen.kern.deur import process
from bronnen.kern.herkenning import Bestandssoort
from bronnen.kern.kenmerken import KENMERKEN
from bronnen.kern.koppelbestand import read_linked
from bronnen.kern.koppeling import link
from bronnen.kern.koppelverslag import Koppelspecificatie, Koppelverslag
from bronnen.kern.levering import Opener
from bronnen.kern.leverschema import Aanbieding, Leververslag
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.leverschemas import all_schemas, schema
from privacy.kern.versleuteling import GEEN_SLEUTEL_ID, new_key

SLEUTELS = Koppelsleutels.of_project(bytes(range(32)))
BRONNEN = tuple(bestand.vorm.bron for bestand in BRONBESTANDEN)
REDENEN_BRP = {
    "opgeschort", "geen_woonadres", "buurt_onbekend", "geslacht_onbekend", "leeftijd_onbekend",
}  # fmt: skip


@dataclass(frozen=True)
class Ronde:
    waarheid: Waarheid
    verslagen: dict[str, Leververslag]
    koppeling: Koppelverslag
    bewoners: pl.DataFrame

    def levering(self, bron: str) -> Leveringswaarheid:
        return next(deel for deel in self.waarheid.leveringen if deel.bron == bron)

    def gebied(self, gebied: str) -> pl.DataFrame:
        if gebied == GEMEENTE:
            return self.bewoners
        codes = self.waarheid.buurten if gebied == ONDERZOEK else (gebied,)
        plaatsen = [self.koppeling.buurtcodes.index(code) for code in codes]
        return self.bewoners.filter(pl.col("buurt").is_in(plaatsen))


def through_the_door(
    folder: Path, waarheid: Waarheid, levering: Leveringswaarheid
) -> tuple[Leververslag, Opener]:
    bron, doel, sleutel = schema(levering.bron), io.BytesIO(), new_key()
    pad = folder / levering.bestand
    aanbieding = Aanbieding(
        bron=levering.bron,
        peildatum=waarheid.peildatum,
        periode_begin=waarheid.periode_begin,
        periode_einde=waarheid.peildatum,
        aantal_rijen=levering.rijen,
        sha256=levering.sha256,
    )
    with pad.open("rb") as bestand:
        verslag = process(
            bron=bestand,
            soort=Bestandssoort(pad.suffix[1:]),
            schema=bron,
            goedgekeurd=frozenset(kolom.naam for kolom in bron.kolommen if kolom.nodig),
            aanbieding=aanbieding,
            sleutels=SLEUTELS,
            doel=doel,
            datasleutel=sleutel,
            datasleutel_id=GEEN_SLEUTEL_ID,
            voortgang=lambda *_: None,
        )
    return verslag, lambda: open_container(io.BytesIO(doel.getvalue()), sleutel)


def run(folder: Path, waarheid: Waarheid) -> Ronde:
    verslagen, leveringen = {}, {}
    for levering in waarheid.leveringen:
        verslag, opener = through_the_door(folder, waarheid, levering)
        verslagen[levering.bron] = verslag
        if schema(levering.bron).personen:
            leveringen[levering.bron] = opener
    doel, sleutel = io.BytesIO(), new_key()
    specificatie = Koppelspecificatie(
        peildatum=waarheid.peildatum,
        periode_begin=waarheid.periode_begin,
        periode_einde=waarheid.peildatum,
        buurten=waarheid.buurten[:2],
        referentiebuurten=(waarheid.referentie,),
        hele_gemeente=True,
    )
    koppeling = link(
        leveringen=leveringen,
        specificatie=specificatie,
        doel=doel,
        sleutel=sleutel,
        sleutel_id=GEEN_SLEUTEL_ID,
        voortgang=lambda *_: None,
    )
    bewoners = read_linked(io.BytesIO(doel.getvalue()), sleutel)
    return Ronde(waarheid, verslagen, koppeling, bewoners)


@pytest.fixture(scope="module")
def ronde(geschreven: tuple[Path, Waarheid]) -> Ronde:
    return run(*geschreven)


@pytest.mark.parametrize("bron", sorted(all_schemas()))
def test_the_door_accepts_every_delivery(ronde: Ronde, bron: str) -> None:
    verslag = ronde.verslagen[bron]
    assert verslag.aanvaard, verslag.weigering
    assert verslag.rijen_gelezen == ronde.levering(bron).rijen


@pytest.mark.parametrize("bron", BRONNEN)
def test_the_door_refuses_what_was_spoiled_and_nothing_else(ronde: Ronde, bron: str) -> None:
    levering, verslag = ronde.levering(bron), ronde.verslagen[bron]
    gepland = {
        (geweigerd.regel, geweigerd.kolom): (geweigerd.aantal, geweigerd.regels[:20])
        for geweigerd in levering.geweigerd
    }
    gevonden = {
        (bevinding.regel, bevinding.kolom): (bevinding.aantal, bevinding.rijnummers)
        for bevinding in verslag.bevindingen
        if bevinding.weigert and bevinding.regel != "geen_organisatie"  # the same rows as `leeg`
    }
    assert gevonden == gepland
    assert verslag.rijen_geweigerd == sum(aantal for aantal, _ in gepland.values())


@pytest.mark.parametrize("bron", BRONNEN)
def test_columns_that_no_declaration_knows_are_named_and_skipped(ronde: Ronde, bron: str) -> None:
    assert ronde.verslagen[bron].onbekende_kolomnamen == ronde.levering(bron).extra_kolommen


def test_what_the_door_detects_differs_between_the_files(ronde: Ronde) -> None:
    verslagen = ronde.verslagen
    assert verslagen["verdachten"].codering == "windows-1252"
    assert verslagen["schuldhulpverlening"].scheidingsteken == "\t"
    assert verslagen["woningmarktmonitor"].scheidingsteken == ","
    assert verslagen["huurachterstanden"].bestandssoort == "xlsx"


def test_the_linked_file_holds_every_resident_and_nobody_else(ronde: Ronde) -> None:
    assert ronde.bewoners.height == ronde.waarheid.inwoners
    uitval = {reden: n for reden, n in ronde.koppeling.uitval_per_reden.items() if n}
    assert uitval == ronde.levering("brp").niet_gekoppeld
    assert set(uitval) == REDENEN_BRP


Tellingen = dict[str, dict[str, tuple[int, int]]]


def counts(bewoners: pl.DataFrame) -> Tellingen:
    """Residents and suspects by kenmerk and class."""
    uit: Tellingen = {}
    for kenmerk in KENMERKEN[:-1]:
        delen = [bewoners.filter(pl.col(kenmerk.code) == i) for i in range(len(kenmerk.klassen))]
        paren = [(deel.height, int(deel["verdachte"].sum())) for deel in delen]
        uit[kenmerk.code] = dict(zip(kenmerk.klassen, paren, strict=True))
    return uit


@pytest.mark.parametrize("gebied", [GEMEENTE, ONDERZOEK, 0, 1, 2])
def test_every_class_of_every_kenmerk_counts_as_planted(ronde: Ronde, gebied: str | int) -> None:
    naam = gebied if isinstance(gebied, str) else ronde.waarheid.buurten[gebied]
    assert counts(ronde.gebied(naam)) == ronde.waarheid.tellingen[naam]


def test_the_three_groups_are_found_again(ronde: Ronde) -> None:
    bewoners = ronde.gebied(ONDERZOEK)
    jong = pl.col("jaren").is_between(18, 49)
    alleen = (pl.col("gezinsgrootte") == 0) & (pl.col("geslacht") == 0) & jong
    achter = (pl.col("achterstand_2m") == 1) & jong
    gevonden = [bewoners.filter(f) for f in (pl.lit(True), alleen, achter)]
    gepland = [(groep.inwoners, groep.verdachten) for groep in ronde.waarheid.groepen]
    assert [(g.height, g["verdachte"].sum()) for g in gevonden] == gepland


@pytest.mark.parametrize(
    ("bron", "gekoppeld"),
    [
        ("bijstandsuitkeringen", ("bsn_onbekend",)),
        ("bijzondere_bijstand", ("bsn_onbekend",)),
        ("schuldhulpverlening", ("bsn_onbekend",)),
        ("gemeentelijke_belastingen", ("bsn_onbekend",)),
        ("verdachten", ("niet_te_vinden", "bsn_of_naam_onbekend")),
        ("huurachterstanden", ("vertrokken_huurder", "contract_op_andere_naam")),
    ],
)
def test_linking_finds_no_more_and_no_less_than_it_can(
    ronde: Ronde, bron: str, gekoppeld: tuple[str, ...]
) -> None:
    verlies = ronde.levering(bron).niet_gekoppeld
    telling = ronde.koppeling.telling(bron)
    assert telling.niet_gekoppeld == sum(verlies.get(reden, 0) for reden in gekoppeld)
    assert telling.meerduidig == verlies.get("meerduidig", 0)
    assert telling.niet_in_bestand == verlies.get("weggelaten_inwoner", 0)


def test_suspects_are_found_by_bsn_by_name_at_an_address_and_by_name_alone(ronde: Ronde) -> None:
    telling = ronde.koppeling.telling("verdachten")
    assert telling.persoon > telling.naamgeboorte_adres > telling.naamgeboorte > 0
    assert telling.meerduidig > 0


def test_who_was_lost_is_at_most_one_percent_of_the_suspects(ronde: Ronde) -> None:
    waarheid = ronde.waarheid
    assert 0 < waarheid.verdachten_verloren <= 0.01 * waarheid.verdachten_geplant
    assert ronde.bewoners["verdachte"].sum() == (
        waarheid.verdachten_geplant - waarheid.verdachten_verloren
    )


@pytest.mark.parametrize("peildatum", [date(2016, 2, 29), date(2023, 6, 15)])
def test_another_peildatum_and_another_size_hold_as_well(tmp_path: Path, peildatum: date) -> None:
    waarheid = write_deliveries(tmp_path, inwoners=6_000, seed=1, peildatum=peildatum)
    ronde = run(tmp_path, waarheid)
    assert all(verslag.aanvaard for verslag in ronde.verslagen.values())
    assert counts(ronde.bewoners) == waarheid.tellingen[GEMEENTE]
