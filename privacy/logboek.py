"""The logbook: who did what when, written in the same transaction as the deed.

A row holds actie, object, resultaat, oorsprong, actor and tijdstempel (BIO2 8.15.01), and never a
value from the data. The database lets the application add and read rows, nothing else.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from privacy.models import Account, Logregel
from privacy.uitzonderingen import Geweigerd

SYSTEEM = "systeem"
LANGSTE_TEKST = 500
_oorsprong: ContextVar[str] = ContextVar("oorsprong", default=SYSTEEM)
_apparaat: ContextVar[str] = ContextVar("apparaat", default="")
_wachtend: ContextVar[list[Callable[[], Logregel]] | None] = ContextVar("wachtend", default=None)
# Nine digits that stand alone: a BSN if they pass the elfproef.
_NEGEN_CIJFERS = re.compile(r"(?<!\w)\d{9}(?!\w)")


class Actie(Enum):
    """Every event that is logged; the value is what stands in the row."""

    aanmelden = "aanmelden"
    aanmelden_mislukt = "aanmelden_mislukt"
    afmelden = "afmelden"
    sessie_beeindigd = "sessie_beeindigd"
    bevestigd = "bevestigd"
    bevestigen_mislukt = "bevestigen_mislukt"
    toegang_geweigerd = "toegang_geweigerd"
    account_gemaakt = "account_gemaakt"
    account_geblokkeerd = "account_geblokkeerd"
    account_gedeblokkeerd = "account_gedeblokkeerd"
    account_opgeruimd = "account_opgeruimd"
    rol_gewijzigd = "rol_gewijzigd"
    organisatie_gemaakt = "organisatie_gemaakt"
    organisatie_gewijzigd = "organisatie_gewijzigd"
    eenmalig_wachtwoord_gemaakt = "eenmalig_wachtwoord_gemaakt"
    wachtwoord_gewijzigd = "wachtwoord_gewijzigd"
    rondleiding_bekeken = "rondleiding_bekeken"
    tweede_factor_gekoppeld = "tweede_factor_gekoppeld"
    tweede_factor_ontkoppeld = "tweede_factor_ontkoppeld"
    herstelcode_gebruikt = "herstelcode_gebruikt"
    herstelcodes_gemaakt = "herstelcodes_gemaakt"
    aanmelddienst_gekoppeld = "aanmelddienst_gekoppeld"
    token_gemaakt = "token_gemaakt"  # noqa: S105
    token_ingetrokken = "token_ingetrokken"  # noqa: S105
    token_geweigerd = "token_geweigerd"  # noqa: S105
    onderzoek_opgesteld = "onderzoek_opgesteld"
    onderzoek_gewijzigd = "onderzoek_gewijzigd"
    onderzoek_ingediend = "onderzoek_ingediend"
    onderzoek_in_beoordeling = "onderzoek_in_beoordeling"
    onderzoek_besluit = "onderzoek_besluit"
    onderzoek_in_gebruik = "onderzoek_in_gebruik"
    onderzoek_ingetrokken = "onderzoek_ingetrokken"
    onderzoek_verlopen = "onderzoek_verlopen"
    onderzoek_vernietigd = "onderzoek_vernietigd"
    document_voorgelegd = "document_voorgelegd"
    document_besluit = "document_besluit"
    document_vervallen = "document_vervallen"
    drempels_gesteld = "drempels_gesteld"
    werkplek_voorgesteld = "werkplek_voorgesteld"
    werkplek_besluit = "werkplek_besluit"
    apparaatcode_gegeven = "apparaatcode_gegeven"
    apparaat_geregistreerd = "apparaat_geregistreerd"
    apparaat_ingetrokken = "apparaat_ingetrokken"
    drempels_voorgesteld = "drempels_voorgesteld"
    drempels_besluit = "drempels_besluit"
    sleutel_gemaakt = "sleutel_gemaakt"
    sleutel_vernietigd = "sleutel_vernietigd"
    hoofdsleutel_gewisseld = "hoofdsleutel_gewisseld"
    bron_aangevraagd = "bron_aangevraagd"
    bron_besluit = "bron_besluit"
    bron_ingetrokken = "bron_ingetrokken"
    herkomst_aangevraagd = "herkomst_aangevraagd"
    herkomst_besluit = "herkomst_besluit"
    herkomst_ingetrokken = "herkomst_ingetrokken"
    levering_ontvangen = "levering_ontvangen"
    controle_gestart = "controle_gestart"
    levering_gecontroleerd = "levering_gecontroleerd"
    levering_besluit = "levering_besluit"
    levering_ingetrokken = "levering_ingetrokken"
    levering_akkoord_ingetrokken = "levering_akkoord_ingetrokken"
    levering_vernietigd = "levering_vernietigd"
    verwerkingsregister_gedownload = "verwerkingsregister_gedownload"
    leververslag_gedownload = "leververslag_gedownload"
    landing_vernietigd = "landing_vernietigd"
    koppeling_gevraagd = "koppeling_gevraagd"
    koppeling_gestart = "koppeling_gestart"
    koppeling_klaar = "koppeling_klaar"
    koppeling_gestopt = "koppeling_gestopt"
    koppelbestand_vernietigd = "koppelbestand_vernietigd"
    analyse_gevraagd = "analyse_gevraagd"
    analyse_gestart = "analyse_gestart"
    analyse_klaar = "analyse_klaar"
    analyse_gestopt = "analyse_gestopt"
    certificaat_geslaagd = "certificaat_geslaagd"
    certificaat_niet_geslaagd = "certificaat_niet_geslaagd"
    botsing_gevonden = "botsing_gevonden"
    botsing_keuze = "botsing_keuze"
    regels_gekozen = "regels_gekozen"
    register_bijgeschreven = "register_bijgeschreven"
    hercontrole_gevraagd = "hercontrole_gevraagd"
    vrijgave_gevraagd = "vrijgave_gevraagd"
    vrijgave_besluit = "vrijgave_besluit"
    resultaat_ingetrokken = "resultaat_ingetrokken"
    buurtprofiel_bekeken = "buurtprofiel_bekeken"
    buurten_vergeleken = "buurten_vergeleken"
    resultaat_bekeken = "resultaat_bekeken"
    resultaat_gedownload = "resultaat_gedownload"
    aanvraag_gedaan = "aanvraag_gedaan"
    aanvraag_opgepakt = "aanvraag_opgepakt"
    aanvraag_afgehandeld = "aanvraag_afgehandeld"
    vernietiging_gevraagd = "vernietiging_gevraagd"
    vernietiging_besluit = "vernietiging_besluit"
    vernietiging_begonnen = "vernietiging_begonnen"
    vernietiging_klaar = "vernietiging_klaar"
    vernietiging_mislukt = "vernietiging_mislukt"
    vernietiging_herhaald = "vernietiging_herhaald"
    vernietiging_aangehouden = "vernietiging_aangehouden"
    rijen_opgeruimd = "rijen_opgeruimd"
    verklaring_afgegeven = "verklaring_afgegeven"
    verklaring_gedownload = "verklaring_gedownload"
    concept_vernietigd = "concept_vernietigd"
    opschorting_gesteld = "opschorting_gesteld"
    opschorting_opgeheven = "opschorting_opgeheven"
    klok_onzeker = "klok_onzeker"
    klok_bevestigd = "klok_bevestigd"
    bijeenkomst_gemaakt = "bijeenkomst_gemaakt"
    bijeenkomst_gewijzigd = "bijeenkomst_gewijzigd"
    bijeenkomst_geopend = "bijeenkomst_geopend"
    bijeenkomst_gesloten = "bijeenkomst_gesloten"
    bijeenkomst_bijgewoond = "bijeenkomst_bijgewoond"
    agenda_gewijzigd = "agenda_gewijzigd"
    agendapunt_gekozen = "agendapunt_gekozen"
    duiding_gegeven = "duiding_gegeven"
    duiding_beantwoord = "duiding_beantwoord"
    duiding_afgehandeld = "duiding_afgehandeld"
    conclusie_gewijzigd = "conclusie_gewijzigd"
    voorstel_gedaan = "voorstel_gedaan"
    stem_gegeven = "stem_gegeven"
    voorstel_besloten = "voorstel_besloten"
    verslag_gevraagd = "verslag_gevraagd"
    verslag_gestopt = "verslag_gestopt"
    verslag_gemaakt = "verslag_gemaakt"
    verslag_gedownload = "verslag_gedownload"
    verslag_vastgesteld = "verslag_vastgesteld"
    verslagen_opgeruimd = "verslagen_opgeruimd"
    bijeenkomst_vernietigd = "bijeenkomst_vernietigd"
    afspraken_vernietigd = "afspraken_vernietigd"
    speerpunt_gemaakt = "speerpunt_gemaakt"
    speerpunt_gewijzigd = "speerpunt_gewijzigd"
    speerpunt_voortgang = "speerpunt_voortgang"
    speerpunt_gemeten = "speerpunt_gemeten"
    project_gemaakt = "project_gemaakt"
    project_gewijzigd = "project_gewijzigd"
    project_voortgang = "project_voortgang"
    plan_gemaakt = "plan_gemaakt"
    scenario_gemaakt = "scenario_gemaakt"
    argument_gegeven = "argument_gegeven"
    logboek_bekeken = "logboek_bekeken"
    logboek_gedownload = "logboek_gedownload"
    logboekkop_gedownload = "logboekkop_gedownload"
    logboekkop_verzonden = "logboekkop_verzonden"
    kalender_gedownload = "kalender_gedownload"


def log(
    *,
    actie: Actie,
    door: Account | None,
    object_soort: str = "",
    object_id: object = "",
    resultaat: str = "gelukt",
    bijzonderheden: Mapping[str, Any] | None = None,
    oorsprong: str = "",
) -> Logregel:
    """Add a row, in the caller's transaction. `door` None is the system itself.

    `resultaat`: gelukt, geweigerd or mislukt.
    """
    return Logregel.objects.create(
        actor_id=str(door.pk) if door else "",
        actor_naam=_text(door.naam, 200) if door else "",
        actor_rol=door.rol if door else "",
        actie=actie.value,
        object_soort=_text(object_soort, 40),
        object_id=_text(str(object_id), 64),
        resultaat=resultaat,
        oorsprong=_text(oorsprong or _oorsprong.get(), 64),
        bijzonderheden=_plain({**(bijzonderheden or {}), **_device()}),
    )


@contextmanager
def origin(oorsprong: str) -> Iterator[None]:
    """Rows logged inside come from here: an address, or the name of a process.

    Refusals inside a transaction wait until the end, for they would be rolled back with it.
    """
    wachtend: list[Callable[[], Logregel]] = []
    tokens = _oorsprong.set(oorsprong), _wachtend.set(wachtend)
    apparaat = _apparaat.set("")
    try:
        yield
    finally:
        _oorsprong.reset(tokens[0])
        _wachtend.reset(tokens[1])
        for schrijf in wachtend:
            schrijf()
        _apparaat.reset(apparaat)


def note_device(naam: str) -> None:
    """Rows logged from now on, until the end of the request, name the device it came from."""
    _apparaat.set(naam)


def _device() -> dict[str, str]:
    naam = _apparaat.get()
    return {"apparaat": naam} if naam else {}


def log_refusal(
    melding: str, *, actie: Actie, door: Account | None, object_soort: str, object_id: object
) -> bool:
    """Whether the row is sure to stay, whatever becomes of the transaction it was written in."""
    schrijf = partial(
        log,
        actie=actie,
        door=door,
        object_soort=object_soort,
        object_id=object_id,
        resultaat="geweigerd",
        bijzonderheden={"reden": melding},
        oorsprong=_oorsprong.get(),
    )
    wachtend = _wachtend.get()
    if wachtend is not None and connection.in_atomic_block:
        wachtend.append(schrijf)
        return True
    schrijf()
    return not connection.in_atomic_block


@contextmanager
def refusals_logged(
    actie: Actie, *, door: Account | None, object_soort: str = "", object_id: object = ""
) -> Iterator[None]:
    """Log a `Geweigerd` that passes through, once, and let it pass."""
    try:
        yield
    except Geweigerd as weigering:
        weigering.gelogd = weigering.gelogd or log_refusal(
            weigering.melding,
            actie=actie,
            door=door,
            object_soort=object_soort,
            object_id=object_id,
        )
        raise


def failures_from_here(actie: Actie) -> int:
    """Rows of this event from the present address within the period of the login limit."""
    vanaf = Now() - settings.AANMELDEN_PER_ADRES_PERIODE
    rijen = Logregel.objects.filter(actie=actie.value, oorsprong=_oorsprong.get(), op__gte=vanaf)
    return rijen.count()


def _plain(waarde: Any) -> Any:
    """Numbers and cleaned texts in lists and dicts; anything else is a mistake of ours."""
    if waarde is None or isinstance(waarde, bool | int | float):
        return waarde
    if isinstance(waarde, str):
        return _text(waarde, LANGSTE_TEKST)
    if isinstance(waarde, Mapping):
        return {_text(str(sleutel), 60): _plain(deel) for sleutel, deel in waarde.items()}
    if isinstance(waarde, Sequence):
        return [_plain(deel) for deel in waarde]
    raise TypeError("the logbook takes numbers and texts only")


def _text(tekst: str, lengte: int) -> str:
    """One line without control or direction characters (they are written out) and without BSN."""
    leesbaar = "".join(t if t.isprintable() else f"\\u{ord(t):04x}" for t in tekst)
    return _NEGEN_CIJFERS.sub(_hide_bsn, leesbaar)[:lengte]


def _hide_bsn(treffer: re.Match[str]) -> str:
    cijfers = [int(cijfer) for cijfer in treffer[0]]
    gewichten = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    som = sum(g * c for g, c in zip(gewichten, cijfers, strict=True))
    return treffer[0] if som % 11 else "(weggelaten)"
