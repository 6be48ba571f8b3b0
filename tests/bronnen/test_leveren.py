"""A file in by page and by program: taken whole, or nothing of it is kept."""

from __future__ import annotations

import hashlib
import io
import json
import resource
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from bronnen import ontvangst, opslag
from bronnen.models import Landing, Levering, Leveringstatus
from privacy.kern.versleuteling import Lezer
from privacy.kluis import SleutelVernietigd, open_key
from tests.bronnen.kern.deurmateriaal import as_csv, residents
from tests.materiaal import Huis, accepted, approve_source, events, stored_files

INHOUD = as_csv(residents(3))


@pytest.fixture
def brp(huis: Huis) -> Huis:
    approve_source(huis, "brp")
    return huis


def offer_form(huis: Huis, **anders: Any) -> dict[str, Any]:
    akkoord = huis.onderzoek.bronakkoorden.get(bron="brp")
    velden = {
        "keuze": str(akkoord.pk),
        "peildatum": "2016-12-31",
        "contact": "burgerzaken",
        "bestandsnaam": "brp.csv",
    }
    return velden | anders


def announce_by_page(huis: Huis, **anders: Any) -> HttpResponse:
    return huis.bij("leverancier").post("/leveringen/aanbieden/", offer_form(huis, **anders))


def put_by_page(huis: Huis, adres: str, inhoud: bytes, **kop: Any) -> HttpResponse:
    return huis.bij("leverancier").put(adres, inhoud, "application/octet-stream", **kop)


def announce_by_api(huis: Huis, wie: str = "leverancier", **anders: Any) -> HttpResponse:
    velden = {
        "onderzoek": str(huis.onderzoek.pk),
        "bron": "brp",
        "peildatum": "2016-12-31",
        "contact": "burgerzaken",
        "bestandsnaam": "brp.csv",
    }
    return huis.bij(wie).post(
        "/api/v1/leveringen/", json.dumps(velden | anders), "application/json", **huis.kop(wie)
    )


def put_by_api(huis: Huis, adres: str, inhoud: bytes, **kop: Any) -> HttpResponse:
    kop = huis.kop("leverancier") | kop
    return huis.bij("leverancier").put(adres, inhoud, "application/octet-stream", **kop)


@pytest.fixture(params=["pagina", "api"])
def weg(request: pytest.FixtureRequest, brp: Huis) -> Weg:
    return Weg(brp, request.param)


class Weg:
    """One way in: the pages or the API."""

    def __init__(self, huis: Huis, soort: str) -> None:
        self.huis, self.soort = huis, soort

    def announce(self, **anders: Any) -> HttpResponse:
        kondig = announce_by_page if self.soort == "pagina" else announce_by_api
        return kondig(self.huis, **anders)

    def put(self, inhoud: bytes, adres: str = "", **kop: Any) -> HttpResponse:
        stuur = put_by_page if self.soort == "pagina" else put_by_api
        return stuur(self.huis, adres or self.announce().json()["adres"], inhoud, **kop)

    def sentence(self, antwoord: HttpResponse) -> str:
        naam = "melding" if self.soort == "pagina" else "detail"
        return str(antwoord.json()[naam])


def nothing_kept() -> bool:
    """No delivery, no file, and every landing without its key."""
    landingen = list(Landing.objects.all())
    assert landingen
    for landing in landingen:
        with pytest.raises(SleutelVernietigd):
            open_key(landing.sleutel)
    weg = all(landing.vernietigd_op for landing in landingen)
    return weg and not Levering.objects.exists() and not stored_files()


# --- whole ----------------------------------------------------------------------------------------
def test_a_file_that_is_sent_waits_for_the_door(weg: Weg):
    antwoord = weg.put(INHOUD)
    levering = Levering.objects.get()
    assert antwoord.status_code == 201
    assert (levering.status, levering.omvang) == ("ontvangen", len(INHOUD))
    assert levering.sha256 == hashlib.sha256(INHOUD).hexdigest()


def test_a_delivery_belongs_to_the_organisation_of_its_supplier(weg: Weg):
    weg.put(INHOUD)
    levering = Levering.objects.get()
    assert levering.geleverd_door == weg.huis["leverancier"]
    assert levering.organisatie == weg.huis["leverancier"].organisatie


def test_a_delivery_is_logged_once(weg: Weg):
    weg.put(INHOUD)
    assert events(Levering.objects.get(), "levering_ontvangen") == ["gelukt"]


def test_what_landed_is_the_file_and_is_not_in_clear(weg: Weg):
    weg.put(INHOUD)
    [pad] = stored_files()
    landing = Landing.objects.get()
    assert INHOUD[:20] not in pad.read_bytes()
    with pad.open("rb") as bestand:
        assert Lezer(bestand, open_key(landing.sleutel)).read() == INHOUD


def test_what_landed_is_for_our_eyes_alone(weg: Weg):
    weg.put(INHOUD)
    [pad] = stored_files()
    assert pad.stat().st_mode & 0o077 == 0
    assert pad.parent.stat().st_mode & 0o077 == 0


def test_the_page_says_where_the_delivery_can_be_followed(brp: Huis):
    antwoord = put_by_page(brp, announce_by_page(brp).json()["adres"], INHOUD)
    adres = antwoord.json()["adres"]
    assert brp.bij("leverancier").get(adres).status_code == 200


def test_the_api_answers_with_the_delivery_itself(brp: Huis):
    antwoord = put_by_api(brp, announce_by_api(brp).json()["adres"], INHOUD)
    assert antwoord.json()["id"] == str(Levering.objects.get().pk)


def test_a_megabyte_more_than_a_block_arrives_whole(weg: Weg):
    inhoud = as_csv(residents(1)) + b"x" * (1 << 20)
    weg.put(inhoud)
    assert Levering.objects.get().sha256 == hashlib.sha256(inhoud).hexdigest()


def test_an_upload_without_a_token_against_forgery_is_refused(brp: Huis):
    adres = announce_by_page(brp).json()["adres"]
    client = brp.bij("leverancier")
    client.handler.enforce_csrf_checks = True
    assert put_by_page(brp, adres, INHOUD).status_code == 403
    assert not Levering.objects.exists()


# --- not whole ------------------------------------------------------------------------------------
def test_a_client_that_leaves_half_way_leaves_nothing(weg: Weg):
    kop = {"CONTENT_LENGTH": str(len(INHOUD) + 1), "wsgi.input": io.BytesIO(INHOUD)}
    antwoord = weg.put(b"", **kop)
    assert (antwoord.status_code, weg.sentence(antwoord)) == (400, ontvangst.ONVOLLEDIG)
    assert nothing_kept()


class Gebroken(io.RawIOBase):
    """A connection that breaks after its first bytes."""

    def __init__(self, begin: bytes) -> None:
        self.begin = begin

    def read(self, size: int = -1) -> bytes:
        if not self.begin:
            raise ConnectionResetError
        stuk, self.begin = self.begin, b""
        return stuk


def test_a_connection_that_breaks_leaves_nothing(weg: Weg):
    antwoord = weg.put(b"", CONTENT_LENGTH="1000", **{"wsgi.input": Gebroken(INHOUD)})
    assert (antwoord.status_code, weg.sentence(antwoord)) == (400, ontvangst.ONVOLLEDIG)
    assert nothing_kept()


def test_an_empty_body_is_refused(weg: Weg):
    antwoord = weg.put(b"", CONTENT_LENGTH="0")
    assert (antwoord.status_code, weg.sentence(antwoord)) == (400, ontvangst.LEEG)
    assert nothing_kept()


@pytest.mark.parametrize("lengte", ["", "veel", "-1", "²"])
def test_without_a_length_nothing_is_read(weg: Weg, lengte: str):
    antwoord = weg.put(b"", CONTENT_LENGTH=lengte, **{"wsgi.input": Onleesbaar()})
    assert (antwoord.status_code, weg.sentence(antwoord)) == (411, ontvangst.ZONDER_LENGTE)
    assert nothing_kept()


class Onleesbaar(io.RawIOBase):
    """A body that may not be looked at."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize(
    ("omvang", "status"), [(ontvangst.MAX_OMVANG + 1, 413), (10 * ontvangst.MAX_OMVANG, 413)]
)
def test_more_than_two_gigabytes_is_refused_before_it_is_read(weg: Weg, omvang: int, status: int):
    antwoord = weg.put(b"", CONTENT_LENGTH=str(omvang), **{"wsgi.input": Onleesbaar()})
    assert (antwoord.status_code, weg.sentence(antwoord)) == (status, ontvangst.TE_GROOT)
    assert nothing_kept()


def test_two_gigabytes_exactly_may_come(weg: Weg):
    """Here the client leaves at once; what counts is that it was read at all."""
    kop = {"CONTENT_LENGTH": str(ontvangst.MAX_OMVANG), "wsgi.input": io.BytesIO(b"x")}
    antwoord = weg.put(b"", **kop)
    assert (antwoord.status_code, weg.sentence(antwoord)) == (400, ontvangst.ONVOLLEDIG)


@pytest.fixture
def volle_schijf() -> Iterator[None]:
    """No file may grow over 64 kB: writing more fails as it does on a full disk."""
    zacht, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (zacht, hard))


def test_a_full_disk_leaves_nothing(weg: Weg, volle_schijf: None):
    antwoord = weg.put(b"x" * (1 << 18))
    assert (antwoord.status_code, weg.sentence(antwoord)) == (507, ontvangst.VOL)
    assert nothing_kept()


def test_after_a_full_disk_the_same_file_is_taken(weg: Weg):
    with pytest.MonkeyPatch.context() as tijdelijk:
        tijdelijk.setattr("bronnen.upload.Schrijver", _no_space)
        weg.put(INHOUD)
    assert weg.put(INHOUD).status_code == 201


def _no_space(*_: object) -> object:
    raise OSError(28, "No space left on device")


def test_an_unexpected_error_leaves_no_file(brp: Huis, monkeypatch: pytest.MonkeyPatch):
    adres = announce_by_page(brp).json()["adres"]
    monkeypatch.setattr("bronnen.actions.levering.taken.plan", _broken)
    brp.bij("leverancier").raise_request_exception = False
    assert put_by_page(brp, adres, INHOUD).status_code == 500
    assert not stored_files()


def _broken(**_: object) -> None:
    raise ZeroDivisionError


# --- twice ----------------------------------------------------------------------------------------
def test_the_same_file_twice_is_one_delivery(weg: Weg):
    eerst, nog_eens = weg.put(INHOUD), weg.put(INHOUD)
    assert (eerst.status_code, nog_eens.status_code) == (201, 200)
    assert Levering.objects.count() == 1


def test_the_second_landing_of_the_same_file_is_destroyed(weg: Weg):
    weg.put(INHOUD)
    weg.put(INHOUD)
    tweede = Landing.objects.filter(levering=None).get()
    assert tweede.vernietigd_op is not None
    assert events(tweede, "landing_vernietigd") == ["gelukt"]
    assert len(stored_files()) == 1


def test_the_page_of_a_file_sent_before_says_so(brp: Huis):
    for _ in range(2):
        antwoord = put_by_page(brp, announce_by_page(brp).json()["adres"], INHOUD).json()
    assert antwoord["nieuw"] is False
    tekst = brp.bij("leverancier").get(f"{antwoord['adres']}?eerder=1").content.decode()
    assert "U hebt dit bestand al geleverd op" in tekst


def test_a_landing_takes_one_file_only(weg: Weg):
    adres = weg.announce().json()["adres"]
    weg.put(INHOUD, adres)
    assert weg.put(as_csv(residents(4)), adres).status_code == 404
    assert Levering.objects.get().sha256 == hashlib.sha256(INHOUD).hexdigest()


@pytest.mark.parametrize(
    "status",
    [s for s in Leveringstatus if s not in ("vernietigd", "mislukt", "afgekeurd", "ingetrokken")],
)
def test_only_what_still_stands_blocks_the_same_file(brp: Huis, status: str):
    eerder = accepted(brp, inhoud=INHOUD)
    Levering.objects.filter(pk=eerder.pk).update(status=status)
    antwoord = put_by_api(brp, announce_by_api(brp).json()["adres"], INHOUD)
    staat = status not in ("teruggestuurd", "geweigerd", "akkoord_ingetrokken")
    assert antwoord.status_code == (200 if staat else 201)


def test_a_file_that_another_organisation_delivered_is_not_shown(brp: Huis):
    organisatie = brp["politie"].organisatie
    organisatie.bronnen = ["brp"]
    organisatie.save()
    put_by_api(brp, announce_by_api(brp).json()["adres"], INHOUD)
    adres = announce_by_api(brp, "politie").json()["adres"]
    antwoord = brp.bij("politie").put(
        adres, INHOUD, "application/octet-stream", **brp.kop("politie")
    )
    assert antwoord.status_code == 409
    assert str(Levering.objects.get().pk) not in antwoord.content.decode()


# --- announcing -----------------------------------------------------------------------------------
def test_a_source_that_is_not_approved_can_not_be_announced(huis: Huis):
    antwoord = announce_by_api(huis)
    assert antwoord.status_code == 409
    assert not Landing.objects.exists()


def test_a_source_of_another_organisation_can_not_be_announced(brp: Huis):
    assert announce_by_api(brp, "politie").status_code == 409
    assert not Landing.objects.exists()


def test_the_page_offers_only_what_is_approved_and_ones_own(brp: Huis):
    eigen = brp.bij("leverancier").get("/leveringen/nieuw/").content.decode()
    ander = brp.bij("politie").get("/leveringen/nieuw/").content.decode()
    assert "Basisregistratie Personen" in eigen
    assert "Basisregistratie Personen" not in ander


def test_five_uploads_may_be_open_and_no_sixth(weg: Weg):
    statussen = [weg.announce().status_code for _ in range(6)]
    assert statussen == [201] * 5 + [409]


def test_an_upload_that_ended_makes_room(weg: Weg):
    for _ in range(5):
        weg.announce()
    landing = Landing.objects.latest("aangemaakt_op")
    adres = weg.announce  # the sixth is refused until one of the five is filled
    assert adres().status_code == 409
    naam = "landing" if weg.soort == "pagina" else "api_landing"
    weg.put(INHOUD, reverse(f"bronnen:{naam}", args=[landing.pk]))
    assert adres().status_code == 201


def test_a_landing_of_another_account_does_not_exist(brp: Huis):
    adres = announce_by_api(brp).json()["adres"]
    antwoord = brp.bij("politie").put(
        adres, INHOUD, "application/octet-stream", **brp.kop("politie")
    )
    assert antwoord.status_code == 404
    assert not Levering.objects.exists()


def test_a_landing_that_was_never_announced_does_not_exist(weg: Weg):
    naam = "landing" if weg.soort == "pagina" else "api_landing"
    adres = reverse(f"bronnen:{naam}", args=[uuid4()])
    assert weg.put(INHOUD, adres).status_code == 404


@pytest.mark.parametrize(
    ("veld", "waarde"),
    [
        ("peildatum", "31 december"),
        ("peildatum", ""),
        ("aantal_rijen", "0"),
        ("sha256", "abc"),
        ("contact", ""),
    ],
)
def test_an_offer_that_is_not_right_is_refused(weg: Weg, veld: str, waarde: str):
    antwoord = weg.announce(**{veld: waarde})
    assert antwoord.status_code == 400
    assert veld in antwoord.json()["velden"]


@pytest.mark.parametrize("weg", ["pagina", "api"], indirect=True)
def test_a_period_that_ends_before_it_begins_is_refused(weg: Weg):
    antwoord = weg.announce(periode_begin="2016-12-31", periode_einde="2016-01-01")
    assert antwoord.status_code in (400, 409)
    assert not Landing.objects.exists()


def test_a_refused_choice_is_not_repeated(brp: Huis):
    antwoord = announce_by_page(brp, keuze="<script>")
    assert antwoord.status_code == 400
    assert "script" not in antwoord.content.decode()


@pytest.mark.parametrize(
    "veld",
    ["status", "id", "nummer", "organisatie", "geleverd_door", "elementen", "verslag", "sleutel"],
)
def test_a_supplier_can_not_set_what_is_ours(brp: Huis, veld: str):
    """Mass assignment: fields that the description does not name do nothing."""
    adres = announce_by_api(brp, **{veld: "goedgekeurd"}).json()["adres"]
    put_by_api(brp, adres, INHOUD)
    levering = Levering.objects.get()
    assert levering.status == "ontvangen"
    assert levering.organisatie == brp["leverancier"].organisatie
    assert (levering.elementen, levering.verslag, levering.sleutel) == ([], None, None)


# --- names ----------------------------------------------------------------------------------------
NAMEN = [
    ("brp.csv", "brp.csv"),
    ("../../x.csv", "x.csv"),
    ("..\\..\\x.csv", "x.csv"),
    ("map/sub/brp.csv", "brp.csv"),
    ("CON", "CON"),
    (".htaccess", "htaccess"),
    ("..", "bestand"),
    ("brp\u202egpj.csv", "brpgpj.csv"),
    ("a\x07b.csv", "ab.csv"),
    ("a\r\nb.csv", "ab.csv"),
    ("a" * 300 + ".csv", "a" * 76 + ".csv"),
    ("a" * 400, "a" * 80),
    ("999993653.csv", "….csv"),
    ("brp 20161231.csv", "brp 20161231.csv"),
    ("café.csv", "café.csv"),
    ("  ", "bestand"),
]


@pytest.mark.parametrize(("naam", "getoond"), NAMEN)
def test_a_file_name_is_cleaned_before_it_is_kept(brp: Huis, naam: str, getoond: str):
    announce_by_page(brp, bestandsnaam=naam)
    assert Landing.objects.get().bestandsnaam == getoond


@pytest.mark.parametrize("naam", ["a\x00b.csv", "x" * 401])
def test_a_name_with_a_nul_or_without_end_is_refused(weg: Weg, naam: str):
    assert weg.announce(bestandsnaam=naam).status_code == 400


@pytest.mark.parametrize("naam", ["<img src=x onerror=alert(1)>.csv", "=cmd|' /C calc'!A0.csv"])
def test_a_file_name_is_text_on_the_page(brp: Huis, naam: str):
    adres = announce_by_page(brp, bestandsnaam=naam).json()["adres"]
    pagina = put_by_page(brp, adres, INHOUD).json()["adres"]
    tekst = brp.bij("leverancier").get(pagina).content.decode()
    assert "<img src=x" not in tekst


def test_files_are_stored_under_ids_of_our_own(brp: Huis):
    put_by_page(brp, announce_by_page(brp, bestandsnaam="geheim.csv").json()["adres"], INHOUD)
    [pad] = stored_files()
    assert pad.name == f"{Landing.objects.get().pk}.landing"
    assert pad.is_relative_to(opslag.data_folder())
