"""Mail: to who must do something, once for each item, and nothing but titles and dates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from privacy import herinneringen, poort
from privacy.dossier import Document, Onderzoekstatus
from privacy.kern.zegelketen import Kop
from privacy.models import Account, Logboekkop, Logregel, Onderzoek
from privacy.tasks import herinner
from privacy.verzonden import Verzonden
from tests.privacy.mensen import make_study, open_gate

SLEUTEL = bytes(range(32))


def addressed(*accounts: Account) -> None:
    for account in accounts:
        Account.objects.filter(pk=account.pk).update(email=f"{account.gebruikersnaam}@example.nl")
        account.refresh_from_db()


def ending(analist: Account, dagen: int) -> Onderzoek:
    """An onderzoek whose DPIA ends after so many days."""
    onderzoek = open_gate(make_study(analist))
    onderzoek.deelnemers.set([analist])
    tot = poort.today() + timedelta(days=dagen)
    Document.objects.filter(soort="dpia").update(
        geldig_van=poort.today() - timedelta(days=99), geldig_tot=tot
    )
    return onderzoek


def sent() -> list[str]:
    berichten = [bericht.body for bericht in mail.outbox]
    mail.outbox.clear()
    return berichten


# --- what ends ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("dagen", "tekst"),
    [
        (15, ""), (14, "over 14 dagen"), (8, "over 8 dagen"), (1, "over 1 dag."),
        (0, "vandaag"), (-1, "is verlopen"),
    ],
)  # fmt: skip
def test_what_ends_is_told_to_officer_and_participant(
    officer: Account, analist: Account, tweede_officer: Account, dagen: int, tekst: str
):
    ending(analist, dagen)
    addressed(officer, analist)
    assert herinneringen.send_all() == (2 if tekst else 0)
    assert all(f"DPIA (risico's voor de privacy) {'' if dagen < 0 else 'verloopt '}{tekst}" in b
               for b in sent())  # fmt: skip


def test_each_stage_is_told_once_also_when_a_day_was_missed(officer: Account, analist: Account):
    ending(analist, 13)
    addressed(officer)
    herinner()
    herinner()
    assert len(sent()) == 1
    Document.objects.filter(soort="dpia").update(geldig_tot=poort.today() + timedelta(days=5))
    herinner()
    herinner()
    assert ["over 5 dagen" in tekst for tekst in sent()] == [True]


def test_who_does_not_work_on_it_is_told_nothing(analist: Account, beheerder: Account):
    onderzoek = ending(analist, 1)
    onderzoek.deelnemers.clear()
    addressed(analist, beheerder)
    assert herinneringen.reminders() == []


# --- what waits -----------------------------------------------------------------------------------
def submitted(analist: Account, *, dagen: int) -> Onderzoek:
    onderzoek = make_study(analist)
    Onderzoek.objects.update(
        status=Onderzoekstatus.ingediend,
        ingediend_door=analist,
        ingediend_op=timezone.now() - timedelta(days=dagen),
    )
    return onderzoek


def test_what_waits_longer_than_a_day_is_told_once(officer: Account, analist: Account):
    onderzoek = submitted(analist, dagen=2)
    addressed(officer)
    assert (herinneringen.send_all(), herinneringen.send_all()) == (1, 0)
    assert f"Onderzoek beoordelen: {onderzoek.naam}: wacht op u." in sent()[0]


def test_what_came_today_is_not_mailed_yet(officer: Account, analist: Account):
    submitted(analist, dagen=0)
    addressed(officer)
    assert herinneringen.send_all() == 0


def test_no_words_that_somebody_wrote_are_mailed(officer: Account, analist: Account):
    submitted(analist, dagen=2)
    Onderzoek.objects.update(vraag="Een geheime vraag", doel="Een geheim doel")
    addressed(officer)
    herinneringen.send_all()
    assert "gehei" not in sent()[0]


def test_without_an_address_or_blocked_nobody_is_mailed(officer: Account, analist: Account):
    submitted(analist, dagen=2)
    assert herinneringen.send_all() == 0
    addressed(officer)
    Account.objects.update(is_active=False)
    assert herinneringen.send_all() == 0


def test_what_could_not_be_sent_is_tried_again(
    officer: Account, analist: Account, monkeypatch: pytest.MonkeyPatch
):
    submitted(analist, dagen=2)
    addressed(officer)

    def refuse(*_: object) -> int:
        raise OSError

    with monkeypatch.context() as plek:
        plek.setattr(EmailBackend, "send_messages", refuse)
        assert herinneringen.send_all() == 0
    assert herinneringen.send_all() == 1


def test_a_mail_that_goes_again_after_a_crash_is_known_as_the_same(
    officer: Account, tweede_officer: Account, analist: Account
):
    """Handed over, and the note of it lost: the same lines go under the same number."""
    submitted(analist, dagen=2)
    addressed(officer)
    for _ in range(2):
        assert herinneringen.send_all() == 1
        Verzonden.objects.all().delete()
    ending(analist, 5)
    addressed(tweede_officer)
    herinneringen.send_all()
    nummers = [bericht.extra_headers["Message-ID"] for bericht in mail.outbox]
    assert nummers[0] == nummers[1]
    assert len(set(nummers)) == 3


# --- the head of the logbook ----------------------------------------------------------------------
def head(*, klopt: bool = True, nummer: int = 7) -> Logboekkop:
    kop = Kop.sign(SLEUTEL, nummer, "ab" * 32, timezone.now())
    return Logboekkop.objects.create(
        nummer=kop.nummer, zegel=kop.zegel, handtekening=kop.handtekening, op=kop.op, klopt=klopt,
        breuk_bij=None if klopt else 3,
    )  # fmt: skip


def test_the_head_is_mailed_once_a_week_and_can_be_read_back(officer: Account, settings: Settings):
    settings.LOGBOEKKOP_AAN = ["archief@example.nl"]
    addressed(officer)
    head()
    assert (herinneringen.send_head(), herinneringen.send_head()) == (2, 0)
    assert {bericht.to[0] for bericht in mail.outbox} == {officer.email, "archief@example.nl"}
    assert Kop.from_text(sent()[0]).is_signed_with(SLEUTEL)
    rij = Logregel.objects.get(actie="logboekkop_verzonden")
    assert rij.bijzonderheden == {"regel": 7, "klopt": True, "ontvangers": 2}


def test_a_break_is_told_at_once_and_once(officer: Account):
    addressed(officer)
    head()
    herinneringen.send_head()
    head(klopt=False, nummer=8)
    mail.outbox.clear()
    assert (herinneringen.send_head(), herinneringen.send_head()) == (1, 0)
    assert "het logboek klopt niet" in mail.outbox[0].subject
    assert "Regel 3" in sent()[0]


def test_without_a_head_nothing_is_sent(officer: Account, analist: Account):
    addressed(officer, analist)
    assert herinneringen.send_head() == 0


def test_the_head_can_be_sent_by_hand(officer: Account, capsys: pytest.CaptureFixture[str]):
    addressed(officer)
    head()
    call_command("logboek", "mail")
    assert "Verzonden: 1." in capsys.readouterr().out
