//! Serves the masters: all of them, or one at a time.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use halite_common::config::Config;
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use super::{
    failover::{Failover, Sight},
    masters::Way,
    stack::Stack,
};

/// How often it is looked to whom results are owed, and what is due.
const LOOK: Duration = Duration::from_secs(1);

/// What becomes of sessions, by the number of the master.
pub(super) type Seen = mpsc::UnboundedReceiver<(usize, Sight)>;

/// Serves until `shutdown` comes.
pub(super) async fn conduct(
    stacks: &[Stack],
    way: Way,
    order: Vec<usize>,
    mut seen: Seen,
    shutdown: impl Future<Output = ()> + Send,
    mut reloads: mpsc::Receiver<Config>,
) {
    let mut failover = match way {
        Way::Failover(failback) => Some(Failover::new(order, failback)),
        Way::All | Way::Disabled => None,
    };
    if way == Way::All {
        stacks.iter().for_each(|stack| stack.want(true));
    }
    let origin = Instant::now();
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        if let Some(failover) = &mut failover {
            failover.tick(origin.elapsed());
            for (number, stack) in stacks.iter().enumerate() {
                failover.owes(number, stack.owes());
                stack.want(failover.wants(number));
            }
        }
        tokio::select! {
            () = &mut shutdown => return,
            Some((number, sight)) = seen.recv() => if let Some(failover) = &mut failover {
                failover.saw(origin.elapsed(), number, sight);
            },
            Some(config) = reloads.recv() => for stack in stacks {
                stack.reload(config.clone()).await;
            },
            _ = look.tick(), if failover.is_some() => {}
        }
    }
}
