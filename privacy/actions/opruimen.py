"""Rows past their term go on schedule, and the logbook says how many."""

from collections.abc import Mapping

from django.db import connection, transaction

from privacy.logboek import Actie, log
from privacy.models import Account
from privacy.opruimen import past_their_term, work


@transaction.atomic
def clean_rows(*, by: Account | None) -> Mapping[str, int]:
    """How many of each model went; a line of the logbook when any did."""
    aantallen = {label: rijen.delete()[0] for label, rijen in past_their_term().items()}
    aantallen["privacy.Logregel"] = _cut_logbook()
    weg = {label: aantal for label, aantal in aantallen.items() if aantal}
    if weg:
        log(actie=Actie.rijen_opgeruimd, door=by, bijzonderheden=weg)
    for werk in work().values():
        werk(by=by)
    return weg


def _cut_logbook() -> int:
    """By a function of the database: only what a signed head of five years ago has seen goes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ruim_logboek_op()")
        return int(cursor.fetchone()[0])
