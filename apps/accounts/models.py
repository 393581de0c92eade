"""What is stored of accounts besides Django's users: failed logins."""

from __future__ import annotations

from django.db import models


class LoginCount(models.Model):
    """Failed logins that are counted together, and the last success among them; see `accounts.throttle`.

    The key is a hash, so neither addresses nor what somebody typed as a name can be read from it.
    """

    key = models.CharField(primary_key=True, max_length=64)
    failures = models.PositiveIntegerField(default=0)
    failed = models.DateTimeField(null=True, db_index=True)
    succeeded = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key
