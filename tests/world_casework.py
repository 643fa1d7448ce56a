"""Something of everything that is to be done on a case, for the world of the walks."""

from django.utils import timezone

from records.models import (
    BulkAct,
    Case,
    CaseLook,
    CaseMarker,
    Clock,
    ClosureRequest,
    Enquiry,
    EnquiryTemplate,
    SavedFilter,
    Task,
    User,
)


def give_work(*, case: Case, by: User, manager: User) -> None:
    now, today, here = timezone.now(), timezone.localdate(), {"authority": case.authority}
    on_case = here | {"case": case}
    Clock.objects.create(**on_case, kind="reg6_notice", starts_on=today, due_on=today)
    Task.objects.create(**on_case, title="Ffonio", due_on=today, made_at=now)
    Enquiry.objects.create(**on_case, key="rolls", name="Rolls", name_cy="Cofrestrau")
    CaseMarker.objects.create(**on_case, kind="paused", reason="Aros", since=today, set_by=by, set_at=now)
    CaseLook.objects.create(**on_case, user=by, at=now)
    ClosureRequest.objects.create(**on_case, reason="not_found", evidence="Dim", on=today, asked_by=by, asked_at=now)
    EnquiryTemplate.objects.create(**here, version=1, steps=[], made_by=manager, made_at=now)
    SavedFilter.objects.create(**here, owner=by, name="Fy rhai i", query="assigned=me", made_at=now)
    BulkAct.objects.create(**here, by=by, kind="task", cases=[case.pk], asked_at=now)
