from django.urls import path

from bronnen import api

urlpatterns = [
    path("bronnen/", api.Bronnen.as_view(), name="api_bronnen"),
    path("leveringen/", api.Leveringen.as_view(), name="api_leveringen"),
    path("leveringen/<uuid:levering_id>/", api.EenLevering.as_view(), name="api_levering"),
    path("landingen/<uuid:landing_id>/", api.Landingplek.as_view(), name="api_landing"),
]
