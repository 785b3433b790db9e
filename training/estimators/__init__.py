"""What scikit-learn and Keras lack: estimators and their mathematics, without files."""
