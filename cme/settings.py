"""Settings. Every one that a deployment must decide comes from the environment; docs/deployment.md lists them."""

from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cme.environment import keys_by_code, optional, required, whole_number, with_strong_password, yes_or_no

BASE_DIR = Path(__file__).resolve().parent.parent

# A practice set-up (`make demo`, the tests) says so on every page, needs no second factor and may use plain HTTP.
PRACTICE = yes_or_no("PRACTICE", default=False)
DEBUG = False

SECRET_KEY = required("SECRET_KEY", why="it signs sessions and the fingerprints of rows", at_least=50)
HOSTS = required("ALLOWED_HOSTS", why="the host names the site answers to, with commas between")
ALLOWED_HOSTS = [host.strip() for host in HOSTS.split(",")]
BEHIND_PROXY = yes_or_no("BEHIND_PROXY", default=False)
DATA_DIR = Path(required("DATA_DIR", why="the folder for lists that wait to be checked, outside any web root"))
REQUIRE_SECOND_FACTOR = yes_or_no("REQUIRE_SECOND_FACTOR", default=not PRACTICE)
COUNCIL_NAME = optional("SERVICE_OWNER")  # shown in the header beside the service's name

if not PRACTICE:
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"):
        with_strong_password(name, optional(name))
if "*" in ALLOWED_HOSTS and not PRACTICE:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: * is for practice only.")

# ---------------------------------------------------------------------------------------------- what it is made of
# What the rooms above `records` forget when a case file is erased, in the same transaction.
CASE_FORGETTERS = ["lhb_ingest.actions.forgetting.forget_candidate"]

INSTALLED_APPS = [
    "cme",
    "records",
    "lhb_ingest",
    "reporting",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cme.middleware.second_factor",
    "cme.middleware.never_cached",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "cme.urls"
WSGI_APPLICATION = "cme.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cme.context.site",
            ],
            "builtins": ["cme.templatetags.components"],
        },
    }
]
FORM_RENDERER = "cme.forms.GovukRenderer"

# ------------------------------------------------------------------------------------------------------- database
# The web and the workers connect as a role that owns nothing and may not pass the row-level policies
# (docs/decisions.md). Only `manage.py migrate --database owner` uses the other one.
DATABASES = {
    "default": dj_database_url.parse(
        required("DATABASE_URL", why="the PostgreSQL database, as the role cme_app"), conn_max_age=60
    )
    | {"ATOMIC_REQUESTS": True, "CONN_HEALTH_CHECKS": True}
}
if owner := optional("OWNER_DATABASE_URL"):
    DATABASES["owner"] = dj_database_url.parse(owner)
for alias, database in DATABASES.items():
    if database["ENGINE"] != "django.db.backends.postgresql":
        name = "DATABASE_URL" if alias == "default" else "OWNER_DATABASE_URL"
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address: row-level security needs PostgreSQL.")

# --------------------------------------------------------------------------------------------------- jobs, cache
REDIS_URL = required("REDIS_URL", why="the Redis or Valkey server for jobs and for their progress")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # nothing about a child is ever a result
# A message says 'have a look' and may be lost: the database keeps what is to be done, and the timetable looks again.
# So none is kept for a task at work. With kombu 5.7 a broker that went away meanwhile would end the worker, which then
# tries to put the message back, or to take it off, over a connection that is gone.
CELERY_BROKER_TRANSPORT_OPTIONS = {"ack_emulation": False}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A worker says every few seconds that it lives. After so many seconds of silence its list is taken up anew; after so
# many attempts at one stage the list is given up; and no list may take longer than so many minutes.
JOB_SILENCE = whole_number("JOB_SILENCE_SECONDS", default=180)
JOB_ATTEMPTS = whole_number("JOB_ATTEMPTS", default=5)
CELERY_TASK_TIME_LIMIT = 60 * whole_number("JOB_MINUTES", default=120)
SUPPORT_CONTACT = optional("SUPPORT_CONTACT")  # whom pages say to call when the service itself is at fault
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "timetable")
# What is done by night comes three times, in case a worker was lost in the middle of it.
CELERY_BEAT_SCHEDULE = {
    "take unfinished groups of near matches up again": {"task": "lhb_ingest.tasks.resume_bulks", "schedule": 60},
    "take unfinished lists up again": {"task": "lhb_ingest.tasks.resume_lists", "schedule": 60},
    "take unfinished previews of a threshold up again": {"task": "lhb_ingest.tasks.resume_previews", "schedule": 60},
    "compare again what waits": {"task": "lhb_ingest.tasks.resume_rematches", "schedule": 300},
    "purge what is due": {"task": "lhb_ingest.tasks.purge_due", "schedule": crontab(hour="2-4", minute=15)},
    "remove records of children past school age": {
        "task": "records.tasks.remove_over_age",
        "schedule": crontab(hour="2-4", minute=45),
    },
    "delete roll entries that ended long ago": {
        "task": "records.tasks.forget_ended_entries",
        "schedule": crontab(hour="2-4", minute=30),
    },
    "erase cases closed long ago": {
        "task": "records.tasks.erase_closed_cases",
        "schedule": crontab(hour="2-4", minute=50),
    },
    "remind people of tasks that are due": {
        "task": "records.tasks.remind_of_tasks",
        "schedule": crontab(hour="6,7", minute=30),
    },
    "give letters that wait to GOV.UK Notify": {"task": "records.tasks.post_waiting", "schedule": 600},
    "ask what became of letters": {"task": "records.tasks.follow_letters", "schedule": crontab(minute=20)},
    "take long work up again": {"task": "records.tasks.resume_long_work", "schedule": 60},
    "delete files of no attachment": {
        "task": "records.tasks.sweep_attachments",
        "schedule": crontab(hour="2-4", minute=55),
    },
    "make last month's returns": {
        "task": "reporting.tasks.make_returns",
        "schedule": crontab(day_of_month=1, hour=3, minute=0),
    },
    "make returns that are late, compare the others with the records": {
        "task": "reporting.tasks.tend_returns",
        "schedule": crontab(hour=3, minute=30),
    },
}

# ------------------------------------------------------------------------------------------------------- language
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

# ---------------------------------------------------------------------------------------------------------- files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]  # static/built comes from `npm run build`
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "lists", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = PRACTICE
FILE_UPLOAD_HANDLERS = ["cme.uploads.LimitedUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None
LARGEST_FILE = whole_number("LARGEST_FILE_MB", default=100) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# -------------------------------------------------------------------------------------------------------- sign-in
AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "cme.accounts.InvitedPeopleOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "cme.sign_in.SignIn",
    "reset_password": "cme.sign_in.AskForNewPassword",
    "reset_password_from_key": "cme.sign_in.ChooseNewPassword",
    "change_password": "cme.sign_in.ChangePassword",
}
MFA_FORMS = {
    "authenticate": "cme.sign_in.EnterCode",
    "reauthenticate": "cme.sign_in.EnterCodeAgain",
    "activate_totp": "cme.sign_in.SetUpApp",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # or all visitors would share one limit of wrong attempts
PASSWORD_RESET_TIMEOUT = 60 * 60
MFA_ADAPTER = "cme.accounts.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "CME"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PRACTICE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60

# ------------------------------------------------------------------------------------------------------- security
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PRACTICE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 0 if PRACTICE else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PRACTICE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "cme.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# ------------------------------------------------------------------------------------------------------------ API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["records.tokens.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["records.permissions.NobodyUnlessNamed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/minute"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Children who may be missing education: API",
    "DESCRIPTION": "A health board's system sends an extract and reads its state and problems; "
    "an evaluator's system reads released returns.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --------------------------------------------------------------------------------------------------------- e-mail
EMAIL_BACKEND = optional("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = optional("EMAIL_HOST", "localhost")
EMAIL_PORT = whole_number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = optional("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = optional("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = yes_or_no("EMAIL_USE_TLS", default=not PRACTICE)
DEFAULT_FROM_EMAIL = optional("DEFAULT_FROM_EMAIL", "cme@localhost")

# --------------------------------------------------------------------------------------------------------- letters
NOTIFY_KEYS = keys_by_code("NOTIFY_KEYS", optional("NOTIFY_KEYS"))  # of GOV.UK Notify, by authority
NOTIFY_URL = optional("NOTIFY_URL", "https://api.notifications.service.gov.uk")

# ----------------------------------------------------------------------------------------------------------- logs
# Logs name actions and numbers, never a child: no SQL, no form values, no request bodies.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "cme.logs.NoValues", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": optional("LOG_LEVEL", "INFO")},
    "loggers": {"django.db.backends": {"level": "WARNING"}},
}
