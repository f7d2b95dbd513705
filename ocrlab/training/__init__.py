"""Training: how is the network behind `remove_grain` taught?

python -m ocrlab.training FILE.onnx [--pixels STEPS] [--reader STEPS] [--fonts FOLDER] [--seed N]

Nothing but drawn print is shown to it (`lines`), spoiled by the lab's own model of low light. First it learns to come
near the clean picture; then EasyOCR's recogniser, which stays as it is, reads what it made of each line, and what
counts is what was read (`teach`). A picture that is closer to the clean one is not always easier to read: the first
lesson alone reads hardly better than a blur. The file that is here was taught so in several sittings, the first
lesson on patches of whole drawn pages. The app never imports this package, and a file is all it leaves behind. It
needs `onnx` besides the lab itself (requirements-dev.txt) and as many faces as Debian has, some three hundred.
"""
