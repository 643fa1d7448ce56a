"""People who sign in, and the systems that do so with a token."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from records.choices import Role
from records.rights import AUTHORITY_ROLES, BOARD_ROLES, OPEN_ROLES, Right, rights_of


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user


class User(AbstractBaseUser):
    """One named person with one role. Whoever has two jobs has two sign-ins, so that the log says which was at work."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=20, choices=Role)
    authority = models.ForeignKey("records.Authority", null=True, blank=True, on_delete=models.PROTECT)
    health_board = models.ForeignKey("records.HealthBoard", null=True, blank=True, on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)  # a client of the API: no password, only tokens
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="role_has_its_scope",
                condition=Q(role__in=AUTHORITY_ROLES, authority__isnull=False, health_board__isnull=True)
                | Q(role__in=BOARD_ROLES, authority__isnull=True, health_board__isnull=False)
                | Q(role__in=OPEN_ROLES, authority__isnull=True, health_board__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has_right(self, right: Right) -> bool:
        return self.is_active and right in rights_of(self.role)

    def get_full_name(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A client system's key. Only its SHA-256 is kept; the key itself is shown once, when it is made."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
