//! The first line of a template: which renderers it asks for.

/// One renderer of a pipe, and what is written behind its name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    pub(super) argument: &'a str,
}

/// The pipe that a text asks for by its first line, if it does.
pub(super) fn asked_for(text: &str) -> Option<&str> {
    let line = text.lines().next().unwrap_or_default();
    (!line.starts_with("#!/")).then(|| line.strip_prefix("#!")).flatten().map(str::trim)
}

/// The renderers of a pipe, in order.
pub(super) fn parts(pipe: &str) -> Vec<Part<'_>> {
    let pipe = match pipe {
        "yaml_jinja" => "jinja|yaml",
        "json_jinja" => "jinja|json",
        "yaml_mako" => "mako|yaml",
        "json_mako" => "mako|json",
        pipe => pipe,
    };
    pipe.split('|')
        .map(|part| {
            let (name, argument) = part.trim().split_once(' ').unwrap_or((part.trim(), ""));
            Part { name, argument: argument.trim() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{asked_for, parts};

    #[test]
    fn the_first_line_names_the_pipe() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(asked_for(text), expected);
        check("#!jinja|yaml\na: 1\n", Some("jinja|yaml"));
        check("#!yaml|gpg  \n", Some("yaml|gpg"));
        check("#!/bin/sh\n", None);
        check("a: 1\n#!yaml\n", None);
        check("", None);
    }

    #[test]
    fn a_pipe_has_parts_with_arguments() {
        let names = |pipe| parts(pipe).iter().map(|p| (p.name, p.argument)).collect::<Vec<_>>();
        assert_eq!(names("jinja -s | yaml"), [("jinja", "-s"), ("yaml", "")]);
        assert_eq!(names("yaml_jinja"), [("jinja", ""), ("yaml", "")]);
    }
}
