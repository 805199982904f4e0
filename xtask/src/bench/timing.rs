//! Wall times of whole commands.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Runs two commands in turn; gives the median of each in seconds.
pub(crate) fn alternate(ours: &[String], theirs: &[String], runs: usize) -> Result<(f64, f64), String> {
    once(ours)?;
    once(theirs)?;
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..runs {
        times.0.push(once(ours)?);
        times.1.push(once(theirs)?);
    }
    Ok((median(times.0), median(times.1)))
}

fn once(words: &[String]) -> Result<Duration, String> {
    let (program, rest) = words.split_first().ok_or("no command")?;
    let start = Instant::now();
    let output = Command::new(program).args(rest).stdin(Stdio::null()).output();
    let time = start.elapsed();
    let output = output.map_err(|error| format!("could not run {program}: {error}"))?;
    if output.status.success() {
        return Ok(time);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("`{}` ended with {}: {said}", words.join(" "), output.status))
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    let middle = times.len() / 2;
    match times.len() % 2 {
        0 => (times[middle - 1] + times[middle]).as_secs_f64() / 2.0,
        _ => times[middle].as_secs_f64(),
    }
}
