"""Work: how do many pages get read and written, several at a time, and none twice?

A few threads each take a page, filter it, have it read in a worker, and write its files; only pages under way are in
memory. What a page has come to is in the database before its files are written, and its files before it counts as done:
whenever the process is killed, the same batch goes on from there.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from ocrlab import orientation
from ocrlab.batch.alone import alone
from ocrlab.batch.outcome import Outcome
from ocrlab.batch.output import Output
from ocrlab.batch.pages import BatchPage, Inputs
from ocrlab.batch.plan import Plan
from ocrlab.batch.rows import Row, row_of, row_with
from ocrlab.batch.totals import Totals, totals
from ocrlab.datasets import Sample
from ocrlab.delivery import OutputPage, Writer
from ocrlab.delivery.halves import tidy
from ocrlab.delivery.page import filtered_page, read_page
from ocrlab.delivery.thumbnails import thumbnail
from ocrlab.diagnose import diagnose
from ocrlab.errors import Cancelled, EngineError, InputError, WorkersGone
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading
from ocrlab.recipe import Recipe, choose, choose_unread
from ocrlab.run import Asked
from ocrlab.store import Store, shared_store
from ocrlab.wording import versioned
from ocrlab.workers import WorkerPool
from ocrlab.workers.steering import Steering

CHECK_SECONDS = 0.25  # between two looks at whether to stop, while a page is read
ALL = -1  # in the place of a setting: the file is of them all
AHEAD = 1  # pages filtered while all workers are busy
Watch = Callable[[Row], None]


class Batch(Steering):
    """A batch to be run with a ``pool``, or looked at without. ``rows`` are by page and setting, for any thread.

    ``inputs`` say where its pages come from, so that it is found again. ``watch`` hears of each row as it ends, one at
    a time, from whatever thread.
    """

    def __init__(
        self,
        plan: Plan,
        pages: Sequence[BatchPage],
        output: Output | None = None,
        pool: WorkerPool | None = None,
        store: Store | None = None,
        *,
        name: str | None = None,
        inputs: Inputs | None = None,
        watch: Watch = lambda row: None,
    ) -> None:
        super().__init__()
        if output and not plan.read:
            output.refuse_readings()
        self.plan, self.pages, self.output, self.pool = plan, tuple(pages), output, pool
        self.store, self.inputs, self.watch = store or shared_store(), inputs, watch
        folder = str(output.folder) if output else ""
        self.name = name or f"batch {plan.fingerprint(folder, inputs and inputs.to_dict())[:16]}"
        numbers = range(len(plan.choices))
        self.rows = {(page.key, number): Row(page, number) for page in self.pages for number in numbers}
        self.ended_here = 0
        self._documents: defaultdict[str, list[BatchPage]] = defaultdict(list)
        for page in self.pages:
            self._documents[_document(page)].append(page)
        self._documents_begun: set[tuple[str, int]] = set()
        self._files: dict[tuple[int, str, str], str] = {}
        self._lock = threading.RLock()
        self._paused_at = 0.0

    def recall(self) -> None:
        """Take in what the store holds of this batch."""
        by_key = {page.key: page for page in self.pages}
        with self._lock:
            self._files = self.store.files(self.name)
            for stored in self.store.rows(self.name):
                if (stored.page, stored.setting) in self.rows:
                    row = row_of(by_key[stored.page], stored)
                    if stored.stamp != row.page.stamp:
                        self._forget_files(row, row.page.key)
                    self.rows[stored.page, stored.setting] = replace(row, files=self._files_of(row))

    def _take_up_failed(self) -> None:
        """Have pages that failed count as still to do: a document waits for them."""
        with self._lock:
            for row in [row for row in self.rows.values() if row.state == "failed"]:
                self._set(replace(row, state="waiting", reason=None))

    @property
    def totals(self) -> list[Totals]:
        with self._lock:
            return totals(self.plan, list(self.rows.values()))

    @property
    def left(self) -> int:
        """Rows that have not ended."""
        with self._lock:
            return sum(not row.ended for row in self.rows.values())

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the pages that ended here; None while there are none."""
        return self.active_seconds / self.ended_here * self.left if self.ended_here else None

    def pause(self) -> None:
        if not self.paused:
            self._paused_at = time.perf_counter()
        super().pause()

    def resume(self) -> None:
        if self.paused:
            self._idle += time.perf_counter() - self._paused_at
        super().resume()

    def run(self) -> list[Totals]:
        """Read and write all that is not done yet; what failed is tried again.

        Raises `Cancelled` once stopped, `WorkersGone` where nobody is left to read, `FileError` where results cannot be
        written or another process is at it: whatever had ended by then is kept, and another run goes on from there.
        """
        with alone(self.name), self._timed():
            spec = {"plan": self.plan.to_dict(), "inputs": self.inputs.to_dict() if self.inputs else None}
            self.store.add_batch(self.name, spec | {"output": self.output.to_dict() if self.output else None})
            self.recall()
            self._take_up_failed()
            self.store.set_batch_state(self.name, "running")
            if self.output is not None:
                tidy(self.output.folder)
            try:
                self._work()
                self._tell_results()
            except BaseException as error:
                self.stop()
                self.store.set_batch_state(self.name, "stopped" if isinstance(error, Cancelled) else "failed")
                raise
            self.store.set_batch_state(self.name, "done")
        return self.totals

    def _work(self) -> None:
        coming = iter(self.pages)
        threads = (len(self.pool.workers) if self.pool else 1) + AHEAD
        with ThreadPoolExecutor(threads, "ocrlab-batch") as executor:
            jobs = [executor.submit(self._go_through, coming) for _ in range(threads)]
            try:
                errors = [error for job in jobs if (error := job.exception()) is not None]
            except BaseException:  # Ctrl-C, while waited for
                self.stop()
                raise
        # The others were stopped for its sake.
        for error in [error for error in errors if not isinstance(error, Cancelled)] or errors:
            raise error

    def _go_through(self, coming: Iterator[BatchPage]) -> None:
        try:
            while True:
                self._turn()
                with self._lock:
                    page = next(coming, None)
                if page is None:
                    return
                self._page(page)
        except BaseException:
            self.stop()
            raise

    def _turn(self) -> None:
        """Hold here while paused, leave once stopped."""
        self._go.wait()
        if self.stopped:
            raise Cancelled("the batch was stopped")

    def _page(self, page: BatchPage) -> None:
        sample: Sample | None = None
        for number in range(len(self.plan.choices)):
            row = self.rows[page.key, number]
            if row.state == "done" and not self._lacks_files(row):
                self._end(row, again=True)
                continue
            self._set(replace(row, state="running"))
            if page.pages > 1:
                self._forget_files(row, _document(page))
            try:
                sample = sample or page.entry.load()
                row, output, seconds = self._read(row, sample)
            except (Cancelled, WorkersGone):
                self._set(row)
                raise
            except (InputError, EngineError) as error:
                self._fail(row, str(error))
            except MemoryError:
                self._fail(row, "not enough memory for this page; scale it down or crop it first")
            except Exception as error:
                self._fail(row, f"something went wrong in the lab itself ({type(error).__name__}: {error})")
            else:
                self.store.put_row(self.name, row.stored(), output.reading, seconds)
                self._deliver(row, output)

    def _read(self, row: Row, sample: Sample) -> tuple[Row, OutputPage, float]:
        """The page read under its setting, or fetched where it was before, and the seconds its reading took."""
        recipe = self.plan.choices[row.setting].recipe
        if not self.plan.read:
            return *self._filter(row, sample, recipe), 0.0
        earlier = self.store.reading(row.key) if row.key and sample.digest == row.digest else None
        if earlier is not None:
            engine = versioned(self.plan.engine, row.version)
            page = filtered_page(row.page.stem, sample, recipe.settings[row.place], earlier.reading, engine)
            return replace(row, state="read"), page, earlier.seconds
        seconds_of: dict[Pipeline, float] = {}
        choice = choose(
            sample, recipe, self.plan.engine, self.plan.settings,
            normalise=self.plan.normalise, reader=partial(self._ask, seconds_of),
        )  # fmt: skip
        seconds = seconds_of[choice.run.pipeline]
        row = row_with(row, replace(choice.run, read_seconds=seconds), choice.place, choice.asked.key)
        page = read_page(row.page.stem, choice.asked, choice.run)
        return _described(row, sample, page, choice.run.pipeline), page, seconds

    @staticmethod
    def _filter(row: Row, sample: Sample, recipe: Recipe) -> tuple[Row, OutputPage]:
        """The page behind its filters, for a batch that does not read."""
        start = time.perf_counter()
        place = choose_unread(sample, recipe)
        page = filtered_page(row.page.stem, sample, recipe.settings[place])
        seconds = time.perf_counter() - start
        row = replace(row, state="read", reason=None, place=place, digest=sample.digest, filter_seconds=seconds)
        return _described(row, sample, page, recipe.settings[place]), page

    def _ask(self, seconds_of: dict[Pipeline, float], asked: Asked) -> Reading:
        """Have a worker read what was made ready."""
        assert self.pool is not None, "a batch without workers is there to be looked at"
        try:
            job = self.pool.request(
                asked.image, asked.engine, asked.settings, owner=self.name, text_boxes=asked.text_boxes
            )
        except RuntimeError:  # how an executor says that it takes nothing more
            raise Cancelled("the lab is closing") from None
        while True:
            try:
                reading = job.result(CHECK_SECONDS)
            except TimeoutError:
                if job.future.done():
                    raise
                if self.stopped:
                    job.cancel()
                    raise Cancelled("the batch was stopped") from None
            else:
                seconds_of[asked.pipeline] = job.seconds or 0.0
                return reading

    def _deliver(self, row: Row, output: OutputPage) -> None:
        """Write what comes out of this page alone, and have it count as done."""
        for writer in self.output.of_page(row.page) if self.output else ():
            self._write(row, writer, row.page.key, row.page.stem, lambda: iter([output]))
        row = replace(row, state="done", files=self._files_of(row))
        self.store.put_row(self.name, row.stored())
        self._set(row)
        self._end(row)

    def _write(self, row: Row, writer: Writer, key: str, stem: str, pages: Callable[[], Iterator[OutputPage]]) -> None:
        assert self.output is not None
        with self._lock:
            name, taken = (row.setting, writer.name, key), set(self._files.values())
        if self.output.is_there(self._files.get(name)):
            return
        stem = self.output.where(self.plan, row.setting) + stem
        file = self.output.write(stem, writer.ending, lambda target: writer.write(pages(), target), taken)
        self.store.put_file(self.name, *name, file)
        with self._lock:
            self._files[name] = file

    def _fail(self, row: Row, reason: str) -> None:
        row = replace(row, state="failed", reason=" ".join(reason.split()))
        self.store.put_row(self.name, row.stored())
        self._set(row)
        self._end(row)

    def _end(self, row: Row, again: bool = False) -> None:
        with self._lock:
            self.ended_here += not again
            self.watch(row)
        self._document(row)

    def _document(self, row: Row) -> None:
        """Write the files of a whole document, once all its pages have ended; a page that failed is left out."""
        key = _document(row.page)
        if self.output is None or not (writers := self.output.of_document(row.page)):
            return
        with self._lock:
            rows = [self.rows[page.key, row.setting] for page in self._documents[key]]
            if not all(other.ended for other in rows) or (key, row.setting) in self._documents_begun:
                return
            self._documents_begun.add((key, row.setting))
        for writer in writers:
            while not self._whole_document(row, writer):
                pass

    def _whole_document(self, row: Row, writer: Writer) -> bool:
        """Write one file of a document; False where a page of it is gone, which is then said in its row."""
        key = _document(row.page)
        rows = [self.rows[page.key, row.setting] for page in self._documents[key]]
        done = [other for other in rows if other.state == "done"]
        try:
            if done:
                self._write(row, writer, key, row.page.document, lambda: self._pages_again(done))
        except _PageGone as gone:
            self._fail(gone.row, gone.reason)
            return False
        return True

    def _pages_again(self, rows: Sequence[Row]) -> Iterator[OutputPage]:
        """The pages of a document one by one: filtered again, their readings fetched."""
        for row in rows:
            self._turn()
            try:
                yield self._read(row, row.page.entry.load())[1]
            except (InputError, EngineError) as error:
                raise _PageGone(row, str(error)) from None

    def _tell_results(self) -> None:
        """Write the files of the whole batch. One that tells the same is there already; one that does not stays too."""
        if self.output is None:
            return
        stored = self.store.batch(self.name)
        created = stored.created if stored else None
        outcome = Outcome(self.name, created, self.plan, tuple(self.rows.values()), self.store.reading)
        for writer in self.output.results:
            file = self.output.write(writer.stem, writer.ending, partial(writer.write, outcome))
            self.store.put_file(self.name, ALL, writer.name, "", file)

    def _set(self, row: Row) -> None:
        with self._lock:
            self.rows[row.page.key, row.setting] = row

    def _lacks_files(self, row: Row) -> bool:
        """Whether a file of this page is wanted that is not there."""
        if self.output is None:
            return False
        names = [self._files.get((row.setting, writer.name, row.page.key)) for writer in self.output.of_page(row.page)]
        return not all(map(self.output.is_there, names))

    def _forget_files(self, row: Row, key: str) -> None:
        """Have files be written anew: their page has changed, or a page that had failed comes in."""
        with self._lock:
            mine = [name for name in self._files if (name[0], name[2]) == (row.setting, key)]
            for name in mine:
                del self._files[name]
        if mine:
            self.store.forget_files(self.name, row.setting, key)

    def _files_of(self, row: Row) -> tuple[str, ...]:
        writers = self.output.of_page(row.page) if self.output else ()
        names = ((row.setting, writer.name, row.page.key) for writer in writers)
        return tuple(self._files[name] for name in names if name in self._files)


class _PageGone(Exception):
    """A page that was read cannot be opened any more while its document is written."""

    def __init__(self, row: Row, reason: str) -> None:
        super().__init__(reason)
        self.row, self.reason = row, reason


def _described(row: Row, sample: Sample, page: OutputPage, setting: Pipeline) -> Row:
    """The row with what it shows of a page, beside what was read."""
    diagnosis = diagnose(setting.spoiling.apply(sample.image))
    notes = sample.notes + sample.truth_notes
    notes += (f"{row.page.name}: spoilt on purpose by {setting.spoilt_by}",) if setting.spoilt_by else ()
    # Looked at once more only where the page, or a filter that moves it, gives a reason.
    if diagnosis["turn"].is_fault or any(stage.declaration.moves for stage in setting.stages if stage.enabled):
        turn = orientation.seen(page.image)
        notes += (f"{row.page.name}: {orientation.sentence(turn)}",) if turn in orientation.TURNS else ()
    return replace(row, notes=notes, thumbnail=thumbnail(page.image), diagnosis=diagnosis.sentence)


def _document(page: BatchPage) -> str:
    return page.key.rpartition("#")[0] if page.pages > 1 else page.key
