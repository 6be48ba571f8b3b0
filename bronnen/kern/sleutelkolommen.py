"""Which pseudonyms a delivery yields, from which of its columns."""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bronnen.kern.cellen import Cellen
from bronnen.kern.leverschema import Koppelsleutel, Leverschema, Soort
from bronnen.kern.pseudoniem import (
    BREEDTE,
    Adrescijfer,
    Blokken,
    Deel,
    Koppelsleutels,
    Persoonscijfer,
    Samengesteld,
    Tekstcijfer,
    derive_key,
    normalise_name,
    normalise_street,
)
from bronnen.kern.teksten import Masker, Plaatsen, byte_matrix

TYPE = pa.binary(BREEDTE)
HUISLETTER, TOEVOEGING = "huisletter", "toevoeging"
HUISHOUDNUMMER, STRAAT, CONTRACTNUMMER = "huishoudnummer", "straat", "contractnummer"

_Maker = Callable[[Mapping[str, Cellen]], pa.FixedSizeBinaryArray]


class Sleutelkolommen:
    """Makes the pseudonym columns of one delivery.

    A key is made only if all elements that it takes are approved and in the file: without the
    house letter an address would be another address.
    """

    def __init__(
        self,
        schema: Leverschema,
        gelezen: frozenset[str],
        goedgekeurd: frozenset[str],
        sleutels: Koppelsleutels,
    ) -> None:
        self._schema, self._gelezen, self._goedgekeurd = schema, gelezen, goedgekeurd
        self._persoon = Persoonscijfer(sleutels.persoon)
        self._naamgeboorte = Samengesteld(sleutels.naamgeboorte, normalise_name)
        self._adres = Adrescijfer(sleutels.adres)
        overig = sleutels.overig
        self._huishouden = Tekstcijfer(derive_key(overig, "huishouden"))
        self._huishouden_op_adres = Adrescijfer(derive_key(overig, "huishouden op adres"))
        self._straat = street_cipher(sleutels)
        self._contract = Tekstcijfer(derive_key(overig, "contract"))
        self._makers = self._chosen_makers()

    @property
    def namen(self) -> tuple[str, ...]:
        return tuple(self._makers)

    @property
    def ontbrekend(self) -> tuple[str, ...]:
        """Link keys that the source promises and this delivery does not give."""
        return tuple(s.value for s in Koppelsleutel if self._is_missing(s))

    def make(self, cellen: Mapping[str, Cellen]) -> list[pa.FixedSizeBinaryArray]:
        """One column for each of `namen`."""
        return [maker(cellen) for maker in self._makers.values()]

    def _chosen_makers(self) -> dict[str, _Maker]:
        kan_adres = self._can_address()
        keuze: dict[str, tuple[_Maker, bool]] = {
            "persoon": (self._make_person, self._yields(Koppelsleutel.persoon, Soort.bsn)),
            "naamgeboorte": (
                self._make_name,
                self._yields(Koppelsleutel.naamgeboorte, Soort.naam, Soort.geboortedatum),
            ),
            "adres": (self._make_address, kan_adres),
            "huishouden": (self._make_household, self._can_household(kan_adres)),
            "straat": (self._make_street, STRAAT in self._gelezen),
            "contract": (self._make_contract, CONTRACTNUMMER in self._gelezen),
        }
        return {naam: maker for naam, (maker, kan) in keuze.items() if kan}

    def _is_missing(self, sleutel: Koppelsleutel) -> bool:
        return sleutel in self._schema.sleutels and sleutel.value not in self._makers

    def _yields(self, sleutel: Koppelsleutel, *soorten: Soort) -> bool:
        return sleutel in self._schema.sleutels and all(self._find(soort) for soort in soorten)

    def _can_address(self) -> bool:
        declared = {HUISLETTER, TOEVOEGING} & set(self._schema.elementen)
        return declared <= self._goedgekeurd and self._yields(
            Koppelsleutel.adres, Soort.postcode, Soort.huisnummer
        )

    def _can_household(self, kan_adres: bool) -> bool:
        if HUISHOUDNUMMER not in self._schema.elementen:
            return False
        return HUISHOUDNUMMER in self._gelezen or kan_adres

    def _find(self, soort: Soort) -> str | None:
        """The column of this kind that was read."""
        namen = (k.naam for k in self._schema.kolommen if k.soort is soort)
        return next((naam for naam in namen if naam in self._gelezen), None)

    def _of(self, cellen: Mapping[str, Cellen], soort: Soort) -> Cellen:
        return cellen[self._find(soort) or ""]

    def _make_person(self, cellen: Mapping[str, Cellen]) -> pa.FixedSizeBinaryArray:
        bsn = self._of(cellen, Soort.bsn)
        return as_column(self._persoon.encrypt(_numbers(bsn)), bsn.geldig)

    def _make_name(self, cellen: Mapping[str, Cellen]) -> pa.FixedSizeBinaryArray:
        naam, geboren = self._of(cellen, Soort.naam), self._of(cellen, Soort.geboortedatum)
        afdrukken, gevuld = self._naamgeboorte.digests(naam.teksten)
        datum = _numbers(geboren)
        geldig = naam.geldig & naam.per_rij(gevuld) & geboren.geldig & (datum != 0)
        return as_column(self._naamgeboorte.encrypt(_rows(naam, afdrukken), datum), geldig)

    def _make_address(self, cellen: Mapping[str, Cellen]) -> pa.FixedSizeBinaryArray:
        return as_column(*self._address(cellen, self._adres))

    def _address(
        self,
        cellen: Mapping[str, Cellen],
        cijfer: Adrescijfer,
        rijen: Plaatsen | slice = slice(None),
    ) -> tuple[Blokken, Masker]:
        """Of these rows."""
        postcode = self._of(cellen, Soort.postcode)
        huisnummer = self._of(cellen, Soort.huisnummer)
        kaal = byte_matrix(pc.replace_substring(postcode.teksten, " ", ""), 6)
        geldig = postcode.geldig & huisnummer.geldig
        nummer = np.where(geldig, _numbers(huisnummer), 0)
        delen = (_part(cellen, naam, len(geldig)) for naam in (HUISLETTER, TOEVOEGING))
        letter, toevoeging = (deel.of_rows(rijen) for deel in delen)
        codes = _rows(postcode, kaal)[rijen]
        return cijfer.encrypt(codes, nummer[rijen], letter, toevoeging), geldig[rijen]

    def _make_household(self, cellen: Mapping[str, Cellen]) -> pa.FixedSizeBinaryArray:
        """By its number; where that is missing the address stands for it."""
        if HUISHOUDNUMMER not in self._gelezen:
            return as_column(*self._address(cellen, self._huishouden_op_adres))
        nummer = cellen[HUISHOUDNUMMER]
        blokken, geldig = _rows(nummer, self._huishouden.encrypt(nummer.teksten)), nummer.geldig
        if geldig.all() or not self._can_address():
            return as_column(blokken, geldig)
        zonder = np.flatnonzero(~geldig)
        blokken[zonder], geldig[zonder] = self._address(cellen, self._huishouden_op_adres, zonder)
        return as_column(blokken, geldig)

    def _make_street(self, cellen: Mapping[str, Cellen]) -> pa.FixedSizeBinaryArray:
        """Together with the buurtcode where there is one: a street of two buurten is two."""
        straat = cellen[STRAAT]
        afdrukken, gevuld = self._straat.digests(straat.teksten)
        buurt = self._find(Soort.buurtcode)
        code = np.zeros(len(straat.geldig), dtype=np.int64)
        if buurt is not None:
            code = np.where(cellen[buurt].geldig, _numbers(cellen[buurt]), 0)
        geldig = straat.geldig & straat.per_rij(gevuld)
        return as_column(self._straat.encrypt(_rows(straat, afdrukken), code), geldig)

    def _make_contract(self, cellen: Mapping[str, Cellen]) -> pa.FixedSizeBinaryArray:
        contract = cellen[CONTRACTNUMMER]
        return as_column(_rows(contract, self._contract.encrypt(contract.teksten)), contract.geldig)


def street_cipher(sleutels: Koppelsleutels) -> Samengesteld:
    """The pseudonym of a street together with the number of its buurt."""
    return Samengesteld(derive_key(sleutels.overig, "straat"), normalise_street)


def as_column(blokken: Blokken, geldig: Masker) -> pa.FixedSizeBinaryArray:
    """Rows outside the mask are null, and their sixteen bytes zero."""
    if geldig.all():
        return pa.Array.from_buffers(TYPE, len(blokken), [None, pa.py_buffer(_flat(blokken))])
    schoon = np.where(geldig[:, None], blokken, np.uint8(0))
    bitmap = pa.array(geldig).buffers()[1]
    return pa.Array.from_buffers(TYPE, len(blokken), [bitmap, pa.py_buffer(_flat(schoon))])


def _flat(blokken: Blokken) -> Blokken:
    return np.ascontiguousarray(blokken).reshape(-1)


def _numbers(cellen: Cellen) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return cellen.per_rij(np.asarray(cellen.waarde, dtype=np.int64))


def _rows(cellen: Cellen, blokken: Blokken) -> Blokken:
    return blokken if cellen.plaats is None else blokken.take(cellen.plaats, axis=0)


def _part(cellen: Mapping[str, Cellen], naam: str, rijen: int) -> Deel:
    deel = cellen.get(naam)
    if deel is None or deel.plaats is None:
        return Deel.nothing(rijen)
    return Deel.of_texts(deel.teksten, deel.plaats, deel.leeg)
