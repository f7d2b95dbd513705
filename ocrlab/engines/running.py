"""Running: how does a network run on OpenVINO here, so that it shares the cores and can be stopped?"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from ocrlab.engines.protocol import Stop, stop_if
from ocrlab.machine import cores

if TYPE_CHECKING:
    import openvino

POLL_MILLISECONDS = 20  # between two looks at a cancellation while a network runs


class Network:
    """A compiled network of one input. ``cancelled`` gives the stop in force when it is run; ``Cancelled`` is raised
    in the midst of a run as soon as that turns true."""

    def __init__(self, model: openvino.Model, cancelled: Callable[[], Stop | None], precision: str = "f32") -> None:
        import openvino

        options = {
            "INFERENCE_PRECISION_HINT": precision,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": int(os.environ.get("OMP_NUM_THREADS") or 0) or cores(),
            # Every process would pin its threads to the same first cores: two workers of one thread shared one core.
            "ENABLE_CPU_PINNING": False,
        }
        self._request = openvino.Core().compile_model(model, "CPU", options).create_infer_request()
        self._cancelled = cancelled

    def run(self, values: np.ndarray) -> np.ndarray[Any, Any]:
        """The first output; it is overwritten by the next run."""
        stop = self._cancelled()
        stop_if(stop)
        self._request.start_async({0: values}, share_inputs=True)
        while not self._request.wait_for(POLL_MILLISECONDS):
            if stop is not None and stop():
                self._request.cancel()
                with suppress(RuntimeError):  # how OpenVINO says that it was cancelled
                    self._request.wait()
                stop_if(stop)
        output: np.ndarray[Any, Any] = self._request.get_output_tensor(0).data
        return output
