//! A body that is sent piece by piece, as the pieces come.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use hyper::body::{Body, Bytes, Frame};
use tokio::sync::mpsc;

use crate::failure::Failure;

/// A body of the pieces that a channel brings; it breaks off at a failure.
#[derive(Debug)]
pub struct Frames(pub mpsc::Receiver<Result<Vec<u8>, Failure>>);

impl Body for Frames {
    type Data = Bytes;
    type Error = Failure;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Failure>>> {
        let piece = std::task::ready!(self.0.poll_recv(context));
        Poll::Ready(piece.map(|piece| piece.map(|bytes| Frame::data(bytes.into()))))
    }
}
