package dev.roommesh.signaling.features;

import dev.roommesh.signaling.state.StateFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's setting on a server alone: one line. */
public final class FlagFile implements RoomFeatures.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger("dev.roommesh.signaling");

    private final StateFile file;

    public FlagFile(StateFile file) {
        this.file = file;
    }

    /**
     * What was set before this start; empty where nothing was.
     *
     * @throws StateFile.Unreadable where it cannot be told
     */
    public Optional<RegistrySetting> read() throws StateFile.Unreadable {
        List<String> lines = file.read();
        if (lines.isEmpty()) return Optional.empty();
        Optional<RegistrySetting> setting = RegistrySetting.of(lines.getFirst());
        if (setting.isEmpty() || lines.size() > 1)
            throw new StateFile.Unreadable(
                    "The file of flags, " + file + ", is none: it is one line such as \"true 100\"; "
                            + "mend it, or move it away.");
        return setting;
    }

    @Override
    public OptionalLong keep(Optional<RegistrySetting> operators, long basedOn) {
        try {
            file.replace(operators.map(RegistrySetting::text).stream().toList());
            return OptionalLong.of(basedOn + 1);
        } catch (IOException failed) {
            LOG.warn("flags not kept file={} cause={}", file, failed.toString());
            return OptionalLong.empty();
        }
    }
}
