"""Crowd: many people at one lab at once, each with a page of the same name, measured and compared.

    python -m tests.crowd --browsers 20 --sessions 50

Each browser has cookies of its own, opens its page, moves a slider and waits for its own word. Printed is what a person
waits, what the server holds before, meanwhile and afterwards, and who saw whose words. The sessions are the app's pages
run within one process, all of them open at once, with readings by the lab's own workers.
"""
