//! The job that a command line asks for.

use std::io::Read;

use halite_common::{
    declare::Arguments,
    failure::{Failure, Kind},
    job::{Batch, Call, Publish, TargetKind, TargetSpec},
    value::{Dict, Value},
};

use super::calls::calls;
use crate::{args::PublishArgs, command::duration::seconds};

/// The target of the command line.
pub(super) fn target(args: &PublishArgs) -> Result<TargetSpec, Failure> {
    let expression = args.target.clone().ok_or_else(|| missing("whom is this for?"))?;
    Ok(TargetSpec { kind: kind(args), expression, delimiter: args.delimiter.clone() })
}

fn missing(what: &str) -> Failure {
    Failure::new(Kind::Usage, what)
        .hint("halite '<target>' <function> [arguments], as in `halite '*' test.ping`")
}

fn kind(args: &PublishArgs) -> TargetKind {
    let flags = [
        (args.pcre, TargetKind::Pcre),
        (args.list, TargetKind::List),
        (args.grain, TargetKind::Grain),
        (args.grain_pcre, TargetKind::GrainPcre),
        (args.pillar, TargetKind::Pillar),
        (args.pillar_pcre, TargetKind::PillarPcre),
        (args.nodegroup, TargetKind::Nodegroup),
        (args.ipcidr, TargetKind::Ipcidr),
        (args.compound, TargetKind::Compound),
    ];
    flags.into_iter().find(|(set, _)| *set).map_or(TargetKind::Glob, |(_, kind)| kind)
}

/// The whole job.
pub(super) fn publish(args: &PublishArgs) -> Result<Publish, Failure> {
    Ok(Publish {
        target: target(args)?,
        calls: wanted_calls(args)?,
        timeout: args.timeout,
        batch: args.batch.as_deref().map(batch).transpose()?,
        batch_wait: args.batch_wait,
        failhard: args.failhard,
        subset: args.subset,
        queue_ttl: args.queue.as_deref().map(ttl).transpose()?,
        metadata: metadata(args)?,
        out: args.output.out.clone(),
    })
}

/// Seconds; `0` is for a job that does not wait although `queue_ttl` says so.
fn ttl(text: &str) -> Result<u32, Failure> {
    let seconds = if text == "0" { 0 } else { seconds(text)? };
    u32::try_from(seconds).map_err(|_| Failure::new(Kind::Usage, format!("`{text}` is too long to wait")))
}

fn wanted_calls(args: &PublishArgs) -> Result<Vec<Call>, Failure> {
    let mut words = args.arguments.clone();
    if args.args_stdin {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|error| Failure::new(Kind::Io, format!("could not read standard input: {error}")))?;
        words.extend(text.lines().map(str::to_owned));
    }
    if args.doc {
        let named: Vec<String> = args.function.iter().cloned().chain(words).collect();
        let arguments = Arguments::typed(&named, &[]);
        return Ok(vec![Call { function: "sys.doc".into(), arguments }]);
    }
    let function = args.function.as_deref().ok_or_else(|| missing("which function is to run?"))?;
    calls(function, &words, &args.args_separator, &args.no_parse)
}

fn batch(text: &str) -> Result<Batch, Failure> {
    let wrong = || {
        Failure::new(Kind::Usage, format!("`{text}` is no batch size"))
            .hint("write a number, as `-b 5`, or a share, as `-b 25%`")
    };
    match text.strip_suffix('%') {
        Some(share) => match share.parse::<f64>() {
            Ok(share) if share > 0.0 && share <= 100.0 => Ok(Batch::Percent(share)),
            _ => Err(wrong()),
        },
        None => match text.parse::<u32>() {
            Ok(count) if count > 0 => Ok(Batch::Count(count)),
            _ => Err(wrong()),
        },
    }
}

fn metadata(args: &PublishArgs) -> Result<Dict, Failure> {
    let Some(text) = &args.metadata else { return Ok(Dict::new()) };
    Value::from_json(text).ok().and_then(Value::into_dict).ok_or_else(|| {
        Failure::new(Kind::Usage, "--metadata wants a JSON object, such as '{\"ticket\": \"OPS-7\"}'")
    })
}
