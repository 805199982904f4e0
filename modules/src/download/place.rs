//! Where a fetched file lies in the cache.

use std::path::{Path, PathBuf};

/// The path of the cached copy of a URL, as Salt lays it out: `extrn_files/<environment>/<host>/<path>`.
///
/// No part of the URL can lead out of that folder.
pub fn cached_path(cache: &Path, saltenv: &str, url: &str) -> PathBuf {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (address, query) = match rest.split_once('?') {
        Some((address, query)) => (address, Some(query)),
        None => (rest, None),
    };
    // What stands before `@` may be a password.
    let address = match address.split_once('/') {
        Some((host, path)) => format!("{}/{path}", host.rsplit('@').next().unwrap_or(host)),
        None => address.rsplit('@').next().unwrap_or(address).to_owned(),
    };
    let safe = |text: &str| text.replace(['/', '\0'], "_");
    let mut path = cache.join("extrn_files").join(safe(saltenv));
    let parts = address.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    path.extend(parts.map(safe));
    if let Some(query) = query {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        path.set_file_name(format!("{name}-{}", safe(query)));
    }
    path
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::cached_path;

    #[test]
    fn nothing_leads_out_of_the_cache() {
        for (url, expected) in [
            ("https://a.example/x/y.tgz", "/c/extrn_files/base/a.example/x/y.tgz"),
            ("https://me:pw@a.example/y", "/c/extrn_files/base/a.example/y"),
            ("https://a.example/../../etc/passwd", "/c/extrn_files/base/a.example/etc/passwd"),
            ("http://a.example/y?v=1/2", "/c/extrn_files/base/a.example/y-v=1_2"),
        ] {
            assert_eq!(cached_path(Path::new("/c"), "base", url), Path::new(expected), "{url}");
        }
    }
}
