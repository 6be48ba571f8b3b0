"""Only there where single sign-on is configured. The names are those that the library asks for."""

from django.urls import path

from privacy.aanmelden_oidc import Aanvraag, Terugkeer
from privacy.permissions import openbaar

urlpatterns = [
    path("", openbaar(Aanvraag.as_view()), name="oidc_authentication_init"),
    path("terug/", openbaar(Terugkeer.as_view()), name="oidc_authentication_callback"),
]
