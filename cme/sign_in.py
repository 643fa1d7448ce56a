"""The forms of signing in, with their fields named as our pages name them."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext_lazy as _


class Named:
    """Gives fields of allauth's forms their names on our pages."""

    names: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in self.names.items():
            self.fields[field].label = name


class SignIn(Named, LoginForm):
    names = {"login": _("E-mail address"), "password": _("Password")}


class AskForNewPassword(Named, ResetPasswordForm):
    names = {"email": _("E-mail address")}


class ChooseNewPassword(Named, ResetPasswordKeyForm):
    names = {"password1": _("New password"), "password2": _("New password once more")}


class ChangePassword(Named, ChangePasswordForm):
    names = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }


class EnterCode(Named, AuthenticateForm):
    names = {"code": _("Code")}


class EnterCodeAgain(Named, ReauthenticateForm):
    names = {"code": _("Code")}


class SetUpApp(Named, ActivateTOTPForm):
    names = {"code": _("Code from the app")}
