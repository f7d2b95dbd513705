"""Own filters: which files outside the lab bring filters, and what is wrong with a file that does not?

They are named in the environment variable ``OCRLAB_FILTERS`` (files, with ``:`` between them, ``;`` on Windows) or by
installed packages in the entry point group ``ocrlab.filters``. A file is compiled from the very bytes its digest is
made of, without a bytecode cache, so an edited file is never run as its older self.
"""

from __future__ import annotations

import hashlib
import inspect
import marshal
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ocrlab.errors import DeclarationError, FileError, OcrLabError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

VARIABLE = "OCRLAB_FILTERS"
GROUP = "ocrlab.filters"
_DIGEST = "__ocrlab_digest__"  # in a file's namespace: the SHA-256 of the bytes that were run


@dataclass(frozen=True)
class OwnFilter:
    """Where a filter that is not the lab's comes from: enough to find it again and to see that it has changed."""

    name: str
    source: str
    sha256: str

    def to_dict(self) -> dict[str, str]:
        return asdict(self)


def origin_of(function: Callable[..., Any]) -> OwnFilter | None:
    """The source of a function's filter; None for the lab's own families.

    The digest is that of the whole file. What was typed into an interpreter has no file: there it is that of the code.
    """
    plain: Any = inspect.unwrap(function)
    if plain.__module__.startswith("ocrlab."):
        return None
    source, digest = plain.__code__.co_filename, plain.__globals__.get(_DIGEST)
    if digest is None:
        try:
            data = Path(source).read_bytes()
        except OSError:
            data = marshal.dumps(plain.__code__)
        digest = hashlib.sha256(data).hexdigest()
    return OwnFilter(function.__name__, source, digest)


class Source:
    """One thing that brings filters: ``label`` is what it is called in a sentence."""

    label: str

    def load(self) -> None:
        """Run it, so that its functions register themselves; raises whatever it raises."""
        raise NotImplementedError

    def brought(self, function: Callable[..., Any]) -> bool:
        """Whether this filter's function came with it."""
        raise NotImplementedError

    def problem(self, error: BaseException) -> str:
        """What went wrong while it was loaded, in one sentence with file and line."""
        line = error.lineno if isinstance(error, SyntaxError) else line_in(self.file, error)
        place = self.label + (f", line {line}" if line else "")
        reason = " ".join(str(error).split())[:300]
        if isinstance(error, SyntaxError):
            reason = f"is not Python ({error.msg}); correct it"
        elif not isinstance(error, OcrLabError):
            reason = f"cannot be run ({type(error).__name__}: {reason}); correct it"
        return f"own filters: {place}: {reason}"

    @property
    def file(self) -> str:
        raise NotImplementedError


class OwnFile(Source):
    """A file named in ``OCRLAB_FILTERS``."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).expanduser()
        self.label = str(self.path)

    @property
    def file(self) -> str:
        return os.path.realpath(self.path)

    def load(self) -> None:
        if self.path.is_dir():
            raise FileError(f"is a folder; name the files in it, with {os.pathsep} between them")
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise FileError(f"cannot be read ({error.strerror or error}); correct its path") from None
        digest = hashlib.sha256(data).hexdigest()
        module = ModuleType(f"own_filters_{digest[:12]}")
        module.__file__ = self.file
        setattr(module, _DIGEST, digest)
        sys.modules[module.__name__] = module  # where dataclasses and pickle look a class's module up
        try:
            exec(compile(data, self.file, "exec", dont_inherit=True), module.__dict__)
        except BaseException:
            sys.modules.pop(module.__name__, None)
            raise

    def brought(self, function: Callable[..., Any]) -> bool:
        plain: Any = inspect.unwrap(function)
        return bool(plain.__code__.co_filename == self.file)


class OwnPackage(Source):
    """An installed package that names a module of filters in the entry point group."""

    def __init__(self, entry: EntryPoint) -> None:
        self.entry = entry
        package = f" of {entry.dist.name}" if entry.dist else ""
        self.label = f"the entry point {entry.name}{package} ({entry.value})"

    @cached_property
    def file(self) -> str:
        from importlib.util import find_spec

        try:
            spec = find_spec(self.entry.module)
        except (ImportError, ValueError):
            return ""
        return (spec.origin or "") if spec else ""

    def load(self) -> None:
        self.entry.load()

    def brought(self, function: Callable[..., Any]) -> bool:
        return f"{function.__module__}.".startswith(f"{self.entry.module}.")


class NoFilter(DeclarationError):
    """A file was run and registered nothing."""

    def __init__(self) -> None:
        super().__init__("holds no filter; decorate a function with @register from ocrlab.filters")


def sources() -> Iterator[Source]:
    """Everything that brings own filters, each file once, in the order named; installed packages last."""
    seen: set[str] = set()
    for path in os.environ.get(VARIABLE, "").split(os.pathsep):
        if path.strip():
            source = OwnFile(path.strip())
            if source.file not in seen:
                seen.add(source.file)
                yield source
    from importlib.metadata import entry_points  # 30 ms: only where somebody asks for a filter that is not the lab's

    for entry in entry_points(group=GROUP):
        yield OwnPackage(entry)


def line_in(file: str, error: BaseException) -> int | None:
    """The line of a file that an error passed through last, if it did."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == file), None)
