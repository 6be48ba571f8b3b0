"""The heavy work of analyses; runs in workers alone."""

from analyses import actions
from analyses.kern import analyse as kern
from analyses.kern import specificatie as specificaties
from analyses.kern.uitkomst import Afwijking, GeenResultaat
from analyses.models import Analyse
from analyses.onderzoeksgegevens import study_facts
from bronnen import opslag, queries
from bronnen.inhoud import key_of, open_delivery, read_report
from bronnen.kern.bewaardekaart import read_kept_map
from bronnen.kern.context import read_context
from bronnen.kern.koppelbestand import residents_of
from buurtmonitor.taken.uitzonderingen import OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk
from privacy.kern.uitspraken import Register
from privacy.kern.veilig import VeiligResultaat
from privacy.models import Onderzoek
from privacy.opdracht import refusals_shown, requester
from privacy.rollen import Recht

LEEG = Register("")


def run_analysis(werk: Werk) -> None:
    """Stored specification -> statistics -> protected draft."""
    by = requester(werk, Recht.analyse_uitvoeren)
    with refusals_shown():
        analyse = actions.begin_analysis(analyse_id=werk.onderwerp_id, by=by)
    try:
        resultaat = _run(analyse, werk)
    except (GeenResultaat, Afwijking) as fout:
        raise OnjuisteOpdracht(fout.melding) from None
    by = requester(werk, Recht.analyse_uitvoeren)
    with refusals_shown(), werk.publiceren():
        actions.publish_draft(analyse_id=werk.onderwerp_id, resultaat=resultaat, by=by)


def _run(analyse: Analyse, werk: Werk) -> VeiligResultaat:
    gevraagd = specificaties.from_dict(analyse.specificatie)
    gegevens = study_facts(analyse.onderzoek, _map_names(analyse.onderzoek))
    drempels = analyse.onderzoek.drempelset.drempels
    if isinstance(gevraagd, specificaties.Samenhangspecificatie):
        if analyse.context is None:
            raise OnjuisteOpdracht("Bij deze analyse horen geen cijfers. Start de analyse opnieuw.")
        context = read_context(open_delivery(analyse.context))
        return kern.run_samenhang(
            gevraagd, context=context, drempels=drempels, onderzoek=gegevens, register=LEEG
        ).resultaat
    if analyse.koppelbestand is None:
        raise OnjuisteOpdracht(
            "Bij deze analyse hoort geen koppelbestand. Start de analyse opnieuw."
        )
    return kern.run(
        gevraagd,
        bewoners=residents_of(
            opslag.linked_path(analyse.koppelbestand.pk), key_of(analyse.koppelbestand.sleutel)
        ),
        verslag=read_report(analyse.koppelbestand),
        drempels=drempels,
        onderzoek=gegevens,
        voortgang=werk.voortgang,
        register=LEEG,
    ).resultaat


def _map_names(onderzoek: Onderzoek) -> dict[str, str]:
    """Names of buurten on the newest approved map; none when no map was delivered."""
    kaart = queries.approved_maps(onderzoek).first()
    if kaart is None:
        return {}
    gebieden = read_kept_map(open_delivery(kaart), jaar=onderzoek.peildatum.year)
    return {buurt.code: buurt.naam for buurt in gebieden.buurten}
