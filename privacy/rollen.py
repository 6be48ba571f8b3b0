"""Who may do what: one table that a lawyer can read.

One account has one role, so that functions stay apart by construction. A view names a `Recht`;
`privacy.permissions` looks it up here. No other file decides who may.
"""

from collections.abc import Mapping
from enum import Enum


class Rol(Enum):
    bronleverancier = "bronleverancier"
    privacy_officer = "privacy_officer"
    analist = "analist"
    beleidsmedewerker = "beleidsmedewerker"
    werkgroeplid = "werkgroeplid"
    beheerder = "beheerder"


ROLNAMEN: Mapping[Rol, str] = {
    Rol.bronleverancier: "Bronleverancier",
    Rol.privacy_officer: "Privacy-officer",
    Rol.analist: "Analist",
    Rol.beleidsmedewerker: "Beleidsmedewerker",
    Rol.werkgroeplid: "Werkgroeplid",
    Rol.beheerder: "Beheerder",
}


class Recht(Enum):
    eigen_account = "eigen_account"  # start page, own password and second factor, log out
    levering_doen = "levering_doen"  # deliver a file of one's own source; withdraw it
    leveringen_volgen = "leveringen_volgen"  # follow deliveries: a supplier those of its own
    leveringen_zien = "leveringen_zien"  # all of them: state and report, never rows
    bron_aanvragen = "bron_aanvragen"  # ask for a source and its elements
    bron_beoordelen = "bron_beoordelen"
    levering_beoordelen = "levering_beoordelen"
    vrijgave_beoordelen = "vrijgave_beoordelen"
    drempels_stellen = "drempels_stellen"
    logboek_lezen = "logboek_lezen"
    verantwoording_zien = "verantwoording_zien"  # which data are used, and why
    werkplekken_stellen = "werkplekken_stellen"  # from which networks; another decides
    bureau_zien = "bureau_zien"  # the officer's desk: all that asks for attention on one page
    onderzoek_zien = "onderzoek_zien"
    onderzoek_opstellen = "onderzoek_opstellen"
    onderzoek_beoordelen = "onderzoek_beoordelen"  # and its documents
    koppelen = "koppelen"
    analyse_uitvoeren = "analyse_uitvoeren"
    concept_zien = "concept_zien"  # protected drafts, with the reason of hidden cells
    dashboard_zien = "dashboard_zien"  # released results
    tabel_aanvragen = "tabel_aanvragen"  # ask for a table that was not released
    aanvragen_volgen = "aanvragen_volgen"  # follow requests: a reader one's own, an analist all
    vernietigen = "vernietigen"  # lists of what goes, holds, end dates: two officers each time
    bewaren_volgen = "bewaren_volgen"  # what is kept until when: a supplier what is its own
    bijeenkomst_zien = "bijeenkomst_zien"  # agenda, duiding, decisions, speerpunten: read
    bijeenkomst_voeren = "bijeenkomst_voeren"  # prepare, hold and close a meeting; decide in it
    duiding_geven = "duiding_geven"  # write beside a chart
    duiding_beantwoorden = "duiding_beantwoorden"  # what one writes is marked as an answer
    speerpunten_beheren = "speerpunten_beheren"  # and projecten, plans and their scenario's
    accounts_beheren = "accounts_beheren"


LEZER = frozenset(
    {
        Recht.eigen_account,
        Recht.verantwoording_zien,
        Recht.dashboard_zien,
        Recht.tabel_aanvragen,
        Recht.aanvragen_volgen,
        Recht.bijeenkomst_zien,
    }
)
RECHTEN: Mapping[Rol, frozenset[Recht]] = {
    Rol.bronleverancier: frozenset(
        {
            Recht.eigen_account,
            Recht.verantwoording_zien,
            Recht.levering_doen,
            Recht.leveringen_volgen,
            Recht.bewaren_volgen,
        }
    ),
    Rol.privacy_officer: frozenset(
        {
            Recht.eigen_account,
            Recht.verantwoording_zien,
            Recht.onderzoek_zien,
            Recht.onderzoek_beoordelen,
            Recht.leveringen_volgen,
            Recht.leveringen_zien,
            Recht.bron_beoordelen,
            Recht.levering_beoordelen,
            Recht.vrijgave_beoordelen,
            Recht.concept_zien,
            Recht.drempels_stellen,
            Recht.logboek_lezen,
            Recht.bureau_zien,
            Recht.werkplekken_stellen,
            Recht.vernietigen,
            Recht.bewaren_volgen,
            Recht.dashboard_zien,
        }
    ),
    Rol.analist: frozenset(
        {
            Recht.eigen_account,
            Recht.verantwoording_zien,
            Recht.onderzoek_zien,
            Recht.onderzoek_opstellen,
            Recht.bron_aanvragen,
            Recht.leveringen_volgen,
            Recht.leveringen_zien,
            Recht.koppelen,
            Recht.analyse_uitvoeren,
            Recht.concept_zien,
            Recht.dashboard_zien,
            Recht.aanvragen_volgen,
            Recht.bijeenkomst_zien,
            Recht.duiding_geven,
            Recht.duiding_beantwoorden,
        }
    ),
    Rol.beleidsmedewerker: LEZER,
    Rol.werkgroeplid: LEZER
    | {Recht.bijeenkomst_voeren, Recht.duiding_geven, Recht.speerpunten_beheren},
    Rol.beheerder: frozenset(
        {
            Recht.eigen_account,
            Recht.verantwoording_zien,
            Recht.werkplekken_stellen,
            Recht.accounts_beheren,
        }
    ),
}
