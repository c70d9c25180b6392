"""A bare Flask page under the same server: what all ratios are measured against."""

import sys

from flask import Flask
from waitress import serve

app = Flask(__name__)
PAGE = "<!doctype html><title>bare</title><p>bare</p>".ljust(int(sys.argv[2]) if len(sys.argv) > 2 else 0)


@app.get("/")
def page() -> str:
    return PAGE


if __name__ == "__main__":
    serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=8, ident=None)
