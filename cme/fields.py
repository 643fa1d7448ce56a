"""Which GOV.UK component draws which form field, and what it is told."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cme.markup import component
from records.dates import DateParts

# Attributes of a widget that the component has a parameter for; all others go onto the element as they are.
NAMED = {"class", "autocomplete", "inputmode", "spellcheck", "pattern", "rows", "id", "disabled"}
# `maxlength` would cut what is pasted without a word: the server says so instead. `required` would bring the
# browser's own bubbles, in the browser's own language, before our summary of errors.
UNWANTED = {"maxlength", "minlength", "required", "aria-describedby", "aria-invalid", "placeholder", "cols"}


def field_markup(bound: BoundField, **extra: Any) -> SafeString:
    """The component for the field's widget. `extra` goes to the component (`classes`, `label__classes`, ...)."""
    widget = bound.field.widget
    if bound.is_hidden:
        return bound.as_hidden()
    for kind, draw in DRAWERS:
        if isinstance(widget, kind):
            return draw(bound, {**common(bound), **extra})
    return draw_input(bound, {**common(bound), **extra})


def common(bound: BoundField) -> dict[str, Any]:
    """What every component is told: name, id, hint, error, and the widget's own attributes."""
    attrs = bound.field.widget.attrs
    params = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "hint": bound.help_text or None,
        "error_message": {"text": " ".join(messages(bound))} if bound.errors else None,
        "classes": attrs.get("class"),
        "attributes": {name: value for name, value in attrs.items() if name not in NAMED | UNWANTED and value},
    }
    params |= {name: attrs[name] for name in ("autocomplete", "inputmode", "pattern", "rows") if name in attrs}
    if "spellcheck" in attrs:
        params["spellcheck"] = str(attrs["spellcheck"]).lower() == "true"
    if bound.field.disabled:
        params["disabled"] = True
    return params


def messages(bound: BoundField) -> list[str]:
    """The field's errors. Django's bare "This field is required." names the field, as the summary is read alone."""
    plain = forms.Field.default_error_messages["required"]
    return [
        _("%(field)s: an answer is needed") % {"field": bound.label} if error == plain else str(error)
        for error in bound.errors
    ]


def label(bound: BoundField) -> dict[str, str]:
    """The label, which says so when the field may stay empty and others on the form may not."""
    text = bound.label
    must = bound.field.required or not any(field.required for field in bound.form.fields.values())
    return {"text": text if must else _("%(field)s (optional)") % {"field": text}}


def legend(bound: BoundField) -> dict[str, Any]:
    return {"legend": {**label(bound), "classes": "govuk-fieldset__legend--s"}}


def chosen(bound: BoundField) -> set[str]:
    value = bound.field.widget.format_value(bound.value())
    return {str(item) for item in (value if isinstance(value, (list, tuple)) else [value]) if item is not None}


def choices(bound: BoundField) -> Iterator[tuple[str, str]]:
    """The choices one after another; a group's name goes before each of its members."""
    for value, text in bound.field.widget.choices:
        if isinstance(text, (list, tuple)):
            yield from ((str(inner), f"{value}: {inner_text}") for inner, inner_text in text)
        else:
            yield "" if value is None else str(value), text


def hints(bound: BoundField) -> dict[str, str]:
    """A form may set `field.hints = {value: hint}` to explain single choices."""
    return {str(value): hint for value, hint in getattr(bound.field, "hints", {}).items()}


def draw_input(bound: BoundField, params: dict[str, Any]) -> SafeString:
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "text")
    params |= {"type": "text" if kind == "number" else kind, "value": widget.format_value(bound.value()) or ""}
    if kind == "number":
        params.setdefault("inputmode", "numeric")
        params["classes"] = params["classes"] or "govuk-input--width-5"
        params["attributes"] = {n: v for n, v in params["attributes"].items() if n not in {"min", "max", "step"}}
    elif kind == "date" or isinstance(bound.field, forms.DateField):
        params["type"] = "text"
        params["hint"] = params["hint"] or _("For example, 31/3/2026")
        params["classes"] = params["classes"] or "govuk-input--width-10"
    elif kind == "email":
        params.setdefault("autocomplete", "email")
        params.setdefault("spellcheck", False)
    return component("input", **with_label(bound, params))


def with_label(bound: BoundField, params: dict[str, Any]) -> dict[str, Any]:
    return {"label": label(bound), **params}


def draw_password(bound: BoundField, params: dict[str, Any]) -> SafeString:
    return component("password-input", **with_label(bound, params))


def draw_textarea(bound: BoundField, params: dict[str, Any]) -> SafeString:
    params["value"] = bound.field.widget.format_value(bound.value()) or ""
    limit = getattr(bound.field, "max_length", None)
    if limit:
        return component("character-count", **with_label(bound, params | {"maxlength": limit, "threshold": 75}))
    return component("textarea", **with_label(bound, params))


def draw_file(bound: BoundField, params: dict[str, Any]) -> SafeString:
    params["multiple"] = bound.field.widget.attrs.get("multiple")
    params["attributes"].pop("multiple", None)
    return component("file-upload", javascript=True, **with_label(bound, params))


def draw_select(bound: BoundField, params: dict[str, Any]) -> SafeString:
    selected = chosen(bound)
    params["items"] = [{"value": value, "text": text, "selected": value in selected} for value, text in choices(bound)]
    if isinstance(bound.field.widget, forms.SelectMultiple):
        params["attributes"]["multiple"] = "multiple"
    return component("select", **with_label(bound, params))


def items(bound: BoundField) -> list[dict[str, Any]]:
    selected, explained = chosen(bound), hints(bound)
    return [
        {"value": value, "text": text, "checked": value in selected, "hint": explained.get(value)}
        for value, text in choices(bound)
    ]


def draw_group(name: str) -> Callable[[BoundField, dict[str, Any]], SafeString]:
    def draw(bound: BoundField, params: dict[str, Any]) -> SafeString:
        params |= {"id_prefix": params.pop("id"), "items": items(bound)}
        return component(name, **{"fieldset": legend(bound), **params})

    return draw


def draw_checkbox(bound: BoundField, params: dict[str, Any]) -> SafeString:
    hint, identifier = params.pop("hint"), params.pop("id")
    value = bound.value()
    box = {
        "id": identifier,
        "value": "on" if value in (True, False, None, "") else str(value),
        "text": params.pop("text", bound.label),
        "checked": bound.field.widget.check_test(value),
        "hint": hint,
        "disabled": params.pop("disabled", None),
    }
    return component("checkboxes", id_prefix=identifier, items=[box], **params)


def draw_date(bound: BoundField, params: dict[str, Any]) -> SafeString:
    """Three boxes. The first has the id that the error summary links to."""
    widget = bound.field.widget
    values = bound.value()
    values = values if isinstance(values, (list, tuple)) else widget.decompress(values)
    names = {"day": (_("Day"), 2), "month": (_("Month"), 2), "year": (_("Year"), 4)}
    boxes = [
        {
            "id": params["id"] if part == "day" else f"{params['id']}_{part}",
            "name": f"{bound.html_name}_{part}",
            "label": text,
            "value": "" if value is None else str(value),
            "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if bound.errors else ""),
        }
        for (part, (text, width)), value in zip(names.items(), values, strict=True)
    ]
    params |= {"id": f"{params['id']}-parts", "items": boxes}
    params.pop("name")
    return component("date-input", **{"fieldset": legend(bound), **params})


# First match wins: Django's CheckboxSelectMultiple is a RadioSelect, which is a Select.
DRAWERS: list[tuple[type, Callable[[BoundField, dict[str, Any]], SafeString]]] = [
    (DateParts, draw_date),
    (forms.CheckboxSelectMultiple, draw_group("checkboxes")),
    (forms.RadioSelect, draw_group("radios")),
    (forms.Select, draw_select),
    (forms.CheckboxInput, draw_checkbox),
    (forms.Textarea, draw_textarea),
    (forms.FileInput, draw_file),
    (forms.PasswordInput, draw_password),
]


def error_list(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error of the form, in the order of its fields; those of no field come first and link nowhere."""
    links = [{"text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        links += [linked(bound, error) for error in messages(bound)]
    return links


def linked(bound: BoundField, error: str) -> dict[str, str]:
    if bound.is_hidden:
        return {"text": error}
    return {"text": error, "href": f"#{bound.auto_id}"}
