//! A node's static X25519 key: who it is to everybody else.

use std::{path::Path, sync::Arc};

use zeroize::Zeroizing;

use super::{KeyFileError, PublicKey, Secret, curve, hex, keyfile};

/// First word of the key file, so that no other file is taken for one.
const HEADER: &str = "halite-x25519-private-1 ";

/// A node's key pair; clones share it.
#[derive(Clone)]
pub struct NodeKey {
    private: Arc<Secret>,
    public: PublicKey,
}

impl NodeKey {
    /// Reads the key from its file, or makes it: mode 0600, whole or not at all.
    pub fn load_or_create(path: &Path) -> Result<NodeKey, KeyFileError> {
        let content = keyfile::read_or_make(path, || {
            let private = curve::new_private().map_err(|_| KeyFileError::Random)?;
            let digits = Zeroizing::new(hex::encode(private.expose(), ""));
            Ok(Zeroizing::new(format!("{HEADER}{}\n", *digits).into_bytes()))
        })?;
        std::str::from_utf8(&content)
            .ok()
            .and_then(|text| hex::decode_32(text.strip_prefix(HEADER)?.trim_end()))
            .and_then(|bytes| NodeKey::from_private(Secret::new(bytes.to_vec())))
            .ok_or_else(|| KeyFileError::Content { path: path.to_owned(), what: "private X25519 key" })
    }

    /// Makes a key that lives in memory only.
    pub fn generate() -> Result<NodeKey, KeyFileError> {
        let private = curve::new_private().map_err(|_| KeyFileError::Random)?;
        NodeKey::from_private(private).ok_or(KeyFileError::Random)
    }

    fn from_private(private: Secret) -> Option<NodeKey> {
        let public = curve::public_of(&private)?;
        Some(NodeKey { private: Arc::new(private), public })
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    pub(super) fn private(&self) -> &Secret {
        &self.private
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::NodeKey;

    #[test]
    fn a_node_keeps_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("minion.key");
        let first = NodeKey::load_or_create(&path).unwrap();
        assert_eq!(NodeKey::load_or_create(&path).unwrap().public(), first.public());
        assert_ne!(NodeKey::generate().unwrap().public(), first.public());
    }

    #[test]
    fn a_file_with_something_else_is_no_key_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("minion.key");
        for content in ["", "hello", "halite-x25519-private-1 abc\n"] {
            fs::write(&path, content).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let error = NodeKey::load_or_create(&path).err().expect("refused").to_string();
            assert!(error.ends_with("minion.key holds no private X25519 key"), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
    }
}
