"""Settings of the one process that `make run` starts. Everything it keeps lies in one folder, `var/`.

Environment: HOST, PORT, ALLOWED_HOSTS (more names, by comma), DJANGO_SECRET_KEY, LIGHTCONE_DATA (the folder),
LIGHTCONE_HINT_SECONDS, DEBUG=1.
"""

import os
import tempfile
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from config.addresses import LOOPBACK, served_hosts
from config.data_folder import OTHERS_BITS, open_folder
from config.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = open_folder(Path(os.environ.get("LIGHTCONE_DATA") or BASE_DIR / "var"))
STATIC_ROOT = DATA_DIR / "static"
UPLOADS_DIR = DATA_DIR / "uploads"
BACKUPS_DIR = DATA_DIR / "backups"

DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY") or kept_secret(DATA_DIR / "secret-key")

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
SERVED_HOSTS = served_hosts(HOST)
ALLOWED_HOSTS = [*LOOPBACK, *SERVED_HOSTS, *filter(None, os.environ.get("ALLOWED_HOSTS", "").split(","))]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "apps.accounts",
    "apps.live",
    "apps.tutorials",
    "apps.classroom",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.headers.own_headers",
    "config.compression.PackedAnswers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.first_visit.first_visit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.errors.RefusalPages",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "lightcone.sqlite3",
        # Kept open: opening one costs as much as a query, and with the last that is closed the log is folded away.
        "CONN_MAX_AGE": None,
        # WAL lets readers go on while one writes. A killed process loses nothing under synchronous=NORMAL.
        "OPTIONS": {
            # The first one counts for a new database only: it can shrink (`apps.live.management.left_behind`).
            "init_command": "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
        # A file, as in real life: threads that share SQLite's in-memory database meet locked tables.
        "TEST": {"NAME": Path(tempfile.gettempdir()) / f"lightcone-test-{os.getpid()}.sqlite3"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_SOURCES = BASE_DIR / "static"
# Sources are served with DEBUG only; otherwise what `make bundle` made of them (`apps.live.templatetags.bundles`).
STATICFILES_DIRS = [STATIC_SOURCES] if DEBUG else [(name, STATIC_SOURCES / name) for name in ("dist", "img")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.HashedStaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Names with a hash in them, by the bundler or by Django: browsers may keep these files for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(dist/.+-[A-Z0-9]{8}\.\w+|.+\.[0-9a-f]{12}(\.min)?\.\w+)$"
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Django would give files a mode of its own, whatever the umask.
FILE_UPLOAD_PERMISSIONS = 0o666 & ~OTHERS_BITS
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o777 & ~OTHERS_BITS

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# HTTPS is for a proxy: without one, these would lock everybody out.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

# Cookies are shared between the ports of one host: names of our own keep other local servers' cookies apart.
SESSION_COOKIE_NAME = "lightcone_session"
SESSION_COOKIE_AGE = 365 * 24 * 60 * 60
CSRF_COOKIE_NAME = "lightcone_csrf"

# Instructors. How failed logins are counted: `apps.accounts.throttle`.
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "classes"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# How long a learner tries before the next hint is offered.
HINT_SECONDS = int(os.environ.get("LIGHTCONE_HINT_SECONDS") or 30)

# Pages are in English, and numbers in them are written as Python writes them.
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "in_words": {"()": "apps.live.upkeep.data_trouble.InWords"},
        "in_one_line": {"()": "config.refused_requests.InOneLine"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["in_words", "in_one_line"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        # Pages that do not exist are no news.
        "django.request": {"level": "ERROR"},
    },
}
