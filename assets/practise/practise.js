// Practise: the room where a child learns to write numbers.

import '../room/room.js';
