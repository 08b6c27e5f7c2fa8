package dev.roommesh.channel;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Receives files, one after another, over one channel or several: what was written stays when a channel ends, and the
 * next goes on there. Each file is checked against its SHA-256 before it stands in its place. For one thread at a time.
 */
public final class Receiving implements AutoCloseable {
    /** The other end is told each time that so much more is written. */
    static final int TOLD_EACH_BYTES = 256 * 1024;
    private final List<JobFile> files;
    private final Path root;
    private final boolean replace;
    private final MessageDigest digest = FileHash.begin();
    private int index;
    private @Nullable FileChannel open;
    private long position;
    private long told;
    private long before;

    /**
     * Files in the order in which they are wanted.
     *
     * @param files numbered from 1 by their place here
     * @param root the folder below which they are put; folders are made, and links in it are not followed
     * @param replace whether a file that is there already may be replaced
     */
    public Receiving(List<JobFile> files, Path root, boolean replace) {
        this.files = List.copyOf(files);
        this.root = root;
        this.replace = replace;
    }

    /** One of them that is there already and must not be replaced. */
    public Optional<Path> inTheWay() {
        return replace
                ? Optional.empty()
                : files.stream().map(this::place).filter(place -> Files.exists(place, LinkOption.NOFOLLOW_LINKS))
                        .findFirst();
    }

    /** @throws ChannelException for a name that this machine cannot have */
    private Path place(JobFile file) {
        try {
            return root.resolve(file.name());
        } catch (InvalidPathException unmappable) {
            throw new ChannelException("this machine cannot have a file named " + file.name()
                    + "; run it where the locale is UTF-8, such as LANG=C.UTF-8", unmappable);
        }
    }

    /** Whether every file stands in its place. */
    public boolean isComplete() {
        return index == files.size();
    }

    /** Bytes that are written, of all files. */
    public long bytes() {
        return before + position;
    }

    /** Bytes that all files have. */
    public long bytesTotal() {
        return files.stream().mapToLong(JobFile::size).sum();
    }

    /** What is to be asked for on a channel that is new. Empty where nothing is missing. */
    public Optional<JobMessage> next() throws IOException {
        while (!isComplete() && files.get(index).size() == 0)
            finish(files.get(index));
        return isComplete() ? Optional.empty() : Optional.of(new JobMessage.Want(index + 1, position));
    }

    /**
     * Writes a part.
     *
     * @return what the other end has to be told
     * @throws ChannelException where it sent what was not asked for, or a file is not what it was said to be
     */
    public List<JobMessage> take(JobMessage.Chunk chunk) throws IOException {
        boolean isNext = !isComplete() && chunk.file() == index + 1 && chunk.offset() == position
                && chunk.bytes().size() <= files.get(index).size() - position;
        if (!isNext) throw new ChannelException("the other end sent a part of a file that nobody asked for");
        write(chunk.bytes());
        List<JobMessage> answers = new ArrayList<>();
        boolean whole = position == files.get(index).size();
        if (whole || position - told >= TOLD_EACH_BYTES) {
            told = position;
            answers.add(new JobMessage.Got(chunk.file(), position));
        }
        if (whole) {
            finish(files.get(index));
            next().ifPresent(answers::add);
        }
        return answers;
    }

    private FileChannel open() throws IOException {
        if (open == null) {
            Path part = part(files.get(index));
            Path parent = part.toAbsolutePath().getParent();
            if (parent == null) throw new IOException(part + " has no folder");
            Files.createDirectories(parent);
            if (!parent.toRealPath().startsWith(root.toRealPath()))
                throw new ChannelException("the file " + files.get(index).name() + " would be put elsewhere, for a link"
                        + " is in the way");
            Files.deleteIfExists(part);
            open = FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS));
        }
        return open;
    }

    private Path part(JobFile file) {
        Path place = place(file);
        return place.resolveSibling(place.getFileName() + JobFile.PART);
    }

    private void write(Bytes bytes) throws IOException {
        byte[] content = bytes.toArray();
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining())
            open().write(rest);
        digest.update(content);
        position += content.length;
    }

    private void finish(JobFile file) throws IOException {
        open().close();
        open = null;
        byte[] hash = digest.digest();
        if (!Bytes.copyOf(hash).equals(file.sha256())) {
            Files.deleteIfExists(part(file));
            throw new ChannelException(
                    "the file " + file.name() + " is not what it was said to be: its SHA-256 differs,"
                            + " as when it is changed while it is read");
        }
        // An atomic move replaces; without leave it must not.
        if (replace) Files.move(part(file), place(file), StandardCopyOption.ATOMIC_MOVE);
        else
            Files.move(part(file), place(file));
        before += file.size();
        position = 0;
        told = 0;
        index++;
    }

    /** What is not whole goes. */
    @Override
    public void close() throws IOException {
        if (open == null) return;
        open.close();
        open = null;
        Files.deleteIfExists(part(files.get(index)));
    }
}
