"""What the words beside a chart need of the onderzoek: names, dates and choices."""

from collections import Counter
from collections.abc import Mapping

from analyses.kern.onderzoek import Onderzoekgegevens
from privacy import bronnenlijst
from privacy.models import Onderzoek


def study_facts(onderzoek: Onderzoek, kaartnamen: Mapping[str, str]) -> Onderzoekgegevens:
    """`kaartnamen`: names of buurten on the map; those that the onderzoek gives come first."""
    telt_voor = onderzoek.get_huurachterstand_telt_voor_display()
    return Onderzoekgegevens(
        naam=onderzoek.naam,
        peildatum=onderzoek.peildatum.isoformat(),
        periode_van=onderzoek.periode_begin.isoformat(),
        periode_tot=onderzoek.periode_einde.isoformat(),
        buurtnamen=_distinct({**kaartnamen, **onderzoek.buurtnamen}),
        bronnen=dict(bronnenlijst.all_sources()),
        opmerkingen=(f"Huurachterstand telt voor: {telt_voor}.",),
    )


def _distinct(namen: dict[str, str]) -> dict[str, str]:
    """Two buurten may have one name: then the code tells them apart."""
    vaker = {naam for naam, aantal in Counter(namen.values()).items() if aantal > 1}
    return {code: f"{naam} ({code})" if naam in vaker else naam for code, naam in namen.items()}
