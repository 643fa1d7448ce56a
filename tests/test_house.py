"""The rules of the house, kept by tests: arrows, small files, few writers, a right on every view, Welsh everywhere."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, get_resolver
from importlinter.cli import lint_imports

import lhb_ingest.actions
import records.access
import records.actions
import records.rolls
import records.tallies
import reporting.returns
from cme import catalogue
from records.access import PAGES
from records.permissions import HasRight, InScope
from records.rights import Right

ROOT = settings.BASE_DIR
APPS = ("records", "lhb_ingest", "reporting")
PACKAGES = ("cme", *APPS)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def code(*packages: str) -> list[Path]:
    """Every Python file of the packages but migrations, which Django writes."""
    found = (path for package in packages for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


# -------------------------------------------------------------------------------------------------------- the arrows
def test_the_arrows_and_the_floors(capsys):
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0, capsys.readouterr().out


def test_no_loop_of_imports():
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert list(loops(imports)) == []


def loops(imports: dict[str, set[str]]) -> Iterator[list[str]]:
    """Each loop once, by walking down every path and seeing where it comes back to itself."""
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> Iterator[list[str]]:
        if module in path:
            yield [*path[path.index(module) :], module]
        elif module not in done:
            for imported in sorted(imports[module]):
                yield from walk(imported, [*path, module])
            done.add(module)

    for module in sorted(imports):
        yield from walk(module, [])


def test_foreign_keys_point_down_only():
    upward = [
        f"{model.__name__}.{field.name}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
        if field.related_model._meta.app_label not in {app, "records"}
    ]
    assert upward == []


def test_no_import_inside_a_function():
    inside = [
        f"{name_of(path)}:{node.lineno}"
        for path in code(*PACKAGES)
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


# -------------------------------------------------------------------------------------------------- sizes and names
def lines_of(path: Path) -> int:
    return path.read_text().count("\n")


def test_files_stay_small():
    app_code = {name_of(path): lines_of(path) for path in code(*PACKAGES) if lines_of(path) > 400}
    tests = {name_of(path): lines_of(path) for path in code("tests") if lines_of(path) > 600}
    assert app_code | tests == {}


def test_functions_stay_small():
    """From the first decorator to the last line, signature and docstring too."""
    long = {
        f"{name_of(path)}: {function.name}": lines
        for path in code(*PACKAGES)
        for function in functions(path)
        if (lines := function.end_lineno - min(each.lineno for each in (function, *function.decorator_list)) + 1) > 40
    }
    assert long == {}


def test_every_module_says_what_its_room_is_for():
    rooms = [path for path in code(*PACKAGES) if parsed(path).body and path.name != "apps.py"]
    assert [name_of(path) for path in rooms if not ast.get_docstring(parsed(path))] == []


def test_no_room_has_a_name_that_says_nothing():
    refused = {"utils", "util", "common", "helpers", "core", "misc", "services", "managers"}
    assert [name_of(path) for path in code(*PACKAGES, "tests") if refused & {path.stem, *path.parent.parts}] == []


# -------------------------------------------------------------------------------------------------------- the writers
WRITERS = (
    "records/actions/",
    "lhb_ingest/actions/",
    "records/rolls.py",  # brings one education list up to date
    "records/tallies.py",  # counts that outlive the rows
    "records/access.py",  # the log of looks
    "records/copying.py",  # many rows at once, called by the writers above
    "reporting/returns.py",
)
WRITING = {
    *("save", "create", "acreate", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user"),
    *("update", "delete", "_raw_delete", "raw", "execute", "executemany", "copy_into", "set_password"),
}
# What only looks like a writer, or writes nothing that the authority holds.
NOT_WRITERS = {
    "records/tasks.py: cache.delete": "a sign of life of long work, not a row",
    "cme/checks.py: cursor.execute": "asks which role this is",
    "cme/practice/people.py: user.save": "practice people, who all share one password, hashed once",
    "lhb_ingest/matching/engines.py: connection.execute": "closes the ways out of a database in memory",
    "lhb_ingest/matching/training.py: connection.execute": "counts in a database in memory",
    "lhb_ingest/plausible.py: cursor.execute": "counts names in PostgreSQL",
    "records/management/commands/load_reference.py: model.objects.bulk_create": "reference data, at every migration",
    "records/models/user.py: user.save": "the manager's create_user, which actions.add_person calls",
    "records/models/user.py: user.set_password": "the manager's create_user, which actions.add_person calls",
    "reporting/making.py: cache.delete": "a worker is done with a return",
    "reporting/workbooks.py: document.save": "a workbook into memory",
    "records/scope.py: cursor.execute": "says whose rows PostgreSQL shows",
}


def written_in(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in WRITING:
                yield f"{name_of(path)}: {ast.unparse(called)}"


def test_only_the_writers_write():
    rooms = [path for path in code(*PACKAGES) if not name_of(path).startswith(WRITERS)]
    found = {each for path in rooms for each in written_in(path)}
    assert found - NOT_WRITERS.keys() == set(), "only actions and the other writers may change a record"
    assert NOT_WRITERS.keys() - found == set(), "these are no longer in the code: take them off the list"


def test_actions_never_import_tasks():
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    for app in APPS:
        if f"{app}.tasks" in graph.modules:
            importers = graph.find_downstream_modules(f"{app}.tasks")
            assert not [module for module in importers if ".actions" in module or module == "reporting.returns"]


def test_no_signal_writes_and_no_model_saves_in_its_own_way():
    for path in code(*APPS):
        imported = {node.module for node in ast.walk(parsed(path)) if isinstance(node, ast.ImportFrom)}
        assert not imported & {"django.dispatch", "django.db.models.signals"}, name_of(path)
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            assert not {"save", "delete", "asave", "adelete"} & set(vars(model)), model.__name__


def public_writers() -> dict[str, object]:
    """The functions by which views, tasks, commands and the API change what the authority holds."""
    modules = (records.actions, lhb_ingest.actions)
    found = {name: getattr(module, name) for module in modules for name in module.__all__}
    for name in ("make_return", "look_at_return", "release_return"):
        found[name] = getattr(reporting.returns, name)
    found |= {
        "set_tally": records.tallies.set_tally,
        "bring_up_to_date": records.rolls.bring_up_to_date,
        "take_back": records.rolls.take_back,
        "note_look": records.access.note_look,
    }
    readers = {"same_open_cases", "similar_open_cases", "held_by", "tasks_to_remind", "people_to_remind"}
    return {name: it for name, it in found.items() if inspect.isfunction(it) and name not in readers}


# Writers without `by`: nobody is at work there but the worker and the timetable, or another writer has said who.
WITHOUT_PERSON = {
    "check_extract": "the worker: whoever sent the list is on the extract",
    "compare_extract": "the worker: whoever sent the list is on the extract",
    "mend_extract": "the worker: whoever sent the rows is on the sheet",
    "sweep_files": "the timetable: files that belong to no list",
    "forget_decisions": "the timetable: nobody has asked for them",
    "work_bulk": "the worker: whoever accepted or undid the group is on it",
    "take_step": "the worker: whoever asked for the preview is on it",
    "give_up_preview": "the worker: whoever asked for the preview is on it",
    "note_reminded": "the timetable: the e-mail has gone",
    "forget_ended_entries": "the timetable: the authority said for how long",
    "remove_over_age": "the timetable: the birthday and the law decide",
    "give_up": "the worker: whoever sent the list is on the extract",
    "enqueue": "the queue: whoever sent the list is on the extract",
    "enqueue_waiting": "the timetable: lists in no queue",
    "leave_queue": "called by cancel_extract, which says who cancelled",
    "claim": "the worker: whose turn it is, nobody decides",
    "beat": "the worker: a sign of life",
    "stage_done": "the worker: a stage is stored",
    "put_down": "the worker: it is done with a list",
    "erase_closed_cases": "the timetable: they were kept as long as the authority wants",
    "make_return": "the timetable: figures are counted, not decided",
    "dispose_piece": "the worker: whoever decided is on each record of the run",
    "sweep_attachments": "the timetable: files that belong to no attachment",
    "forget_queries": "the timetable: the authority said for how long",
    "bulk_piece": "the worker: whoever asked is on the act",
    "note_followed": "the timetable: GOV.UK Notify said so",
    "note_posted": "the worker: whoever wrote the letter is on it",
    "note_departure": "the worker: the list said so",
    "propose_closure": "the worker: lists are compared, and a person decides",
    "withdraw_proposal": "the worker: the lists no longer say so",
    "draw_samples": "the worker: chance decides",
    "lapse_samples": "called by the purge",
    "rematch_authority": "the worker: lists are compared, and a person decides",
    "take_back_leavers": "called by the undo of a list, which says who",
    "add_administrator": "somebody at the server's keyboard, where nobody has signed in",
    "bring_up_to_date": "called by approve_extract, which says who approved",
    "take_back": "called by undo_extract, which says who took the list back",
    "set_tally": "called by writers that say who",
    "note_look": "the request says who looked",
}
# Writers whose `by` may be empty, because the timetable runs them too.
BY_NOBODY = {"erase_case", "purge_authority", "purge_extract", "remove_record"}
# Writers that are one transaction by other means than the decorator.
OWN_TRANSACTIONS = {
    "purge_authority": "each extract is a transaction of its own",
    "receive_extract": "in the transaction of the scope without which nothing can be written",
    "sweep_files": "it changes no row, only the disk",
    "set_tally": "a block within",
    "note_look": "one row",
}


@pytest.mark.parametrize("name", sorted(public_writers()))
def test_a_writer_is_called_by_name_says_who_and_is_one_transaction(name):
    writer = public_writers()[name]
    parameters = inspect.signature(writer).parameters
    positional = [each.name for each in parameters.values() if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert positional == (["request"] if name == "note_look" else [])
    if name in WITHOUT_PERSON:
        assert "by" not in parameters, f"{name} says who: take it off the list"
    else:
        by = parameters["by"]
        assert (by.default is inspect.Parameter.empty and "None" not in str(by.annotation)) or name in BY_NOBODY
    assert hasattr(writer, "__wrapped__") != (name in OWN_TRANSACTIONS), "@transaction.atomic"


def test_the_lists_of_exceptions_name_writers_that_exist():
    assert {*WITHOUT_PERSON, *BY_NOBODY, *OWN_TRANSACTIONS} <= set(public_writers())


# --------------------------------------------------------------------------------------------- a right on every view
# Open to nobody in particular: signing in (allauth guards what needs a sign-in), and pages about the service itself.
PUBLIC = {"health", "schema", "accessibility", "privacy", "help"}
SIGN_IN = {pattern.name for pattern in import_module("cme.account_urls").urlpatterns}


def patterns(resolver=None) -> Iterator[URLPattern]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            yield each
        else:
            yield from patterns(each)


@pytest.mark.parametrize("pattern", [pytest.param(each, id=each.name) for each in patterns()])
def test_every_view_names_its_right(pattern):
    view = pattern.callback
    api_view = getattr(view, "cls", None)
    if pattern.name in PUBLIC:
        assert not hasattr(view, "rights")
    elif pattern.name in SIGN_IN:
        assert view.__module__.startswith("allauth.")
    elif api_view:
        assert issubclass(api_view, InScope) and api_view.permission_classes == [HasRight]
        assert api_view.rights and all(isinstance(right, Right) for right in api_view.rights)
    else:
        assert view.rights and all(isinstance(right, Right) for right in view.rights)


def test_every_address_has_a_name_of_its_own():
    names = [pattern.name for pattern in patterns()]
    assert len(set(names)) == len(names) and None not in names


def test_the_log_has_words_for_pages_that_exist():
    assert set(PAGES) - {pattern.name for pattern in patterns()} == set()


# ---------------------------------------------------------------------------------------------- both languages, pages
def test_welsh_for_every_string():
    po = ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po"
    assert list(catalogue.problems(ROOT, po)) == []


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Every page is one of these: the base, the one allauth knows by its name, and the one that must work when nothing does.
WHOLE = {"base.html", "allauth/layouts/base.html", "500.html"}
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:", re.IGNORECASE)
DATA = re.compile(r'<script[^>]*type="application/json"[^>]*>')


def template_name(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


@cache
def parts_of_pages() -> set[str]:
    """Every template that another includes, or that Python renders as a part of a page: a field, a component."""
    included = {name for path in TEMPLATES for name in re.findall(r'include\s+"([^"]+)"', path.read_text())}
    python = "\n".join(path.read_text() for path in code(*PACKAGES))
    return included | {template_name(path) for path in TEMPLATES if template_name(path) in python}


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_a_template_is_a_page_or_a_part_of_one(path):
    text = path.read_text()
    if "<html" in text:
        assert template_name(path) in WHOLE
    elif "{% extends" not in text:
        assert template_name(path) in parts_of_pages(), "it extends nothing, and nothing includes it"


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_a_template_keeps_styles_and_scripts_out_and_names_its_tables(path):
    text = path.read_text()
    assert INLINE.findall(DATA.sub("", text)) == []
    assert text.count("<caption") == text.count("<table")
