"""From the bytes of a picture to the 28 x 28 image that the models see."""
