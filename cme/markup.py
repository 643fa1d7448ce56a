"""The mark-up of GOV.UK Frontend components, from the macros of govuk-frontend-jinja in one cached environment."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader

# A plain string for one of these means {"text": string}.
SHORT_FOR_TEXT = frozenset({"label", "hint", "legend", "errorMessage", "prefix", "suffix", "heading"})

# Where a safe string goes instead.
FOR_MARKUP = {
    "text": "html",
    "titleText": "titleHtml",
    "summaryText": "summaryHtml",
    "descriptionText": "descriptionHtml",
}

# What a component says by itself, so that it is said in the language of the page.
WORDS = {
    "character-count": {
        "textareaDescriptionText": format_lazy(_("At most {count} characters"), count="%{count}"),
        "charactersUnderLimitText": {
            "one": _("You have 1 character left"),
            "other": format_lazy(_("Characters left: {count}"), count="%{count}"),
        },
        "charactersAtLimitText": _("You have no characters left"),
        "charactersOverLimitText": {
            "one": _("You have 1 character too many"),
            "other": format_lazy(_("Characters too many: {count}"), count="%{count}"),
        },
    },
    "error-summary": {"titleText": _("There is a problem")},
    "file-upload": {
        "chooseFilesButtonText": _("Choose file"),
        "dropInstructionText": _("or drop file"),
        "noFileChosenText": _("No file chosen"),
        "enteredDropZoneText": _("Entered drop zone"),
        "leftDropZoneText": _("Left drop zone"),
    },
    "notification-banner": {"titleText": _("Important")},
    "password-input": {
        "showPasswordText": _("Show"),
        "hidePasswordText": _("Hide"),
        "showPasswordAriaLabelText": _("Show password"),
        "hidePasswordAriaLabelText": _("Hide password"),
        "passwordShownAnnouncementText": _("Your password is visible"),
        "passwordHiddenAnnouncementText": _("Your password is hidden"),
    },
    "tabs": {"title": _("Contents")},
    "warning-text": {"iconFallbackText": _("Warning")},
}
ERROR_PREFIX = _("Error")


def component(name: str, /, **params: Any) -> SafeString:
    """The mark-up of one component, `component("button", text=_("Save"))`. Keywords may be in snake_case, and
    `legend__text` reaches into `legend`. A safe string under `text` counts as `html`; everything else is escaped."""
    name = name.replace("_", "-")
    return mark_safe(macro(name)({**prepared(WORDS.get(name, {})), **prepared(nested(params))}).strip())  # noqa: S308


@cache
def macro(name: str) -> Callable[[Mapping[str, Any]], str]:
    template = environment().get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    return getattr(template.module, "govuk" + "".join(part.capitalize() for part in name.split("-")))


@cache
def environment() -> Environment:
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(
        loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True
    )


def nested(params: Mapping[str, Any]) -> dict[str, Any]:
    """`{"fieldset__legend": "x"}` as `{"fieldset": {"legend": "x"}}`."""
    result: dict[str, Any] = {}
    for key, value in params.items():
        *parents, last = key.split("__")
        inner = result
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[last] = value
    return result


def prepared(value: Any, key: str = "", inside: str = "") -> Any:
    """Keys in camelCase, lazy strings spoken, `text` that is safe mark-up moved to `html`, None left out."""
    if isinstance(value, Promise):
        value = str(value)
    if key == "attributes":
        return attributes(value)
    if key in SHORT_FOR_TEXT and isinstance(value, str) and not (key == "label" and inside == "items"):
        value = {"text": value}
    if isinstance(value, Mapping):
        return prepared_mapping(value, key or inside)
    if isinstance(value, (list, tuple)):
        return [prepared(item, inside=key) for item in value]
    if isinstance(value, SafeData) and key not in {"html", "href"} and not key.endswith("Html"):
        return value[:]  # a plain string again: what is safe between tags is not safe inside an attribute
    return value


def prepared_mapping(value: Mapping[str, Any], key: str) -> dict[str, Any]:
    result = {}
    for name, inner in value.items():
        if inner is None:
            continue
        name, inner = camel(name), str(inner) if isinstance(inner, Promise) else inner
        if isinstance(inner, SafeData):
            name = FOR_MARKUP.get(name, name)
        result[name] = prepared(inner, name, inside=key)
    if key == "errorMessage":
        result.setdefault("visuallyHiddenText", str(ERROR_PREFIX))
    return result


def attributes(value: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes are named as HTML names them. A string would go into the page unescaped, so it is refused."""
    if not isinstance(value, Mapping):
        raise TypeError("attributes must be a dict")
    return {name: str(inner) if isinstance(inner, Promise) else inner for name, inner in value.items()}


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
