/** What a signaling server bears: registrations, relays, idle sockets, and all of it beside a flood. */
@NullMarked
package dev.roommesh.benchmarks.signaling;

import org.jspecify.annotations.NullMarked;
