/** Room tokens and tickets: signed, and never shown. */
@NullMarked
package dev.roommesh.signaling.token;

import org.jspecify.annotations.NullMarked;
