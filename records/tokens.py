"""Sign-in for systems: a token for each client, sent as `Authorization: Bearer …`; only its hash is kept."""

import hashlib
import secrets

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from records.models import ApiToken


def new_key() -> str:
    return secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request):
        header = get_authorization_header(request).split()
        if len(header) != 2 or header[0].lower() != b"bearer":
            return None
        digest = digest_of(header[1].decode("latin-1"))
        token = ApiToken.objects.select_related("user").filter(digest=digest, ended_at=None).first()
        if token is None or not token.user.is_active:
            raise AuthenticationFailed(_("This token is not known or has ended. Ask your administrator for a new one."))
        return token.user, token

    def authenticate_header(self, request) -> str:
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema describes the token. drf-spectacular finds it by itself."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
