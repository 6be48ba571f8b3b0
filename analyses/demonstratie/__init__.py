"""The demonstration: a fictitious municipality through the real door to released charts.

Deliveries go by the API as five suppliers; approvals, linking, analyses and release go by the same
actions as the pages, each in the name of the account that may do it.
"""
