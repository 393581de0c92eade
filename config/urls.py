"""All addresses: pages come from the apps that own them."""

from django.urls import include, path

handler400 = "config.errors.refused"
handler404 = "config.errors.missing"
handler500 = "config.errors.failed"
urlpatterns = [
    path("", include("apps.accounts.urls")),
    path("", include("apps.live.urls")),
    path("", include("apps.tutorials.urls")),
    path("", include("apps.classroom.urls")),
]
