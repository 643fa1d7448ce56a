"""The settings of the tests: the real ones, with quicker passwords. tests/servers.py sets the environment they read."""

from cme.settings import *  # noqa: F403
from cme.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True  # looks for a static file when it is asked for, and not for all of them with each Client
