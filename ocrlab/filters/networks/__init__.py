"""Which filters ask trained networks, and how do they run here without the libraries that trained them?

OpenCV runs them. ``grain.onnx`` beside ``grain`` is made by `ocrlab.training`; what ``line_turn`` asks comes with the
package rapidocr.
"""
