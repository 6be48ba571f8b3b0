"""What was released last, for the start page of who may read it."""

from collections.abc import Iterator

from django.urls import reverse

from analyses import queries
from privacy.models import Account
from privacy.nieuws import Nieuwsbericht


def released_lately(account: Account, aantal: int) -> Iterator[Nieuwsbericht]:
    for resultaat in queries.newest_for(account, aantal):
        if resultaat.vrijgegeven_op is not None:
            yield Nieuwsbericht(
                titel=resultaat.bevinding,
                url=reverse("analyses:resultaat", args=[resultaat.pk]),
                op=resultaat.vrijgegeven_op,
                soort=resultaat.analyse.naam,
            )
