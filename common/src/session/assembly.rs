//! Pieces of a message, put together again.

use super::End;

/// Collects the pieces of one message after the other, each message up to a limit.
pub(super) struct Assembly {
    limit: usize,
    partial: Vec<u8>,
}

impl Assembly {
    pub(super) fn new(limit: usize) -> Assembly {
        Assembly { limit, partial: Vec::new() }
    }

    /// Bytes of the pieces that are there.
    pub(super) fn len(&self) -> usize {
        self.partial.len()
    }

    /// Adds a piece; gives the message when it is whole.
    pub(super) fn add(&mut self, last: bool, data: Vec<u8>) -> Result<Option<Vec<u8>>, End> {
        if self.partial.len() + data.len() > self.limit {
            return Err(End::TooLarge { limit: self.limit });
        }
        if data.is_empty() && !last {
            return Err(End::Unexpected("an empty piece"));
        }
        if self.partial.is_empty() {
            self.partial = data;
        } else {
            self.partial.extend_from_slice(&data);
        }
        Ok(last.then(|| std::mem::take(&mut self.partial)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Assembly, End};

    #[test]
    fn pieces_become_messages_up_to_the_limit() {
        let mut assembly = Assembly::new(4);
        assert_eq!(assembly.add(false, vec![1, 2]), Ok(None));
        assert_eq!(assembly.add(true, vec![3, 4]), Ok(Some(vec![1, 2, 3, 4])));
        assert_eq!(assembly.add(true, vec![]), Ok(Some(vec![])));
        assert_eq!(assembly.add(false, vec![1, 2, 3]), Ok(None));
        assert_eq!(assembly.add(true, vec![4, 5]), Err(End::TooLarge { limit: 4 }));
        assert_eq!(Assembly::new(4).add(false, vec![]), Err(End::Unexpected("an empty piece")));
    }
}
