"""Deliver a file and follow it, by program. Same rights and same door as the pages."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bronnen import queries
from bronnen.actions import levering as actions
from bronnen.kern.leverschema import Aanbieding
from bronnen.models import Bronakkoord, Levering
from bronnen.objecten import delivery_or_404, landing_or_404
from bronnen.ontvangst import OntvangstFout, receive_upload
from bronnen.upload import display_name
from buurtmonitor.fouten import problem
from privacy.permissions import current_account
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

NIET_LEEG = r"\S"


class BronSerializer(serializers.ModelSerializer[Bronakkoord]):
    """A source that this account may deliver now."""

    class Meta:
        model = Bronakkoord
        fields = ("onderzoek", "bron", "schema_versie", "goedgekeurd")
        read_only_fields = fields


class LeveringSerializer(serializers.ModelSerializer[Levering]):
    """The state of a delivery; `verslag` holds rows, columns and rules, never values."""

    stand = serializers.CharField(source="get_status_display", read_only=True)

    class Meta:
        model = Levering
        fields = (
            "id", "nummer", "onderzoek", "bron", "status", "stand", "omvang", "sha256",
            "ontvangen_op", "gewijzigd_op", "verslag",
        )  # fmt: skip
        read_only_fields = fields


class AanbiedingSerializer(serializers.Serializer[Any]):
    """The aanbiedingsgegevens of a file that is about to come."""

    onderzoek = serializers.UUIDField()
    bron = serializers.RegexField(NIET_LEEG, max_length=60)
    peildatum = serializers.DateField()
    periode_begin = serializers.DateField(required=False)
    periode_einde = serializers.DateField(required=False)
    aantal_rijen = serializers.IntegerField(min_value=1, required=False)
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}$", required=False)
    contact = serializers.RegexField(NIET_LEEG, max_length=200)
    blad = serializers.RegexField(NIET_LEEG, max_length=100, required=False)
    nul_aanvullen = serializers.BooleanField(default=False)
    bestandsnaam = serializers.RegexField(NIET_LEEG, max_length=400)


class LandingSerializer(serializers.Serializer[Any]):
    adres = serializers.CharField(help_text="Send the file here, as the raw body of a PUT.")


class RuweInhoud(BaseParser):
    """Leaves the body on the connection: the view streams it itself."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        raise ParseError


class Bronnen(generics.ListAPIView[Bronakkoord]):
    """The sources, with their approved elements, that this supplier may deliver now."""

    recht = Recht.levering_doen
    serializer_class = BronSerializer
    queryset = Bronakkoord.objects.none()
    pagination_class = None

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        akkoorden = queries.deliverable_sources(current_account(request))
        return Response(self.get_serializer(akkoorden, many=True).data)


@extend_schema_view(get=extend_schema(summary="Leveringen die u mag volgen"))
class Leveringen(generics.ListAPIView[Levering]):
    recht = {"GET": Recht.leveringen_volgen, "POST": Recht.levering_doen}
    serializer_class = LeveringSerializer
    queryset = Levering.objects.none()

    def get_queryset(self) -> Any:
        return queries.deliveries_for(current_account(self.request))

    @extend_schema(
        summary="Een bestand aankondigen",
        request=AanbiedingSerializer,
        responses={201: LandingSerializer},
    )
    def post(self, request: Request) -> Any:
        gegevens = AanbiedingSerializer(data=request.data)
        gegevens.is_valid(raise_exception=True)
        try:
            landing = _announce(request, dict(gegevens.validated_data))
        except Geweigerd as weigering:
            return problem(409, detail=weigering.melding)
        adres = reverse("bronnen:api_landing", args=[landing.pk])
        return Response({"adres": adres}, status=status.HTTP_201_CREATED)


def _announce(request: Request, gegevens: dict[str, Any]) -> Any:
    by = current_account(request)
    akkoord = next(
        (
            akkoord
            for akkoord in queries.deliverable_sources(by)
            if akkoord.onderzoek_id == gegevens["onderzoek"] and akkoord.bron == gegevens["bron"]
        ),
        None,
    )
    if akkoord is None:
        raise Geweigerd("U mag deze bron in dit onderzoek niet leveren, of het akkoord ontbreekt.")
    onderzoek = akkoord.onderzoek
    naam = display_name(gegevens.pop("bestandsnaam"))
    del gegevens["onderzoek"]
    gegevens.setdefault("periode_begin", onderzoek.periode_begin)
    gegevens.setdefault("periode_einde", gegevens["peildatum"])
    aanbieding = Aanbieding(**gegevens)
    return actions.announce(onderzoek=onderzoek, aanbieding=aanbieding, bestandsnaam=naam, by=by)


class EenLevering(generics.RetrieveAPIView[Levering]):
    """Follow one delivery."""

    recht = Recht.leveringen_volgen
    serializer_class = LeveringSerializer
    queryset = Levering.objects.none()

    def get_object(self) -> Levering:
        return delivery_or_404(self.request, self.kwargs["levering_id"])


class Landingplek(APIView):
    """The file itself, encrypted as it comes."""

    recht = {"PUT": Recht.levering_doen}
    parser_classes = (RuweInhoud,)

    @extend_schema(
        summary="Het bestand leveren",
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={200: LeveringSerializer, 201: LeveringSerializer},
    )
    def put(self, request: Request, landing_id: UUID) -> Any:
        landing = landing_or_404(request._request, landing_id)
        try:
            levering, nieuw = receive_upload(
                request._request, landing, by=current_account(request._request)
            )
        except OntvangstFout as fout:
            return problem(fout.status, detail=fout.melding)
        return Response(LeveringSerializer(levering).data, status=201 if nieuw else 200)
