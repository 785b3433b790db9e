"""What goes to the Hub: a release of models, and the app on its Space."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from tests.faults.jobs import Job
from tests.faults.moments import Confirm
from tests.faults.requests import RequestMoment
from tests.hub.server import Hub
from tests.training.publishing.releases import NAME, ReleaseFolders, make_release
from training.publishing.deploy import assemble_space, deploy_space, pin_models
from training.publishing.hub import Upload
from training.publishing.publish import assemble_release, publish_bundle

SPACE = "tester/draw"
EARLIER, LATER = "v0.1.0", "v0.2.0"
MADE_BY_THE_HUB = ".gitattributes"
PROJECT_FILES = ("app.py", "LICENSE", "pyproject.toml", "requirements.txt", "assets/a.onnx", "digit_recognizer/b.py")


class _HubJob(Job):
    """A Hub that holds the first release."""

    moments = RequestMoment

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def release(self, folder: Path) -> ReleaseFolders:
        """Returns where the release lies."""
        return ReleaseFolders(folder / "assets", folder / "runs")

    def prepare(self, folder: Path) -> None:
        """Publishes the first release."""
        release = make_release(folder, ("lenet",))
        publish_bundle(NAME, runs=release.runs, assets=release.assets)

    def forget(self) -> None:
        """Empties the Hub."""
        self.hub.store.repos.clear()


class Publish(_HubJob):
    """A second release is published over the first."""

    def prepare(self, folder: Path) -> None:
        """Publishes the first release, and lays out the second."""
        super().prepare(folder)
        release = self.release(folder)
        next((release.runs / "lenet").glob("model.*")).write_bytes(b"learnt anew")
        release.raise_version(LATER[1:])

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Publishes it."""
        release = self.release(folder)
        publish_bundle(NAME, runs=release.runs, assets=release.assets)
        confirm("published")

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """Each tag is of the release that it names, and main is one of them."""
        repo, wanted = self.hub.repo(NAME), self._wanted(folder)
        if EARLIER not in repo.tags or len(repo.history()) > 3:
            yield f"the first release is lost, or the second was made twice: {repo.tags}"
        if LATER in repo.tags and _files(repo, LATER) != wanted:
            yield "the tag is of something else than the release"
        if _files(repo, "main") not in (wanted, _files(repo, EARLIER)):
            yield "main is half of a release"
        if confirmed and LATER not in repo.tags:
            yield "the release was confirmed, and is lost"

    def is_complete(self, folder: Path) -> bool:
        """The second release is there under its tag, by one commit."""
        repo = self.hub.repo(NAME)
        return _files(repo, LATER) == _files(repo, "main") == self._wanted(folder) and len(repo.history()) == 3

    def _wanted(self, folder: Path) -> dict[str, bytes]:
        release = self.release(folder)
        return _contents(assemble_release(NAME, release.runs, release.assets).upload)


class Deploy(_HubJob):
    """An app goes to a Space that is not there yet."""

    def prepare(self, folder: Path) -> None:
        """Publishes the models, and lays out an app."""
        super().prepare(folder)
        for name in PROJECT_FILES:
            (folder / "app" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "app" / name).write_bytes(name.encode() * 1_000)
        (folder / "app" / "README.md").write_text("---\ntitle: Digits\nsdk: gradio\n---\n", encoding="utf-8")

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Deploys it."""
        deploy_space(SPACE, NAME, EARLIER, folder=folder / "app")
        confirm("deployed")

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """The app is there whole or not at all, and is told of models only once it is there."""
        space = self.hub.store.repos.get(("space", SPACE))
        if space and len(space.history()) > 1 and _files(space, "main") != self._wanted(folder):
            yield "the Space holds half an app"
        if space and space.variables and len(space.history()) == 1:
            yield "a Space without the app has its variables"
        if confirmed and not self.is_complete(folder):
            yield "the app was confirmed, and is lost"

    def is_complete(self, folder: Path) -> bool:
        """The app is there by one commit, and knows its models."""
        space = self.hub.repo(SPACE, "space")
        said = {name: entry["value"] for name, entry in space.variables.items()}
        commit = self.hub.repo(NAME).tags[EARLIER]
        whole = _files(space, "main") == self._wanted(folder) and len(space.history()) == 2
        return whole and said == {"MODEL_REPO": NAME, "MODEL_REVISION": commit}

    def _wanted(self, folder: Path) -> dict[str, bytes]:
        return _contents(assemble_space(folder / "app", pin_models(NAME, EARLIER, is_read_only=True)))


def hub_jobs(hub: Hub) -> Mapping[str, Job]:
    """Returns the jobs that work on that Hub."""
    return {"publish": Publish(hub), "deploy": Deploy(hub)}


def _files(repo, revision: str) -> dict[str, bytes]:
    files = repo.at(revision).files
    return {path: file.content for path, file in files.items() if path != MADE_BY_THE_HUB}


def _contents(upload: Upload) -> dict[str, bytes]:
    return {path: content if isinstance(content, bytes) else content.read_bytes() for path, content in upload.items()}
