"""Columns and rules that stand in more than one source."""

from bronnen.kern.leverschema import Kolom, Rijregel, Soort, Vlag

IDENTIFICEREND = frozenset({Vlag.identificerend})
FINANCIEEL = frozenset({Vlag.financieel})
STRAFRECHTELIJK = frozenset({Vlag.strafrechtelijk})
BIJZONDER = frozenset({Vlag.bijzonder})

NIET_NODIG = "Niet nodig voor dit onderzoek. Deze kolom lezen wij niet."


def bsn_kolom(*, leeg_toegestaan: bool = False, lo3: tuple[str, ...] = ()) -> Kolom:
    return Kolom(
        naam="bsn",
        soort=Soort.bsn,
        doel="Om gegevens van dezelfde persoon te koppelen. Het BSN zelf bewaren wij niet.",
        leeg_toegestaan=leeg_toegestaan,
        lo3=lo3,
        vlaggen=IDENTIFICEREND,
    )


def naam_kolom(*, leeg_toegestaan: bool = False, lo3: tuple[str, ...] = ()) -> Kolom:
    return Kolom(
        naam="geslachtsnaam",
        soort=Soort.naam,
        doel="Om samen met de geboortedatum te koppelen als er geen BSN is. "
        "De naam zelf bewaren wij niet.",
        leeg_toegestaan=leeg_toegestaan,
        lo3=lo3,
        vlaggen=IDENTIFICEREND,
    )


def geboortedatum_kolom(
    doel: str = "Om samen met de geslachtsnaam te koppelen als er geen BSN is. "
    "De datum zelf bewaren wij niet.",
    *,
    leeg_toegestaan: bool = False,
    lo3: tuple[str, ...] = (),
) -> Kolom:
    return Kolom(
        naam="geboortedatum",
        soort=Soort.geboortedatum,
        doel=doel,
        leeg_toegestaan=leeg_toegestaan,
        lo3=lo3,
        vlaggen=IDENTIFICEREND,
    )


def adres_kolommen(*, leeg_toegestaan: bool = False, lo3: bool = False) -> tuple[Kolom, ...]:
    """Postcode, huisnummer, huisletter and toevoeging: together the address key."""
    return (
        _adresdeel("postcode", Soort.postcode, leeg_toegestaan, ("08.11.60",) if lo3 else ()),
        _adresdeel(
            "huisnummer",
            Soort.huisnummer,
            leeg_toegestaan,
            ("08.11.20",) if lo3 else (),
        ),
        _adresdeel("huisletter", Soort.tekst, True, ("08.11.30",) if lo3 else ()),
        _adresdeel("toevoeging", Soort.tekst, True, ("08.11.40",) if lo3 else ()),
    )


def _adresdeel(naam: str, soort: Soort, leeg: bool, lo3: tuple[str, ...]) -> Kolom:
    return Kolom(
        naam=naam,
        soort=soort,
        doel="Om op adres te koppelen. Het adres zelf bewaren wij niet.",
        leeg_toegestaan=leeg,
        minimum=1 if soort is Soort.huisnummer else None,
        maximum=99_999 if soort is Soort.huisnummer else None,
        lo3=lo3,
        vlaggen=IDENTIFICEREND,
    )


def niet_nodig(
    naam: str, soort: Soort = Soort.tekst, vlaggen: frozenset[Vlag] = frozenset()
) -> Kolom:
    """An element that suppliers may send along, and that is never read."""
    return Kolom(
        naam=naam,
        soort=soort,
        doel=NIET_NODIG,
        verplicht=False,
        leeg_toegestaan=True,
        vlaggen=vlaggen,
        nodig=False,
    )


def einde_na_begin(begin: str, einde: str) -> Rijregel:
    return Rijregel(
        code="einde_na_begin",
        kolommen=(begin, einde),
        melding="De einddatum ligt voor de begindatum. Verbeter een van beide.",
        toets="einde_na_begin",
    )
