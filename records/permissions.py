"""The guard that every page and every API call names: which rights open it, and in whose scope it runs."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.permissions import BasePermission

from records.choices import Role
from records.models import User
from records.rights import Right
from records.scope import scope_of


def requires(*rights: Right) -> Callable:
    """Guards a page: whoever is signed in and holds any one of `rights` sees it, within their own scope.

    Nobody signed in is sent to the sign-in page; anybody else gets 403, or 404 (`turned_away`). The scope (the
    authority, or the health board) is set in PostgreSQL for as long as the view runs, so another authority's row is
    simply not there.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(request.user.has_right(right) for right in rights):
                raise turned_away(request.user)
            with scope_of(request.user):
                return view(request, *args, **kwargs)

        guarded.rights = rights
        return guarded

    return decorate


def turned_away(user: User) -> Exception:
    """403, and 404 for an evaluator: to people outside the authorities nothing is there but released figures."""
    return Http404() if user.role == Role.EVALUATOR else PermissionDenied()


class NobodyUnlessNamed(BasePermission):
    """The API's default: a view that names no right lets nobody in."""

    def has_permission(self, request, view) -> bool:
        return False


class HasRight(BasePermission):
    """The API's twin of `requires`: the view names its rights in `rights`, by method where they differ."""

    def has_permission(self, request, view) -> bool:
        allowed = bool(request.user) and any(request.user.has_right(right) for right in view.rights)
        if request.user and not allowed:
            raise turned_away(request.user)
        return allowed


class InScope:
    """For API views: the whole call runs inside the signed-in client's scope, as `requires` does for pages."""

    rights: tuple[Right, ...] = ()
    permission_classes = [HasRight]

    def dispatch(self, request, *args, **kwargs):
        with ExitStack() as self._scopes:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self._scopes.enter_context(scope_of(request.user))

    def finalize_response(self, request, response, *args, **kwargs):
        """Answers are written while the scope is still open."""
        response = super().finalize_response(request, response, *args, **kwargs)
        return response.render() if hasattr(response, "render") else response
