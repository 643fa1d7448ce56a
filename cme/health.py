"""Whether this installation can work: for load balancers, containers and `make demo`."""

from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis.backoff import NoBackoff
from redis.retry import Retry


@transaction.non_atomic_requests  # or a silent database would answer for us, with an error page
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database with all its migrations and the job queue answer, otherwise 503 and which does not."""
    answers = {"database": _database(), "jobs": _jobs()}
    ready = all(answer == "ok" for answer in answers.values())
    return JsonResponse({"ready": ready} | answers, status=200 if ready else 503)


health.public = True  # type: ignore[attr-defined]


def _database() -> str:
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return "does not answer"
    missing = _migrations() - set(applied)
    return f"{len(missing)} migrations are not applied" if missing else "ok"


def _jobs() -> str:
    try:
        once = Retry(NoBackoff(), 0)
        with redis.Redis.from_url(settings.REDIS_URL, retry=once, socket_timeout=2, socket_connect_timeout=2) as queue:
            queue.ping()
    except redis.RedisError:
        return "does not answer"
    return "ok"


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Those of this release's code, read once."""
    return frozenset(MigrationLoader(None).disk_migrations)
