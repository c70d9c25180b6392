"""At the door of the real server: what a proxy says is heard where it was told to, and nothing far too large comes in."""

import http.client
import re
from urllib.parse import urlencode

import pytest
from flask_migrate import upgrade

from lms import create_app
from lms.models.base import db, reading_only
from tests import make
from tests.server import Server, settings_of

ONWARD = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "footing.lan"}


@pytest.fixture
def folder(tmp_path):
    """An installation with one learner."""
    app = create_app(**settings_of(tmp_path))
    with app.app_context():
        upgrade()
        reading_only.set(False)
        make.make_person(make.make_facility(), "Nia Example", "learner", number="2001")
        db.session.remove()
        db.engine.dispose()
    return tmp_path


def sign_in(server: Server) -> http.client.HTTPResponse:
    """Sign in as a proxy would pass it on."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", "/sign-in", headers=ONWARD)
    reply = connection.getresponse()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', reply.read().decode())
    assert token
    cookie = reply.headers["Set-Cookie"].split(";")[0]
    fields = {"csrf_token": token[1], "way": "pin", "name": "2001", "secret": make.PIN}
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Referer": "https://footing.lan/"}
    connection.request("POST", "/sign-in", urlencode(fields), ONWARD | headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 302
    return answer


@pytest.mark.parametrize(("trusted", "device", "wiped"), [("1", "192.0.2.7", '"storage"'), ("0", "127.0.0.1", None)])
def test_what_a_proxy_says_counts_only_where_one_is_trusted(folder, trusted, device, wiped):
    server = Server(folder, TRUSTED_PROXIES=trusted).start()
    try:
        assert sign_in(server).headers.get("Clear-Site-Data") == wiped
        assert [row[0] for row in server.rows("SELECT device FROM sign_in")] == [device]
    finally:
        server.end()


def test_what_is_larger_than_any_upload_is_refused_before_it_comes(folder):
    """One byte of a gigabyte is sent, and the answer is there."""
    server = Server(folder, MAX_UPLOAD_MB="3").start()
    try:
        for megabytes, status in ((3, None), (5, 413), (1024, 413)):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=1 if status is None else 20)
            connection.putrequest("POST", "/sign-in")
            connection.putheader("Content-Length", str(megabytes * 1024 * 1024))
            connection.endheaders(b"x")
            if status is None:
                with pytest.raises(TimeoutError):
                    connection.getresponse()
            else:
                assert connection.getresponse().status == status
            connection.close()
    finally:
        server.end()
