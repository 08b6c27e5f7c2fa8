"""A client as those of November 2025: what it says to the server, and in which order, is what their traces have.

It tells what happens to it as one line of JSON each. SIGINT ends it as Ctrl-C ended them.
"""
import argparse
import asyncio
import json
import os
import signal
import urllib.request

import websockets
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

KEEP_ALIVE = b"KEEP_ALIVE"
KEEP_ALIVE_SECONDS = 15
ANSWER_SECONDS = 10


def tell(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


def post(url, body=None):
    data = json.dumps(body).encode() if body is not None else b""
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"}, method="POST")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


async def say(socket, frame):
    tell("sent", frame=frame)
    await socket.send(json.dumps(frame))


async def hear(socket, wanted, seconds):
    """The next frame of a type; others are passed over, as old clients do."""
    async def until():
        while True:
            frame = json.loads(await socket.recv())
            tell("heard", frame=frame)
            if frame.get("type") == wanted:
                return frame
    return await asyncio.wait_for(until(), seconds)


async def discover(socket, peer, given):
    properties = {"status": "available"}
    if given.min_gpu:
        properties["gpu_memory_mb"] = {"$gte": given.min_gpu}
    await say(socket, {"type": "discover_peers", "from_peer_id": peer, "filters": {
        "role": "worker", "room_id": given.room, "tags": ["sleap-rtc"], "properties": properties}})
    found = (await hear(socket, "peer_list", 5))["peers"]
    if not found:
        return None
    return max(found, key=lambda one: one["metadata"]["properties"].get("gpu_memory_mb", 0))["peer_id"]


async def keep_alive(channel):
    while channel.readyState == "open":
        channel.send(KEEP_ALIVE)
        await asyncio.sleep(KEEP_ALIVE_SECONDS)


def watch(channel, given, stop, tasks):
    @channel.on("open")
    def opened():
        tell("open", label=channel.label)
        tasks.append(asyncio.ensure_future(keep_alive(channel)))
        for text in given.say:
            channel.send(text)

    @channel.on("message")
    def message(said):
        if isinstance(said, bytes):
            tell("bytes", text=said[:64].decode(errors="replace"), size=len(said))
        else:
            tell("text", text=said)

    @channel.on("close")
    def closed():
        tell("closed")
        stop.set()


async def connect(socket, peer, worker, given, stop):
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    tasks = []
    channel = connection.createDataChannel("my-data-channel")
    watch(channel, given, stop, tasks)
    await connection.setLocalDescription(await connection.createOffer())
    await say(socket, {"type": "offer", "sender": peer, "target": worker,
                       "sdp": connection.localDescription.sdp})
    try:
        answer = await hear(socket, "answer", ANSWER_SECONDS)
    except asyncio.TimeoutError:
        tell("no_answer")
        await connection.close()
        return
    await connection.setRemoteDescription(RTCSessionDescription(sdp=answer["sdp"], type="answer"))
    await stop.wait()
    for task in tasks:
        task.cancel()
    await connection.close()


async def main(given):
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop.set)
    identity = post(given.server + "/anonymous-signin")
    peer = identity["username"]
    async with websockets.connect(given.server.replace("http", "ws", 1) + "/") as socket:
        await say(socket, {"type": "register", "peer_id": peer, "room_id": given.room,
                           "token": os.environ["ROOMMESH_TOKEN"], "id_token": identity["id_token"],
                           "role": "client", "metadata": {
                               "tags": ["sleap-rtc", "training-client"],
                               "properties": {"sleap_version": "unknown", "platform": "Linux",
                                              "user_id": "unknown"}}})
        await hear(socket, "registered_auth", 20)
        worker = given.worker or await discover(socket, peer, given)
        if worker is None:
            tell("no_worker")
        else:
            await connect(socket, peer, worker, given, stop)
    post(given.server + "/delete-peer", {"peer_id": peer})
    tell("ended")


arguments = argparse.ArgumentParser(description=__doc__)
arguments.add_argument("server", help="base address, http://HOST:PORT")
arguments.add_argument("room")
arguments.add_argument("--worker", help="this one, as from a session string, and nobody is asked")
arguments.add_argument("--min-gpu", type=int, default=0, help="in MiB")
arguments.add_argument("--say", action="append", default=[], help="a text, as soon as the channel is open")
asyncio.run(main(arguments.parse_args()))
