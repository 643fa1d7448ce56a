"""How people sign in: only those who were invited, in clear words, with authenticator secrets kept encrypted."""

import base64
import logging
import secrets
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lhb_ingest.actions import release_claims
from records.scope import scope_of

log = logging.getLogger(__name__)


class InvitedPeopleOnly(DefaultAccountAdapter):
    """Nobody signs up; the client systems of the API have no sign-in at all."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "The e-mail address and the password do not belong together. Check both."
        ),
        "incorrect_password": gettext_lazy("The password is not right."),
        "enter_current_password": gettext_lazy("The current password is not right."),
        "too_many_login_attempts": gettext_lazy("Too many wrong attempts. Wait a few minutes, then try again."),
        "rate_limited": gettext_lazy("Too many attempts. Wait a few minutes, then try again."),
        "incorrect_code": gettext_lazy(
            "The code is not right. Codes from an app change every 30 seconds. "
            "If no code is ever right, ask your administrator to take your second factor away."
        ),
        "account_inactive": gettext_lazy("This account is closed. Ask your administrator."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within ten minutes of signing in: whoever was just invited sets the second factor up straight away."""
        request = context.request
        newest = max((record["at"] for record in get_authentication_records(request, request.user)), default=0)
        return time.time() - newest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        if user.is_system:
            return redirect("account_inactive")
        return super().pre_login(request, user, **kwargs)

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        if not user.is_system:
            super().send_password_reset_mail(user, email, context)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def logout(self, request: HttpRequest) -> None:
        """Whoever signs out leaves the queue too: the child they had is a colleague's to judge."""
        if request.user.is_authenticated:
            with scope_of(request.user):
                release_claims(by=request.user)
        super().logout(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("mfa_index")

    def format_email_subject(self, subject: str) -> str:
        return subject


class SecondFactor(DefaultMFAAdapter):
    """The app's secret and the recovery codes' seed are encrypted with a key made from SECRET_KEY."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": InvitedPeopleOnly.error_messages["incorrect_code"],
        "cannot_delete_authenticator": gettext_lazy("This second factor cannot be removed: it is your only one."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that SECRET_KEY no longer opens is as good as lost: no code fits what is returned in its place."""
        try:
            return box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("A second factor was encrypted with another SECRET_KEY: an administrator must take it away")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where a second factor is required, the last one may be replaced but not removed."""
        if not settings.REQUIRE_SECOND_FACTOR or authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


def box() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"second factor").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
