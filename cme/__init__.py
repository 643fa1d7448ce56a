"""The site: settings, addresses, worker, start-up. It names the three apps and knows no child."""

from cme.celery import app as celery_app

__all__ = ["celery_app"]
