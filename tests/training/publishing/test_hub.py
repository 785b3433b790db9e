"""What is uploaded is compared with what the Hub holds as the Hub names it."""

from training.publishing.hub import Changes, HubFile, HubState, compare


def test_large_files_are_compared_by_sha256_and_small_ones_by_gits_name():
    content = b"hello\n"
    blob, sha256 = "ce013625030ba8dba906f756967f9e9ca394464a", "5891b5b522d5df086d0ff0b110fbd9d2"
    sha256 += "1bb4fc7163af34d08286a2e846f6be03"
    state = HubState("c", False, False, {"small": HubFile(6, blob, False), "large": HubFile(6, sha256, True)})
    assert compare({"small": content, "large": content}, state) == Changes(same={"small": 6, "large": 6})
    assert compare({"small": b"other", "large": b"other"}, state).changed == {"small": 5, "large": 5}


def test_what_is_gone_is_deleted_but_not_the_hubs_own_file():
    state = HubState("c", False, False, {"old": HubFile(3, "", False), ".gitattributes": HubFile(9, "", False)})
    changes = compare({"new": b"12"}, state)
    assert (changes.added, changes.deleted) == ({"new": 2}, {"old": 3})
    assert changes.listing().splitlines()[1].split() == ["delete", "3", "bytes", "old"]
    assert not Changes(same={"a": 1})
