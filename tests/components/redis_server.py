"""A Redis server that knows the one command the components use: `SET key value [NX] [EX s]`.

It speaks the real protocol (RESP) over a real socket to the real client, so that two processes
can be two replicas.
"""

from __future__ import annotations

import asyncio

from tests.components.server_thread import ServerThread


class RedisServer(ServerThread):
    """The server, on an event loop in a thread of its own; a context manager.

    Attributes:
        url: What `REDIS_URL` is set to.
        values: What has been set, by key.
        lifetimes: The `EX` of each key, in seconds.
    """

    def __init__(self) -> None:
        self.url = ""
        self.values: dict[str, str] = {}
        self.lifetimes: dict[str, int] = {}
        super().__init__()

    async def _run(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
        self._ready.set()
        await self._stop.wait()
        server.close()
        talking = asyncio.all_tasks() - {asyncio.current_task()}
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        protocol = "2"
        while header := await reader.readline():
            words: list[str] = []
            for _ in range(int(header[1:])):
                size = int((await reader.readline())[1:])
                words.append((await reader.readexactly(size + 2))[:-2].decode())
            if words[0].upper() == "HELLO":
                protocol = words[1]
            writer.write(self._answer(words, protocol))
            await writer.drain()
        writer.close()

    def _answer(self, words: list[str], protocol: str) -> bytes:
        command = words[0].upper()
        if command == "HELLO":
            return f"%1\r\n$5\r\nproto\r\n:{protocol}\r\n".encode()
        if command == "PING":
            return b"+PONG\r\n"
        if command == "CLIENT":
            return b"+OK\r\n"
        if command != "SET":
            return f"-ERR unknown command '{command}'\r\n".encode()
        key, value, *options = words[1:]
        if "NX" in options and key in self.values:
            return b"_\r\n" if protocol == "3" else b"$-1\r\n"
        self.values[key] = value
        if "EX" in options:
            self.lifetimes[key] = int(options[options.index("EX") + 1])
        return b"+OK\r\n"
