package dev.roommesh.simulation;

import dev.roommesh.simulation.Play.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says in Markdown what many seeds came to. */
final class Report {
    /** What must have happened in a full run, by the name under which it is counted, and what it is called. */
    static final Map<String, String> MUST_HAPPEN = new LinkedHashMap<>();

    static {
        MUST_HAPPEN.put("Founded", "rooms founded");
        MUST_HAPPEN.put("Claimed", "claims");
        MUST_HAPPEN.put("ClaimedAsCaretaker", "claims as caretaker");
        MUST_HAPPEN.put("HandedOver", "handings-over");
        MUST_HAPPEN.put("SteppedDown", "admins that stepped down");
        MUST_HAPPEN.put("Split", "splits");
        MUST_HAPPEN.put("Admitted", "admissions");
        MUST_HAPPEN.put("Removed", "removals");
        MUST_HAPPEN.put("EpochRolled", "epochs begun");
        MUST_HAPPEN.put("Carried", "messages that a neighbour carried to their target");
        MUST_HAPPEN.put("ProposalAccepted", "acceptances of a change of the roster");
        MUST_HAPPEN.put("OutvotedAdmin", "admins told that they are outvoted");
        MUST_HAPPEN.put("WornOut", "worn-out transports");
        MUST_HAPPEN.put("DiedOfBase", "crashes in the middle of an epoch's base");
        MUST_HAPPEN.put("DiedOfPropose", "crashes in the middle of a proposal");
        MUST_HAPPEN.put("CaretakerPhase", "caretaker phases of a worker");
        MUST_HAPPEN.put("ReadOnlyPhase", "read-only phases of a worker");
        MUST_HAPPEN.put("StaleAnswer", "stale answers");
        MUST_HAPPEN.put("FreshAnswer", "fresh answers");
        MUST_HAPPEN.put("CrashedMidSend", "crashes between two sends of one message");
        MUST_HAPPEN.put("Restarted", "restarts");
        MUST_HAPPEN.put("Overslept", "oversleeps");
        MUST_HAPPEN.put("LinkMadeThroughNeighbour", "links made through a neighbour");
        MUST_HAPPEN.put("Refused", "workers refused by a full room");
        MUST_HAPPEN.put("Wish:GRANTED", "workers reserved");
        MUST_HAPPEN.put("Wish:TAKEN", "named workers that were not free");
        MUST_HAPPEN.put("Wish:NONE_FREE", "wishes for which no worker was free");
        MUST_HAPPEN.put("Job:BEGAN", "jobs begun");
        MUST_HAPPEN.put("Job:ENDED_WITH_ITS_RESERVATION", "jobs ended because their client was gone");
        MUST_HAPPEN.put("Wish:NOT_NOW", "wishes that the room could not answer");
    }

    private final Map<Scenario, Tally> tallies;

    Report(Map<Scenario, Tally> tallies) {
        this.tallies = tallies;
    }

    long violations() {
        return tallies.values().stream().mapToLong(Tally::violations).sum();
    }

    Map<String, Long> happened() {
        Map<String, Long> all = new TreeMap<>();
        tallies.values().forEach(tally -> tally.happened().forEach((what, times) -> all.merge(what, times, Long::sum)));
        return all;
    }

    /** What should have happened and never did. */
    List<String> missing() {
        Map<String, Long> happened = happened();
        return MUST_HAPPEN.keySet().stream().filter(what -> happened.getOrDefault(what, 0L) == 0).toList();
    }

    String markdown(String command, String duration) {
        long seeds = tallies.values().stream().mapToLong(Tally::seeds).sum();
        long frames = tallies.values().stream().mapToLong(Tally::frames).sum();
        double hours = tallies.values().stream().mapToLong(tally -> tally.simulated().toSeconds()).sum() / 3600.0;
        var text = new StringBuilder();
        text.append("# Simulation\n\n").append("Real members on a virtual clock and a seeded network; every event is ")
                .append("followed by a check of the [invariants](PROTOCOL.md#invariants).\nThis file is written by `")
                .append(command).append("`.\n\n")
                .append("%,d seeds, %,.0f hours of rooms, %,d messages on links, %d violations; %s.%n%n".formatted(
                        seeds,
                        hours, frames, violations(), duration))
                .append("""
                        Times are seconds of virtual time, as median / 99th percentile / maximum. *Noticed*: from the fault until all
                        others hide the worker or follow another admin. *New admin*: until all others follow one that acts. *Whole*: from the
                        last heal, or the last change, until there are one admin, equal rosters with everybody alive on them, equal documents that
                        say what each owner said last, and a complete mesh.

                        | scenario | what happens | seeds | noticed | new admin | whole | messages per room | violations |
                        |---|---|---|---|---|---|---|---|
                        """);
        tallies.forEach((scenario, tally) -> text.append("| %s | %s | %,d | %s | %s | %s | %,d | %d |%n".formatted(
                scenario.name(), scenario.about(), tally.seeds(), tally.quantiles(Measure.NOTICED),
                tally.quantiles(Measure.NEW_ADMIN), tally.quantiles(Measure.WHOLE),
                tally.frames() / Math.max(1, tally.seeds()), tally.violations())));
        text.append("\nHow often each thing happened, over all:\n\n| what | times |\n|---|---|\n");
        Map<String, Long> happened = happened();
        MUST_HAPPEN.forEach((key, called) -> text
                .append("| %s | %,d |%n".formatted(called, happened.getOrDefault(key, 0L))));
        return text.toString();
    }
}
