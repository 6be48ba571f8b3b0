"""The vault: a key is a file, opens with the right master key alone, and is gone when destroyed."""

import stat
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from buurtmonitor import opstart
from privacy import kluis
from privacy.hoofdsleutel import HoofdsleutelOntbreekt, seal, unseal
from privacy.kern.versleuteling import Onleesbaar
from privacy.models import Account, Logregel, Sleutel, Sleuteldoel
from tests.privacy.mensen import code_for


def _files(map_: Path) -> list[str]:
    return sorted(pad.name for pad in map_.glob("*.sleutel"))


def test_a_key_opens_as_it_was_made(kluisje: Path):
    sleutel, inhoud = kluis.make_key(doel="levering")
    assert kluis.open_key(Sleutel.objects.get(pk=sleutel.pk)) == inhoud
    assert len(inhoud) == 32


def test_the_key_file_is_wrapped_and_for_its_owner_alone(kluisje: Path):
    sleutel, inhoud = kluis.make_key(doel=Sleuteldoel.landing)
    pad = kluisje / f"{sleutel.pk}.sleutel"
    assert inhoud not in pad.read_bytes()
    assert stat.S_IMODE(pad.stat().st_mode) == 0o600
    assert stat.S_IMODE(kluisje.stat().st_mode) == 0o700


def test_a_destroyed_key_never_opens_again(kluisje: Path, officer: Account):
    sleutel, _ = kluis.make_key(doel="levering")
    kluis.destroy_key(sleutel, by=officer)
    with pytest.raises(kluis.SleutelVernietigd):
        kluis.open_key(sleutel)
    assert _files(kluisje) == []
    assert sleutel.vernietigd_op is not None


def test_a_key_file_put_back_after_destruction_does_not_open(kluisje: Path):
    sleutel, _ = kluis.make_key(doel="levering")
    pad = kluisje / f"{sleutel.pk}.sleutel"
    kopie = pad.read_bytes()
    kluis.destroy_key(sleutel, by=None)
    pad.write_bytes(kopie)
    with pytest.raises(kluis.SleutelVernietigd):
        kluis.open_key(Sleutel.objects.get(pk=sleutel.pk))


def test_destroying_twice_is_destroying_once(kluisje: Path):
    sleutel, _ = kluis.make_key(doel="levering")
    kluis.destroy_key(sleutel, by=None)
    kluis.destroy_key(sleutel, by=None)
    assert Logregel.objects.filter(actie="sleutel_vernietigd").count() == 1


def test_destruction_goes_on_where_a_crash_left_it(kluisje: Path):
    """The file was removed, the row not yet marked."""
    sleutel, _ = kluis.make_key(doel="levering")
    (kluisje / f"{sleutel.pk}.sleutel").unlink()
    kluis.destroy_key(sleutel, by=None)
    assert sleutel.vernietigd_op is not None


def test_the_key_file_is_overwritten_before_it_is_removed(kluisje: Path, tmp_path: Path):
    sleutel, _ = kluis.make_key(doel="levering")
    pad = kluisje / f"{sleutel.pk}.sleutel"
    tweede = tmp_path / "zelfde-blokken"
    tweede.hardlink_to(pad)
    voor = tweede.read_bytes()
    kluis.destroy_key(sleutel, by=None)
    assert tweede.read_bytes() != voor


def test_a_missing_key_file_counts_as_destroyed(kluisje: Path):
    sleutel, _ = kluis.make_key(doel="levering")
    (kluisje / f"{sleutel.pk}.sleutel").unlink()
    with pytest.raises(kluis.SleutelVernietigd):
        kluis.open_key(sleutel)


def test_a_key_under_the_name_of_another_does_not_open(kluisje: Path):
    een, _ = kluis.make_key(doel="levering")
    ander, _ = kluis.make_key(doel="levering")
    (kluisje / f"{een.pk}.sleutel").replace(kluisje / f"{ander.pk}.sleutel")
    with pytest.raises(Onleesbaar):
        kluis.open_key(ander)


def test_a_key_for_another_purpose_does_not_open(kluisje: Path):
    sleutel, _ = kluis.make_key(doel="landing")
    sleutel.doel = "levering"
    with pytest.raises(Onleesbaar):
        kluis.open_key(sleutel)


def test_a_wrong_master_key_opens_nothing(kluisje: Path, settings: Settings):
    sleutel, _ = kluis.make_key(doel="levering")
    settings.HOOFDSLEUTEL = bytes(32)
    with pytest.raises(Onleesbaar):
        kluis.open_key(sleutel)


def test_without_master_key_no_key_is_made(kluisje: Path, settings: Settings):
    settings.HOOFDSLEUTEL = None
    with pytest.raises(HoofdsleutelOntbreekt):
        kluis.make_key(doel="levering")
    assert not Sleutel.objects.exists()


def test_without_its_folder_no_key_is_made_and_no_row_stays(db: None, kluismap: Path):
    with pytest.raises(OSError, match="sleutel"), transaction.atomic():
        kluis.make_key(doel="levering")
    assert not Sleutel.objects.exists()


def test_making_and_destroying_is_logged_without_the_key(kluisje: Path, officer: Account):
    sleutel, inhoud = kluis.make_key(doel="levering", by=officer)
    kluis.destroy_key(sleutel, by=officer)
    rijen = Logregel.objects.filter(object_soort="sleutel", object_id=sleutel.pk)
    assert {rij.actie for rij in rijen} == {"sleutel_gemaakt", "sleutel_vernietigd"}
    assert inhoud.hex() not in str(list(rijen.values()))


# --- at the start ---------------------------------------------------------------------------------
def test_the_right_master_key_passes_at_the_start(kluisje: Path):
    assert kluis.check_at_start() == []


def test_a_wrong_master_key_is_refused_at_the_start(kluisje: Path, settings: Settings):
    settings.HOOFDSLEUTEL = bytes(32)
    assert "past niet op de kluis" in kluis.check_at_start()[0].msg


def test_a_missing_master_key_is_refused_at_the_start(kluisje: Path, settings: Settings):
    settings.HOOFDSLEUTEL = None
    assert "BUURTMONITOR_HOOFDSLEUTEL" in kluis.check_at_start()[0].msg


def test_a_missing_vault_is_refused_at_the_start_and_not_made(db: None, kluismap: Path):
    assert "nog niet ingericht" in kluis.check_at_start()[0].msg
    assert not kluismap.exists()


def test_a_vault_that_others_can_read_is_refused_at_the_start(kluisje: Path):
    kluisje.chmod(0o750)
    assert "0700" in kluis.check_at_start()[0].msg


def test_the_processes_run_this_check_before_they_serve(kluisje: Path, settings: Settings):
    settings.HOOFDSLEUTEL = bytes(32)
    with pytest.raises(opstart.OpstartGeweigerd, match="past niet op de kluis"):
        opstart.check_apps()


def test_furnishing_twice_changes_nothing(kluisje: Path):
    voor = (kluisje / kluis.CONTROLE).read_bytes()
    kluis.furnish()
    assert (kluisje / kluis.CONTROLE).read_bytes() == voor


def test_furnishing_with_another_master_key_is_refused(kluisje: Path, settings: Settings):
    settings.HOOFDSLEUTEL = bytes(32)
    with pytest.raises(CommandError, match="past niet op de kluis"):
        call_command("kluis_inrichten")


def test_a_lost_vault_is_not_replaced_in_silence(kluisje: Path, settings: Settings):
    kluis.make_key(doel="levering")
    settings.KLUIS = kluisje.parent / "leeg"
    with pytest.raises(CommandError, match="de kluis is leeg"):
        call_command("kluis_inrichten")


# --- small secrets in the database ----------------------------------------------------------------
def test_a_sealed_secret_opens_for_its_purpose_and_owner(kluismap: Path):
    assert unseal("proef", seal("proef", b"geheim", van="a"), van="a") == b"geheim"


@pytest.mark.parametrize(("doel", "van"), [("ander", "a"), ("proef", "b")])
def test_a_sealed_secret_opens_for_nothing_else(kluismap: Path, doel: str, van: str):
    with pytest.raises(Onleesbaar):
        unseal(doel, seal("proef", b"geheim", van="a"), van=van)


# --- another master key ---------------------------------------------------------------------------
NIEUW = bytes(range(1, 33))


def _change(settings: Settings, nieuw: bytes = NIEUW) -> None:
    settings.HOOFDSLEUTEL_VORIGE, settings.HOOFDSLEUTEL = settings.HOOFDSLEUTEL, nieuw


def test_after_the_change_the_old_master_key_opens_nothing(
    kluisje: Path, settings: Settings, officer: Account
):
    sleutel, inhoud = kluis.make_key(doel="levering")
    oud = settings.HOOFDSLEUTEL
    _change(settings)
    call_command("kluis", "wissel")
    settings.HOOFDSLEUTEL_VORIGE = None
    assert kluis.open_key(sleutel) == inhoud
    assert kluis.check_at_start() == []
    assert code_for(officer)  # the app still works
    settings.HOOFDSLEUTEL = oud
    with pytest.raises(Onleesbaar):
        kluis.open_key(sleutel)
    assert "past niet op de kluis" in kluis.check_at_start()[0].msg


def test_while_it_changes_everything_opens_with_both(kluisje: Path, settings: Settings):
    sleutel, inhoud = kluis.make_key(doel="levering")
    _change(settings)
    nieuwer, ander = kluis.make_key(doel="levering")
    assert (kluis.open_key(sleutel), kluis.open_key(nieuwer)) == (inhoud, ander)
    assert kluis.inspect() == kluis.Kluisstand(2, 1, 0, 0)


def test_a_change_that_was_broken_off_goes_on(
    kluisje: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    paren = [kluis.make_key(doel="levering") for _ in range(3)]
    _change(settings)
    echt, keren = kluis._replace, []

    def stop(*args: object) -> None:
        keren.append(1)
        if len(keren) == 2:
            raise KeyboardInterrupt
        echt(*args)

    with monkeypatch.context() as even:
        even.setattr(kluis, "_replace", stop)
        with pytest.raises(KeyboardInterrupt):
            kluis.rewrap_all(by=None)
    assert kluis.rewrap_all(by=None) == 2
    settings.HOOFDSLEUTEL_VORIGE = None
    assert [kluis.open_key(sleutel) for sleutel, _ in paren] == [inhoud for _, inhoud in paren]
    assert kluis.rewrap_all(by=None) == 0


def test_what_stood_there_under_the_old_key_is_overwritten(
    kluisje: Path, settings: Settings, tmp_path: Path
):
    sleutel, _ = kluis.make_key(doel="levering")
    tweede = tmp_path / "zelfde-blokken"
    tweede.hardlink_to(kluisje / f"{sleutel.pk}.sleutel")
    voor = tweede.read_bytes()
    _change(settings)
    kluis.rewrap_all(by=None)
    assert tweede.read_bytes() != voor


def test_a_key_that_was_destroyed_is_not_wrapped_again(kluisje: Path, settings: Settings):
    sleutel, _ = kluis.make_key(doel="levering")
    kluis.destroy_key(sleutel, by=None)
    _change(settings)
    kluis.rewrap_all(by=None)
    assert _files(kluisje) == []


def test_a_change_without_the_old_key_changes_nothing(kluisje: Path, settings: Settings):
    kluis.make_key(doel="levering")
    settings.HOOFDSLEUTEL = NIEUW
    with pytest.raises(CommandError, match="past niet op de kluis"):
        call_command("kluis", "wissel")


def test_a_key_wrapped_before_there_were_ids_still_opens(kluisje: Path, settings: Settings):
    """Version 1 of a key file: no id of the master key in it."""
    sleutel, inhoud = kluis.make_key(doel="levering")
    nonce, aad = bytes(12), b"sleutel\x00" + sleutel.pk.bytes + b"levering"
    dicht = AESGCM(settings.HOOFDSLEUTEL).encrypt(nonce, inhoud, aad)
    (kluisje / f"{sleutel.pk}.sleutel").write_bytes(b"\x01" + nonce + dicht)
    assert kluis.open_key(sleutel) == inhoud
    _change(settings)
    assert kluis.rewrap_all(by=None) == 1


def test_a_lost_key_file_is_counted(kluisje: Path):
    sleutel, _ = kluis.make_key(doel="levering")
    (kluisje / f"{sleutel.pk}.sleutel").rename(kluisje / f"{uuid4()}.sleutel")
    assert kluis.inspect() == kluis.Kluisstand(0, 0, 1, 1)
    with pytest.raises(CommandError, match="niet opengaan"):
        call_command("kluis", "controle")
