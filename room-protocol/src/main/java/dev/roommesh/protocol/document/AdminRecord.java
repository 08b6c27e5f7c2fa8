package dev.roommesh.protocol.document;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;

/** The admin's part of the document: who it is, in which term, and the roster that it keeps. */
public record AdminRecord(PeerId admin, long term, Roster roster) {}
