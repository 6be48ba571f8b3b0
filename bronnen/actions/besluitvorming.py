"""What the decisions on sources and on deliveries have in common."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from privacy.models import Uitkomst


def after_decision(statussen: Any, uitkomst: Uitkomst, compleet: bool) -> Any:
    """The state that follows a decision; both enums of states share these names."""
    if uitkomst == Uitkomst.akkoord:
        return statussen.goedgekeurd if compleet else statussen.wacht_op_tweede
    return statussen[uitkomst.value]


def content_hash(waarde: Mapping[str, Any] | Sequence[Any]) -> str:
    """SHA-256 of canonical JSON: same content, same hash."""
    tekst = json.dumps(waarde, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(tekst.encode()).hexdigest()
