"""The privacy officer's desk: what waits, what ends, what was refused, what is out of line."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.db.models.fields.json import KT
from django.db.models.functions import Now
from django.urls import reverse

from privacy import klok, poort, werkvoorraad
from privacy.models import Account, Onderzoek
from privacy.poort import Einde
from privacy.queries import Logfilter, latest_head, log_rows_for, studies_for
from privacy.standen import BRUIKBAAR
from privacy.werkvoorraad import Werkitem

WEEK = timedelta(days=7)
MEESTE_WEIGERINGEN = 20
# The sealer proves the whole chain more often than this; older means that it stands still.
OUDSTE_CONTROLE = timedelta(days=1)


@dataclass(frozen=True)
class Verlooptregel:
    """Something of an onderzoek that ends, with the page where it can be renewed."""

    onderzoek: str
    einde: Einde
    url: str


@dataclass(frozen=True)
class Afwijking:
    """Something out of line, and where it can be looked at."""

    tekst: str
    url: str


@dataclass(frozen=True)
class Weigering:
    """What an account was refused for one reason: how often, and when last."""

    actie: str
    door: str
    reden: str | None
    keer: int
    laatst: datetime


@dataclass(frozen=True)
class Bureau:
    """Everything oldest first, but refusals newest first."""

    op_mij: list[Werkitem]
    op_ander: list[Werkitem]
    verloopt: list[Verlooptregel]
    geweigerd: list[Weigering]
    afwijkingen: list[Afwijking]


def desk_for(account: Account) -> Bureau:
    items = werkvoorraad.for_account(account)
    lopend = list(studies_for(account).filter(status__in=BRUIKBAAR))
    verloopt = [regel for onderzoek in lopend for regel in _endings(onderzoek)]
    return Bureau(
        op_mij=[item for item in items if item.op_mij],
        op_ander=[item for item in items if not item.op_mij],
        verloopt=sorted(verloopt, key=lambda regel: regel.einde.dag),
        geweigerd=_refusals(account),
        afwijkingen=[*_seal(account), *(a for o in lopend for a in _gaps(o))],
    )


def _refusals(account: Account) -> list[Weigering]:
    """Of this week; the same thing many times is one line."""
    rijen = log_rows_for(account, Logfilter(resultaat="geweigerd")).filter(op__gt=Now() - WEEK)
    soorten = rijen.values_list("actie", "actor_naam", KT("bijzonderheden__reden"))
    geteld = soorten.annotate(keer=Count("id"), laatst=Max("op")).order_by("-laatst")
    return [Weigering(*rij) for rij in geteld[:MEESTE_WEIGERINGEN]]


def _endings(onderzoek: Onderzoek) -> list[Verlooptregel]:
    url = reverse("dossier", args=[onderzoek.pk])
    return [Verlooptregel(onderzoek.naam, einde, url) for einde in poort.endings(onderzoek)]


def _gaps(onderzoek: Onderzoek) -> list[Afwijking]:
    """What an approved onderzoek misses all the same: a document that lapsed, say."""
    url = reverse("dossier", args=[onderzoek.pk])
    return [Afwijking(f"{onderzoek.naam}: {g.tekst}", url) for g in poort.missing(onderzoek)]


def _seal(account: Account) -> list[Afwijking]:
    kop, url = latest_head(account), reverse("logboek")
    if kop is None:
        return [Afwijking("Het logboek is nog niet verzegeld.", url)]
    if not kop.klopt:
        return [Afwijking("De keten van het logboek klopt niet. Bel de beheerder.", url)]
    if klok.moment() - kop.op > OUDSTE_CONTROLE:
        return [Afwijking("Het logboek is langer dan een dag niet gecontroleerd.", url)]
    return []
