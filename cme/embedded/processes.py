"""Small questions about processes and ports: whose is this process, which port is free, stop that one."""

import socket
from pathlib import Path

import psutil


def free_port(wanted: int = 0) -> int:
    """`wanted` when nobody listens on it, otherwise another free port of 127.0.0.1."""
    for port in (wanted, 0):
        with socket.socket() as caller:
            if port and caller.connect_ex(("127.0.0.1", port)) == 0:
                continue  # somebody listens; on some systems one could still bind beside them
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise OSError("There is no free port on 127.0.0.1.")


def server_in(folder: Path, pid_file: Path, *, name: str) -> psutil.Process | None:
    """The running server called `name` that `pid_file` names and that works in `folder`; None for anybody else's.

    Both servers make their data folder their working folder, so a process that merely has the same number as a
    server long gone, or a server of another data folder, is never taken for ours.
    """
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        if process.status() != psutil.STATUS_ZOMBIE and name in process.name():
            return process if Path(process.cwd()) == folder.resolve() else None
    except (OSError, ValueError, IndexError, psutil.Error):
        pass
    return None


def end(process: psutil.Process, *, seconds: float = 10) -> None:
    """Ask it to stop, and kill it with its children when it has not stopped after `seconds`."""
    try:
        children = process.children(recursive=True)
        process.terminate()
        process.wait(seconds)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired:
        for each in [process, *children]:
            if each.is_running():
                each.kill()
        process.wait(5)
