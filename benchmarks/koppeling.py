"""Linking against the same link step as one writes it with pandas: seconds and peak memory.

Both read the same encrypted deliveries and make the same kenmerken; that the rows are the same is
checked in every run. Each measurement is a process of its own; what importing costs is not timed.
"""

import hashlib
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks import meten
from bronnen.leverschemas import schema
from privacy.kern.versleuteling import GEEN_SLEUTEL_ID, Lezer, Schrijver, as_binary

SLEUTEL = bytes(range(32))
PEILDATUM, BEGIN = date(2016, 12, 31), date(2016, 1, 1)
PEILDAG, BEGINDAG = ((d - date(1970, 1, 1)).days for d in (PEILDATUM, BEGIN))
PEILMAAND = 2016 * 12 + 11
ROWS = 65_536
MET_PANDAS = 1_000_000  # residents up to which pandas is tried
VERGELEKEN = (
    "geslacht", "leeftijd", "gezinsgrootte", "eigendom", "huurachterstand", "betaalgedrag",
    "belastingachterstand", "kwijtschelding", "achterstand_2m", "bijstand", "bijzondere_bijstand",
    "schuldhulp", "verdachte", "jaren", "buurt", "misdrijfgroepen",
)  # fmt: skip


# --- deliveries


def keys(toeval: np.random.Generator, aantal: int) -> NDArray[np.void]:
    return toeval.bytes(16 * aantal) and np.frombuffer(toeval.bytes(16 * aantal), dtype="V16")


def fixed(sleutels: NDArray[np.void], leeg: NDArray[np.bool_] | None = None) -> pa.Array:
    tabel = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(16), len(sleutels), [None, pa.py_buffer(np.ascontiguousarray(sleutels))]
    )
    return tabel if leeg is None else pc.if_else(pa.array(leeg), None, tabel)


def nullable(waarden: NDArray[Any], leeg: NDArray[np.bool_]) -> pa.Array:
    return pa.array(waarden.astype(np.int32), mask=leeg)


def code(bron: str, kolom: str, *waarden: str) -> list[int]:
    codes = list(schema(bron).kolom(kolom).codes)
    return [codes.index(waarde) + 1 for waarde in waarden]


def make_deliveries(map_: Path, inwoners: int) -> None:
    toeval = np.random.default_rng(inwoners)
    persoon = keys(toeval, inwoners)
    naam = keys(toeval, inwoners)
    dubbel = toeval.random(inwoners) < 0.004
    naam = np.where(dubbel, np.roll(naam, 1), naam)
    huizen = max(inwoners // 2, 1)
    huis = toeval.integers(0, huizen, inwoners)
    adres, buurt = keys(toeval, huizen), 99_990_000 + toeval.integers(0, 110, huizen)
    wie = partial(toeval.integers, 0, inwoners)
    schrijf = partial(_write, map_)
    schrijf(
        "brp",
        {
            "persoon": fixed(persoon),
            "naamgeboorte": fixed(naam),
            "adres": fixed(adres[huis]),
            "huishouden": fixed(adres[huis]),
            "straat": fixed(adres[huis // 40]),
            "geslacht": toeval.choice(np.array([1, 2, 1, 2, 1, 2, 3], np.uint16), inwoners),
            "huishoudtype": toeval.integers(0, 7, inwoners).astype(np.uint16),
            "herkomst": toeval.integers(0, 4, inwoners).astype(np.uint16),
            "buurtcode": nullable(buurt[huis], toeval.random(inwoners) < 0.01),
            "functie_adres": np.where(toeval.random(inwoners) < 0.01, 2, 1).astype(np.uint16),
            "opschorting_reden": (toeval.random(inwoners) < 0.01).astype(np.uint16),
            "leeftijd": toeval.integers(0, 95, inwoners).astype(np.uint8),
        },
    )
    eigendom = toeval.integers(0, 4, huizen).astype(np.uint16)
    schrijf(
        "woningmarktmonitor",
        {
            "adres": fixed(adres),
            "eigendom": eigendom,
            "buurtcode": pa.array(buurt.astype(np.int32)),
        },
    )
    n = inwoners // 20
    duur = toeval.integers(0, 3000, n)
    schrijf(
        "bijstandsuitkeringen",
        {
            "persoon": fixed(persoon[wie(n)]),
            "datum_begin": pa.array((PEILDAG - duur).astype(np.int32)),
            "datum_einde": nullable(PEILDAG - duur // 2, toeval.random(n) < 0.7),
        },
    )
    n = inwoners // 30
    schrijf(
        "bijzondere_bijstand",
        {
            "persoon": fixed(persoon[wie(n)]),
            "datum_besluit": pa.array((PEILDAG - toeval.integers(0, 700, n)).astype(np.int32)),
            "besluit": toeval.integers(1, 6, n).astype(np.uint16),
        },
    )
    duur = toeval.integers(0, 1500, n)
    schrijf(
        "schuldhulpverlening",
        {
            "persoon": fixed(persoon[wie(n)]),
            "datum_aanmelding": pa.array((PEILDAG - duur).astype(np.int32)),
            "datum_einde": nullable(PEILDAG - duur // 2, toeval.random(n) < 0.5),
        },
    )
    n = inwoners * 6 // 10
    schrijf(
        "gemeentelijke_belastingen",
        {
            "persoon": fixed(persoon[wie(n)]),
            "belastingjaar": pa.array(toeval.integers(2015, 2017, n).astype(np.int32)),
            "maanden_achterstand": nullable(
                toeval.integers(0, 20, n) * (toeval.random(n) < 0.1), toeval.random(n) < 0.1
            ),
            "status": toeval.integers(1, 9, n).astype(np.uint16),
            "kwijtschelding": toeval.integers(0, 6, n).astype(np.uint16),
        },
    )
    n = inwoners // 8
    plaats = wie(n)
    verhuisd = np.where(toeval.random(n) < 0.2, toeval.integers(0, huizen, n), huis[plaats])
    schrijf(
        "verdachten",
        {
            "persoon": fixed(persoon[plaats], toeval.random(n) < 0.4),
            "naamgeboorte": fixed(naam[plaats]),
            "adres": fixed(adres[verhuisd]),
            "pleegdatum": pa.array((PEILDAG - toeval.integers(0, 500, n)).astype(np.int32)),
            "mk_code": toeval.integers(
                1, len(schema("verdachten").kolom("mk_code").codes) + 1, n
            ).astype(np.uint16),
            "pleeglocatie_buurtcode": pa.array(
                (99_990_000 + toeval.integers(0, 110, n)).astype(np.int32)
            ),
        },
    )
    n = inwoners // 5
    plaats = wie(n)
    verhuisd = np.where(toeval.random(n) < 0.1, toeval.integers(0, huizen, n), huis[plaats])
    schrijf(
        "huurachterstanden",
        {
            "contract": fixed(adres[verhuisd]),
            "naamgeboorte": fixed(naam[plaats]),
            "adres": fixed(adres[verhuisd]),
            "peilmaand": pa.array((PEILMAAND - toeval.integers(0, 15, n)).astype(np.int32)),
            "huurachterstand_maanden": pa.array(toeval.integers(0, 900, n).astype(np.int64)),
        },
    )


def _write(map_: Path, bron: str, kolommen: Mapping[str, Any]) -> None:
    kop = {"bron": bron, "versie": schema(bron).versie, "peildatum": str(PEILDATUM)}
    tabel = pa.table({n: pa.array(k) for n, k in kolommen.items()}).replace_schema_metadata(kop)
    opties = pa.ipc.IpcWriteOptions(compression="lz4")
    with (
        (map_ / bron).open("wb") as doel,
        Schrijver(doel, SLEUTEL) as container,
        pa.ipc.new_stream(container, tabel.schema, options=opties) as schrijver,
    ):
        schrijver.write_table(tabel, max_chunksize=ROWS)


# --- the project


def link_here(map_: Path) -> Callable[[], Any]:
    from bronnen.kern.arrowstroom import open_container
    from bronnen.kern.koppelbestand import read_linked
    from bronnen.kern.koppeling import link
    from bronnen.kern.koppelverslag import Koppelspecificatie

    doel = io.BytesIO()
    specificatie = Koppelspecificatie(PEILDATUM, BEGIN, PEILDATUM, (), (), hele_gemeente=True)

    def run() -> None:
        link(
            leveringen={
                pad.name: lambda pad=pad: open_container(io.FileIO(pad), SLEUTEL)  # type: ignore[misc]
                for pad in map_.iterdir()
            },
            specificatie=specificatie,
            doel=doel,
            sleutel=SLEUTEL,
            sleutel_id=GEEN_SLEUTEL_ID,
            voortgang=lambda procent, stap: None,
        )

    def rows() -> Any:
        return read_linked(io.BytesIO(doel.getvalue()), SLEUTEL).select(VERGELEKEN).to_pandas()

    return lambda: (run(), rows)[1]


# --- pandas: the same link step with merges


def link_pandas(map_: Path) -> Callable[[], Any]:
    import pandas as pd

    from bronnen.leverschemas.verdachten import MK_HOOFDGROEP

    def read(bron: str) -> Any:
        with (map_ / bron).open("rb") as bestand:
            stroom = io.BufferedReader(Lezer(bestand, SLEUTEL), 1 << 20)
            return pa.ipc.open_stream(as_binary(stroom)).read_pandas()  # type: ignore[arg-type]

    def classes(waarden: Any, *grenzen: int) -> Any:
        return np.searchsorted(grenzen, waarden, side="right")

    def run() -> Any:
        brp, woning = read("brp"), read("woningmarktmonitor")
        brp = brp.merge(woning.rename(columns={"buurtcode": "woningbuurt"}), on="adres", how="left")
        brp["buurtcode"] = brp["buurtcode"].fillna(brp["woningbuurt"])
        brp["woont"] = (brp["functie_adres"] == 1) & (brp["opschorting_reden"] == 0)
        grootte = brp[brp["woont"]].groupby("huishouden").size().rename("grootte")
        brp = brp.merge(grootte, on="huishouden", how="left")
        erin = brp["woont"] & brp["buurtcode"].notna() & brp["geslacht"].isin([1, 2])
        uit = brp[erin & (brp["leeftijd"] < 255)].copy()
        uit["jaren"] = uit["leeftijd"]
        uit["geslacht"] -= 1
        uit["leeftijd"] = classes(uit["jaren"], 12, 18, 25, 35, 50, 65)
        uit["gezinsgrootte"] = uit["grootte"].clip(1, 5) - 1
        uit["eigendom"] = uit["eigendom"].fillna(0)
        uit["buurt"] = uit["buurtcode"].rank(method="dense") - 1
        namen = brp.loc[brp["naamgeboorte"].notna(), ["persoon", "naamgeboorte", "adres", "woont"]]
        uit = uit.set_index("persoon")
        uit["bijstand"] = benefit(read("bijstandsuitkeringen"), uit)
        besluiten = read("bijzondere_bijstand")
        goed = besluiten["besluit"].isin([1, 2]) & besluiten["datum_besluit"].between(
            BEGINDAG, PEILDAG
        )
        uit["bijzondere_bijstand"] = uit.index.isin(besluiten.loc[goed, "persoon"])
        hulp = read("schuldhulpverlening")
        goed = (hulp["datum_aanmelding"] <= PEILDAG) & ~(hulp["datum_einde"] < BEGINDAG)
        uit["schuldhulp"] = uit.index.isin(hulp.loc[goed, "persoon"])
        taxes(read("gemeentelijke_belastingen"), uit)
        suspects(read("verdachten"), namen, uit)
        rent(read("huurachterstanden"), namen, uit)
        uit["achterstand_2m"] = (uit["huurachterstand"] >= 4) | (uit["belastingachterstand"] >= 2)
        tabel = uit[list(VERGELEKEN)].astype("int64")
        doel = io.BytesIO()
        with Schrijver(doel, SLEUTEL) as container:
            arrow = pa.Table.from_pandas(tabel, preserve_index=False)
            with pa.ipc.new_stream(container, arrow.schema) as schrijver:
                schrijver.write_table(arrow)
        return lambda: tabel

    def benefit(rijen: Any, uit: Any) -> Any:
        rijen = rijen.merge(uit[["jaren"]], left_on="persoon", right_index=True)
        begin = pd.to_datetime(rijen["datum_begin"], unit="D")
        maanden = (PEILDATUM.year - begin.dt.year) * 12 + PEILDATUM.month - begin.dt.month
        rijen["maanden"] = maanden - (begin.dt.day > PEILDATUM.day)
        loopt = (rijen["datum_begin"] <= PEILDAG) & ~(rijen["datum_einde"] < PEILDAG)
        oud = (rijen["jaren"].astype(int) + 1) * 12 - rijen["maanden"] > 216
        langste = rijen[loopt & oud].groupby("persoon")["maanden"].max()
        klasse = pd.Series(classes(langste, 4, 13, 25, 61) + 1, index=langste.index)
        return klasse.reindex(uit.index, fill_value=0)

    def taxes(rijen: Any, uit: Any) -> None:
        rijen = rijen[rijen["belastingjaar"] == 2016].copy()
        rijen["maanden_achterstand"] = rijen["maanden_achterstand"].fillna(0)
        stand = rijen["status"].map({1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 8: 1})
        als_open = np.where(rijen["maanden_achterstand"] > 0, 3, 1)
        rijen["stand"] = np.where(rijen["status"] == 1, als_open, stand)
        rijen["kwijt"] = rijen["kwijtschelding"].isin([2, 3, 4])
        per = rijen.groupby("persoon")[["stand", "maanden_achterstand", "kwijt"]].max()
        per = per.reindex(uit.index, fill_value=0)
        uit["betaalgedrag"] = per["stand"]
        uit["belastingachterstand"] = classes(per["maanden_achterstand"], 1, 3, 7, 13)
        uit["kwijtschelding"] = per["kwijt"]

    def by_name(rijen: Any, namen: Any) -> Any:
        """rij -> persoon, for rows that one person fits; with how many fit at the address."""
        paren = rijen.merge(namen, on="naamgeboorte", suffixes=("", "_brp"))
        paren["hier"] = paren["adres"] == paren["adres_brp"]
        return paren

    def suspects(rijen: Any, namen: Any, uit: Any) -> None:
        rijen = rijen.reset_index(names="rij")
        bits = np.array([0, *(1 << groep for groep in MK_HOOFDGROEP.values())])
        rijen["bits"] = bits[rijen["mk_code"]]
        paren = by_name(rijen[rijen["persoon"].isna()].drop(columns="persoon"), namen)
        hier = paren[paren["hier"]]
        op_adres = hier[~hier["rij"].duplicated(keep=False)]
        rest = paren[~paren["rij"].isin(hier["rij"])]
        uniek = rest[~rest["rij"].duplicated(keep=False)]
        alles = pd.concat([rijen[rijen["persoon"].notna()], op_adres, uniek])
        alles = alles[alles["pleegdatum"].between(BEGINDAG, PEILDAG)]
        groepen = alles.groupby("persoon")["bits"].agg(np.bitwise_or.reduce)
        uit["misdrijfgroepen"] = groepen.reindex(uit.index, fill_value=0)
        uit["verdachte"] = uit.index.isin(alles["persoon"])

    def rent(rijen: Any, namen: Any, uit: Any) -> None:
        rijen = rijen.reset_index(names="rij")
        paren = by_name(rijen, namen[namen["woont"]])
        hier = paren[paren["hier"]]
        gevonden = hier[~hier["rij"].duplicated(keep=False)]
        binnen = gevonden["peilmaand"].between(PEILMAAND - 11, PEILMAAND)
        hoogste = gevonden[binnen].groupby("adres")["huurachterstand_maanden"].max()
        maanden = uit["adres"].map(hoogste).fillna(0)
        geldt = (uit["jaren"] >= 18) & (uit["eigendom"] == 2)
        uit["huurachterstand"] = np.where(geldt, classes(maanden, 1, 100, 201, 601) + 1, 0)

    return run


# --- measuring

SOORTEN: Mapping[str, Callable[[Path], Callable[[], Any]]] = {
    "hier": link_here,
    "pandas": link_pandas,
}


def peak_mb() -> float:
    """Of this process alone: getrusage would take over what the parent once had."""
    regels = Path("/proc/self/status").read_text().splitlines()
    return next(int(r.split()[1]) for r in regels if r.startswith("VmHWM")) / 1024


def measure(soort: str, map_: Path) -> dict[str, Any]:
    run = SOORTEN[soort](map_)
    basis, begin, cpu = peak_mb(), time.perf_counter(), time.process_time()
    rows = run()
    seconden, piek, cpu = time.perf_counter() - begin, peak_mb(), time.process_time() - cpu
    tabel = rows().astype("int64").sort_values(list(VERGELEKEN)).to_numpy()
    som = hashlib.sha256(np.ascontiguousarray(tabel)).hexdigest()
    gemeten = {"seconden": seconden, "cpu": cpu, "mb": piek, "basis_mb": basis}
    return {**gemeten, "rijen": len(tabel), "som": som}


def measured(soort: str, map_: Path, keer: int) -> dict[str, Any]:
    """The median of a few processes."""
    opdracht = [sys.executable, "-m", "benchmarks.koppeling", soort, str(map_)]
    uitkomsten = [
        json.loads(subprocess.run(opdracht, check=True, capture_output=True, text=True).stdout)
        for _ in range(keer)
    ]
    maten = ("seconden", "cpu", "mb")
    midden = {maat: statistics.median(u[maat] for u in uitkomsten) for maat in maten}
    return {**uitkomsten[0], **midden}


def compare(inwoners: int) -> tuple[meten.Gemeten, meten.Gemeten | meten.Nietgemeten]:
    """MB of the whole process, as linking is a process of its own."""
    keer = meten.HERHAAL if inwoners < meten.GROOT else 1
    with tempfile.TemporaryDirectory() as naam:
        map_ = Path(naam)
        make_deliveries(map_, inwoners)
        hier = measured("hier", map_, keer)
        if inwoners > MET_PANDAS:
            return figures(hier), meten.Nietgemeten("does not fit, or takes too long")
        pandas = measured("pandas", map_, keer)
    if pandas["som"] != hier["som"]:
        raise SystemExit("the two do not give the same rows")
    return figures(hier), figures(pandas)


def figures(uitkomst: Mapping[str, Any]) -> meten.Gemeten:
    return meten.Gemeten(uitkomst["seconden"], uitkomst["mb"], uitkomst["cpu"])


def rows(sizes: Sequence[str]) -> Iterator[meten.Regel]:
    for size in sizes:
        yield meten.row("linking", size, "pandas", *compare(meten.MATEN[size]))


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
