"""What the werkgroep does: every deed is one function, one transaction, one line in the logbook.

All but `klad`: what somebody is still typing is no deed yet.
"""
