package dev.roommesh.client.cli;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as people write it: {@code 30s}, {@code 10m} or {@code 1h}. */
final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh])");
    private static final Map<String, Duration> UNITS = Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));

    @Override
    public Duration convert(String written) {
        Matcher matched = FORM.matcher(written);
        Duration unit = matched.matches() ? UNITS.get(matched.group(2)) : null;
        if (unit == null) throw new TypeConversionException("'" + written + "' is no time: write 30s, 10m or 1h");
        return unit.multipliedBy(Long.parseLong(matched.group(1)));
    }
}
