"""From the public originals of the pen data to the layout that training reads."""
