"""The worker's sign of life: a thread with a connection of its own, which holds the list's lock and says how far it is.

The stage itself is one transaction, out of which nothing can be said.
"""

import logging
import os
import socket
import threading
import time
from dataclasses import asdict
from typing import Self

from django.db import DatabaseError, InterfaceError, connection

from lhb_ingest import progress
from lhb_ingest.actions.jobs import beat, hold_lock
from lhb_ingest.models import Job

logger = logging.getLogger(__name__)
GLANCE = 0.05  # seconds between two looks at how far the stage is
OFTEN = 0.5  # seconds between two signs while rows go on
BEAT = 5  # seconds after which it says so even where nothing has changed
PATIENCE = 10  # seconds to wait for the lock


class Heart:
    """`with Heart() as heart: job = claim(worker=heart.worker, hold=heart.hold); heart.beat_for(job)`."""

    def __init__(self) -> None:
        self.worker = f"{socket.gethostname()[:60]}:{os.getpid()}:{threading.get_ident() % 100_000}"
        self._job_id = 0
        self._job: Job | None = None
        self._held, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._live, name="heart", daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def hold(self, job_id: int) -> None:
        """Takes the lock of a list; raises DatabaseError where that takes too long."""
        self._job_id = job_id
        self._thread.start()
        if not self._held.wait(PATIENCE):
            raise DatabaseError("The lock of the list could not be had.")

    def beat_for(self, job: Job) -> None:
        self._job = job

    def _live(self) -> None:
        try:
            while not self._stopped.is_set():
                try:
                    hold_lock(self._job_id)
                    self._held.set()
                    self._beat_on()
                except (DatabaseError, InterfaceError) as fault:  # the database went: come back to it
                    logger.warning("The heart of list job %s lost its database: %s", self._job_id, type(fault).__name__)
                    connection.close()
                    self._stopped.wait(1)
        finally:
            connection.close()  # and the lock with it

    def _beat_on(self) -> None:
        """At once where a stage begins, else as often as `OFTEN` where rows went on and `BEAT` where nothing did."""
        last, at = None, 0.0
        while not self._stopped.wait(GLANCE):
            if (job := self._job) is None:
                continue
            said, since = progress.said_of(job.extract_id), time.monotonic() - at
            is_new = said is not None and (last is None or said.stage != last.stage)
            if is_new or since >= (BEAT if said == last else OFTEN):
                last, at = said, time.monotonic()
                beat(job=job, **asdict(said) if said else {})
