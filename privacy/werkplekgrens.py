"""Whether a request that delivers or decides comes from where its role may work."""

import ipaddress

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


def allowed_from(account: Account, recht: Recht, methode: str, adres: str) -> bool:
    if recht not in GEBONDEN or methode in VEILIG:
        return True
    regel = Werkplek.objects.filter(rol=account.rol, status=Werkplekstatus.geldt).first()
    if regel is None or not regel.netwerken:
        return True
    return _within(adres, regel.netwerken)


def _within(adres: str, netwerken: list[str]) -> bool:
    """An address that can't be read lies nowhere."""
    try:
        plaats = ipaddress.ip_address(adres)
    except ValueError:
        return False
    if isinstance(plaats, ipaddress.IPv6Address) and plaats.ipv4_mapped:
        plaats = plaats.ipv4_mapped
    return any(plaats in ipaddress.ip_network(netwerk) for netwerk in netwerken)
