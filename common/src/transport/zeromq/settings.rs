//! What the socket is told.

use zmq::Socket;

use crate::transport::MAX_MESSAGE_SIZE;

/// Frames that libzmq holds, each way. When the sending side is full, the master counts as busy and frames are parked;
/// when the receiving side is full, libzmq stops reading and TCP pushes back.
const HIGH_WATER: i32 = 64;

/// Milliseconds for the other side to speak ZeroMQ.
const HANDSHAKE: i32 = 5000;

/// Milliseconds between libzmq's own pings, until a silent connection is cut, and that the peer is told to cut it after.
const PING: (i32, i32, i32) = (15_000, 30_000, 45_000);

/// Milliseconds for TCP to connect.
const CONNECT: i32 = 10_000;

/// Milliseconds after which libzmq would connect again by itself: never in a session's life, because a session's keys
/// belong to one connection. Whoever dials decides when to dial again, and resolves the name anew.
const RECONNECT: i32 = 3_600_000;

/// Applies the settings.
///
/// `max_sockets` stays libzmq's 1023: it counts our sockets, of which there is one, and not connections.
pub(super) fn apply(socket: &Socket) -> zmq::Result<()> {
    socket.set_ipv6(true)?;
    // libzmq cuts the connection of who announces more.
    socket.set_maxmsgsize(MAX_MESSAGE_SIZE as i64)?;
    socket.set_sndhwm(HIGH_WATER)?;
    socket.set_rcvhwm(HIGH_WATER)?;
    socket.set_linger(0)?;
    socket.set_handshake_ivl(HANDSHAKE)?;
    socket.set_heartbeat_ivl(PING.0)?;
    socket.set_heartbeat_timeout(PING.1)?;
    socket.set_heartbeat_ttl(PING.2)?;
    socket.set_connect_timeout(CONNECT)?;
    socket.set_reconnect_ivl(RECONNECT)?;
    socket.set_tcp_keepalive(1)?;
    socket.set_tcp_keepalive_idle(60)?;
    socket.set_tcp_keepalive_intvl(15)?;
    socket.set_tcp_keepalive_cnt(4)
}
