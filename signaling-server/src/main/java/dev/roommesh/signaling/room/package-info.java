/** Who is in which room: admission, cap, leases, presence, the admin's term. Plain Java, no Spring. */
@NullMarked
package dev.roommesh.signaling.room;

import org.jspecify.annotations.NullMarked;
