"""The rows of a meeting as plain data for its minutes."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from analyses.werkgroep import queries
from analyses.werkgroep.kern.verslagstuk import (
    Draadstuk,
    Puntstuk,
    Reactiestuk,
    Verslagstuk,
    Voorstelstuk,
)
from analyses.werkgroep.models import Agendapunt, Bijeenkomst, Duiding, Speerpunt

MOMENT = "j F Y, H:i"


def minutes_of(bijeenkomst: Bijeenkomst) -> Verslagstuk:
    deelnemers = list(bijeenkomst.deelnemers.select_related("account"))
    plaats = f", {bijeenkomst.plaats}" if bijeenkomst.plaats else ""
    punten = queries.minutes_items(bijeenkomst)
    return Verslagstuk(
        titel=bijeenkomst.naam,
        wanneer=f"{date_format(bijeenkomst.datum, 'j F Y')}{plaats}",
        stand=bijeenkomst.get_status_display(),
        onderzoek=bijeenkomst.onderzoek.naam,
        voorzitter=bijeenkomst.voorzitter.naam,
        secretaris=bijeenkomst.secretaris.naam,
        aanwezig=tuple(d.account.naam for d in deelnemers if d.aanwezig),
        afwezig=tuple(d.account.naam for d in deelnemers if not d.aanwezig),
        punten=tuple(_item(nummer, punt) for nummer, punt in enumerate(punten, 1)),
    )


def withdrawn_sentence(punt: Agendapunt) -> str:
    """When and why a chart no longer counts; empty while it does."""
    resultaat = punt.resultaat
    if resultaat is None or queries.is_current(punt):
        return ""
    wanneer = resultaat.ingetrokken_op
    op = f" op {date_format(localtime(wanneer), 'j F Y')}" if wanneer else ""
    reden = f" Reden: {resultaat.intrekreden}" if resultaat.intrekreden else ""
    return f"Deze grafiek is ingetrokken{op}. Gebruik dit resultaat niet meer.{reden}"


def _item(nummer: int, verslag: queries.Puntverslag) -> Puntstuk:
    punt = verslag.beeld.punt
    return Puntstuk(
        nummer=nummer,
        naam=punt.naam,
        besluitvraag=punt.besluitvraag,
        resultaat=verslag.beeld.inhoud,
        versie=punt.sha256,
        ingetrokken=withdrawn_sentence(punt),
        draden=tuple(_thread(draad) for draad in verslag.draden),
        voorstellen=tuple(_proposal(beeld) for beeld in verslag.voorstellen),
        conclusie=punt.conclusie,
        speerpunten=tuple(_focus(speerpunt) for speerpunt in verslag.speerpunten),
        adres=reverse("werkgroep:agendapunt", args=[punt.pk]),
    )


def _focus(speerpunt: Speerpunt) -> str:
    """One line: what, of which domain, who by when, and what it should bring about."""
    wat = f"{speerpunt.get_domein_display().lower()}, {speerpunt.get_regeling_display().lower()}"
    wie = f"{speerpunt.eigenaar.naam}, klaar op {date_format(speerpunt.gereed_op, 'j F Y')}"
    return f"{speerpunt.naam} ({wat}). {wie}. Verwacht: {speerpunt.effect}"


def _thread(draad: Duiding) -> Draadstuk:
    return Draadstuk(
        soort=draad.get_soort_display(),
        tekst=draad.tekst,
        door=draad.door.naam,
        op=_moment(draad),
        afgehandeld=draad.afgehandeld_op is not None,
        reacties=tuple(
            Reactiestuk(r.tekst, r.door.naam, _moment(r), r.soort == "antwoord")
            for r in draad.reacties.all()
        ),
    )


def _moment(duiding: Duiding) -> str:
    return date_format(localtime(duiding.op), MOMENT)


def _proposal(beeld: queries.Voorstelbeeld) -> Voorstelstuk:
    voorstel = beeld.voorstel
    return Voorstelstuk(
        tekst=voorstel.tekst,
        door=voorstel.door.naam,
        stand=voorstel.get_status_display(),
        meningen=", ".join(f"{label.lower()}: {aantal}" for label, aantal in beeld.aantallen),
        uitkomst=voorstel.uitkomst,
        eigenaar=voorstel.eigenaar.naam if voorstel.eigenaar else "",
        gereed=date_format(voorstel.gereed_op, "j F Y") if voorstel.gereed_op else "",
        tegen=tuple((stem.door.naam, stem.reden) for stem in beeld.tegen),
    )
