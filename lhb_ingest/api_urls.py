"""The addresses of the API for health boards' systems."""

from django.urls import path

from lhb_ingest import api

urlpatterns = [
    path("extracts/", api.Extracts.as_view(), name="api_extracts"),
    path("extracts/<int:pk>/", api.OneExtract.as_view(), name="api_extract"),
    path("extracts/<int:pk>/mended/", api.Sheets.as_view(), name="api_extract_mended"),
    path("extracts/<int:pk>/problems/", api.Problems.as_view(), name="api_extract_problems"),
]
