"""The worker and the timetable: `celery -A cme worker`, `celery -A cme beat`."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")

app = Celery("cme")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["records", "lhb_ingest", "reporting"])


@setup_logging.connect
def log_as_the_site_does(**_: Any) -> None:
    """Celery's own format prints exceptions and results, which may hold a child's name."""
    dictConfig(settings.LOGGING)


@worker_ready.connect
def take_unfinished_lists_up_again(**_: Any) -> None:
    """A worker that was killed in the middle of a list finds it again when it is back."""
    app.send_task("lhb_ingest.tasks.resume_lists")
