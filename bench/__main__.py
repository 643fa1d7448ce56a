"""Prints what the road costs, from a stored file to a month's returns, each figure beside a baseline of the minute."""

import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  Django must be set up first

from bench import beside, figures, lists, pages, product  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wales", action="store_true", help="match the lists of all Wales, and nothing else")
    if parser.parse_args().wales:
        beside.matchers(beside.ALL_WALES, wales=True)
        return
    call_command("load_reference", verbosity=0)
    rows = int(os.environ.get("BENCH_ROWS", "60000"))
    beside.matchers(int(os.environ.get("BENCH_MATCHING", "60000")))
    print(f"{'what':<58}{'seconds':>10}{'beside':>10}")
    lists.measure(rows)
    product.measure(rows)
    pages.measure()
    figures.measure()


if __name__ == "__main__":
    main()
