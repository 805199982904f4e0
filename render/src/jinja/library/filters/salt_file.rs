//! Salt's filters on paths and files. They only look.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::super::super::object::{Args, MAX_ITEMS, Object, bounded, text};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call, item};
use super::super::observed::observed;

/// Largest file that is hashed in one go.
const MAX_HASHED: u64 = 1 << 30;

pub(crate) const TABLE: &[Builtin] = &[
    Builtin { name: "path_join", parameters: &["*", "use_posixpath?"], run: path_join },
    Builtin { name: "which", parameters: &["exe?"], run: |call| observed(call, which) },
    Builtin { name: "is_empty", parameters: &["filename"], run: |call| observed(call, is_empty) },
    Builtin {
        name: "is_text_file",
        parameters: &["fp_", "blocksize?"],
        run: |call| observed(call, is_text_file),
    },
    Builtin { name: "is_bin_file", parameters: &["path"], run: |call| observed(call, is_bin_file) },
    Builtin { name: "list_files", parameters: &["directory"], run: |call| observed(call, list_files) },
    Builtin {
        name: "file_hashsum",
        parameters: &["path", "form?", "chunk_size?"],
        run: |call| observed(call, file_hashsum),
    },
    Builtin { name: "get_uid", parameters: &["user?"], run: |call| observed(call, get_uid) },
    Builtin { name: "http_query", parameters: &["*", "**"], run: http_query },
];

/// `os.path.normpath`.
fn normal(path: &str) -> String {
    let mut out = PathBuf::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir) => {}
                _ => out.push(".."),
            },
            other => out.push(other),
        }
    }
    let text = out.to_string_lossy().into_owned();
    if text.is_empty() { ".".into() } else { text }
}

fn path_join(call: &Call<'_>) -> Result<Object> {
    let mut parts = Vec::new();
    for part in &call.bound.rest {
        match part.as_str() {
            Some(part) => parts.push(normal(part)),
            None => {
                let found = part.type_name();
                return Err(Raise::type_error(format!(
                    "expected str, bytes, or bytearray not <class '{found}'>"
                )));
            }
        }
    }
    let Some((root, rest)) = parts.split_first() else { return Ok(Object::str("")) };
    let joined =
        rest.iter().fold(root.clone(), |path, part| format!("{path}/{}", part.trim_start_matches('/')));
    Ok(Object::from(normal(&joined)))
}

fn which(call: &Call<'_>) -> Result<Object> {
    use std::os::unix::fs::PermissionsExt;
    let Some(name) = call.some(0) else { return Ok(Object::None) };
    let name = text(name)?;
    let runs = |path: &Path| {
        fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
    };
    if name.starts_with('/') {
        return Ok(if runs(Path::new(&*name)) { Object::Str(name) } else { Object::None });
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let system = "/bin:/sbin:/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin";
    let found =
        path.split(':').chain(system.split(':')).map(|dir| Path::new(dir).join(&*name)).find(|p| runs(p));
    Ok(found.map_or(Object::None, |path| Object::from(path.to_string_lossy().into_owned())))
}

fn is_empty(call: &Call<'_>) -> Result<Object> {
    let path = call.text(0)?;
    Ok(Object::Bool(fs::metadata(&*path).is_ok_and(|meta| meta.len() == 0)))
}

fn start_of(path: &str, size: u64) -> Option<Vec<u8>> {
    let mut start = Vec::new();
    fs::File::open(path).ok()?.take(size).read_to_end(&mut start).ok()?;
    Some(start)
}

/// Salt's guess: a NUL, or more than 30 % of bytes that no text has.
fn looks_binary(data: &[u8]) -> bool {
    if data.contains(&0) {
        return true;
    }
    let utf8 = match std::str::from_utf8(data) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    let is_text = |b: &u8| matches!(b, 32..=126 | b'\n' | b'\r' | b'\t' | 8 | 12) || (utf8 && *b >= 128);
    let strange = data.iter().filter(|b| !is_text(b)).count();
    !data.is_empty() && strange * 10 > data.len() * 3
}

fn is_text_file(call: &Call<'_>) -> Result<Object> {
    let size = u64::try_from(call.int(1, 512)?.clamp(0, 1 << 20)).unwrap_or(512);
    Ok(Object::Bool(start_of(&call.text(0)?, size).is_some_and(|start| !looks_binary(&start))))
}

fn is_bin_file(call: &Call<'_>) -> Result<Object> {
    let path = call.text(0)?;
    let found =
        Path::new(&*path).is_file() && start_of(&path, 2048).is_some_and(|start| looks_binary(&start));
    Ok(Object::Bool(found))
}

fn list_files(call: &Call<'_>) -> Result<Object> {
    let start = call.text(0)?;
    let mut found = vec![Object::Str(start.clone())];
    let mut open = vec![PathBuf::from(&*start)];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            found.push(Object::from(entry.path().to_string_lossy().into_owned()));
            bounded(found.len(), MAX_ITEMS)?;
            call.machine.burn(1)?;
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            }
        }
    }
    Ok(Object::list(found))
}

fn file_hashsum(call: &Call<'_>) -> Result<Object> {
    let (path, form) = (call.text(0)?, call.text_or(1, "sha256")?);
    let failed = |error: std::io::Error| {
        Raise::new(Kind::Python("OSError"), format!("could not read '{path}': {error}"))
    };
    let mut data = Vec::new();
    fs::File::open(&*path).map_err(failed)?.take(MAX_HASHED + 1).read_to_end(&mut data).map_err(failed)?;
    bounded(data.len(), MAX_HASHED as usize)?;
    match super::salt_hash::digested(&data, &form) {
        Some(found) => Ok(Object::from(found)),
        None => Err(Raise::value(format!("Invalid hash type: {form}"))),
    }
}

fn get_uid(call: &Call<'_>) -> Result<Object> {
    use std::os::unix::fs::MetadataExt;
    let Some(user) = call.some(0) else {
        return Ok(fs::metadata("/proc/self").map_or(Object::None, |meta| Object::Int(meta.uid().into())));
    };
    let user = text(user)?;
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let uid = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(&*user)).then(|| fields.nth(1)?.parse::<i128>().ok())?
    });
    Ok(uid.map_or(Object::None, Object::Int))
}

/// The function `http.query` does the work.
fn http_query(call: &Call<'_>) -> Result<Object> {
    let query = item(call.machine, &super::super::salt_object(), &Object::str("http.query"))?;
    call.machine.invoke(&query, Args { positional: call.bound.rest.clone(), named: call.bound.named.clone() })
}
