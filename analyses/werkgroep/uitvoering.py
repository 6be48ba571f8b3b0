"""Writing the minutes; runs in workers alone."""

import hashlib
from collections.abc import Callable, Iterator

from analyses.werkgroep.actions import verslagen
from analyses.werkgroep.actions.verslagen import Geschreven
from analyses.werkgroep.kern.prent import Prenten
from analyses.werkgroep.kern.verslag_docx import write_docx
from analyses.werkgroep.kern.verslag_pdf import write_pdf
from analyses.werkgroep.kern.verslag_pptx import write_pptx
from analyses.werkgroep.kern.verslagstuk import Verslagstuk
from analyses.werkgroep.models import Bijeenkomst, Verslag, Verslagsoort
from analyses.werkgroep.verslaggegevens import minutes_of
from buurtmonitor.taken.uitzonderingen import OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk
from privacy.models import Account
from privacy.opdracht import refusals_shown, requester
from privacy.rollen import Recht

Schrijver = Callable[[Verslagstuk, Prenten], bytes]
SCHRIJVERS: dict[Verslagsoort, Schrijver] = {
    Verslagsoort.pdf: write_pdf,
    Verslagsoort.docx: write_docx,
    Verslagsoort.pptx: write_pptx,
}


def run_minutes(werk: Werk) -> None:
    """The three documents of one meeting, of one moment; those of before go."""
    by = requester(werk, Recht.bijeenkomst_voeren)
    bijeenkomst = Bijeenkomst.objects.filter(pk=werk.onderwerp_id).first()
    if bijeenkomst is None:
        raise OnjuisteOpdracht("Deze bijeenkomst is er niet meer.")
    geschreven, oud = list[Geschreven](), list[Verslag]()
    try:
        for stuk in _write(werk, bijeenkomst, by):
            geschreven.append(stuk)
        by = requester(werk, Recht.bijeenkomst_voeren)
        with refusals_shown(), werk.publiceren():
            oud = verslagen.publish_minutes(
                bijeenkomst_id=werk.onderwerp_id,
                versie=bijeenkomst.versie,
                documenten=geschreven,
                by=by,
            )
    finally:
        weg = [(v.pk, v.sleutel) for v in oud]
        if not werk.gepubliceerd:
            weg = [(g.nummer, g.sleutel) for g in geschreven]
        for nummer, sleutel in weg:
            verslagen.discard_document(
                bijeenkomst_id=werk.onderwerp_id, nummer=nummer, sleutel=sleutel, by=by
            )


def _write(werk: Werk, bijeenkomst: Bijeenkomst, by: Account) -> Iterator[Geschreven]:
    """One by one, so that who is stopped half-way knows what to remove."""
    stuk, prenten = minutes_of(bijeenkomst), Prenten()
    for plek, (soort, schrijf) in enumerate(SCHRIJVERS.items()):
        werk.voortgang(10 + 30 * plek, f"Maken: {soort.label}")
        inhoud = schrijf(stuk, prenten)
        yield verslagen.write_document(
            bijeenkomst=bijeenkomst,
            soort=soort,
            inhoud=inhoud,
            sha256=hashlib.sha256(inhoud).hexdigest(),
            by=by,
        )
