"""The menu items of this app; the apps above register theirs in the same way."""

from privacy.navigatie import Menuitem
from privacy.navigatie import register as add
from privacy.rollen import Recht

ITEMS = (
    Menuitem("Start", "start", Recht.eigen_account, 10),
    Menuitem(
        "Bureau",
        "bureau",
        Recht.bureau_zien,
        15,
        "Wat wacht, wat verloopt, wat is geweigerd en wat niet klopt.",
    ),
    Menuitem(
        "Onderzoeken",
        "onderzoeken",
        Recht.onderzoek_zien,
        20,
        "Doel, buurten en periode. Van hieruit naar de bronnen en de analyses.",
    ),
    Menuitem(
        "Accounts",
        "accounts",
        Recht.accounts_beheren,
        30,
        "Accounts maken, blokkeren en een rol geven.",
    ),
    Menuitem(
        "Organisaties",
        "organisaties",
        Recht.accounts_beheren,
        40,
        "Wie levert, en welke bronnen.",
    ),
    Menuitem(
        "Drempels",
        "drempels",
        Recht.drempels_stellen,
        70,
        "Onder welke grenzen we geen cijfer tonen.",
        zelden=True,
    ),
    Menuitem(
        "Bewaren",
        "bewaren",
        Recht.bewaren_volgen,
        75,
        "Wat wordt bewaard, tot wanneer, en wat is vernietigd.",
        ("/vernietigingslijsten/", "/verklaringen/"),
    ),
    Menuitem(
        "Werkplekken",
        "werkplekken",
        Recht.werkplekken_stellen,
        75,
        "Vanaf welke netwerken en apparaten een rol mag leveren en besluiten.",
        zelden=True,
    ),
    Menuitem("Logboek", "logboek", Recht.logboek_lezen, 80, "Wie deed wat, en wanneer."),
)


def register() -> None:
    for item in ITEMS:
        add(item)
