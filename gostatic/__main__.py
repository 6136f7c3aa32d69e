"""``python -m gostatic``: the command line."""

from gostatic.cli.main import process

if __name__ == "__main__":
    process()
