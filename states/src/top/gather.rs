//! Reads the top file of each environment, and what these include.

use halite_common::{
    failure::{Failure, Kind},
    value::{Dict, Value},
};
use indexmap::IndexMap;

use super::Written;
use crate::{
    options::Options,
    source::{RenderSls, Tree},
};

/// The top files of each environment, as rendered.
pub(crate) type Tops = IndexMap<String, Vec<Dict>>;

/// Reads the top files that the options ask for; an environment without one has an empty dictionary.
pub(crate) fn gather(tree: &Tree<'_>, options: &Options) -> Result<(Tops, Written), Failure> {
    let chosen = options.saltenv.as_ref().or(options.state_top_saltenv.as_ref());
    let environments = match chosen {
        Some(one) => vec![one.clone()],
        None => tree.environments().to_vec(),
    };
    let (mut tops, mut written) = (Tops::new(), Written::default());
    for saltenv in environments {
        let exists = tree.environment(&saltenv)?.has_file(&options.state_top);
        let top =
            if exists { load(tree, &options.state_top, None, &saltenv, &mut written)? } else { Dict::new() };
        tops.entry(saltenv).or_default().push(top);
    }
    include(tree, &mut tops, &mut written)?;
    Ok((tops, written))
}

fn load(
    tree: &Tree<'_>,
    path: &str,
    sls: Option<&str>,
    saltenv: &str,
    written: &mut Written,
) -> Result<Dict, Failure> {
    let rendered = tree.source().render(&RenderSls { path, saltenv, sls, chain: &[] })?;
    written.keep(rendered.clone());
    match rendered.value {
        Value::Null => Ok(Dict::new()),
        Value::Dict(top) => Ok(top),
        _ => {
            let mut failure = Failure::new(Kind::Compile, "Top data was not formed as a dict");
            failure.place = rendered.places.place(&[]).map(Box::new);
            Err(failure)
        }
    }
}

/// Adds the top files that the first ones include, by SLS name or pattern.
fn include(tree: &Tree<'_>, tops: &mut Tops, written: &mut Written) -> Result<(), Failure> {
    for (saltenv, files) in tops.iter_mut() {
        let mut patterns = Vec::new();
        for top in files.iter_mut() {
            patterns.extend(crate::options::names(top.remove("include").as_ref()));
        }
        let mut done: Vec<String> = Vec::new();
        let environment = tree.environment(saltenv)?;
        for sls in patterns.iter().flat_map(|pattern| environment.matching(pattern)) {
            let Some(path) = environment.file_of(&sls).filter(|_| !done.contains(&sls)) else { continue };
            files.push(load(tree, &path, Some(&sls), saltenv, written)?);
            done.push(sls);
        }
    }
    Ok(())
}
