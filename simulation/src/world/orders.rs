//! Operators: they publish jobs and cancel them.

use halite_common::{
    declare::Arguments,
    job::{Batch, Call, Publish, TargetKind, TargetSpec},
    value::Dict,
};
use halite_master::jobs::Order;
use tokio::sync::oneshot;

use super::{event::Event, run::World};

impl World<'_> {
    pub(super) fn publish(&mut self) {
        if !self.master.is_up() {
            let wait = 500 + self.moment(500, 5000);
            return self.plan_in(wait, Event::Publish);
        }
        let mut targets: Vec<usize> = (0..self.scale.minions).filter(|_| !self.dice.one_in(3)).collect();
        if targets.is_empty() {
            targets.push(self.dice.pick(self.scale.minions));
        }
        let publish = self.draw_publish(&targets);
        self.tell(|_| {
            let Publish { batch, failhard, queue_ttl, timeout, .. } = &publish;
            format!("a job for {targets:?}: batch {batch:?}, failhard {failhard}, queue_ttl {queue_ttl:?}, timeout {timeout:?}")
        });
        let (reply, answer) = oneshot::channel();
        let order = Order {
            publish,
            user: "root".into(),
            minions: targets.iter().map(|number| (self.minions[*number].id.clone(), None)).collect(),
            missing: Vec::new(),
            nodegroups: Dict::new(),
            reply,
        };
        self.witness.replies.push(answer);
        self.at_desk(|desk| desk.publish(order));
    }

    fn draw_publish(&mut self, targets: &[usize]) -> Publish {
        let dice = &mut self.dice;
        // Sometimes a minion does not find itself in the target any more.
        let expression = if dice.one_in(15) {
            "somebody".to_owned()
        } else {
            targets.iter().map(|number| format!("m{number}")).collect::<Vec<_>>().join(",")
        };
        let function = if dice.one_in(3) { "state.apply" } else { "test.ping" };
        Publish {
            target: TargetSpec { kind: TargetKind::List, expression, delimiter: ":".into() },
            calls: vec![Call { function: function.into(), arguments: Arguments::default() }],
            timeout: dice.one_in(3).then(|| u32::try_from(dice.between(1, 20)).expect("twenty at most")),
            batch: dice.one_in(4).then_some(Batch::Count(1)),
            batch_wait: dice.one_in(4).then_some(2),
            failhard: dice.one_in(4),
            subset: None,
            queue_ttl: dice.one_in(3).then(|| u32::try_from(dice.between(5, 400)).expect("400 at most")),
            metadata: Dict::new(),
            out: None,
        }
    }

    pub(super) fn cancel(&mut self) {
        let jids: Vec<_> = self.witness.jobs.keys().copied().collect();
        if jids.is_empty() || !self.master.is_up() {
            return;
        }
        let jid = jids[self.dice.pick(jids.len())];
        self.tell(|_| format!("{jid} is cancelled"));
        let (reply, answer) = oneshot::channel();
        self.waiting.asked_to_cancel(jid, answer);
        self.at_desk(|desk| desk.cancel(jid, reply));
    }
}
