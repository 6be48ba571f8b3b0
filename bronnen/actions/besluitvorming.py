"""What the decisions on sources and on deliveries have in common."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from privacy.besluiten import Besluitstand
from privacy.models import Uitkomst


def after_decision(statussen: Any, stand: Besluitstand) -> Any:
    """The state that follows a decision; the enums of states share these names."""
    if stand.uitkomst is None:
        return statussen.wacht_op_tweede
    if stand.uitkomst == Uitkomst.akkoord:
        return statussen.goedgekeurd
    return statussen[stand.uitkomst.value]


def content_hash(waarde: Mapping[str, Any] | Sequence[Any]) -> str:
    """SHA-256 of canonical JSON: same content, same hash."""
    tekst = json.dumps(waarde, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(tekst.encode()).hexdigest()
