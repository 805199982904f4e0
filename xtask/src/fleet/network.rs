//! The private network of the hosts.

use super::docker::docker;

/// Name of the network.
pub(crate) const NAME: &str = "halite-fleet";

/// Name of its bridge on this machine, to listen at.
pub(crate) const BRIDGE: &str = "halitefleet0";

/// Makes the network.
pub(crate) fn create() -> Result<(), String> {
    let bridge = format!("com.docker.network.bridge.name={BRIDGE}");
    docker(&["network", "create", "--subnet", "172.31.77.0/24", "--opt", &bridge, NAME]).map(drop)
}

/// Removes it; that it is not there is no error.
pub(crate) fn remove() {
    let _ = docker(&["network", "rm", NAME]);
}

/// Cuts a host off.
pub(crate) fn cut(container: &str) -> Result<(), String> {
    docker(&["network", "disconnect", NAME, container]).map(drop)
}

/// Connects it again under its old address and name.
pub(crate) fn heal(container: &str, host: &str, address: &str) -> Result<(), String> {
    docker(&["network", "connect", "--ip", address, "--alias", host, NAME, container]).map(drop)
}
