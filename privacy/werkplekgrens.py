"""Whether a request that delivers or decides comes from where its role may work."""

import ipaddress

from privacy.apparaat import Apparaat
from privacy.models import Account
from privacy.rollen import Recht
from privacy.werkplek import Werkplek, Werkplekstatus

VEILIG = frozenset({"GET", "HEAD", "OPTIONS"})
# Setting the rule itself is not bound by it: a mistake can always be mended, by two persons.
GEBONDEN = frozenset(
    {
        Recht.levering_doen,
        Recht.bron_beoordelen,
        Recht.levering_beoordelen,
        Recht.vrijgave_beoordelen,
        Recht.onderzoek_beoordelen,
        Recht.drempels_stellen,
        Recht.vernietigen,
    }
)


NETWERK = "Dit mag alleen vanaf het netwerk van uw organisatie. Bekijken mag wel."
APPARAAT = (
    "Dit mag alleen op een geregistreerd apparaat. Vraag de beheerder of een privacy-officer om een"
    " code, en voer die hier in onder Mijn account. Bekijken mag wel."
)


def refused_here(
    account: Account, recht: Recht, methode: str, adres: str, apparaat: Apparaat | None
) -> str:
    """Why not from this address or on this device; empty when it is allowed."""
    if recht not in GEBONDEN or methode in VEILIG:
        return ""
    regel = Werkplek.objects.filter(rol=account.rol, status=Werkplekstatus.geldt).first()
    if regel is None:
        return ""
    if regel.netwerken and not _within(adres, regel.netwerken):
        return NETWERK
    return APPARAAT if regel.alleen_geregistreerd and apparaat is None else ""


def _within(adres: str, netwerken: list[str]) -> bool:
    """An address that can't be read lies nowhere."""
    try:
        plaats = ipaddress.ip_address(adres)
    except ValueError:
        return False
    if isinstance(plaats, ipaddress.IPv6Address) and plaats.ipv4_mapped:
        plaats = plaats.ipv4_mapped
    return any(plaats in ipaddress.ip_network(netwerk) for netwerk in netwerken)
