"""Attacks on a server that is started for them, on this machine only, each bounded in number and time.

    python -m tests.attacks [name …]

Beside each of them a bystander asks for a page and sends commands. What they waited is printed, and how much memory the
server took; the exit code is 1 if it was more than twice what is aimed at. `make sweep` runs them, and the bad days of
`bad_days`.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
