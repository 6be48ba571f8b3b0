"""Processor seconds of the ledger: 804 cells beside some hundreds of earlier ones.

155,000 residents in 118 buurten and 15 wijken. Earlier results: suspects by kenmerk in the buurten
that are studied. The candidate: suspects by buurt, wijk and age.

    python benchmarks/register.py [--eerder 500]
"""

import argparse
import os
from itertools import pairwise, product

import numpy as np
import polars as pl

from privacy.kern.atomen import Bestand
from privacy.kern.beschermen import Opgelegd, protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.register import Boek, published
from privacy.kern.tabeluitspraken import Deel, table_part
from privacy.kern.uitspraken import Bijdrage, Register, Voorwaarde, condition

INWONERS = 155_000
BUURTEN = 118
CODES = tuple(f"BU9999{nummer:04d}" for nummer in range(BUURTEN))
GRENZEN = (0, 15, 25, 45, 65, 120)
KENMERKEN = {"gezinsgrootte": 5, "bijstand": 6, "schuldhulp": 2, "eigendom": 4, "huishoudtype": 7}
VERDACHT = (Voorwaarde("verdachte", (1,)),)
DREMPELS = Drempelset()
KOP = (
    f"{'candidate':24}{'cells':>6}{'earlier':>9}{'patterns':>10}{'secret':>8}{'narrow':>8}{'s':>8}"
)


def residents(zaad: int = 1) -> pl.DataFrame:
    toeval = np.random.default_rng(zaad)
    gewicht = toeval.lognormal(0, 0.8, BUURTEN)
    buurt = toeval.choice(BUURTEN, INWONERS, p=gewicht / gewicht.sum()).astype(np.uint16)
    jaren = toeval.integers(0, 95, INWONERS).astype(np.uint8)
    kolommen = {"buurt": buurt, "jaren": jaren}
    for kenmerk, klassen in KENMERKEN.items():
        kans = 0.5 ** np.arange(klassen)
        kolommen[kenmerk] = toeval.choice(klassen, INWONERS, p=kans / kans.sum()).astype(np.uint8)
    kans_ = np.where(jaren < 15, 0.02, 0.06) * toeval.lognormal(0, 0.4, BUURTEN)[buurt]
    kolommen["verdachte"] = (toeval.random(INWONERS) < kans_).astype(np.uint8)
    return pl.DataFrame(kolommen)


def wijken() -> Dimensie:
    wijk = np.arange(BUURTEN) % 15
    samen = [(f"wijk {w}", tuple(np.flatnonzero(wijk == w).tolist())) for w in range(15)]
    betekenis = tuple(condition("buurt", (code,)) for code in CODES)
    alle = ("gemeente", tuple(range(BUURTEN)))
    return Dimensie("gebied", "Gebied", CODES, (*samen, alle), betekenis)


def studied(aantal: int) -> Dimensie:
    delen = [(code,) for code in CODES[:aantal]] + [CODES[aantal:]]
    betekenis = tuple(condition("buurt", codes) for codes in delen)
    namen = (*CODES[:aantal], "overig")
    return Dimensie("gebied", "Gebied", namen, (("alle", tuple(range(aantal + 1))),), betekenis)


def ages() -> Dimensie:
    klassen = [range(van, tot) for van, tot in pairwise(GRENZEN)]
    betekenis = tuple(condition("jaren", klasse) for klasse in klassen)
    namen = tuple(f"vanaf {klasse.start}" for klasse in klassen)
    return Dimensie("leeftijd", "Leeftijd", namen, (("alle", tuple(range(5))),), betekenis)


def classes(kenmerk: str) -> Dimensie:
    klassen = range(KENMERKEN[kenmerk])
    betekenis = tuple(condition(kenmerk, (klasse,)) for klasse in klassen)
    namen = tuple(f"klasse {klasse}" for klasse in klassen)
    return Dimensie(kenmerk, kenmerk, namen, (("alle", tuple(klassen)),), betekenis)


def told(frame: pl.DataFrame, dims: tuple[Dimensie, ...], eerder: list[Bijdrage]) -> Deel:
    """A table of suspects, protected with what was published as known, and what it tells."""
    plek = np.zeros(frame.height, dtype=np.int64)
    for d in dims:
        plek = plek * len(d.klassen) + _leaf(frame, d)
    cellen = int(np.prod([len(d.klassen) for d in dims]))
    vorm = tuple(len(d.klassen) for d in dims)
    basis = np.bincount(plek, minlength=cellen).reshape(vorm)
    ja = frame["verdachte"].to_numpy() == 1
    aantal = np.bincount(plek[ja], minlength=cellen).reshape(vorm)
    naam = " x ".join(d.code for d in dims)
    tabel = Celtabel(naam, naam, dims, basis, aantal, groep=(), uitkomst=VERDACHT)
    deel = table_part(tabel, protect_shares(tabel, DREMPELS), DREMPELS)
    open_ = published([deel], Register("", tuple(eerder)))[naam]
    if not open_:
        return deel
    veilig = protect_shares(tabel, DREMPELS, opgelegd=Opgelegd(open=open_))
    return table_part(tabel, veilig, DREMPELS)


def _leaf(frame: pl.DataFrame, dimensie: Dimensie) -> np.ndarray:
    betekenis = dimensie.betekenis or ()
    kolom = frame[betekenis[0].kenmerk].to_numpy()
    waarden = CODES if betekenis[0].kenmerk == "buurt" else range(256)
    naar = np.array(
        [next((i for i, v in enumerate(betekenis) if w in v.waarden), 0) for w in waarden]
    )
    return np.asarray(naar[kolom])


def measure(naam: str, frame: pl.DataFrame, deel: Deel, eerder: list[Bijdrage]) -> bool:
    """Prints a line; whether the candidate passes."""
    bestand = Bestand(frame.select, tuple(frame.columns), CODES, CODES)
    begin = processor_seconds()
    boek = Boek([deel.uitspraken], eerder, bestand, DREMPELS)
    oordeel = boek.judge()
    seconden = processor_seconds() - begin
    aantal = sum(len(b.uitspraken) for b in eerder)
    geheim = sum(g.vereist > 0 for g in oordeel.zoeker.geheimen)
    print(
        f"{naam:24}{len(deel.uitspraken):6}{aantal:9}{boek.bevolking.n.size:10}"
        f"{geheim:8}{oordeel.versmald:8}{seconden:8.2f}",
        flush=True,
    )
    return oordeel.versmald == 0


def processor_seconds() -> float:
    """Of this process and its solvers, so that other work on the machine makes no difference."""
    tijden = os.times()
    return tijden.user + tijden.system + tijden.children_user + tijden.children_system


def main() -> None:
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument("--eerder", type=int, default=500, help="earlier statements, about")
    keuze = lezer.parse_args()
    frame = residents()
    eerder: list[Bijdrage] = []
    print(KOP)
    for nummer, (studie, kenmerk) in enumerate(product((12, 8, 4), KENMERKEN)):
        if sum(len(b.uitspraken) for b in eerder) >= keuze.eerder:
            break
        deel = told(frame, (classes(kenmerk), studied(studie)), eerder)
        if measure(kenmerk, frame, deel, eerder):
            eerder.append(Bijdrage(f"{nummer:064d}", kenmerk, deel.uitspraken))
    measure("buurt x age5", frame, told(frame, (wijken(), ages()), eerder), eerder)


if __name__ == "__main__":
    main()
