"""The pages of lists coming in, as a table of contents."""

from django.urls import path

from lhb_ingest.views import candidates, jobs, layouts, lists, matches, pairs, purges

urlpatterns = [
    path("lists/", lists.extracts, name="extracts"),
    path("lists/send/", lists.extract_send, name="extract_send"),
    path("lists/queue/", jobs.list_queue, name="list_queue"),
    path("lists/<int:pk>/", lists.extract, name="extract"),
    path("lists/<int:pk>/headings/", layouts.extract_headings, name="extract_headings"),
    path("lists/<int:pk>/withdraw/", layouts.extract_withdraw, name="extract_withdraw"),
    path("lists/<int:pk>/problems/", lists.extract_problems, name="extract_problems"),
    path("lists/<int:pk>/rows/<slug:outcome>/", lists.extract_rows, name="extract_rows"),
    path("lists/<int:pk>/matches/", matches.extract_matches, name="extract_matches"),
    path("lists/<int:pk>/absent/", lists.extract_absent, name="extract_absent"),
    path("lists/<int:pk>/approve/", lists.extract_approve, name="extract_approve"),
    path("lists/<int:pk>/cancel/", lists.extract_cancel, name="extract_cancel"),
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/judging/", pairs.queue, name="pairs"),
    path("candidates/judging/next/", pairs.pairs_next, name="pairs_next"),
    path("candidates/judging/previous/", pairs.pairs_previous, name="pairs_previous"),
    path("candidates/judging/leave/", pairs.pairs_leave, name="pairs_leave"),
    path("candidates/judging/undo/", pairs.pairs_undo, name="pairs_undo"),
    path("matches/<int:pk>/apart/", matches.match_apart, name="match_apart"),
    path("candidates/<int:pk>/", candidates.candidate, name="candidate"),
    path("candidates/<int:pk>/same/<int:near>/", pairs.candidate_same, name="candidate_same"),
    path("candidates/<int:pk>/none/", pairs.candidate_none, name="candidate_none"),
    path("candidates/<int:pk>/different/<int:near>/", pairs.candidate_different, name="candidate_different"),
    path("candidates/<int:pk>/unsure/", pairs.candidate_unsure, name="candidate_unsure"),
    path("candidates/<int:pk>/later/", pairs.candidate_later, name="candidate_later"),
    path("candidates/<int:pk>/claim/", pairs.candidate_claim, name="candidate_claim"),
    path("candidates/<int:pk>/reopen/", candidates.candidate_reopen, name="candidate_reopen"),
    path("candidates/<int:pk>/dismiss/", candidates.candidate_dismiss, name="candidate_dismiss"),
    path("candidates/<int:pk>/confirm/", candidates.candidate_confirm, name="candidate_confirm"),
    path("purges/", purges.purges, name="purges"),
    path("layouts/", layouts.layouts, name="layouts"),
    path("layouts/new/", layouts.layout_new, name="layout_new"),
    path("layouts/<int:pk>/", layouts.layout, name="layout"),
    path("layouts/<int:pk>/change/", layouts.layout_change, name="layout_change"),
    path("layouts/<int:pk>/end/", layouts.layout_end, name="layout_end"),
]
