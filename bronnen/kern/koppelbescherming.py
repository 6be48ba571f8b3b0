"""The report of a linking, protected: match rates per source and buurt, in whole percents."""

from collections.abc import Mapping

from bronnen.kern.koppelverslag import Koppelverslag
from privacy.kern.beschermen import safe_result
from privacy.kern.drempels import Drempelset
from privacy.kern.koppelcijfers import Koppelcijfer, protect_match
from privacy.kern.veilig import VeiligResultaat

LEESWIJZER = (
    "Een rij telt als gekoppeld als wij de inwoner in de BRP hebben gevonden.",
    "Verschilt het aandeel sterk tussen buurten? Dan geven de cijfers een scheef beeld.",
)
ALLE = "Alle buurten"


def protected_match(
    verslag: Koppelverslag,
    drempels: Drempelset,
    *,
    buurtnamen: Mapping[str, str],
    bronnamen: Mapping[str, str],
) -> VeiligResultaat:
    """Raises NietTeBeschermen when fewer residents are linked than the smallest group shown."""
    tabel = protect_match(
        _figures(verslag, buurtnamen, bronnamen),
        drempels,
        naam="koppeling",
        titel="Gekoppelde rijen per bron en buurt",
        totaal=ALLE,
    )
    vraag = verslag.specificatie
    return safe_result(
        soort="koppeling",
        bevinding="Zoveel rijen van elke bron horen bij een inwoner",
        ondertitel="Aandeel gekoppelde rijen, per bron en per buurt",
        zin="Rijen die bij niemand of bij meer dan één inwoner passen, tellen niet mee.",
        leeswijzer=LEESWIJZER,
        alt="Tabel van het aandeel gekoppelde rijen, per bron en per buurt.",
        bronnen=tuple(dict.fromkeys(bronnamen.get(t.bron, t.bron) for t in verslag.tellingen)),
        peildatum=vraag.peildatum.isoformat(),
        periode=f"{vraag.periode_begin.isoformat()} tot en met {vraag.periode_einde.isoformat()}",
        n=verslag.bewoners,
        basis="alle inwoners van het koppelbestand",
        definities=(),
        tabellen=(tabel,),
        figuren=(),
        specificatie=vraag.als_dict(),
        drempels=drempels,
    )


def _figures(
    verslag: Koppelverslag, buurtnamen: Mapping[str, str], bronnamen: Mapping[str, str]
) -> list[Koppelcijfer]:
    """Per source: all buurten together, and each buurt."""
    cijfers = []
    for bron in dict.fromkeys(telling.bron for telling in verslag.tellingen):
        naam = bronnamen.get(bron, bron)
        totaal = verslag.telling(bron)
        cijfers.append(Koppelcijfer(naam, ALLE, totaal.te_koppelen, totaal.gekoppeld))
        for telling in verslag.tellingen:
            if telling.bron == bron and telling.buurt.startswith("BU"):
                gebied = buurtnamen.get(telling.buurt, telling.buurt)
                cijfers.append(Koppelcijfer(naam, gebied, telling.te_koppelen, telling.gekoppeld))
    return cijfers
