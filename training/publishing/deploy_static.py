"""Puts the page as a site of plain files on a static Space, which anyone may host for free."""

from pathlib import Path

from digit_recognizer import Recognizer
from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.site import STATIC_VARIABLE, Addresses, site_files, space_address
from training.publishing.hub import Changes, Content, HubRepository, HubState, Upload, compare, foreign_content
from training.publishing.hub_errors import Place, PublishError
from training.publishing.publish import PROJECT, tag_of
from training.report.templates import render_template

README = "README.md"
TEMPLATE = PROJECT / "static_card.md"
MARK = "worker.js"  # the file that all sites of ours have
STATIC_SDK = "static"
OF_GRADIO = ("sdk_version", "python_version", "preload_from_hub")


def deploy_static(
    space_id: str,
    repo_id: str = "",
    full_space: str = "",
    *,
    is_dry_run: bool = False,
    folder: Path = PROJECT,
) -> str:
    """Makes a static Space hold the site and nothing else, and has it and the full app's Space lead to each other.

    Args:
        space_id: USER/NAME of the static Space; made when it is missing.
        repo_id: USER/NAME of the published models, to lead to; without it the site names none.
        full_space: USER/NAME of a Space with the full app; without it the site stands alone.
        is_dry_run: says what would change and changes nothing.
        folder: the project, whose bundle the site carries.

    Returns:
        what was done, or would be, in sentences.

    Raises:
        PublishError: the Hub refuses or cannot be reached, or one of the two Spaces is something else.
        BundleError: the bundle is damaged.
    """
    if full_space == space_id:
        raise PublishError(f"{space_id} cannot be both: name a Space of its own for the site, beside that of the app.")
    place = Place(space_id, "space")
    space = HubRepository(place, is_read_only=is_dry_run)
    beside = HubRepository(Place(full_space, "space"), is_read_only=is_dry_run) if full_space else None
    state = space.at()
    if beside and beside.at() is None:
        raise PublishError(
            f"The Hub does not show {beside.place}. Deploy the full app first, or leave --full-space out."
        )
    upload = assemble_static(folder, space_id, repo_id, full_space)
    changes = compare(upload, state)
    if foreign := foreign_content(place, changes, state, MARK):
        raise PublishError(foreign)
    if is_dry_run:
        return _plan(place, state, changes, beside)
    return _push(space, upload, changes, state, beside)


def assemble_static(folder: Path, space_id: str, repo_id: str, full_space: str) -> Upload:
    """Gathers the site's files and a README of the Space's own, in the order of the paths."""
    bundle = Bundle.open(folder / "assets" / "models")
    weights = f"{_hub()}/{repo_id}/tree/{tag_of(bundle.manifest.bundle_version)}" if repo_id else ""
    addresses = Addresses(
        full_app=space_address(full_space), source=f"{space_address(full_space or space_id)}/tree/main", weights=weights
    )
    upload: dict[str, Content] = dict(site_files(Recognizer(bundle), addresses))
    upload["LICENSE"] = folder / "LICENSE"
    readme = (folder / README).read_text(encoding="utf-8")
    upload[README] = static_readme(readme, bundle, repo_id, full_space).encode()
    return dict(sorted(upload.items()))


def static_readme(readme: str, bundle: Bundle, repo_id: str, full_space: str) -> str:
    """Returns the static Space's page: README's front matter without what is Gradio's, and a text of its own."""
    from huggingface_hub import RepoCard

    card = RepoCard(readme)
    for key in OF_GRADIO:
        card.data.pop(key, None)
    card.data["sdk"] = STATIC_SDK
    card.data["app_file"] = "index.html"
    card.data["models"] = [repo_id] if repo_id else []
    card.text = render_template(
        TEMPLATE,
        {},
        title=card.data["title"],
        count=len(bundle.manifest.models),
        version=bundle.manifest.bundle_version,
        repo_id=repo_id,
        full_space=full_space,
        hub=_hub(),
    )
    return str(card)


def _hub() -> str:
    from huggingface_hub import constants

    return constants.ENDPOINT


def _plan(place: Place, state: HubState | None, changes: Changes, beside: HubRepository | None) -> str:
    lines = [
        f"{place} does not exist, or is not shown without a token. It would be created."
        if state is None
        else f"{place} is at commit {state.commit[:12]}.",
        f"Files: {changes.counts}.",
        *([changes.listing()] if changes else []),
        *([f"Variable of {beside.place}: {STATIC_VARIABLE}={place.repo_id}."] if beside else []),
        "Nothing was changed: this was a dry run.",
    ]
    return "\n".join(lines)


def _push(
    space: HubRepository, upload: Upload, changes: Changes, state: HubState | None, beside: HubRepository | None
) -> str:
    """Commits what differs, and tells the full app's Space where the site is."""
    lines = [f"{space.place.url} holds this site already."]
    if state is None:
        state = space.create(is_private=False, space_sdk=STATIC_SDK)
        changes = compare(upload, state)
    if changes:
        commit = space.commit(upload, changes, state, "Serve the page as a static site").oid
        lines = [f"Deployed to {space.place.url} in one commit, {commit[:12]} ({changes.counts})."]
    if beside:
        names = beside.set_variables({STATIC_VARIABLE: space.place.repo_id})
        lines.append(f"{beside.place.url} {'leads there now' if names else 'leads there already'}.")
    return " ".join(lines)
