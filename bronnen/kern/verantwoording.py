"""What a municipality must be able to show: the verwerkingsregister (AVG 30), the annex of the DPIA
and the entry for the algoritmeregister, as plain text out of what is registered."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BETROKKENEN = "Inwoners van de onderzochte buurten en van de gemeente."
ONTVANGERS = (
    "Analisten en privacy-officers zien beschermde tabellen. Beleidsmedewerkers en werkgroepleden "
    "zien alleen wat is vrijgegeven. Niemand ziet rijen van personen."
)
MAATREGELEN = (
    "Versleuteling met een eigen sleutel per levering; pseudoniemen per onderzoek; twee privacy-"
    "officers waar dat moet; drempels en een controle op herleidbaarheid voor elk cijfer; een "
    "verzegeld logboek; vernietiging met een verklaring."
)
ALGORITME: tuple[tuple[str, str], ...] = (
    ("Naam", "Buurtmonitor"),
    ("Wat het doet", "Telt groepen inwoners en toont verbanden per buurt, met statistiek."),
    ("Besluiten over personen", "Geen. Er is geen score, kans of lijst per persoon (AVG 22)."),
    ("Methoden", "Tabellen, logistische regressie, associatieregels en vergelijking van buurten."),
    ("Menselijke controle", "Een privacy-officer geeft elk resultaat vrij, met een reden."),
    ("Herkomst", "Uit bij cijfers over verdachten, tenzij twee privacy-officers akkoord zijn."),
    ("Risico's", "Herleiding tot personen en verkeerd lezen van een verband; zie de maatregelen."),
    ("Maatregelen", MAATREGELEN),
)


@dataclass(frozen=True)
class Bronverwerking:
    """One source in one onderzoek. `bijzonder`: why some of its elements ask for extra care."""

    bron: str
    leverancier: str
    waarom: str
    elementen: tuple[str, ...]
    bijzonder: tuple[str, ...]
    akkoorden: int
    document: str


@dataclass(frozen=True)
class Verwerking:
    """One onderzoek as the register describes it; dates as text for the screen."""

    naam: str
    stand: str
    vraag: str
    doel: str
    grondslag: str
    periode: str
    tot: str
    bewaartermijn: str
    voorwaarden: str
    afspraken: tuple[tuple[str, str], ...]
    documenten: tuple[str, ...]
    drempels: str
    bronnen: tuple[Bronverwerking, ...]


KOLOMMEN = (
    "verwerking", "stand", "doel", "grondslag", "betrokkenen", "bron", "leverancier", "gegevens",
    "bijzondere_gegevens", "ontvangers", "document", "gebruik_tot_en_met", "bewaartermijn",
    "maatregelen",
)  # fmt: skip


def register_rows(verwerkingen: Iterable[Verwerking]) -> Iterator[tuple[str, ...]]:
    """One row a source of an onderzoek, in the order of `KOLOMMEN`."""
    for v in verwerkingen:
        for bron in v.bronnen:
            yield (
                v.naam, v.stand, v.doel, v.grondslag, BETROKKENEN, bron.bron, bron.leverancier,
                ", ".join(bron.elementen), ", ".join(bron.bijzonder), ONTVANGERS, bron.document,
                v.tot, v.bewaartermijn, MAATREGELEN,
            )  # fmt: skip


def register_csv(verwerkingen: Iterable[Verwerking]) -> str:
    """Semicolons, and cells that a spreadsheet can't take for a formula."""
    uit = io.StringIO()
    schrijver = csv.writer(uit, delimiter=";")
    schrijver.writerow(KOLOMMEN)
    for rij in register_rows(verwerkingen):
        schrijver.writerow(
            [f"'{cel}" if cel[:1] in tuple("=+-@\t\r") and cel else cel for cel in rij]
        )
    return uit.getvalue()
