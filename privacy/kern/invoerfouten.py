"""What can be wrong with a table that is handed over: refused before anything is computed.

Every error is a ValueError with an English text for the log of a program and a Dutch sentence
(`melding`) for a reader; neither holds a value or a label from the data. Standard library only.
"""

from typing import ClassVar


class Invoerfout(ValueError):
    """The table cannot be protected as it is. Nothing was computed."""

    melding: ClassVar[str] = "De tabel klopt niet. Er is niets gemaakt."


class VerkeerdeVorm(Invoerfout):
    """Arrays, dimensions or columns do not fit together."""

    melding = "De aantallen passen niet bij de rijen en kolommen van de tabel."


class NegatieveWaarde(Invoerfout):
    melding = "Er staat een getal onder nul in de tabel. Aantallen en bedragen zijn nul of meer."


class OntbrekendeWaarde(Invoerfout):
    """NaN, infinite, or a class that is missing."""

    melding = "Er ontbreekt een waarde in de tabel. Vul die aan, of laat de rij weg."


class GeenGeheelGetal(Invoerfout):
    melding = (
        "Een aantal personen is een heel getal. In de tabel staat een getal met cijfers erachter."
    )


class TeGrootGetal(Invoerfout):
    """Beyond what the solvers add up without an error."""

    melding = "De bedragen zijn samen te groot om precies op te tellen."


class TeltNietOp(Invoerfout):
    """Margins that are not the sum of what they hold."""

    melding = "De tabel telt niet op: een totaal is niet de som van zijn delen."


class MeerDanDeGroep(Invoerfout):
    melding = "Er zijn meer personen met dit kenmerk dan er personen in de groep zijn."


class GeenPersonen(Invoerfout):
    melding = "In deze tabel staat niemand. Kies een andere groep."


class OnbekendeKlasse(Invoerfout):
    """A row has a class that the dimension does not know."""

    melding = "In de tabel staat een klasse die niet in de indeling voorkomt."


class TeVeelCellen(Invoerfout):
    """More cells than can be protected and audited in reasonable time."""

    melding = "De tabel heeft te veel cellen. Kies minder kenmerken of grovere klassen."


class OnjuisteHierarchie(Invoerfout):
    melding = "De indeling in groepen klopt niet."


class OuderOntbreekt(OnjuisteHierarchie):
    melding = "Een groep verwijst naar een grotere groep die niet bestaat."


class KringInHierarchie(OnjuisteHierarchie):
    melding = "De indeling gaat rond: een groep ligt in zichzelf."


class BladZonderOuder(OnjuisteHierarchie):
    melding = "Een klasse ligt in geen enkele grotere groep."


class LegeGroep(OnjuisteHierarchie):
    melding = "Een groep in de indeling heeft geen enkele klasse."
