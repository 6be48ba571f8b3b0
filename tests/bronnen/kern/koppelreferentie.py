"""Linking once more, slow and obvious: dicts and loops over plain rows, as BRONNEN says it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bronnen.kern.kenmerken import MISDRIJFGROEPEN, kenmerk
from bronnen.kern.koppelverslag import BUITEN_GEBIED, ONBEKEND, Huurtelling, Koppelspecificatie
from bronnen.leverschemas.verdachten import MK_HOOFDGROEP
from tests.bronnen.kern.koppelmateriaal import pseudonym

Rij = Mapping[str, Any]
HERKOMST = {
    "Nederland": "Nederland",
    "autochtoon": "Nederland",
    "Europa": "Europa",
    "westers": "Europa",
    "buiten Europa": "buiten Europa",
    "niet-westers": "buiten Europa",
}
EIGENDOM = {
    "koop": "koop",
    "huur corporatie": "huur van een corporatie",
    "huur particulier": "huur van een particulier",
}
STATUS = ["betaald", "betalingsregeling", "aanmaning", "dwangbevel of beslag", "oninbaar"]


class Referentie:
    """Who is linked (by persoon), with what, and what became of each row."""

    def __init__(
        self, bronnen: Mapping[str, Sequence[Rij]], specificatie: Koppelspecificatie
    ) -> None:
        self.bronnen, self.spec = bronnen, specificatie
        self.brp = {rij["persoon"]: rij for rij in bronnen["brp"]}
        self.uitval = Counter(self.reason(r) for r in bronnen["brp"])
        self.bewoners = [p for p, rij in self.brp.items() if self.reason(rij) is None]
        self.volgorde = sorted(self.bewoners, key=self.place_in_file)
        self.buurten = sorted(
            {self.buurt(self.brp[p]) for p in self.bewoners} | set(specificatie.genoemde_buurten)
        )
        self.tellingen: Counter[tuple[str, str, str]] = Counter()
        self.per_bewoner = {
            bron: self.rows_of(bron)
            for bron in bronnen
            if bron not in ("brp", "woningmarktmonitor", "huurachterstanden")
        }
        self.huur = self.rent_rows()

    # --- residents
    def woning(self, adres: str | None, element: str) -> str | None:
        waarden = {
            rij[element]
            for rij in self.bronnen["woningmarktmonitor"]
            if adres is not None and rij["adres"] == adres and rij[element] is not None
        }
        return waarden.pop() if len(waarden) == 1 else None

    def buurt(self, rij: Rij) -> str | None:
        return rij["buurtcode"] or self.woning(rij["adres"], "buurtcode")

    def lives(self, rij: Rij) -> bool:
        return rij["functie_adres"] == "W" and rij["opschorting_reden"] is None

    def reason(self, rij: Rij) -> str | None:
        buurt = self.buurt(rij)
        if rij["opschorting_reden"] is not None:
            return "opgeschort"
        if rij["functie_adres"] != "W":
            return "geen_woonadres"
        if buurt is None:
            return "buurt_onbekend"
        if not self.spec.hele_gemeente and buurt not in self.spec.genoemde_buurten:
            return "buiten_gebied"
        if rij["geslacht"] not in ("M", "V"):
            return "geslacht_onbekend"
        return "leeftijd_onbekend" if rij["leeftijd"] is None else None

    def household(self, rij: Rij) -> tuple[str, str]:
        if rij["huishouden"] is not None:
            return "nummer", rij["huishouden"]
        return ("adres", rij["adres"]) if rij["adres"] is not None else ("zelf", rij["persoon"])

    def place_in_file(self, persoon: str) -> tuple[bool, int, int]:
        """Households together, then who is one alone."""
        soort, naam = self.household(self.brp[persoon])
        return soort == "zelf", _as_number(naam), _as_number(persoon)

    # --- finding
    def place(self, buurt: str | None) -> str:
        if buurt is None:
            return ONBEKEND
        return buurt if buurt in self.buurten else BUITEN_GEBIED

    def buurt_of_address(self, adres: str | None) -> str | None:
        op_adres = [self.buurt(r) for r in self.bronnen["brp"] if adres and r["adres"] == adres]
        bekend = {buurt for buurt in op_adres if buurt}
        return self.woning(adres, "buurtcode") or (bekend.pop() if len(bekend) == 1 else None)

    def find(self, rij: Rij) -> tuple[str | None, str]:
        if rij.get("persoon") is not None:
            gevonden = rij["persoon"] in self.brp
            return (rij["persoon"], "persoon") if gevonden else (None, "niet_gekoppeld")
        return self.find_by_name(rij, self.bronnen["brp"], name_alone=True)

    def find_by_name(
        self, rij: Rij, waar: Iterable[Rij], *, name_alone: bool
    ) -> tuple[str | None, str]:
        naam, adres = rij.get("naamgeboorte"), rij.get("adres")
        namen = [r for r in waar if naam is not None and r["naamgeboorte"] == naam]
        hier = [r for r in namen if adres is not None and r["adres"] == adres]
        if len(hier) == 1:
            return hier[0]["persoon"], "naamgeboorte_adres"
        if len(hier) > 1:
            return None, "meerduidig"
        if name_alone and len(namen) == 1:
            return namen[0]["persoon"], "naamgeboorte"
        return None, "meerduidig" if name_alone and namen else "niet_gekoppeld"

    def count(self, bron: str, rij: Rij, persoon: str | None, wijze: str) -> None:
        if persoon is None:
            buurt = self.buurt_of_address(rij.get("adres"))
        else:
            buurt = self.buurt(self.brp[persoon])
            wijze = wijze if persoon in self.bewoners else "niet_in_bestand"
        self.tellingen[bron, self.place(buurt), wijze] += 1

    def rows_of(self, bron: str) -> dict[str, list[Rij]]:
        per_bewoner: dict[str, list[Rij]] = {p: [] for p in self.bewoners}
        for rij in self.bronnen[bron]:
            persoon, wijze = self.find(rij)
            self.count(bron, rij, persoon, wijze)
            if persoon in per_bewoner:
                per_bewoner[persoon].append(rij)
        return per_bewoner

    def rent_rows(self) -> list[tuple[str, Rij]]:
        """Holder and row, for the rows of which the holder lives at the address."""
        wonen = [r for r in self.bronnen["brp"] if self.lives(r)]
        gevonden = []
        for rij in self.bronnen["huurachterstanden"]:
            persoon, wijze = self.find_by_name(rij, wonen, name_alone=False)
            self.count("huurachterstanden", rij, persoon, wijze)
            if persoon is not None:
                gevonden.append((persoon, rij))
        return gevonden

    # --- kenmerken
    def in_period(self, tekst: str) -> bool:
        return self.spec.periode_begin <= date.fromisoformat(tekst) <= self.spec.periode_einde

    def row(self, persoon: str) -> dict[str, Any]:
        """The names of the classes of one resident."""
        rij = self.brp[persoon]
        huur, achter = self.rent(persoon), self.tax_months(persoon)
        return {
            "geslacht": {"M": "man", "V": "vrouw"}[rij["geslacht"]],
            "leeftijd": age_class(rij["leeftijd"]),
            "jaren": rij["leeftijd"],
            "gezinsgrootte": self.size(rij),
            "huishoudtype": rij["huishoudtype"] or "onbekend",
            "herkomst": HERKOMST.get(rij["herkomst"], "onbekend"),
            "eigendom": EIGENDOM.get(self.woning(rij["adres"], "eigendom") or "", "onbekend"),
            "huurachterstand": "niet van toepassing" if huur is None else rent_class(huur),
            "betaalgedrag": self.paying(persoon),
            "belastingachterstand": tax_class(achter),
            "kwijtschelding": self.remission(persoon),
            "achterstand_2m": yes(achter > 2 or (huur or 0) > 2),
            "bijstand": self.benefit(persoon),
            "bijzondere_bijstand": self.special_benefit(persoon),
            "schuldhulp": self.debt_help(persoon),
            "verdachte": yes(bool(self.incidents(persoon))),
            "buurt": self.buurt(rij),
            "misdrijfgroepen": {
                MISDRIJFGROEPEN[MK_HOOFDGROEP[r["mk_code"]]] for r in self.incidents(persoon)
            },
            "pleegbuurten": {r["pleeglocatie_buurtcode"] for r in self.incidents(persoon)} - {None},
        }

    def size(self, rij: Rij) -> str:
        wonen = [r for r in self.bronnen["brp"] if self.lives(r)]
        aantal = sum(self.household(r) == self.household(rij) for r in wonen)
        return {1: "1 persoon", 5: "5 of meer personen"}.get(min(aantal, 5), f"{aantal} personen")

    def rent(self, persoon: str) -> Decimal | None:
        """The months of arrear that count; None when it does not apply."""
        rij = self.brp[persoon]
        if rij["leeftijd"] < 18 or self.woning(rij["adres"], "eigendom") != "huur corporatie":
            return None
        houders = self.spec.huurachterstand_telt_voor is Huurtelling.houder
        maanden = [
            Decimal(r["huurachterstand_maanden"])
            for houder, r in self.huur
            if (houder == persoon if houders else r["adres"] == rij["adres"])
            and str(self.spec.periode_begin)[:7]
            <= r["peilmaand"]
            <= str(self.spec.periode_einde)[:7]
            and r["huurachterstand_maanden"] is not None
        ]
        return max(maanden, default=Decimal(0))

    def tax_rows(self, persoon: str) -> list[Rij]:
        jaren = range(self.spec.periode_begin.year, self.spec.periode_einde.year + 1)
        rijen = self.per_bewoner["gemeentelijke_belastingen"][persoon]
        return [r for r in rijen if r["belastingjaar"] in jaren]

    def tax_months(self, persoon: str) -> int:
        return max((r["maanden_achterstand"] or 0 for r in self.tax_rows(persoon)), default=0)

    def paying(self, persoon: str) -> str:
        standen = [STATUS.index(paying_class(r)) for r in self.tax_rows(persoon)]
        return STATUS[max(standen)] if standen else "geen aanslag"

    def remission(self, persoon: str) -> str:
        ja = ("automatisch", "volledig", "gedeeltelijk")
        return yes(any(r["kwijtschelding"] in ja for r in self.tax_rows(persoon)))

    def benefit(self, persoon: str) -> str:
        peildatum, maanden = self.spec.peildatum, []
        for rij in self.per_bewoner["bijstandsuitkeringen"][persoon]:
            begin = date.fromisoformat(rij["datum_begin"])
            einde = rij["datum_einde"] and date.fromisoformat(rij["datum_einde"])
            duur = months_between(begin, peildatum)
            loopt = begin <= peildatum and (einde is None or einde >= peildatum)
            if loopt and (self.brp[persoon]["leeftijd"] + 1) * 12 - duur > 18 * 12:
                maanden.append(duur)
        return benefit_class(max(maanden)) if maanden else "geen"

    def special_benefit(self, persoon: str) -> str:
        rijen = self.per_bewoner["bijzondere_bijstand"][persoon]
        gekregen = [r for r in rijen if r["besluit"] in ("toegekend", "gedeeltelijk")]
        return yes(any(self.in_period(r["datum_besluit"]) for r in gekregen))

    def debt_help(self, persoon: str) -> str:
        return yes(
            any(
                date.fromisoformat(r["datum_aanmelding"]) <= self.spec.peildatum
                and not (
                    r["datum_einde"]
                    and date.fromisoformat(r["datum_einde"]) < self.spec.periode_begin
                )
                for r in self.per_bewoner["schuldhulpverlening"][persoon]
            )
        )

    def incidents(self, persoon: str) -> list[Rij]:
        return [
            r for r in self.per_bewoner["verdachten"][persoon] if self.in_period(r["pleegdatum"])
        ]


def _as_number(persoon: str) -> int:
    return int.from_bytes(pseudonym(persoon) or b"", "little", signed=True)


def yes(waar: bool) -> str:
    return "ja" if waar else "nee"


def age_class(jaren: int) -> str:
    for tot, klasse in zip((11, 17, 24, 34, 49, 64), kenmerk("leeftijd").klassen, strict=False):
        if jaren <= tot:
            return klasse
    return "65 en ouder"


def rent_class(maanden: Decimal) -> str:
    if maanden == 0:
        return "geen"
    if maanden < 1:
        return "minder dan 1 maand"
    if maanden <= 2:
        return "1 tot en met 2 maanden"
    return "meer dan 2 tot en met 6 maanden" if maanden <= 6 else "meer dan 6 maanden"


def tax_class(maanden: int) -> str:
    if maanden == 0:
        return "geen"
    if maanden <= 2:
        return "1 of 2 maanden"
    if maanden <= 6:
        return "3 tot en met 6 maanden"
    return "7 tot en met 12 maanden" if maanden <= 12 else "meer dan 12 maanden"


def benefit_class(maanden: int) -> str:
    if maanden <= 3:
        return "3 maanden of korter"
    if maanden <= 12:
        return "4 tot en met 12 maanden"
    if maanden <= 24:
        return "13 tot en met 24 maanden"
    return "25 tot en met 60 maanden" if maanden <= 60 else "langer dan 60 maanden"


def paying_class(rij: Rij) -> str:
    if rij["status"] == "open":
        return "aanmaning" if rij["maanden_achterstand"] else "betaald"
    namen = {
        "kwijtgescholden": "betaald",
        "dwangbevel": "dwangbevel of beslag",
        "beslag": "dwangbevel of beslag",
    }
    return namen.get(rij["status"], rij["status"])


def months_between(begin: date, einde: date) -> int:
    maanden = 0
    while True:
        jaar, maand = divmod(begin.year * 12 + begin.month + maanden, 12)
        if (jaar, maand + 1, begin.day) > (einde.year, einde.month, einde.day):
            return maanden
        maanden += 1
