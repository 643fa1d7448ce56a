"""The settings of the tests, with a timetable that looks for unfinished lists every second and not every minute."""

from cme.settings import CELERY_BEAT_SCHEDULE as THE_TIMETABLE
from tests.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {
    name: entry | {"schedule": 1} for name, entry in THE_TIMETABLE.items() if entry["task"].endswith("resume_lists")
}
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
