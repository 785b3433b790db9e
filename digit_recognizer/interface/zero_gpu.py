"""ZeroGPU, on which free accounts may host a Space: it ends those that hold no function for its GPU."""

import os

ZERO_GPU_VARIABLE = "SPACES_ZERO_GPU"
ON = ("1", "t", "true")


def register_with_zero_gpu() -> None:
    """Registers a function for the GPU where the app runs on ZeroGPU; nothing anywhere else.

    The models answer on the CPU within a millisecond or two, so it is never called, and takes nothing of anybody's
    quota. ZeroGPU brings the package `spaces` with it.
    """
    if os.environ.get(ZERO_GPU_VARIABLE, "").lower() in ON:
        import spaces

        spaces.GPU(_needs_no_gpu)


def _needs_no_gpu() -> None:
    """Does nothing."""
