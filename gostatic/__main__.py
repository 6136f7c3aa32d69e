"""``python -m gostatic``: the command line."""

import sys

from gostatic.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
