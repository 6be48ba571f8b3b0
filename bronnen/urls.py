from django.urls import include, path

from bronnen.views import bronnen, koppelen, leveringen, verantwoording

app_name = "bronnen"
urlpatterns = [
    path("api/v1/", include("bronnen.api_urls")),
    path("verantwoording/", verantwoording.account_for, name="verantwoording"),
    path("verantwoording/verwerkingsregister.csv", verantwoording.as_csv, name="register_csv"),
    path("leveringen/", leveringen.deliveries, name="leveringen"),
    path("leveringen/nieuw/", leveringen.new_delivery, name="levering_nieuw"),
    path("leveringen/aanbieden/", leveringen.announce, name="aanbieden"),
    path("leveringen/landing/<uuid:landing_id>/", leveringen.landing, name="landing"),
    path("leveringen/<uuid:levering_id>/", leveringen.delivery, name="levering"),
    path(
        "leveringen/<uuid:levering_id>/stand/",
        leveringen.delivery_state,
        name="levering_stand",
    ),
    path("leveringen/<uuid:levering_id>/verslag/", leveringen.report, name="verslag"),
    path(
        "leveringen/<uuid:levering_id>/intrekken/",
        leveringen.withdraw,
        name="intrekken",
    ),
    path(
        "leveringen/<uuid:levering_id>/besluit/",
        leveringen.decide,
        name="levering_besluit",
    ),
    path("onderzoeken/<uuid:onderzoek_id>/bronnen/", bronnen.sources, name="bronnen"),
    path(
        "onderzoeken/<uuid:onderzoek_id>/bronnen/<slug:bron>/",
        bronnen.request_source,
        name="bron_aanvragen",
    ),
    path("bronakkoorden/<uuid:akkoord_id>/", bronnen.source_request, name="bronakkoord"),
    path("bronakkoorden/<uuid:akkoord_id>/intrekken/", bronnen.withdraw, name="bron_intrekken"),
    path(
        "leveringen/<uuid:levering_id>/akkoord/intrekken/",
        leveringen.withdraw_approval,
        name="akkoord_intrekken",
    ),
    path("onderzoeken/<uuid:onderzoek_id>/koppelen/", koppelen.link, name="koppelen"),
    path(
        "koppelbestanden/<uuid:koppelbestand_id>/",
        koppelen.linked_file,
        name="koppelbestand",
    ),
    path(
        "koppelbestanden/<uuid:koppelbestand_id>/stand/",
        koppelen.linked_file_state,
        name="koppelbestand_stand",
    ),
    path(
        "koppelbestanden/<uuid:koppelbestand_id>/stoppen/",
        koppelen.stop,
        name="koppelen_stoppen",
    ),
]
