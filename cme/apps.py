"""The site as a Django app: its checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from cme.checks import check_database_role


class SiteConfig(AppConfig):
    name = "cme"

    def ready(self) -> None:
        register(check_database_role, Tags.security, deploy=True)
