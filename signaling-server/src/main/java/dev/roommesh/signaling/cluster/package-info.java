/** Several servers that share rooms through an engine (Redis or Valkey). One server alone needs nothing of it. */
@NullMarked
package dev.roommesh.signaling.cluster;

import org.jspecify.annotations.NullMarked;
