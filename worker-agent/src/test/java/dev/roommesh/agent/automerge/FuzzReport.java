package dev.roommesh.agent.automerge;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** What became of the changes and bases of a run. */
final class FuzzReport {
    private long changes;
    private long accepted;
    private long bases;
    private long basesAccepted;
    private final Map<String, Long> causes = new TreeMap<>();

    void change(boolean taken, String why) {
        changes++;
        if (taken) accepted++;
        else
            refused(why);
    }

    void base(boolean taken, String why) {
        bases++;
        if (taken) basesAccepted++;
        else
            refused("(base) " + why);
    }

    /** Limits that depend on the change count as one cause. */
    private void refused(String why) {
        causes.merge(why.replaceAll("over \\d+$", "over its limit"), 1L, Long::sum);
    }

    long total() {
        return changes + bases;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append("total ").append(total()).append('\n').append("changes ").append(changes)
                .append(", accepted by the decoder and taken by native code ").append(accepted).append('\n')
                .append("bases ").append(bases).append(", accepted and taken ").append(basesAccepted).append('\n')
                .append("refused ").append(total() - accepted - basesAccepted).append(", by cause:\n");
        causes.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(cause -> text.append("%9d  %s%n".formatted(cause.getValue(), cause.getKey())));
        return text.toString();
    }
}
