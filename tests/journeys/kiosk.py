"""A woman at a kiosk: a browser of her own that presses buttons by their words and reads what is there."""

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.make import PIN

WAIT = 15_000
"""Milliseconds to wait for something to appear; the machine may be busy."""
SCREEN = {"width": 1024, "height": 600}


class Kiosk:
    """One browser context: its own cookies, cache and history. It fails on any request to elsewhere."""

    def __init__(self, browser: Browser, address: str, js: bool = True) -> None:
        self.address = address
        self.js = js
        self.context: BrowserContext = browser.new_context(
            base_url=address, java_script_enabled=js, viewport=SCREEN, reduced_motion="reduce"
        )
        self.context.set_default_timeout(WAIT)
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, "blob:", "data:")):
            self.elsewhere.append(url)

    def open(self, path: str) -> None:
        self.page.goto(path)

    def press(self, words: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=words, exact=True).first.click()

    def follow(self, words: str) -> None:
        """Press a link and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words, exact=True).first.click()

    def go_on(self) -> None:
        """Press the one primary button of the home page, which leads to where she stopped or waits."""
        self.open("/")
        card = self.page.locator(".card.main")
        card.locator(".button").first.click()

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)

    def sees(self, *words: str) -> None:
        """Wait until each of these stands in the main part of the page."""
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one, timeout=WAIT)

    def heading(self, words: str) -> None:
        """Wait for the page with this heading."""
        expect(self.page.locator("h1")).to_contain_text(words, timeout=WAIT)

    @property
    def words(self) -> str:
        """All that can be read on the page now."""
        return self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def sign_in(self, name: str, secret: str = PIN, staff: bool = False) -> None:
        self.open("/sign-in" + ("?way=staff" if staff else ""))
        self.fill_sign_in(name, secret)
        expect(self.page.locator(".who-name")).to_be_visible(timeout=WAIT)

    def fill_sign_in(self, name: str, secret: str = PIN) -> None:
        self.page.locator("#name").fill(name)
        self.page.locator("#secret").fill(secret)
        self.press("Sign in")

    def finish(self) -> None:
        self.press("Finish")
        self.heading("You are signed out")

    def close(self) -> None:
        self.context.close()
        assert self.errors == [], f"a script went wrong: {self.errors}"
        assert self.elsewhere == [], f"a page asked elsewhere: {self.elsewhere}"
