"""A telephone line on loopback: a TCP proxy with a round trip, a bandwidth, counters, and a place where it is cut."""

import contextlib
import queue
import socket
import threading
import time
from dataclasses import dataclass, field

CHUNK_BYTES = 16 * 1024
IDLE_SECONDS = 60.0


@dataclass
class Counters:
    """What passed since the last `reset`: connections, bytes of the TCP payload both ways (HTTP headers included)."""

    connections: int = 0
    up: int = 0
    down: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, *, up: int = 0, down: int = 0, connections: int = 0) -> int:
        """Counts, and gives all bytes so far."""
        with self.lock:
            self.up += up
            self.down += down
            self.connections += connections
            return self.up + self.down

    def reset(self) -> None:
        """Starts again from nothing."""
        with self.lock:
            self.connections = self.up = self.down = 0


class Line:
    """Listens on a free port of 127.0.0.1 and passes everything on to `target` (host, port), slowly if asked.

    `round_trip_seconds` and `bits_per_second` (0 = as fast as it goes) may be changed between requests;
    `cut_after_bytes` (both ways together) breaks the connections once and is then forgotten.
    """

    def __init__(self, target: tuple[str, int], *, round_trip_seconds: float = 0.0, bits_per_second: int = 0) -> None:
        self.target = target
        self.round_trip_seconds = round_trip_seconds
        self.bits_per_second = bits_per_second
        self.cut_after_bytes: int | None = None
        self.counters = Counters()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """`127.0.0.1:port`."""
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    def close(self) -> None:
        """Stops listening and breaks what is open."""
        with contextlib.suppress(OSError):
            self._listener.close()
        self._break()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_what: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(self.target, timeout=IDLE_SECONDS)
        except OSError:
            near.close()
            return
        self.counters.add(connections=1)
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open |= {near, far}
        handshake = self.round_trip_seconds
        up = threading.Thread(target=self._carry, args=(near, far, True, handshake), daemon=True)
        down = threading.Thread(target=self._carry, args=(far, near, False, 0.0), daemon=True)
        up.start()
        down.start()
        up.join()
        down.join()
        with self._lock:
            self._open -= {near, far}
        for end in (near, far):
            end.close()

    def _carry(self, source: socket.socket, sink: socket.socket, is_up: bool, first_wait: float) -> None:
        waiting: queue.Queue[tuple[float, bytes] | None] = queue.Queue()
        writer = threading.Thread(target=self._deliver, args=(waiting, sink), daemon=True)
        writer.start()
        free_at = time.monotonic() + first_wait
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK_BYTES):
                total = self.counters.add(up=len(data)) if is_up else self.counters.add(down=len(data))
                if self.cut_after_bytes is not None and total >= self.cut_after_bytes:
                    self.cut_after_bytes = None
                    self._break()
                    break
                seconds = len(data) * 8 / self.bits_per_second if self.bits_per_second else 0.0
                free_at = max(free_at, time.monotonic()) + seconds
                waiting.put((free_at + self.round_trip_seconds / 2, data))
        waiting.put(None)
        writer.join()

    def _deliver(self, waiting: "queue.Queue[tuple[float, bytes] | None]", sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while (item := waiting.get()) is not None:
                at, data = item
                pause = at - time.monotonic()
                if pause > 0:
                    time.sleep(pause)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def _break(self) -> None:
        with self._lock:
            ends = list(self._open)
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
