"""The auditor's solver takes a large system apart; run in a process of its own, as the audit does
(OR-tools and highspy can't share one)."""

import subprocess
import sys

from privacy.kern.auditproces import REKENAAR

KIND = """
import random, runpy, sys
rekenaar = runpy.run_path(sys.argv[1])


def slow(stelsel, bladen, vragen):
    plek = {blad: nummer for nummer, blad in enumerate(bladen)}
    feiten = {}
    for lijst, onder, boven in stelsel["feiten"]:
        if binnen := tuple(plek[blad] for blad in lijst if blad in plek):
            rest = sum(stelsel["waarheid"][blad] for blad in lijst if blad not in plek)
            laag, hoog = feiten.get(binnen, (onder - rest, boven - rest))
            feiten[binnen] = max(laag, onder - rest), min(hoog, boven - rest)
    return [(lijst, *grenzen) for lijst, grenzen in feiten.items()]


def random_system(toeval):
    n = toeval.randrange(3, 14)
    waarheid = [toeval.randrange(9) for _ in range(n)]
    lijsten = [toeval.sample(range(n), toeval.randrange(1, n)) for _ in range(12)]
    sommen = [sum(waarheid[blad] for blad in lijst) for lijst in lijsten]
    vragen = [([blad], 3, [blad], None) for blad in range(n)]
    feiten = [(x, som - toeval.randrange(3), som + 2) for x, som in zip(lijsten, sommen)]
    return {"waarheid": waarheid, "bodem": [0] * n, "dak": [20] * n, "feiten": feiten,
            "vragen": vragen, "lezers": []}


for zaad in range(200):
    toeval = random.Random(zaad)
    stelsel = random_system(toeval)
    n = len(stelsel["dak"])
    zoektocht = rekenaar["Zoektocht"](stelsel)
    delen = rekenaar["Delen"](stelsel, zoektocht.som, zoektocht.feiten)
    bladen = toeval.sample(range(n), toeval.randrange(1, n))
    deel = delen.part(bladen, list(range(n)))
    assert deel["feiten"] == slow(stelsel, bladen, list(range(n)))
    assert sorted(vraag[0] for vraag in deel["vragen"]) == [[k] for k in range(len(bladen))]
    assert delen.part(bladen, []) is None
"""


def test_a_part_of_a_system_knows_what_the_facts_leave_when_the_rest_is_as_it_is():
    subprocess.run([sys.executable, "-I", "-c", KIND, str(REKENAAR)], check=True, timeout=60)
