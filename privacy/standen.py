"""The states of an onderzoek and of its documents, and what follows what."""

from privacy.apparaat import Apparaatstatus
from privacy.dossier import Documentstatus, Onderzoekstatus
from privacy.drempelvoorstel import Voorstelstatus
from privacy.logboek import Actie
from privacy.policies import Overgang, Overgangen
from privacy.rollen import Recht
from privacy.werkplek import Werkplekstatus

S = Onderzoekstatus
IN_TE_DIENEN = (S.concept, S.aanvulling_gevraagd, S.geweigerd, S.ingetrokken, S.verlopen)
BRUIKBAAR = (S.goedgekeurd, S.in_gebruik)
ONDERZOEK = Overgangen(
    Onderzoekstatus,
    [
        *(
            Overgang(van, S.ingediend, Recht.onderzoek_opstellen, Actie.onderzoek_ingediend)
            for van in IN_TE_DIENEN
        ),
        Overgang(
            S.ingediend,
            S.in_beoordeling,
            Recht.onderzoek_beoordelen,
            Actie.onderzoek_in_beoordeling,
        ),
        *(
            Overgang(S.in_beoordeling, naar, Recht.onderzoek_beoordelen, Actie.onderzoek_besluit)
            for naar in (S.goedgekeurd, S.aanvulling_gevraagd, S.geweigerd)
        ),
        Overgang(S.goedgekeurd, S.in_gebruik, None, Actie.onderzoek_in_gebruik),
        *(
            Overgang(van, S.ingetrokken, Recht.onderzoek_beoordelen, Actie.onderzoek_ingetrokken)
            for van in BRUIKBAAR
        ),
        *(Overgang(van, S.verlopen, None, Actie.onderzoek_verlopen) for van in BRUIKBAAR),
        *(
            Overgang(van, S.vernietigd, None, Actie.onderzoek_vernietigd)
            for van in (S.verlopen, S.ingetrokken, *BRUIKBAAR)
        ),
    ],
)

D = Documentstatus
DOCUMENT = Overgangen(
    Documentstatus,
    [
        Overgang(D.voorgelegd, D.bevestigd, Recht.onderzoek_beoordelen, Actie.document_besluit),
        Overgang(D.voorgelegd, D.geweigerd, Recht.onderzoek_beoordelen, Actie.document_besluit),
        Overgang(D.bevestigd, D.vervallen, Recht.onderzoek_beoordelen, Actie.document_vervallen),
    ],
)

V = Voorstelstatus
DREMPELVOORSTEL = Overgangen(
    Voorstelstatus,
    [
        Overgang(V.voorgesteld, naar, Recht.drempels_stellen, Actie.drempels_besluit)
        for naar in (V.akkoord, V.geweigerd)
    ],
)

W = Werkplekstatus
WERKPLEK = Overgangen(
    Werkplekstatus,
    [
        Overgang(van, naar, Recht.werkplekken_stellen, Actie.werkplek_besluit)
        for van, naar in (
            (W.voorgesteld, W.geldt),
            (W.voorgesteld, W.geweigerd),
            (W.geldt, W.vervangen),
        )
    ],
)

A = Apparaatstatus
APPARAAT = Overgangen(
    Apparaatstatus,
    [
        Overgang(A.uitgegeven, A.geregistreerd, Recht.eigen_account, Actie.apparaat_geregistreerd),
        *(
            Overgang(van, A.ingetrokken, Recht.werkplekken_stellen, Actie.apparaat_ingetrokken)
            for van in (A.uitgegeven, A.geregistreerd)
        ),
    ],
)
