"""The pages of a review, of what an authority decides about its lists, and of entries."""

from django.urls import path

from lhb_ingest.views import giving_up, reviews, rules

urlpatterns = [
    path("lists/<int:pk>/absent/", reviews.extract_absent, name="extract_absent"),
    path("lists/<int:pk>/changes/", reviews.extract_changes, name="extract_changes"),
    path("lists/<int:pk>/left/", reviews.extract_left, name="extract_left"),
    path("lists/<int:pk>/let-through/", reviews.extract_let_through, name="extract_let_through"),
    path("lists/<int:pk>/undo/", reviews.extract_undo, name="extract_undo"),
    path("lists/to-check/", reviews.absences, name="absences"),
    path("lists/to-check/<int:pk>/", reviews.absence_settle, name="absence_settle"),
    path("lists/entries/<int:pk>/", reviews.roll_entry, name="roll_entry"),
    path("lists/held/", giving_up.sources, name="sources"),
    path("lists/<int:pk>/ended/", giving_up.extract_give_up, name="extract_give_up"),
    path("lists/field-rules/", rules.field_rules, name="field_rules"),
    path("lists/field-rules/<slug:kind>/", rules.field_rules_of, name="field_rules_of"),
    path("lists/limits/", rules.limits, name="limits"),
]
