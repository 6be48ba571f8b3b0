"""What a password may not be: too short, well known, or one's own name. No rules on characters.

Django's own validators with sentences in plain Dutch, and the words of this place added.
"""

import re

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from privacy.models import Account

TE_KORT = "Dit wachtwoord is te kort. Kies ten minste {} tekens, bijvoorbeeld vier woorden."
TE_BEKEND = "Dit wachtwoord is te bekend. Kies iets wat anderen niet zullen raden."
LIJKT_OP_NAAM = "Dit wachtwoord lijkt te veel op uw naam. Kies iets anders."
# What people here would try first; known words with digits or signs around them count as well.
EIGEN_WOORDEN = frozenset(
    {"buurtmonitor", "wachtwoord", "welkom", "gemeente", "politie", "geheim", "admin", "privacy"}
)
_RIJEN = ("1234567890", "0987654321", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_MINSTE_TEKENS = 5


class LangGenoeg(MinimumLengthValidator):
    def validate(self, password: str, user: Account | None = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(TE_KORT.format(self.min_length), code="te_kort")


class NietBekend(CommonPasswordValidator):
    """Not in the list of leaked passwords, no row of keys, no few characters over and over."""

    def validate(self, password: str, user: Account | None = None) -> None:
        klein = password.lower().strip()
        woord = re.sub(r"[\W\d_]+", "", klein)
        bekend = klein in self.passwords or woord in self.passwords or woord in EIGEN_WOORDEN
        rij = any(klein in rij * 4 for rij in _RIJEN)
        if bekend or rij or len(set(klein)) < _MINSTE_TEKENS:
            raise ValidationError(TE_BEKEND, code="te_bekend")


class NietDeNaam(UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("gebruikersnaam", "naam", "email"))

    def validate(self, password: str, user: Account | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(LIJKT_OP_NAAM, code="lijkt_op_naam") from None
