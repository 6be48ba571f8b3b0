from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from privacy.views import (
    aanmelden,
    accounts,
    apparaten,
    bureau,
    dossier,
    eigen_account,
    herkomst,
    onderzoeken,
    rondleiding,
    toezicht,
    uitleg,
    vernietiging,
    werkplekken,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", eigen_account.start, name="start"),
    path("aanmelden/", aanmelden.login, name="aanmelden"),
    path("aanmelden/code/", aanmelden.second_factor, name="tweede_factor"),
    path("aanmelden/wachtwoord/", aanmelden.own_password, name="eigen_wachtwoord"),
    path("aanmelden/app/", aanmelden.link_second_factor, name="tweede_factor_koppelen"),
    path("afmelden/", aanmelden.logout, name="afmelden"),
    path("bevestigen/", aanmelden.confirm, name="bevestigen"),
    path("account/", eigen_account.own_account, name="eigen_account"),
    path("account/herstelcodes/", eigen_account.new_recovery_codes, name="herstelcodes"),
    path("account/tokens/nieuw/", eigen_account.new_token, name="token_nieuw"),
    path(
        "account/tokens/<uuid:token_id>/intrekken/",
        eigen_account.revoke_token,
        name="token_intrekken",
    ),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/nieuw/", accounts.new_account, name="account_nieuw"),
    path("accounts/<uuid:account_id>/", accounts.account, name="account"),
    path("accounts/<uuid:account_id>/rol/", accounts.change_role, name="account_rol"),
    path("accounts/<uuid:account_id>/blokkeren/", accounts.block, name="account_blokkeren"),
    path("accounts/<uuid:account_id>/deblokkeren/", accounts.unblock, name="account_deblokkeren"),
    path(
        "accounts/<uuid:account_id>/wachtwoord/", accounts.new_password, name="account_wachtwoord"
    ),
    path("accounts/<uuid:account_id>/app/", accounts.unlink_second_factor, name="account_app"),
    path(
        "accounts/<uuid:account_id>/aanmelddienst/",
        accounts.link_single_sign_on,
        name="account_aanmelddienst",
    ),
    path("organisaties/", accounts.organisations, name="organisaties"),
    path("organisaties/nieuw/", accounts.new_organisation, name="organisatie_nieuw"),
    path("organisaties/<uuid:organisatie_id>/", accounts.organisation, name="organisatie"),
    path("rondleiding/", rondleiding.tour, name="rondleiding"),
    path("uitleg/", uitleg.words, name="uitleg"),
    path("toegankelijkheid/", uitleg.accessibility, name="toegankelijkheid"),
    path("logboek/", toezicht.logbook, name="logboek"),
    path("logboek/regels.csv", toezicht.logbook_csv, name="logboek_csv"),
    path("logboek/kop.txt", toezicht.logbook_head, name="logboek_kop"),
    path("drempels/", toezicht.thresholds, name="drempels"),
    path("drempels/nieuw/", toezicht.new_thresholds, name="drempels_stellen"),
    path(
        "drempels/voorstel/<uuid:voorstel_id>/besluit/",
        toezicht.decide_thresholds,
        name="drempels_besluit",
    ),
    path("bureau/", bureau.desk, name="bureau"),
    path("werkplekken/", werkplekken.places, name="werkplekken"),
    path("werkplekken/<uuid:werkplek_id>/besluit/", werkplekken.decide, name="werkplek_besluit"),
    path("werkplekken/apparaten/nieuw/", apparaten.new_code, name="apparaat_nieuw"),
    path(
        "werkplekken/apparaten/<uuid:apparaat_id>/intrekken/",
        apparaten.withdraw,
        name="apparaat_intrekken",
    ),
    path("account/apparaat/", apparaten.this_device, name="dit_apparaat"),
    path("onderzoeken/", onderzoeken.studies, name="onderzoeken"),
    path("onderzoeken/nieuw/", onderzoeken.new_study, name="onderzoek_nieuw"),
    path("onderzoeken/<uuid:onderzoek_id>/", onderzoeken.study, name="onderzoek"),
    path(
        "onderzoeken/<uuid:onderzoek_id>/bewerken/",
        onderzoeken.edit_study,
        name="onderzoek_bewerken",
    ),
]

urlpatterns += [
    path("onderzoeken/<uuid:onderzoek_id>/herkomst/", herkomst.origin, name="herkomst"),
    path("herkomst/<uuid:aanvraag_id>/besluit/", herkomst.decide, name="herkomst_besluit"),
    path("herkomst/<uuid:aanvraag_id>/intrekken/", herkomst.withdraw, name="herkomst_intrekken"),
]

urlpatterns += [
    path("onderzoeken/<uuid:onderzoek_id>/dossier/", dossier.dossier, name="dossier"),
    path("onderzoeken/<uuid:onderzoek_id>/afspraken/", dossier.arrangements, name="afspraken"),
    path(
        "onderzoeken/<uuid:onderzoek_id>/documenten/nieuw/",
        dossier.new_document,
        name="document_nieuw",
    ),
    path("onderzoeken/<uuid:onderzoek_id>/indienen/", dossier.submit, name="indienen"),
    path("onderzoeken/<uuid:onderzoek_id>/beoordelen/", dossier.review, name="beoordelen"),
    path("onderzoeken/<uuid:onderzoek_id>/besluit/", dossier.decide, name="onderzoek_besluit"),
    path(
        "onderzoeken/<uuid:onderzoek_id>/intrekken/", dossier.withdraw, name="onderzoek_intrekken"
    ),
    path("documenten/<uuid:document_id>/", dossier.document, name="document"),
    path(
        "documenten/<uuid:document_id>/intrekken/",
        dossier.withdraw_document,
        name="document_intrekken",
    ),
]

urlpatterns += [
    path("bewaren/", vernietiging.calendar, name="bewaren"),
    path("bewaren/kalender.ics", vernietiging.calendar_download, name="bewaren_kalender"),
    path("bewaren/opschorten/", vernietiging.hold, name="opschorten"),
    path("bewaren/klok/", vernietiging.confirm_clock, name="klok_bevestigen"),
    path(
        "opschortingen/<uuid:opschorting_id>/opheffen/",
        vernietiging.lift_hold,
        name="opschorting_opheffen",
    ),
    path("vernietigingslijsten/", vernietiging.lists, name="vernietigingslijsten"),
    path(
        "onderzoeken/<uuid:onderzoek_id>/vernietigen/",
        vernietiging.new_list,
        name="vernietigingslijst_nieuw",
    ),
    path(
        "vernietigingslijsten/<uuid:lijst_id>/",
        vernietiging.destruction_list,
        name="vernietigingslijst",
    ),
    path(
        "vernietigingslijsten/<uuid:lijst_id>/besluit/",
        vernietiging.decide,
        name="vernietiging_besluit",
    ),
    path(
        "vernietigingslijsten/<uuid:lijst_id>/verder/",
        vernietiging.go_on,
        name="vernietiging_verder",
    ),
    path("verklaringen/", vernietiging.declarations, name="verklaringen"),
    path(
        "verklaringen/<uuid:verklaring_id>/verklaring.pdf",
        vernietiging.declaration_pdf,
        name="verklaring_pdf",
    ),
    path(
        "verklaringen/<uuid:verklaring_id>/verklaring.json",
        vernietiging.declaration_json,
        name="verklaring_json",
    ),
]

if settings.OIDC_ISSUER:
    urlpatterns += [path("aanmelddienst/", include("privacy.urls_oidc"))]
