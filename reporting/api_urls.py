"""The API of figures going out."""

from django.urls import path

from reporting import api

urlpatterns = [
    path("returns/", api.ReleasedReturns.as_view(), name="api_returns"),
    path("returns/<int:pk>/", api.ReleasedReturn.as_view(), name="api_return"),
    path("returns/<int:pk>/csv/", api.ReleasedCSV.as_view(), name="api_return_csv"),
    path("months/<slug:month>/", api.ReleasedMonth.as_view(), name="api_month"),
]
