"""The least that a page can be: Flask, one indexed query, one Jinja page of twenty rows.

``bench_pages.py`` has it served by the same server program as ours, to measure against.
"""

import os
import threading

import psycopg
from flask import Flask, render_template_string

_ROWS = "SELECT id, title, body FROM bare_page_rows WHERE id BETWEEN %s AND %s"
_PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Bare</title></head>
<body><h1>Bare</h1>{% for id, title, body in rows %}<article><h2><a href="/{{ id }}">{{ title }}
</a></h2><p>{{ body }}</p></article>{% endfor %}</body></html>"""

app = Flask(__name__)
_own = threading.local()


@app.get("/bare/<int:number>")
def page(number: int) -> str:
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(os.environ["BARE_DATABASE"], autocommit=True)
    rows = _own.connection.execute(_ROWS, (number, number + 19)).fetchall()
    return render_template_string(_PAGE, rows=rows)
