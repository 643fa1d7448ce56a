"""Where the SQL runs: DuckDB in this process, or Spark for an estate beyond one machine. One port, two engines."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from shutil import which
from typing import Any

import duckdb
import pyarrow as pa

# In this order: the last closes the way to files, folders and the network for good.
SAFE = (
    "set temp_directory = ''",
    "set threads = 2",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)


class NoEngine(RuntimeError):
    """An engine that this machine does not have; its words are a sentence."""


class DuckDB:
    """A database in memory that can neither write nor fetch anything."""

    dialect = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self._connection = connection

    @cached_property
    def api(self) -> Any:
        """Splink's; it takes half a second to load."""
        return import_module("splink").DuckDBAPI(self._connection)

    def hold(self, name: str, table: pa.Table) -> None:
        """So that a query may name the table."""
        self._connection.register(name, table)

    def table(self, query: str) -> pa.Table:
        return self._connection.sql(query).arrow().read_all()


class Spark:
    """A session on this machine's processors. What it spills stands in a folder that goes with the session."""

    dialect = "spark"

    def __init__(self, session: Any):
        self._session = session
        self.api: Any = import_module("splink.backends.spark").SparkAPI(
            spark_session=session, break_lineage_method="persist", num_partitions_on_repartition=4
        )

    def table(self, query: str) -> pa.Table:
        return self._session.sql(query).toArrow()


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory that can neither write nor fetch anything."""
    connection = duckdb.connect(":memory:")
    for setting in SAFE:
        connection.execute(setting)
    return connection


def lacks_spark() -> str:
    """What Spark lacks on this machine, as a sentence, or ''."""
    if find_spec("pyspark") is None:
        return "Spark needs the packages of requirements-spark.txt."
    return "" if which("java") else "Spark needs Java 17 or later."


@contextmanager
def engine(name: str) -> Iterator[DuckDB | Spark]:
    """'duckdb' or 'spark', open while the block runs. Raises NoEngine."""
    if name == "duckdb":
        connection = connect()
        try:
            yield DuckDB(connection)
        finally:
            connection.close()
        return
    if lacking := lacks_spark():
        raise NoEngine(lacking)
    with tempfile.TemporaryDirectory() as folder:
        session = _session(folder)
        try:
            yield Spark(session)
        finally:
            session.stop()


def _session(folder: str) -> Any:
    logging.getLogger("py4j").setLevel(logging.ERROR)
    builder = import_module("pyspark.sql").SparkSession.builder.master("local[2]")
    settings = {
        "spark.jars": import_module("splink.backends.spark").similarity_jar_location(),
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": folder,
        "spark.driver.memory": "2g",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.default.parallelism": "4",
        "spark.sql.ansi.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session
