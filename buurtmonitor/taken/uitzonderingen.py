"""What the function of a job may raise."""

from __future__ import annotations


class OnjuisteOpdracht(Exception):
    """The job can't be done as asked. The text is one Dutch sentence, shown to the user."""


class Geannuleerd(Exception):
    """A stop was asked: let everything half-done go and return."""


class Achterhaald(Exception):
    """This worker no longer holds the job: its fence is old. Write nothing."""
