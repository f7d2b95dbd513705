"""Migrations: by which steps did the tables come to be what they are?

A step is a file in ``versions`` and is never changed once it is released: it says in its own words what a database then
looked like. The first steps make only what is missing, because version 0.1 wrote no revision into its databases.
"""
