"""The pages beside the one that draws, as files: each document with a policy of its own, and its modules."""

from collections.abc import Iterator, Sequence

from digit_recognizer.files import ASSETS
from digit_recognizer.interface.browser import SCRIPT_ENDINGS
from digit_recognizer.interface.room_pages import AS_FILES, room_page
from digit_recognizer.interface.rooms import ROOMS, Room
from digit_recognizer.site.policy import policy_of
from digit_recognizer.site.reading import modules_from

HEAD_START = '<meta charset="utf-8">\n'
POLICY = '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'


def room_files(rooms: Sequence[Room] = ROOMS) -> Iterator[tuple[str, bytes]]:
    """Yields path and content of every room's page, and of the scripts that it runs."""
    for room in rooms:
        page = room_page(room, AS_FILES)
        policy = POLICY.format(policy=policy_of(page))
        yield f"{room.name}{AS_FILES.ending}", page.replace(HEAD_START, HEAD_START + policy, 1).encode()
        yield from ((name, (ASSETS / name).read_bytes()) for name in _scripts(room))


def _scripts(room: Room) -> set[str]:
    """Returns the paths of the room's own scripts, whether a module names them or not, and of all that they import."""
    own = (file for file in (ASSETS / room.folder).iterdir() if file.suffix in SCRIPT_ENDINGS)
    return {name for file in own for name in modules_from(file.relative_to(ASSETS).as_posix())}
