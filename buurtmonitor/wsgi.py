"""The web process. It does not start on a wrong configuration."""

import os

from django.core.wsgi import get_wsgi_application

from buurtmonitor import opstart

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buurtmonitor.settings")

opstart.check_or_exit()
application = get_wsgi_application()
