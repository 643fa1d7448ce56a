from django.apps import AppConfig


class LhbIngestConfig(AppConfig):
    name = "lhb_ingest"
