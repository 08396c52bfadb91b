"""When a connection is taken for lost, because the machine at its other end says nothing any more: its power is gone.

Machines are asked, not programs: a statement may take as long as it does, and the machine says all the while that it is
there. In the forms that the server, libpq and a socket have for it.
"""

import socket

_IDLE_S, _INTERVAL_S, _PROBES = 5, 2, 3  # to ask after that silence, how often, and how many questions may be lost
_UNANSWERED_S = 10  # until what was sent must have arrived

OF_SERVER = (
    f"tcp_keepalives_idle = {_IDLE_S}",
    f"tcp_keepalives_interval = {_INTERVAL_S}",
    f"tcp_keepalives_count = {_PROBES}",
)
OF_LIBPQ = {
    "keepalives": 1,
    "keepalives_idle": _IDLE_S,
    "keepalives_interval": _INTERVAL_S,
    "keepalives_count": _PROBES,
    "tcp_user_timeout": _UNANSWERED_S * 1000,
}
OF_SOCKET = {  # a system that has no such option goes without
    "TCP_KEEPIDLE": _IDLE_S,
    "TCP_KEEPINTVL": _INTERVAL_S,
    "TCP_KEEPCNT": _PROBES,
    "TCP_USER_TIMEOUT": _UNANSWERED_S * 1000,
}


def keep_alive(connected: socket.socket) -> None:
    """Let the system end that connection when its other end is gone; within a machine it knows anyway."""
    if connected.family == socket.AF_UNIX:
        return
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in OF_SOCKET.items():
        if hasattr(socket, name):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
