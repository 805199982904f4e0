//! The images: Debian with systemd, made with debootstrap, and the same with the real Salt.

use std::fs;

use super::docker::{docker, exec, has_image};
use crate::shell;

/// Debian 12 with systemd and nothing of ours, no interpreter among it.
pub(crate) const DEBIAN: &str = "halite-fleet-debian:12-1";

/// The same with the real Salt in `/opt/salt`.
pub(crate) const SALT: &str = "halite-fleet-salt:12-1";

const PACKAGES: &str = "systemd,systemd-sysv,dbus,iproute2,ca-certificates,procps,curl";

/// Makes the images that are missing. A machine needs some minutes for them, once.
pub(crate) fn ensure() -> Result<(), String> {
    if !has_image(DEBIAN) {
        debian()?;
    }
    if !has_image(SALT) {
        salt()?;
    }
    Ok(())
}

fn debian() -> Result<(), String> {
    println!("fleet: making the Debian image");
    shell::need("debootstrap", "debootstrap")?;
    let dir = shell::run("mktemp", &["-d"])?;
    let root = format!("{}/root", dir.trim());
    let include = format!("--include={PACKAGES}");
    shell::run("debootstrap", &["--variant=minbase", &include, "bookworm", &root])?;
    let import = format!("tar -C {root} -c . | docker import - {DEBIAN}");
    shell::run("sh", &["-c", &import])?;
    fs::remove_dir_all(dir.trim()).map_err(|error| format!("could not remove {}: {error}", dir.trim()))
}

fn salt() -> Result<(), String> {
    println!("fleet: making the image with the real Salt");
    let name = "halite-fleet-salt-build";
    // A left-over of a run that was cut off.
    let _ = docker(&["rm", "--force", name]);
    // Package indexes may be signed by an authority that only this machine knows.
    let certificates = "/etc/ssl/certs/ca-certificates.crt:/tmp/ca.pem:ro";
    docker(&["run", "--detach", "--name", name, "-v", certificates, DEBIAN, "sleep", "1800"])?;
    let line = "export DEBIAN_FRONTEND=noninteractive PIP_CERT=/tmp/ca.pem PIP_DEFAULT_TIMEOUT=120
        apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv python3-dev python3-apt gcc g++ libc6-dev make &&
        python3 -m venv --system-site-packages /opt/salt && /opt/salt/bin/pip install -q --upgrade pip setuptools wheel && /opt/salt/bin/pip install -q salt && /opt/salt/bin/salt-call --version";
    let built = exec(name, line)?;
    let result = match built.code {
        0 => docker(&["commit", name, SALT]).map(drop),
        _ => Err(format!("could not install the real Salt: {} {}", built.stdout.trim(), built.stderr.trim())),
    };
    docker(&["rm", "--force", name])?;
    result
}
