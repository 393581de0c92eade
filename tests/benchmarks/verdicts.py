"""In Chromium: from the step that ends an operation to its verdict on the page, against the round trip of a command."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.table import Row
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ServerProcess

ROUNDS = 7
MILLISECONDS_AIM = 200

# A stale read, stepped to its end: cut off n4, write at n1, read at n4.
# Gives [ms to the verdict, ms of a command's round trip].
STALE_READ = """async () => {
  const { session } = document.querySelector("lab-session");
  const shown = (model) => document.querySelector(`.lattice:not([hidden]) [data-model=${model}]`).dataset.state;
  const status = (name) => session.store.view.operations[name]?.status;
  const followed = () => new Promise((resolve) => {
    const undo = session.store.subscribe(() => { undo(); resolve(); });
  });
  await session.command("pause", {});
  await session.command("partition", { groups: [["n4", "n5"]] });
  for (const [client, operation, node, value] of [["alice", "write", "n1", "1"], ["bob", "read", "n4", undefined]]) {
    const began = performance.now();
    const members = { client, operation, node, key: "x", ...(value && { value }) };
    const { operation: name } = await session.command("invoke", members);
    var trip = performance.now() - began;
    while (status(name) !== "ok") {
      var stepped = performance.now();
      await session.command("step", {});
      if (status(name) !== "ok") await Promise.race([followed(), new Promise((resolve) => setTimeout(resolve, 60))]);
    }
  }
  while (shown("linearizable") !== "violated") await new Promise((resolve) => requestAnimationFrame(resolve));
  return [performance.now() - stepped, trip];
}"""


def measure() -> list[Row]:
    """Fresh labs, one after the other."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = ServerProcess(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            page = browser.new_context(base_url=server.url).new_page()
            times = [stale_read(page) for _ in range(ROUNDS)]
        finally:
            browser.close()
            server.end()
    verdict, trip = (median(each) for each in zip(*times, strict=True))
    return [
        Row(
            "an operation's end to its verdict on the page",
            f"{verdict:,.0f} ms",
            "the aim",
            f"{MILLISECONDS_AIM} ms",
            verdict / MILLISECONDS_AIM,
            "at most 1",
        ),
        Row("the same", f"{verdict:,.0f} ms", "round trip of a command", f"{trip:,.0f} ms", verdict / trip, ""),
    ]


def stale_read(page: Page) -> tuple[float, float]:
    """Milliseconds to the verdict, and of a command's round trip."""
    page.goto("/labs/")
    page.get_by_role("button", name="Open the lab").first.click()
    page.wait_for_selector("lab-session[data-ready]")
    verdict, trip = page.evaluate(STALE_READ)
    return verdict, trip
