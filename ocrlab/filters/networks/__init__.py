"""Which filters are trained networks, and how do they run here without the library that trained them?

Each module runs the ``.onnx`` file of its own name beside it with OpenCV; `ocrlab.training` makes those files.
"""
