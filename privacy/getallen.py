"""Numbers as they stand on the screen."""


def getal(waarde: object) -> str:
    """1.235 and 0,5: Dutch notation; anything that is no number is left alone."""
    if isinstance(waarde, bool) or not isinstance(waarde, int | float):
        return str(waarde)
    tekst = f"{waarde:,}" if isinstance(waarde, int) else f"{waarde:,.10g}"
    return tekst.replace(",", " ").replace(".", ",").replace(" ", ".")
