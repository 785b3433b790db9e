"""What the commands `publish` and `deploy` of `python -m training` do: they read the options, and delegate."""

import argparse

from training.errors import UsageError
from training.store.losses import agreement


def publish_as_asked(options: argparse.Namespace) -> str:
    """Pushes bundle, weights and card, and returns what was done in sentences.

    Raises:
        PublishError: the Hub refuses or cannot be reached.
    """
    from training.publishing.publish import publish_bundle

    return publish_bundle(
        options.repo_id,
        is_dry_run=options.dry_run,
        is_private=options.private,
        create_pr=options.create_pr,
        runs=options.runs,
        assets=options.assets,
        space_id=options.space_id,
        may_drop=agreement(options.drop_figures),
    )


def deploy_as_asked(options: argparse.Namespace) -> str:
    """Puts the app, or the static site, on a Space, and returns what was done in sentences.

    Raises:
        UsageError: options are missing, or do not go together.
        PublishError: the Hub refuses or cannot be reached.
    """
    if options.static:
        return _deploy_static(options)
    if not options.repo_id or options.full_space:
        raise UsageError("deploy needs --repo-id USER/NAME, the published models; --full-space goes with --static.")
    from training.publishing.deploy import deploy_space

    places = (options.space_id, options.repo_id, options.revision)
    return deploy_space(*places, is_dry_run=options.dry_run, on_zero_gpu=options.zero_gpu)


def _deploy_static(options: argparse.Namespace) -> str:
    if options.zero_gpu or options.revision:
        raise UsageError("deploy --static takes no --zero-gpu and no --revision: it carries this checkout's models.")
    from training.publishing.deploy_static import deploy_static

    places = (options.space_id, options.repo_id or "", options.full_space or "")
    return deploy_static(*places, is_dry_run=options.dry_run)
