"""States that the demonstration has not: empty, withdrawn, refused, waiting, and long names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

# Runs in the installation of the demonstration, through its own actions where there is one.
MAKEN = """
import json
from datetime import date
from analyses import actions
from analyses.models import Aanvraag, Analyse, Resultaat
from analyses.kern.bescherming import WEGGELATEN
from analyses.werkgroep.actions import bijeenkomsten, projecten, speerpunten
from analyses.werkgroep.models import Domein, Regeling
from bronnen.models import Levering
from buurtmonitor.taken.models import Taak
from privacy.actions import vernietiging
from privacy.actions.apparaten import issue_device_code
from privacy.actions.drempels import set_thresholds
from privacy.actions.herkomst import request_herkomst
from privacy.actions.onderzoeken import create_onderzoek
from privacy.actions.werkplekken import propose_networks
from privacy.models import Account, Onderzoek
from privacy.rollen import Rol

LANG = "Verantwoordelijkheidsbewustzijnsbevorderingsprogramma voor de Burgemeesterskwartierwijk"
REDEN = "Een voorstel om naar te kijken."
wie = {a.gebruikersnaam: a for a in Account.objects.all()}
officer, analist = wie["privacy-officer-1"], wie["analist"]
Account.objects.filter(pk=wie["werkgroeplid"].pk).update(naam=LANG[:53] + " Achternaam")
oud = Analyse.objects.filter(naam__startswith="Geslacht").first().onderzoek
leeg = create_onderzoek(
    naam=LANG, vraag=LANG, doel=LANG, grondslag=LANG, peildatum=date(2016, 12, 31),
    periode_begin=date(2016, 1, 1), periode_einde=date(2016, 12, 31), buurten=("BU99990001",),
    referentiebuurten=("BU99990002",), by=analist,
    buurtnamen={"BU99990001": LANG[:50], "BU99990002": "Buurt 2"},
)
weg = Resultaat.objects.filter(analyse__soort="gelijkenis", status="vrijgegeven").first()
actions.withdraw_release(resultaat=weg, reden=LANG, by=officer)
bron = Analyse.objects.filter(naam__startswith="Geslacht").first()
eerder = Resultaat.objects.filter(analyse__naam__startswith="Leeftijd").first()
keuzes = [{"soort": "meer_weglaten", "cellen": 12}, {"soort": "grover", "cellen": None}]
for nummer, status in enumerate(("botst", "mislukt", "bezig", "geannuleerd")):
    Analyse.objects.create(
        onderzoek=oud, koppelbestand=bron.koppelbestand, soort=bron.soort, naam=LANG,
        specificatie=bron.specificatie, volgorde=990 + nummer, status=status,
        gemaakt_door=analist,
        botsing={"keuzes": keuzes, "met": [eerder.sha256]} if status == "botst" else None,
    )
alles_weg = Analyse.objects.get(naam=LANG, status="mislukt")
Taak.objects.create(
    soort="analyse", onderwerp_id=str(alles_weg.pk), status="mislukt", fout=WEGGELATEN
)
vragen = [
    Aanvraag.objects.create(onderzoek=oud, vraag=LANG, gevraagd_door=wie[naam])
    for naam in ("beleidsmedewerker", "voorzitter")
]
herkomst = request_herkomst(onderzoek=leeg, toelichting=LANG, by=analist)
set_thresholds(waarden={"min_aantal": 9}, reden=REDEN, by=officer)
propose_networks(rol=Rol.analist, netwerken=[], reden=REDEN, by=officer)
apparaat = issue_device_code(naam=LANG[:60], by=officer)[0]
levering = Levering.objects.filter(onderzoek=oud, bron="context").first()
opschorting = vernietiging.hold(
    soort="levering", object_id=str(levering.pk), reden=REDEN, by=officer
)
los = Levering.objects.filter(onderzoek=oud, bron="gebieden").first()
lijst = vernietiging.make_list(
    onderzoek=oud, objecten=[("levering", str(los.pk))], reden=REDEN, by=officer
)
voorzitter, lid = wie["voorzitter"], wie["werkgroeplid"]
bijeenkomst = bijeenkomsten.create_meeting(
    onderzoek=oud, by=voorzitter,
    inhoud=bijeenkomsten.Bijeenkomstinhoud(
        LANG, date(2017, 1, 9), LANG[:50], voorzitter, wie["secretaris"], (lid,)
    ),
)
punt = bijeenkomsten.add_item(
    bijeenkomst=bijeenkomst, naam="", besluitvraag=LANG, resultaat=eerder, by=voorzitter
)
speerpunt = speerpunten.create_focus(
    onderzoek=oud, punt=punt, by=lid,
    inhoud=speerpunten.Speerpuntinhoud(
        LANG, Domein.sociaal, Regeling.schuldhulp, tuple(oud.buurten), lid, date(2017, 1, 9), LANG,
        LANG, eerder, LANG,
    ),
)
project = projecten.create_project(
    onderzoek=oud, by=lid,
    inhoud=projecten.Projectinhoud(
        LANG, LANG[:50], Domein.fysiek, tuple(oud.buurten), None, None, lid, (speerpunt,), LANG,
        LANG, LANG, LANG,
    ),
)
plan = projecten.create_plan(onderzoek=oud, naam=LANG, vraag=LANG, by=lid)
scenario = projecten.add_scenario(plan=plan, naam=LANG, omschrijving=LANG, by=lid)
botst, bezig = (Analyse.objects.get(naam=LANG, status=s) for s in ("botst", "bezig"))
regels = Resultaat.objects.filter(analyse__soort="regels").first()
namen = {
    "vol": oud, "leeg": leeg, "ingetrokken": weg, "lijst": lijst, "bezig": bezig, "botst": botst,
    "alles_weg": alles_weg, "vraag_b": vragen[0], "vraag_w": vragen[1], "herkomst": herkomst,
    "apparaat": apparaat, "opschorting": opschorting, "bijeenkomst": bijeenkomst, "punt": punt,
    "speerpunt": speerpunt, "project": project, "plan": plan, "regels": regels, "levering": los,
}
print(json.dumps({naam: str(object_.pk) for naam, object_ in namen.items()}))
"""


def make_states(demo: Any) -> dict[str, str]:
    """Their ids by what they are."""
    argv = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", MAKEN]
    eigen = ("DATABASE_", "REDIS_", "BUURTMONITOR_DATABASEROL")
    schoon = {naam: w for naam, w in os.environ.items() if not naam.startswith(eigen)}
    klaar = subprocess.run(
        argv, env=schoon | demo.omgeving, capture_output=True, text=True, timeout=60
    )
    assert klaar.returncode == 0, klaar.stderr[-2000:]
    return json.loads(klaar.stdout.strip().splitlines()[-1])
