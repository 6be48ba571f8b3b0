"""A serializer for Django's Redis cache without pickle."""

import json
from typing import Any


class JSONSerializer:
    """Numbers stay numbers in Redis, so that `incr` works; everything else is JSON."""

    def dumps(self, obj: Any) -> bytes | int:
        if type(obj) is int:
            return obj
        return json.dumps(obj, ensure_ascii=False).encode()

    def loads(self, data: bytes) -> Any:
        try:
            return int(data)
        except ValueError:
            return json.loads(data)
