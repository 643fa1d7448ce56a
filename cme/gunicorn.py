"""How gunicorn serves the site: `gunicorn -c python:cme.gunicorn cme.wsgi`. BIND and WEB_CONCURRENCY may be set."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 120
graceful_timeout = 3
control_socket_disable = True
# The same line as everybody's, without the values that an exception may carry, and no line for each request: a proxy
# keeps those, and who opened which child's page is in the access log of the records.
logconfig_dict = {
    "formatters": {"generic": {"()": "cme.logs.NoValues", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True, "qualname": "gunicorn.error"},
        "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": True, "qualname": "gunicorn.access"},
    },
}
