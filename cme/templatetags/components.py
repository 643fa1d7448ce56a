"""Tags that every template has without {% load %}: GOV.UK components, form fields, dates, the other language."""

import datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.urls import translate_url
from django.utils import formats, timezone, translation
from django.utils.safestring import SafeString

from cme.fields import error_list, field_markup
from cme.markup import component

register = template.Library()

OTHER = {"cy": "en-gb", "en-gb": "cy"}


@register.simple_tag
def govuk(name: str, /, **params: Any) -> SafeString:
    """{% govuk "button" text=_("Save") href=url %}: one component. docs/pages.md has the rest."""
    return component(name, **params)


@register.simple_block_tag
def govuk_block(content: SafeString, name: str, /, **params: Any) -> SafeString:
    """{% govuk_block "inset-text" %} any mark-up {% endgovuk_block %}: the content is the component's `html`."""
    return component(name, html=content, **params)


@register.simple_tag
def govuk_field(bound_field: BoundField, **params: Any) -> SafeString:
    """{% govuk_field form.name classes="govuk-input--width-10" %}: a form field with label, hint and error."""
    return field_markup(bound_field, **params)


@register.simple_tag
def error_links(*forms: BaseForm) -> list[dict[str, str]]:
    """{% error_links form as errors %}: what the error summary lists, each linking to its field."""
    return [link for form in forms if form for link in error_list(form)]


@register.simple_tag(takes_context=True)
def other_language(context: template.Context) -> str:
    """The address of this page in the other language, with its query."""
    request = context.get("request")
    language = OTHER.get(translation.get_language(), "en-gb")
    here = request.get_full_path() if request else "/"
    there = translate_url(here, language)
    if there == here:  # no page of ours: an address that was not found
        return here.removeprefix("/cy") if language != "cy" else f"/cy{here}"
    return there


@register.filter
def in_language(address: str, language: str) -> str:
    """An address of this site as it is in `language` ("cy", "en-gb"): for messages in both."""
    return translate_url(address, language)


@register.filter
def page_numbers(page: Page) -> list[int | str]:
    """The numbers that pagination shows: first, last, those around this page, and an ellipsis between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """3 March 2026, 3 Mawrth 2026; nothing for None."""
    if not value:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.date_format(value, "j F Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """3 March 2026, 14:05; nothing for None."""
    if not value:
        return ""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.date_format(value, "j F Y, H:i")
