"""Reads what is registered into the texts of the verwerkingsregister."""

from django.utils.formats import date_format

from bronnen import leverschemas, policies
from bronnen.kern.verantwoording import Bronverwerking, Verwerking
from bronnen.models import Akkoordstatus, Bronakkoord, Levering
from privacy.dossier import Documentsoort, Documentstatus, Onderzoekstatus
from privacy.models import Onderzoek
from privacy.standen import BRUIKBAAR

# Once approved it was a processing, and it stays in the register.
IN_REGISTER = (
    *BRUIKBAAR, Onderzoekstatus.ingetrokken, Onderzoekstatus.verlopen, Onderzoekstatus.vernietigd,
)  # fmt: skip


def processings() -> list[Verwerking]:
    """Every onderzoek that was ever approved, oldest first; no name of any person."""
    rijen = Onderzoek.objects.filter(status__in=IN_REGISTER).select_related("drempelset")
    return [_processing(onderzoek) for onderzoek in rijen.order_by("aangemaakt_op")]


def _processing(onderzoek: Onderzoek) -> Verwerking:
    drempels = onderzoek.drempels
    grens = f"{drempels.min_aantal} op {drempels.min_basis} personen (versie {drempels.versie})"
    begin, einde = (
        date_format(d, "j F Y") for d in (onderzoek.periode_begin, onderzoek.periode_einde)
    )
    return Verwerking(
        naam=onderzoek.naam,
        stand=onderzoek.get_status_display(),
        vraag=onderzoek.vraag,
        doel=onderzoek.doel,
        grondslag=onderzoek.grondslag,
        periode=f"{begin} tot en met {einde}",
        tot=date_format(onderzoek.loopt_tot, "j F Y") if onderzoek.loopt_tot else "",
        bewaartermijn=f"Leveringen: {Levering.bewaartermijn.tot}.",
        voorwaarden=onderzoek.voorwaarden,
        afspraken=tuple(onderzoek.afspraken),
        documenten=_documents(onderzoek),
        drempels=grens,
        bronnen=_sources(onderzoek),
    )


def _documents(onderzoek: Onderzoek) -> tuple[str, ...]:
    rijen = onderzoek.documenten.filter(status=Documentstatus.bevestigd)
    return tuple(f"{d}, tot en met {date_format(d.geldig_tot, 'j F Y')}" for d in rijen)


def _sources(onderzoek: Onderzoek) -> tuple[Bronverwerking, ...]:
    rijen = Bronakkoord.objects.filter(onderzoek=onderzoek, status=Akkoordstatus.goedgekeurd)
    return tuple(_source(akkoord) for akkoord in rijen.order_by("bron"))


def _source(akkoord: Bronakkoord) -> Bronverwerking:
    schema = leverschemas.schema(akkoord.bron)
    kolommen = [k for k in schema.kolommen if k.naam in akkoord.goedgekeurd and k.nodig]
    vlaggen = sorted({vlag.value for kolom in kolommen for vlag in kolom.vlaggen})
    return Bronverwerking(
        bron=schema.naam,
        leverancier=schema.leverancier.replace("_", " "),
        waarom=akkoord.toelichting,
        elementen=tuple(kolom.naam.replace("_", " ") for kolom in kolommen),
        bijzonder=tuple(vlaggen),
        akkoorden=policies.approvals_needed(schema),
        document=str(Documentsoort(schema.document).label) if schema.document else "",
    )
