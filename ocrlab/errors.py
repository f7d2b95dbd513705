"""What can go wrong, as a person would say it.

Every message is one sentence that names the place, the value, what is allowed and the way on; the page shows it as it
is and the command line prints it on stderr with exit code 2. Nothing below raises a bare ``ValueError`` at a user.

    OcrLabError
    ├── DeclarationError   a filter or an engine is declared wrongly: the contributor's mistake, seen at import
    ├── InputError         something a person gave cannot be used
    │   ├── ParamError     a value outside its range, off its grid, or of the wrong kind
    │   ├── PipelineError  an unknown filter, a stage that cannot be read, a region that does not fit
    │   ├── ImageError     bytes that are no picture, or a picture that cannot be taken on
    │   ├── TruthError     a ground truth that cannot be read
    │   └── FileError      a file or folder that cannot be read or written
    ├── EngineError        an engine that cannot start or read: weights, languages, a broken install
    │   └── WorkerError    the process that was reading has died
    ├── WorkersGone        there is nobody left to read: it is not the page, and the same will do once they are back
    └── Cancelled          the reading was stopped or superseded; not a fault
"""

from collections.abc import Mapping


class OcrLabError(Exception):
    """Any error whose message may be shown to a person as it is."""


class DeclarationError(OcrLabError):
    """A filter, parameter or engine contradicts itself; raised at import, never at run time."""


class InputError(OcrLabError):
    """Something a person gave cannot be used as it is."""


class ParamError(InputError):
    """A parameter's value is outside its range, off its grid, or of the wrong kind."""


class PipelineError(InputError):
    """A pipeline cannot be built or applied: unknown filter, unreadable stage, region that does not fit."""


class ImageError(InputError):
    """Bytes that are no picture, or a picture that cannot be taken on (empty, damaged, too large)."""


class TruthError(InputError):
    """A ground truth that cannot be read as text."""


class FileError(InputError):
    """A file or folder that cannot be read or written."""


class EngineError(OcrLabError):
    """An engine cannot start or cannot read: missing weights, unknown language, broken install.

    ``instead`` holds the engine's settings that are known to lead on, where there are any: ``{"speed": "stock"}``.
    """

    def __init__(self, message: str, instead: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.instead = dict(instead or {})


class WorkerError(EngineError):
    """The process that was reading has died; the request may be tried again."""


class WorkersGone(OcrLabError):
    """The scheduler, or every worker of it, cannot be reached any more; nothing is wrong with what was to be read."""


class Cancelled(OcrLabError):
    """A reading was stopped by a person or superseded by a newer one."""
