package dev.roommesh.client.cli;

import java.util.ArrayList;
import java.util.List;

/** Sets cells in columns. What came from other machines is shown without its control characters. */
final class Columns {
    private static final int CELL_CHARS_MAX = 40;

    private Columns() {}

    /** All rows have as many cells as the first. */
    static List<String> align(List<List<String>> rows) {
        List<List<String>> shown = rows.stream().map(row -> row.stream().map(Columns::cell).toList()).toList();
        List<String> lines = new ArrayList<>();
        for (List<String> row : shown) {
            var line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = shown.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
                line.append(row.get(column)).repeat(' ', width - row.get(column).length() + (column == 0 ? 1 : 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String cell(String text) {
        String clean = printable(text);
        return clean.length() <= CELL_CHARS_MAX ? clean : clean.substring(0, CELL_CHARS_MAX - 3) + "...";
    }

    /** What came from other machines, so that it does nothing to a terminal. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}]", "?");
    }
}
