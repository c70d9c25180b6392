"""Scripts typed as words, in a real browser: every reader sees the characters, and nothing runs."""

import pytest

from tests.make import PIN

pytestmark = pytest.mark.browser
VECTORS = """<script>xss()</script>
"><img src=x onerror=xss()>
</textarea><svg/onload=xss()>
<iframe srcdoc="<script>parent.xss()</script>"></iframe>
<a href="javascript:xss()">tap</a> javascript:xss() data:text/html,<script>xss()</script>
<details open ontoggle=xss()><style>@import'/x';</style><math><mi xlink:href=javascript:xss()>
<form action=/finish><input name=csrf_token autofocus onfocus=xss()>
{{7*7}} ${7*7} #{7*7} %n%s ' OR 1=1--"""


def watch(kiosk) -> list[str]:
    """Collect whatever ran: a call of xss(), a dialog, or a script that the page's policy had to stop."""
    ran: list[str] = []
    kiosk.context.expose_function("xss", lambda: ran.append(f"xss() ran on {kiosk.path}"))
    kiosk.page.on("dialog", lambda dialog: (ran.append(f"dialog on {kiosk.path}"), dialog.dismiss()))
    kiosk.page.on("console", lambda said: ran.append(said.text) if "Content Security Policy" in said.text else None)
    return ran


def test_words_that_are_scripts_are_shown_and_never_run(server, kiosk):
    vera, wren = kiosk(server), kiosk(server)
    ran = watch(vera), watch(wren)
    vera.sign_in("2004")
    vera.go_on()
    for at in range(3):
        vera.page.locator("fieldset.rating").nth(at).locator("input[value='3']").check()
    vera.page.locator("#words").fill(VECTORS)
    vera.press("Save and continue")
    vera.page.get_by_label("This is my own work").check()
    vera.press("Ask for sign-off")
    vera.heading("Waiting for your mentor")
    wren.sign_in("wren", staff=True)
    wren.open("/reviews")
    wren.press("Look at this work")
    wren.heading("Vera Sample: Soil")
    shown = wren.page.locator(".kept-words").first.inner_text()
    assert shown.split() == VECTORS.split()
    wren.page.locator("#strength").fill(VECTORS)
    wren.page.locator("#next_step").fill(VECTORS)
    wren.page.locator("fieldset.rating").first.locator("input[value='2']").check()
    wren.page.locator("#signer").fill("wren")
    wren.page.locator("#signer_secret").fill(PIN)
    wren.press("Return with a next step")
    wren.sees("Your words are saved")
    vera.go_on()
    vera.heading("Read what your mentor wrote")
    said = [one.inner_text().split() for one in vera.page.locator(".kept-words").all()]
    assert said == [VECTORS.split(), VECTORS.split()]
    vera.follow("Practical task")
    assert vera.page.locator("#words").input_value().split() == VECTORS.split()
    assert ran == ([], [])


def test_a_script_that_runs_would_be_noticed(server, kiosk):
    vera = kiosk(server)
    ran = watch(vera)
    vera.open("/sign-in")
    vera.page.evaluate("() => { document.querySelector('main').innerHTML = '<img src=x onerror=xss()>' }")
    vera.page.wait_for_timeout(300)
    assert ran != []
