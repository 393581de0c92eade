"""`{% module_preloads "js/lab.js" %}`: tells the browser at once of every module that one imports, however deep.

Without it a browser learns of each level of imports only after it has loaded the level above.
"""

import re
from functools import cache
from pathlib import Path, PurePosixPath

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

IMPORT = re.compile(r"""(?:^|\s)(?:import|export)\b(?!\()[^"';]*["'](\./[^"']+)["']""")

register = template.Library()


@register.simple_tag
@cache
def module_preloads(entry: str) -> SafeString:
    """A `modulepreload` link for each module below `entry`, a static path."""
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(name),) for name in imported(entry)))


@cache
def imported(entry: str) -> tuple[str, ...]:
    """The static paths of all modules that `entry` imports, itself left out, in the order in which they are met."""
    met: dict[str, None] = {entry: None}
    queue = [entry]
    while queue:
        name = queue.pop(0)
        found = finders.find(name)
        text = Path(found).read_text() if isinstance(found, str) else ""
        for target in IMPORT.findall(text):
            path = str(PurePosixPath(name).parent / target)
            if path not in met:
                met[path] = None
                queue.append(path)
    return tuple(met)[1:]
