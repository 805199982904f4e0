//! `halite '<target>' <function>`: publishes a job and shows what comes back.

mod calls;
mod listing;
mod request;
mod summary;

use halite_common::{
    api::{Client, JobEvent, Published},
    exit,
    failure::{Failure, Kind},
    id::MinionId,
    job::Publish,
    value::{Dict, Value},
};

use self::listing::Listing;
use super::{load::master_config, printer::printer};
use crate::{
    args::{COMMANDS, PublishArgs},
    output::{Printer, say},
};

/// Publishes, waits and prints; gives Salt's exit code.
pub(crate) async fn publish(args: &PublishArgs) -> Result<u8, Failure> {
    let config = master_config(&args.common.config_dir)?;
    let printer = printer(&args.output, &config)?;
    let client = Client::new(config.path("api_socket"));
    if args.preview_target {
        let minions = client.preview(&request::target(args)?).await?;
        printer.print(&minions.iter().map(|id| id.as_str()).collect(), None)?;
        return Ok(if minions.is_empty() { exit::STATE_FAILURE } else { exit::OK });
    }
    let request = request::publish(args)?;
    let published = client.publish(&request).await.map_err(|failure| match &request.target.expression {
        // `halite --config-dir x run …` asks a minion named `run`.
        word if failure.kind == Kind::NoReturn && COMMANDS.contains(&word.as_str()) => {
            failure.hint(format!("`{word}` is a command, too: as one it stands first, before its options"))
        }
        _ => failure,
    })?;
    if published.minions.is_empty() {
        return Err(Failure::new(Kind::NoReturn, "no minions matched the target; nothing was sent").hint(
            "`halite run manage.status` lists the minions, `--preview-target` shows whom a target names",
        ));
    }
    if args.async_ {
        say_async(&published, &printer)?;
        return Ok(exit::OK);
    }
    if args.verbose || args.show_jid {
        say(&format!("jid: {}", published.jid));
    }
    follow(&client, &published, &request, args, &printer).await
}

fn say_async(published: &Published, printer: &Printer) -> Result<(), Failure> {
    if printer.forced().is_some() {
        return printer.print(&Value::Dict(Dict::from([("jid", published.jid.as_str())])), None);
    }
    printer.print(&Value::from(format!("Executed command with job ID: {}", published.jid)), Some("txt"))
}

/// Shows the job's events until it ends. Ctrl-C leaves the job running and says how to look it up.
async fn follow(
    client: &Client,
    published: &Published,
    request: &Publish,
    args: &PublishArgs,
    printer: &Printer,
) -> Result<u8, Failure> {
    let broken = |failure: Failure| interrupted(published, &failure.message);
    let mut events = client.events(published.jid).await.map_err(broken)?;
    let mut listing = Listing::new(published, request, args, printer);
    loop {
        tokio::select! {
            event = events.next() => match event.map_err(broken).inspect_err(|_| listing.clear())? {
                Some(JobEvent::Ended { reports }) => return listing.end(reports),
                // Nothing else that comes could be stored either, so there is nothing to wait for.
                Some(JobEvent::NotStored { id, why }) => {
                    listing.clear();
                    return Err(not_stored(published, &id, &why));
                }
                Some(event) => {
                    listing.show(event)?;
                    if let Some(reports) = listing.waits_only() {
                        return listing.end(reports);
                    }
                }
                None => return Err(interrupted(published, "the master stopped telling about the job")),
            },
            _ = tokio::signal::ctrl_c() => {
                listing.clear();
                return Err(interrupted(published, "stopped listening"));
            }
        }
    }
}

fn not_stored(published: &Published, id: &MinionId, why: &Failure) -> Failure {
    let jid = published.jid;
    let message =
        format!("{id} has returned, but the master could not store the return of job {jid}: {}", why.message);
    Failure::new(why.kind, message).hint(format!(
        "make room on the master; the minion keeps the return until then, and `halite run jobs.lookup_jid {jid}` shows it"
    ))
}

fn interrupted(published: &Published, why: &str) -> Failure {
    let jid = published.jid;
    Failure::new(Kind::Function, format!("{why}; this job's jid is {jid}, and it goes on"))
        .hint(format!("`halite run jobs.lookup_jid {jid}` shows what has returned"))
}
