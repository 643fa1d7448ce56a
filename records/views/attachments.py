"""Attachments of a case: added, handed back as a file, taken away. Seen by whoever may see the case, and logged."""

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.actions import attach_file, remove_attachment
from records.forms.keeping import AttachmentForm
from records.models import Attachment, Case
from records.permissions import requires
from records.rights import Right
from records.views.pages import attempt, back_to, find_case, form_page, posted, reads_and_sends

# Whatever a file says it is, no browser shows it, guesses at it, or runs anything in it.
AS_A_FILE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def find_attachment(case: Case, number: int) -> Attachment:
    return get_object_or_404(case.attachments.select_related("added_by", "case"), pk=number)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_attachment_new(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    form = AttachmentForm(posted(request), request.FILES or None, request=request)
    if form.is_valid() and attempt(form, lambda: attach_file(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The file was attached."))
    more = {"heading": _("Attach a file"), "button": _("Attach the file")}
    return form_page(request, case, form, **more)


@requires(Right.SEE_CASES)
@require_safe
def case_attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    found = find_attachment(find_case(request, pk), attachment)
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    for name, value in AS_A_FILE.items():
        response.headers[name] = value
    return response


@requires(Right.WORK_CASES)
@reads_and_sends
def case_attachment_remove(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Asks first: the file cannot be brought back."""
    case = find_case(request, pk)
    found, form = find_attachment(case, attachment), forms.Form(posted(request))
    if form.is_valid() and attempt(form, lambda: remove_attachment(by=request.user, attachment=found)):
        return back_to(request, case, _("The attachment was removed."))
    more = {"heading": _("Remove an attachment"), "button": _("Remove it for good"), "about": found.name}
    return form_page(request, case, form, **more)
