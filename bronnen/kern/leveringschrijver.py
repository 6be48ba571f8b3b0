"""A delivery as it is kept: an Arrow stream of pseudonyms and codes."""

from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from bronnen.kern.bewaard import Bewaardekolommen
from bronnen.kern.datums import as_number
from bronnen.kern.leverschema import Aanbieding, Leverschema
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.kern.sleutelkolommen import TYPE, Sleutelkolommen
from bronnen.kern.toetsing import Getoetst
from privacy.kern.versleuteling import Schrijver


class _Uitgang:
    """Hands Arrow's bytes to the container, whose end is ours to write."""

    closed = False

    def __init__(self, doel: Schrijver) -> None:
        self._doel = doel

    def write(self, inhoud: Any) -> int:
        return self._doel.write(inhoud)

    def flush(self) -> None:
        """The container writes whole chunks."""

    def close(self) -> None:
        """Whoever made the container closes it."""


class Leveringschrijver:
    """Writes the rows that stand, batch by batch."""

    def __init__(
        self,
        doel: Schrijver,
        schema: Leverschema,
        kolommen: frozenset[str],
        goedgekeurd: frozenset[str],
        aanbieding: Aanbieding,
        sleutels: Koppelsleutels,
    ) -> None:
        self._sleutels = Sleutelkolommen(schema, kolommen, goedgekeurd, sleutels)
        self._bewaard = Bewaardekolommen(schema, kolommen, as_number(aanbieding.peildatum))
        self._schema = pa.schema(
            [pa.field(naam, TYPE) for naam in self._sleutels.namen] + self._bewaard.velden,
            metadata={
                b"bron": schema.code.encode(),
                b"versie": schema.versie.encode(),
                b"peildatum": aanbieding.peildatum.isoformat().encode(),
            },
        )
        self._uitgang = pa.PythonFile(_Uitgang(doel), mode="w")
        opties = pa.ipc.IpcWriteOptions(compression="lz4")
        self._schrijver = pa.ipc.new_stream(self._uitgang, self._schema, options=opties)

    @property
    def opmerkingen(self) -> tuple[str, ...]:
        return tuple(
            f"De koppelsleutel {naam} is niet gemaakt: niet alle kolommen die ervoor nodig zijn, "
            "zijn goedgekeurd en geleverd."
            for naam in self._sleutels.ontbrekend
        )

    def write(self, getoetst: Getoetst) -> int:
        """Returns how many rows of the batch stand."""
        arrays = [*self._sleutels.make(getoetst.cellen), *self._bewaard.make(getoetst.cellen)]
        batch = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        if not getoetst.staat.all():
            batch = batch.filter(pa.array(getoetst.staat))
        self._schrijver.write_batch(batch)
        return int(batch.num_rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        soort: type[BaseException] | None,
        fout: BaseException | None,
        spoor: TracebackType | None,
    ) -> None:
        self._schrijver.close()
