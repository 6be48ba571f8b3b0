"""From "who lies in whom" to the classes of a `Dimensie` that add leaves up.

buurt ⊂ wijk ⊂ gemeente is one hierarchy; a dimension may have several (buurt ⊂ wijk, and buurt ⊂
"de drie buurten").
"""

from collections.abc import Mapping, Sequence

from privacy.kern.celtabel import Dimensie
from privacy.kern.invoerfouten import (
    BladZonderOuder,
    KringInHierarchie,
    LegeGroep,
    OnjuisteHierarchie,
    OuderOntbreekt,
)

Ouders = Mapping[str, str | None]  # of each leaf and group the group it lies in; None at the top
Samen = tuple[tuple[str, tuple[int, ...]], ...]


def hierarchy_dimension(
    code: str, label: str, klassen: Sequence[str], *hierarchieen: Ouders
) -> Dimensie:
    """A dimension with the groups of all hierarchies, in the order in which they are met."""
    samen: dict[str, tuple[int, ...]] = {}
    for ouders in hierarchieen:
        for groep, leden in groups_of(klassen, ouders):
            if samen.setdefault(groep, leden) != leden:
                raise OnjuisteHierarchie("two hierarchies give one group different leaves")
    return Dimensie(code, label, tuple(klassen), tuple(samen.items()))


def groups_of(klassen: Sequence[str], ouders: Ouders) -> Samen:
    """(group, positions of its leaves) for each group above `klassen`, the lowest level first."""
    _check_parents(klassen, ouders)
    leden: dict[str, list[int]] = {}
    hoogte: dict[str, int] = {}
    for plek, klasse in enumerate(klassen):
        for stap, groep in enumerate(_above(klasse, ouders)):
            leden.setdefault(groep, []).append(plek)
            hoogte[groep] = max(stap, hoogte.get(groep, 0))
    if set(ouders) - set(klassen) - set(leden):
        raise LegeGroep("a group of the hierarchy has no leaves")
    volgorde = sorted(leden, key=lambda groep: hoogte[groep])  # stable: as met within a level
    return tuple((groep, tuple(leden[groep])) for groep in volgorde)


def _check_parents(klassen: Sequence[str], ouders: Ouders) -> None:
    bladen = set(klassen)
    if any(ouders.get(klasse) is None for klasse in klassen):
        raise BladZonderOuder("a leaf lies in no group of the hierarchy")
    for ouder in ouders.values():
        if ouder is not None and ouder not in ouders:
            raise OuderOntbreekt("a group lies in a group that the hierarchy does not have")
        if ouder in bladen:
            raise OnjuisteHierarchie("a leaf of the hierarchy holds other classes")


def _above(klasse: str, ouders: Ouders) -> list[str]:
    """The groups that a leaf lies in, from the smallest up."""
    pad: list[str] = []
    groep = ouders[klasse]
    while groep is not None:
        if groep in pad:
            raise KringInHierarchie("a group of the hierarchy lies in itself")
        pad.append(groep)
        groep = ouders[groep]
    return pad
