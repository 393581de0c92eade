"""Addresses that people read from a page and type elsewhere."""

from typing import Any

from django import template

from apps.live import public_address

register = template.Library()


@register.simple_tag(takes_context=True)
def public_host(context: dict[str, Any]) -> str:
    """Return the host of this site, with the port if it has one."""
    return public_address.public_host(context["request"])
