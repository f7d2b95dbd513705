"""python -m ocrlab: the lab on the command line."""

import sys

if __name__ == "__main__":
    try:
        from ocrlab.cli import main

        code = main()
    except KeyboardInterrupt:  # while still importing
        print("ocrlab: stopped", file=sys.stderr)
        code = 130
    sys.exit(code)
