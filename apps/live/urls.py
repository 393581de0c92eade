"""Page addresses."""

from django.urls import path

from apps.live import compare_views, file_views, history_views, job_views, model_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("demo.json", views.demo, name="demo"),
    path("labs/", views.labs, name="labs"),
    path("labs/open/", file_views.open_file, name="open_file"),
    path("labs/<str:lab_id>/", views.lab, name="lab"),
    path("labs/<str:lab_id>/runs/<int:number>/<str:ending>/", file_views.download, name="download"),
    path("labs/<str:lab_id>/share/", views.share, name="share"),
    path("labs/<str:lab_id>/share/<int:link_id>/revoke/", views.revoke_share, name="revoke_share"),
    path("labs/<str:lab_id>/find/", job_views.find_run, name="find_run"),
    path("runs/<str:lab_id>/", views.found_run, name="found_run"),
    path("labs/<str:lab_id>/witness/<str:question>/<str:model>/", views.witness),
    path("shared/<str:token>/witness/<str:question>/<str:model>/", views.witness),
    path("labs/<str:lab_id>/history/<int:number>/", history_views.history),
    path("labs/<str:lab_id>/branches/", history_views.branches, name="branches"),
    path("labs/<str:lab_id>/compare/", compare_views.compare, name="compare"),
    path("labs/<str:lab_id>/compare/recording/", compare_views.compare_recording),
    path("shared/<str:token>/history/<int:number>/", history_views.history),
    path("shared/<str:token>/", views.shared, name="shared"),
    path("protocols/<str:name>/dials/", views.dials, name="dials"),
    path("models/", model_views.models, name="models"),
    path("models/<str:name>/", model_views.model, name="model"),
    path("matrix/", model_views.matrix_page, name="matrix"),
    path("check/", job_views.check_page, name="check"),
    path("jobs/<str:job_id>/", job_views.job, name="job"),
    path("jobs/<str:job_id>/cancel/", job_views.cancel_job, name="cancel_job"),
]
