"""Fifty people at the pages of a running installation, one meeting among them.

The demonstration as it starts itself: gunicorn, PostgreSQL and Valkey, on this machine. The load
goes to the loopback address alone and stops by itself.
"""
