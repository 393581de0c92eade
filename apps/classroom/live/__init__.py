"""What teachers and learners are told while a class is taught: the dashboard, the learners' bar, their sockets."""
