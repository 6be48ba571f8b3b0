"""Everything that changes a row: keyword-only, `by` who did it, one transaction, a log row.

`by=None` is the system itself: the first account, the demonstration, a job without an asker.
"""

from privacy.actions.accounts import (
    block_account,
    change_role,
    create_account,
    create_organisatie,
    enrol_totp_for_demo,
    link_single_sign_on,
    new_one_time_password,
    set_own_password,
    unblock_account,
    unlink_second_factor,
    update_organisatie,
)
from privacy.actions.drempels import ensure_first_thresholds, set_thresholds
from privacy.actions.herkomst import decide_herkomst, request_herkomst
from privacy.actions.onderzoeken import create_onderzoek, update_onderzoek
from privacy.actions.tokens import create_token, revoke_token
from privacy.actions.tweede_factor import link_second_factor, renew_recovery_codes

__all__ = [
    "block_account",
    "change_role",
    "create_account",
    "create_onderzoek",
    "create_organisatie",
    "create_token",
    "decide_herkomst",
    "enrol_totp_for_demo",
    "ensure_first_thresholds",
    "link_second_factor",
    "link_single_sign_on",
    "new_one_time_password",
    "renew_recovery_codes",
    "request_herkomst",
    "revoke_token",
    "set_own_password",
    "set_thresholds",
    "unblock_account",
    "unlink_second_factor",
    "update_onderzoek",
    "update_organisatie",
]
