package dev.roommesh.agent.webrtc;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.PeerId;

/** Several attempts at the link to one peer may overlap for a moment. */
record LinkKey(PeerId peer, LinkAttempt attempt) {}
