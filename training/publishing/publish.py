"""Publishes the bundle with its native weights, figures and card: one commit and one tag on the Hub."""

from dataclasses import dataclass
from pathlib import Path

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.bundle.manifest import MANIFEST_FILE
from training.publishing.card import card_figures, missing_figures, render_card
from training.publishing.hub import Changes, Content, HubRepository, HubState, Upload, compare, foreign_content
from training.publishing.hub_errors import Place, PublishError
from training.publishing.native import NativeWeights, find_native_weights
from training.publishing.standing import losses_on_the_hub
from training.store.assets import ReportFolders
from training.store.files import DEFAULT_ASSETS, DEFAULT_RUNS
from training.store.losses import MayDrop, check_nothing_lost, refuse

PROJECT = Path(__file__).resolve().parents[2]
LICENSE = "LICENSE"
CARD = "README.md"


@dataclass(frozen=True)
class Release:
    """What a model repository is to hold, and under which tag.

    Attributes:
        blocker: why it cannot be published yet; empty when it can.
        remarks: what is worth knowing all the same.
    """

    upload: Upload
    tag: str
    blocker: str = ""
    remarks: str = ""

    @property
    def title(self) -> str:
        """The commit's first line."""
        return f"Publish bundle {self.tag}"


@dataclass(frozen=True)
class Status:
    """How a repository stands to a release: what its main branch and the release's tag hold, where there are such."""

    main: HubState | None
    tagged: HubState | None
    changes: Changes


def publish_bundle(
    repo_id: str,
    *,
    is_dry_run: bool = False,
    is_private: bool = False,
    create_pr: bool = False,
    runs: Path = DEFAULT_RUNS,
    assets: Path = DEFAULT_ASSETS,
    space_id: str | None = None,
    may_drop: MayDrop = refuse,
) -> str:
    """Makes a model repository hold exactly the bundle, in one commit, and tags it with the bundle's version.

    Args:
        repo_id: USER/NAME; made when it is missing.
        is_dry_run: says what would change and changes nothing; needs no token for what is public.
        is_private: makes a missing repository private.
        create_pr: opens a pull request instead, and sets no tag.
        runs: where the native weights lie.
        assets: the folder with the bundle in models/ and the pictures in figures/.
        space_id: the Space that serves these models, for the card.
        may_drop: asked before the repository says less than it did.

    Returns:
        what was done, or would be, in sentences.

    Raises:
        PublishError: the Hub refuses or cannot be reached, native weights are missing, or the version is taken.
        BundleError: the bundle is damaged.
        LossError: the repository would say less than before, and nobody agrees.
    """
    repository = HubRepository(Place(repo_id), is_read_only=is_dry_run)
    release = assemble_release(repo_id, runs, assets, space_id)
    if is_dry_run:
        done = _plan(repository, release, is_private)
    else:
        done = _publish(repository, release, is_private, create_pr, may_drop)
    return f"{done}\n{release.remarks}".strip()


def assemble_release(repo_id: str, runs: Path, assets: Path, space_id: str | None = None) -> Release:
    """Checks every file of the bundle and gathers the upload, in the order of its paths.

    Raises:
        BundleError: a file is missing or is not the one that the manifest names.
    """
    folders = ReportFolders(assets)
    bundle = Bundle.open(folders.bundle)
    native = find_native_weights(bundle, runs)
    upload: dict[str, Content] = {
        MANIFEST_FILE: (bundle.folder / MANIFEST_FILE).read_bytes(),
        LICENSE: PROJECT / LICENSE,
        CARD: render_card(bundle, folders.figures, repo_id, space_id, native).encode(),
    }
    for info in bundle.manifest.served:
        # Bytes, not paths: what was verified is what is sent.
        upload |= {file.path: bundle.read(file) for file in info.files}
    upload |= {f"models/{name}/{file.name}": file for name, file in native.files.items()}
    upload |= {f"figures/{file.name}": file for file in card_figures(bundle, folders.figures).values()}
    return Release(
        upload=dict(sorted(upload.items())),
        tag=tag_of(bundle.manifest.bundle_version),
        blocker=native.how_to_make_the_missing(),
        remarks=_remarks(bundle, folders.figures, native),
    )


def _remarks(bundle: Bundle, figures: Path, native: NativeWeights) -> str:
    remarks = [native.what_is_left_out()]
    if missing := missing_figures(bundle, figures):
        names = ", ".join(missing)
        remarks.append(f"The card will lack the figures {names}: `python -m training report --all` draws them.")
    return "\n".join(filter(None, remarks))


def tag_of(bundle_version: str) -> str:
    """Returns the tag under which a bundle of that version is found on the Hub."""
    return f"v{bundle_version}"


def _status(repository: HubRepository, release: Release) -> Status:
    main = repository.at()
    tagged = None if main is None else repository.at(release.tag)
    return Status(main, tagged, compare(release.upload, main))


def _blocker(place: Place, release: Release, status: Status, is_private: bool) -> str:
    """Says why it cannot be published, or should not be without a second thought; nothing when it can."""
    main, tagged = status.main, status.tagged
    if release.blocker:
        return release.blocker
    if foreign := foreign_content(place, status.changes, main, MANIFEST_FILE):
        return foreign
    if main and is_private and not main.is_private:
        return (
            f"{place.repo_id} exists and is public; --private only decides how a new repository is made. Leave "
            f"--private out, or make it private first: {place.url}/settings."
        )
    # A tag is a promise: whoever pinned it must go on getting the same files.
    if tagged and (since_tag := compare(release.upload, tagged)):
        return (
            f"{release.tag} of {place.repo_id} is published already, at commit {tagged.commit[:12]}, and differs from "
            f"this bundle ({since_tag.counts}). Raise __version__ in digit_recognizer/__init__.py, run `python "
            "-m training make --all`, which writes it into the bundle, and publish again."
        )
    return ""


def _plan(repository: HubRepository, release: Release, is_private: bool) -> str:
    """Says what would be done."""
    place, status = repository.place, _status(repository, release)
    blocker = _blocker(place, release, status, is_private)
    main, changes = status.main, status.changes
    lines = [
        f"{place.repo_id} is at commit {main.commit[:12]}."
        if main
        else f"{place.repo_id} does not exist, or is not shown without a token. It would be created.",
        f"Files: {changes.counts}.",
        *([changes.listing()] if changes else []),
        f"The tag {release.tag} would {'stay unchanged' if status.tagged else 'be set'}.",
        *([f"It would not be published yet. {blocker}"] if blocker else []),
        *_said_losses(repository, release, main),
        "Nothing was changed: this was a dry run.",
    ]
    return "\n".join(lines)


def _said_losses(repository: HubRepository, release: Release, main: HubState | None) -> list[str]:
    losses = losses_on_the_hub(repository, release.upload, main)
    return [f"It would drop {part} of {name}." for name, parts in losses.items() for part in parts]


def _publish(repository: HubRepository, release: Release, is_private: bool, create_pr: bool, may_drop: MayDrop) -> str:
    """Says what was done.

    Raises:
        PublishError: something stands in the way; nothing is sent before that is known.
        LossError: the repository would say less than before, and nobody agrees.
    """
    # What can be known without the Hub is said without asking it.
    if release.blocker:
        raise PublishError(release.blocker)
    status = _status(repository, release)
    if blocker := _blocker(repository.place, release, status, is_private):
        raise PublishError(blocker)
    losses = losses_on_the_hub(repository, release.upload, status.main)
    check_nothing_lost("Publishing", losses, "`python -m training make --all` makes what the bundle lacks.", may_drop)
    if create_pr:
        return _open_pull_request(repository, release, status)
    return _push(repository, release, status, is_private)


def _open_pull_request(repository: HubRepository, release: Release, status: Status) -> str:
    place = repository.place
    if status.main is None:
        raise PublishError(
            f"{place.repo_id} does not exist or is not shown to you, so nothing can be proposed to it. Publish without "
            "--create-pr first, or check the name."
        )
    if not status.changes:
        return f"{place.repo_id} holds this bundle already: there is nothing to propose."
    made = repository.commit(release.upload, status.changes, status.main, release.title, create_pr=True)
    return (
        f"Opened {made.pr_url} ({status.changes.counts}). When it is merged, run the same command without "
        f"--create-pr: it sets the tag {release.tag}."
    )


def _push(repository: HubRepository, release: Release, status: Status, is_private: bool) -> str:
    """Commits what differs, then sets the tag unless it is set: so a push that was interrupted is completed."""
    place = repository.place
    main = status.main or repository.create(is_private)
    changes = compare(release.upload, main)
    commit, done = main.commit, f"{place.repo_id} holds this bundle already, at commit {main.commit[:12]}."
    if changes:
        commit = repository.commit(release.upload, changes, main, release.title).oid
        done = f"Published to {place.url} in one commit, {commit[:12]} ({changes.counts})."
    if status.tagged:
        return f"{done} The tag {release.tag} is set."
    repository.tag(release.tag, commit)
    return f"{done} Set the tag {release.tag}."
