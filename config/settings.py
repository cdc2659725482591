"""All settings. Every environment variable is read here and listed in README.md."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.broker import LONG_WORK, QUEUES, ROUTES, UPKEEP, broker_url, transport_options, waiting
from config.cache_settings import in_redis
from config.content_policy import DIRECTIVES
from config.databases import databases
from config.engine import check_engine, seconds_for_a_batch
from config.languages import languages
from config.logs.setup import logging_settings
from config.passwords import HASHERS, SECOND_FACTOR_FORMS, VALIDATORS
from config.rates import proxies, rates
from config.retention import retention
from config.safety import LOCAL_KEY, check_hosts, check_secret_key
from config.shares import share

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, str(default))
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"{name} must be True or False, not {value!r}")
    return value == "True"


def env_list(name: str, *, default: str = "") -> list[str]:
    """A comma-separated variable as a list without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


DEBUG = env_bool("DEBUG", default=False)

SECRET_KEY = os.environ.get("SECRET_KEY", LOCAL_KEY if DEBUG else "")
# Keys of before: what they signed is still believed, and nothing is signed with them.
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
if not DEBUG:
    check_secret_key(SECRET_KEY)
    for fallback in SECRET_KEY_FALLBACKS:
        check_secret_key(fallback, name="each of SECRET_KEY_FALLBACKS")

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
check_hosts(ALLOWED_HOSTS, debug=DEBUG)
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
SITE_NAME = os.environ.get("SITE_NAME", "The Northgate Courier")
# Links in mails and feeds start with this, never with a request's Host header.
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

VAR_DIR = Path(os.environ.get("DECORUM_VAR", BASE_DIR / "var"))

INSTALLED_APPS = [
    "allauth.mfa",  # First, so that our admin can take what it registers there away again.
    "comments",
    "moderation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
]

MIDDLEWARE = [
    "config.logs.requests.RequestLogMiddleware",
    "config.middleware.HeadMiddleware",
    "config.database_down.DatabaseDownMiddleware",
    "config.replica.ReplicaMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comments.accounts.middleware.SessionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "moderation.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.site",
            ],
        },
    },
]

# ── Database ────────────────────────────────────────────────────────────────────────────────────
DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'decorum.sqlite3'}")
# A copy that PostgreSQL keeps for reading: pages of strangers come from it, see config/replica.py.
DATABASE_REPLICA_URL = os.environ.get("DATABASE_REPLICA_URL", "")
DATABASES = databases(DATABASE_URL, replica=DATABASE_REPLICA_URL, var=VAR_DIR)
DATABASE_ROUTERS = ["config.replica.ReplicaRouter"] if DATABASE_REPLICA_URL else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Redis and Celery ────────────────────────────────────────────────────────────────────────────
# In redis-py's form: redis://[:password@]host:port/db, rediss://… or unix:///path?db=0
REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
CACHES = {"default": in_redis(REDIS_URL)}
# Empty: the same server. RabbitMQ if it is amqp://user:password@host:port/vhost or amqps://…
CELERY_BROKER_URL = broker_url(os.environ.get("BROKER_URL") or REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(CELERY_BROKER_URL)
# Setting the bell and publishing wait once each at worst, so that a post loses less than 0.3 s to a
# broker that falls silent, and the next one nothing.
DOORBELL_PATIENCE = 0.14  # seconds
DOORBELL_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | (
    waiting(CELERY_BROKER_URL, connect=DOORBELL_PATIENCE, answer=DOORBELL_PATIENCE)
    | {"max_retries": 0}
)
CELERY_TASK_QUEUES, CELERY_TASK_ROUTES, CELERY_TASK_DEFAULT_QUEUE = QUEUES, ROUTES, UPKEEP
# The work list is in the database and a message only says "look": so early acknowledgement, no
# results, and a worker that goes on for ever without its broker (its sweeper still judges).
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "send-thread-mails": {"task": "comments.send_thread_mails", "schedule": 60.0},  # seconds
    "send-notice-mails": {"task": "comments.send_notice_mails", "schedule": 30.0},
    "retention": {"task": "comments.retention", "schedule": 24 * 3600.0},
    **LONG_WORK,
    "finish-erasures": {"task": "comments.finish_erasures", "schedule": 600.0},
    "watch-threads": {"task": "moderation.watch_threads", "schedule": 60.0},
}

# ── People ──────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "comments.User"
AUTHENTICATION_BACKENDS = ["comments.authentication.ReaderBackend"]
PASSWORD_HASHERS = HASHERS
AUTH_PASSWORD_VALIDATORS = VALIDATORS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "comments.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
# An address that somebody has is no other answer at sign-up: they are both unconfirmed.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # An address is optional: only for mails a reader asks for.
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_USERNAME_VALIDATORS = "comments.names.USERNAME_VALIDATORS"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
# Ours are RATE_SIGN_UP and comments/accounts/tries.py; the others are allauth's.
ACCOUNT_RATE_LIMITS = {"signup": None, "login": None}
ACCOUNT_FORMS = {"signup": "comments.forms.SignupForm"}
# Who changes where links to a new password go shows again that it is they.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Whether the desk and the admin open only to accounts with a second factor.
REQUIRE_SECOND_FACTOR = env_bool("REQUIRE_SECOND_FACTOR", default=not DEBUG)
MFA_ADAPTER = "comments.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = SECOND_FACTOR_FORMS
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # codes before and after the one of now, for clocks that differ
# Names say who somebody is here, not addresses; an address need not be confirmed for this.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds

# ── How often ───────────────────────────────────────────────────────────────────────────────────
# Per reader and, for several readers at once, per address; of strangers per address: comments/pace.
RATES = rates(
    post=os.environ.get("RATE_POST", "6/minute; 60/hour"),
    vote=os.environ.get("RATE_VOTE", "30/minute"),
    report=os.environ.get("RATE_REPORT", "6/minute"),
    sign_up=os.environ.get("RATE_SIGN_UP", "5/30minutes"),
    log_in=os.environ.get("RATE_LOG_IN", "25/5minutes"),
    log_in_as=os.environ.get("RATE_LOG_IN_AS", "10/10minutes; 50/day"),
)
TRUSTED_PROXIES = proxies(os.environ.get("TRUSTED_PROXIES", "0"))
SIGN_UP_OPEN = env_bool("SIGN_UP_OPEN", default=True)
MIN_FORM_SECONDS = 2  # Nobody fills in a form faster. 0 switches the check off.

# ── How long ────────────────────────────────────────────────────────────────────────────────────
RETENTION = retention(
    sign_ins=os.environ.get("KEEP_SIGN_INS", "90"),
    address_keys=os.environ.get("KEEP_ADDRESS_KEYS", "90"),
    removed=os.environ.get("KEEP_REMOVED", "180"),
    withdrawn=os.environ.get("KEEP_WITHDRAWN", "30"),
    notices=os.environ.get("KEEP_NOTICES", "365"),
)

# ── The desk ────────────────────────────────────────────────────────────────────────────────────
# So long a decision can be taken back before its author is told of it.
UNDO_WINDOW = int(os.environ.get("UNDO_WINDOW", "10"))  # seconds

# Of what is published without a review, to be looked at; of what is decided, to be read again.
AUDIT_SHARE = share("AUDIT_SHARE", os.environ.get("AUDIT_SHARE", "0.01"))
SECOND_SHARE = share("SECOND_SHARE", os.environ.get("SECOND_SHARE", "0.02"))

# ── Scoring ─────────────────────────────────────────────────────────────────────────────────────
# local, semantic, openai, openai:MODEL, perspective or package.module:function
SCORER_ENGINE = os.environ.get("SCORER_ENGINE", "local")
SCORER_URL = os.environ.get("SCORER_URL", "")
SCORER_API_KEY = os.environ.get("SCORER_API_KEY", "")
check_engine(SCORER_ENGINE, url=SCORER_URL, api_key=SCORER_API_KEY)
# Whether a model that passes the gate goes live at night without a lead's word.
PROMOTE_MODELS = env_bool("PROMOTE_MODELS", default=False)
SCORER_TIMEOUT = seconds_for_a_batch(os.environ.get("SCORER_TIMEOUT", "2"))

# ── Mail ────────────────────────────────────────────────────────────────────────────────────────
# Empty: mails are printed in DEBUG, else none is sent.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10  # seconds
# Printed mails are for trying out: in production the log would hold addresses and log-in links.
_MAILS = "smtp" if EMAIL_HOST else "console" if DEBUG else "dummy"
EMAIL_BACKEND = f"django.core.mail.backends.{_MAILS}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "comments@localhost")

# ── HTTP ────────────────────────────────────────────────────────────────────────────────────────
# HTTPS is the rule outside DEBUG; a proxy that ends it must set X-Forwarded-Proto itself.
HTTPS = env_bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", default=False) else None
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# So named, browsers take a cookie from this very host and over https alone: no other host of the
# domain can plant one.
_HOST = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}sessionid", f"{_HOST}csrftoken"
LANGUAGE_COOKIE_NAME, THEME_COOKIE_NAME = f"{_HOST}django_language", f"{_HOST}theme"
KNOWN_COOKIE_NAME, MESSAGES_COOKIE_NAME = f"{_HOST}known", f"{_HOST}messages"
MESSAGE_STORAGE = "config.messages.Messages"
CSRF_COOKIE_HTTPONLY = True  # Forms carry the token; no script reads the cookie.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024  # bytes
FILE_UPLOAD_HANDLERS = ["config.uploads.NoUploads"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # a page of the queue in one form
CONTENT_SECURITY_POLICY = {"DIRECTIVES": DIRECTIVES}
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "whitenoise.storage.CompressedStaticFilesStorage"
    },
}

# The first is for whoever asks for none of them.
LANGUAGES = languages(env_list("LANGUAGES", default="en-gb,de"))
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY = "Lax", HTTPS, True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # seconds
FORMAT_MODULE_PATH = ["config.formats"]
# What people read; the database keeps UTC.
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_TZ = True

DJANGO_TABLES2_TEMPLATE = "moderation/_table.html"

# One JSON object per line, or in DEBUG lines for people. See config/logs for what is left out.
LOGGING = logging_settings(readable_lines=DEBUG)
