//! What is shown: a minion enrols, a highstate changes things, a second one changes nothing.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use halite_common::{
    api::{Client, NewToken},
    declare::Arguments,
    exit,
    failure::{Failure, Kind},
    job::Call,
    value::Value,
};

use super::{folder::Folder, program};
use crate::{
    args::QuickstartArgs,
    output::{Color, Outputter, Palette, Settings, is_terminal, say},
};

/// How long a daemon may take to be there.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs the story and prints it.
pub(crate) fn quickstart(args: &QuickstartArgs) -> Result<u8, Failure> {
    let settings = Settings { color: !args.no_color && is_terminal(), ..Settings::default() };
    let folder = Folder::new(args.tree.as_deref())?;
    let told = tell(&folder, &settings);
    if args.keep || told.is_err() {
        say(&format!("\nThe folder is kept: {}", folder.keep().display()));
    }
    told.map(|()| exit::OK)
}

fn tell(folder: &Folder, settings: &Settings) -> Result<(), Failure> {
    let dir = folder.path();
    let heading =
        |text: &str| println!("\n{}", Palette { enabled: settings.color }.paint(Color::LightGreen, text));
    heading(&format!("1. A master starts on loopback, in {}", dir.display()));
    let client = Client::new(folder.socket());
    let mut master = program::start("master", dir)?;
    eventually("the master listens", dir, || !master.has_ended(), || ask(client.is_ready()))?;

    heading("2. A minion enrols with a one-time token, so nobody has to accept its key by hand");
    let token = ask(client.create_token(&NewToken { glob: "quickstart".into(), ttl: 300 }))??;
    folder.enrol(&token.token)?;
    let mut minion = program::start("minion", dir)?;
    eventually("the minion is there", dir, || !minion.has_ended(), || Ok(is_up(&client)))?;
    println!("{}", settings.format(Outputter::Nested, &program::json(dir, &["salt", "*", "test.ping"])?));

    heading("3. halite '*' state.apply      (the tree is examples/quickstart)");
    let first = program::json(dir, &["salt", "*", "state.apply"])?;
    println!("{}", settings.format(Outputter::Highstate, &first));
    let page = fs::read_to_string(folder.site().join("index.html")).unwrap_or_default();
    if !page.is_empty() {
        println!("\n{page}");
    }

    heading("4. The same again: nothing changes");
    let second = program::json(dir, &["salt", "*", "state.apply"])?;
    println!("{}", settings.format(Outputter::Highstate, &second));
    verdict(&first, &second)?;
    println!("\n{NEXT}");
    Ok(())
}

/// The story must be true, or it is an error.
fn verdict(first: &Value, second: &Value) -> Result<(), Failure> {
    let (failed, changed) = count(first);
    let (failed_again, changed_again) = count(second);
    if failed + failed_again > 0 || changed_again > 0 || changed == 0 {
        let message = format!(
            "expected changes and then none, got {changed} and {changed_again} ({} failed)",
            failed + failed_again
        );
        return Err(Failure::new(Kind::State, message).hint("the logs lie in the folder that is kept"));
    }
    Ok(())
}

/// How many states failed, and how many changed something. A minion without results counts as failed.
fn count(run: &Value) -> (usize, usize) {
    let hosts = run.as_dict().into_iter().flat_map(|hosts| hosts.values());
    hosts.fold((0, 0), |(failed, changed), host| match host {
        Value::Dict(states) => {
            let bad = states.values().filter(|state| state.get("result") != Some(&Value::Bool(true))).count();
            let new =
                states.values().filter(|state| state.get("changes").is_some_and(Value::is_truthy)).count();
            (failed + bad, changed + new)
        }
        _ => (failed + 1, changed),
    })
}

fn is_up(client: &Client) -> bool {
    let call = Call { function: "manage.up".into(), arguments: Arguments::default() };
    matches!(ask(client.run(&call)), Ok(Ok(Value::List(up))) if up.iter().any(|id| id.as_str() == Some("quickstart")))
}

/// Runs one question to the master to its end.
fn ask<T>(question: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| super::could_not("start the runtime", &error))?;
    Ok(runtime.block_on(question))
}

fn eventually(
    what: &str,
    dir: &Path,
    mut lives: impl FnMut() -> bool,
    mut holds: impl FnMut() -> Result<bool, Failure>,
) -> Result<(), Failure> {
    let start = Instant::now();
    while !holds()? {
        if !lives() || start.elapsed() > PATIENCE {
            let message = format!("waited in vain until {what}");
            return Err(
                Failure::new(Kind::Unavailable, message).hint(format!("see the logs in {}", dir.display()))
            );
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

const NEXT: &str = "\
What to try next:
  halite call --local --file-root examples/quickstart/states state.show_sls site   compile states on this host alone
  halite master --config-dir DIR                                                    a master with your own tree
  halite key token create 'web*' --ttl 1h                                           enrol minions without hands
  halite -C 'G@os:Debian and web*' state.apply test=True                            what would change, and where";
