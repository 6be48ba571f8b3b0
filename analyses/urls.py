from django.urls import include, path

from analyses.views import aanvragen, analyses, bewijs, buurten, dashboard, regels, vrijgave

app_name = "analyses"
urlpatterns = [
    path("onderzoeken/<uuid:onderzoek_id>/analyses/", analyses.overview, name="analyses"),
    path("onderzoeken/<uuid:onderzoek_id>/analyses/nieuw/", analyses.new, name="analyse_nieuw"),
    path(
        "onderzoeken/<uuid:onderzoek_id>/analyses/standaardset/",
        analyses.standard_set,
        name="standaardset",
    ),
    path("onderzoeken/<uuid:onderzoek_id>/analyses/stand/", analyses.state, name="analyses_stand"),
    path("onderzoeken/<uuid:onderzoek_id>/vrijgave/", vrijgave.offer_all, name="alles_aanbieden"),
    path("analyses/<uuid:analyse_id>/", analyses.detail, name="analyse"),
    path("analyses/<uuid:analyse_id>/stand/", analyses.detail_state, name="analyse_stand"),
    path("analyses/<uuid:analyse_id>/stoppen/", analyses.stop, name="analyse_stoppen"),
    path("analyses/<uuid:analyse_id>/keuze/", analyses.way_out, name="analyse_keuze"),
    path("analyses/<uuid:analyse_id>/opnieuw/", analyses.again, name="analyse_opnieuw"),
    path("concepten/<uuid:resultaat_id>/", vrijgave.draft, name="concept"),
    path("concepten/<uuid:resultaat_id>/regels/", regels.choose_rules, name="regels_kiezen"),
    path("concepten/<uuid:resultaat_id>/figuur/", vrijgave.draft_figure, name="concept_figuur"),
    path("concepten/<uuid:resultaat_id>/aanbieden/", vrijgave.offer, name="aanbieden"),
    path("concepten/<uuid:resultaat_id>/bewijs/", bewijs.evidence, name="bewijs"),
    path("concepten/<uuid:resultaat_id>/hercontrole/", bewijs.recheck, name="hercontrole"),
    path("concepten/<uuid:resultaat_id>/besluit/", bewijs.decide, name="vrijgave_besluit"),
    path("concepten/<uuid:resultaat_id>/intrekken/", bewijs.withdraw, name="resultaat_intrekken"),
    path("resultaten/", dashboard.results, name="resultaten"),
    path("resultaten/<uuid:resultaat_id>/", dashboard.result, name="resultaat"),
    path("resultaten/<uuid:resultaat_id>/figuur/", dashboard.figure, name="figuur"),
    path("resultaten/<uuid:resultaat_id>/tabel.csv", dashboard.table_csv, name="tabel"),
    path("buurten/", buurten.neighbourhoods, name="buurten"),
    path("buurten/vergelijken/", buurten.compared, name="vergelijken"),
    path("buurten/<uuid:onderzoek_id>/<str:buurt>/", buurten.neighbourhood, name="buurt"),
    path("onderzoeken/<uuid:onderzoek_id>/aanvragen/nieuw/", aanvragen.new, name="aanvraag_nieuw"),
    path("aanvragen/", aanvragen.overview, name="aanvragen"),
    path("aanvragen/<uuid:vraag_id>/", aanvragen.detail, name="aanvraag"),
    path("aanvragen/<uuid:vraag_id>/starten/", aanvragen.start, name="aanvraag_starten"),
    path("aanvragen/<uuid:vraag_id>/antwoord/", aanvragen.settle, name="aanvraag_antwoord"),
    path("api/v1/", include("analyses.api_urls")),
]
