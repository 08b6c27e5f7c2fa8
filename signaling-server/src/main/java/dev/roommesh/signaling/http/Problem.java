package dev.roommesh.signaling.http;

/** The shape in which old peers expect an error. */
record Problem(String detail) {}
