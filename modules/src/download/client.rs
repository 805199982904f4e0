//! Fetches one URL into a file, at once or not at all; or asks a server and gives what it says.

use std::{fs, io, path::Path, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use halite_states::host::{HttpReply, HttpRequest};
use thiserror::Error;
use ureq::{
    Agent,
    http::Request,
    tls::{TlsConfig, TlsProvider},
};

use super::certificates::trusted;

const CONNECT: Duration = Duration::from_secs(30);
/// Largest answer that is held in memory.
const MAX_BODY: u64 = 64 << 20;
/// A server that sends nothing for so long has gone away.
const SILENCE: Duration = Duration::from_secs(60);

/// A file that could not be fetched.
#[derive(Debug, Error)]
pub enum DownloadError {
    /// The server has no such file.
    #[error("HTTP {status} reading {url}")]
    Status {
        /// The URL, without a password.
        url: String,
        /// What the server said.
        status: u16,
    },
    /// The server did not answer as one should.
    #[error("could not fetch {url}: {source}")]
    Http {
        /// The URL, without a password.
        url: String,
        /// Why.
        #[source]
        source: Box<ureq::Error>,
    },
    /// The file could not be written.
    #[error("could not write {path}: {source}")]
    Write {
        /// The path.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Fetches `url` to `path`, with the folders above it. `bundle` names a file of certificates to trust.
pub fn fetch(url: &str, path: &Path, bundle: Option<&str>) -> Result<(), DownloadError> {
    let (bare, login) = apart(url);
    let http = |source| from_ureq(&bare, source);
    let mut request = agent(bundle, true).get(&bare);
    if let Some(login) = login {
        request = request.header("Authorization", format!("Basic {}", STANDARD.encode(login)));
    }
    let mut response = request.call().map_err(http)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let write = |source| DownloadError::Write { path: path.display().to_string(), source };
    fs::create_dir_all(folder).map_err(write)?;
    let mut fresh = tempfile::NamedTempFile::new_in(folder).map_err(write)?;
    let mut body = response.body_mut().with_config().limit(u64::MAX).reader();
    io::copy(&mut body, &mut fresh).map_err(write)?;
    fresh.as_file().sync_all().map_err(write)?;
    fresh.persist(path).map_err(|error| write(error.error))?;
    Ok(())
}

fn from_ureq(url: &str, source: ureq::Error) -> DownloadError {
    match source {
        ureq::Error::StatusCode(status) => DownloadError::Status { url: url.to_owned(), status },
        source => DownloadError::Http { url: url.to_owned(), source: Box::new(source) },
    }
}

/// Asks a web server. An answer of any status is one; redirections are followed.
pub fn request(asked: &HttpRequest) -> Result<HttpReply, DownloadError> {
    let (bare, login) = apart(&asked.url);
    let mut builder = Request::builder().method(asked.method.as_str()).uri(&bare);
    for (name, value) in &asked.headers {
        builder = builder.header(name, value);
    }
    if let Some(login) = login {
        builder = builder.header("Authorization", format!("Basic {}", STANDARD.encode(login)));
    }
    let http = |source| from_ureq(&bare, source);
    let request = builder.body(asked.body.as_deref().unwrap_or_default());
    let request = request.map_err(|error| http(ureq::Error::from(error)))?;
    let agent = agent(asked.bundle.as_deref(), asked.verify);
    let request = agent
        .configure_request(request)
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .timeout_global(asked.timeout)
        .build();
    let mut response = agent.run(request).map_err(http)?;
    let body = response.body_mut().with_config().limit(MAX_BODY).read_to_vec().map_err(http)?;
    let headers = response.headers().iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()));
    Ok(HttpReply {
        status: response.status().as_u16(),
        reason: response.status().canonical_reason().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
    })
}

fn agent(bundle: Option<&str>, verify: bool) -> Agent {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(trusted(bundle))
        .disable_verification(!verify)
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        .user_agent(concat!("halite/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

/// A URL without its login, and the login.
fn apart(url: &str) -> (String, Option<String>) {
    let Some((scheme, rest)) = url.split_once("://") else { return (url.to_owned(), None) };
    let host_end = rest.find(['/', '?']).unwrap_or(rest.len());
    match rest[..host_end].rfind('@') {
        Some(at) => (format!("{scheme}://{}", &rest[at + 1..]), Some(rest[..at].to_owned())),
        None => (url.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
    };

    use super::{DownloadError, apart, fetch};

    /// Answers one request, and gives back what was asked.
    fn serve(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let served = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0_u8; 4096];
            let length = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        (address, served)
    }

    #[test]
    fn a_file_is_fetched_with_its_login() {
        let (address, served) = serve("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        fetch(&format!("http://me:secret@{address}/x?y=1"), &path, None).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "hello");
        let request = served.join().unwrap().to_lowercase();
        assert!(request.starts_with("get /x?y=1 "), "{request}");
        assert!(request.contains("authorization: basic bwu6c2vjcmv0"), "{request}");
    }

    #[test]
    fn what_is_not_there_leaves_nothing() {
        let (address, served) = serve("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
        let folder = tempfile::tempdir().unwrap();
        let error = fetch(&format!("http://{address}/x"), &folder.path().join("b"), None).unwrap_err();
        assert!(matches!(error, DownloadError::Status { status: 404, .. }), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        served.join().unwrap();
    }

    #[test]
    fn a_login_is_taken_out() {
        assert_eq!(apart("https://a.example/b@c"), ("https://a.example/b@c".into(), None));
        assert_eq!(apart("https://u:p@a.example/b"), ("https://a.example/b".into(), Some("u:p".into())));
    }
}
