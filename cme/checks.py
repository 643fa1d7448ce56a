"""What `manage.py check --deploy` asks beside Django's own questions."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connection

ROLE = """
    SELECT rolname, rolsuper, rolbypassrls,
           EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                   WHERE nspname = 'public' AND relkind IN ('r', 'p') AND pg_has_role(current_user, relowner, 'USAGE'))
    FROM pg_roles WHERE rolname = current_user
"""


def check_database_role(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """The authorities are parted by row-level security, which a superuser, BYPASSRLS and an owner pass."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(ROLE)
            name, is_superuser, passes_policies, is_owner = cursor.fetchone()
    except DatabaseError:
        return [Error("The database of DATABASE_URL does not answer, so its role could not be checked.", id="cme.E001")]
    faults = {
        "is a superuser": is_superuser,
        "has BYPASSRLS": passes_policies,
        "owns tables": is_owner and not is_superuser,
    }
    wrong = " and ".join(fault for fault, is_so in faults.items() if is_so)
    if not wrong:
        return []
    return [
        Error(
            f"The role {name} of DATABASE_URL {wrong}, so nothing would part the authorities from one another.",
            hint="Connect as cme_app (cme/roles.sql); only OWNER_DATABASE_URL is the role that owns the tables.",
            id="cme.E002",
        )
    ]
