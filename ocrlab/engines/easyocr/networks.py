"""Networks: how are EasyOCR's two run faster without changing what it does around them?

OpenVINO runs the same weights; EasyOCR's own preparation and decoding stay. A converted network is kept in the lab's
folder, because converting takes longer than reading a page. ``exact`` keeps full precision; ``fast`` finds text with
less, in bfloat16 where the processor is quicker in it and in 8-bit integers elsewhere, and reads it in full precision;
``draft`` does both in 8-bit integers. On a GPU torch itself is quick enough.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocrlab.engines.protocol import Stop
from ocrlab.engines.running import Network
from ocrlab.errors import EngineError
from ocrlab.home import home
from ocrlab.machine import package_version

if TYPE_CHECKING:
    import easyocr
    import openvino

CALIBRATED = ("english", "latin")  # alphabets that calibration draws; other recognisers stay in full precision
STOCK = {"speed": "stock"}  # needs nothing but EasyOCR itself


def openvino_missing() -> bool:
    return importlib.util.find_spec("openvino") is None


def bfloat16_here() -> bool:
    """Whether this processor is quicker in bfloat16, which takes AMX.

    AVX-512 alone also computes in bfloat16, and was measured at 1.8 times the seconds of full precision.
    """
    try:
        return "amx_bf16" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def gpu_here() -> bool:
    """Whether torch sees a CUDA device; all speeds run there then, ``exact`` as EasyOCR does by itself."""
    import torch

    return torch.cuda.is_available()


def lacking(speed: str) -> str | None:
    """Why a speed cannot run here, and the way to get it; None where nothing is known to be missing."""
    if speed == "stock" or not openvino_missing() or gpu_here():
        return None
    return f"speed {speed} needs OpenVINO, which is not installed; install requirements.txt, or choose speed stock"


def draft_is_prepared() -> bool:
    """Whether the detector is there in 8 bits already; making it takes about a minute, once a machine."""
    return _place("craft-int8").exists()


def halve(reader: easyocr.Reader) -> None:
    """Let both networks of a reader on a GPU compute in half precision."""
    reader.detector, reader.recognizer = _Half(reader.detector), _Half(reader.recognizer)


class _Half:
    """A torch network that computes in half precision and answers in full."""

    def __init__(self, network: Any) -> None:
        self.network = network

    def eval(self) -> _Half:
        return self

    def __call__(self, *inputs: Any) -> Any:
        import torch

        with torch.autocast(inputs[0].device.type, dtype=torch.float16 if inputs[0].is_cuda else torch.bfloat16):
            result = self.network(*inputs)
        return tuple(part.float() for part in result) if isinstance(result, tuple) else result.float()


def quicken(reader: easyocr.Reader, speed: str, cancelled: Callable[[], Stop | None]) -> None:
    """Put OpenVINO networks in the place of a reader's own.

    ``reader`` holds unquantised torch networks; ``cancelled`` gives the stop in force when a network is run. Raises
    `EngineError` where OpenVINO is missing or cannot run them.
    """
    if missing := lacking(speed):
        raise EngineError(f"easyocr: {missing}", STOCK)
    try:
        detector = _stored("craft", lambda: _converted_detector(reader))
        # Every alphabet has a recogniser of its own; the number of its characters is part of its name.
        name = f"recogniser-{reader.model_lang}-{len(reader.character)}"
        recogniser = _stored(name, lambda: _converted_recogniser(reader))
        halved = speed == "fast" and bfloat16_here()
        if speed in ("fast", "draft") and not halved:
            from ocrlab.engines.easyocr.calibration import quantised_detector, quantised_recogniser

            full_detector, full_recogniser = detector, recogniser
            detector = _stored("craft-int8", lambda: quantised_detector(full_detector))
            if speed == "draft" and reader.model_lang in CALIBRATED:
                recogniser = _stored(f"{name}-int8", lambda: quantised_recogniser(full_recogniser))
        reader.detector = _AsTorch(Network(detector, cancelled, "bf16" if halved else "f32"), outputs=2)
        reader.recognizer = _AsTorch(Network(recogniser, cancelled), outputs=1)
    except EngineError:
        raise
    except Exception as error:
        reason = (str(error).strip().split("\n")[0] or type(error).__name__)[:160]
        raise EngineError(
            f"easyocr: OpenVINO cannot run the networks here ({reason}); choose speed stock", STOCK
        ) from error


class _AsTorch:
    """A network on OpenVINO that is called as EasyOCR calls its torch module."""

    def __init__(self, network: Network, outputs: int) -> None:
        self._network, self._outputs = network, outputs

    def eval(self) -> _AsTorch:
        return self

    def __call__(self, image: Any, *_: Any) -> Any:
        import torch

        result = torch.from_numpy(self._network.run(image.numpy()).copy())
        return (result, None) if self._outputs == 2 else result


def _stored(name: str, make: Callable[[], openvino.Model]) -> openvino.Model:
    """A converted network from the lab's folder, or made and put there whole, for all processes to use."""
    import openvino

    path = _place(name)
    if path.exists():
        try:
            return openvino.Core().read_model(path)
        except RuntimeError:
            path.unlink(missing_ok=True)  # cut short or of another make: made anew
    model = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as draft:
            openvino.save_model(model, Path(draft) / path.name, compress_to_fp16=False)
            for suffix in (".bin", ".xml"):  # the description last: it makes the pair count as there
                os.replace((Path(draft) / path.name).with_suffix(suffix), path.with_suffix(suffix))
    except OSError:
        return model  # a folder that cannot be written costs the next start a conversion, no more
    return model


def _place(name: str) -> Path:
    return home() / "networks" / f"{name}-openvino{package_version('openvino')}.xml"


def _converted_detector(reader: easyocr.Reader) -> openvino.Model:
    """CRAFT for a page of any size, without its features, which EasyOCR drops."""
    return _converted(reader.detector, lambda craft, page: craft(page)[0], (1, 3, 320, 320), [1, 3, -1, -1])


def _converted_recogniser(reader: easyocr.Reader) -> openvino.Model:
    """The recogniser for any number of crops of any width, without its second argument, which it does not look at."""
    return _converted(reader.recognizer, lambda crnn, crops: crnn(crops, None), (1, 1, 64, 256), [-1, 1, 64, -1])


def _converted(
    network: Any, call: Callable[[Any, Any], Any], example: tuple[int, ...], shape: list[int]
) -> openvino.Model:
    import openvino
    import torch

    class Plain(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, pixels: Any) -> Any:
            return call(self.network, pixels)

    with torch.no_grad():
        return openvino.convert_model(
            Plain().eval(), example_input=torch.zeros(*example), input=[openvino.PartialShape(shape)]
        )
