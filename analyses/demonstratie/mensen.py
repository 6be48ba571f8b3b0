"""The organisations and accounts of the demonstration; their secrets are printed, nobody else's."""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from privacy.actions.accounts import (
    create_account,
    create_organisatie,
    enrol_totp_for_demo,
    new_one_time_password,
    set_own_password,
)
from privacy.actions.tokens import create_token
from privacy.models import Account
from privacy.rollen import ROLNAMEN, Rol

LEVERANCIERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "burgerzaken",
        "Gemeente, burgerzaken",
        ("brp", "woningmarktmonitor", "context", "gebieden"),
    ),
    (
        "sociale-zaken",
        "Gemeente, sociale zaken",
        ("bijstandsuitkeringen", "bijzondere_bijstand", "schuldhulpverlening"),
    ),
    ("belastingen", "Gemeente, belastingen", ("gemeentelijke_belastingen",)),
    ("politie", "Politie", ("verdachten",)),
    ("corporatie", "Woningcorporatie", ("huurachterstanden",)),
)
ANDEREN: tuple[tuple[str, Rol], ...] = (
    ("beheerder", Rol.beheerder),
    ("privacy-officer-1", Rol.privacy_officer),
    ("privacy-officer-2", Rol.privacy_officer),
    ("analist", Rol.analist),
    ("beleidsmedewerker", Rol.beleidsmedewerker),
    ("werkgroeplid", Rol.werkgroeplid),
    ("voorzitter", Rol.werkgroeplid),
    ("secretaris", Rol.werkgroeplid),
)


@dataclass(frozen=True)
class Demoaccount:
    account: Account
    wachtwoord: str  # one-time: the first login asks for a password of one's own
    totp: str  # seed, base32

    def als_dict(self) -> dict[str, str]:
        return {
            "inlognaam": self.account.gebruikersnaam,
            "naam": self.account.naam,
            "rol": ROLNAMEN[self.account.rol_enum],
            "wachtwoord": self.wachtwoord,
            "totp": self.totp,
        }


@dataclass(frozen=True)
class Mensen:
    accounts: dict[str, Demoaccount]

    def __getitem__(self, gebruikersnaam: str) -> Account:
        return self.accounts[gebruikersnaam].account

    def token(self, account: Account) -> str:
        """A token as the account itself would make it: after choosing a password of its own."""
        if account.wachtwoord_eenmalig:
            set_own_password(account=account, wachtwoord=secrets.token_urlsafe(24), by=account)
        return create_token(naam="demonstratie", geldig=timedelta(days=1), by=account)[1]

    def with_fresh_passwords(self) -> "Mensen":
        """For who looks around afterwards: a new one-time password each; ends every token."""
        return Mensen(
            {
                naam: replace(demo, wachtwoord=new_one_time_password(account=demo.account, by=None))
                for naam, demo in self.accounts.items()
            }
        )

    def supplier_of(self, bron: str) -> Account:
        naam = next(naam for naam, _, bronnen in LEVERANCIERS if bron in bronnen)
        return self[naam]


def make_people() -> Mensen:
    accounts = {}
    for gebruikersnaam, naam, bronnen in LEVERANCIERS:
        organisatie = create_organisatie(naam=naam, bronnen=bronnen, by=None)
        account, wachtwoord = create_account(
            gebruikersnaam=gebruikersnaam,
            naam=f"Leverancier {naam}",
            rol=Rol.bronleverancier,
            organisatie=organisatie,
            by=None,
        )
        accounts[gebruikersnaam] = Demoaccount(account, wachtwoord, enrol_totp_for_demo(account))
    for gebruikersnaam, rol in ANDEREN:
        account, wachtwoord = create_account(
            gebruikersnaam=gebruikersnaam,
            naam=f"Demonstratie {gebruikersnaam}",
            rol=rol,
            organisatie=None,
            by=None,
        )
        accounts[gebruikersnaam] = Demoaccount(account, wachtwoord, enrol_totp_for_demo(account))
    return Mensen(accounts)
