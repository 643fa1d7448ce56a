"""The pages of the people around a child and of the child's addresses."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from records.accuracy import OF_ADDRESS, OF_CONTACT
from records.actions import (
    ContactGiven,
    end_contact,
    join_siblings,
    part_siblings,
    save_address,
    save_contact,
)
from records.actions.siblings import may_be_siblings, of_case
from records.forms.contacts import AddressForm, ContactForm, SiblingForm
from records.models import Case, ChildAddress, Contact
from records.permissions import requires
from records.rights import Right
from records.views.pages import attempt, back_to, find_case, form_page, posted, reads_and_sends, too_late


@requires(Right.WORK_CASES)
@reads_and_sends
def case_contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    first = {"address": case.child.address, "postcode": case.child.postcode}  # a family mostly lives together
    return contact_page(request, case, None, first, _("Record a person around the child"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_contact(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.contacts.current(), pk=contact)
    first = {name: getattr(found, name) for name in OF_CONTACT}
    return contact_page(request, case, found, first, _("Change a person around the child"))


def contact_page(request: HttpRequest, case: Case, contact: Contact | None, first: dict, heading: str) -> HttpResponse:
    if late := too_late(request, case):
        return late
    form = ContactForm(posted(request), case=case, initial=first)
    if form.is_valid():
        said = {name: form.cleaned_data.pop(name) for name in ("source", "version")}
        given = ContactGiven(**form.cleaned_data)
        if attempt(form, lambda: save_contact(by=request.user, case=case, given=given, contact=contact, **said)):
            return back_to(request, case, _("The person was saved."))
    return form_page(request, case, form, heading=heading, button=_("Save the person"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_contact_end(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.contacts.current(), pk=contact)
    if late := too_late(request, case):
        return late
    if request.method == "POST":
        end_contact(by=request.user, case=case, contact=found)
        return back_to(request, case, _("The person was taken off the case."))
    return render(request, "records/case_contact_end.html", {"case": case, "contact": found})


@requires(Right.WORK_CASES)
@reads_and_sends
def case_sibling_new(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = SiblingForm(posted(request), found=may_be_siblings(case))
    if form.is_valid() and attempt(
        form, lambda: join_siblings(by=request.user, case=case, other=form.cleaned_data["other"])
    ):
        return back_to(request, case, _("The brother or sister was recorded."))
    words = {"heading": _("Record a brother or sister"), "button": _("Record the brother or sister")}
    return form_page(request, case, form, **words)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_sibling_end(request: HttpRequest, pk: int, sibling: int) -> HttpResponse:
    case = find_case(request, pk)
    found, form = get_object_or_404(of_case(case), pk=sibling), forms.Form(posted(request))
    if late := too_late(request, case):
        return late
    if form.is_valid() and attempt(form, lambda: part_siblings(by=request.user, case=case, sibling=found)):
        return back_to(request, case, _("The brother or sister was taken off."))
    whose = found.other if found.one_id == case.pk else found.one
    words = {"heading": _("Take off a brother or sister"), "button": _("Take off"), "about": whose.child.full_name}
    return form_page(request, case, form, **words)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_address_new(request: HttpRequest, pk: int) -> HttpResponse:
    return address_page(request, find_case(request, pk), None, {}, _("Record an address of the child"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_address(request: HttpRequest, pk: int, address: int) -> HttpResponse:
    case = find_case(request, pk)
    row = get_object_or_404(case.addresses, pk=address)
    first = {name: getattr(row, name) for name in OF_ADDRESS}
    return address_page(request, case, row, first, _("Change an address of the child"))


def address_page(request: HttpRequest, case: Case, row: ChildAddress | None, first: dict, heading: str) -> HttpResponse:
    if late := too_late(request, case):
        return late
    form = AddressForm(posted(request), case=case, initial=first)
    if form.is_valid() and attempt(
        form, lambda: save_address(by=request.user, case=case, row=row, **form.cleaned_data)
    ):
        return back_to(request, case, _("The address was saved."))
    return form_page(request, case, form, heading=heading, button=_("Save the address"))
