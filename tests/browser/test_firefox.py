"""The report in Firefox, driven by Mozilla's own client; Playwright cannot drive a Firefox that it has not patched."""

import base64
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.browser.test_phone_width import TOO_WIDE
from tests.browser.test_printing import ANSWER, text_of
from tests.browser.test_wide_tables import FIRST_COLUMNS, MOST_OF_A_PHONE
from tests.browser.visiting import OPEN_EVERYTHING, PHONE, Reader

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
QUIET = {"browser.startup.page": 0}
ERRORS = """return Services.console.getMessageArray()
    .filter((each) => each instanceof Ci.nsIScriptError && !(each.flags & Ci.nsIScriptError.warningFlag))
    .filter((each) => each.sourceName.startsWith("file:")).map((each) => each.errorMessage);"""
# A browser's window is never as narrow as a phone.
NARROW = "gBrowser.selectedBrowser.style.maxWidth = arguments[0];"
# The picture that a link would have saved.
SAVED = """const [done] = [...arguments].slice(-1);
    const figure = document.querySelector("figure[id]");
    HTMLAnchorElement.prototype.click = function () {
        const image = new Image();
        image.src = this.href;
        image.decode().then(() => done([this.download, image.width, image.height]));
    };
    figure.querySelector("[data-do=picture]").click();"""


class Firefox:
    """A Firefox without a window, with one page."""

    def __init__(self, command: str, report: Path, log: Path) -> None:
        client = pytest.importorskip("marionette_driver.marionette", reason="marionette-driver is not installed")
        self.client = _start(client.Marionette, command, log)
        self.client.start_session()
        self.address = report.as_uri()

    def open(self, anchor: str = "") -> None:
        self.client.navigate("about:blank")
        self.client.navigate(self.address + anchor)

    def run(self, script: str, *arguments: object) -> Any:
        return self.client.execute_script(script, script_args=arguments, sandbox=None)

    def call(self, function: str) -> Any:
        return self.run(f"return ({function})();")

    def run_inside(self, script: str, *arguments: object) -> Any:
        """Run a script in the browser itself."""
        with self.client.using_context("chrome"):
            return self.client.execute_script(script, script_args=arguments)

    def wait_for(self, script: str, value: object) -> None:
        """Wait until a script returns a value; raise after some seconds."""
        from marionette_driver import Wait

        Wait(self.client, timeout=20).until(lambda _: self.run(script) == value, message=f"{script}: not {value}")

    def press(self, keys: str) -> None:
        from marionette_driver import By

        self.client.find_element(By.TAG_NAME, "dialog").send_keys(keys)


def _start(marionette: type, command: str, log: Path) -> Any:
    """Return the client of a started Firefox; one start in many never answers on a busy machine, so it has a second."""
    options = {"bin": command, "port": 0, "headless": True, "prefs": QUIET, "gecko_log": str(log)}
    try:
        return marionette(**options)
    except OSError as error:
        warnings.warn(f"{command} did not start, tried again: {error}\n{log.read_text()}", stacklevel=2)
    return marionette(**options)


@pytest.fixture(scope="module")
def firefox_of_module(whole_reader_of_session: Reader, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if FIREFOX is None:
        pytest.skip("no Firefox on this machine; on Debian: apt-get install firefox-esr")
    firefox = Firefox(FIREFOX, whole_reader_of_session.report, tmp_path_factory.mktemp("firefox") / "log")
    yield firefox
    firefox.client.quit()


@pytest.fixture
def firefox(firefox_of_module: Firefox) -> Iterator[Firefox]:
    """Firefox, which must not have met an error on the page."""
    yield firefox_of_module
    assert firefox_of_module.run_inside(ERRORS) == []
    firefox_of_module.run_inside("Services.console.reset();")


def test_the_scripts_run_and_the_trainer_asks_and_rates(firefox: Firefox) -> None:
    firefox.open("#trainer?mode=review")

    assert firefox.run("return document.querySelector('#training').open")
    firefox.press(" ")
    assert firefox.run("return document.querySelectorAll('#training .buttons button').length") == 4
    asked = firefox.run("return document.querySelector('#training .asked').textContent")
    firefox.press("4")
    assert firefox.run("return document.querySelector('#training .asked').textContent") != asked


def test_an_address_filters_the_questions(firefox: Firefox) -> None:
    firefox.open("#questions?topic=optimizers&level=1")

    levels = firefox.run("""return [...document.querySelectorAll("#questions .question:not([hidden])")]
        .map((each) => each.dataset.difficulty + each.dataset.tags.includes("optimizers"))""")
    assert levels
    assert set(levels) == {"1true"}


def test_a_figure_is_saved_as_a_picture(firefox: Firefox) -> None:
    firefox.open()

    name, width, height = firefox.client.execute_async_script(SAVED, sandbox=None)

    assert name.startswith("figure-")
    assert (width, height > 600) == (2400, True)


def test_a_phone_s_width_is_enough(firefox: Firefox) -> None:
    firefox.open()
    firefox.run_inside(NARROW, f"{PHONE['width']}px")

    firefox.wait_for("return innerWidth", PHONE["width"])
    assert firefox.call(TOO_WIDE) == []
    firefox.run_inside(NARROW, "none")


def test_the_menu_and_the_first_columns_fit_a_phone(firefox: Firefox) -> None:
    firefox.run_inside(NARROW, f"{PHONE['width']}px")
    firefox.wait_for("return innerWidth", PHONE["width"])
    firefox.open("#tables")

    firefox.run("document.querySelector('#open-sections').click()")
    firefox.wait_for("return document.activeElement.textContent", "Tables")
    firefox.run("document.querySelector('#sections a[href=\"#studies\"]').click()")
    firefox.wait_for("return document.querySelector('#sections [aria-current]').textContent", "Studies")
    assert not firefox.run("return document.querySelector('#sections').matches(':popover-open')")

    firefox.call(OPEN_EVERYTHING)
    shares = firefox.call(FIRST_COLUMNS)
    assert len(shares) > 5
    assert [(label, share) for label, share in shares if share > MOST_OF_A_PHONE] == []
    firefox.run_inside(NARROW, "none")


def test_an_address_prints_the_lines_to_say_alone(firefox: Firefox) -> None:
    firefox.open("#questions?print=lines")

    printed = base64.b64decode(firefox.client._send_message("WebDriver:Print", {}, key="value"))

    text = text_of(pypdfium2.PdfDocument(printed))
    first = firefox.run("return document.querySelector('#questions .question h4').textContent")
    assert " ".join(first.split()) in text
    assert ANSWER not in text


def test_without_scripts_an_answer_unfolds(firefox: Firefox) -> None:
    from marionette_driver import By

    firefox.client.set_pref("javascript.enabled", False)
    firefox.open()

    assert not firefox.client.find_element(By.CSS_SELECTOR, "#trainer .trainer-home").is_displayed()
    question = firefox.client.find_element(By.CSS_SELECTOR, "#questions .question")
    question.find_element(By.TAG_NAME, "summary").click()
    assert question.find_element(By.CLASS_NAME, "spoken").is_displayed()
    firefox.client.set_pref("javascript.enabled", True)
