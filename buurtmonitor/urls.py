from django.urls import include, path

from buurtmonitor.gezondheid import gezondheid

handler400 = "buurtmonitor.fouten.bad_request"
handler403 = "buurtmonitor.fouten.permission_denied"
handler404 = "buurtmonitor.fouten.page_not_found"
handler500 = "buurtmonitor.fouten.server_error"

urlpatterns = [
    path("gezondheid", gezondheid, name="gezondheid"),
    path("", include("privacy.urls")),
    path("", include("bronnen.urls")),
    path("", include("analyses.urls")),
    path("", include("analyses.werkgroep.urls")),
]
