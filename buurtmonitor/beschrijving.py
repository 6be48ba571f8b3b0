"""What the description of the API says of every address: its errors are problem+json."""

from __future__ import annotations

from typing import Any

PROBLEEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `velden` names the refused fields, with a code each.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "velden": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "detail"],
}
ANTWOORD = {
    "description": "Waarom het niet lukte, in een zin.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleem"}}},
}
METHODEN = frozenset({"get", "put", "post", "patch", "delete"})


def add_problems(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """A hook of drf-spectacular: every answer that is not described is a problem."""
    result.setdefault("components", {}).setdefault("schemas", {})["Probleem"] = PROBLEEM
    for adres in result["paths"].values():
        for methode in METHODEN & adres.keys():
            adres[methode]["responses"].setdefault("default", ANTWOORD)
    return result
