//! `halite run`.

use halite_common::{
    api::{Client, RunnerDoc},
    declare::Arguments,
    exit,
    failure::{Failure, Kind},
    job::Call,
    value::{Dict, Value},
};

use super::{load::master_config, printer::printer};
use crate::{args::RunArgs, output::say};

/// Calls a runner on the master and prints what it gives.
pub(crate) async fn run(args: &RunArgs) -> Result<u8, Failure> {
    let config = master_config(&args.common.config_dir)?;
    let printer = printer(&args.output, &config)?;
    let client = Client::new(config.path("api_socket"));
    if args.doc {
        let docs = client.runners().await?;
        printer.print(&Value::Dict(documentation(&docs, args.function.as_deref())), None)?;
        return Ok(exit::OK);
    }
    let Some(function) = &args.function else {
        return Err(Failure::new(Kind::Usage, "which runner is to run?").hint("`halite run -d` lists them"));
    };
    let call = Call { function: function.clone(), arguments: Arguments::typed(&args.arguments, &[]) };
    let value = client.run(&call).await?;
    if let Some(note) = value.get("note").and_then(Value::as_str).filter(|_| value.get("data").is_some()) {
        say(note);
    }
    // As in Salt, a runner may say how its data is to be shown.
    match value.get("outputter").and_then(Value::as_str).zip(value.get("data")) {
        Some((outputter, data)) => printer.print(data, Some(outputter))?,
        None => printer.print(&value, None)?,
    }
    Ok(exit::OK)
}

fn documentation(docs: &[RunnerDoc], wanted: Option<&str>) -> Dict {
    let matches = |name: &str| {
        wanted.is_none_or(|w| name == w || name.strip_prefix(w).is_some_and(|rest| rest.starts_with('.')))
    };
    let text = |doc: &RunnerDoc| {
        let parameters = doc.parameters.iter().map(|p| {
            let kind = if p.required { "required" } else { "optional" };
            format!("  {} ({kind}): {}", p.name, p.text)
        });
        format!("{}\n{}", doc.text, parameters.collect::<Vec<_>>().join("\n"))
    };
    docs.iter().filter(|doc| matches(&doc.name)).map(|doc| (doc.name.as_str(), text(doc))).collect()
}
