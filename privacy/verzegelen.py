"""Seals the logbook and proves it: for the sealer's own process, which alone holds the key.

Rows commit with their deed, unchained, so that no page waits for a chain; the sealer chains what
has committed, a moment later. One sealer at a time (an advisory lock of the database).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from privacy.kern.bewaartermijn import JAREN
from privacy.kern.zegelketen import BEGIN, KOLOMMEN, Breuk, Keten, Kop, seal
from privacy.models import Logboekkop, Logregel, Zegel

SLOT = 4_617_290_312  # any number, the same in every version: two sealers never run at once
PER_KEER = 5000
# A deed that commits late gets a lower number than rows sealed before it; older gaps are looked
# for when the whole chain is walked.
TERUG = 10_000
# A transaction that is idle is ended by the database long before this.
LAATST_VERZEGELD = timedelta(minutes=30)
BEWAARD = timedelta(days=365 * JAREN)


@dataclass(frozen=True)
class Bevinding:
    """How far the chain holds, and the first thing that is wrong, if anything is."""

    nummer: int
    zegel: str
    plek: int | None = None
    breuk: Breuk | None = None

    @property
    def klopt(self) -> bool:
        return self.breuk is None


def take_the_turn() -> bool:
    """Whether this process is the one that seals; the turn ends with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SLOT])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def seal_rows(sleutel: bytes, *, alles: bool = False) -> int:
    """Seal what has no seal yet, in order of number; how many. `alles` looks at old gaps too."""
    laatste = Zegel.objects.order_by("-nummer").first()
    nummer, vorige = (laatste.nummer, laatste.zegel) if laatste else (0, BEGIN)
    wachtend = _waiting()
    if laatste and not alles:
        hoogste = Zegel.objects.order_by("-regel").values_list("regel", flat=True)[0]
        wachtend = wachtend.filter(id__gt=hoogste - TERUG)
    nieuw = []
    for rij in wachtend.order_by("id").values(*KOLOMMEN)[:PER_KEER]:
        nummer += 1
        vorige = seal(sleutel, nummer, vorige, rij)
        nieuw.append(Zegel(nummer=nummer, regel=rij["id"], zegel=vorige))
    Zegel.objects.bulk_create(nieuw)
    return len(nieuw)


def _waiting() -> QuerySet[Logregel]:
    verzegeld = Zegel.objects.filter(regel=OuterRef("pk"))
    return Logregel.objects.filter(~Exists(verzegeld))


def walk(sleutel: bytes, kop: Kop | None = None) -> Bevinding:
    """Prove the chain from its first row; ValueError for a head that was not signed with this key.

    Reads from one moment, so that rows that come meanwhile are no fault.
    """
    if kop and not kop.is_signed_with(sleutel):
        raise ValueError("the head was not signed with this key")
    with transaction.atomic():
        _one_moment()
        keten = Keten(sleutel, kop, _expired_head(sleutel))
        heel = all(keten.follow(*schakel) for schakel in _links()) and keten.end()
        if heel and (regel := _left_unsealed()):
            return Bevinding(keten.nummer, keten.zegel, regel, Breuk.onverzegeld)
    if keten.breuk:
        return Bevinding(keten.nummer, keten.zegel, *keten.breuk)
    return Bevinding(keten.nummer, keten.zegel)


def _expired_head(sleutel: bytes) -> Kop | None:
    """The last one signed longer ago than rows are kept: what it covers may be gone."""
    oud = Logboekkop.objects.filter(op__lt=Now() - BEWAARD).order_by("-nummer")
    koppen = (Kop(k.nummer, k.zegel, k.op, k.handtekening) for k in oud.iterator())
    return next((kop for kop in koppen if kop.is_signed_with(sleutel)), None)


def _one_moment() -> None:
    """Not where a transaction runs already, as in a test."""
    with connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _links() -> Iterator[tuple[int, str, dict[str, Any] | None]]:
    """Number, seal and row, in order; a part at a time, so that memory stays flat."""
    vanaf = 0
    while deel := list(Zegel.objects.filter(nummer__gt=vanaf).order_by("nummer")[:PER_KEER]):
        rijen = Logregel.objects.filter(pk__in=[zegel.regel for zegel in deel]).values(*KOLOMMEN)
        per_id = {rij["id"]: rij for rij in rijen}
        for zegel in deel:
            yield zegel.nummer, zegel.zegel, per_id.get(zegel.regel)
        vanaf = deel[-1].nummer


def _left_unsealed() -> int | None:
    """A row that should have had its seal long ago: nobody seals, or it was put in afterwards."""
    oud = timezone.now() - LAATST_VERZEGELD
    return _waiting().filter(op__lt=oud).order_by("id").values_list("id", flat=True).first()


def sign(sleutel: bytes, bevinding: Bevinding) -> Kop:
    return Kop.sign(sleutel, bevinding.nummer, bevinding.zegel, timezone.now())


def keep_head(sleutel: bytes, bevinding: Bevinding) -> Logboekkop:
    """A signed head with what was found, for the privacy officer."""
    kop = sign(sleutel, bevinding)
    return Logboekkop.objects.create(
        nummer=kop.nummer,
        zegel=kop.zegel,
        handtekening=kop.handtekening,
        op=kop.op,
        klopt=bevinding.klopt,
        breuk_bij=bevinding.plek,
        breuk=bevinding.breuk.value if bevinding.breuk else "",
    )
