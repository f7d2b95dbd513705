"""Command line: how is the lab used without a browser? One command a verb, for scripts as much as for people.

Stdout holds the answer and nothing else; with ``--json`` that is one JSON object a line. Progress (on a terminal),
warnings and errors go to stderr. The exit code is 0 when all is done, 2 after wrong usage or input, said in one line;
130 after Ctrl-C and 141 when nobody reads stdout any more, as shells count; 1 would be a fault of the lab itself.
"""

from ocrlab.cli.main import main

__all__ = ["main"]
