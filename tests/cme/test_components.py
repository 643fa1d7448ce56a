"""Components, fields and the small tags: what they escape, what they say, in which language."""

import datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from cme.markup import component
from records.dates import DateField


def rendered(source: str, **context) -> str:
    request = RequestFactory().get(context.pop("path", "/"))
    return Template(source).render(RequestContext(request, context))


def test_text_is_escaped_and_safe_text_is_not():
    assert "&lt;b&gt;" in component("button", text="<b>Save</b>")
    assert "<b>Save</b>" in component("button", text=mark_safe("<b>Save</b>"))


def test_safe_text_does_not_leave_an_attribute():
    markup = component("button", text="Save", value=mark_safe('"><script>'))
    assert "<script>" not in markup


def test_attributes_must_be_named():
    with pytest.raises(TypeError):
        component("button", text="Save", attributes="onclick=alert(1)")
    assert 'data-x="&#34;y"' in component("button", text="Save", attributes={"data-x": '"y'})


def test_a_tag_takes_snake_case_and_nested_names():
    markup = rendered(
        '{% govuk "radios" name="r" fieldset__legend="Which?" items=items %}',
        items=[{"value": "1", "text": "One", "hint": "the first", "checked": True}],
    )
    assert "Which?" in markup and "the first" in markup and "checked" in markup


def test_a_block_gives_its_content_to_the_component():
    markup = rendered(
        '{% govuk_block "details" summary_text="More" %}<p>{{ name }}</p>{% endgovuk_block %}', name="<x>"
    )
    assert "<p>&lt;x&gt;</p>" in markup and "More" in markup


def test_components_speak_welsh():
    with translation.override("cy"):
        assert "Gwall:" in component("input", name="n", label="Enw", error_message="Rhowch enw")
        assert "Dangos" in component("password-input", name="p", label="Cyfrinair")


class Everything(forms.Form):
    name = forms.CharField(label="Name", help_text="As it is written", max_length=20)
    email = forms.EmailField(label="E-mail", required=False)
    number = forms.IntegerField(label="Number")
    note = forms.CharField(label="Note", widget=forms.Textarea)
    school = forms.ChoiceField(label="School", choices=[("", "Choose"), ("Wales", [("a", "Ysgol A")])])
    kind = forms.ChoiceField(label="Kind", choices=[("x", "X"), ("y", "Y")], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label="Several", choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="I am sure")
    born_on = DateField(label="Born on")
    sent_on = forms.DateField(label="Sent on")
    file = forms.FileField(label="File")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_every_kind_of_field_is_drawn_with_its_label_and_error():
    markup = str(Everything({}))
    assert markup.count("govuk-error-message") == 10
    assert 'for="id_name"' in markup and 'aria-describedby="id_name-hint id_name-error"' in markup
    assert "E-mail (optional)" in markup
    assert 'type="hidden" name="secret"' in markup
    assert "Wales: Ysgol A" in markup
    assert "> Day <" in " ".join(markup.split())
    assert "maxlength" not in markup and " required" not in markup


def test_what_was_typed_comes_back():
    data = {
        "name": 'O"Neill',
        "kind": "y",
        "several": ["2"],
        "school": "a",
        "sure": "on",
        "born_on_day": "31",
        "born_on_month": "Mawrth",
        "born_on_year": "2015",
        "sent_on": "31/3/2026",
    }
    form = Everything(data)
    markup = str(form)
    assert "O&#34;Neill" in markup and "Mawrth" in markup and 'value="31/3/2026"' in markup
    assert markup.count("checked") == 3 and 'value="a" selected' in markup
    assert form.errors["born_on"] == ["Use numbers for the day, the month and the year, like 31 3 2026."]
    assert "sent_on" not in form.errors


def test_the_error_summary_links_to_the_fields():
    markup = rendered('{% include "components/errors.html" %}', form=Everything({}))
    for target in ("#id_name", "#id_kind", "#id_several", "#id_sure", "#id_born_on", "#id_file"):
        assert f'href="{target}"' in markup
        assert f'id="{target[1:]}"' in str(Everything({}))
    assert "Name: an answer is needed" in markup


@pytest.mark.parametrize(
    ("day", "month", "year", "error"),
    [
        ("1", "", "2026", "incomplete"),
        ("1", "2", "26", "short_year"),
        ("31", "2", "2026", "invalid"),
        ("1", "x", "2026", "not_numbers"),
        ("", "", "", "required"),
    ],
)
def test_a_date_in_three_boxes_says_what_is_wrong(day, month, year, error):
    with pytest.raises(forms.ValidationError) as refusal:
        DateField().clean([day, month, year])
    assert refusal.value.code == error


def test_a_date_in_three_boxes():
    assert DateField().clean(["3", "03", "2026"]) == datetime.date(2026, 3, 3)
    assert DateField(required=False).clean(None) is None


def test_days_in_both_languages():
    source = "{{ value|day }}"
    assert rendered(source, value=datetime.date(2026, 3, 3)) == "3 March 2026"
    assert rendered(source, value=None) == ""
    with translation.override("cy"):
        assert rendered(source, value=datetime.date(2026, 3, 3)) == "3 Mawrth 2026"


def test_a_moment_is_in_our_time():
    value = datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.UTC)
    assert rendered("{{ value|moment }}", value=value) == "2 July 2026, 00:30"


def test_the_other_language_keeps_the_query():
    assert rendered("{% other_language %}", path="/help/?page=2") == "/cy/help/?page=2"
    with translation.override("cy"):
        assert rendered("{% other_language %}", path="/cy/help/?page=2") == "/help/?page=2"


def test_pagination_keeps_the_filters():
    page = Paginator(range(500), 10).page(7)
    markup = rendered('{% include "components/pagination.html" %}', page=page, path="/help/?status=open&page=7")
    assert 'href="?status=open&amp;page=8"' in markup
    assert "Showing 61 to 70 of 500" in markup
    assert markup.count("⋯") == 2


def test_a_summary_says_what_is_not_known():
    markup = rendered('{% include "components/summary_list.html" %}', rows=[("Born", None), ("Count", 0, "/change/")])
    assert "Not known" in markup and ">0<" in markup and 'href="/change/"' in markup


@pytest.mark.parametrize(("under_way", "found"), [(True, True), (False, False)])
def test_work_under_way_loads_the_page_again(under_way, found):
    markup = rendered('{% include "components/refresh.html" with while=under_way %}', under_way=under_way)
    assert ('http-equiv="refresh"' in markup) is found
