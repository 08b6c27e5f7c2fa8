package dev.roommesh.benchmarks.soak;

import dev.roommesh.benchmarks.room.Looks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of {@code /actuator/prometheus}. */
public record Scrape(String text) {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(\\{.*})? ([-+0-9.eE]+)");

    /** @param base of the process's local HTTP */
    public static Scrape of(URI base, HttpClient http) throws IOException, InterruptedException {
        return new Scrape(
                http.send(Looks.local(base.resolve("/actuator/prometheus")).build(), BodyHandlers.ofString()).body());
    }

    /** The sum over all series of a name whose labels contain a text; 0 where there is none. */
    public double sum(String name, String label) {
        double sum = 0;
        for (String line : text.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || !matcher.group(1).equals(name)) continue;
            String labels = matcher.group(2) == null ? "" : matcher.group(2);
            if (labels.contains(label)) sum += Double.parseDouble(matcher.group(3));
        }
        return sum;
    }
}
