"""The settings, and the entry points: pages, sockets, task workers."""

from config.environment import REDIS_URL

if REDIS_URL.read():
    # What is shared by name finds the app then, in every process. Without Redis nothing of Celery is imported.
    from config.celery import app as app
