"""Rows for a source as suppliers send them: mostly good, at the boundaries, and dirty."""

from hypothesis import strategies as st

from bronnen import leverschemas
from bronnen.kern.leverschema import Kolom, Leverschema, Soort

TABELLEN = [s for s in leverschemas.all_schemas().values() if s.formaat == "tabel" and s.personen]
GOED = {
    Soort.bsn: ["111222333", "123456782", "999993653", "010000008", "999990019", "999994669"],
    Soort.naam: ["Jansen", "de Vries", "’t Hart"],
    Soort.geboortedatum: ["19800000", "19801000", "00000000", "31-12-1990", "2004-06-01",
                          "01-01-1896", "31-12-1895", "20170101"],
    Soort.datum: ["31-12-2016", "20160101", "2016-06-01", "29-02-2016", "01-06-2016"],
    Soort.maand: ["2016-01", "2016-12"],
    Soort.jaar: ["2016", "1990"],
    Soort.geheel: ["0", "12", "1.234", "600"],
    Soort.bedrag: ["0,00", "100,00", "360,00", "360,01", "1.234,56", "250"],
    Soort.decimaal: ["0", "1,5", "2,00", "600"],
    Soort.postcode: ["5211AB", "5211 AB"],
    Soort.huisnummer: ["1", "99999"],
    Soort.tekst: ["A", "bis", "Markt", "verhuiskosten"],
    Soort.buurtcode: ["BU07961234"],
    Soort.gebiedscode: ["GM0796"],
    Soort.sleutel: ["12345"],
    Soort.code: [],
}  # fmt: skip
VUIL = [
    "", ".", "-99999999", "onbekend", " ", "x", "0", "000000000", "12345678", "10000008",
    "00000000", "111222334", "31-12-16", "161231", "32-01-2016", "19660013", "2016-13", "16",
    "-1", "1,5", "1.5", "12.34,5", "1,234", "99999999999999", "3.000.000.000", "0211AB",
    "5211ab", "12a", "BU123", "GETUIGE", "tandarts", "Medisch advies", "25", "é", "１２",
]  # fmt: skip


def _cells(kolom: Kolom) -> st.SearchStrategy[str]:
    goed = [*GOED[kolom.soort], *list(kolom.codes)[:8], *kolom.geweigerd][:14]
    leeg = [""] if kolom.leeg_toegestaan else []
    schoon = st.sampled_from([*goed, *leeg])
    return st.one_of(schoon, schoon, schoon, schoon, schoon, schoon, st.sampled_from(VUIL))


def dirty_rows(bron: Leverschema, minstens: int = 0) -> st.SearchStrategy[list[dict[str, str]]]:
    rij = st.fixed_dictionaries({kolom.naam: _cells(kolom) for kolom in bron.kolommen})
    return st.lists(rij, min_size=minstens, max_size=25)
