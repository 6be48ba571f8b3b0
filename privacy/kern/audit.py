"""Placeholder until written."""

from privacy.kern.veilig import Auditverslag


def audit_table(tabel, rijen, drempels, *, verdeling=None, gewoon=()):
    return Auditverslag("x", len(rijen), 0, 0, 0, None, 10, True)
