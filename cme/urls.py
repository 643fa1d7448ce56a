"""Every address. English at /, Welsh at /cy/; the API and the health check have one address in both languages."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from cme import pages
from cme.health import health

handler400 = "cme.errors.bad_request"
handler403 = "cme.errors.permission_denied"
handler404 = "cme.errors.page_not_found"
handler429 = "cme.errors.too_many"  # allauth asks for it where its rate limits stop somebody
handler500 = "cme.errors.server_error"

urlpatterns = [
    path("health/", health, name="health"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/", include("lhb_ingest.api_urls")),
    path("api/v1/", include("reporting.api_urls")),
    *i18n_patterns(
        path("", include("records.urls")),
        path("", include("lhb_ingest.urls")),
        path("", include("reporting.urls")),
        path("accounts/", include("cme.account_urls")),
        path("accessibility/", pages.accessibility, name="accessibility"),
        path("privacy/", pages.privacy, name="privacy"),
        path("help/", pages.help_page, name="help"),
        prefix_default_language=False,
    ),
]
