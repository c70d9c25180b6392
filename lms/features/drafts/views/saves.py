"""Earlier texts of a file: who saved what and when, each to be read again and put back."""

import secrets
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.content.source import shown_text
from lms.features.drafts import actions, queries
from lms.features.drafts.views.found import find_file, find_save, routes, to_file
from lms.rules.permissions import Actor, May
from lms.web import signin


@routes.page("/drafts/<course_id>/saves/<path:path>", needs=May.WRITE, find=find_file)
def history(actor: Actor, found: tuple[Any, Any]) -> ResponseReturnValue:
    """Every save of a file, the newest first."""
    row, file = found
    before = request.args.get("before", type=int)
    rows, more = queries.saves(row.id, file.path, before if before and before < 2**31 else None)
    return render_template("drafts/history.html", draft=row, file=file, saves=rows, more=more)


@routes.page("/drafts/<course_id>/save/<int:save_id>", needs=May.WRITE, find=find_save)
def earlier(actor: Actor, found: tuple[Any, Any]) -> ResponseReturnValue:
    """One earlier text."""
    row, save = found
    text = shown_text(save.content or b"")
    return render_template("drafts/earlier.html", draft=row, save=save, text=text, save_key=secrets.token_hex(16))


@routes.act("/drafts/<course_id>/save/<int:save_id>", needs=May.WRITE, find=find_save)
def put_back(actor: Actor, found: tuple[Any, Any]) -> ResponseReturnValue:
    """Make an earlier text the current one; what stands there now stays among the saves."""
    row, save = found
    if save.content is not None:
        file = queries.file(row.id, save.path)
        revision = file.revision if file else 0
        actions.save_file(
            actor, row.id, save.path, save.content, request.form.get("save_key", "")[:64], revision, signin.now()
        )
    return to_file(row, save.path)
