import pytest

from bronnen.kern.herkenning import BestandGeweigerd, Bestandssoort, recognise
from tests.bronnen.kern.leesmateriaal import assert_sentence

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100


@pytest.mark.parametrize(
    ("first", "suffix", "soort"),
    [
        (b"bsn;naam\n", "csv", Bestandssoort.csv),
        (b"bsn;naam\n", ".CSV", Bestandssoort.csv),
        (b"bsn;naam\n", "", Bestandssoort.csv),
        (b"\xef\xbb\xbfbsn;naam\n", "txt", Bestandssoort.csv),
        (b"\xff\xfeb\0s\0n\0", "csv", Bestandssoort.csv),
        (b"MZ_code;naam\n1;2\n", "csv", Bestandssoort.csv),
        (b"PK\x03\x04....", "xlsx", Bestandssoort.xlsx),
        (b"PK\x03\x04....", "", Bestandssoort.xlsx),
        (b' {"type":"FeatureCollection"', "geojson", Bestandssoort.geojson),
        (b'{"type":"FeatureCollection"', "json", Bestandssoort.geojson),
    ],
)
def test_a_delivery_is_recognised(first: bytes, suffix: str, soort: Bestandssoort) -> None:
    assert recognise(first, suffix) is soort


@pytest.mark.parametrize(
    ("first", "suffix", "code"),
    [
        (b"", "csv", "leeg"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "csv", "geen_csv"),
        (b"\x7fELF\x02", "csv", "geen_csv"),
        (b"%PDF-1.7", "csv", "geen_csv"),
        (b"<!DOCTYPE html><html>", "csv", "geen_csv"),
        (b"\xef\xbb\xbf  <html>", "csv", "geen_csv"),
        (b"\x1f\x8b\x08", "csv", "geen_csv"),
        (b"7z\xbc\xaf\x27\x1c", "csv", "geen_csv"),
        (b"\x89PNG\r\n", "csv", "geen_csv"),
        (b"{\\rtf1", "csv", "geen_csv"),
        (b"SQLite format 3\x00", "csv", "geen_csv"),
        (OLE, "xls", "oud_excel"),
        (OLE, "xlsx", "oud_excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "xlsx", "versleuteld"),
        (b"PK\x03\x04....", "csv", "soort_verschilt"),
        (b"PK\x03\x04....", "zip", "soort_onbekend"),
        (b"PK\x03\x04....", "xlsm", "macro"),
        (b"PK\x03\x04....", "xlsb", "macro"),
        (b"bsn;naam\n", "xlsx", "soort_verschilt"),
        (b"bsn;naam\n", "geojson", "soort_verschilt"),
        (b'{"a":1}', "csv", "soort_verschilt"),
        (b"bsn;naam\n", "exe", "soort_onbekend"),
        (b"\xff\xfe\x00\x00b\0\0\0", "csv", "codering_onbekend"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(first: bytes, suffix: str, code: str) -> None:
    with pytest.raises(BestandGeweigerd) as caught:
        recognise(first, suffix)
    assert caught.value.code == code
    assert_sentence(caught.value.melding)
