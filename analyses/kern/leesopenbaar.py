"""Words beside charts of public figures: a trend, and buurten that look alike."""

from collections.abc import Sequence

from analyses.kern import leeshulp as h
from analyses.kern.aflezen import number, value
from analyses.kern.leeshulp import Leeshulp
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.woorden import capital, decimal, enumerate_dutch
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

GEEN_TREND = "≥ .05"
NIET_GETOETST = "niet getoetst"


def read_trend(
    cijfers: VeiligeTabel,
    richting: VeiligeTabel,
    indicator: str,
    breuken: Sequence[int],
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    laatste = _last_stretches(richting)
    bevinding = trend_finding(richting, indicator, laatste)
    ondertitel = f"{capital(indicator)} per gebied, {_years(cijfers)}"
    lezen = (
        "De lichte band is de marge. Een gat in de lijn betekent: dat jaar is er geen cijfer.",
        *(
            f"De streepjeslijn bij {jaar}: vanaf dat jaar geldt een nieuwe definitie. "
            "Vergelijk niet over die lijn heen."
            for jaar in sorted(breuken)
        ),
        "Een verandering is duidelijk als zij groter is dan bij toeval past, over ten minste drie "
        "jaren met een marge.",
        h.GEEN_PERSOON,
    )
    zin = " ".join(_change(richting, rij) for rij in laatste)
    alt = h.cut(f"Lijngrafiek van {indicator}, {_years(cijfers)}. {bevinding}.", "Tabel hieronder.")
    return Leeshulp(bevinding, ondertitel, zin, (*lezen, *onderzoek.opmerkingen), alt)


def trend_finding(richting: VeiligeTabel, indicator: str, laatste: Sequence[VeiligeRij]) -> str:
    """Of the first area with a clear change, and of those that change the same way since then."""
    helder = [rij for rij in laatste if _is_clear(richting, rij)]
    if not helder:
        return h.short(
            f"Geen duidelijke verandering in {indicator}",
            "Geen duidelijke verandering in dit cijfer",
        )
    stijgt = _slope(richting, helder[0]) > 0
    vanaf = helder[0].waarden[1]
    zelfde = [
        h.there(str(rij.waarden[0]))
        for rij in helder
        if (_slope(richting, rij) > 0) is stijgt and rij.waarden[1] == vanaf
    ]
    werkwoord = "stijgt" if stijgt else "daalt"
    return h.short(
        f"Sinds {vanaf} {werkwoord} {indicator} in {enumerate_dutch(zelfde)}",
        f"Sinds {vanaf} {werkwoord} dit cijfer in {zelfde[0]}",
    )


def _last_stretches(richting: VeiligeTabel) -> list[VeiligeRij]:
    per_gebied = {str(rij.waarden[0]): rij for rij in richting.rijen}
    return list(per_gebied.values())


def _is_clear(richting: VeiligeTabel, rij: VeiligeRij) -> bool:
    return value(richting, rij, "p") not in (GEEN_TREND, NIET_GETOETST)


def _slope(richting: VeiligeTabel, rij: VeiligeRij) -> float:
    return number(richting, rij, "per_jaar") or 0.0


def _change(richting: VeiligeTabel, rij: VeiligeRij) -> str:
    gebied, vanaf, tot = (str(waarde) for waarde in rij.waarden[:3])
    begin = f"{gebied}, {vanaf} tot en met {tot}" if vanaf != tot else f"{gebied}, {vanaf}"
    if number(richting, rij, "per_jaar") is None:
        return f"{begin}: te weinig cijfers met een marge om een richting te noemen."
    helling = decimal(_slope(richting, rij), 2).replace("-", "−")
    duidelijk = "" if _is_clear(richting, rij) else ", geen duidelijke verandering"
    return f"{begin}: {helling} per jaar{duidelijk}."


def _years(cijfers: VeiligeTabel) -> str:
    jaren = sorted(int(str(jaar)) for jaar in cijfers.kolom("jaar"))
    return f"{jaren[0]} tot en met {jaren[-1]}"


def read_likeness(
    tabel: VeiligeTabel, indicatoren: Sequence[str], jaar: int, onderzoek: Onderzoekgegevens
) -> Leeshulp:
    beste = {str(rij.waarden[0]): rij for rij in reversed(tabel.rijen)}
    eerste = tabel.rijen[0]
    bevinding = h.short(
        f"{eerste.waarden[1]} lijkt in openbare cijfers het meest op {eerste.waarden[0]}",
        "Deze buurten lijken in openbare cijfers het meest op de buurten in beeld",
    )
    zin = " ".join(_why(tabel, rij) for rij in reversed(list(beste.values())))
    ondertitel = f"Verschil in {len(indicatoren)} openbare cijfers over buurten, {jaar}"
    lezen = (
        "0 betekent: in alle cijfers gelijk. 1 betekent: in elk cijfer zoveel verschil als een "
        "gewone buurt van het gemiddelde afwijkt.",
        f"Vergeleken zijn: {enumerate_dutch(indicatoren)}.",
        "Dit is een voorstel. U kiest zelf de referentiebuurten bij het onderzoek, en zegt waarom.",
        h.GEEN_PERSOON,
    )
    kop = f"Puntgrafiek van buurten naar verschil met de buurten in beeld, {jaar}"
    alt = h.cut(f"{kop}. {bevinding}.", "Tabel hieronder.")
    return Leeshulp(bevinding, ondertitel, zin, (*lezen, *onderzoek.opmerkingen), alt)


def _why(tabel: VeiligeTabel, rij: VeiligeRij) -> str:
    buurt, voorstel = rij.waarden[:2]
    gelijk, anders = value(tabel, rij, "gelijk"), value(tabel, rij, "anders")
    zin = f"{voorstel} lijkt het meest op {buurt}, vooral in {gelijk}"
    return f"{zin}." if anders == "niets" else f"{zin}; het verschil is het grootst in {anders}."
