"""Failed logins are counted, and make the next attempt wait, longer each time. Nobody is shut out.

A browser that has logged in under a name before is known by a signed cookie, and counted by itself: nobody else can
make it wait. Any other browser counts with those at its address, for each name apart. If nobody has logged in under
the name from that address either, it also counts with all other such addresses, so that many addresses together
make few guesses. (OWASP describes such cookies as *device cookies*.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from secrets import token_urlsafe

from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.models import LoginCount

COOKIE = "lightcone_known"
COOKIE_NAMES_MAX = 5
KNOWN_DAYS = 365
FORGOTTEN_HOURS = 24
FIRST_WAIT_SECONDS = 10
IPV6_HOST_BITS = 64
"""One household has that many addresses."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to count: so many failures are free, then each doubles the wait up to the longest; `advice` says more."""

    name: str
    free: int
    longest_seconds: int
    advice: str = ""


BROWSER = Kind("browser", 5, 300)
ADDRESS = Kind("address", 10, 60)
NAME = Kind("name", 50, 60, " A browser that you have logged in with before does not have to wait.")


@dataclass(frozen=True, slots=True)
class Wait:
    """The wait before the next attempt is heard."""

    seconds: int
    advice: str

    def __str__(self) -> str:
        one = self.seconds == 1
        return f"Too many failed logins. Wait {self.seconds} second{'' if one else 's'}, then try again.{self.advice}"


def start_attempt(request: HttpRequest, name: str) -> Wait | None:
    """Count an attempt as failed, until `attempt_succeeded`. One that has to wait is not counted, and is not heard."""
    now = timezone.now()
    with transaction.atomic():
        kinds = _counted_by(request, name, now)
        counts = {each.key: each for each in LoginCount.objects.select_for_update().filter(pk__in=kinds)}
        waits = [
            Wait(seconds, kinds[key].advice)
            for key, count in counts.items()
            if (seconds := _seconds_left(count, kinds[key], now)) > 0
        ]
        if waits:
            return max(waits, key=lambda wait: wait.seconds)
        forgotten = now - timedelta(hours=FORGOTTEN_HOURS)
        LoginCount.objects.filter(pk__in=kinds, failed__lt=forgotten).update(failures=0)
        LoginCount.objects.bulk_create([LoginCount(key=key) for key in kinds], ignore_conflicts=True)
        LoginCount.objects.filter(pk__in=kinds).update(failures=F("failures") + 1, failed=now)
    return None


def attempt_succeeded(request: HttpRequest, answer: HttpResponse, name: str) -> None:
    """Forget the failures that were counted with this attempt, and know the browser and its address from now on."""
    now, name_key = timezone.now(), _key("known", name)
    LoginCount.objects.filter(pk__in=_counted_by(request, name, now)).update(failures=0, failed=None)
    LoginCount.objects.update_or_create(pk=_at(request, name), defaults={"succeeded": now})
    known = _known(request)
    token = known.pop(name_key, None) or token_urlsafe(16)
    latest = dict([*known.items(), (name_key, token)][-COOKIE_NAMES_MAX:])
    answer.set_cookie(
        COOKIE,
        signing.dumps(latest, salt=COOKIE),
        max_age=timedelta(days=KNOWN_DAYS),
        path=request.path,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def forget(now: datetime) -> int:
    """Delete the counts that make nobody wait and say of no address that it is known; return how many."""
    idle = Q(failed=None) | Q(failed__lt=now - timedelta(hours=FORGOTTEN_HOURS))
    unknown = Q(succeeded=None) | Q(succeeded__lt=now - timedelta(days=KNOWN_DAYS))
    return LoginCount.objects.filter(idle, unknown).delete()[0]


def _counted_by(request: HttpRequest, name: str, now: datetime) -> dict[str, Kind]:
    """The keys with which an attempt counts."""
    token = _known(request).get(_key("known", name))
    if token is not None:
        return {_key("browser", token): BROWSER}
    here = _at(request, name)
    known = LoginCount.objects.filter(pk=here, succeeded__gte=now - timedelta(days=KNOWN_DAYS)).exists()
    return {here: ADDRESS} if known else {here: ADDRESS, _key("name", name): NAME}


def _seconds_left(count: LoginCount, kind: Kind, now: datetime) -> int:
    """The wait; none after a failure that lies ahead, since then the clock was set back."""
    if count.failed is None or count.failures < kind.free or count.failed > now:
        return 0
    doubled: int = FIRST_WAIT_SECONDS << min(count.failures - kind.free, 10)
    return ceil(min(doubled, kind.longest_seconds) - (now - count.failed).total_seconds())


def _known(request: HttpRequest) -> dict[str, str]:
    """The names under which this browser has logged in, as keys, each with the browser's token."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=timedelta(days=KNOWN_DAYS))
    except signing.BadSignature:
        return {}
    return dict(found)


def _at(request: HttpRequest, name: str) -> str:
    return _key("address", name, _network(request.META.get("REMOTE_ADDR", "")))


def _network(address: str) -> str:
    """An IPv4 address, or the network of an IPv6 one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> IPV6_HOST_BITS) if isinstance(parsed, IPv6Address) else address


def _key(kind: str, *parts: str) -> str:
    """Names in capitals or not count together: an attacker may try both."""
    return salted_hmac(f"login {kind}", "\n".join(parts).casefold(), algorithm="sha256").hexdigest()
