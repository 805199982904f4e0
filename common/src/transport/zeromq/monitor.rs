//! What libzmq tells about a dialled connection: that it stands, and that it is lost.

use std::sync::atomic::{AtomicU64, Ordering};

use zmq::{Context, Socket, SocketEvent};

/// News about the connection.
pub(super) enum News {
    Up,
    Lost(&'static str),
}

/// Starts to watch a socket, before it connects.
pub(super) fn watch(context: &Context, socket: &Socket) -> zmq::Result<Socket> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let name = format!("inproc://watch-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    socket.monitor(&name, SocketEvent::ALL as i32)?;
    let watch = context.socket(zmq::PAIR)?;
    watch.set_linger(0)?;
    watch.connect(&name)?;
    Ok(watch)
}

/// Reads what there is until something matters.
pub(super) fn read(watch: &Socket) -> Option<News> {
    while let Ok(event) = watch.recv_msg(zmq::DONTWAIT) {
        let number = event.get(..2).map_or(0, |raw| u16::from_ne_bytes([raw[0], raw[1]]));
        // The second part is the address.
        while watch.get_rcvmore().unwrap_or(false) && watch.recv_msg(zmq::DONTWAIT).is_ok() {}
        let known = [
            (SocketEvent::HANDSHAKE_SUCCEEDED, News::Up),
            (SocketEvent::DISCONNECTED, News::Lost("the connection was closed")),
            (SocketEvent::CLOSED, News::Lost("the connection was refused or not answered")),
            (SocketEvent::CONNECT_RETRIED, News::Lost("no connection could be made")),
            (SocketEvent::HANDSHAKE_FAILED_NO_DETAIL, News::Lost("the other side does not speak ZeroMQ")),
            (SocketEvent::HANDSHAKE_FAILED_PROTOCOL, News::Lost("the other side does not speak ZeroMQ")),
            (SocketEvent::HANDSHAKE_FAILED_AUTH, News::Lost("the other side refused the connection")),
        ];
        if let Some((_, news)) = known.into_iter().find(|(event, _)| event.to_raw() == number) {
            return Some(news);
        }
    }
    None
}
