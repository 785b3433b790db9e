"""A backend whose networks are whatever JSON holds, kept where native weights would be."""

from training.store.files import read_json, write_json


class JsonBackend:
    """Saves and loads."""

    WEIGHTS_FILE = "model.keras"

    def save(self, network, path):
        write_json(path, network)

    def load(self, spec, path):
        return read_json(path)
