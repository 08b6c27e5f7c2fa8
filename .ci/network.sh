# shellcheck shell=bash disable=SC2034 # NETWORK is for whoever sources this
# A network for one program alone: sourced by the launcher, whose functions it uses.

NETWORK_SETUP='ip link set lo up && ip link add rm0 type veth peer name rm1 && ip addr add 10.77.0.1/24 dev rm0 &&
    ip link set rm0 up && ip link set rm1 up'

own_network() { # sets NETWORK to the command that gives a process a network of its own; false where there is none
    local way
    if [ "$(id -u)" = 0 ]; then
        has unshare || apt_install util-linux || true
        has ip || apt_install iproute2 || true
        set -- "unshare --net"
    else
        set -- "unshare --user --map-root-user --net"
    fi
    has unshare && has ip || return 1
    for way in "$@"; do
        NETWORK=$way
        if $way sh -c "$NETWORK_SETUP" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}
