"""How Django's forms are drawn: as GOV.UK components, through templates/components/."""

from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ form.name.as_field_group }}` in any template give GOV.UK mark-up."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
