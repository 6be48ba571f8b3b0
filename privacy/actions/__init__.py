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
    mark_tour_seen,
    new_one_time_password,
    set_own_password,
    unblock_account,
    unlink_second_factor,
    update_organisatie,
)
from privacy.actions.apparaten import issue_device_code, register_device, withdraw_device
from privacy.actions.dossier import (
    add_document,
    decide_document,
    decide_study,
    expire_study,
    mark_destroyed,
    mark_in_use,
    review_study,
    set_arrangements,
    submit_study,
    withdraw_document,
    withdraw_study,
)
from privacy.actions.drempels import decide_thresholds, ensure_first_thresholds, set_thresholds
from privacy.actions.herkomst import decide_herkomst, request_herkomst, withdraw_herkomst
from privacy.actions.onderzoeken import create_onderzoek, update_onderzoek
from privacy.actions.tokens import create_token, revoke_token
from privacy.actions.tweede_factor import link_second_factor, renew_recovery_codes
from privacy.actions.werkplekken import decide_networks, propose_networks

__all__ = [
    "add_document",
    "block_account",
    "change_role",
    "create_account",
    "create_onderzoek",
    "create_organisatie",
    "create_token",
    "decide_document",
    "decide_herkomst",
    "decide_networks",
    "decide_study",
    "decide_thresholds",
    "enrol_totp_for_demo",
    "ensure_first_thresholds",
    "expire_study",
    "issue_device_code",
    "link_second_factor",
    "link_single_sign_on",
    "mark_destroyed",
    "mark_in_use",
    "mark_tour_seen",
    "new_one_time_password",
    "propose_networks",
    "register_device",
    "renew_recovery_codes",
    "request_herkomst",
    "review_study",
    "revoke_token",
    "set_arrangements",
    "set_own_password",
    "set_thresholds",
    "submit_study",
    "unblock_account",
    "unlink_second_factor",
    "update_onderzoek",
    "update_organisatie",
    "withdraw_device",
    "withdraw_document",
    "withdraw_herkomst",
    "withdraw_study",
]
