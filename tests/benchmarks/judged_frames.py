"""A judged history of 20,000 operations in Chromium: opening its page, and what a frame takes while it is panned.

Panned near, with labels, and far, with two thirds of it in sight. Of each frame: how long the page's main thread works
until all is laid out, and how far it is from the one before. The page is the real one; the history is put into the
server's data.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.table import Row
from tests.classroom.rights.house import made_on
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.serving import ServerProcess

OPERATIONS = (200, 20_000)
SESSIONS = 30
KEYS = 40
SCREEN = {"width": 1440, "height": 900}
FRAME_AIM = "a frame of 60 Hz: 16.7 ms"
OPENING_AIM = "a second"

# How long the page's main thread works in each frame, and how far apart the frames are, in ms: median and worst.
FRAMES = """async (how) => {
  const diagram = document.querySelector("history-diagram");
  if (how === "far") diagram.fit();
  else diagram.zoom(1e6), diagram.zoom(0.35);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  if (how === "far") diagram.zoom(1.5);
  await frame();
  const work = [];
  const apart = [];
  let last = await frame();
  for (let i = 0; i < 121; i += 1) {
    diagram.pan(i < 60 ? 14 : -14);
    const began = await frame();
    document.body.getBoundingClientRect();
    work.push(performance.now() - began);
    apart.push(began - last);
    last = began;
  }
  const of = (times) => [times.sort((a, b) => a - b)[60], times[120]];
  return { work: of(work), apart: of(apart) };
}"""


def history(count: int) -> str:
    """So many operations, each key written and then read back."""
    ops = [
        {
            "process": number % SESSIONS,
            "f": "write" if number // SESSIONS % 2 == 0 else "read",
            "key": f"k{number % KEYS}",
            "value": number,
            "start": number * 3,
            "end": number * 3 + 60,
        }
        for number in range(count)
    ]
    return json.dumps({"ops": ops})


def make() -> dict[str, str]:
    """Keep the histories in the data of this process; their links, by how many operations they have."""
    from apps.live.judge.judge_form import Options, Submission
    from apps.live.judge.judged import keep, share
    from apps.live.judge.judging import judged_at_once

    links = {}
    for count in OPERATIONS:
        judged = judged_at_once(Submission(history(count).encode(), f"{count} operations", Options()))
        kept = keep("somebody", judged)
        share(kept)
        links[str(count)] = str(kept.link)
    return links


def measure() -> list[Row]:
    """The large one against the small one."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = ServerProcess(Path(folder))
        links = made_on(server, __name__, "make")
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            with browser.new_context(base_url=server.url, viewport=SCREEN) as context:
                found = {count: figures(context.new_page(), links[str(count)]) for count in OPERATIONS}
        finally:
            browser.close()
            server.end()
    return rows(found)


def figures(page: Page, link: str) -> dict[str, Any]:
    """How long opening takes until the diagram is drawn, and the frames of panning near and far."""
    address = f"/check/shared/{link}/"
    page.goto(address)
    page.wait_for_selector("history-diagram[data-drawn]", state="attached")
    page.reload()
    page.wait_for_selector("history-diagram[data-drawn]", state="attached")
    opening = page.evaluate("performance.now()")
    return {"opening": opening, **{how: page.evaluate(FRAMES, how) for how in ("near", "far")}}


def rows(found: dict[int, dict[str, Any]]) -> list[Row]:
    """As rows of the table."""
    small, large = (found[count] for count in OPERATIONS)
    made = [
        Row(
            f"navigation to the diagram of {OPERATIONS[1]:,} operations of a judged history",
            f"{large['opening']:,.0f} ms",
            f"the same with {OPERATIONS[0]}",
            f"{small['opening']:,.0f} ms",
            large["opening"] / small["opening"],
            OPENING_AIM,
        )
    ]
    for how, words in (("near", "near"), ("far", "with two thirds in sight")):
        for figure, what in (("work", "work in a frame of"), ("apart", "from frame to frame while")):
            (median, worst), (least, _) = large[how][figure], small[how][figure]
            made.append(
                Row(
                    f"{what} panning {OPERATIONS[1]:,} operations {words}, median (worst)",
                    f"{median:.1f} ({worst:.1f}) ms",
                    f"the same with {OPERATIONS[0]}",
                    f"{least:.1f} ms",
                    median / max(least, 0.1),
                    FRAME_AIM,
                )
            )
    return made
