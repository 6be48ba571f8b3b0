"""The onderzoek: what it asks, of whom, over which period. Made by the analist."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from privacy import kluis
from privacy.actions.drempels import ensure_first_thresholds
from privacy.logboek import Actie, log
from privacy.models import Account, Onderzoek, Sleuteldoel
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.standen import IN_TE_DIENEN
from privacy.uitzonderingen import Geweigerd

BUURTCODE = re.compile(r"BU[0-9]{8}")
BUURT_ONJUIST = "Een buurtcode bestaat uit BU en acht cijfers, bijvoorbeeld BU07960001."
BUURT_DUBBEL = "Een buurt staat twee keer in de lijst."
GEEN_BUURT = "Noem ten minste één buurt."
PERIODE_ONJUIST = "De periode moet voor de peildatum liggen, en begint voor ze eindigt."
IN_GEBRUIK = (
    "Er zijn al gegevens aangevraagd. Alleen de naam, de vraag en de buurtnamen kunnen nog"
    " veranderen."
)
VAST = (
    "Dit onderzoek ligt bij de privacy-officer of is goedgekeurd. Alleen de naam en de buurtnamen"
    " kunnen nog veranderen."
)
# These stay open when something refers to the onderzoek; the rest would change what was approved.
ALTIJD_TE_WIJZIGEN = frozenset({"naam", "vraag", "buurtnamen"})
NA_INDIENEN_TE_WIJZIGEN = frozenset({"naam", "buurtnamen"})


@transaction.atomic
def create_onderzoek(
    *,
    naam: str,
    vraag: str,
    doel: str,
    grondslag: str,
    peildatum: date,
    periode_begin: date,
    periode_einde: date,
    buurten: Sequence[str],
    referentiebuurten: Sequence[str] = (),
    buurtnamen: Mapping[str, str] | None = None,
    hele_gemeente: bool = True,
    huurachterstand_telt_voor: str = "adres",
    by: Account,
) -> Onderzoek:
    """Makes the key for its pseudonyms too: persons of two onderzoeken can't be linked."""
    require(by, Recht.onderzoek_opstellen)
    _check_buurten(buurten, referentiebuurten)
    _check_period(peildatum, periode_begin, periode_einde)
    sleutel, _ = kluis.make_key(doel=Sleuteldoel.pseudoniem, by=by)
    onderzoek = Onderzoek.objects.create(
        naam=naam.strip(),
        vraag=vraag.strip(),
        doel=doel.strip(),
        grondslag=grondslag.strip(),
        peildatum=peildatum,
        periode_begin=periode_begin,
        periode_einde=periode_einde,
        buurten=list(buurten),
        referentiebuurten=list(referentiebuurten),
        buurtnamen=dict(buurtnamen or {}),
        hele_gemeente=hele_gemeente,
        huurachterstand_telt_voor=huurachterstand_telt_voor,
        drempelset=ensure_first_thresholds(by=None),
        pseudoniemsleutel=sleutel,
        opgesteld_door=by,
    )
    onderzoek.deelnemers.add(by)
    _log(Actie.onderzoek_opgesteld, onderzoek, by, [])
    return onderzoek


@transaction.atomic
def update_onderzoek(*, onderzoek: Onderzoek, by: Account, **velden: Any) -> None:
    """`velden` as in `create_onderzoek`; what is in use already stays as it was approved."""
    require(by, Recht.onderzoek_opstellen)
    huidig = Onderzoek.objects.select_for_update().get(pk=onderzoek.pk)
    anders = sorted(naam for naam, waarde in velden.items() if getattr(huidig, naam) != waarde)
    if set(anders) - NA_INDIENEN_TE_WIJZIGEN and huidig.status not in IN_TE_DIENEN:
        raise Geweigerd(VAST)
    if set(anders) - ALTIJD_TE_WIJZIGEN and in_use(huidig):
        raise Geweigerd(IN_GEBRUIK)
    for naam in anders:
        setattr(huidig, naam, velden[naam])
    _check_buurten(huidig.buurten, huidig.referentiebuurten)
    _check_period(huidig.peildatum, huidig.periode_begin, huidig.periode_einde)
    huidig.save()
    _log(Actie.onderzoek_gewijzigd, huidig, by, anders)
    onderzoek.refresh_from_db()


def in_use(onderzoek: Onderzoek) -> bool:
    """Does any row of an app above refer to it? Asked of the model, so that none is named here."""
    boven = (r for r in Onderzoek._meta.related_objects if not _own(r.related_model))
    relaties = [r for r in boven if r.get_accessor_name()]
    return any(
        r.related_model._base_manager.filter(**{r.field.name: onderzoek}).exists() for r in relaties
    )


def _own(model: Any) -> bool:
    return bool(model._meta.app_label == Onderzoek._meta.app_label)


def _check_buurten(buurten: Sequence[str], referentie: Sequence[str]) -> None:
    alle = [*buurten, *referentie]
    if not buurten:
        raise Geweigerd(GEEN_BUURT)
    if not all(BUURTCODE.fullmatch(code) for code in alle):
        raise Geweigerd(BUURT_ONJUIST)
    if len(set(alle)) != len(alle):
        raise Geweigerd(BUURT_DUBBEL)


def _check_period(peildatum: date, begin: date, einde: date) -> None:
    if not begin <= einde <= peildatum:
        raise Geweigerd(PERIODE_ONJUIST)


def _log(actie: Actie, onderzoek: Onderzoek, by: Account, velden: list[str]) -> None:
    log(
        actie=actie,
        door=by,
        object_soort="onderzoek",
        object_id=onderzoek.pk,
        bijzonderheden={"velden": velden},
    )
