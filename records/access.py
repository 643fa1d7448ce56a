"""The log of looks: every page about a child writes who opened it, which child, when."""

from django.utils import timezone

from records.models import AccessLog


def note_look(request, *, subject: str, subject_id: int, authority_id: str | None = None) -> AccessLog:
    """One look by the signed-in person. A page that lists many children is one look, with `subject_id` 0.

    `authority_id` is needed where the person works for a health board: the authority whose rows they looked at.
    """
    user = request.user
    return AccessLog.objects.create(
        authority_id=authority_id or user.authority_id,
        health_board_id=user.health_board_id,
        user_id=user.pk,
        page=request.resolver_match.view_name,
        subject=subject,
        subject_id=subject_id,
        at=timezone.now(),
    )
