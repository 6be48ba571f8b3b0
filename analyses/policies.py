"""May it now? The states of an analysis and of a result, and what follows what."""

from collections.abc import Iterable, Mapping

from analyses.kern.specificatie import Specificatie, widened
from analyses.models import Aanvraagstatus, Analysestatus, Resultaatstatus
from privacy.dossier import Aggregatieniveau
from privacy.logboek import Actie
from privacy.models import Onderzoek
from privacy.policies import Overgang, Overgangen
from privacy.rollen import Recht

A = Analysestatus
ANALYSE = Overgangen(
    Analysestatus,
    [
        Overgang(A.wacht, A.bezig, None, Actie.analyse_gestart),
        Overgang(A.bezig, A.bezig, None, Actie.analyse_gestart),  # after a crash
        Overgang(A.bezig, A.klaar, None, Actie.analyse_klaar),
        Overgang(A.bezig, A.botst, None, Actie.botsing_gevonden),
        Overgang(A.botst, A.wacht, Recht.analyse_uitvoeren, Actie.botsing_keuze),
        Overgang(A.botst, A.botst, Recht.analyse_uitvoeren, Actie.botsing_keuze),  # it can wait
        *(
            Overgang(van, naar, None, Actie.analyse_gestopt)
            for van in (A.wacht, A.bezig)
            for naar in (A.mislukt, A.geannuleerd)
        ),
        *(
            Overgang(van, A.vernietigd, Recht.vernietigen, Actie.concept_vernietigd)
            for van in (A.klaar, A.botst)
        ),  # its draft goes with the data
    ],
)


def _beslist(
    van: Resultaatstatus, naar: Iterable[Resultaatstatus]
) -> list[Overgang[Resultaatstatus]]:
    return [Overgang(van, doel, Recht.vrijgave_beoordelen, Actie.vrijgave_besluit) for doel in naar]


R = Resultaatstatus
RESULTAAT = Overgangen(
    Resultaatstatus,
    [
        *(
            Overgang(van, R.ter_vrijgave, Recht.analyse_uitvoeren, Actie.vrijgave_gevraagd)
            for van in (R.concept, R.teruggestuurd)
        ),
        *(
            Overgang(van, R.botst, None, Actie.certificaat_niet_geslaagd)
            for van in (R.concept, R.teruggestuurd, R.ter_vrijgave, R.wacht_op_tweede)
        ),  # looked at again, beside what others released
        *_beslist(R.ter_vrijgave, [R.wacht_op_tweede, R.vrijgegeven, R.teruggestuurd, R.geweigerd]),
        *_beslist(R.wacht_op_tweede, [R.vrijgegeven, R.teruggestuurd, R.geweigerd]),
        # the evidence was made again: who voted, voted on the evidence of before
        Overgang(R.wacht_op_tweede, R.ter_vrijgave, None, Actie.certificaat_geslaagd),
        Overgang(
            R.vrijgegeven, R.ingetrokken, Recht.vrijgave_beoordelen, Actie.resultaat_ingetrokken
        ),
    ],
)

V = Aanvraagstatus
AANVRAAG = Overgangen(
    Aanvraagstatus,
    [
        *(
            Overgang(van, V.in_behandeling, Recht.analyse_uitvoeren, Actie.aanvraag_opgepakt)
            for van in (V.open, V.in_behandeling)  # a second analysis may be needed
        ),
        *(
            Overgang(van, naar, Recht.analyse_uitvoeren, Actie.aanvraag_afgehandeld)
            for van in (V.open, V.in_behandeling)
            for naar in (V.beantwoord, V.afgewezen)
        ),
    ],
)


def approvals_needed(specificatie: Mapping[str, object]) -> int:
    """Herkomst beside suspects needs two different officers."""
    return 2 if uses_origin(specificatie) else 1


def uses_origin(specificatie: Mapping[str, object]) -> bool:
    genoemd = [specificatie.get("kenmerk")]
    for veld in ("factoren", "kenmerken"):
        waarden = specificatie.get(veld)
        genoemd += waarden if isinstance(waarden, list) else []
    return "herkomst" in genoemd


def at_level(onderzoek: Onderzoek, vragen: Iterable[Specificatie]) -> list[Specificatie]:
    """What may be asked at the level that was agreed: coarser than per buurt, over all residents
    of the municipality, and what can't be asked so is left out."""
    if onderzoek.aggregatieniveau == Aggregatieniveau.buurt:
        return list(vragen)
    breder = (widened(vraag) for vraag in vragen)
    return list(dict.fromkeys(vraag for vraag in breder if vraag is not None))
