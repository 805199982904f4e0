//! Whether a session is wanted.

use tokio::sync::watch;

/// Whether a session is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Be connected.
    On,
    /// Be away until further notice.
    Off,
    /// Be away for good.
    Stopped,
}

/// Waits until no session is wanted, or nobody holds a handle on it any more.
pub(super) async fn unwanted(wish: &mut watch::Receiver<Wish>) {
    // An error means that the sender is gone.
    let _ = wish.wait_for(|wish| *wish != Wish::On).await;
}
