//! Checks and generators: `cargo xtask check`, `cargo xtask new module NAME`.

mod bench;
mod check;
mod fleet;
mod hostile;
mod kills;
mod new_module;
mod salt;
mod salt_names;
mod shell;
mod simulate;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  check            arrows between crates, file sizes, first lines, names, vendor crates' rooms
  bench            whole commands beside the real Salt's; `--salt DIR` names its programs
  fleet            real Debian hosts in containers; `--halite PATH` takes a binary, `--keep` leaves the hosts
  kills            real daemons on loopback, killed while jobs run; `--count N`, `--minions N`, `--seed N`
  soak             what daemons cost while others come and go; `--minutes N`
  simulate         seeded schedules of a master and its minions, with trouble; `--seed N` replays one, `--seeds COUNT` plays many
  hostile          attackers with and without a key against an optimised master, and what they cost; `--floods N`
  salt-names       writes what functions Salt has; `--salt DIR` names its programs
  new module NAME  the folder of a new subject, and the two lines to add";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["check"] => check::run(),
        ["bench", rest @ ..] => bench::run(rest),
        ["fleet", rest @ ..] => fleet::run(rest),
        [program @ ("kills" | "soak"), rest @ ..] => kills::run(program, rest),
        ["simulate", rest @ ..] => simulate::run(rest),
        ["hostile", rest @ ..] => hostile::run(rest),
        ["salt-names", rest @ ..] => salt_names::run(rest),
        ["new", "module", name] => new_module::run(name),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
