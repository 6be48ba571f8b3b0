"""How an analysis can end without a result. Standard library only."""


class GeenResultaat(Exception):
    """There is nothing to show; `melding` is one Dutch sentence that holds no figure."""

    def __init__(self, melding: str) -> None:
        super().__init__(melding)
        self.melding = melding


class Afwijking(Exception):
    """The re-check by another package differs: the result may not be released."""

    def __init__(self, pakket: str) -> None:
        self.melding = f"De narekening met {pakket} wijkt af. Dit resultaat wordt niet bewaard."
        super().__init__(self.melding)
