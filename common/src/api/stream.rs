//! A job's events as they come.

use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::{Encoding, JobEvent, client::broken};
use crate::failure::Failure;

/// A single event longer than this is refused.
const MAX_EVENT: usize = 1 << 30;

/// A job's events as they come.
#[derive(Debug)]
pub struct Events {
    body: Incoming,
    buffer: Vec<u8>,
}

impl Events {
    pub(super) fn new(body: Incoming) -> Events {
        Events { body, buffer: Vec::new() }
    }

    /// Waits for the next event; `None` after [`JobEvent::Ended`]. May be dropped and called again.
    pub async fn next(&mut self) -> Result<Option<JobEvent>, Failure> {
        loop {
            if let Some(event) = take(&mut self.buffer)? {
                return Ok(Some(event));
            }
            match self.body.frame().await {
                Some(Ok(frame)) => {
                    if let Some(data) = frame.data_ref() {
                        self.buffer.extend_from_slice(data);
                    }
                }
                Some(Err(error)) => return Err(broken(error.to_string())),
                None if self.buffer.is_empty() => return Ok(None),
                None => return Err(broken("an event is cut off".into())),
            }
        }
    }
}

fn take(buffer: &mut Vec<u8>) -> Result<Option<JobEvent>, Failure> {
    let Some((head, rest)) = buffer.split_first_chunk::<4>() else { return Ok(None) };
    let length = usize::try_from(u32::from_be_bytes(*head)).unwrap_or(usize::MAX);
    if length > MAX_EVENT {
        return Err(broken("an event is too long".into()));
    }
    let Some(body) = rest.get(..length) else { return Ok(None) };
    let event = Encoding::MessagePack.decode(body).map_err(|failure| broken(failure.message))?;
    buffer.drain(..length + 4);
    Ok(Some(event))
}

#[cfg(test)]
mod tests {
    use super::{Encoding, JobEvent, take};

    #[test]
    fn events_are_cut_at_their_lengths() {
        let event = JobEvent::Ended { reports: vec![("web1".parse().unwrap(), crate::job::Report::Done)] };
        let frame = Encoding::MessagePack.frame(&event).unwrap();
        let mut buffer = [frame.clone(), frame[..frame.len() - 1].to_vec()].concat();
        assert_eq!(take(&mut buffer).unwrap(), Some(event.clone()));
        assert_eq!(take(&mut buffer).unwrap(), None);
        buffer.push(frame[frame.len() - 1]);
        assert_eq!(take(&mut buffer).unwrap(), Some(event));
        assert!(buffer.is_empty());
        assert!(take(&mut vec![0, 0, 0, 1, 0xc1]).is_err());
    }
}
