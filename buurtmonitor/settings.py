"""The one settings file. Everything that differs between places comes from the environment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab

from buurtmonitor import omgeving
from buurtmonitor.adressen import CACHE_DB, broker_url, redis_with_db
from buurtmonitor.logregels import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where it runs -------------------------------------------------------------------------------
DEBUG = False
SECRET_KEY = omgeving.secret("BUURTMONITOR_GEHEIM", default="")
ALLOWED_HOSTS = omgeving.words("BUURTMONITOR_HOSTS", default=("localhost", "127.0.0.1"))
LOKAAL = set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}
# How many proxies of our own stand before the web process; 0 means X-Forwarded-* is ignored.
AANTAL_PROXIES = omgeving.integer("BUURTMONITOR_PROXIES", 0, minimum=0, maximum=5)
CSRF_TRUSTED_ORIGINS = [] if LOKAAL else [f"https://{host}" for host in ALLOWED_HOSTS]

ROOT_URLCONF = "buurtmonitor.urls"
WSGI_APPLICATION = "buurtmonitor.wsgi.application"

INSTALLED_APPS = [
    "buurtmonitor",
    "buurtmonitor.taken",
    "privacy",
    "bronnen",
    "analyses",
    "analyses.werkgroep",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_otp",
    "axes",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "buurtmonitor.middleware.no_store",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "privacy.middleware.herkomst",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "privacy.middleware.SessieMiddleware",
    "privacy.middleware.RechtMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "privacy.context.basis",
            ],
        },
    }
]

# --- Database: three roles. The app's can't change tables, nor the logbook; the sealer's can only
# add seals to it. --------------------------------------------------------------------------------
_ROLLEN = {
    "app": lambda: omgeving.database("DATABASE_URL"),
    "eigenaar": lambda: omgeving.database("DATABASE_OWNER_URL"),
    "zegelaar": lambda: omgeving.database("DATABASE_SEAL_URL"),
}
DATABASEROL = omgeving.choice("BUURTMONITOR_DATABASEROL", tuple(_ROLLEN), default="app")
_database = _ROLLEN[DATABASEROL]() or {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": "onbekend",
}
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
# The roles that `rechten_database` grants to, also while the owner is connected.
APP_ROL = (omgeving.database("DATABASE_URL") or {}).get("USER", "")
ZEGEL_ROL = (omgeving.database("DATABASE_SEAL_URL") or {}).get("USER", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: wake-ups for workers, and a cache. Losing it all loses nothing. ----------------------
REDIS_URL = omgeving.redis("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_with_db(REDIS_URL, CACHE_DB),
        # Django's own serializer is pickle; whoever writes to Redis would then run code here.
        "OPTIONS": {
            "serializer": "buurtmonitor.cache.JSONSerializer",
            "socket_timeout": 2,
            "socket_connect_timeout": 2,
        },
        "KEY_PREFIX": "bm",
    }
}

# --- Jobs ----------------------------------------------------------------------------------------
TAAK_LEASE = timedelta(
    seconds=omgeving.integer("BUURTMONITOR_LEASE_SECONDEN", 60, minimum=2, maximum=3600)
)
TAAK_MAX_POGINGEN = 3
# A linked file of more residents than this is counted in parts, by the workers that are free.
TELDEEL = omgeving.integer("BUURTMONITOR_TELDEEL", 2_000_000, minimum=1, maximum=2**31)

CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
# A job longer than the visibility timeout would be delivered again while it runs.
CELERY_TASK_SOFT_TIME_LIMIT = 4 * 3600 - 300
CELERY_TASK_TIME_LIMIT = 4 * 3600
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 5 * 3600,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 15,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = omgeving.integer("BUURTMONITOR_WERKERS", 2, minimum=1, maximum=64)
# A child that once held a large file gives its memory back.
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_CONSUMER = "buurtmonitor.verbruiker:Verbruiker"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
# Whoever writes to Redis could otherwise stop workers or read what they do.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "Europe/Amsterdam"
# Apps add what must happen on schedule here: name, task, seconds or crontab.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "veeg": {
        "task": "buurtmonitor.taken.tasks.veeg",
        "schedule": 10.0,
        # A sweep that waited longer than this is followed by a newer one.
        "options": {"expires": 30, "ignore_result": True, "retry": False},
    },
    "landingen": {
        "task": "bronnen.tasks.ruim_landingen_op",
        "schedule": 300.0,
        "options": {"expires": 600, "ignore_result": True, "retry": False},
    },
}

CELERY_BEAT_SCHEDULE |= {
    "bewaartermijnen": {
        "task": "privacy.tasks.bewaartermijnen",
        "schedule": 900.0,
        "options": {"expires": 900, "ignore_result": True, "retry": False},
    },
    "herinneringen": {
        "task": "privacy.tasks.herinner",
        "schedule": crontab(hour=7, minute=0),
        "options": {"expires": 3600, "ignore_result": True, "retry": False},
    },
    # Looks each hour, for a break is told at once; a head that holds goes out once a week.
    "logboekkop": {
        "task": "privacy.tasks.logboekkop",
        "schedule": crontab(minute=20),
        "options": {"expires": 3600, "ignore_result": True, "retry": False},
    },
}

# --- Mail: reminders and heads of the logbook. Without a server: to standard output. --------------
EMAIL_HOST = omgeving.text("BUURTMONITOR_MAILSERVER", default="")
EMAIL_PORT = omgeving.integer("BUURTMONITOR_MAILPOORT", 25, minimum=1, maximum=65535)
EMAIL_HOST_USER = omgeving.text("BUURTMONITOR_MAILGEBRUIKER", default="")
EMAIL_HOST_PASSWORD = omgeving.secret("BUURTMONITOR_MAILWACHTWOORD", default="")
_mailbeveiliging = omgeving.choice(
    "BUURTMONITOR_MAILBEVEILIGING", ("geen", "starttls", "tls"), default="geen"
)
EMAIL_USE_TLS, EMAIL_USE_SSL = _mailbeveiliging == "starttls", _mailbeveiliging == "tls"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
# Who keeps the signed head of the logbook besides the officers; best somebody outside.
LOGBOEKKOP_AAN = omgeving.words("BUURTMONITOR_LOGBOEKKOP_AAN")
DEFAULT_FROM_EMAIL = omgeving.text("BUURTMONITOR_AFZENDER", default="buurtmonitor@localhost")

# --- Files and keys ------------------------------------------------------------------------------
DATA = omgeving.path("BUURTMONITOR_DATA", default=BASE_DIR / "var" / "data")
KLUIS = omgeving.path("BUURTMONITOR_KLUIS", default=BASE_DIR / "var" / "kluis")
HOOFDSLEUTEL = omgeving.secret_key("BUURTMONITOR_HOOFDSLEUTEL")
# The one before, while ‘manage.py kluis wissel’ has not been through: it only opens.
HOOFDSLEUTEL_VORIGE = omgeving.secret_key("BUURTMONITOR_HOOFDSLEUTEL_VORIGE")
# Given to the sealer of the logbook alone; None everywhere else.
LOGBOEKSLEUTEL = omgeving.secret_key("BUURTMONITOR_LOGBOEKSLEUTEL")
# Deliveries come as the raw body of a PUT. A form may hold small files, in memory only:
# without the handler for temporary files nothing is ever written to disk in clear.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Accounts, login, sessions -------------------------------------------------------------------
AUTH_USER_MODEL = "privacy.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "privacy.wachtwoordregels.LangGenoeg", "OPTIONS": {"min_length": 12}},
    {"NAME": "privacy.wachtwoordregels.NietBekend"},
    {"NAME": "privacy.wachtwoordregels.NietDeNaam"},
]
LOGIN_URL = "/aanmelden/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
OTP_TOTP_ISSUER = "Buurtmonitor"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_STILTE = timedelta(minutes=30)
SESSION_DUUR = timedelta(hours=10)
SESSION_COOKIE_AGE = int(SESSION_DUUR.total_seconds())
SESSION_COOKIE_NAME = "__Host-sessie"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "buurtmonitor.fouten.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "buurtmonitor.netwerk.client_ip"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
# The names under which the login form sends them.
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "privacy.aanmelden.axes_name"
AXES_WHITELIST_CALLABLE = "privacy.aanmelden.axes_skips"
AXES_LOCKOUT_CALLABLE = "privacy.views.aanmelden.locked_out"
# Beside axes: so many failures from one address, whatever the names, within the period.
AANMELDEN_PER_ADRES = 30
AANMELDEN_PER_ADRES_PERIODE = timedelta(minutes=10)

# --- Single sign-on, only where it is configured -------------------------------------------------
OIDC_ISSUER = omgeving.text("OIDC_ISSUER", default="")
if OIDC_ISSUER:
    INSTALLED_APPS += ["mozilla_django_oidc"]
    AUTHENTICATION_BACKENDS += ["privacy.aanmelden_oidc.OIDCBackend"]
    OIDC_RP_CLIENT_ID = omgeving.text("OIDC_CLIENT_ID")
    OIDC_RP_CLIENT_SECRET = omgeving.secret("OIDC_CLIENT_SECRET")
    OIDC_OP_AUTHORIZATION_ENDPOINT = omgeving.text("OIDC_AUTHORIZATION_ENDPOINT")
    OIDC_OP_TOKEN_ENDPOINT = omgeving.text("OIDC_TOKEN_ENDPOINT")
    OIDC_OP_USER_ENDPOINT = omgeving.text("OIDC_USER_ENDPOINT")
    OIDC_OP_JWKS_ENDPOINT = omgeving.text("OIDC_JWKS_ENDPOINT")
    OIDC_RP_SIGN_ALGO = "RS256"
    OIDC_RP_SCOPES = "openid"
    OIDC_USE_NONCE = True
    OIDC_USE_PKCE = True
    OIDC_CREATE_USER = False
    OIDC_STORE_ACCESS_TOKEN = False
    OIDC_STORE_ID_TOKEN = False
    OIDC_TIMEOUT = 5
    # Which `acr` or `amr` values count as a second factor; without any, none does.
    OIDC_ACR = omgeving.words("OIDC_ACR")
    OIDC_AMR = omgeving.words("OIDC_AMR", default=("mfa",))

# --- What the browser is told --------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        # The hash is that of an empty style element, which Plotly adds.
        "style-src-elem": ["'self'", "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_HSTS_SECONDS = 0 if LOKAAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOKAAL
SECURE_HSTS_PRELOAD = not LOKAAL
SECURE_SSL_REDIRECT = not LOKAAL
SECURE_REDIRECT_EXEMPT = [r"^gezondheid$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if AANTAL_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- API -----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["privacy.api_authenticatie.TokenAuthenticatie"],
    "DEFAULT_PERMISSION_CLASSES": ["privacy.api_authenticatie.RechtPermissie"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "buurtmonitor.fouten.problem_json",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 100,
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min"},
    "NUM_PROXIES": AANTAL_PROXIES,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Buurtmonitor",
    "DESCRIPTION": "Leveren, een levering volgen en vrijgegeven resultaten lezen.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "buurtmonitor.beschrijving.add_problems",
    ],
}

# --- Language, time, static files, log -----------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# `static` is our own, `assets` is copied from packages at set-up.
STATICFILES_DIRS = [folder for name in ("static", "assets") if (folder := BASE_DIR / name).is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = logging_config(omgeving.text("BUURTMONITOR_LOGNIVEAU", default="INFO"))
