//! Attackers with a valid key, and strangers without one, against a real master. Prints what was tried and gained.
//!
//! `HALITE_FLOODS=10` makes the floods ten times as large; `cargo xtask hostile` runs them so and prints the figures.
#![expect(clippy::unwrap_used, reason = "what a trial cannot go on without may panic")]

mod between;
mod events;
mod files;
mod floods;
mod identity;
mod injection;
mod jobs;
mod keys;
mod liar;
mod malformed;
mod meter;
mod pillars;
mod scene;
mod sessions;
mod strangers;
mod tally;
mod terminal;
mod upkeep;
mod wire;

use libtest_mimic::{Arguments, Failed, Trial};

use tally::Tally;

type Attack = fn(&mut Tally);

/// Every trial by its name; each stands for a class of Salt's advisories, which `docs/security.md` lists.
const TRIALS: &[(&str, Attack)] = &[
    ("identity_comes_from_the_key_and_not_from_the_payload", identity::payloads),
    ("ids_that_lead_elsewhere_are_refused_at_the_door", identity::ids),
    ("a_known_id_is_nobody_elses", identity::impostors),
    ("no_file_outside_the_roots_is_served", files::outside),
    ("pillar_is_for_its_own_minion_alone", pillars::of_others),
    ("grains_do_not_tell_who_a_minion_is", pillars::grains_that_name_others),
    ("results_count_for_jobs_that_were_given_only", jobs::results),
    ("events_change_nothing_in_the_names_of_others", events::names_of_others),
    ("a_minion_may_ask_for_nothing_that_operators_may", jobs::operators_words),
    ("frames_that_are_replayed_or_reordered_end_the_session", sessions::replays),
    ("a_session_cannot_be_downgraded", sessions::downgrades),
    ("what_is_changed_on_the_way_is_not_believed", between::changed_on_the_way),
    ("malformed_messages_end_the_session_and_nothing_else", malformed::messages),
    ("data_is_never_code", injection::data_as_code),
    ("templates_in_grains_ids_and_results_are_text", injection::templates),
    ("results_cannot_command_a_terminal", terminal::escapes),
    ("secrets_are_in_no_log_and_no_open_file", upkeep::secrets),
    ("temporary_files_have_names_that_nobody_knows_before", upkeep::temporary_names),
    ("a_key_that_is_taken_back_opens_nothing", keys::revoked),
    ("a_minion_changes_its_key", keys::minion_changes),
    ("the_master_changes_its_key_while_all_work", keys::master_changes),
    ("jobs_end_by_name_though_a_minion_never_acknowledges", floods::silent),
    ("a_flood_of_messages_disturbs_nobody", floods::chatter),
    ("a_minion_that_does_not_read_disturbs_nobody", floods::slow_reader),
    ("a_small_request_is_no_great_work", floods::amplified),
    ("enormous_messages_stay_within_bounds", floods::enormous),
    ("sessions_that_come_and_go_disturb_nobody", floods::flapping),
    ("strangers_with_garbage_disturb_nobody", strangers::garbage),
    ("strangers_that_leave_handshakes_open_disturb_nobody", strangers::half_open),
    ("strangers_with_giant_frames_disturb_nobody", strangers::giant_frames),
    ("unfinished_multipart_messages_cost_nothing", strangers::multipart),
    ("strangers_from_one_address_disturb_no_other", strangers::one_address),
    ("pending_keys_are_bounded", strangers::pending_keys),
    ("tokens_cannot_be_guessed", strangers::tokens),
];

fn main() {
    let arguments = Arguments::from_args();
    let list = arguments.list;
    let trials = TRIALS.iter().map(|(name, attack)| {
        Trial::test(*name, move || {
            let mut tally = Tally::new(name);
            attack(&mut tally);
            tally.close().map_err(Failed::from)
        })
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    if !list {
        println!("{}", tally::figures());
    }
    conclusion.exit();
}
