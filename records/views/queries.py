"""Light queries: logged, most often answered at once, and no case; one that needs work becomes a case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.access import note_look
from records.actions import close_query, log_query
from records.forms.origins import AnswerForm, QueryForm
from records.models import Query
from records.permissions import requires
from records.rights import Right
from records.views.pages import attempt, page_of, posted, reads_and_sends
from records.views.referrals import similar_to


@requires(Right.WORK_CASES)
@require_safe
def queries(request: HttpRequest) -> HttpResponse:
    """Open ones first."""
    note_look(request, subject="query_list", subject_id=0)
    rows = Query.objects.select_related("case", "closed_by")
    return render(request, "records/queries.html", {"page": page_of(request, rows)})


@requires(Right.WORK_CASES)
@reads_and_sends
def query_new(request: HttpRequest) -> HttpResponse:
    form, made = QueryForm(posted(request)), []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(log_query(by=request.user, authority=request.user.authority, **form.cleaned_data)),
    ):
        closed = bool(made[0].closed_on)
        messages.success(request, _("The query was logged and closed.") if closed else _("The query was logged."))
        return redirect("query", pk=made[0].pk)
    return render(request, "records/query_new.html", {"form": form})


@requires(Right.WORK_CASES)
@reads_and_sends
def query(request: HttpRequest, pk: int) -> HttpResponse:
    """One query, with the open cases that may be about the same child."""
    found = get_object_or_404(Query.objects.select_related("case", "made_by", "closed_by"), pk=pk)
    note_look(request, subject="query", subject_id=found.pk)
    form = AnswerForm(posted(request))
    if form.is_valid() and attempt(form, lambda: close_query(by=request.user, query=found, **form.cleaned_data)):
        messages.success(request, _("The query was closed."))
        return redirect("query", pk=found.pk)
    similar = similar_to(request, vars(found)) if not found.erased_on and found.full_name else []
    return render(request, "records/query.html", {"query": found, "form": form, "similar": similar})
