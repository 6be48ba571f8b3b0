"""May it now? The states of a source, a delivery and a linked file, and what follows what."""

from collections.abc import Iterable

from bronnen.kern.leverschema import Leverschema
from bronnen.models import Akkoordstatus, Koppelstatus, Leveringstatus
from privacy.logboek import Actie
from privacy.policies import Overgang, Overgangen
from privacy.rollen import Recht


def _akkoord(
    van: Akkoordstatus, naar: Iterable[Akkoordstatus], recht: Recht, actie: Actie
) -> list[Overgang[Akkoordstatus]]:
    return [Overgang(van, doel, recht, actie) for doel in naar]


A = Akkoordstatus
BESLOTEN = (A.wacht_op_tweede, A.goedgekeurd, A.teruggestuurd, A.geweigerd)
BRONAKKOORD = Overgangen(
    Akkoordstatus,
    [
        *_akkoord(A.aangevraagd, BESLOTEN, Recht.bron_beoordelen, Actie.bron_besluit),
        *_akkoord(A.wacht_op_tweede, BESLOTEN[1:], Recht.bron_beoordelen, Actie.bron_besluit),
        *_akkoord(A.goedgekeurd, [A.aangevraagd], Recht.bron_aanvragen, Actie.bron_aangevraagd),
        *_akkoord(
            A.teruggestuurd,
            [A.aangevraagd],
            Recht.bron_aanvragen,
            Actie.bron_aangevraagd,
        ),
        *_akkoord(A.geweigerd, [A.aangevraagd], Recht.bron_aanvragen, Actie.bron_aangevraagd),
        *_akkoord(A.ingetrokken, [A.aangevraagd], Recht.bron_aanvragen, Actie.bron_aangevraagd),
        *_akkoord(A.goedgekeurd, [A.ingetrokken], Recht.bron_beoordelen, Actie.bron_ingetrokken),
    ],
)


def _levering(
    van: Leveringstatus,
    naar: Iterable[Leveringstatus],
    recht: Recht | None,
    actie: Actie,
) -> list[Overgang[Leveringstatus]]:
    return [Overgang(van, doel, recht, actie) for doel in naar]


L = Leveringstatus
BEOORDEELD = (L.wacht_op_tweede, L.goedgekeurd, L.teruggestuurd, L.geweigerd)
# Of these nothing is left: keys and files went at once.
ZONDER_GEGEVENS = (L.afgekeurd, L.mislukt, L.ingetrokken)
INTREKBAAR = (
    L.ontvangen, L.in_controle, L.wacht_op_akkoord, L.wacht_op_tweede, L.goedgekeurd,
    L.teruggestuurd, L.akkoord_ingetrokken,
)  # fmt: skip
LEVERING = Overgangen(
    Leveringstatus,
    [
        # A second attempt after a crash starts the check again.
        *_levering(L.ontvangen, [L.in_controle], None, Actie.controle_gestart),
        *_levering(L.in_controle, [L.in_controle], None, Actie.controle_gestart),
        *_levering(L.ontvangen, [L.mislukt], None, Actie.levering_gecontroleerd),
        *_levering(
            L.in_controle,
            [L.wacht_op_akkoord, L.afgekeurd, L.mislukt],
            None,
            Actie.levering_gecontroleerd,
        ),
        *_levering(
            L.wacht_op_akkoord,
            BEOORDEELD,
            Recht.levering_beoordelen,
            Actie.levering_besluit,
        ),
        *_levering(
            L.wacht_op_tweede,
            BEOORDEELD[1:],
            Recht.levering_beoordelen,
            Actie.levering_besluit,
        ),
        *_levering(
            L.goedgekeurd,
            [L.akkoord_ingetrokken],
            Recht.levering_beoordelen,
            Actie.levering_akkoord_ingetrokken,
        ),
        *(
            Overgang(van, L.ingetrokken, Recht.levering_doen, Actie.levering_ingetrokken)
            for van in INTREKBAAR
        ),
        *(
            Overgang(van, L.vernietigd, Recht.vernietigen, Actie.levering_vernietigd)
            for van in (
                L.wacht_op_akkoord,
                L.wacht_op_tweede,
                L.goedgekeurd,
                L.teruggestuurd,
                L.geweigerd,
                L.akkoord_ingetrokken,
            )
        ),
    ],
)


def _koppeling(
    van: Koppelstatus, naar: Iterable[Koppelstatus], actie: Actie
) -> list[Overgang[Koppelstatus]]:
    return [Overgang(van, doel, None, actie) for doel in naar]


K = Koppelstatus
KOPPELBESTAND = Overgangen(
    Koppelstatus,
    [
        *_koppeling(K.wacht, [K.bezig], Actie.koppeling_gestart),
        *_koppeling(K.bezig, [K.bezig], Actie.koppeling_gestart),  # after a crash
        *_koppeling(K.bezig, [K.klaar], Actie.koppeling_klaar),
        *_koppeling(K.wacht, [K.mislukt, K.geannuleerd], Actie.koppeling_gestopt),
        *_koppeling(K.bezig, [K.mislukt, K.geannuleerd], Actie.koppeling_gestopt),
        Overgang(K.klaar, K.vernietigd, Recht.vernietigen, Actie.koppelbestand_vernietigd),
    ],
)


def approvals_needed(schema: Leverschema) -> int:
    """Police and debt data need two different officers."""
    return 2 if schema.tweede_akkoord else 1
