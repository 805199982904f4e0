//! The certificates that this machine trusts.

use std::{env, fs};

use ureq::tls::{PemItem, RootCerts, parse_pem};

/// Where distributions keep them.
const BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/tls/certs/ca-bundle.trust.crt",
    "/etc/ssl/certs/ca-bundle.crt",
    "/var/lib/ca-certificates/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The certificates of `bundle`, or else those of `SSL_CERT_FILE`, or else those of the machine.
pub(super) fn trusted(bundle: Option<&str>) -> RootCerts {
    let named = bundle.map(str::to_owned).or_else(|| env::var("SSL_CERT_FILE").ok());
    let text = match named {
        Some(path) => fs::read(path).ok(),
        None => BUNDLES.iter().find_map(|path| fs::read(path).ok()),
    };
    let text = text.unwrap_or_default();
    let certificates = parse_pem(&text).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    RootCerts::from(certificates.collect::<Vec<_>>())
}
