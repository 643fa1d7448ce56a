"""Pages of figures going out: an authority's own returns, and what everybody who evaluates may see."""

from django.urls import path

from reporting import views

urlpatterns = [
    path("returns/", views.returns, name="returns"),
    path("returns/make/", views.return_make, name="return_make"),
    path("returns/<int:pk>/", views.cme_return, name="return"),
    path("returns/<int:pk>/look/", views.return_look, name="return_look"),
    path("returns/<int:pk>/release/", views.return_release, name="return_release"),
    path("returns/<int:pk>/correct/", views.return_correct, name="return_correct"),
    path("returns/<int:pk>/csv/", views.return_csv, name="return_csv"),
    path("returns/<int:pk>/charts/<slug:chart>.svg", views.return_chart, name="return_chart"),
    path("released/", views.released, name="released"),
    path("released/<int:pk>/", views.released_return, name="released_return"),
    path("released/<int:pk>/csv/", views.released_csv, name="released_csv"),
    path("released/<int:pk>/charts/<slug:chart>.svg", views.released_chart, name="released_chart"),
]
