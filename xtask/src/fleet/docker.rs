//! Docker, by its command line.

use crate::shell::{self, Output};

/// Flags with which systemd boots in a container, without `--privileged`.
const SYSTEMD: [&str; 16] = [
    "--cap-add",
    "SYS_ADMIN",
    "--cap-add",
    "NET_ADMIN",
    "--security-opt",
    "seccomp=unconfined",
    "--security-opt",
    "apparmor=unconfined",
    "--tmpfs",
    "/run",
    "--tmpfs",
    "/tmp",
    "-v",
    "/sys/fs/cgroup:/sys/fs/cgroup:rw",
    "--cgroupns=host",
    "--detach",
];

/// Runs `docker` with these words; it must succeed.
pub(crate) fn docker(words: &[&str]) -> Result<String, String> {
    shell::run("docker", words)
}

/// Starts a host that boots systemd.
pub(crate) fn boot(image: &str, name: &str, words: &[&str]) -> Result<(), String> {
    let mut all = vec!["run", "--name", name];
    all.extend(SYSTEMD);
    all.extend(words);
    all.extend([image, "/sbin/init"]);
    docker(&all).map(drop)
}

/// Runs a command line in a host, whatever comes of it.
pub(crate) fn exec(name: &str, line: &str) -> Result<Output, String> {
    shell::output("docker", &["exec", name, "sh", "-c", line])
}

/// Tells whether an image is there.
pub(crate) fn has_image(image: &str) -> bool {
    docker(&["image", "inspect", image]).is_ok()
}
