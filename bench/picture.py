"""Draws docs/pictures/performance.svg from bench/results/latest.json. Each goal is the line at 1; a
bar that reaches the line meets its goal. `python bench/picture.py FIGURES PICTURE`"""

import json
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "sesshu"
import matplotlib.pyplot as plt

# Figure, description, goal, and whether more is better.
GOALS = [
    ("webhook_vs_node_sdk", "webhooks kept, against LINE's Node.js SDK", 5, True),
    ("webhook_vs_node_cluster", "… in a cluster of two", 3, True),
    ("webhook_vs_bare_axum", "… against a bare handler that only checks", 0.5, True),
    ("poll_vs_bare_axum", "a look at one's place in line, against a bare handler", 0.85, True),
    ("index_vs_bare_axum", "the calendar, against a bare handler", 0.85, True),
    ("assets_vs_nginx", "the script of a first visit, against nginx", 0.7, True),
    ("hot_slot_vs_pgbench", "one slot, PostgreSQL, against pgbench", 5, True),
    ("hot_slot_sqlite_vs_pgbench", "one slot, SQLite, against pgbench", 5, True),
    ("spread_vs_pgbench", "100 slots, PostgreSQL, against pgbench", 2, True),
    ("http_bookings_per_second", "bookings a second over HTTP, SQLite", 2_000, True),
    ("http_bookings_per_second_postgres", "bookings a second over HTTP, PostgreSQL", 2_000, True),
    ("morning_seconds", "25,000 seats for 50,000 people, PostgreSQL", 300, False),
    ("morning_confirm_p99_ms", "confirming meanwhile, 99 of 100", 1_000, False),
    ("desk_p99_ms", "the call centre meanwhile, 99 of 100, PostgreSQL", 1_000, False),
    ("desk_p99_ms_sqlite", "the call centre in a small rush, 99 of 100, SQLite", 1_000, False),
    ("waiting_memory_mb", "memory for 100,000 who wait", 10, False),
]


def reached(figure: float, goal: float, more_is_better: bool) -> float:
    """Returns the ratio of a figure to its goal: 1 and above meets it."""
    return figure / goal if more_is_better else goal / max(figure, goal / 1_000)


def main(figures: str, picture: str) -> None:
    with open(figures, encoding="utf-8") as file:
        measured = json.load(file)
    shown = [goal for goal in GOALS if goal[0] in measured]
    shares = [reached(measured[name], goal, more) for name, _, goal, more in shown]
    _, axes = plt.subplots(figsize=(9, 0.42 * len(shown) + 1), layout="constrained")
    colours = ["#00665e" if share >= 1 else "#b3261e" for share in shares]
    bars = axes.barh([what for _, what, _, _ in shown], shares, color=colours)
    axes.bar_label(bars, [f" {measured[name]:,.2f}".rstrip("0").rstrip(".") for name, *_ in shown])
    axes.axvline(1, color="#333333", linewidth=1)
    axes.set_xscale("log")
    axes.set_xlabel("times the goal (the line); the figure is what was measured")
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.12)
    plt.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main(*sys.argv[1:])
