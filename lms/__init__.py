"""Footing: the one place where its parts are joined."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"
FEATURES = (
    "accounts",
    "home",
    "catalogue",
    "lessons",
    "quizzes",
    "fresh",
    "practicals",
    "signoffs",
    "mentoring",
    "watching",
    "audit",
    "records",
    "people",
    "pauses",
    "paper",
    "authoring",
    "publishing",
    "drafts",
    "admin",
    "facility",
    "notebook",
    "search",
    "feedback",
    "facts",
    "formats",
    "reports",
    "media",
    "voice",
)
DEMO_FEATURES = ("style",)
"""What only a demonstration has; elsewhere their addresses lead nowhere."""


def create_app(**overrides: Any) -> "Flask":
    """Make the application from the settings, of which ``overrides`` win.

    Imports stand inside so that `lms.content`, `lms.questions` and `lms.rules` can be used without Flask.
    """
    from importlib import import_module

    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from lms import cli, config, models
    from lms.web import addresses, assets, clock, cookies, errors, frame, headers, i18n, routes, signin

    app = Flask("lms", static_folder=None)
    app.ensure_sync = lambda function: function  # type: ignore[method-assign, assignment]  # None here is async.
    app.config.update(config.flask_settings(overrides))
    app.session_interface = cookies.Cookies()
    models.db.init_app(app)
    addresses.set_up(app)
    clock.set_up(app)
    routes.set_up(app)
    headers.set_up(app)
    signin.set_up(app)
    i18n.set_up(app)
    frame.set_up(app)
    assets.set_up(app)
    errors.set_up(app)
    for name in FEATURES + (DEMO_FEATURES if app.config["DEMO"] else ()):
        import_module(f"lms.features.{name}.views").routes.register(app)
    app.extensions["prove_signer"] = import_module("lms.features.accounts.views").prove_signer
    app.extensions["demo_people"] = lambda: import_module("lms.demo").PEOPLE
    cli.register(app)
    if app.config["TRUSTED_PROXIES"]:
        n = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    return app
