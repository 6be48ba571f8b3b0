"""The addresses of an installation where single sign-on is configured."""

from django.urls import include, path

from buurtmonitor.urls import urlpatterns as gewoon

handler400 = "buurtmonitor.fouten.bad_request"
handler403 = "buurtmonitor.fouten.permission_denied"
handler404 = "buurtmonitor.fouten.page_not_found"
handler500 = "buurtmonitor.fouten.server_error"

urlpatterns = [*gewoon, path("aanmelddienst/", include("privacy.urls_oidc"))]
