"""The yardstick: the sketchpad demo as it is usually written, around Keras and the whole canvas shrunk to 28x28."""

import gradio as gr
import numpy as np
from PIL import Image

from digit_recognizer.contract import IMAGE_SIZE
from training.zoo import find_spec


def shrink_canvas(canvas: np.ndarray) -> np.ndarray:
    """Shrinks a whole canvas, dark on light, uint8 [h, w], to the 28x28 that the classic demo shows its model."""
    return np.asarray(Image.fromarray(255 - canvas).resize((IMAGE_SIZE, IMAGE_SIZE)))


def build_demo() -> gr.Interface:
    """Builds the demo around an untrained `lenet`: its speed does not depend on what the weights have learnt."""
    spec = find_spec("lenet")
    model = spec.build(**spec.hyperparameters, seed=spec.seed)

    def predict(sketch: dict) -> dict[str, float]:
        image = shrink_canvas(sketch["composite"])
        probabilities = model.predict(image[np.newaxis], verbose=0)[0]
        return {str(digit): float(share) for digit, share in enumerate(probabilities)}

    return gr.Interface(predict, gr.Sketchpad(image_mode="L", type="numpy"), gr.Label(num_top_classes=3))


if __name__ == "__main__":
    build_demo().launch()
