"""A PostgreSQL and a Valkey of our own under one folder, for `make demo`, the tests and the checks.

    with running(folder) as servers:
        os.environ.update(servers.environment())

The folder is locked while its servers run, so that nobody starts them twice. A deployment has its own servers and
never comes here.
"""

from cme.embedded.servers import FolderInUse, Servers, running, start, sweep, temporary_folder

__all__ = ["FolderInUse", "Servers", "running", "start", "sweep", "temporary_folder"]
