"""What must always hold of rows, files and keys, whatever people and workers did.

Looked at from outside: by the rows and the folders, not by the code that keeps it so.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from analyses import actions as analyse_actions
from analyses import policies as analyse_policies
from analyses import queries
from analyses.models import Analyse, Registerpost, Resultaat
from bronnen import leverschemas, opslag, policies
from bronnen.actions import levering as lever_actions
from bronnen.models import Bronakkoord, Koppelbestand, Landing, Levering
from buurtmonitor.taken.models import OPEN, Taak
from privacy import klok, kluis, vernietigingsregister, verzegelen
from privacy.actions import vernietiging as vernietig_actions
from privacy.kluis import SleutelVernietigd, open_key
from privacy.modellen_vernietiging import Opschorting, Vernietigingslijst, Vernietigingspost
from privacy.models import Besluit, Logregel

TABELLEN: dict[Any, Any] = {
    Levering: policies.LEVERING, Koppelbestand: policies.KOPPELBESTAND,
    Bronakkoord: policies.BRONAKKOORD, Analyse: analyse_policies.ANALYSE,
    Resultaat: analyse_policies.RESULTAAT, Vernietigingslijst: vernietig_actions.VERNIETIGING,
}  # fmt: skip
# The linked file outlives its deliveries; of one whose approval was taken back nothing may be
# used (`may_be_used_now`), and it goes when it is destroyed.
BLIJFT_GEKOPPELD = {"goedgekeurd", "vernietigd", "akkoord_ingetrokken"}
Stuk = tuple[str, str, UUID]  # its id, what it is, and the linked file that it was made of


def refused_or_withdrawn_data_can_not_be_read() -> None:
    for levering in Levering.objects.filter(status__in=["afgekeurd", "mislukt", "ingetrokken"]):
        assert not opslag.delivery_files(levering.pk)
        assert levering.sleutel is None or _gone(levering.sleutel)
        assert levering.landing is None or _gone(levering.landing.sleutel)


def a_landing_that_was_checked_is_gone() -> None:
    weg = Levering.objects.exclude(status__in=["ontvangen", "in_controle"])
    for levering in weg.select_related("landing"):
        assert levering.landing is not None
        assert levering.landing.vernietigd_op is not None
        assert not opslag.landing_path(levering.landing.pk).exists()


def what_is_approved_was_approved_by_enough_others() -> None:
    for levering in Levering.objects.filter(status="goedgekeurd"):
        nodig = 2 if leverschemas.schema(levering.bron).tweede_akkoord else 1
        wie = _voters("levering", levering.pk, lever_actions.delivery_version(levering))
        assert len(wie) == nodig
        assert levering.geleverd_door_id not in wie


def what_is_linked_was_not_withdrawn() -> None:
    for bestand in Koppelbestand.objects.filter(status="klaar"):
        assert {x.status for x in bestand.leveringen.all()} <= BLIJFT_GEKOPPELD
        assert opslag.linked_path(bestand.pk).exists()
        assert not _gone(bestand.sleutel)


def what_was_not_linked_leaves_nothing() -> None:
    for bestand in Koppelbestand.objects.filter(status__in=["mislukt", "geannuleerd"]):
        assert not opslag.linked_files(bestand.pk)
        assert bestand.sleutel is None or _gone(bestand.sleutel)


def what_is_released_has_a_certificate_and_its_lines() -> None:
    for resultaat in Resultaat.objects.filter(status="vrijgegeven"):
        certificaat, concept = resultaat.certificaat, resultaat.conceptpost
        assert certificaat is not None
        assert concept is not None
        assert certificaat.geslaagd
        assert (certificaat.sha256, concept.sha256) == (resultaat.sha256, resultaat.sha256)
        assert certificaat.registerkop == concept.vorige
        assert certificaat.drempelset_versie == resultaat.drempelset_versie


def nothing_that_was_shown_is_missing_from_the_ledger() -> None:
    assert queries.broken_line() is None
    posten = set(Registerpost.objects.values_list("soort", "sha256"))
    getoond = {("concept", r.sha256) for r in Resultaat.objects.all()}
    getoond |= {("vrijgave", r.sha256) for r in Resultaat.objects.exclude(vrijgegeven_op=None)}
    assert getoond <= posten


def what_is_released_was_released_by_another() -> None:
    for resultaat in Resultaat.objects.filter(status="vrijgegeven"):
        wie = _voters("vrijgave", resultaat.pk, analyse_actions.release_version(resultaat))
        assert len(wie) == 1
        assert resultaat.auteur_id not in wie
        assert resultaat.audit_geslaagd


def a_result_and_a_finished_analysis_go_together() -> None:
    klaar = set(Analyse.objects.filter(status="klaar").values_list("pk", flat=True))
    assert klaar == set(Resultaat.objects.values_list("analyse", flat=True))


def what_is_under_way_has_one_open_job() -> None:
    onderweg = {
        *Levering.objects.filter(status__in=["ontvangen", "in_controle"]),
        *Koppelbestand.objects.filter(status__in=["wacht", "bezig"]),
        *Analyse.objects.filter(status__in=["wacht", "bezig"]),
    }
    taken = Taak.objects.filter(status__in=OPEN).exclude(soort__in=["hercontrole", "vernietiging"])
    open_taken = taken.values_list("onderwerp_id", flat=True)
    assert sorted(str(rij.pk) for rij in onderweg) == sorted(open_taken)


def nobody_votes_twice() -> None:
    stemmen = Besluit.objects.values_list("onderwerp_id", "versie", "door")
    assert len(stemmen) == len(set(stemmen))


def no_file_is_nobodys() -> None:
    eigenaren = {
        str(pk) for model in (Landing, Levering, Koppelbestand)
        for pk in model.objects.values_list("pk", flat=True)
    }  # fmt: skip
    namen = {pad.name.partition(".")[0] for pad in opslag.data_folder().rglob("*.*")}
    assert namen <= eigenaren


def what_was_destroyed_can_not_be_read() -> None:
    posten = Vernietigingspost.objects.filter(stap="gewist")
    weg = {nummer for post in posten for nummer in (post.object_id, *post.sleutels)}
    mappen = (opslag.data_folder(), kluis.vault_folder())
    over = {pad.name.partition(".")[0] for map_ in mappen for pad in map_.rglob("*.*")}
    assert not weg & over
    for model in (Levering, Koppelbestand):
        standen = model._default_manager.filter(pk__in={p.object_id for p in posten})
        assert not set(standen.values_list("status", flat=True)) & {"goedgekeurd", "klaar"}


def what_is_held_is_still_there() -> None:
    vast = Opschorting.objects.filter(opgeheven_op=None).values_list("object_id", flat=True)
    assert not Vernietigingspost.objects.filter(object_id__in=list(vast), stap="gewist").exists()


def drafts_of_what_was_destroyed_are_gone() -> None:
    weg = Resultaat.objects.filter(analyse__koppelbestand__status="vernietigd")
    assert set(weg.values_list("status", flat=True)) <= {"vrijgegeven", "ingetrokken"}


def the_ledger_has_it_before_it_goes() -> None:
    regels = vernietigingsregister.lines()
    begonnen = Vernietigingspost.objects.filter(stap__in=["begonnen", "gewist"])
    assert {(p.soort, p.object_id) for p in begonnen} == {(r.soort, r.object_id) for r in regels}
    gewist = Vernietigingspost.objects.filter(stap="gewist").values_list("object_id", flat=True)
    assert set(gewist) <= {r.object_id for r in vernietigingsregister.read_file()}


def two_persons_agreed_on_what_was_destroyed() -> None:
    for lijst in Vernietigingslijst.objects.filter(status__in=["bezig", "vernietigd"]):
        wie = _voters("vernietiging", lijst.pk, vernietig_actions.list_version(lijst))
        mensen = wie | ({lijst.opgesteld_door_id} if lijst.opgesteld_door_id else set())
        assert len(mensen) == 2


def _gone(sleutel: Any) -> bool:
    try:
        open_key(sleutel)
    except SleutelVernietigd:
        return True
    return False


def _voters(onderwerp: str, pk: object, versie: str) -> set[object]:
    """Who agreed with what stands there now."""
    rijen = Besluit.objects.filter(onderwerp=onderwerp, onderwerp_id=str(pk), versie=versie)
    return set(rijen.filter(uitkomst="akkoord").values_list("door", flat=True))


def published_now() -> set[Stuk]:
    """Linked files that are ready, results, and releases."""
    klaar = Koppelbestand.objects.filter(status="klaar").values_list("pk", flat=True)
    gevonden = Resultaat.objects.exclude(analyse__koppelbestand=None).values_list(
        "pk", "status", "analyse__koppelbestand"
    )
    return {(str(pk), "koppelbestand", pk) for pk in klaar} | {
        (str(pk), soort, bestand)
        for pk, status, bestand in gevonden
        for soort in ("resultaat", *["vrijgave"] * (status == "vrijgegeven"))
    }


def may_be_used_now(soort: str, bestand: Koppelbestand) -> None:
    """At the moment that something of it comes out."""
    assert bestand.status == "klaar"
    dag = klok.moment().date()
    onderzoek = bestand.onderzoek
    assert onderzoek.status in ("goedgekeurd", "in_gebruik")
    assert onderzoek.loopt_tot is not None
    assert onderzoek.loopt_tot >= dag
    geldig = onderzoek.documenten.filter(status="bevestigd", geldig_tot__gte=dag)
    soorten = set(geldig.values_list("soort", flat=True))
    for levering in bestand.leveringen.all():
        assert DOCUMENTEN.get(levering.bron, {"dpia"}) <= soorten
        may_be_linked(levering, gekoppeld=soort != "koppelbestand")


def may_be_linked(levering: Levering, *, gekoppeld: bool) -> None:
    """`gekoppeld`: the linked file, which outlives its deliveries, was there already."""
    akkoord = Bronakkoord.objects.get(onderzoek=levering.onderzoek, bron=levering.bron)
    assert akkoord.status == "goedgekeurd"
    assert set(levering.elementen) <= set(akkoord.goedgekeurd)
    assert levering.status in (("goedgekeurd", "vernietigd") if gekoppeld else ("goedgekeurd",))
    if not gekoppeld and levering.bewaren_tot is not None:
        assert levering.bewaren_tot > klok.moment()


def states() -> list[tuple[str, str, str]]:
    """Of each object: its kind, its id and its state."""
    return [
        (model.__name__, str(pk), stand)
        for model in TABELLEN
        for pk, stand in model._default_manager.values_list("pk", "status")
    ]


def every_state_was_logged_as_its_table_says() -> None:
    """Whoever is in a state came there by an arrow, and the logbook has the event of one."""
    gelogd = set(Logregel.objects.values_list("object_id", "actie"))
    for model, tabel in TABELLEN.items():
        for nummer, stand in model._default_manager.values_list("pk", "status"):
            acties = {pijl.actie.value for pijl in tabel.alle if pijl.naar.value == stand}
            assert not acties or {(str(nummer), actie) for actie in acties} & gelogd


def the_chain_holds() -> None:
    sleutel = bytes(32)
    while verzegelen.seal_rows(sleutel):
        pass
    assert verzegelen.walk(sleutel).klopt


# What the law or an agreement asks for, said once more here: not read from the code.
DOCUMENTEN = {
    "verdachten": {"dpia", "toestemming_om"}, "huurachterstanden": {"dpia", "convenant"},
}  # fmt: skip
ALTIJD = (
    refused_or_withdrawn_data_can_not_be_read, a_landing_that_was_checked_is_gone,
    what_is_approved_was_approved_by_enough_others, what_is_linked_was_not_withdrawn,
    what_was_not_linked_leaves_nothing, what_is_released_was_released_by_another,
    a_result_and_a_finished_analysis_go_together, what_is_under_way_has_one_open_job,
    nobody_votes_twice, no_file_is_nobodys,
)  # fmt: skip
VAN_RESULTATEN = (
    what_is_released_was_released_by_another, a_result_and_a_finished_analysis_go_together,
    what_is_under_way_has_one_open_job, nobody_votes_twice,
    what_is_released_has_a_certificate_and_its_lines,
    nothing_that_was_shown_is_missing_from_the_ledger,
)  # fmt: skip
NA_VERNIETIGEN = (
    what_was_destroyed_can_not_be_read, drafts_of_what_was_destroyed_are_gone,
    what_was_not_linked_leaves_nothing, no_file_is_nobodys, what_is_held_is_still_there,
    every_state_was_logged_as_its_table_says, the_ledger_has_it_before_it_goes,
    two_persons_agreed_on_what_was_destroyed,
)  # fmt: skip
