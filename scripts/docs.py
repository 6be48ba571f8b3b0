"""Writes the pages of docs/ that follow from the code: `python -m scripts.docs`.

A test compares them with what stands in docs/, so that none of them can lie.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buurtmonitor.settings")
django.setup()

from drf_spectacular.generators import SchemaGenerator  # noqa: E402
from drf_spectacular.renderers import OpenApiYamlRenderer  # noqa: E402

from analyses import policies as analyse_policies  # noqa: E402
from analyses.werkgroep import policies as werkgroep_policies  # noqa: E402
from bronnen import leverschemas  # noqa: E402
from bronnen import policies as lever_policies  # noqa: E402
from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Soort  # noqa: E402
from privacy import bewaartermijnen  # noqa: E402
from privacy.actions.herkomst import HERKOMST  # noqa: E402
from privacy.actions.vernietiging import VERNIETIGING  # noqa: E402
from privacy.dossier import Documentsoort  # noqa: E402
from privacy.kern.bewaartermijn import WIJZENAMEN  # noqa: E402
from privacy.policies import Overgang  # noqa: E402
from privacy.rollen import RECHTEN, ROLNAMEN, Recht, Rol  # noqa: E402
from privacy.standen import APPARAAT, DOCUMENT, DREMPELVOORSTEL, ONDERZOEK, WERKPLEK  # noqa: E402

DOCS = Path(__file__).resolve().parents[1] / "docs"
GEMAAKT = (
    "<!-- Gemaakt uit de code met `python -m scripts.docs`. Wijzig de code, niet dit bestand. -->"
)
# Longer lists of codes are counted instead of written out.
MEESTE_CODES = 20

SLEUTELNAMEN = {
    Koppelsleutel.persoon: "bsn",
    Koppelsleutel.naamgeboorte: "geslachtsnaam met geboortedatum",
    Koppelsleutel.adres: "adres",
}
SCHRIJFWIJZEN = {
    Soort.bsn: "negen cijfers",
    Soort.naam: "tekst",
    Soort.geboortedatum: "als een datum; 00 voor een dag of maand die niemand weet: 19800000",
    Soort.datum: "31-12-2016, 2016-12-31 of 20161231",
    Soort.maand: "2016-12",
    Soort.jaar: "2016",
    Soort.geheel: "1234 of 1.234",
    Soort.bedrag: "1234,56 of 1.234,56",
    Soort.decimaal: "2,5",
    Soort.code: "een van de codes die bij de bron staan",
    Soort.postcode: "1234 AB of 1234AB",
    Soort.huisnummer: "alleen het nummer; letter en toevoeging hebben een eigen kolom",
    Soort.tekst: "tekst",
    Soort.buurtcode: "BU en acht cijfers",
    Soort.gebiedscode: "BU en acht cijfers, WK en zes cijfers, of GM en vier cijfers",
    Soort.sleutel: "een nummer of tekst; wij maken er een code van",
}
STANDEN = {
    "Onderzoek": ONDERZOEK,
    "Document": DOCUMENT,
    "Voorstel voor drempels": DREMPELVOORSTEL,
    "Werkplek": WERKPLEK,
    "Apparaat": APPARAAT,
    "Herkomst bij verdachten": HERKOMST,
    "Bronakkoord": lever_policies.BRONAKKOORD,
    "Levering": lever_policies.LEVERING,
    "Koppelbestand": lever_policies.KOPPELBESTAND,
    "Analyse": analyse_policies.ANALYSE,
    "Resultaat": analyse_policies.RESULTAAT,
    "Aanvraag": analyse_policies.AANVRAAG,
    "Vernietigingslijst": VERNIETIGING,
    "Bijeenkomst": werkgroep_policies.BIJEENKOMST,
    "Voorstel": werkgroep_policies.VOORSTEL,
    "Speerpunt": werkgroep_policies.SPEERPUNT,
    "Project": werkgroep_policies.PROJECT,
}


def pages() -> dict[str, str]:
    """Every generated page by its name in docs/."""
    return {
        "rechten.md": _page("Wie mag wat", RECHTEN_UITLEG, _rights()),
        "leverschemas.md": _page("Wat een levering bevat", LEVER_UITLEG, _schemas()),
        "standen.md": _page("Standen en overgangen", STANDEN_UITLEG, _states()),
        "bewaartermijnen.md": _page("Hoelang wij bewaren", TERMIJN_UITLEG, _terms()),
        "openapi.yaml": _openapi(),
    }


def main() -> None:
    for naam, tekst in pages().items():
        (DOCS / naam).write_text(tekst, encoding="utf-8")
        sys.stdout.write(f"docs/{naam}\n")


def _page(titel: str, uitleg: str, regels: Iterable[str]) -> str:
    return "\n".join([GEMAAKT, "", f"# {titel}", "", uitleg, "", *regels]).rstrip() + "\n"


def _table(koppen: Sequence[str], rijen: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(koppen)
    yield _row(["---"] * len(koppen))
    yield from (_row(rij) for rij in rijen)
    yield ""


def _row(cellen: Iterable[str]) -> str:
    return "| " + " | ".join(cel.replace("|", "\\|") for cel in cellen) + " |"


def _words(naam: str) -> str:
    return naam.replace("_", " ")


# --- who may -----------------------------------------------------------------------------------
RECHTEN_UITLEG = """Eén account heeft één rol. Wat niet in deze tabel staat, mag niemand. Elke
bladzijde en elk adres van de API noemt het recht dat nodig is; de tabel staat in
`privacy/rollen.py`. Voor een besluit geldt ook: niemand beslist over wat van hemzelf is."""


def _rights() -> Iterator[str]:
    rijen = (
        [_words(recht.value), *("ja" if recht in RECHTEN[rol] else "" for rol in Rol)]
        for recht in Recht
    )
    return _table(["Recht", *(ROLNAMEN[rol] for rol in Rol)], rijen)


# --- what is delivered -------------------------------------------------------------------------
LEVER_UITLEG = """Per bron: welke kolommen het bestand heeft, en waarvoor wij ze nodig hebben. Een
kolom die niet in de lijst staat, lezen wij niet. Een kolom waarvoor de privacy-officer geen akkoord
gaf, lezen wij ook niet. Een bestand is CSV (puntkomma, komma of tab) of Excel (xlsx); alleen de
kaart is GeoJSON. Leeg is: niets, een punt, `onbekend` of `-99999999`."""


def _schemas() -> Iterator[str]:
    yield from ("## Zo schrijft u een gegeven", "")
    yield from _table(["Soort", "Schrijfwijze"], ([s.value, SCHRIJFWIJZEN[s]] for s in Soort))
    for schema in leverschemas.all_schemas(()).values():
        yield from (f"## {schema.naam} (`{schema.code}`, versie {schema.versie})", "")
        yield from (schema.omschrijving, "")
        yield from (*_facts(schema), "")
        koppen = ["Kolom", "Soort", "Moet er zijn", "Mag leeg", "Wat ermee gebeurt", "Waarvoor",
                  "Let op"]  # fmt: skip
        yield from _table(koppen, map(_column, schema.kolommen))
        yield from _codes(schema)
        yield from _row_rules(schema)


def _facts(schema: Leverschema) -> Iterator[str]:
    yield f"- Levert: {_words(schema.leverancier)}."
    if schema.sleutels:
        namen = [SLEUTELNAMEN[sleutel] for sleutel in Koppelsleutel if sleutel in schema.sleutels]
        yield f"- Koppelt op: {', '.join(namen)}."
    if not schema.personen:
        yield "- Bevat geen personen."
    if schema.uniek:
        yield f"- Elke waarde van `{schema.uniek}` staat er één keer in."
    if schema.tweede_akkoord:
        yield "- Twee privacy-officers moeten akkoord gaan."
    if schema.document:
        yield f"- Alleen met een geldig document: {Documentsoort(schema.document).label}."
    yield f"- Is meer dan {schema.max_afgekeurd:.0%} van de rijen fout, dan keuren wij alles af."


def _column(kolom: Kolom) -> list[str]:
    namen = [f"`{kolom.naam}`", *(f"of `{element}`" for element in kolom.lo3)]
    let_op = sorted(vlag.value for vlag in kolom.vlaggen)
    if kolom.minimum is not None or kolom.maximum is not None:
        let_op.append(_bounds(kolom))
    return [
        " ".join(namen), kolom.soort.value, "ja" if kolom.verplicht else "nee",
        "ja" if kolom.leeg_toegestaan else "nee", _what_happens(kolom), kolom.doel,
        ", ".join(let_op),
    ]  # fmt: skip


def _what_happens(kolom: Kolom) -> str:
    if not kolom.nodig:
        return "niet gelezen"
    return "bewaard" if kolom.bewaard else "gelezen, niet bewaard"


def _bounds(kolom: Kolom) -> str:
    delen = [("ten minste", kolom.minimum), ("ten hoogste", kolom.maximum)]
    return " en ".join(f"{woord} {grens:g}" for woord, grens in delen if grens is not None)


def _codes(schema: Leverschema) -> Iterator[str]:
    for kolom in schema.kolommen:
        if len(kolom.codes) > MEESTE_CODES:
            yield from (f"`{kolom.naam}` is een van {len(kolom.codes)} vaste codes.", "")
        elif kolom.codes:
            yield from (f"`{kolom.naam}` is een van: {', '.join(map(_code, kolom.codes.items()))}.",
                        "")  # fmt: skip
        yield from _refused(kolom)


def _code(paar: tuple[str, str]) -> str:
    code, label = paar
    return f"`{code}`" if code == label else f"`{code}` ({label})"


def _refused(kolom: Kolom) -> Iterator[str]:
    """The codes or words of each message together."""
    for melding in dict.fromkeys(kolom.geweigerd.values()):
        codes = [f"`{code}`" for code, tekst in kolom.geweigerd.items() if tekst == melding]
        yield from (f"`{kolom.naam}` met {', '.join(codes)} weigeren wij. {melding}", "")


def _row_rules(schema: Leverschema) -> Iterator[str]:
    if schema.regels:
        yield from ("Wij controleren ook de hele rij. Wat u dan leest:", "")
        for regel in schema.regels:
            gevolg = "het hele bestand" if regel.weigert == "bestand" else "de rij"
            yield f"- {regel.melding} (Wij weigeren {gevolg}.)"
        yield ""


# --- what may happen now -----------------------------------------------------------------------
STANDEN_UITLEG = """Wat er met een onderzoek, een levering, een koppeling, een analyse, een
resultaat en het werk van de werkgroep kan gebeuren. Elke pijl komt uit een tabel in de code; wat
geen pijl heeft, kan niet. Bij elke pijl hoort een regel in het logboek."""


def _states() -> Iterator[str]:
    for naam, tabel in STANDEN.items():
        pijlen = tabel.alle
        yield from (f"## {naam}", "", "```mermaid", "stateDiagram-v2", "    direction LR")
        yield from (f"    {pijl.van.value} --> {pijl.naar.value}" for pijl in pijlen)
        yield from ("```", "")
        yield from _table(["Van", "Naar", "Wie", "In het logboek"], map(_arrow, pijlen))


def _arrow(pijl: Overgang) -> list[str]:
    wie = _who(pijl.recht) if pijl.recht else "het systeem"
    return [_words(pijl.van.value), _words(pijl.naar.value), wie, _words(pijl.actie.value)]


def _who(recht: Recht) -> str:
    return ", ".join(ROLNAMEN[rol] for rol in Rol if recht in RECHTEN[rol])


# --- how long ----------------------------------------------------------------------------------
TERMIJN_UITLEG = """Van elke tabel in de database: wat erin staat, of het over personen gaat, en tot
wanneer wij het bewaren, en hoe het daarna weggaat. Een tabel zonder termijn kan niet bestaan; een
test houdt dat tegen."""


def _terms() -> Iterator[str]:
    rijen = (
        [
            f"`{label}`",
            termijn.gegevens,
            "ja" if termijn.persoonsgegevens else "nee",
            termijn.tot,
            WIJZENAMEN[termijn.wijze],
        ]
        for label, termijn in sorted(bewaartermijnen.all_terms().items())
        if termijn is not None
    )
    return _table(
        ["Tabel", "Wat erin staat", "Persoonsgegevens", "Bewaard", "Hoe het weggaat"], rijen
    )


# --- the API -----------------------------------------------------------------------------------
def _openapi() -> str:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return OpenApiYamlRenderer().render(schema, renderer_context={}).decode()


if __name__ == "__main__":
    main()
