//! Sessions: ordered both ways, and broken with all that is under way.

use std::collections::VecDeque;

use halite_common::wire::{ToMaster, ToMinion};

use super::{event::Event, run::World};

/// The way between a minion and the master.
#[derive(Default)]
pub(super) struct Link {
    /// Tells a session from those before it.
    pub(super) session: u64,
    /// Whether the minion takes the session for open, and whether the master does.
    pub(super) minion_open: bool,
    pub(super) master_open: bool,
    /// Nothing gets through any more, which either side has yet to learn.
    pub(super) broken: bool,
    /// Nothing gets through, but the session lives.
    pub(super) stalled: bool,
    pub(super) partitioned: bool,
    pub(super) up: VecDeque<ToMaster>,
    pub(super) down: VecDeque<ToMinion>,
    last_up: u64,
    last_down: u64,
}

impl Link {
    /// Whether the minion has a session that both sides know, with nothing under way.
    pub(super) fn is_at_rest(&self) -> bool {
        self.minion_open && self.master_open && !self.broken && self.up.is_empty() && self.down.is_empty()
    }
}

impl World<'_> {
    pub(super) fn dial(&mut self, minion: usize) {
        let link = &self.links[minion];
        if !self.minions[minion].is_up() || link.minion_open {
            return;
        }
        if link.partitioned || !self.master.is_up() {
            let wait = 200 + self.moment(800, 5000);
            return self.plan_in(wait, Event::Dial { minion });
        }
        // The master takes the minion's new session for the end of the old one.
        if link.master_open {
            self.master_closes(minion);
        }
        let link = &mut self.links[minion];
        *link = Link {
            session: link.session + 1,
            minion_open: true,
            master_open: true,
            last_up: self.now,
            last_down: self.now,
            ..Link::default()
        };
        let session = link.session;
        self.master.mail.set_open(minion, true);
        self.tell(|_| format!("m{minion} opens session {session}"));
        let wait = 1 + self.moment(100, 2000);
        self.plan_in(wait, Event::Greet { minion, session });
    }

    /// A minion has collected its grains and opens the talk.
    pub(super) fn greet(&mut self, minion: usize, session: u64) {
        if self.links[minion].session == session && self.links[minion].minion_open {
            let hello = ToMaster::Hello {
                version: String::new(),
                grains: Default::default(),
                holding: self.minions[minion].around.borrow().holding.clone(),
            };
            self.send_up(minion, hello);
        }
    }

    /// A message sets out to the master.
    pub(super) fn send_up(&mut self, minion: usize, message: ToMaster) {
        let luck = self.luck(!matches!(message, ToMaster::Hello { .. }));
        let wait = self.moment(5, self.scale.delay);
        let link = &mut self.links[minion];
        if !link.minion_open || link.broken || luck == Luck::Lost {
            return self.tell(|_| format!("m{minion} -x {}", shown_up(&message)));
        }
        let copies = if luck == Luck::Doubled { 2 } else { 1 };
        for _ in 0..copies {
            link.last_up = link.last_up.max(self.now + wait);
            let back = usize::from(luck == Luck::Overtaking && overtakes_up(link.up.back()));
            link.up.insert(link.up.len() - back, message.clone());
            let event = Event::ToMaster { minion, session: link.session };
            self.agenda.plan(link.last_up, event);
        }
    }

    /// Messages that wait at the master set out to a minion.
    pub(super) fn send_down(&mut self, minion: usize) {
        while !self.links[minion].stalled
            && let Some(message) = self.master.mail.take(minion)
        {
            self.see_sent(minion, &message);
            let luck = self.luck(!matches!(message, ToMinion::Welcome { .. }));
            let wait = self.moment(5, self.scale.delay);
            let link = &mut self.links[minion];
            if !link.master_open || link.broken || luck == Luck::Lost {
                self.tell(|world| format!("master -x m{minion} {}", world.shown_down(&message)));
                continue;
            }
            let copies = if luck == Luck::Doubled { 2 } else { 1 };
            for _ in 0..copies {
                link.last_down = link.last_down.max(self.now + wait);
                let back = usize::from(luck == Luck::Overtaking && overtakes_down(link.down.back()));
                link.down.insert(link.down.len() - back, message.clone());
                let event = Event::ToMinion { minion, session: link.session };
                self.agenda.plan(link.last_down, event);
            }
        }
    }

    /// Whether a message is lost, doubled, or overtakes the one before.
    ///
    /// A session does none of that, but full queues at its ends lose messages, jobs are looked at beside the other
    /// messages, and the machines promise to withstand it.
    fn luck(&mut self, mortal: bool) -> Luck {
        if self.calm || !mortal || self.scale.wild == 0 || !self.dice.one_in(self.scale.wild) {
            return Luck::Good;
        }
        match self.dice.below(3) {
            0 => Luck::Lost,
            1 => Luck::Doubled,
            _ => Luck::Overtaking,
        }
    }

    /// The connection is cut: what is under way is gone, and either side learns it in its own time.
    pub(super) fn cut(&mut self, minion: usize) {
        let link = &mut self.links[minion];
        if link.broken || !(link.minion_open || link.master_open) {
            return;
        }
        link.broken = true;
        link.up.clear();
        link.down.clear();
        let session = link.session;
        self.tell(|_| format!("session {session} of m{minion} is cut"));
        let (up, down) = (self.moment(100, 20_000), self.moment(100, 20_000));
        self.plan_in(up, Event::MinionLearns { minion, session });
        self.plan_in(down, Event::MasterLearns { minion, session });
    }

    pub(super) fn minion_learns(&mut self, minion: usize, session: u64) {
        let link = &mut self.links[minion];
        if link.session != session || !link.minion_open {
            return;
        }
        link.minion_open = false;
        self.tell(|_| format!("m{minion} learns that its session is over"));
        self.minion_is_offline(minion);
        let wait = 200 + self.moment(800, 5000);
        self.plan_in(wait, Event::Dial { minion });
    }

    /// A message of the master in the story.
    pub(super) fn shown_down(&self, message: &ToMinion) -> String {
        match message {
            ToMinion::Job(envelope) => match self.witness.opened.get(&envelope.job) {
                Some(job) => format!("job {}", job.jid),
                None => "a job".into(),
            },
            ToMinion::Welcome { .. } => "welcome".into(),
            other => format!("{other:?}"),
        }
    }

    pub(super) fn master_learns(&mut self, minion: usize, session: u64) {
        if self.links[minion].session == session && self.links[minion].master_open {
            self.master_closes(minion);
        }
    }
}

#[derive(PartialEq, Eq)]
enum Luck {
    Good,
    Lost,
    Doubled,
    Overtaking,
}

/// Nothing overtakes what opens the talk.
fn overtakes_up(before: Option<&ToMaster>) -> bool {
    before.is_some_and(|before| !matches!(before, ToMaster::Hello { .. }))
}

fn overtakes_down(before: Option<&ToMinion>) -> bool {
    before.is_some_and(|before| !matches!(before, ToMinion::Welcome { .. }))
}

/// A message of a minion in the story.
pub(super) fn shown_up(message: &ToMaster) -> String {
    match message {
        ToMaster::Hello { holding, .. } => format!("hello, holding {holding:?}"),
        ToMaster::Return(it) => {
            format!("return {} {} {}", it.jid, it.value, if it.lost { "lost" } else { "" })
        }
        other => format!("{other:?}"),
    }
}
