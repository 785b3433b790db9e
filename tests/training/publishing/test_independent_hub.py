"""Publishing and deploying end well on a Hub that shares nothing with that of the other tests, and once is enough."""

import pytest
import yaml

from digit_recognizer.bundle.bundle import Bundle
from tests.hub.client import run_client
from tests.training.publishing.independent_hub import second_hub
from tests.training.publishing.releases import NAME, command, make_release
from training.publishing.publish import tag_of

SPACE = "tester/draw"
TAG = tag_of(Bundle.open().manifest.bundle_version)


@pytest.mark.slow
def test_models_and_space_arrive_on_another_hub_and_stay_as_they_are(tmp_path):
    release = make_release(tmp_path, ("lenet",))
    release.raise_version(TAG.removeprefix("v"))
    deploy = (
        f"from training.publishing import deploy\nprint(deploy.deploy_space({SPACE!r}, {NAME!r}, on_zero_gpu=True))\n"
    )
    with second_hub() as other:
        first = run_client(command(release) + deploy, other)
        models, space = other.commits[f"models/{NAME}"], other.commits[f"spaces/{SPACE}"]
        held = (dict(models[-1]), dict(space[-1]), len(models), len(space))
        again = run_client(command(release) + deploy, other)
        assert (models[-1], space[-1], len(models), len(space)) == held
    assert "Published to" in first
    assert f"Deployed to {other.url}/spaces/{SPACE}" in first
    assert "holds this bundle already" in again
    assert "holds this app already. Its variables are already set." in again
    assert other.unknown == []
    assert [made.get("hardware") for made in other.created] == [None, "zero-a10g"]
    assert other.tags[f"models/{NAME}"] == {TAG: 1}
    pinned = yaml.safe_load(space[-1]["README.md"].decode().split("---\n")[1])["preload_from_hub"]
    commit = other.variables[f"spaces/{SPACE}"]["MODEL_REVISION"]
    assert pinned == [f"{NAME} manifest.json,models/lenet/model.onnx {commit}"]
