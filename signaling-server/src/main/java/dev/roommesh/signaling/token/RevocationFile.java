package dev.roommesh.signaling.token;

import dev.roommesh.signaling.state.StateFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The revocations of a server alone, one a line. */
public final class RevocationFile implements Revocations.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger("dev.roommesh.signaling");

    private final StateFile file;

    public RevocationFile(StateFile file) {
        this.file = file;
    }

    /**
     * What was revoked before this start.
     *
     * @throws StateFile.Unreadable where it cannot be told
     */
    public List<Revocation> read() throws StateFile.Unreadable {
        List<Revocation> read = new ArrayList<>();
        for (String line : file.read()) {
            // A revoked token must not be let in for a line that nobody can read.
            read.add(
                    Revocation.of(line).orElseThrow(() -> new StateFile.Unreadable("The file of revoked tokens, " + file
                            + ", has a line that is none: mend the line, or move the file away and revoke anew.")));
        }
        return read;
    }

    @Override
    public boolean keep(Revocation revocation, Collection<Revocation> before) {
        List<String> lines = new ArrayList<>(before.stream().map(Revocation::text).toList());
        lines.add(revocation.text());
        try {
            file.replace(lines);
            return true;
        } catch (IOException failed) {
            LOG.warn("revocation not kept file={} cause={}", file, failed.toString());
            return false;
        }
    }
}
