"""Page addresses."""

from django.urls import path, register_converter

from apps.live.catalogue import catalogue_views
from apps.live.consistency import matrix_views, model_views
from apps.live.judge import judge_views, judged_order, judged_views
from apps.live.judge.judged_address import JudgedAddressConverter
from apps.live.pages import (
    argument_views,
    clock_views,
    compare_views,
    earlier_views,
    explore_views,
    file_views,
    history_views,
    job_views,
    law_views,
    measure_views,
    merge_views,
    moment_views,
    order_views,
    outcome_views,
    print_views,
    share_views,
    valence_views,
    views,
    witness_views,
)
from apps.live.pages.run_address import RunAddressConverter
from apps.live.upkeep import health_views
from apps.live.watching import card_views, dare_views, preview_views, watched_views

register_converter(RunAddressConverter, "run")
register_converter(JudgedAddressConverter, "judged")

RUNS = [
    path("<run:address>/recording/", history_views.recording, name="recording"),
    path("<run:address>/witness/<str:question>/<str:model>/", witness_views.witness),
    path("<run:address>/order/", order_views.order),
    path("<run:address>/order/<str:model>/", order_views.witness_order),
    path("<run:address>/clocks/", clock_views.judged),
    path("<run:address>/clocks/number/", clock_views.numbered),
    path("<run:address>/clocks/pair/", clock_views.pair),
    path("<run:address>/merge/", merge_views.merge),
    path("<run:address>/laws/", law_views.laws),
    path("<run:address>/valence/", valence_views.show_valence),
    path("<run:address>/preview/", preview_views.preview),
    path("<run:address>/ending/", valence_views.show_ending),
]
"""What anybody may ask of a run that their address shows."""

urlpatterns = [
    path("healthz", health_views.alive, name="alive"),
    path("readyz", health_views.ready, name="ready"),
    path("metrics", health_views.metrics, name="metrics"),
    *RUNS,
    path("", views.home, name="home"),
    path("demo.json", views.demo, name="demo"),
    path("demos/<slug:slug>.json", views.demo, name="loop"),
    path("labs/", catalogue_views.labs, name="labs"),
    path("labs/open/", file_views.open_file, name="open_file"),
    path("labs/<str:lab_id>/", views.lab, name="lab"),
    path("labs/<str:lab_id>/runs/<int:number>/", earlier_views.earlier_run, name="earlier_run"),
    path("labs/<str:lab_id>/runs/<int:number>/again/", earlier_views.begin_lab_again, name="begin_again"),
    path("labs/<str:lab_id>/runs/<int:number>/print/", print_views.print_run, name="print_run"),
    path("labs/<str:lab_id>/runs/<int:number>/<str:ending>/", file_views.download, name="download"),
    path("labs/<str:lab_id>/share/", share_views.share, name="share"),
    path("labs/<str:lab_id>/share/<int:link_id>/revoke/", share_views.revoke_share, name="revoke_share"),
    path("labs/<str:lab_id>/outcomes/", outcome_views.outcomes, name="outcomes"),
    path("labs/<str:lab_id>/outcomes/<int:number>/", outcome_views.watch_outcome, name="watch_outcome"),
    path("labs/<str:lab_id>/argument/", argument_views.argument_of, name="argument"),
    path("labs/<str:lab_id>/measure/", measure_views.measure_lab, name="measure_lab"),
    path("labs/<str:lab_id>/explore/", explore_views.explore_lab, name="explore_lab"),
    path("labs/<str:lab_id>/find/", job_views.find_run, name="find_run"),
    path("runs/<str:lab_id>/", watched_views.found_run, name="found_run"),
    path("runs/<str:lab_id>/recording/", watched_views.found_recording, name="found_recording"),
    path("labs/<str:lab_id>/modes/", compare_views.lab_modes, name="modes"),
    path("labs/<str:lab_id>/branches/", history_views.branches, name="branches"),
    path("labs/<str:lab_id>/compare/", compare_views.compare, name="compare"),
    path("labs/<str:lab_id>/moments/", share_views.moments, name="moments"),
    path("labs/<str:lab_id>/moments/<int:moment_id>/revoke/", share_views.revoke_moment, name="revoke_moment"),
    path("moments/<str:token>/", moment_views.moment, name="moment"),
    path("moments/<str:token>/print/", print_views.print_moment, name="print_moment"),
    path("moments/<str:token>/card.svg", card_views.moment_card, name="moment_card"),
    path("moments/<str:token>/<str:ending>/", moment_views.moment_download),
    path("embed/<str:token>/", moment_views.embed, name="embed"),
    path("shared/<str:token>/", views.shared, name="shared"),
    path("protocols/<str:name>/dials/", views.dials, name="dials"),
    path("models/", model_views.models, name="models"),
    path("models/<str:name>/", model_views.model, name="model"),
    path("dare/", dare_views.dare, name="dare"),
    path("glossary/", views.glossary, name="glossary"),
    path("matrix/", matrix_views.matrix_page, name="matrix"),
    path("check/", judge_views.judge, name="check"),
    path("<judged:address>/", judged_views.show, name="judged_history"),
    path("<judged:address>/result.json", judged_views.result),
    path("<judged:address>/history.json", judged_views.export),
    path("<judged:address>/order/", judged_order.order),
    path("<judged:address>/again/", judged_views.judge_again),
    path("check/<str:history_id>/share/", judged_views.share_history, name="share_history"),
    path("check/<str:history_id>/revoke/", judged_views.revoke_history, name="revoke_history"),
    path("check/<str:history_id>/delete/", judged_views.delete_history, name="delete_history"),
    path("jobs/<str:job_id>/", job_views.job, name="job"),
    path("jobs/<str:job_id>/cancel/", job_views.cancel_job, name="cancel_job"),
]
