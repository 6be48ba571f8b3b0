"""Gunicorn's settings; the command line that uses them stands in `processen.py`."""

from buurtmonitor import omgeving
from buurtmonitor.logregels import logging_config

bind = [omgeving.text("BUURTMONITOR_BIND", default="127.0.0.1:8000")]
worker_class = "gthread"
workers = omgeving.integer("BUURTMONITOR_WEBPROCESSEN", 2, minimum=1, maximum=64)
threads = omgeving.integer("BUURTMONITOR_WEBDRADEN", 8, minimum=2, maximum=256)
# Loaded once, before the processes split: a wrong configuration then stops the whole server.
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60
# The proxy's header is read by our own code, by count, not by gunicorn.
forwarded_allow_ips = ""
accesslog = None
errorlog = "-"
logconfig_dict = logging_config("WARNING")
