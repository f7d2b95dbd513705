"""Soak: one app at work without a pause, watched for what grows; then apps that are ended, watched for what stays.

    python -m tests.soak --minutes 15

A browser moves sliders, opens files, searches settings and reads batches, lap after lap. Printed are every minute the
memory, the processes and the open files of the server with its workers, and at the end how they grew from the first
third to the last. Then an app each is ended by SIGTERM, SIGINT and SIGKILL while it reads, and its processes are
looked for.
"""
