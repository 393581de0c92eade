"""Settings of the one process that `make run` starts. Everything it keeps lies in one folder, `var/`.

What the environment may set is in `config.environment`.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from config import databases, environment
from config.addresses import LOOPBACK, public_hosts, served_hosts
from config.data_folder import OTHERS_BITS, open_folder
from config.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = open_folder(environment.LIGHTCONE_DATA.read() or BASE_DIR / "var")
STATIC_ROOT = DATA_DIR / "static"
UPLOADS_DIR = DATA_DIR / "uploads"
BACKUPS_DIR = DATA_DIR / "backups"

DEBUG = environment.DEBUG.read()
SECRET_KEY = environment.DJANGO_SECRET_KEY.read() or kept_secret(DATA_DIR / "secret-key")

HOST = environment.HOST.read()
PORT = environment.PORT.read()
PUBLIC_URL, TRUSTED_PROXIES = environment.read_public_address()
METRICS_FROM = environment.METRICS_FROM.read()
SERVED_HOSTS = served_hosts(HOST)
SERVED_URL = PUBLIC_URL or f"http://{SERVED_HOSTS[0]}:{PORT}"
ALLOWED_HOSTS = [*LOOPBACK, *SERVED_HOSTS, *public_hosts(PUBLIC_URL), *environment.ALLOWED_HOSTS.read()]

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

DATABASES = {"default": databases.chosen(environment.DATABASE_URL.read(), DATA_DIR)}
# Given: several workers, which reach each other by it (`apps.live.workers`).
REDIS_URL = environment.read_redis()
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # Only who has the key can say something to a worker, and read what workers say.
            "CONFIG": {
                "hosts": [{"address": REDIS_URL, "socket_connect_timeout": 2, "socket_timeout": 2}],
                "symmetric_encryption_keys": [SECRET_KEY],
            },
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

# TLS ends at a proxy. Without one, all of these would lock everybody out.
BEHIND_TLS = PUBLIC_URL.startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_SSL_HOST = urlsplit(PUBLIC_URL).netloc or None
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked for without the proxy
SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60 if BEHIND_TLS else 0
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
# Other names below ours, and lists of browsers, are for the domain's owner to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not BEHIND_TLS:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

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
HINT_SECONDS = environment.LIGHTCONE_HINT_SECONDS.read()

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
