//! On the wire: no secret in the clear, and nothing for those who are not meant.

use super::super::{host::Fleet, story::Story, watch};

/// A text that occurs nowhere else.
const CANARY: &str = "canary-7f3a9e51c0d24b68";

/// A text that is sent in the clear, so that the recording is known to show such a thing.
const CONTROL: &str = "control-2b81c6fe07a95d43";

/// Characters of an argument, so that a job is far larger than any heartbeat.
const BULK: usize = 100_000;

pub(super) fn tell(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    story.chapter("listening on the network: a canary in the pillar of db1");
    fleet.write_pillar("db.sls", &format!("role: db\npassword: {CANARY}\n"))?;
    let recording = watch::record(fleet.path("canary.pcap"))?;
    let pillar = fleet.sh("master", "halite db1 pillar.items unmask=True --out=json --static")?;
    let applied = fleet.json("db1 state.apply database")?;
    let other = fleet.json("web1 pillar.items")?;
    fleet.must("db1", &format!("bash -c 'echo {CONTROL} > /dev/udp/172.31.77.10/9'"))?;
    let packets = recording.end()?;
    story.check("db1 reads its password", pillar.stdout.contains(CANARY), &pillar.stdout);
    story.check("web1 has no such pillar", !other.to_string().contains("password"), &other.to_string());
    story.check(
        "the state run of db1 succeeded",
        applied.to_string().contains("\"result\":true"),
        &applied.to_string(),
    );
    let used = fleet.must("db1", "cat /srv/database/password")?;
    story.check("the canary came as far as a file of db1", used.trim() == CANARY, &used);
    story.check("a text sent in the clear is in the recording", packets.contain(CONTROL), "it is not");
    let what = format!("the canary occurs in none of {} recorded bytes", packets.len());
    story.check(&what, packets.len() > 3_000 && !packets.contain(CANARY), "the canary was seen");

    let recording = watch::record(fleet.path("untargeted.pcap"))?;
    let line = format!("halite web1 test.arg_repr $(head -c {BULK} /dev/zero | tr '\\0' x) --out=quiet");
    let sent = fleet.sh("master", &line)?;
    let packets = recording.end()?;
    let to = |host: &str| packets.payload("172.31.77.10", host);
    let (web1, web2, db1) = (to("172.31.77.11")?, to("172.31.77.12")?, to("172.31.77.13")?);
    story.saw(&format!(
        "payload from the master while the job ran: web1 {web1}, web2 {web2}, db1 {db1} bytes"
    ));
    let seen = format!("{web1} {web2} {db1} {}", sent.stderr);
    // Heartbeats are some hundred bytes; the job alone has 100,000.
    let heartbeats_only = web2 < 2_000 && db1 < 2_000;
    story.check(
        "no byte of a job for web1 goes to web2 or db1",
        web1 > BULK && heartbeats_only && sent.code == 0,
        &seen,
    );
    Ok(())
}
