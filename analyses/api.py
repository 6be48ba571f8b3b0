"""Released results, by program: the same protected values as on the dashboards."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from drf_spectacular.views import SpectacularAPIView
from rest_framework import generics, serializers

from analyses import queries
from analyses.models import Resultaat
from analyses.objecten import released_or_404
from analyses.selecties import choose
from privacy.kern.selectie import KIES, TABEL, OnjuisteSelectie, choices
from privacy.kern.veilig import VeiligResultaat
from privacy.logboek import Actie, log
from privacy.permissions import current_account
from privacy.rollen import Recht

REGELVELDEN = ("id", "onderzoek", "soort", "naam", "bevinding", "vrijgegeven_op")


class ResultaatRegel(serializers.ModelSerializer[Resultaat]):
    naam = serializers.CharField(source="analyse.naam", read_only=True)
    soort = serializers.CharField(source="analyse.soort", read_only=True)

    class Meta:
        model = Resultaat
        fields: tuple[str, ...] = REGELVELDEN
        read_only_fields = fields


class KopSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # Field has a label of its own
    maat = serializers.CharField(source="maat.value")


class RijSerializer(serializers.Serializer[Any]):
    waarden = serializers.ListField(child=serializers.JSONField(allow_null=True))
    getoond = serializers.BooleanField()


class TabelSerializer(serializers.Serializer[Any]):
    naam = serializers.CharField()
    titel = serializers.CharField()
    koppen = KopSerializer(many=True)
    rijen = RijSerializer(many=True)


class InhoudSerializer(serializers.Serializer[VeiligResultaat]):
    """Takes a `VeiligResultaat`; reasons of hidden cells are not part of it."""

    soort = serializers.CharField()
    bevinding = serializers.CharField()
    ondertitel = serializers.CharField()
    zin = serializers.CharField()
    leeswijzer = serializers.ListField(child=serializers.CharField())
    bronnen = serializers.ListField(child=serializers.CharField())
    peildatum = serializers.CharField()
    periode = serializers.CharField()
    n = serializers.IntegerField()
    basis = serializers.CharField()
    definities = serializers.ListField(child=serializers.CharField())
    tabellen = TabelSerializer(many=True)
    verborgen = serializers.IntegerField()


class KeuzelijstSerializer(serializers.Serializer[Any]):
    """What can be chosen with `kies`: the code, a dot, and the place of the class from 0."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # Field has a label of its own
    klassen = serializers.ListField(child=serializers.CharField())


class ResultaatSerializer(ResultaatRegel):
    inhoud = serializers.SerializerMethodField()
    keuzelijsten = serializers.SerializerMethodField()

    class Meta(ResultaatRegel.Meta):
        fields = (*REGELVELDEN, "inhoud", "keuzelijsten")
        read_only_fields = fields

    @extend_schema_field(InhoudSerializer)
    def get_inhoud(self, resultaat: Resultaat) -> Any:
        """All rows, or those that `kies` and `tabel` name; rows are left out, nothing else."""
        try:
            uitsnede = choose(queries.viewers_content(resultaat), self.context["gevraagd"])
        except OnjuisteSelectie as fout:
            raise serializers.ValidationError({KIES: [str(fout)]}) from None
        return InhoudSerializer(uitsnede.inhoud).data

    @extend_schema_field(KeuzelijstSerializer(many=True))
    def get_keuzelijsten(self, resultaat: Resultaat) -> Any:
        lijsten = choices(queries.viewers_content(resultaat))
        return KeuzelijstSerializer(lijsten, many=True).data


class Resultaten(generics.ListAPIView[Resultaat]):
    """The released results, in the order of the story."""

    recht = Recht.dashboard_zien
    serializer_class = ResultaatRegel
    queryset = Resultaat.objects.none()

    def get_queryset(self) -> Any:
        return queries.released_for(current_account(self.request))


def _places(naam: str, uitleg: str, patroon: str) -> OpenApiParameter:
    deel = {"type": "string", "pattern": patroon}
    soort = {"type": "array", "items": deel, "maxItems": 400, "uniqueItems": True}
    return OpenApiParameter(naam, soort, description=uitleg, explode=True)


@extend_schema(
    parameters=[
        _places(
            KIES, "Code of a column, a dot, and a place: gebied.0", "^[a-z0-9_]+[.][0-9]{1,4}$"
        ),
        _places(TABEL, "Place of a table", "^[0-9]{1,4}$"),
    ]
)
class EenResultaat(generics.RetrieveAPIView[Resultaat]):
    """One released result with its protected tables."""

    recht = Recht.dashboard_zien
    serializer_class = ResultaatSerializer
    queryset = Resultaat.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        gevraagd = dict(self.request.query_params.lists())
        gevraagd.pop("format", None)  # of the framework
        return {**super().get_serializer_context(), "gevraagd": gevraagd}

    def get_object(self) -> Resultaat:
        resultaat = released_or_404(self.request, self.kwargs["resultaat_id"])
        log(
            actie=Actie.resultaat_bekeken,
            door=current_account(self.request),
            object_soort="resultaat",
            object_id=resultaat.pk,
        )
        return resultaat


class Beschrijving(SpectacularAPIView):
    """The OpenAPI description of this API."""

    recht = Recht.eigen_account
