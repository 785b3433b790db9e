"""Large file storage: where to upload, the upload itself, and the check after it."""

import hashlib

from tests.hub.access import Call
from tests.hub.messages import Answer, RefusalError, json_answer
from tests.hub.reading import storage_address


def batch(call: Call) -> Answer:
    """POST /[{type}s/]{repo}.git/info/lfs/objects/batch: nothing to do for content that is there already."""
    repo = call.writable_repo(as_pull_request=True)
    wanted = call.json()
    objects = []
    for file in wanted["objects"]:
        answer = {"oid": file["oid"], "size": file["size"], "authenticated": True}
        if file["oid"] not in repo.large_files:
            verify = f"{call.store.url}/{repo.prefix}{repo.repo_id}.git/info/lfs/objects/verify"
            answer["actions"] = {
                "upload": {"href": storage_address(call, repo, file["oid"])},
                "verify": {"href": verify},
            }
        objects.append(answer)
    return json_answer({"transfer": "basic", "objects": objects})


def upload(call: Call) -> Answer:
    """PUT of an address in the storage, signed: no token is needed there, or wanted."""
    repo = call.store.repos.get((call.repo_type, call.repo_id))
    if repo is None:
        raise RefusalError(403, "Access denied")
    if hashlib.sha256(call.body).hexdigest() != call.args["oid"]:
        raise RefusalError(400, "the content does not have the sha256 of its address")
    repo.large_files[call.args["oid"]] = call.body
    return Answer(headers={"ETag": f'"{call.args["oid"]}"'})


def verify(call: Call) -> Answer:
    """POST /[{type}s/]{repo}.git/info/lfs/objects/verify."""
    wanted = call.json()
    content = call.writable_repo(as_pull_request=True).large_files.get(wanted["oid"])
    if content is None or len(content) != wanted["size"]:
        raise RefusalError(404, "the large file has not arrived whole")
    return json_answer({})
