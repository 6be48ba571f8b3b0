"""How well a model fits, and which groups of kenmerken do the work: in words and whole percents.

A band of calibration holds residents of many patterns, of which no condition on a kenmerk speaks,
so that the ledger cannot hold its counts. So no count is shown and no share: only whether the
expected share lies within the 95 % interval of what was counted. With twice `min_aantal` expected
with and without the outcome, each answer leaves at least `min_aantal` counts possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from privacy.kern.afronding import round_count, wilson
from privacy.kern.drempels import Drempelset
from privacy.kern.onderdrukking import NietTeBeschermen
from privacy.kern.veilig import _ZEGEL, Auditverslag, Kop, Maat, VeiligeRij, VeiligeTabel

DUBBEL = 2  # times `min_aantal` that a band expects at least
KLOPT, MEER, MINDER = "klopt", "meer dan verwacht", "minder dan verwacht"


@dataclass(frozen=True)
class Modelband:
    """Residents of whom the model expects a share from `van` to `tot`; `verwacht`: how many with
    the outcome it expects among `n`, of whom `y` have it."""

    van: float
    tot: float
    n: int
    y: int
    verwacht: float


def protect_calibration(
    naam: str, titel: str, banden: Sequence[Modelband], drempels: Drempelset
) -> VeiligeTabel:
    """Bands in order; one that is too small joins a neighbour. NietTeBeschermen when all together
    are."""
    samen = _joined(list(banden), drempels)
    koppen = (
        Kop("band", "Het model verwacht", Maat.tekst),
        Kop("oordeel", "Wat er is geteld", Maat.tekst),
    )
    rijen = tuple(VeiligeRij((_percents(band), _verdict(band, drempels))) for band in samen)
    methode = "elke band groot genoeg, alleen een oordeel"
    audit = Auditverslag.none_hidden(methode, len(rijen), drempels)
    return VeiligeTabel(naam, titel, koppen, rijen, audit, _ZEGEL)


def protect_weights(
    naam: str, titel: str, gewichten: Sequence[tuple[str, float]], drempels: Drempelset
) -> VeiligeTabel:
    """Groups of kenmerken with their share (0 to 1) of what the model explains, the largest first.

    The shares come of the likelihoods of models on levels that are shown: whole percents.
    """
    koppen = (
        Kop("groep_kenmerken", "Kenmerken van", Maat.tekst),
        Kop("gewicht", "Deel van de verklaring", Maat.procent),
    )
    rijen = [VeiligeRij((groep, round(100 * deel))) for groep, deel in gewichten]
    rijen.sort(key=lambda rij: (-float(rij.waarden[1] or 0), str(rij.waarden[0])))
    methode = "hele procenten van de verklaring"
    audit = Auditverslag.none_hidden(methode, len(rijen), drempels)
    return VeiligeTabel(naam, titel, koppen, tuple(rijen), audit, _ZEGEL)


def _joined(banden: list[Modelband], drempels: Drempelset) -> list[Modelband]:
    """The first band that is too small joins the one after it, the last the one before."""
    while klein := [plek for plek, band in enumerate(banden) if not _fits(band, drempels)]:
        if len(banden) < 2:
            raise NietTeBeschermen("too few persons with or without the outcome")
        plek = min(klein[0], len(banden) - 2)
        banden[plek : plek + 2] = [_both(banden[plek], banden[plek + 1])]
    return banden


def _both(een: Modelband, ander: Modelband) -> Modelband:
    n, y = een.n + ander.n, een.y + ander.y
    return Modelband(een.van, ander.tot, n, y, een.verwacht + ander.verwacht)


def _fits(band: Modelband, drempels: Drempelset) -> bool:
    """By what is expected, which a reader can compute too, so that joining tells nothing."""
    minst = DUBBEL * drempels.min_aantal
    zonder = band.n - band.verwacht
    return band.verwacht >= minst and zonder >= minst and band.n >= drempels.min_basis


def _verdict(band: Modelband, drempels: Drempelset) -> str:
    van, tot = _counted(band, drempels)
    verwacht = band.verwacht / band.n
    if van <= verwacht <= tot:
        return KLOPT
    return MEER if verwacht < van else MINDER


def _counted(band: Modelband, drempels: Drempelset) -> tuple[float, float]:
    groep = round_count(band.n, drempels.afronding)
    return wilson(min(round_count(band.y, drempels.afronding), groep), groep)


def _percents(band: Modelband) -> str:
    return f"{round(100 * band.van)} tot {round(100 * band.tot)}%"
