//! `random.shadow_hash`: a password as the shadow file keeps it.

use halite_common::declare::Text;
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::exec::GetStr;
use crate::user::shadow_hash;

fn sha512() -> Text {
    "sha512".into()
}

/// Hashes a password for the shadow file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShadowHash {
    /// The salt; a new one if left out.
    #[serde(default)]
    crypt_salt: Option<Text>,
    /// The password; one that cannot be guessed if left out.
    #[serde(default)]
    password: Option<Text>,
    /// `sha512` or `sha256`.
    #[serde(default = "sha512")]
    algorithm: Text,
}

impl Function for ShadowHash {
    const NAME: &'static str = "random.shadow_hash";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let password = match self.password {
            Some(password) => password.0,
            None => GetStr::default().call(act)?,
        };
        let salt = self.crypt_salt.as_deref().filter(|salt| !salt.is_empty());
        shadow_hash(&password, salt, &self.algorithm)
    }
}
