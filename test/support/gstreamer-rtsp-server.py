#!/usr/bin/python3
"""A real RTSP server, GStreamer's, to test against and to try by hand.

Serves a moving test pattern as H.264 with AAC at /pattern (1280x720, 15 fps) and /pattern-sub (640x360), with digest
authentication unless --user is empty. Prints one line of JSON with its port. Ends with SIGTERM, SIGINT or the end of
its standard input (give --stay to keep it when there is no input).

    /usr/bin/python3 test/support/gstreamer-rtsp-server.py --stay --port 8600
"""
import argparse
import json
import signal
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

FPS = 15


def first_element(*choices):
    """The first of the descriptions whose element is installed."""
    for choice in choices:
        if Gst.ElementFactory.find(choice.split()[0]) is not None:
            return choice
    sys.exit("none of these GStreamer elements is installed: " + ", ".join(c.split()[0] for c in choices))


def pipeline(width, height, kbps):
    video = first_element(
        f"x264enc tune=zerolatency speed-preset=ultrafast bitrate={kbps} key-int-max={FPS} bframes=0",
        f"openh264enc bitrate={kbps * 1000} gop-size={FPS}",
    )
    audio = first_element("voaacenc bitrate=48000", "avenc_aac bitrate=48000", "fdkaacenc bitrate=48000")
    return (
        f"( videotestsrc is-live=true pattern=ball ! video/x-raw,width={width},height={height},framerate={FPS}/1"
        f" ! timeoverlay font-desc=\"Sans 24\" ! {video} ! video/x-h264,profile=(string)constrained-baseline"
        " ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96"
        " audiotestsrc is-live=true wave=ticks volume=0.2 ! audio/x-raw,rate=16000,channels=1"
        f" ! audioconvert ! {audio} ! aacparse ! rtpmp4gpay name=pay1 pt=97 )"
    )


def guard(server, factories, user, password):
    """Asks for user and password by digest."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
    auth.add_digest(user, password, token)
    server.set_auth(auth)
    for factory in factories:
        permissions = GstRtspServer.RTSPPermissions()
        for permission in (
            GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS,
            GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT,
        ):
            permissions.add_permission_for_role("viewer", permission, True)
        factory.set_permissions(permissions)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0 is a free one")
    parser.add_argument("--user", default="admin")
    parser.add_argument("--password", default="gst-secret")
    parser.add_argument("--stay", action="store_true", help="do not end with standard input")
    options = parser.parse_args()

    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(options.port))
    factories = []
    for path, size in (("/pattern", (1280, 720, 1500)), ("/pattern-sub", (640, 360, 400))):
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(pipeline(*size))
        factory.set_shared(True)
        server.get_mount_points().add_factory(path, factory)
        factories.append(factory)
    if options.user:
        guard(server, factories, options.user, options.password)
    if server.attach(None) == 0:
        sys.exit(f"cannot listen on port {options.port}")

    loop = GLib.MainLoop()
    for number in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, number, loop.quit)
    if not options.stay:

        def on_input(channel, _condition):
            if channel.read(1):
                return True
            loop.quit()
            return False

        GLib.io_add_watch(GLib.IOChannel.unix_new(0), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, on_input)
    print(json.dumps({"port": server.get_bound_port()}), flush=True)
    loop.run()


main()
