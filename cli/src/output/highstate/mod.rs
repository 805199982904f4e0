//! `highstate`: the results of a state run, state by state, and their summary.

mod chunk;
mod summary;

use halite_common::value::{Dict, Value};

use self::{chunk::Chunk, summary::Summary};
use super::{Color, Settings, nested};

/// The member of a state's result that says where it is written. The printer puts it there, for people.
pub(super) const WHERE: &str = "__where__";

/// Prints `{minion: {tag: result}}`, `{minion: [errors]}` or whatever else a minion returned instead.
pub(super) fn format(value: &Value, settings: &Settings) -> String {
    match value {
        Value::Dict(hosts) => {
            let hosts = hosts.iter().map(|(host, data)| format_host(&host.to_string(), data, settings).0);
            hosts.collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}

/// The text of one minion, and whether anything changed on it.
fn format_host(host: &str, data: &Value, settings: &Settings) -> (String, bool) {
    let palette = settings.palette();
    let mut lines = Vec::new();
    let (color, changed) = match data {
        Value::List(errors) => {
            lines.push(format!("    {}", palette.paint(Color::LightRed, "Data failed to compile:")));
            for error in errors {
                let error = error.to_string().replace('\n', "\n    ");
                lines.push(palette.paint(Color::LightRed, &format!("----------\n    {error}")));
            }
            (Color::LightRed, false)
        }
        Value::Dict(results) => format_results(host, results, settings, &mut lines),
        other => {
            let text = other.to_string();
            lines.extend(text.lines().map(|line| palette.paint(Color::Green, &format!("    {line}"))));
            (Color::Cyan, true)
        }
    };
    lines.insert(0, palette.paint(color, &format!("{}:", host)));
    (lines.join("\n"), changed)
}

fn format_results(host: &str, results: &Dict, settings: &Settings, lines: &mut Vec<String>) -> (Color, bool) {
    let mut chunks: Vec<Chunk<'_>> =
        results.iter().filter_map(|(tag, data)| Chunk::read(tag, data)).collect();
    chunks.sort_by_key(Chunk::run_number);
    let mut summary = Summary::default();
    let mut color = Color::Green;
    for chunk in &chunks {
        summary.count(chunk);
        if chunk.is_hidden(settings) {
            continue;
        }
        match chunk.result() {
            Some(false) => color = Color::Red,
            None => color = Color::LightYellow,
            Some(true) => {}
        }
        lines.extend(chunk.lines(settings));
    }
    lines.extend(summary.lines(host, settings));
    (color, summary.changed > 0)
}

/// The changes of a chunk, from column 14 on; a nested highstate is printed as one.
fn format_changes(changes: &Value, settings: &Settings) -> String {
    match changes {
        Value::Dict(dict) if dict.is_empty() => String::new(),
        Value::Null => String::new(),
        Value::Dict(dict) if dict.get("out").and_then(Value::as_str) == Some("highstate") => {
            let hosts = dict.get("ret").and_then(Value::as_dict);
            let text = hosts.into_iter().flatten().map(|(host, data)| {
                let (text, _) = format_host(&host.to_string(), data, settings);
                text.lines().map(|line| format!("\n              {line}")).collect::<String>()
            });
            text.collect()
        }
        Value::Dict(_) => format!("\n{}", nested::format(changes, settings.palette(), 14)),
        other => format!("Invalid Changes data: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{super::Settings, format};

    const RUN: &str = r#"{"web1": {
        "file_|-conf_|-/etc/x_|-managed": {"__run_num__": 1, "result": true, "name": "/etc/x", "comment": "File /etc/x updated",
            "start_time": "10:00:00.000000", "duration": 12.5, "changes": {"diff": "New file"}, "__id__": "conf", "__sls__": "x"},
        "test_|-nop_|-nop_|-nop": {"__run_num__": 0, "result": false, "name": "nop", "comment": "no\nway",
            "start_time": "10:00:00.000000", "duration": 1.0, "changes": {}, "__id__": "nop", "__sls__": "x"}}}"#;

    #[test]
    fn a_run_is_printed_as_by_salt() {
        let expected = "\
web1:
----------
          ID: nop
    Function: test.nop
      Result: False
     Comment: no
              way
     Started: 10:00:00.000000
    Duration: 1.0 ms
     Changes:   
----------
          ID: conf
    Function: file.managed
        Name: /etc/x
      Result: True
     Comment: File /etc/x updated
     Started: 10:00:00.000000
    Duration: 12.5 ms
     Changes:   
              ----------
              diff:
                  New file

Summary for web1
------------
Succeeded: 1 (changed=1)
Failed:    1
------------
Total states run:     2
Total run time:  13.500 ms";
        let run = Value::from_json(RUN).unwrap();
        assert_eq!(format(&run, &Settings::default()), expected);
    }

    #[test]
    fn terse_is_one_line_a_state() {
        let settings =
            Settings { state_output: "terse".into(), state_output_profile: false, ..Settings::default() };
        let text = format(&Value::from_json(RUN).unwrap(), &settings);
        assert!(text.contains("  Name: /etc/x - Function: file.managed - Result: Changed\n"), "{text}");
        assert!(text.contains("  Name: nop - Function: test.nop - Result: Failed\n"), "{text}");
    }

    #[test]
    fn compile_errors_are_listed() {
        let errors =
            Value::from_json(r#"{"web1": ["No matching sls found for 'x' in env 'base'"]}"#).unwrap();
        let expected =
            "web1:\n    Data failed to compile:\n----------\n    No matching sls found for 'x' in env 'base'";
        assert_eq!(format(&errors, &Settings::default()), expected);
    }
}
