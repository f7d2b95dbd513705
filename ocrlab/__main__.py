"""Start: how does the lab begin on the command line, as ``ocrlab`` or as ``python -m ocrlab``?"""

import sys

STOPPED = 130  # as a shell counts Ctrl-C; `ocrlab.cli.console` says the same, but may not be imported yet


def main(program: str = "ocrlab") -> int:
    """Run the command line; ``program`` is what its messages call it."""
    try:
        from ocrlab import cli

        return cli.main(program=program)
    except KeyboardInterrupt:  # while still importing
        print("ocrlab: stopped", file=sys.stderr)
        return STOPPED


if __name__ == "__main__":
    sys.exit(main("python -m ocrlab"))
