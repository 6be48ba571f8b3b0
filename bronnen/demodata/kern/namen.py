"""Surnames and street names. Standard library only.

Residents draw from `ACHTERNAMEN`, everyone else (moved away, from elsewhere, refused rows) from
`ACHTERNAMEN_ELDERS`; the two share no name, so nobody from outside can be taken for a resident by
name and birth date.
"""

import unicodedata

# Common Dutch surnames of several origins, most frequent first, some made up.
ACHTERNAMEN: tuple[str, ...] = tuple(
    """
de Jong|Jansen|de Vries|van den Berg|van Dijk|Bakker|Janssen|Visser|Smit|Meijer|de Boer|Mulder|
de Groot|Bos|Vos|Peters|Hendriks|van Leeuwen|Dekker|Brouwer|de Wit|Dijkstra|Smits|de Graaf|
van der Meer|van der Linden|Kok|Jacobs|de Haan|Vermeulen|van den Heuvel|van der Veen|
van den Broek|de Bruijn|de Bruin|van der Heijden|Schouten|van Beek|Willems|van Vliet|van de Ven|
Hoekstra|Maas|Verhoeven|Koster|van Dam|van der Wal|Prins|Blom|Huisman|Peeters|de Jonge|Kuipers|
van Veen|Post|Kuiper|Veenstra|Kramer|van den Brink|Scholten|van Wijk|Postma|Martens|Vink|
de Ruiter|Timmermans|Groen|Gerritsen|Jonker|van Loon|Boer|van der Velde|Willemsen|Smeets|de Lange|
de Vos|van Dongen|Schipper|de Koning|van der Laan|Koning|van der Velden|Driessen|van Doorn|
Hermans|Evers|van den Bosch|van der Meulen|Hofman|Bosman|Wolters|Sanders|van der Horst|Mol|
Kuijpers|Molenaar|van de Pol|Hendriksen|de Leeuw|Verbeek|Kaya|Öztürk|Yilmazer|Demir|Şahinler|
Çelik|Doğanay|Arslan|el Idrissi|Bouzid|Amrani|Benali|Haddad|Ouali|Nguyen|Tran|Wong|Chen|Li|Singh|
Kumar|Khan|Mohamed|Hassan|Ali|Abdi|Osman|Kowalski|Nowak|Wiśniewska|Popescu|Ionescu|Ivanov|Petrova|
Müller|Schröder|Schäfer|Krämer|Jäger|García|Martínez|Rodríguez|López|González|Fernández|Gonçalves|
Conceição|Simões|da Costa|da Silva|André|Béamont|Lefèvre|Rénard|Crêvecoeur|Noël|Daniël|Raphaël|
Israëls|Michaëlis|Coënegracht|Boëtius|Tjon|Pinas|Wijdenbosch|Kartosemito|Soekarno|Tahapary|
Manuhutu|Latupeirissa|Pattiasina|Sapulete|Aarts|Adriaansen|Appelman|Baars|Baks|Beekman|Bergmans|
Biemans|Boonman|Braam|Broeders|Bruinsma|Claassen|Coolen|Cornelissen|Daalmans|Damen|Dekkers|Derks|
Dielissen|Doornbos|Eijkemans|Elzinga|Faber|Franken|Geerts|Gijsbers|Goossens|Haanstra|Hanegraaf|
Heesters|Hermsen|Hoogland|Huijbregts|Joosten|Kampman|Kemps|Ketelaar|Klaassen|Konings|Kusters|
Lammers|Langenhuizen|Leijten|Loermans|Maassen|Manders|Mathijssen|Mertens|Mooren|Nagelkerke|
Nijhuis|Oerlemans|Oomen|Pennings|Pijnenburg|Pulles|Quaedvlieg|Raaijmakers|Reijnders|Rombouts|
Roosen|Rutten|Schellekens|Schoenmakers|Snijders|Spierings|Steenbergen|Swinkels|Teunissen|Theunis|
Thijssen|Tielemans|Uijterwaal|Vaessen|Verhagen|Verkuijlen|Vermeer|Verschuren|Vissers|Vogels|
Vorstenbosch|Vugts|Waterman|Weijers|Wijnen|Wouters|Zeegers|van der Aa|van Aerle|van Bakel|
van Berkel|van den Biggelaar|van Boxtel|van Breugel|van Creij|van Delft|van der Donk|van Drunen|
van Engelen|van Erp|van Esch|van Gemert|van Gestel|van de Griendt|van Grinsven|van Haaren|
van Heesch|van Helvoort|van Herpen|van Hooff|van Kessel|van Lith|van Liempd|van der Loo|
van Lokven|van Mierlo|van Nuland|van Oers|van Orthen|van Osch|van Rooij|van Rosmalen|van de Sande|
van der Schoot|van Schijndel|van Sleeuwen|van Son|van der Steen|van Uden|van Uijen|van Veghel|
van Vlijmen|van de Wiel|van Zeeland|van Zogchel|ter Beek|ter Horst|ten Have|ten Broeke|
op den Kamp|in den Bosch|uit den Bogaard|van 't Hof|van 't Veer|van 't Klooster
""".replace("\n", "").split("|")
)

ACHTERNAMEN_ELDERS: tuple[str, ...] = tuple(
    """
Achterberg|Bovenkerk|Cruquius|Dwarshuis|Eemlander|Fluitenkruid|Grensman|Halverwege|IJsbrand|
Kromhout|Lagerwaard|Middelveld|Noordhoek|Overwater|Plaggenhoef|Rietkerk|Schemering|Tolhuis|
Uitentuin|Vreeland|Westeinde|Zuiderling|van Buiten|van Elders|van Ginderachter|de Passant|
de Vertrokkene|ter Grenze|Doortocht|Nergenshuis
""".replace("\n", "").split("|")
)

# Twenty syllables of a made-up second surname.
LETTERGREPEN = (
    "ba", "be", "bo", "da", "do", "fe", "ga", "ho", "ka", "ke", "la", "lo", "ma", "mo", "na", "ra",
    "ro", "sa", "ti", "wa",
)  # fmt: skip

STRAAT_BEGIN: tuple[str, ...] = tuple(
    """
Eik|Beuk|Linde|Wilg|Populier|Iep|Esdoorn|Berk|Kastanje|Acacia|Hazelaar|Meidoorn|Sleedoorn|Vlier|
Merel|Lijster|Spreeuw|Vink|Leeuwerik|Kievit|Grutto|Wulp|Reiger|Ooievaar|Zwaluw|Specht|Uilen|Valken|
Tulpen|Rozen|Anjer|Dahlia|Lelie|Iris|Narcis|Krokus|Viool|Margriet|Klaver|Korenbloem|
Molen|Kerk|School|Dorps|Veld|Akker|Hoeve|Wei|Beek|Vijver|Haven|Sluis|Brug|Dijk|Polder|Heide|
Zilver|Goud|Koper|IJzer|Kristal|Barnsteen|Robijn|Saffier|Opaal|Agaat|
Rembrandt|Vermeer|Steen|Hals|Mondriaan|Appel|Escher|Vondel|Hooft|Bredero|Huygens|Cats|
Noorder|Zuider|Ooster|Wester|Middel|Boven|Beneden|Nieuwe|Oude|Curaçao|Suriname|Caribië|Égidius
""".replace("\n", "").split("|")
)
STRAAT_EIND: tuple[str, ...] = (
    "straat", "laan", "weg", "hof", "plein", "pad", "dreef", "singel", "plantsoen", "gaarde",
    "kade", "steeg",
)  # fmt: skip


def street_names(buurt: int, aantal: int) -> list[str]:
    """Names that are unique within the buurt, and within the municipality as long as they last."""
    soorten = len(STRAAT_BEGIN) * len(STRAAT_EIND)
    begin = buurt * aantal
    return [_street_name((begin + plaats) * 5 % soorten) for plaats in range(aantal)]


def _street_name(nummer: int) -> str:
    eind, begin = divmod(nummer, len(STRAAT_BEGIN))
    return STRAAT_BEGIN[begin] + STRAAT_EIND[eind]


def as_windows(naam: str) -> str:
    """The name as an old system stores it: what windows-1252 lacks loses its accent."""
    return "".join(teken if _in_windows(teken) else _bare(teken) for teken in naam)


def without_accents(naam: str) -> str:
    """Capitals and plain letters, as some systems keep names; the link key stays the same."""
    return "".join(_bare(teken) for teken in naam).upper()


def particle_last(naam: str) -> str:
    """`Berg, van den`, as it stands in an alphabetical file."""
    plaats = next((i for i, teken in enumerate(naam) if teken.isupper()), 0)
    kop, kern = naam[:plaats].strip(), naam[plaats:]
    return f"{kern}, {kop}" if kop else naam


def _in_windows(teken: str) -> bool:
    try:
        teken.encode("windows-1252")
    except UnicodeEncodeError:
        return False
    return True


def _bare(teken: str) -> str:
    return "".join(t for t in unicodedata.normalize("NFKD", teken) if not unicodedata.combining(t))
