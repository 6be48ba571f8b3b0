"""How the API's description names the token; a file of its own, for it loads DRF's views."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "privacy.api_authenticatie.TokenAuthenticatie"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
