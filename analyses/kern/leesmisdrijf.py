"""Words beside regressions of several kinds of crime, from safe tables alone."""

from collections.abc import Sequence

from analyses.kern import leeshulp as h
from analyses.kern import woorden
from analyses.kern.aflezen import labels_of, value
from analyses.kern.leeshulp import Leeshulp
from analyses.kern.onderzoek import Onderzoekgegevens
from privacy.kern.veilig import VeiligeTabel


def read_crimes(
    toetsen: VeiligeTabel,
    weg: Sequence[str],
    opmerkingen: Sequence[str],
    basis: str,
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    """`toetsen`: of every kenmerk in every misdrijfgroep; `weg`: groups with too few suspects."""
    groepen = labels_of(toetsen, 0)
    duidelijk = {groep: _clear(toetsen, groep) for groep in groepen}
    overal = [naam for naam in duidelijk[groepen[0]] if all(naam in d for d in duidelijk.values())]
    bevinding = _finding(overal, duidelijk, len(groepen))
    delen = [
        f"bij {groep} {woorden.enumerate_dutch([n.lower() for n in namen])}"
        if namen
        else f"bij {groep} geen enkel kenmerk"
        for groep, namen in duidelijk.items()
    ]
    zin = f"Wat duidelijk samenhangt, van sterk naar zwak: {'; '.join(delen)}."
    ondertitel = h.subtitle(f"Odds ratio's per soort misdrijf, {basis}", onderzoek)
    klein = f"Niet getoond, want te weinig verdachten: {woorden.enumerate_dutch(weg)}."
    lezen = (
        f"{h.ODDS} De procentpunten staan in de tabel.",
        f"{h.P_WAARDE} Er zijn veel toetsen tegelijk gedaan; bij elk kenmerk telt dat mee.",
        "Eén verdachte kan bij meer dan één soort misdrijf geregistreerd staan.",
        *((klein,) if weg else ()),
        *opmerkingen,
        h.SAMEN_VOOR,
        h.NIET_SCHULDIG,
        h.GEEN_PERSOON,
    )
    kop = f"Puntgrafieken van odds ratio's per soort misdrijf, {h.when(onderzoek)}"
    alt = h.alt_text(kop, bevinding, [toetsen])
    return h.complete(bevinding, ondertitel, zin, lezen, alt, [toetsen], onderzoek)


def _clear(toetsen: VeiligeTabel, groep: str) -> list[str]:
    return [
        str(value(toetsen, rij, "kenmerk"))
        for rij in toetsen.rijen
        if rij.waarden[0] == groep and value(toetsen, rij, "p") != "≥ .05"
    ]


def _finding(overal: Sequence[str], duidelijk: dict[str, list[str]], aantal: int) -> str:
    if not any(duidelijk.values()):
        return "Geen kenmerk hangt duidelijk samen met een soort misdrijf"
    if not overal or aantal == 1:
        return "Welke kenmerken samenhangen, verschilt per soort misdrijf"
    namen = woorden.capital(woorden.enumerate_dutch([naam.lower() for naam in overal]))
    hangt = "hangt" if len(overal) == 1 else "hangen"
    return h.short(
        f"{namen} {hangt} samen met elke vergeleken soort misdrijf",
        f"{woorden.capital(overal[0].lower())} hangt samen met elke vergeleken soort misdrijf",
        "Enkele kenmerken hangen samen met elke vergeleken soort misdrijf",
    )
