"""The command line in this process."""

import sys

from tmva import _core
from tmva.cli import app
from typer.testing import CliRunner


def run(*args, code=0):
    """Everything that a call prints; its exit code is checked."""
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    text, found = done.output, done.exit_code
    if isinstance(done.exception, _core.Error):  # as main() tells it
        text += f"error: {done.exception}\n"
    elif done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    sys.stdout.write(text)
    assert found == code, text
    return text
