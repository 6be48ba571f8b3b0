"""Buurtcodes as numbers: BU07960101 is 7960101. Standard library only."""

BUURT_ONBEKEND = 0


def buurt_number(code: str) -> int:
    return int(code.removeprefix("BU"))


def buurt_code(nummer: int) -> str:
    return f"BU{nummer:08d}"
