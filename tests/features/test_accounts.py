"""Signing in and out, and what a kiosk keeps."""

from tests.make import PIN


def test_a_learner_signs_in_and_finishes(browse, people):
    kiosk = browse()
    page = kiosk.get("/sign-in")
    page = kiosk.press(page, "Sign in", name="1001", secret=PIN)
    assert page.status == 200
    assert "Ann Learns" in page.text
    page = kiosk.press(page, "Finish")
    assert "You are signed out" in page.text
    assert "Ann" not in page.text
    assert kiosk.get("/").location.startswith("/sign-in")


def test_a_wrong_pin_and_an_unknown_number_get_the_same_words(browse, people):
    kiosk = browse()
    page = kiosk.get("/sign-in")
    known = kiosk.press(page, "Sign in", name="1001", secret="000001")
    unknown = kiosk.press(page, "Sign in", name="9999", secret="000001")
    assert known.status == unknown.status == 422
    said = [[" ".join(e.itertext()) for e in p.all("p") if e.get("class") == "error"] for p in (known, unknown)]
    assert said[0] == said[1] != []
