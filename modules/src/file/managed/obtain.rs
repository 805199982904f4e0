//! The new content from its source: found, fetched where it differs, verified, rendered.

use std::path::{Path, PathBuf};

use halite_common::value::{Dict, Value};
use halite_states::declare::{Ask, ModuleError, RenderFile};

use super::{Content, Managed, contents::shown};
use crate::{
    file::{
        mode::{Mode, SourceMode},
        signature::{Proof, Signature},
        source::{self, Checksum, Scheme, Source},
        state::accumulated,
        text,
    },
    hashutil::Algorithm,
};

/// Content that a source gives.
pub(super) enum Obtained {
    /// The file has it already.
    Same,
    /// It has other content, or is not there.
    Other(Content),
}

/// The environment that a state's sources come from.
pub(in crate::file) fn saltenv<'a>(ask: &Ask<'a>) -> &'a str {
    match ask.chunk {
        Some(chunk) if !chunk.saltenv.is_empty() => &chunk.saltenv,
        _ => ask.facts.saltenv(),
    }
}

/// What a template may use beside what it always has: the state's own arguments, then `defaults`, then `context`.
fn names(managed: &Managed, ask: &Ask<'_>) -> Dict {
    let text = |text: &Option<halite_common::declare::Text>| text.as_ref().map(|text| text.0.clone());
    let mode = match managed.mode {
        Some(SourceMode::Bits(mode)) => Value::from(mode),
        _ => Value::Null,
    };
    let mut names = Dict::from([
        ("name", Value::from(managed.name.0.as_str())),
        ("user", text(&managed.user).into()),
        ("group", text(&managed.group).into()),
        ("mode", mode),
        ("attrs", text(&managed.attrs).into()),
    ]);
    names.extend(managed.kwargs.clone());
    names.extend(own_names(managed));
    if let Some(gathered) = accumulated::by_name(ask, &managed.name) {
        names.insert("accumulator", gathered);
    }
    names
}

/// What the state gives its template: `defaults`, then `context`.
pub(super) fn own_names(managed: &Managed) -> Dict {
    let given = [&managed.defaults, &managed.context].into_iter().flatten();
    given.filter_map(|given| given.as_dict()).flat_map(Dict::clone).collect()
}

/// Obtains the content for the file at `target`.
pub(super) fn obtain(
    managed: &Managed,
    ask: &Ask<'_>,
    source: &Source,
    target: &Path,
) -> Result<Obtained, ModuleError> {
    let env = managed.saltenv.as_deref().unwrap_or_else(|| saltenv(ask));
    let expected = expected(managed, ask, source, env)?;
    let templated = managed.template.is_some();
    if let Some(sum) = expected.as_ref().filter(|_| !templated && ask.probe.is_file(target))
        && source::digest(ask, target, sum.algorithm)? == sum.hex
    {
        return Ok(Obtained::Same);
    }
    let path = fetch(managed, ask, source, expected.as_ref(), env)?;
    let content = signed(managed, ask, path, env)?;
    let content = match &managed.template {
        Some(engine) => {
            let text = content.bytes(ask.probe)?;
            Content::Bytes(render(managed, ask, source, &text, engine, env)?.into_bytes())
        }
        None => content,
    };
    if content.same_as(ask.probe, target)? {
        return Ok(Obtained::Same);
    }
    Ok(Obtained::Other(content))
}

/// The content, if it has the signature that is asked for. An inline signature stays in it.
fn signed(managed: &Managed, ask: &Ask<'_>, path: PathBuf, env: &str) -> Result<Content, ModuleError> {
    let unsigned = |error: ModuleError| {
        ModuleError::Usage(format!("Failed checking new file's signature: {}", shown(error)))
    };
    let Some(signature) = Signature::asked(&managed.signature).map_err(unsigned)? else {
        return Ok(Content::File(path));
    };
    let bytes = ask.probe.read(&path).map_err(ModuleError::file("read", &path))?;
    managed.signers().verify(ask, bytes.clone(), &signature, env).map_err(unsigned)?;
    Ok(Content::Bytes(bytes))
}

/// The content that a source gives, whatever the file has.
pub(in crate::file) fn fresh(managed: &Managed, ask: &Ask<'_>) -> Result<Content, ModuleError> {
    let env = managed.saltenv.as_deref().unwrap_or_else(|| saltenv(ask));
    let chosen = source::choose(ask, &managed.source, managed.source_hash.as_deref(), env)?;
    let chosen = chosen.ok_or_else(|| ModuleError::failed("a source is required"))?;
    // Nothing lies at the empty path, so nothing is ever the same as what lies there.
    match obtain(managed, ask, &chosen, Path::new(""))? {
        Obtained::Other(content) => Ok(content),
        Obtained::Same => Err(ModuleError::failed("the source is empty")),
    }
}

/// What the source must hash to, as far as that can be known without fetching it.
fn expected(
    managed: &Managed,
    ask: &Ask<'_>,
    source: &Source,
    env: &str,
) -> Result<Option<Checksum>, ModuleError> {
    if managed.source_hash_sig.is_truthy() && source.hash.is_none() {
        return Err(ModuleError::failed("'source_hash_sig' is about a 'source_hash', and there is none"));
    }
    if source.scheme() == Scheme::Salt {
        let missing =
            || ModuleError::failed(format!("Source file {} not found in saltenv '{env}'", source.url));
        let (kind, hex) = ask.facts.file_hash(&source.url, env)?.ok_or_else(missing)?;
        return Ok(Algorithm::named(&kind).map(|algorithm| Checksum { algorithm, hex: hex.to_lowercase() }));
    }
    if let Some(path) = source.local() {
        if !ask.probe.exists(&path) {
            let path = path.display();
            return Err(ModuleError::failed(format!("Local file source {path} does not exist")));
        }
        if source.hash.is_none() {
            return Ok(None);
        }
    }
    match &source.hash {
        _ if managed.skip_verify => Ok(None),
        None if managed.use_etag => Ok(None),
        Some(hash) => {
            let name = managed.source_hash_name.as_deref();
            let proof = Proof { asked: &managed.source_hash_sig, signers: managed.signers() };
            source::checksum(ask, &managed.name, source, hash, name, env, &proof).map(Some)
        }
        None => Err(ModuleError::failed(format!(
            "Unable to verify upstream hash of source file {}, please set source_hash or set skip_verify to True",
            source::redacted(&source.url)
        ))),
    }
}

fn fetch(
    managed: &Managed,
    ask: &Ask<'_>,
    source: &Source,
    expected: Option<&Checksum>,
    env: &str,
) -> Result<PathBuf, ModuleError> {
    if let Some(path) = source.local() {
        return match expected {
            Some(sum) => verified(managed, ask, source, path, sum),
            None => Ok(path),
        };
    }
    let shown = source::redacted(&source.url);
    if source.scheme() == Scheme::Remote
        && let Some(path) = ask.facts.cached_file(&source.url, env)
    {
        // A copy is good if it is the one that is asked for, or if nobody wants to know.
        let good = match expected {
            Some(sum) => source::digest(ask, &path, sum.algorithm)? == sum.hex,
            None => managed.skip_verify,
        };
        if good {
            return Ok(path);
        }
    }
    let cached = ask.facts.cache_file(&source.url, env);
    let cached = cached.map_err(|error| ModuleError::failed(format!("Failed to cache {shown}: {error}")))?;
    let path = cached.ok_or_else(|| ModuleError::failed(format!("Source file '{shown}' not found")))?;
    match expected.filter(|_| source.scheme() == Scheme::Remote) {
        Some(sum) => verified(managed, ask, source, path, sum),
        None => Ok(path),
    }
}

/// The copy, if it is what was asked for.
fn verified(
    managed: &Managed,
    ask: &Ask<'_>,
    source: &Source,
    path: PathBuf,
    sum: &Checksum,
) -> Result<PathBuf, ModuleError> {
    let actual = source::digest(ask, &path, sum.algorithm)?;
    if actual == sum.hex {
        return Ok(path);
    }
    let (kind, hex) = (sum.algorithm.name(), &sum.hex);
    let new = !ask.probe.exists(Path::new(&managed.name.0));
    let (what, hint) = match new {
        true => (&managed.name.0, ""),
        false => (
            &source.url,
            ". If the 'source_hash' value refers to a remote file with multiple possible matches, then it may be \
             necessary to set 'source_hash_name'.",
        ),
    };
    Err(ModuleError::Usage(format!(
        "Specified {kind} checksum for {what} ({hex}) does not match actual checksum ({actual}){hint}"
    )))
}

fn render(
    managed: &Managed,
    ask: &Ask<'_>,
    source: &Source,
    bytes: &[u8],
    engine: &str,
    env: &str,
) -> Result<String, ModuleError> {
    let text = text::decode(bytes);
    let mut context = Dict::from([("source", source.url.as_str())]);
    context.extend(names(managed, ask));
    let request = RenderFile { source: &source.url, text: &text, engine, saltenv: env, context };
    ask.facts.render(&request).map_err(|error| ModuleError::failed(shown(error)))
}

/// The mode to set: the one asked for, or that of the source.
pub(super) fn mode(
    managed: &Managed,
    ask: &Ask<'_>,
    source: Option<&Source>,
) -> Result<Option<Mode>, ModuleError> {
    let source = match (managed.mode, source) {
        (Some(SourceMode::Bits(mode)), _) => return Ok(Some(mode)),
        (Some(SourceMode::Keep), Some(source)) => source,
        _ => return Ok(None),
    };
    let env = managed.saltenv.as_deref().unwrap_or_else(|| saltenv(ask));
    let path = match source.scheme() {
        Scheme::Local => source.local(),
        Scheme::Salt => match ask.facts.file_mode(&source.url, env)? {
            Some(mode) => return Ok(Some(Mode(mode & 0o7777))),
            None => ask.facts.cache_file(&source.url, env)?,
        },
        Scheme::Remote | Scheme::Unknown => None,
    };
    Ok(path.and_then(|path| ask.probe.stat(&path).ok()).map(|stat| Mode(stat.mode)))
}
