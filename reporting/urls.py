"""Pages of figures going out: an authority's own returns, and what everybody who evaluates may see."""

from django.urls import path

from reporting.views import behind, files, foi, released, returns, together

urlpatterns = [
    path("returns/", returns.returns, name="returns"),
    path("returns/make/", returns.return_make, name="return_make"),
    path("returns/foi/", foi.foi_answer, name="foi"),
    path("returns/foi/answer.csv", foi.foi_file, name="foi_file"),
    path("returns/note/", returns.counting_note, name="counting_note"),
    path("returns/<int:pk>/", returns.cme_return, name="return"),
    path("returns/<int:pk>/look/", returns.return_look, name="return_look"),
    path("returns/<int:pk>/release/", returns.return_release, name="return_release"),
    path("returns/<int:pk>/correct/", returns.return_correct, name="return_correct"),
    path("returns/<int:pk>/hours/", returns.return_hours, name="return_hours"),
    path("returns/<int:pk>/rows/<slug:indicator>/", behind.return_rows, name="return_rows"),
    path("returns/<int:pk>/files/<slug:form>/", files.return_file, name="return_file"),
    path("returns/<int:pk>/charts/<slug:chart>.svg", files.return_chart, name="return_chart"),
    path("month/<slug:month>/<slug:indicator>/", behind.month_rows, name="month_rows"),
    path("released/", released.released, name="released"),
    path("released/together/", together.side_by_side, name="together"),
    path("released/together/map.svg", together.together_map, name="together_map"),
    path("released/together/<slug:month>/<slug:form>/", together.together_file, name="together_file"),
    path("released/<int:pk>/", released.released_return, name="released_return"),
    path("released/<int:pk>/files/<slug:form>/", files.released_file, name="released_file"),
    path("released/<int:pk>/charts/<slug:chart>.svg", files.released_chart, name="released_chart"),
]
