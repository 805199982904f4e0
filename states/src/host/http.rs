//! What is asked of a web server, and what it says.

use std::time::Duration;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`, `POST` and kin.
    pub method: String,
    /// Where to; it may hold a login.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What is sent along.
    pub body: Option<Vec<u8>>,
    /// How long it may take in all.
    pub timeout: Option<Duration>,
    /// A file of certificates to trust instead of the machine's.
    pub bundle: Option<String>,
    /// Whether the server must prove who it is.
    pub verify: bool,
}

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpReply {
    /// The status, such as 200.
    pub status: u16,
    /// The usual words for it, such as `Not Found`.
    pub reason: String,
    /// Names in small letters, and values.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: Vec<u8>,
}
