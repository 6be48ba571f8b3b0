from django.urls import path

from analyses import api

urlpatterns = [
    path("resultaten/", api.Resultaten.as_view(), name="api_resultaten"),
    path("resultaten/<uuid:resultaat_id>/", api.EenResultaat.as_view(), name="api_resultaat"),
    path("beschrijving/", api.Beschrijving.as_view(), name="api_beschrijving"),
]
