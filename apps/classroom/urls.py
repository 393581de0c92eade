"""Addresses of classes: teachers' under `classes/`, learners' under `join/` and `seats/`."""

from django.urls import include, path

from apps.classroom.pages import (
    class_views,
    dashboard_views,
    data_views,
    exercise_views,
    goal_views,
    join_views,
    learner_views,
    maker_views,
    projector_views,
    result_views,
    seat_views,
    snapshot_views,
    teach_views,
    usage_views,
    watch_views,
)
from apps.classroom.pages.seat_views import in_class
from apps.tutorials.urls import LESSON_PAGES

step_pages = [path(route, in_class(view), name=name) for route, view, name in LESSON_PAGES]
"""The course's pages of a lesson and its steps, for a seat."""

teaching = [
    path("step/", teach_views.step, name="teach_step"),
    path("pause/", teach_views.pause, name="teach_pause"),
    path("fault/", teach_views.fault, name="teach_fault"),
    path("scenario/", teach_views.scenario, name="teach_scenario"),
    path("back/", teach_views.take_back, name="teach_back"),
    path("poll/", teach_views.poll, name="teach_poll"),
    path("announce/", teach_views.announce, name="teach_announce"),
    path("anonymous/", teach_views.anonymous, name="teach_anonymous"),
    path("hands/", teach_views.lower_hand, name="teach_hands"),
]

roster = [
    path("", learner_views.roster, name="learners"),
    path("admit/", learner_views.admit, name="admit"),
    path("turn-away/", learner_views.turn_away, name="turn_away"),
    path("remove-idle/", learner_views.remove_idle, name="remove_idle"),
    path("groups/", learner_views.make_groups, name="make_groups"),
    path("<str:seat_id>/rename/", learner_views.rename, name="rename_seat"),
    path("<str:seat_id>/remove/", learner_views.remove, name="remove_seat"),
    path("<str:seat_id>/return/", learner_views.bring_back, name="bring_back"),
    path("<str:seat_id>/group/", learner_views.move, name="move_seat"),
]

exercises = [
    path("", exercise_views.exercises, name="exercises"),
    path("add/", exercise_views.add_exercise, name="add_exercise"),
    path("import/", maker_views.import_exercise, name="import_exercise"),
    path("terms/", goal_views.goal_terms, name="goal_terms"),
    path("<int:exercise_id>/", maker_views.exercise, name="exercise"),
    path("<int:exercise_id>/set/", exercise_views.set_exercise, name="set_exercise"),
    path("<int:exercise_id>/extend/", exercise_views.extend, name="extend"),
    path("<int:exercise_id>/publish/", exercise_views.publish, name="publish"),
    path("<int:exercise_id>/move/", exercise_views.move_exercise, name="move_exercise"),
    path("<int:exercise_id>/delete/", exercise_views.delete_exercise, name="delete_exercise"),
    path("<int:exercise_id>/setup/", maker_views.set_up, name="set_up"),
    path("<int:exercise_id>/cluster/", maker_views.take_cluster, name="take_cluster"),
    path("<int:exercise_id>/goals/", goal_views.add_goal, name="add_goal"),
    path("<int:exercise_id>/goals/<int:number>/remove/", goal_views.remove_goal, name="remove_goal"),
    path("<int:exercise_id>/preview/", maker_views.preview, name="preview"),
    path("<int:exercise_id>/exercise.json", maker_views.export_exercise, name="export_exercise"),
]

afterwards = [
    path("history/", result_views.history, name="class_history"),
    path("results/", result_views.results, name="results"),
    path("results/canvas.csv", result_views.canvas, name="canvas_gradebook"),
    path("results/details.csv", result_views.details_file, name="result_details"),
    path("results/moodle.csv", result_views.moodle, name="moodle_gradebook"),
    path("results/class.json", result_views.anonymous_export, name="anonymous_export"),
    path("delete/", result_views.delete_class, name="delete_class"),
]

urlpatterns = [
    path("join/", join_views.join, name="join"),
    path("join/personal/", join_views.come_back, name="join_again"),
    path("join/<str:code>/", join_views.join_class, name="join_class"),
    path("seats/<str:seat>/", seat_views.seat, name="seat"),
    path("seats/<str:seat>/hand/", seat_views.hand, name="hand"),
    path("seats/<str:seat>/invite/", seat_views.invite, name="invite"),
    path("seats/<str:seat>/vote/", seat_views.vote, name="vote"),
    path("seats/<str:seat>/leave/", seat_views.leave, name="leave_seat"),
    path("seats/<str:seat>/data/", data_views.seat_data, name="seat_data"),
    path("seats/<str:seat>/data/export/", data_views.seat_export, name="seat_export"),
    path("seats/<str:seat>/data/delete/", data_views.seat_delete, name="seat_delete"),
    path("seats/<str:seat>/in/<slug:slug>/", include(step_pages)),
    path("classroom/", class_views.classroom, name="classroom"),
    path("classes/", class_views.classes, name="classes"),
    path("usage/", usage_views.show_usage, name="usage"),
    path("classes/<str:class_id>/restore/", class_views.restore_class, name="restore_class"),
    path("classes/<str:class_id>/settings/", class_views.class_settings, name="class_settings"),
    path("classes/<str:class_id>/settings/teachers/", class_views.co_teacher, name="co_teacher"),
    path("classes/<str:class_id>/code/", class_views.new_code, name="new_code"),
    path("classes/<str:class_id>/teach/", include(teaching)),
    path("classes/<str:class_id>/learners/", include(roster)),
    path("classes/<str:class_id>/exercises/", include(exercises)),
    path("classes/<str:class_id>/seats/<str:seat_id>/", watch_views.watch, name="watch"),
    path("classes/<str:class_id>/seats/<str:seat_id>/still/", watch_views.watch_still, name="watch_still"),
    path("classes/<str:class_id>/", dashboard_views.dashboard, name="dashboard"),
    path("classes/<str:class_id>/", include(afterwards)),
    path("classes/<str:class_id>/qr.svg", dashboard_views.qr, name="class_qr"),
    path("classes/<str:class_id>/projector/", projector_views.projector, name="projector"),
    path("classes/<str:class_id>/snapshots/", snapshot_views.snapshots, name="snapshots"),
    path("classes/<str:class_id>/snapshots/clearest/", snapshot_views.clearest, name="project_clearest"),
    path("classes/<str:class_id>/snapshots/project/", snapshot_views.project, name="project"),
    path("classes/<str:class_id>/snapshots/<int:snapshot>/", snapshot_views.change, name="snapshot"),
]
