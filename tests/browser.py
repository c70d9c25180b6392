"""Finds Chromium, installs it where it may, and says loudly where it cannot; also the browser that journeys drive."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The best first: Debian's headless shell opens pages without a window around each, which takes less time."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Where the browser is, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium, its headless shell or the whole, where this user may and apt is there."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    for command in (["update"], *(["install", "-y", "--no-install-recommends", name] for name in NAMES[:2])):
        done = subprocess.run(
            ["apt-get", "-qq", *command],
            check=False,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        if command[0] == "install" and done.returncode == 0:
            return


def main() -> int:
    """Make sure there is a browser; 1 where browser tests are demanded and there is none."""
    if chromium() is None:
        install()
    if chromium() is not None:
        return 0
    print("*" * 78)
    print("NO BROWSER: Chromium is not here and could not be installed. All browser tests will be SKIPPED.")
    print("*" * 78)
    return 1 if os.environ.get("FOOTING_BROWSER") == "required" else 0


if __name__ == "__main__":
    sys.exit(main())
