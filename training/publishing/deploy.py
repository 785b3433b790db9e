"""Puts the app on a Space: exactly the files that serving needs, and the models' revision that it pulls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.bundle.manifest import MANIFEST_FILE
from digit_recognizer.bundle.sources import REPO_VARIABLE, REVISION_VARIABLE
from training.publishing.hub import Changes, Content, HubRepository, HubState, Upload, compare, foreign_content
from training.publishing.hub_errors import Place, PublishError
from training.publishing.publish import PROJECT, tag_of
from training.report.templates import render_template
from training.zoo import LINE_READER

README = "README.md"
APP = "app.py"
TEMPLATE = PROJECT / "space_card.md"
SINGLE_FILES = (APP, "LICENSE", "pyproject.toml", "requirements.txt")
FOLDERS = ("assets", "digit_recognizer")
# What only the repository shows: the report with its figures and trials.
NOT_SERVED = (
    "assets/figures/*",
    "assets/reference/*",
    "assets/REPORT.md",
    "assets/concepts.json",
    "assets/pack.mjs",
    "assets/package.json",
    "assets/tsconfig.json",
)
LEFT_BEHIND = (".*", "__pycache__", "*.pyc", "*.pyi", "*.d.ts")
SERVED_FILES = (MANIFEST_FILE, "models/*/*.onnx")
SPACE_SDK = "gradio"
ZERO_GPU = "zero-a10g"
NEEDS_A_PLAN = 402
WHAT_A_FREE_ACCOUNT_HOSTS = (
    "A Gradio Space on a CPU can be made by accounts with a paid plan only. A free account in good standing may host "
    "two on ZeroGPU: run the command again with --zero-gpu."
)


@dataclass(frozen=True)
class PinnedModels:
    """The models that the Space serves: a commit of a model repository, and the files of it that serving reads.

    Attributes:
        is_open: whether the Space may read it without a token of its own.
    """

    repo_id: str
    commit: str
    files: tuple[str, ...]
    is_open: bool

    @property
    def preload(self) -> str:
        """The entry of `preload_from_hub` that has the Space's image hold the files before it starts."""
        return f"{self.repo_id} {','.join(self.files)} {self.commit}"


def deploy_space(
    space_id: str,
    repo_id: str,
    revision: str | None = None,
    *,
    is_dry_run: bool = False,
    on_zero_gpu: bool = False,
    folder: Path = PROJECT,
) -> str:
    """Makes a Space hold the app and nothing else, and points it at a revision of the models.

    Args:
        space_id: USER/NAME of the Space; made when it is missing.
        repo_id: USER/NAME of the published models.
        revision: their tag or commit; by default the tag of the bundle in `folder`.
        is_dry_run: says what would change and changes nothing.
        on_zero_gpu: makes a missing Space on ZeroGPU, where a free account may host two.
        folder: the project.

    Returns:
        what was done, or would be, in sentences.

    Raises:
        PublishError: the Hub refuses or cannot be reached, or the models are not published at that revision.
    """
    place = Place(space_id, "space")
    space = HubRepository(place, is_read_only=is_dry_run)
    revision = revision or tag_of(Bundle.open(folder / "assets" / "models").manifest.bundle_version)
    models = pin_models(repo_id, revision, is_dry_run)
    upload = assemble_space(folder, models)
    state = space.at()
    changes = compare(upload, state)
    if foreign := foreign_content(place, changes, state, APP):
        raise PublishError(foreign)
    # The commit, not the tag: what is preloaded lies in the Space's cache under its commit, and needs no network.
    variables = {REPO_VARIABLE: repo_id, REVISION_VARIABLE: models.commit}
    if is_dry_run:
        return _plan(place, state, changes, variables, models)
    return _push(space, upload, state or _make(space, on_zero_gpu), variables, models)


def pin_models(repo_id: str, revision: str, is_read_only: bool = False) -> PinnedModels:
    """Looks up which commit a revision is, and which files of it serving reads.

    Raises:
        PublishError: the repository, the revision or the manifest in it is not there.
    """
    state = HubRepository(Place(repo_id), is_read_only).at(revision)
    if state is None:
        raise PublishError(
            f"The Hub shows no models at {revision} of {repo_id}. Publish them first: `python -m training publish "
            f"--repo-id {repo_id}`, or name another --revision."
        )
    files = tuple(path for path in state.files if any(fnmatch(path, pattern) for pattern in SERVED_FILES))
    if MANIFEST_FILE not in files:
        raise PublishError(
            f"{repo_id} holds no bundle at {revision}: there is no {MANIFEST_FILE} among its {len(state.files)} files. "
            "Check --repo-id and --revision."
        )
    return PinnedModels(repo_id, state.commit, files, is_open=not (state.is_private or state.is_gated))


def assemble_space(folder: Path, models: PinnedModels) -> Upload:
    """Gathers what serving reads, in the order of the paths, and a README of the Space's own."""
    upload: dict[str, Content] = {name: folder / name for name in SINGLE_FILES}
    for name in FOLDERS:
        upload |= {path.relative_to(folder).as_posix(): path for path in _files_below(folder / name, folder)}
    upload[README] = space_readme((folder / README).read_text(encoding="utf-8"), models).encode()
    return dict(sorted(upload.items()))


def _files_below(folder: Path, root: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        inside = path.relative_to(root)
        is_left = any(fnmatch(part, pattern) for part in inside.parts for pattern in LEFT_BEHIND)
        is_left |= any(fnmatch(inside.as_posix(), pattern) for pattern in NOT_SERVED)
        if path.is_file() and not is_left:
            yield path


def space_readme(readme: str, models: PinnedModels) -> str:
    """Returns the Space's page: README's front matter with the models that are loaded first, and a text of its own.

    README's own text leads to pages that a Space does not hold.
    """
    from huggingface_hub import RepoCard, constants

    card = RepoCard(readme)
    card.data["models"] = [models.repo_id]
    if models.is_open:
        card.data["preload_from_hub"] = [models.preload]
    card.text = render_template(
        TEMPLATE,
        {},
        title=card.data["title"],
        count=sum(path.endswith(".onnx") for path in models.files if LINE_READER.name not in path),
        repo_id=models.repo_id,
        commit=models.commit,
        hub=constants.ENDPOINT,
    )
    return str(card)


def _make(space: HubRepository, on_zero_gpu: bool) -> HubState:
    """Makes the Space.

    Raises:
        PublishError: the Hub refuses; where it asks for a plan, the message says what a free account can host.
    """
    try:
        return space.create(is_private=False, space_sdk=SPACE_SDK, space_hardware=ZERO_GPU if on_zero_gpu else None)
    except PublishError as error:
        if error.status != NEEDS_A_PLAN:
            raise
        raise PublishError(f"{error} {WHAT_A_FREE_ACCOUNT_HOSTS}") from None


def _plan(
    place: Place, state: HubState | None, changes: Changes, variables: Mapping[str, str], models: PinnedModels
) -> str:
    lines = [
        f"{place} does not exist, or is not shown without a token. It would be created."
        if state is None
        else f"{place} is at commit {state.commit[:12]}.",
        f"Files: {changes.counts}.",
        *([changes.listing()] if changes else []),
        "Variables: " + ", ".join(f"{name}={value}" for name, value in variables.items()) + ".",
        *_warnings(models),
        "Nothing was changed: this was a dry run.",
    ]
    return "\n".join(lines)


def _push(
    space: HubRepository, upload: Upload, state: HubState, variables: Mapping[str, str], models: PinnedModels
) -> str:
    """Commits what differs and sets the variables that differ."""
    changes = compare(upload, state)
    lines = [f"{space.place.url} holds this app already."]
    if changes:
        commit = space.commit(upload, changes, state, f"Serve {models.repo_id} at {models.commit[:12]}").oid
        lines = [f"Deployed to {space.place.url} in one commit, {commit[:12]} ({changes.counts})."]
    names = space.set_variables(variables)
    lines.append(f"Set {' and '.join(names)}." if names else "Its variables are already set.")
    return " ".join([*lines, *_warnings(models)])


def _warnings(models: PinnedModels) -> Sequence[str]:
    if models.is_open:
        return []
    return [
        f"{models.repo_id} is private or gated: give the Space a secret HF_TOKEN that may read it. Until then it "
        "serves the weights that come with the app."
    ]
