//! Compares a file with what is declared of it.

use std::path::{Path, PathBuf};

use halite_states::declare::{Ask, ModuleError, Verdict};

use super::{Content, Managed, Plan, Why, contents, obtain};
use crate::file::{
    attributes::Attributes,
    context,
    mode::SourceMode,
    owner::{Difference, Wanted},
    place,
    source::{self, Source},
    text,
};

/// Compares the file with the declaration.
pub(super) fn check(managed: &Managed, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
    let name = place::expand(ask.probe, &managed.name);
    let managed = &Managed { name: name.clone().into(), ..managed.clone() };
    if let Some(complaint) = contradiction(managed) {
        return Ok(Verdict::failed(complaint));
    }
    let contents = match contents::contents(managed, ask) {
        Ok(contents) => contents,
        Err(complaint) => return Ok(Verdict::failed(complaint)),
    };
    if let Some(complaint) = unsigned(managed, contents.as_ref()) {
        return Ok(Verdict::failed(complaint));
    }
    let path = Path::new(&name);
    if !managed.create && !ask.probe.is_file(path) {
        return Ok(Verdict::in_place(format!("File {name} is not present and is not set for creation")));
    }
    let user = managed.user.as_ref().or(managed.owner.as_ref());
    let mode = match managed.mode {
        Some(SourceMode::Bits(mode)) => Some(mode),
        _ => None,
    };
    let wanted = Wanted::find(ask.probe, user, managed.group.as_ref(), mode)?;
    let missing = wanted.missing();
    if !missing.is_empty() && !ask.facts.test() {
        return Ok(Verdict::failed(missing));
    }
    if let Some(complaint) = misplaced(managed, ask, path) {
        return Ok(Verdict::failed(complaint));
    }
    if let Some(complaint) = context::complaint(ask.probe, path, &managed.selinux)? {
        return Ok(Verdict::failed(complaint));
    }
    let told = managed.source.0.is_empty() && contents.is_none();
    if (!managed.replace || told) && ask.probe.exists(path) {
        return owner_only(managed, ask, path, wanted);
    }
    content_too(managed, ask, path, wanted, contents)
}

fn contradiction(managed: &Managed) -> Option<String> {
    let given = [
        !managed.contents.is_null(),
        !managed.contents_pillar.0.is_empty(),
        !managed.contents_grains.0.is_empty(),
    ];
    let count = given.into_iter().filter(|given| *given).count();
    let text = match () {
        () if managed.name.is_empty() => "Destination file name is required",
        () if !managed.source.0.is_empty() && count > 0 => {
            "'source' cannot be used in combination with 'contents', 'contents_pillar', or 'contents_grains'"
        }
        () if managed.mode == Some(SourceMode::Keep) && count > 0 => {
            "Mode preservation cannot be used in combination with 'contents', 'contents_pillar', or \
             'contents_grains'"
        }
        () if count > 1 => "Only one of 'contents', 'contents_pillar', and 'contents_grains' is permitted",
        () => return None,
    };
    Some(text.into())
}

/// Content written out here has no signature; to take it unverified would be worse than to say so.
fn unsigned(managed: &Managed, contents: Option<&Vec<u8>>) -> Option<String> {
    let asks = managed.signature.is_truthy() && (contents.is_some() || managed.source.0.is_empty());
    asks.then(|| "'signature' is about a 'source', and there is none".into())
}

fn misplaced(managed: &Managed, ask: &Ask<'_>, path: &Path) -> Option<String> {
    let no_dict = |value: &Option<halite_common::value::Value>| {
        value.as_ref().is_some_and(|value| value.as_dict().is_none() && !value.is_null())
    };
    let text = match () {
        () if !path.is_absolute() => format!("Specified file {} is not an absolute path", managed.name),
        () if ask.probe.is_dir(path) => format!("Specified target {} is a directory", managed.name),
        () if no_dict(&managed.context) => "Context must be formed as a dict".into(),
        () if no_dict(&managed.defaults) => "Defaults must be formed as a dict".into(),
        () => return None,
    };
    Some(text)
}

fn owner_only(
    managed: &Managed,
    ask: &Ask<'_>,
    path: &Path,
    wanted: Wanted,
) -> Result<Verdict<Plan>, ModuleError> {
    let follow = managed.follow_symlinks;
    let stat = if follow { ask.probe.stat(path) } else { ask.probe.lstat(path) };
    let stat = stat.map_err(ModuleError::file("read", path))?;
    let difference = wanted.against(&stat);
    let attributes = attributes(managed, ask, path)?;
    if difference.is_empty() && attributes.is_none() {
        return Ok(Verdict::in_place(match ask.facts.test() {
            true => format!("File {} not updated", managed.name),
            false => format!("File {} exists with proper permissions. No changes made.", managed.name),
        }));
    }
    Ok(Verdict::Change(Plan {
        current_mode: Some(format!("{:04o}", stat.mode)),
        owner_only: true,
        attributes,
        ..plan(managed, path.into(), Why::Owner, wanted, difference)
    }))
}

/// The letters of `chattr` that are not so; a link that is not followed has none.
fn attributes(managed: &Managed, ask: &Ask<'_>, path: &Path) -> Result<Option<Attributes>, ModuleError> {
    match !managed.follow_symlinks && place::is_link(ask.probe, path) {
        true => Ok(None),
        false => Attributes::of(ask.probe, path, managed.attrs.as_deref()),
    }
}

fn plan(managed: &Managed, target: PathBuf, why: Why, wanted: Wanted, difference: Difference) -> Plan {
    Plan {
        name: managed.name.0.clone(),
        target,
        why,
        wanted,
        difference,
        current_mode: None,
        new_diff: None,
        owner_only: false,
        attributes: None,
        quiet: false,
    }
}

fn content_too(
    managed: &Managed,
    ask: &Ask<'_>,
    path: &Path,
    wanted: Wanted,
    contents: Option<Vec<u8>>,
) -> Result<Verdict<Plan>, ModuleError> {
    let unable = |error: ModuleError| match ask.facts.test() {
        true => contents::shown(error),
        // Salt tells of a wrong digest without a word before it.
        false if matches!(error, ModuleError::Usage(_)) => contents::shown(error),
        false => format!("Unable to manage file: {}", contents::shown(error)),
    };
    let env = managed.saltenv.as_deref().unwrap_or_else(|| obtain::saltenv(ask));
    let chosen = match source::choose(ask, &managed.source, managed.source_hash.as_deref(), env) {
        Ok(chosen) => chosen,
        Err(error) => {
            return Ok(Verdict::failed(format!("Unable to manage file: {}", contents::shown(error))));
        }
    };
    let link = place::is_link(ask.probe, path);
    let target = if link && managed.follow_symlinks { place::real(ask.probe, path) } else { path.into() };
    // Content can be put into a file only; a rename would replace the device or socket.
    if ask.probe.exists(&target) && !ask.probe.is_file(&target) {
        return Ok(Verdict::failed(format!("Specified target {} is not a regular file", managed.name)));
    }
    let content = match content(managed, ask, chosen.as_ref(), contents, &target) {
        Ok(content) => content,
        Err(error) => return Ok(Verdict::failed(unable(error))),
    };
    let wanted = match managed.mode {
        Some(SourceMode::Keep) => wanted.with_mode(obtain::mode(managed, ask, chosen.as_ref())?),
        _ => wanted,
    };
    if place::lies(ask.probe, &target) {
        return existing(managed, ask, target, wanted, content, link && !managed.follow_symlinks);
    }
    let folder = target.parent().unwrap_or(Path::new("/"));
    if !ask.probe.is_dir(folder) && !managed.makedirs && !ask.facts.test() {
        return Ok(Verdict::failed("Parent directory not present"));
    }
    let new_diff = match &content {
        Some(content) if managed.new_file_diff => Some(content.against(ask.probe, &target)?),
        _ => None,
    };
    let why = content.map_or(Why::Empty, Why::New);
    Ok(Verdict::Change(Plan { new_diff, ..plan(managed, target, why, wanted, Difference::default()) }))
}

/// The new content; `None` if the file has it already, or if nothing is said of it.
fn content(
    managed: &Managed,
    ask: &Ask<'_>,
    source: Option<&Source>,
    contents: Option<Vec<u8>>,
    target: &Path,
) -> Result<Option<Content>, ModuleError> {
    if let Some(contents) = contents {
        let content = Content::Bytes(contents);
        return Ok((!content.same_as(ask.probe, target)?).then_some(content));
    }
    let Some(source) = source else { return Ok(None) };
    match obtain::obtain(managed, ask, source, target)? {
        obtain::Obtained::Same => Ok(None),
        obtain::Obtained::Other(content) => Ok(Some(content)),
    }
}

fn existing(
    managed: &Managed,
    ask: &Ask<'_>,
    target: PathBuf,
    wanted: Wanted,
    content: Option<Content>,
    replaces_link: bool,
) -> Result<Verdict<Plan>, ModuleError> {
    let difference =
        wanted.at(ask.probe, &target, managed.follow_symlinks).map_err(ModuleError::file("read", &target))?;
    let attributes = attributes(managed, ask, &target)?;
    let quiet = managed.ignored().any() && !counts(managed, ask, content.as_ref(), &target)?;
    let why = match content {
        Some(content) if replaces_link => Why::Link(content),
        Some(content) => {
            let diff = shown_difference(managed, ask, &content, &target)?;
            Why::Differs(content, diff)
        }
        None if difference.is_empty() && attributes.is_none() => {
            return Ok(Verdict::in_place(match ask.facts.test() {
                true => format!("The file {} is in the correct state", managed.name),
                false => format!("File {} is in the correct state", managed.name),
            }));
        }
        None => Why::Owner,
    };
    Ok(Verdict::Change(Plan { attributes, quiet, ..plan(managed, target, why, wanted, difference) }))
}

/// Whether the change of content is one that counts; owner and mode do not.
fn counts(
    managed: &Managed,
    ask: &Ask<'_>,
    content: Option<&Content>,
    target: &Path,
) -> Result<bool, ModuleError> {
    let Some(content) = content else { return Ok(false) };
    let (old, new) = (ask.probe.read(target).unwrap_or_default(), content.bytes(ask.probe)?);
    if !text::is_text(&old) || !text::is_text(&new) {
        return Ok(true);
    }
    Ok(managed.ignored().differ(&text::decode(&old), &text::decode(&new)))
}

fn shown_difference(
    managed: &Managed,
    ask: &Ask<'_>,
    content: &Content,
    target: &Path,
) -> Result<String, ModuleError> {
    if ask.facts.options().get("obfuscate_templates").is_some_and(|option| option.is_truthy()) {
        return Ok("<Obfuscated Template>".into());
    }
    if !managed.show_changes {
        return Ok("<show_changes=False>".into());
    }
    content.against(ask.probe, target)
}
