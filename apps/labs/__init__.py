"""A lab as a person has it: a scenario, a session that runs it, and the projection of its events into what a page
shows.
"""
