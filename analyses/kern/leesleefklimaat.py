"""Words and charts of the seven themes of the survey. Safe tables in."""

from collections.abc import Mapping, Sequence

from analyses.kern import kleuren
from analyses.kern import leeshulp as h
from analyses.kern.aflezen import labels_of, number, rows_of_area, value
from analyses.kern.buurtfiguren import fitting
from analyses.kern.figuren import AANDEELASSEN
from analyses.kern.kaartfiguren import share_map
from analyses.kern.leefklimaat import GEMEENTE
from analyses.kern.leeshulp import Leeshulp
from analyses.kern.onderzoek import Gebiedslabels, Onderzoekgegevens
from analyses.kern.tekenblad import Blad, Figuur, Rij, draw
from analyses.kern.woorden import number as telwoord
from analyses.kern.woorden import shares, whole
from bronnen.kern.lezen_geojson import Buurtvlak
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

GEEN_CIJFER = "geen cijfer"
STREEPJE = "Streepje: hele gemeente"
LEZEN = (
    "Elke regel is een thema: welk deel van de ondervraagde bewoners noemt dit?",
    "De stip is het aandeel, de lijn eromheen de marge. Het dunne streepje is de hele gemeente.",
    "Raken de marges van buurt en gemeente elkaar niet, dan is het verschil duidelijk.",
    "In de tabel staan alle buurten en wijken, en de jaren ervoor. ‘Stijgt’ of ‘daalt’ staat er "
    "alleen als de verandering groter is dan bij toeval past.",
)
OP_DE_KAART = (
    "Op elke kaart staat één thema, met dezelfde kleuren. Let op: een grote buurt valt meer op, "
    "ook als er weinig mensen wonen."
)
GRENZEN = (10, 20, 30, 40)  # percents from which the next colour begins: the same on every map
KAARTHOOG = 260


def read_climate(
    tabel: VeiligeTabel,
    jaar: int,
    buurten: Sequence[str],
    onderzoek: Onderzoekgegevens,
    *,
    kaart: bool = False,
) -> Leeshulp:
    """`buurten`: labels of the studied buurten that have figures; `kaart`: there are maps too."""
    bevinding = _finding(tabel, buurten[0])
    soort = "Puntgrafiek en kaarten" if kaart else "Puntgrafiek"
    kop = f"{soort} van zeven thema’s van het leefklimaat per buurt, {jaar}"
    return Leeshulp(
        bevinding,
        f"Aandeel ondervraagde bewoners dat het thema noemt, {jaar}",
        " ".join(filter(None, (_widest(tabel, buurt) for buurt in buurten))),
        (*LEZEN, *([OP_DE_KAART] if kaart else []), h.GEEN_PERSOON, *onderzoek.opmerkingen),
        h.cut(f"{kop}. {bevinding}.", "Tabel hieronder."),
    )


def climate_figures(tabel: VeiligeTabel, buurten: Sequence[str]) -> tuple[Figuur, ...]:
    """A panel for each studied buurt, the municipality as a thin line, themes in fixed order."""
    cijfers = [
        number(tabel, rij, code)
        for gebied in (*buurten, GEMEENTE)
        for rij in rows_of_area(tabel, gebied)
        for code in ("aandeel", "tot")
    ]
    as_ = fitting(AANDEELASSEN, [cijfer for cijfer in cijfers if cijfer is not None])
    return tuple(
        draw(
            Blad(
                buurt, as_, _rows(tabel, buurt, kleuren.slot(plek)), STREEPJE,
                tabel=tabel.naam, labels={"gebied": buurt}, streep_van={"gebied": GEMEENTE},
            )
        )
        for plek, buurt in enumerate(buurten)
    )  # fmt: skip


def climate_maps(
    tabel: VeiligeTabel,
    vlakken: Sequence[Buurtvlak],
    namen: Mapping[str, str],
    buurten: Sequence[str],
) -> tuple[Figuur, ...]:
    """A map for each theme; `namen`: what the table calls each buurt, by code."""
    labels = Gebiedslabels(tuple(buurten))
    kaarten = (
        share_map(
            tabel, vlakken, namen, labels, waar={"thema": thema}, grenzen=GRENZEN, hoog=KAARTHOOG
        )
        for thema in labels_of(tabel, 1)
    )
    return tuple(kaart for kaart in kaarten if kaart is not None)


def _rows(tabel: VeiligeTabel, buurt: str, slot: kleuren.Slot) -> tuple[Rij, ...]:
    return tuple(
        Rij(
            thema, _share(tabel, rij), number(tabel, rij, "aandeel"), number(tabel, rij, "van"),
            number(tabel, rij, "tot"), slot,
            streep=number(tabel, gemeente, "aandeel") if gemeente else None,
            labels={"thema": thema},
        )
        for rij, gemeente in _beside(tabel, buurt)
        for thema in [str(value(tabel, rij, "thema"))]
        if number(tabel, rij, "aandeel") is not None
    )  # fmt: skip


def _beside(tabel: VeiligeTabel, buurt: str) -> list[tuple[VeiligeRij, VeiligeRij | None]]:
    """Of each theme the row of the buurt and that of the municipality."""
    gemeente = {value(tabel, rij, "thema"): rij for rij in rows_of_area(tabel, GEMEENTE)}
    return [(rij, gemeente.get(value(tabel, rij, "thema"))) for rij in rows_of_area(tabel, buurt)]


def _share(tabel: VeiligeTabel, rij: VeiligeRij) -> str:
    aandeel, van, tot = (number(tabel, rij, code) for code in ("aandeel", "van", "tot"))
    if aandeel is None:
        return GEEN_CIJFER
    if van is None or tot is None:
        return f"{whole(aandeel)}%"
    return shares(aandeel, van, tot)


def _finding(tabel: VeiligeTabel, buurt: str) -> str:
    paren = [(rij, ander) for rij, ander in _beside(tabel, buurt) if ander]
    vaker = sum(_above(tabel, rij, ander) for rij, ander in paren)
    if not vaker:
        return f"Bewoners van {buurt} noemen geen thema duidelijk vaker"
    aantal = f"{telwoord(vaker)} van de {telwoord(len(paren))} thema’s"
    return h.short(
        f"Bewoners van {buurt} noemen {aantal} vaker dan in de gemeente",
        f"Bewoners noemen {aantal} vaker dan in de gemeente",
    )


def _above(tabel: VeiligeTabel, rij: VeiligeRij, ander: VeiligeRij) -> bool:
    """Clearly: the margins do not touch."""
    van, tot = number(tabel, rij, "van"), number(tabel, ander, "tot")
    return van is not None and tot is not None and van > tot


def _widest(tabel: VeiligeTabel, buurt: str) -> str:
    """The theme in which this buurt and the municipality lie furthest apart."""
    paren = [(rij, ander) for rij, ander in _beside(tabel, buurt) if ander]
    verschil = [(_gap(tabel, rij, ander), rij, ander) for rij, ander in paren]
    bekend = [(gat, rij, ander) for gat, rij, ander in verschil if gat is not None]
    if not bekend:
        return ""
    _, rij, ander = max(bekend, key=lambda drie: abs(drie[0]))
    thema = str(value(tabel, rij, "thema")).lower()
    return (
        f"{buurt} verschilt het meest bij {thema}: {_share(tabel, rij)}, "
        f"in de hele gemeente {_share(tabel, ander)}."
    )


def _gap(tabel: VeiligeTabel, rij: VeiligeRij, ander: VeiligeRij) -> float | None:
    eigen, gemeente = number(tabel, rij, "aandeel"), number(tabel, ander, "aandeel")
    return None if eigen is None or gemeente is None else eigen - gemeente
